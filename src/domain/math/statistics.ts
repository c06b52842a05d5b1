/** Descriptive statistics of plain arrays. Empty input gives NaN, never an error: the callers' doors check for emptiness. */

export function sum(x: ArrayLike<number>): number {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i]!
  return s
}

export const mean = (x: ArrayLike<number>): number => sum(x) / x.length

/** Population variance (divides by n), as numpy's `var`. */
export function variance(x: ArrayLike<number>): number {
  const m = mean(x)
  let s = 0
  for (let i = 0; i < x.length; i++) s += (x[i]! - m) ** 2
  return s / x.length
}

export function rootMeanSquare(x: ArrayLike<number>): number {
  let s = 0
  for (let i = 0; i < x.length; i++) s += x[i]! ** 2
  return Math.sqrt(s / x.length)
}

export const sorted = (x: ArrayLike<number>): Float64Array => Float64Array.from(x).sort()

/** Quantile of ascending values by linear interpolation, as numpy's default. */
export function quantileSorted(ascending: ArrayLike<number>, p: number): number {
  const n = ascending.length
  if (n === 0) return NaN
  const at = Math.min(Math.max(p, 0), 1) * (n - 1)
  const i = Math.floor(at)
  const low = ascending[i]!
  return i + 1 < n ? low + (at - i) * (ascending[i + 1]! - low) : low
}

export const quantile = (x: ArrayLike<number>, p: number): number => quantileSorted(sorted(x), p)
export const median = (x: ArrayLike<number>): number => quantile(x, 0.5)

/** Indices that sort `x` ascending; equal values keep their order. */
export function argsort(x: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: x.length }, (_, i) => i)
  return order.sort((i, j) => x[i]! - x[j]! || i - j)
}

/** Ranks from 1; ties share the mean of theirs. */
export function ranks(x: ArrayLike<number>): Float64Array {
  const order = argsort(x)
  const out = new Float64Array(x.length)
  for (let start = 0; start < order.length; ) {
    let end = start + 1
    while (end < order.length && x[order[end]!] === x[order[start]!]) end++
    for (let k = start; k < end; k++) out[order[k]!] = (start + end + 1) / 2
    start = end
  }
  return out
}

/** Pearson's correlation; NaN when one of them does not vary. */
export function pearson(x: ArrayLike<number>, y: ArrayLike<number>): number {
  const [mx, my] = [mean(x), mean(y)]
  let xy = 0
  let xx = 0
  let yy = 0
  for (let i = 0; i < x.length; i++) {
    const [dx, dy] = [x[i]! - mx, y[i]! - my]
    xy += dx * dy
    xx += dx * dx
    yy += dy * dy
  }
  return xy / Math.sqrt(xx * yy)
}

/** Spearman's rank correlation. */
export const spearman = (x: ArrayLike<number>, y: ArrayLike<number>): number => pearson(ranks(x), ranks(y))

export interface Line {
  readonly slope: number
  readonly intercept: number
}

/** Least-squares line y = slope x + intercept. A single or constant x gives slope 0. */
export function fitLine(x: ArrayLike<number>, y: ArrayLike<number>): Line {
  const [mx, my] = [mean(x), mean(y)]
  let xy = 0
  let xx = 0
  for (let i = 0; i < x.length; i++) {
    xy += (x[i]! - mx) * (y[i]! - my)
    xx += (x[i]! - mx) ** 2
  }
  const slope = xx === 0 ? 0 : xy / xx
  return { slope, intercept: my - slope * mx }
}

/** Coefficient of determination of predictions; negative when they are worse than the mean. */
export function rSquared(observed: ArrayLike<number>, predicted: ArrayLike<number>): number {
  const m = mean(observed)
  let residual = 0
  let total = 0
  for (let i = 0; i < observed.length; i++) {
    residual += (observed[i]! - predicted[i]!) ** 2
    total += (observed[i]! - m) ** 2
  }
  return 1 - residual / total
}

/**
 * Splits indices, ordered by `x`, into `count` runs of equal size (numpy's array_split: the first n mod count have one more).
 * Never more runs than values.
 */
export function equalCountBins(x: ArrayLike<number>, count: number): Uint32Array[] {
  const order = argsort(x)
  const bins = Math.max(1, Math.min(count, order.length))
  const size = Math.floor(order.length / bins)
  const extra = order.length % bins
  return Array.from({ length: bins }, (_, k) => {
    const start = k * size + Math.min(k, extra)
    return order.subarray(start, start + size + (k < extra ? 1 : 0))
  })
}

/** The chosen entries, in the order asked for. */
export const take = (x: ArrayLike<number>, indices: ArrayLike<number>): Float64Array => Float64Array.from(indices, (i) => x[i]!)
