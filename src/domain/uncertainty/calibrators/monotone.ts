/** A non-decreasing function of the distance, fitted to a statistic of |error| in bins of equal count. */
import { isotonic } from '../../math/isotonic'
import { equalCountBins, mean, median, quantile, rootMeanSquare, take } from '../../math/statistics'
import { absoluteErrors, rowCount, type ErrorTable } from '../error-table'

/** Piecewise linear through the knots, constant outside them. x ascending, y non-decreasing and positive. */
export interface MonotoneFunction {
  readonly x: readonly number[]
  /** eV */
  readonly y: readonly number[]
}

/** Which statistic of |error| the function follows; a number is the quantile of that level. */
export type Statistic = 'mean' | 'rms' | number

/** no function is below this, eV: the convergence of a DFT energy, so that no division by zero follows */
const FLOOR = 1e-4

export function evaluateMonotone(f: MonotoneFunction, distance: number): number {
  const { x, y } = f
  if (distance <= x[0]! || x.length === 1) return y[0]!
  if (distance >= x.at(-1)!) return y.at(-1)!
  let low = 0
  let high = x.length - 1
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (x[middle]! <= distance) low = middle
    else high = middle
  }
  const t = (distance - x[low]!) / (x[high]! - x[low]!)
  return y[low]! + t * (y[high]! - y[low]!)
}

/** At most 20 bins as published, at least 25 rows in each: with fewer, a 90 % quantile is one row's opinion. */
export const binCount = (n: number): number => Math.min(20, Math.max(1, Math.floor(n / 25)))

/**
 * Fits by pool-adjacent-violators over bins; errors above `clip` (eV) count as `clip`. The knots are the median distances of the
 * bins; bins of one and the same distance are merged.
 */
export function fitMonotone(table: ErrorTable, statistic: Statistic, clip: number): MonotoneFunction {
  const errors = absoluteErrors(table).map((e) => Math.min(e, clip))
  const bins = equalCountBins(table.uncertainties, binCount(rowCount(table)))
  const knots = bins.map((rows) => ({ x: median(take(table.uncertainties, rows)), y: summarise(take(errors, rows), statistic), n: rows.length }))
  const y = isotonic(
    knots.map((k) => k.y),
    knots.map((k) => k.n),
  )
  const out: { x: number[]; y: number[] } = { x: [], y: [] }
  knots.forEach((knot, i) => {
    const value = Math.max(y[i]!, FLOOR)
    if (knot.x === out.x.at(-1)) out.y[out.y.length - 1] = value
    else {
      out.x.push(knot.x)
      out.y.push(value)
    }
  })
  return out
}

function summarise(errors: Float64Array, statistic: Statistic): number {
  if (statistic === 'mean') return mean(errors)
  return statistic === 'rms' ? rootMeanSquare(errors) : quantile(errors, statistic)
}
