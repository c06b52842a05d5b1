/** The quantile that makes an interval hold: split conformal prediction (Vovk; Lei et al., JASA 113, 1094 (2018)). */
import { betaQuantile } from '../../math/special'
import { sorted } from '../../math/statistics'
import { random } from '../../math/random'
import { selectRows, rowCount, type ErrorTable } from '../error-table'

/**
 * The ceil((n+1) level)-th smallest score: with it, a new exchangeable score is below with probability >= level. Infinity when n is
 * too small for that order statistic to exist.
 */
export function conformalQuantile(scores: ArrayLike<number>, level: number): number {
  const k = conformalRank(scores.length, level)
  return k > scores.length ? Infinity : sorted(scores)[k - 1]!
}

// 1e-9: (n + 1) level is a whole number more often than floating point says
const conformalRank = (n: number, level: number): number => Math.ceil((n + 1) * level - 1e-9)

/** The smallest n for which a conformal interval of this level is finite: 9 at 90 %, 19 at 95 %. */
export const smallestCount = (level: number): number => Math.ceil(level / (1 - level) - 1e-9)

/**
 * 5 % and 95 % points of the coverage that one draw of n calibration rows really gives. Given the rows it is
 * Beta(k, n + 1 - k)-distributed (Vovk, ACML 2012): at n = 100 and level 0.9 between 0.85 and 0.94.
 */
export function coverageSpread(n: number, level: number): { readonly low: number; readonly high: number } {
  const k = conformalRank(n, level)
  return k > n ? { low: level, high: 1 } : { low: betaQuantile(0.05, k, n + 1 - k), high: betaQuantile(0.95, k, n + 1 - k) }
}

/**
 * The n from which on that spread stays within `tolerance` below the level: 110 for 0.05 at 90 %. The rank is rounded up, so the
 * spread is a saw-tooth in n: every n of one tooth must hold. Fewer points earn a warning.
 */
export function meaningfulCount(level: number, tolerance = 0.05): number {
  const tooth = Math.ceil(1 / (1 - level))
  const holds = (n: number): boolean => coverageSpread(n, level).low >= level - tolerance
  let n = smallestCount(level)
  for (let run = 0; run < tooth; run = holds(n + run) ? run + 1 : ((n += run + 1), 0));
  return n
}

/**
 * Scores of rows under functions that did not see them: the table is cut into `folds` by a seeded shuffle, `fit` gets the others.
 * With fewer rows than folds every row is its own fold.
 */
export function outOfFoldScores(table: ErrorTable, fit: (part: ErrorTable) => (row: { readonly error: number; readonly distance: number }) => number, options: FoldOptions): Float64Array {
  const scores = new Float64Array(rowCount(table))
  for (const { train, test } of folds(rowCount(table), options)) {
    const score = fit(selectRows(table, train))
    for (const i of test) scores[i] = score({ error: Math.abs(table.errors[i]!), distance: table.uncertainties[i]! })
  }
  return scores
}

export interface FoldOptions {
  readonly seed: number
  readonly folds: number
}

export interface Fold {
  readonly train: readonly number[]
  readonly test: readonly number[]
}

/** A seeded partition of n rows into (train, test) pairs. One row alone is its own training set. */
export function folds(n: number, options: FoldOptions): Fold[] {
  const order = random(options.seed, 'folds', n).shuffle(Array.from({ length: n }, (_, i) => i))
  const count = Math.min(options.folds, n)
  if (count < 2) return [{ train: order, test: order }]
  return Array.from({ length: count }, (_, k) => ({ train: order.filter((_, i) => i % count !== k), test: order.filter((_, i) => i % count === k) }))
}
