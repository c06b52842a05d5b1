/** Application of a fitted calibration to a new distance. */
import { assertNever } from '../../errors'
import { evaluateMonotone } from './monotone'
import type { Calibration } from './types'

/**
 * Half-width of the interval, eV, >= 0; Infinity where the calibration had too few rows to promise the level.
 * `group` matters to Mondrian calibrations by group only; an unknown group is treated as the pooled one.
 */
export function halfWidth(c: Calibration, distance: number, group?: string): number {
  switch (c.method) {
    case 'split-conformal':
      return c.qhat * distance
    case 'flexible-nll':
    case 'error-based':
    case 'error-based-floored':
    case 'isotonic':
      return c.z * standardDeviation(c, distance)
    case 'mondrian-distance':
      return c.halfWidths[c.edges.findLastIndex((edge) => edge <= distance) + 1]!
    case 'mondrian-group':
      return ((group === undefined ? undefined : c.qhat[group]) ?? c.pooled) * evaluateMonotone(c.scale, distance)
    case 'locally-weighted':
      return c.qhat * evaluateMonotone(c.scale, distance)
    case 'conformalised-quantile':
      return Math.max(0, evaluateMonotone(c.quantile, distance) + c.offset)
    default:
      return assertNever(c)
  }
}

/** Calibrations that are a standard deviation first, read as a Gaussian. */
export type SigmaCalibration = Extract<Calibration, { readonly z: number }>

/** Standard deviation in eV. The published error-based form may return zero or less; the others never do. */
export function standardDeviation(c: SigmaCalibration, distance: number): number {
  switch (c.method) {
    case 'flexible-nll':
      return Math.min(2 * c.largest, Math.max(1e-4, c.p0 + c.p1 ** 2 * distance))
    case 'error-based':
      return c.slope * distance + c.intercept
    case 'error-based-floored':
      return Math.max(c.floor, c.slope * distance + c.intercept)
    case 'isotonic':
      return evaluateMonotone(c.sigma, distance)
    default:
      return assertNever(c)
  }
}
