/** A calibration as it is kept and used: the only thing that makes calibrated intervals. */
import { invalidInput } from '../errors'
import { sha256, utf8 } from '../math/sha256'
import { quantileSorted } from '../math/statistics'
import { halfWidth } from './calibrators/half-width'
import { evaluateMonotone, type MonotoneFunction } from './calibrators/monotone'
import type { CandidateScore } from './calibrators/selection'
import type { Calibration } from './calibrators/types'
import { uncalibrated, type Basis, type CalibratedInterval, type Interval, type Truth } from './interval'
import { isWithinRule, type PooledRule } from './leave-one-out'
import type { DistanceSettings } from './latent/distance'
import type { Spread } from './spread'

export { TRUTHS, type Truth } from './interval'

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
  /** other adsorbates that the width of all holds for; absent where leaving each adsorbate out did not show that it does */
  readonly pooled?: PooledRule
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
  /** calibrations of the same potential against other truths: each speaks for the adsorbates that no one before it speaks for, and for those alone */
  readonly also?: readonly CalibratedModel[]
  readonly [madeHere]: true
}

/** Seals the content of a calibration. Used by `calibrate` and by `parseCalibration`; nothing else has a reason to. */
export const sealCalibration = (content: CalibrationContent): CalibratedModel => ({ ...content, id: contentId(content) }) as CalibratedModel

/** The calibration with others beside it, which keep their own ids. Throws InvalidInput where one is of another potential, or measures other distances. */
export function withAlso(model: CalibratedModel, also: readonly CalibratedModel[]): CalibratedModel {
  for (const other of also) {
    const differs = other.potential !== model.potential ? 'potential' : other.index !== model.index || JSON.stringify(other.distance) !== JSON.stringify(model.distance) ? 'latent distance' : other.truth === model.truth ? undefined : null
    if (differs !== null) throw invalidInput(differs === undefined ? 'Two calibrations against one truth are one calibration' : `Calibrations beside each other must be of the same ${differs}`, { found: other.id, expected: model.id })
  }
  return also.length === 0 ? model : { ...model, also }
}

/** The calibration and those beside it, in the order in which they are asked. */
export const calibrations = (model: CalibratedModel): readonly CalibratedModel[] => [model, ...(model.also ?? [])]

/** The first that has points of the adsorbate; else the first whose width of all holds for it; undefined: none speaks for it. */
export function speaking(model: CalibratedModel, group: string | undefined): CalibratedModel | undefined {
  const all = calibrations(model)
  return all.find((one) => hasPoints(one, group)) ?? all.find(({ pooled }) => pooled !== undefined && group !== undefined && isWithinRule(pooled, group))
}

/** Whether there are points of this adsorbate in the calibration. */
const hasPoints = ({ adsorbates }: CalibratedModel, group: string | undefined): boolean => adsorbates === undefined || (group !== undefined && Object.hasOwn(adsorbates, group))

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
  const own = speaking(model, request.group)
  const bar = (own ?? model).bars.find((b) => b.level === level)
  if (bar === undefined) throw invalidInput('The calibration has no interval of this level', { found: String(level), expected: (own ?? model).bars.map((b) => b.level).join(', ') })
  if (own === undefined) return uncalibrated(missingAdsorbate(model, request.group))
  if (!inDomain(own, distance)) return outOfDomain(own, distance)
  const half = halfWidth(bar.calibration, distance, request.group)
  if (!Number.isFinite(half) || half < 0) return outOfDomain(own, distance)
  return { kind: 'calibrated', low: energy - half, high: energy + half, level, calibrationId: own.id, basis: basisOf(own, request.group) } as CalibratedInterval
}

const basisOf = ({ truth, n, adsorbates }: CalibratedModel, group: string | undefined): Basis => ({ truth, own: adsorbates === undefined ? null : group !== undefined && Object.hasOwn(adsorbates, group) ? adsorbates[group]! : 0, all: n })

function missingAdsorbate(model: CalibratedModel, group = 'this adsorbate'): string {
  const all = calibrations(model)
  const data = all.some(({ truth }) => truth === 'same-structure' || truth === 'own-minimum') ? 'DFT reference data' : 'reference data'
  return `No ${data} for ${group} yet: this model's bars are measured for ${all.flatMap(({ adsorbates = {} }) => Object.keys(adsorbates)).toSorted().join(' and ')}`
}

const inDomain = (model: CalibratedModel, distance: number): boolean => distance >= 0 && distance <= model.threshold

const outOfDomain = (model: CalibratedModel, distance: number): Interval => ({
  kind: 'out-of-domain',
  distance: Number.isNaN(distance) ? Infinity : distance,
  threshold: model.threshold,
})

/** What its bars speak of, in one line each: truth, level, points of each adsorbate, sources. */
export const describeCalibration = (model: CalibratedModel): string => calibrations(model).map(describeOne).join('. Further: ')

function describeOne({ truth, level, n, sources, adsorbates, pooled, source }: CalibratedModel): string {
  const points = adsorbates === undefined ? `${n} points` : Object.entries(adsorbates).map(([adsorbate, count]) => `${count} ${adsorbate}`).join(', ')
  const others = pooled === undefined ? '' : `; other adsorbates of up to ${pooled.maxAtoms} atoms of ${pooled.elements.join(', ')} by all ${n} points`
  return `${Number((100 * level).toFixed(1))} % intervals; truth: ${truth}; ${points}${sources === undefined ? '' : ` from ${sources} crystals`}${others}; ${source}`
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
  const own = speaking(model, group)
  if (own === undefined || !inDomain(own, distance)) return undefined
  return { calibrationId: own.id, scale: evaluateMonotone(own.spread.scale, distance), scores: (group === undefined ? undefined : own.spread.groups?.[group]) ?? own.spread.scores } as ErrorSpread
}

/** Quantile of the signed error, eV, at cumulative probability p in (0, 1). */
export const errorQuantile = (spread: ErrorSpread, p: number): number =>
  Math.sign(p - 0.5) * spread.scale * quantileSorted(spread.scores, Math.abs(2 * p - 1))

export const serialiseCalibration = (model: CalibratedModel): string => `${JSON.stringify(model, undefined, 2)}\n`

/** Reads a calibration written by `serialiseCalibration`. Throws InvalidInput when it is something else or was changed. */
export function parseCalibration(text: string, file = 'calibration'): CalibratedModel {
  try {
    return readCalibration(JSON.parse(text), file)
  } catch (error) {
    if (error instanceof SyntaxError) throw invalidInput('The calibration is not JSON', { at: { file } })
    throw error
  }
}

function readCalibration(value: unknown, file: string): CalibratedModel {
  const at = { file }
  const { id, also, ...content } = (typeof value === 'object' && value !== null ? value : {}) as CalibrationContent & { readonly id?: unknown; readonly also?: readonly unknown[] }
  if (content.format !== 'adatom-calibration') throw invalidInput('This file is not a calibration', { at, expected: 'a file written by adatom calibrate' })
  if (content.version !== 1) throw invalidInput('The calibration was written by another version of Adatom', { at, found: String(content.version), expected: '1' })
  if (id !== contentId(content)) throw invalidInput('The calibration was changed after it was made: its id does not match its content', { at, found: String(id) })
  return withAlso(sealCalibration(content), Array.isArray(also) ? also.map((one) => readCalibration(one, file)) : [])
}
