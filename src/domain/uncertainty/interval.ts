/** An error bar, or the honest lack of one. Only a calibrated model (calibrated-model.ts) makes the calibrated kind. */
import { invalidInput } from '../errors'

/** Not exported: an object literal elsewhere cannot have this key, so it cannot pass for a calibrated interval. */
declare const madeByCalibration: unique symbol

/** An interval that holds the true energy with the stated probability, on data like those it was calibrated on. */
export interface CalibratedInterval {
  readonly kind: 'calibrated'
  /** eV */
  readonly low: number
  /** eV */
  readonly high: number
  /** nominal coverage, e.g. 0.9 */
  readonly level: number
  /** which calibration made it */
  readonly calibrationId: string
  readonly [madeByCalibration]: true
}

export interface OutOfDomain {
  readonly kind: 'out-of-domain'
  /** latent distance of this structure; infinite when it could not be measured */
  readonly distance: number
  /** largest distance the calibration speaks for */
  readonly threshold: number
}

/** The potential has no calibration: the energy is shown without a bar and called uncalibrated. */
export interface Uncalibrated {
  readonly kind: 'uncalibrated'
  readonly reason: string
}

export type Interval = CalibratedInterval | OutOfDomain | Uncalibrated

export const uncalibrated = (reason: string): Uncalibrated => ({ kind: 'uncalibrated', reason })

/**
 * Reads an interval back from the project file or from another process. It does not calibrate anything: a calibrated interval
 * must carry the id of the calibration that made it. Throws InvalidInput.
 */
export function readInterval(value: unknown): Interval {
  const v = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const kind = v['kind']
  if (kind === 'uncalibrated' && typeof v['reason'] === 'string') return uncalibrated(v['reason'])
  if (kind === 'out-of-domain' && isNumber(v['threshold'])) {
    // JSON has no Infinity: a distance that could not be measured is stored as null
    return { kind, distance: isNumber(v['distance']) ? v['distance'] : Infinity, threshold: v['threshold'] }
  }
  if (kind === 'calibrated' && isNumber(v['low']) && isNumber(v['high']) && isNumber(v['level']) && typeof v['calibrationId'] === 'string') {
    const ordered = v['low'] <= v['high'] && v['level'] > 0 && v['level'] < 1 && v['calibrationId'] !== ''
    if (ordered) return { kind, low: v['low'], high: v['high'], level: v['level'], calibrationId: v['calibrationId'] } as CalibratedInterval
  }
  throw invalidInput('A stored error bar is damaged', { found: JSON.stringify(value) ?? String(value), expected: 'calibrated, out-of-domain or uncalibrated' })
}

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x)
