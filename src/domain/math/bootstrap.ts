/** Bootstrap confidence intervals by the percentile method (Efron & Tibshirani 1993, chapter 13). */
import { random } from './random'
import { quantileSorted } from './statistics'

export interface BootstrapOptions {
  readonly seed: number
  readonly resamples?: number
  readonly confidence?: number
}

export interface ConfidenceInterval {
  readonly low: number
  readonly high: number
}

/** Interval of `statistic` over resamples of `x` with replacement. The same seed gives the same interval. */
export function bootstrap(x: ArrayLike<number>, statistic: (sample: Float64Array) => number, options: BootstrapOptions): ConfidenceInterval {
  const { seed, resamples = 1000, confidence = 0.95 } = options
  if (x.length === 0) return { low: NaN, high: NaN }
  const draw = random(seed, 'bootstrap')
  const sample = new Float64Array(x.length)
  const values = new Float64Array(resamples)
  for (let r = 0; r < resamples; r++) {
    for (let i = 0; i < sample.length; i++) sample[i] = x[draw.integer(x.length)]!
    values[r] = statistic(sample)
  }
  values.sort()
  const tail = (1 - confidence) / 2
  return { low: quantileSorted(values, tail), high: quantileSorted(values, 1 - tail) }
}
