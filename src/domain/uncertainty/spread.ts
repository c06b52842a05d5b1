/** The distribution of the error at a distance: a scale by distance, and the shape of the scaled errors. */
import { quantileSorted, sorted, take } from '../math/statistics'
import { scaledScores, UNSCALED } from './calibrators/distribution-free'
import { smallestCount } from './calibrators/conformal'
import { fitMonotone, type MonotoneFunction } from './calibrators/monotone'
import { membersByGroup } from './metrics/coverage'
import { absoluteErrors, type ErrorTable } from './error-table'

export interface Spread {
  /** scale of |error| by distance, eV */
  readonly scale: MonotoneFunction
  /** ascending equidistant quantiles of |error| / scale */
  readonly scores: readonly number[]
  /** the same of groups that have widths of their own */
  readonly groups?: Readonly<Record<string, readonly number[]>>
}

const STATISTIC = 2 / 3
const POINTS = 401

/** Groups have scores of their own where the method gives them widths of their own. */
export function fitSpread(table: ErrorTable, { clip, seed, method, level }: { readonly clip: number; readonly seed: number; readonly method: string; readonly level: number }): Spread {
  const unscaled = method === 'mondrian-group-constant'
  const scores = unscaled ? absoluteErrors(table) : scaledScores(table, STATISTIC, { clip, seed })
  const quantiles = (x: Float64Array): number[] => {
    const ordered = sorted(x)
    return Array.from({ length: POINTS }, (_, k) => quantileSorted(ordered, k / (POINTS - 1)))
  }
  const base = { scale: unscaled ? UNSCALED : fitMonotone(table, STATISTIC, clip), scores: quantiles(scores) }
  if (!method.startsWith('mondrian-group')) return base
  const groups = [...membersByGroup(table)].filter(([, rows]) => rows.length >= smallestCount(level))
  return { ...base, groups: Object.fromEntries(groups.map(([group, rows]) => [group, quantiles(take(scores, rows))])) }
}
