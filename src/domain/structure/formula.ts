/** Chemical formulas of a structure. */
import { symbolOf } from './elements'
import type { Structure } from './structure'

/** Counts per atomic number, ascending Z. */
export function composition(numbers: ArrayLike<number>): Map<number, number> {
  const counts = new Map<number, number>()
  for (const z of Array.from(numbers).toSorted((a, b) => a - b)) counts.set(z, (counts.get(z) ?? 0) + 1)
  return counts
}

/** Hill order: C, H, then alphabetical (without C: all alphabetical). 'CH4O', 'Cu3Pt'. */
export function hillFormula(s: Pick<Structure, 'numbers'>): string {
  const counts = [...composition(s.numbers)].map(([z, n]) => [symbolOf(z), n] as const)
  const hasCarbon = counts.some(([symbol]) => symbol === 'C')
  const rank = (symbol: string): string => (hasCarbon && symbol === 'C' ? ' 0' : hasCarbon && symbol === 'H' ? ' 1' : symbol)
  return counts.toSorted(([a], [b]) => (rank(a) < rank(b) ? -1 : 1)).map(([symbol, n]) => symbol + (n === 1 ? '' : String(n))).join('')
}

/** Hill formula with the counts divided by their greatest common divisor: 'TiO2' cells of any size give 'O2Ti'. */
export function reducedFormula(s: Pick<Structure, 'numbers'>): string {
  const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b))
  const counts = composition(s.numbers)
  const divisor = [...counts.values()].reduce(gcd, 0) || 1
  return hillFormula({ numbers: Uint8Array.from([...counts].flatMap(([z, n]) => Array<number>(n / divisor).fill(z))) })
}
