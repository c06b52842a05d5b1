/** How a calibration does on points with known errors: what the reliability page draws. */
import { proportion } from '../math/binomial'
import type { CalibratedModel } from './calibrated-model'
import { intervalFor } from './calibrated-model'
import { crossValidatedHalfWidths, halfWidths, calibratorNamed } from './calibrators/selection'
import { folds } from './calibrators/conformal'
import { evaluateMonotone } from './calibrators/monotone'
import { rowCount, selectRows, type ErrorTable } from './error-table'
import { coverage, type Coverage, type CoverageCell } from './metrics/coverage'
import { auroc, rejectionCurve, spearmanOfErrors, type RejectionPoint } from './metrics/discrimination'
import { fitSpread, type Spread } from './spread'
import { quantileSorted } from '../math/statistics'

export interface ReliabilityBand {
  /** nominal coverage of the central interval */
  readonly nominal: number
  /** share of the points inside it, and the exact binomial interval (95 %) of that share as if the points were independent */
  readonly observed: number
  readonly low: number
  readonly high: number
}

export interface CalibrationJudgement {
  readonly n: number
  /** eV */
  readonly mae: number
  readonly spearman: number
  readonly auroc: readonly { readonly threshold: number; readonly value: number }[]
  readonly reliability: readonly ReliabilityBand[]
  /** at the calibration's own level; its groups are adsorbates */
  readonly coverage: Coverage
  /** the same by element of the slab: a slab counts for each of its elements */
  readonly elements: readonly CoverageCell[]
  readonly rejection: readonly RejectionPoint[]
  readonly outOfDomain: number
}

export interface JudgeOptions {
  /** elements of each row's slab, separated by blanks */
  readonly elements: readonly string[]
  /** the table is the one that the calibration was fitted to: every row is judged by a fit without its fold */
  readonly crossValidated: boolean
}

const LEVELS = 21
const FOLDS = 5
const KEPT = Array.from({ length: 20 }, (_, k) => (k + 1) / 20)

export function judgeCalibration(model: CalibratedModel, table: ErrorTable, { elements, crossValidated }: JudgeOptions): CalibrationJudgement {
  const { level, clip, seed } = model
  const bar = model.bars.find((one) => one.level === level)!
  const widths = crossValidated ? crossValidatedHalfWidths(calibratorNamed(model.method), table, { level, clip, seed }) : halfWidths(bar.calibration, table)
  // a cell may be small: each carries its binomial interval
  const own = coverage(table, widths, level, { clip, cellSize: Math.max(10, Math.floor(rowCount(table) / 10)) })
  return {
    n: rowCount(table),
    mae: rejectionCurve(table, [1])[0]!.mae,
    spearman: spearmanOfErrors(table),
    auroc: [0.05, 0.1, 0.5].map((threshold) => ({ threshold, value: auroc(table, threshold) })),
    reliability: bands(model, table, crossValidated),
    coverage: own,
    elements: byElement(table, widths, elements),
    rejection: rejectionCurve(table, KEPT),
    outOfDomain: table.uncertainties.filter((d, i) => intervalFor(model, 0, d, { group: table.groups?.[i] }).kind === 'out-of-domain').length,
  }
}

/** Share of rows inside the central interval of each nominal level, by the distribution of errors that the calibration holds. */
function bands(model: CalibratedModel, table: ErrorTable, crossValidated: boolean): ReliabilityBand[] {
  const reached = new Float64Array(rowCount(table))
  const judge = (spread: Spread, rows: readonly number[]): void => {
    for (const i of rows) reached[i] = levelReached(spread, Math.abs(table.errors[i]!), table.uncertainties[i]!, table.groups?.[i])
  }
  if (crossValidated) for (const { train, test } of folds(rowCount(table), { seed: model.seed, folds: FOLDS })) judge(fitSpread(selectRows(table, train), model), test)
  else judge(model.spread, Array.from(reached.keys()))
  return Array.from({ length: LEVELS }, (_, k) => {
    const nominal = k / (LEVELS - 1)
    const inside = reached.filter((p) => p <= nominal).length
    const { value, low, high } = proportion(inside, reached.length)
    return { nominal, observed: value, low, high }
  })
}

/** Lowest nominal level whose central interval holds the error; above 1 for an error larger than any that the calibration saw. */
function levelReached({ scale, scores, groups }: Spread, error: number, distance: number, group: string | undefined): number {
  const own = (group === undefined ? undefined : groups?.[group]) ?? scores
  const scaled = error / evaluateMonotone(scale, distance)
  if (scaled > own.at(-1)!) return 2
  let [low, high] = [0, 1]
  for (let step = 0; step < 30; step++) {
    const middle = (low + high) / 2
    if (quantileSorted(own, middle) >= scaled) high = middle
    else low = middle
  }
  return high
}

function byElement(table: ErrorTable, widths: Float64Array, elements: readonly string[]): CoverageCell[] {
  const rows = new Map<string, number[]>()
  elements.forEach((list, i) => {
    for (const element of new Set(list.split(' ').filter((one) => one !== ''))) rows.set(element, [...(rows.get(element) ?? []), i])
  })
  return [...rows].toSorted(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1)).map(([name, own]) => {
    const inside = own.filter((i) => Math.abs(table.errors[i]!) <= widths[i]!).length
    return { name, ...proportion(inside, own.length), halfWidth: own.reduce((sum, i) => sum + Math.min(widths[i]!, 5), 0) / own.length }
  })
}
