/** An error bar, or the honest lack of one. Only a calibrated model (calibrated-model.ts) makes the calibrated kind. */
import { invalidInput } from '../errors'

/**
 * What the errors were measured against; two truths are never mixed in one calibration.
 * same-structure: DFT at the structure the potential itself relaxed (SCIENCE.md A.1); own-minimum: adsorption energy of DFT's own
 * relaxation against the potential's own; teacher: labels of a larger model; user: energies the user brought.
 */
export const TRUTHS = ['same-structure', 'own-minimum', 'teacher', 'user'] as const
export type Truth = (typeof TRUTHS)[number]

/** What one bar rests on. */
export interface Basis {
  readonly truth: Truth
  /** points of this adsorbate; null where the calibration does not tell adsorbates apart */
  readonly own: number | null
  /** points of all adsorbates */
  readonly all: number
}

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
  /** absent in projects of versions that did not keep it */
  readonly basis?: Basis
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

/** Which truth a bar speaks of and how many points it rests on: '21 points of CO (60 in all) against DFT at the same structure'. */
export function basisText({ truth, own, all }: Basis, adsorbate = 'this adsorbate'): string {
  const points = own === null ? `${all} points` : own === 0 ? `${all} points of other adsorbates (none of ${adsorbate})` : `${own} ${own === 1 ? 'point' : 'points'} of ${adsorbate} (${all} in all)`
  return `${points} against ${TRUTH_NAMES[truth]}`
}

/** What an error is measured against, in words. */
export const TRUTH_NAMES: Readonly<Record<Truth, string>> = { 'same-structure': 'DFT at the same structure', 'own-minimum': "DFT's own minimum", teacher: 'a larger model', user: 'energies of your own' }

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
    if (ordered) return { kind, low: v['low'], high: v['high'], level: v['level'], calibrationId: v['calibrationId'], ...readBasis(v['basis']) } as CalibratedInterval
  }
  throw invalidInput('A stored error bar is damaged', { found: JSON.stringify(value) ?? String(value), expected: 'calibrated, out-of-domain or uncalibrated' })
}

function readBasis(value: unknown): { readonly basis?: Basis } {
  const { truth, own, all } = (typeof value === 'object' && value !== null ? value : {}) as Readonly<Record<string, unknown>>
  const known = TRUTHS.find((one) => one === truth)
  return known !== undefined && (own === null || isNumber(own)) && isNumber(all) ? { basis: { truth: known, own, all } } : {}
}

const isNumber = (x: unknown): x is number => typeof x === 'number' && Number.isFinite(x)
