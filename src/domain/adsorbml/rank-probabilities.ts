/** What calibrated energies say about an order: probabilities of rank and groups that cannot be told apart, within one (surface, adsorbate). */
import type { Configuration, RankedRow } from '../catalogue/records'
import { errorSpread, type CalibratedModel } from '../uncertainty/calibrated-model'
import type { SpreadEnergy } from '../uncertainty/ranking/draws'
import { indistinguishableGroups, rankProbabilities } from '../uncertainty/ranking/probabilities'

export interface RowProbability {
  /** of the lowest true energy */
  readonly best: number
  /** of a true energy among the k lowest */
  readonly topK: number
  /** from 1: number of the group of configurations whose order is not decided */
  readonly group: number
}

export interface RowProbabilityOptions {
  readonly k: number
  readonly seed: number
}

/** Draws of the true energies: a probability of one half is then known to 0.016. */
const SAMPLES = 1024
/** probability at which an order counts as decided */
const DECIDED = 0.9

/** The rows of each (surface, adsorbate) whose energies may be ranked by probability: ranked ones with an interval of this calibration. */
export function probabilityGroups(rows: readonly RankedRow[], calibration: CalibratedModel): readonly (readonly Configuration[])[] {
  const usable = rows.flatMap(({ rank, configuration: c }) => (rank !== null && c.result?.interval.kind === 'calibrated' && c.result.interval.calibrationId === calibration.id && c.result.distance !== undefined ? [c] : []))
  return [...Map.groupBy(usable, (c) => JSON.stringify([c.slab, c.adsorbate])).values()]
}

/** By configuration id, for one of `probabilityGroups`. Configurations without calibrated energy take no part: their true energy is not known to any probability. */
export function rowProbabilities(group: readonly Configuration[], calibration: CalibratedModel, { k, seed }: RowProbabilityOptions): Map<string, RowProbability> {
  const members = group.flatMap((c): { readonly id: string; readonly entry: SpreadEnergy }[] => {
    const spread = errorSpread(calibration, c.result!.distance!, c.adsorbate)
    return spread === undefined ? [] : [{ id: c.id, entry: { energy: c.result!.energy, spread } }]
  })
  if (members.length === 0) return new Map()
  const entries = members.map(({ entry }) => entry)
  const { best, topK } = rankProbabilities(entries, { k, seed, samples: SAMPLES })
  const groups = indistinguishableGroups(entries, DECIDED, { seed, samples: SAMPLES })
  return new Map(members.map(({ id }, i) => [id, { best: best[i]!, topK: topK[i]!, group: groups.findIndex((one) => one.includes(i)) + 1 }]))
}
