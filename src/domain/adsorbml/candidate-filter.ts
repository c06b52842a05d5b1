/** Which candidates (an adsorbate on a surface) a reader wants to see: by the elements and the stoichiometry of the surface, by the lowest energy. */
import type { RankedRow } from '../catalogue/records'
import { invalidInput } from '../errors'
import { atomicNumberOf } from '../structure/elements'

export interface CandidateFilter {
  /** symbols that the surface must hold */
  readonly elements?: readonly string[]
  /** symbols that it must not hold */
  readonly without?: readonly string[]
  /** 'Pt3Ni': these elements in these proportions; 'AB3': any elements in them */
  readonly stoichiometry?: string
  /** eV, low and high: of the lowest energy of the adsorbate on the surface */
  readonly window?: readonly [number, number]
}

export const isEmptyFilter = (filter: CandidateFilter): boolean => Object.values(filter).every((value) => value === undefined)

/** Throws InvalidInput for a symbol that is no element, a formula that is none, or an empty window. */
export function checkFilter({ elements = [], without = [], stoichiometry, window }: CandidateFilter): void {
  const unknown = [...elements, ...without].find((symbol) => atomicNumberOf(symbol) === undefined)
  if (unknown !== undefined) throw invalidInput('There is no such element', { found: unknown, expected: 'symbols such as Pt,Ni' })
  if (stoichiometry !== undefined) proportions(stoichiometry)
  if (window !== undefined && !(window[0] <= window[1])) throw invalidInput('The window of energies is empty', { found: window.join(' to '), expected: 'the lower energy first' })
}

/** The rows of the candidates that pass; all rows of a candidate, or none. Throws as `checkFilter`. */
export function filterCandidates(rows: readonly RankedRow[], filter: CandidateFilter): RankedRow[] {
  checkFilter(filter)
  const { elements = [], without = [], stoichiometry, window } = filter
  const wanted = stoichiometry === undefined ? null : proportions(stoichiometry)
  return [...Map.groupBy(rows, ({ configuration: { slab, adsorbate } }) => JSON.stringify([slab, adsorbate])).values()].flatMap((pair) => {
    const surface = countsOf(pair[0]!.formula)
    const lowest = pair.find(({ rank }) => rank === 1)?.configuration.result?.energy
    const passes =
      elements.every((symbol) => surface.has(symbol)) &&
      !without.some((symbol) => surface.has(symbol)) &&
      (wanted === null || wanted(surface)) &&
      (window === undefined || (lowest !== undefined && lowest >= window[0] && lowest <= window[1]))
    return passes ? pair : []
  })
}

type Counts = ReadonlyMap<string, number>

/** Symbols, elements or not, with their counts. */
function countsOf(formula: string): Counts {
  const counts = new Map<string, number>()
  for (const [, symbol = '', n] of formula.matchAll(/([A-Z][a-z]?)(\d*)/g)) counts.set(symbol, (counts.get(symbol) ?? 0) + (n === '' ? 1 : Number(n)))
  return counts
}

/** A is the symbol of no element: a formula with it names proportions alone. */
function proportions(formula: string): (surface: Counts) => boolean {
  const wanted = countsOf(formula)
  const isAny = wanted.has('A')
  const isFormula = /^([A-Z][a-z]?\d*)+$/.test(formula) && [...wanted.values()].every((n) => n > 0) && (isAny || [...wanted.keys()].every((symbol) => atomicNumberOf(symbol) !== undefined))
  if (!isFormula) throw invalidInput('This is no stoichiometry', { found: formula, expected: 'a formula such as Pt3Ni, or AB3 for any elements' })
  const shape = (counts: Counts): string => reduced(isAny ? [...counts.values()].toSorted((a, b) => a - b) : [...counts].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, n]) => n)).join()
  const names = (counts: Counts): string => (isAny ? '' : [...counts.keys()].toSorted().join())
  return (surface) => names(surface) === names(wanted) && shape(surface) === shape(wanted)
}

function reduced(counts: readonly number[]): readonly number[] {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
  const divisor = counts.reduce(gcd, 0) || 1
  return counts.map((n) => n / divisor)
}
