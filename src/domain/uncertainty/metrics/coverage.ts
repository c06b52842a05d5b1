/** Do the intervals hold what they promise: over everything, over each tenth of the uncertainty, over each group. */
import { proportion, type Proportion } from '../../math/binomial'
import { equalCountBins, mean, quantile } from '../../math/statistics'
import { absoluteErrors, type ErrorTable } from '../error-table'

export interface CoverageCell extends Proportion {
  /** 'decile 3', or the group's name */
  readonly name: string
  /** eV, mean half-width of the intervals in the cell */
  readonly halfWidth: number
}

export interface Coverage {
  readonly level: number
  /** share of |error| <= half-width with its exact binomial interval (95 %) */
  readonly overall: Proportion
  /** by uncertainty, ascending, equal counts: ten, or one per `cellSize` rows where there are too few for ten */
  readonly deciles: readonly CoverageCell[]
  readonly worst: number
  /** by group, in alphabetical order; empty when the table has no groups */
  readonly groups: readonly CoverageCell[]
  /** eV, mean half-width (each clipped at `clip`) */
  readonly halfWidth: number
  /** eV, the one half-width for all rows that would cover the same share of them: calibration must beat this to be worth it */
  readonly constantHalfWidth: number
}

export interface CoverageOptions {
  /** smallest number of rows in a cell that is judged; default 100 */
  readonly cellSize?: number
  /** eV; default 5 */
  readonly clip?: number
}

/** Coverage of |error| <= halfWidths[i]; infinite half-widths cover. */
export function coverage(table: ErrorTable, halfWidths: ArrayLike<number>, level: number, options: CoverageOptions = {}): Coverage {
  const { cellSize = 100, clip = 5 } = options
  const errors = absoluteErrors(table)
  const n = errors.length
  const inside = Uint8Array.from(errors, (e, i) => (e <= halfWidths[i]! ? 1 : 0))
  const clipped = Float64Array.from({ length: n }, (_, i) => Math.min(halfWidths[i]!, clip))
  const cell = (name: string, rows: ArrayLike<number>): CoverageCell => {
    let covered = 0
    let width = 0
    for (let k = 0; k < rows.length; k++) {
      covered += inside[rows[k]!]!
      width += clipped[rows[k]!]!
    }
    return { name, ...proportion(covered, rows.length), halfWidth: width / rows.length }
  }
  const cells = Math.min(10, Math.max(1, Math.floor(n / cellSize)))
  const deciles = equalCountBins(table.uncertainties, cells).map((rows, k) => cell(cells === 10 ? `decile ${k + 1}` : `${k + 1} of ${cells}`, rows))
  const overall = proportion(inside.reduce((s, x) => s + x, 0), n)
  return {
    level,
    overall,
    deciles,
    worst: Math.min(...deciles.map((d) => d.value)),
    groups: [...membersByGroup(table)].map(([name, rows]) => cell(name, rows)),
    halfWidth: mean(clipped),
    constantHalfWidth: quantile(errors, overall.value),
  }
}

/** Rows of each group, groups in alphabetical order. */
export function membersByGroup(table: ErrorTable): Map<string, number[]> {
  const members = new Map<string, number[]>()
  table.groups?.forEach((group, i) => {
    const rows = members.get(group)
    if (rows === undefined) members.set(group, [i])
    else rows.push(i)
  })
  return new Map([...members].sort(([a], [b]) => (a < b ? -1 : 1)))
}
