/** Does the width of all adsorbates hold for one that it has not seen? Each is left out in turn and judged by the others. */
import { proportion, type Proportion } from '../math/binomial'
import { halfWidth } from './calibrators/half-width'
import { smallestCount } from './calibrators/conformal'
import { calibratorNamed } from './calibrators/selection'
import type { FitOptions } from './calibrators/types'
import { rowCount, selectRows, type ErrorTable } from './error-table'
import { membersByGroup } from './metrics/coverage'

/** Adsorbates without points that get the width of all: molecules of these elements, no larger than those it was shown on. */
export interface PooledRule {
  readonly elements: readonly string[]
  readonly maxAtoms: number
  /** share of the points covered by the fit without their adsorbate */
  readonly coverage: number
  readonly adsorbates: number
}

export interface LeftOut extends Proportion {
  readonly adsorbate: string
}

/** Coverage of each adsorbate by a calibration of the others; those whose others are too few for the level are left away. */
export function leaveOneAdsorbateOut(table: ErrorTable, method: string, options: FitOptions): LeftOut[] {
  const all = Array.from({ length: rowCount(table) }, (_, i) => i)
  return [...membersByGroup(table)].flatMap(([adsorbate, own]) => {
    const held = new Set(own)
    const others = all.filter((i) => !held.has(i))
    if (others.length < smallestCount(options.level)) return []
    const fitted = calibratorNamed(method).fit(selectRows(table, others), options)
    const inside = own.filter((i) => Math.abs(table.errors[i]!) <= halfWidth(fitted, table.uncertainties[i]!)).length
    return [{ adsorbate, ...proportion(inside, own.length) }]
  })
}

/** Adsorbates below which leaving one out says nothing of others. */
const FEWEST_ADSORBATES = 6

/** What leaving each adsorbate out says of the width of all. */
export interface Pooling {
  /** adsorbates with points that the fit without them covers as promised: the level in their binomial interval (95 %) or below it */
  readonly held: ReadonlySet<string>
  /** for adsorbates without points; undefined where it does not hold, for fewer than six adsorbates, or where a name is no formula */
  readonly rule: PooledRule | undefined
}

/** The rule holds where every adsorbate is `held`, and all left-out points together are. */
export function pooling(table: ErrorTable, method: string, options: FitOptions): Pooling {
  const left = leaveOneAdsorbateOut(table, method, options)
  const held = new Set(left.filter(({ high }) => high >= options.level).map(({ adsorbate }) => adsorbate))
  const sum = (of: (one: LeftOut) => number): number => left.reduce((total, one) => total + of(one), 0)
  const overall = proportion(sum(({ successes }) => successes), sum(({ n }) => n))
  const formulas = left.flatMap(({ adsorbate }) => formulaOf(adsorbate) ?? [])
  const holds = left.length >= FEWEST_ADSORBATES && held.size === left.length && formulas.length === left.length && overall.high >= options.level
  return { held, rule: holds ? { elements: [...new Set(formulas.flatMap((one) => [...one.keys()]))].toSorted(), maxAtoms: Math.max(...formulas.map(atomsIn)), coverage: overall.value, adsorbates: left.length } : undefined }
}

/** Whether an adsorbate, by its name, is one that the rule speaks for. */
export function isWithinRule({ elements, maxAtoms }: PooledRule, adsorbate: string): boolean {
  const formula = formulaOf(adsorbate)
  return formula !== undefined && atomsIn(formula) <= maxAtoms && [...formula.keys()].every((symbol) => elements.includes(symbol))
}

const atomsIn = (formula: ReadonlyMap<string, number>): number => [...formula.values()].reduce((a, b) => a + b, 0)

/** Counts of the elements of a name that is a formula ('CH3', 'OCHO'); undefined for any other name. */
function formulaOf(name: string): ReadonlyMap<string, number> | undefined {
  if (!/^(?:[A-Z][a-z]?\d*)+$/.test(name)) return undefined
  const counts = new Map<string, number>()
  for (const [, symbol, count] of name.matchAll(/([A-Z][a-z]?)(\d*)/g)) counts.set(symbol!, (counts.get(symbol!) ?? 0) + (count === '' ? 1 : Number(count)))
  return counts
}
