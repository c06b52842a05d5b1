/** Counts of successes: intervals of a proportion, and the hypergeometric probability of drawing none. */
import { betaQuantile, logGamma } from './special'

export interface Proportion {
  readonly successes: number
  readonly n: number
  readonly value: number
  /** two-sided interval of the true proportion at `confidence` */
  readonly low: number
  readonly high: number
}

/** Clopper-Pearson (exact) interval, Biometrika 26, 404 (1934). n = 0 gives value NaN and the interval [0, 1]. */
export function proportion(successes: number, n: number, confidence = 0.95): Proportion {
  const tail = (1 - confidence) / 2
  return {
    successes,
    n,
    value: n === 0 ? NaN : successes / n,
    low: successes === 0 ? 0 : betaQuantile(tail, successes, n - successes + 1),
    high: successes === n ? 1 : betaQuantile(1 - tail, successes + 1, n - successes),
  }
}

/** ln of n choose k; -Infinity where there is no such choice. */
export function logChoose(n: number, k: number): number {
  if (k < 0 || k > n) return -Infinity
  if (k === 0 || k === n) return 0
  return logGamma(n + 1) - logGamma(k + 1) - logGamma(n - k + 1)
}

/**
 * Probability that `draws` taken without replacement from `total`, `good` of them good, hold at least one good.
 * Draws beyond the total change nothing. Exact product, no logarithms: good to 1e-14.
 */
export function probabilityOfAny(total: number, good: number, draws: number): number {
  const n = Math.min(draws, total)
  let none = 1
  for (let i = 0; i < n && none > 0; i++) none *= Math.max(0, total - good - i) / (total - i)
  return 1 - none
}
