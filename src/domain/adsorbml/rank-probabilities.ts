/** What calibrated energies say about an order: probabilities of rank and groups of minima that cannot be told apart, within one (surface, adsorbate). */
import type { RankedRow } from '../catalogue/records'
import { calibrations, errorSpread, type CalibratedModel } from '../uncertainty/calibrated-model'
import type { SpreadEnergy } from '../uncertainty/ranking/draws'
import { indistinguishableGroups, rankProbabilities } from '../uncertainty/ranking/probabilities'

export interface RowProbability {
  /** of the lowest true energy */
  readonly best: number
  /** of a true energy among the k lowest minima */
  readonly topK: number
  /** of a true energy inside the window; absent where no window was asked for */
  readonly window?: number
  /** from 1: number of the group of minima whose order is not decided */
  readonly group: number
}

export interface RowProbabilityOptions {
  readonly k: number
  readonly seed: number
  /** eV, low and high */
  readonly window?: readonly [number, number]
}

/** Draws of the true energies: a probability of one half is then known to 0.016. */
export const SAMPLES = 1024
/** probability at which an order counts as decided */
export const DECIDED = 0.9

/** The rows of each (surface, adsorbate) whose energies may be ranked by probability: ranked ones with an interval of this calibration. */
export function probabilityGroups(rows: readonly RankedRow[], calibration: CalibratedModel): readonly (readonly RankedRow[])[] {
  const ids = new Set(calibrations(calibration).map(({ id }) => id))
  const usable = rows.filter(({ rank, configuration: { result } }) => rank !== null && result?.interval.kind === 'calibrated' && ids.has(result.interval.calibrationId) && result.distance !== undefined)
  return [...Map.groupBy(usable, ({ configuration: c }) => JSON.stringify([c.slab, c.adsorbate])).values()]
}

/** A minimum with the distribution of its true energy. */
export interface CalibratedMinimum {
  /** of the configurations that ended in it, the lowest first */
  readonly ids: readonly string[]
  readonly entry: SpreadEnergy
}

/** The minima of one of `probabilityGroups`. Rows of one basin are one minimum with one error: the lowest stands for all. */
export function calibratedMinima(group: readonly RankedRow[], calibration: CalibratedModel): CalibratedMinimum[] {
  const minima = [...Map.groupBy(group, ({ basin, configuration }) => basin ?? configuration.id).values()]
  return minima.flatMap((rows): CalibratedMinimum[] => {
    const ordered = rows.toSorted((a, b) => a.configuration.result!.energy - b.configuration.result!.energy)
    const { adsorbate, result } = ordered[0]!.configuration
    const spread = errorSpread(calibration, result!.distance!, adsorbate)
    return spread === undefined ? [] : [{ ids: ordered.map(({ configuration }) => configuration.id), entry: { energy: result!.energy, spread } }]
  })
}

/**
 * By configuration id, for one of `probabilityGroups`. Configurations without calibrated energy take no part: their true energy is not known
 * to any probability. Rows of one minimum share what is found for it.
 */
export function rowProbabilities(group: readonly RankedRow[], calibration: CalibratedModel, { k, seed, window }: RowProbabilityOptions): Map<string, RowProbability> {
  const members = calibratedMinima(group, calibration)
  if (members.length === 0) return new Map()
  const entries = members.map(({ entry }) => entry)
  const { best, topK, window: inside } = rankProbabilities(entries, { k, seed, samples: SAMPLES, ...(window === undefined ? {} : { window }) })
  const groups = indistinguishableGroups(entries, DECIDED, { seed, samples: SAMPLES })
  const of = (i: number): RowProbability => ({ best: best[i]!, topK: topK[i]!, ...(inside === undefined ? {} : { window: inside[i]! }), group: groups.findIndex((one) => one.includes(i)) + 1 })
  return new Map(members.flatMap(({ ids }, i) => ids.map((id) => [id, of(i)] as const)))
}
