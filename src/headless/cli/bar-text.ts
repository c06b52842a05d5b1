/** An error bar in words. */
import { assertNever } from '../../domain/errors'
import type { Interval } from '../../domain/uncertainty/interval'

export function barText(interval: Interval): string {
  switch (interval.kind) {
    case 'calibrated':
      return `${interval.low.toFixed(2)} to ${interval.high.toFixed(2)}`
    case 'out-of-domain':
      return 'out of domain'
    case 'uncalibrated':
      return 'uncalibrated'
    default:
      return assertNever(interval)
  }
}
