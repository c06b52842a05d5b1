/** Probabilities of rank of a run: of each (surface, adsorbate) once for the energies it has. */
import { setImmediate } from 'node:timers/promises'
import type { RunResults } from '../../contract/host-api'
import { probabilityGroups, rowProbabilities, type RowProbability } from '../../domain/adsorbml/rank-probabilities'
import type { RankedRow } from '../../domain/catalogue/records'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'

/** k of P(top k), in tables and in exports */
export const TOP_K = 5

interface Known {
  /** what the probabilities were drawn from */
  readonly basis: string
  readonly rows: ReadonlyMap<string, RowProbability>
}

/** By run, pair, window, calibration and seed: a pair whose energies have not changed is not drawn again. */
const known = new Map<string, Known>()
/** Pairs remembered; the oldest are forgotten. */
const KEPT = 4096

/** Among all configurations of the run, whichever are shown or exported. */
export async function runProbabilities({ run, rows, provenance }: Pick<RunResults, 'run' | 'rows' | 'provenance'>, calibration: CalibratedModel, window?: readonly [number, number]): Promise<Map<string, RowProbability>> {
  const { seed } = provenance.settings
  const all = new Map<string, RowProbability>()
  for (const group of probabilityGroups(rows, calibration)) {
    const { slab, adsorbate } = group[0]!.configuration
    const key = JSON.stringify([run.id, run.created, slab, adsorbate, calibration.id, seed, window ?? null])
    const basis = basisOf(group)
    let found = known.get(key)
    if (found?.basis !== basis) {
      found = { basis, rows: rowProbabilities(group, calibration, { k: TOP_K, seed, ...(window === undefined ? {} : { window }) }) }
      known.delete(key)
      known.set(key, found)
      if (known.size > KEPT) known.delete(known.keys().next().value!)
      // a turn for everything else: a run can have many pairs
      await setImmediate()
    }
    for (const [id, one] of found.rows) all.set(id, one)
  }
  return all
}

const basisOf = (group: readonly RankedRow[]): string => group.map(({ basin, configuration: { id, result } }) => `${id} ${basin ?? ''} ${result!.energy} ${result!.distance}`).join('\n')
