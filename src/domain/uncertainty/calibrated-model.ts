/** A calibration as it is kept and used: the only thing that makes calibrated intervals. */
import { invalidInput } from '../errors'
import { sha256, utf8 } from '../math/sha256'
import { quantileSorted } from '../math/statistics'
import { halfWidth } from './calibrators/half-width'
import { evaluateMonotone, type MonotoneFunction } from './calibrators/monotone'
import type { CandidateScore } from './calibrators/selection'
import type { Calibration } from './calibrators/types'
import { uncalibrated, type CalibratedInterval, type Interval } from './interval'
import type { DistanceSettings } from './latent/distance'
import type { Spread } from './spread'

/**
 * What the errors were measured against; two truths are never mixed in one calibration.
 * same-structure: DFT at the structure the potential itself relaxed (SCIENCE.md A.1); own-minimum: adsorption energy of DFT's own
 * relaxation against the potential's own; teacher: labels of a larger model; user: energies the user brought.
 */
export const TRUTHS = ['same-structure', 'own-minimum', 'teacher', 'user'] as const
export type Truth = (typeof TRUTHS)[number]

/** The interval of one nominal level. */
export interface Bar {
  readonly level: number
  readonly calibration: Calibration
}

/** Everything that is hashed into the id. Plain data. */
export interface CalibrationContent {
  readonly format: 'adatom-calibration'
  readonly version: 1
  /** id of the potential whose errors these are */
  readonly potential: string
  readonly truth: Truth
  /** where the reference energies came from, one line for the model card */
  readonly source: string
  /** number of calibration points */
  readonly n: number
  /** independent sources (crystals) that the points come from, where they are fewer than the points */
  readonly sources?: number
  /** the level that intervals have unless another is asked for */
  readonly level: number
  /** the calibrator's name, e.g. 'locally-weighted-0.67' */
  readonly method: string
  /** ascending levels, `level` among them */
  readonly bars: readonly Bar[]
  /** monotone RMSE of the distance, eV: the standard deviation */
  readonly sigma: MonotoneFunction
  /** for probabilities of rank */
  readonly spread: Spread
  /** how a distance is computed, so that no other kind is fed in; absent for a table the user brought */
  readonly distance?: DistanceSettings
  /** SHA-256 of the file of latents that the distances were measured with; absent for a table the user brought */
  readonly index?: string
  /** adsorbates it speaks for, with the number of points of each: no other gets an interval. Absent: any. */
  readonly adsorbates?: Readonly<Record<string, number>>
  /** largest distance it speaks for */
  readonly threshold: number
  /** eV, clip of the fits */
  readonly clip: number
  readonly seed: number
  /** cross-validation inside the calibration data that chose the method; empty when the user chose */
  readonly comparison: readonly CandidateScore[]
  readonly warnings: readonly string[]
}

/** Not exported: only this file can state that a record is a calibrated model. */
declare const madeHere: unique symbol

export interface CalibratedModel extends CalibrationContent {
  /** first 16 hexadecimal digits of the SHA-256 of the content */
  readonly id: string
  readonly [madeHere]: true
}

/** Seals the content of a calibration. Used by `calibrate` and by `parseCalibration`; nothing else has a reason to. */
export const sealCalibration = (content: CalibrationContent): CalibratedModel => ({ ...content, id: contentId(content) }) as CalibratedModel

const contentId = (content: CalibrationContent): string => sha256(utf8(JSON.stringify(content))).slice(0, 16)

export interface IntervalRequest {
  /** one of the model's levels; its own by default */
  readonly level?: number
  /** the adsorbate, or the group of a table the user brought */
  readonly group?: string | undefined
}

/**
 * The interval of an energy (eV) at a latent distance, or out of domain where the distance exceeds what was calibrated or is not a
 * number; uncalibrated for an adsorbate that it has no points of, and without a model. Throws InvalidInput for a level the model does not have.
 */
export function intervalFor(model: CalibratedModel | undefined, energy: number, distance: number, request: IntervalRequest = {}): Interval {
  if (model === undefined) return uncalibrated('This potential has no calibration')
  const level = request.level ?? model.level
  const bar = model.bars.find((b) => b.level === level)
  if (bar === undefined) throw invalidInput('The calibration has no interval of this level', { found: String(level), expected: model.bars.map((b) => b.level).join(', ') })
  if (!covers(model, request.group)) return uncalibrated(missingAdsorbate(model, request.group))
  if (!inDomain(model, distance)) return outOfDomain(model, distance)
  const half = halfWidth(bar.calibration, distance, request.group)
  if (!Number.isFinite(half) || half < 0) return outOfDomain(model, distance)
  return { kind: 'calibrated', low: energy - half, high: energy + half, level, calibrationId: model.id } as CalibratedInterval
}

/** Whether there are points of this adsorbate in the calibration. */
const covers = ({ adsorbates }: CalibratedModel, group: string | undefined): boolean => adsorbates === undefined || (group !== undefined && Object.hasOwn(adsorbates, group))

function missingAdsorbate({ adsorbates = {}, truth }: CalibratedModel, group = 'this adsorbate'): string {
  const data = truth === 'same-structure' || truth === 'own-minimum' ? 'DFT reference data' : 'reference data'
  return `No ${data} for ${group} yet: this model's bars are measured for ${Object.keys(adsorbates).toSorted().join(' and ')}`
}

const inDomain = (model: CalibratedModel, distance: number): boolean => distance >= 0 && distance <= model.threshold

const outOfDomain = (model: CalibratedModel, distance: number): Interval => ({
  kind: 'out-of-domain',
  distance: Number.isNaN(distance) ? Infinity : distance,
  threshold: model.threshold,
})

/** What its bars speak of, in one line: truth, level, points of each adsorbate, sources. */
export function describeCalibration({ truth, level, n, sources, adsorbates, source }: CalibratedModel): string {
  const points = adsorbates === undefined ? `${n} points` : Object.entries(adsorbates).map(([adsorbate, count]) => `${count} ${adsorbate}`).join(', ')
  return `${Number((100 * level).toFixed(1))} % intervals; truth: ${truth}; ${points}${sources === undefined ? '' : ` from ${sources} crystals`}; ${source}`
}

/** Standard deviation of the error, eV; undefined out of domain. */
export const sigmaFor = (model: CalibratedModel, distance: number): number | undefined => (inDomain(model, distance) ? evaluateMonotone(model.sigma, distance) : undefined)

declare const measuredSpread: unique symbol

/** The distribution of the error of one energy, as calibrated: symmetric, of the shape the calibration errors had. */
export interface ErrorSpread {
  readonly calibrationId: string
  /** eV */
  readonly scale: number
  /** ascending equidistant quantiles of |error| / scale, of the calibration */
  readonly scores: readonly number[]
  readonly [measuredSpread]: true
}

/** The error's distribution at a distance, for probabilities of rank; undefined out of domain and for an adsorbate that it has no points of. */
export function errorSpread(model: CalibratedModel, distance: number, group?: string): ErrorSpread | undefined {
  if (!covers(model, group) || !inDomain(model, distance)) return undefined
  return { calibrationId: model.id, scale: evaluateMonotone(model.spread.scale, distance), scores: (group === undefined ? undefined : model.spread.groups?.[group]) ?? model.spread.scores } as ErrorSpread
}

/** Quantile of the signed error, eV, at cumulative probability p in (0, 1). */
export const errorQuantile = (spread: ErrorSpread, p: number): number =>
  Math.sign(p - 0.5) * spread.scale * quantileSorted(spread.scores, Math.abs(2 * p - 1))

export const serialiseCalibration = (model: CalibratedModel): string => `${JSON.stringify(model, undefined, 2)}\n`

/** Reads a calibration written by `serialiseCalibration`. Throws InvalidInput when it is something else or was changed. */
export function parseCalibration(text: string, file = 'calibration'): CalibratedModel {
  const at = { file }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw invalidInput('The calibration is not JSON', { at })
  }
  const { id, ...content } = (typeof value === 'object' && value !== null ? value : {}) as CalibrationContent & { id?: unknown }
  if (content.format !== 'adatom-calibration') throw invalidInput('This file is not a calibration', { at, expected: 'a file written by adatom calibrate' })
  if (content.version !== 1) throw invalidInput('The calibration was written by another version of Adatom', { at, found: String(content.version), expected: '1' })
  if (id !== contentId(content)) throw invalidInput('The calibration was changed after it was made: its id does not match its content', { at, found: String(id) })
  return sealCalibration(content)
}
