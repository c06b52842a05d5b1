/** One configuration: relaxed, judged, its adsorption energy with its reference, committed. */
import type { MergedData, RelaxationData } from '../../contract/compute-api'
import { pairKey, UNCALIBRATED_MARGIN } from '../../domain/adsorbml/campaign-order'
import { errorBar } from '../../domain/adsorbml/error-bar'
import { domainNote } from '../../domain/adsorbml/model-domain'
import { isRanked } from '../../domain/adsorbml/rank'
import { searchOf, searchPreset } from '../../domain/adsorbml/search/presets'
import type { ConfigurationResult } from '../../domain/catalogue/records'
import { largestMember, setSize } from '../../domain/chemistry/adsorbate-sets'
import { adsorptionEnergy } from '../../domain/chemistry/references'
import type { Anomaly } from '../../domain/chemistry/types'
import { AdatomError } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { encodeTrajectory } from '../../platform/store/blobs'
import { domainOf } from '../models'
import type { RunEnvironment } from './environment'
import type { PreparedPair } from './prepare'
import { relaxJob, type RelaxJobOptions } from './relax-job'
import { reasonOrRethrow, type CleanSurface } from './surface'

interface Judged {
  readonly relaxation: RelaxationData
  readonly anomalies: readonly Anomaly[]
}

/** Rejects only with what concerns the whole run; a configuration that fails is kept as failed, with its reason; one that enters a known minimum as merged. */
export async function relaxConfiguration(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair, id: string, options: RelaxJobOptions): Promise<void> {
  const { store, run, tracker } = environment
  try {
    const ended = await relaxAndJudge(environment, clean, id, options)
    if ('into' in ended) {
      const { into, above, step, forceCalls, structure, trajectory } = ended
      const data = await encodeTrajectory(trajectory, structure)
      store.skip(run.id, id, { kind: 'merged', into, above, step, forceCalls }, { final: structure, trajectory: { frames: trajectory.frames, data } })
      tracker.ended(id, forceCalls)
      tracker.count({ skipped: 1 })
      return
    }
    const { relaxation, anomalies } = ended
    const result = resultOf(environment, clean, pair, relaxation, anomalies)
    const data = await encodeTrajectory(relaxation.trajectory, relaxation.structure)
    store.finish(run.id, id, { result, final: relaxation.structure, forces: relaxation.forces, trajectory: { frames: relaxation.trajectory.frames, data } })
    tracker.ended(id, relaxation.forceCalls)
    tracker.count({ done: 1, anomalies: anomalies.length > 0 ? 1 : 0 })
    if (isRanked({ state: 'done', result })) noteStanding(environment, pair, result)
  } catch (error) {
    tracker.ended(id, null)
    store.fail(run.id, id, reasonOrRethrow(error))
    tracker.count({ failed: 1 })
  }
}

export const pairName = ({ slab, adsorbate }: Pick<PreparedPair, 'slab' | 'adsorbate'>): string => pairKey(slab, adsorbate)

/** Tells the order of the campaign of a valid energy, where it is the pair's lowest. */
export function noteStanding({ order }: RunEnvironment, pair: Pick<PreparedPair, 'slab' | 'adsorbate'>, { energy, interval }: ConfigurationResult): void {
  const [low, high] = interval.kind === 'calibrated' ? [interval.low, interval.high] : [energy - UNCALIBRATED_MARGIN, energy + UNCALIBRATED_MARGIN]
  order.note(pairName(pair), pair.adsorbate, { energy, low, high })
}

function relaxAndJudge(environment: RunEnvironment, clean: CleanSurface, id: string, options: RelaxJobOptions): Promise<Judged | MergedData> {
  const { store, run, pool } = environment
  const { rules } = searchPreset(searchOf(run.settings).method)
  const initial = (): Structure => {
    const stored = store.configuration(run.id, id)
    if (!stored) throw new AdatomError('StoreFailure', `The configuration ${id} is not in the project`, { path: store.path, reason: 'it was removed while its run went on' })
    return stored.placed.placement.structure
  }
  const relaxing = relaxJob(environment, id, id, initial, options)
  return pool.submit<Judged | MergedData>({
    ...relaxing,
    run: async (client, alive, loaded) => {
      const ended = await relaxing.run(client, alive, loaded)
      if ('into' in ended) return ended
      const anomalies = ended.outcome === 'exploded' ? [] : await client.anomalies({ initial: initial(), final: ended.structure, clean: clean.relaxed, rules: { ...rules, surface: [...rules.surface] } })
      return { relaxation: ended, anomalies }
    },
  })
}

function resultOf(environment: RunEnvironment, clean: CleanSurface, { molecule }: PreparedPair, relaxation: RelaxationData, anomalies: readonly Anomaly[]): ConfigurationResult {
  const { card, gas } = environment
  const note = domainNote(clean.slab.structure, largestMember(molecule), domainOf(card))
  const energy = adsorptionEnergy({ adslab: relaxation.energy, slab: clean.energy, adsorbate: molecule.structure.numbers, references: gas })
  const adsorbates = setSize(molecule.id)
  return {
    outcome: relaxation.outcome,
    energy,
    ...(adsorbates > 1 ? { adsorbates } : {}),
    reference: { kind: 'adsorption', gas: gas.scheme, functional: card.functional, model: card.sha256 },
    interval: errorBar({ energy, distance: relaxation.distance, adsorbate: molecule.id, anomalies, inDomain: note === undefined, name: card.name, calibration: environment.calibration }),
    ...(relaxation.distance !== null && Number.isFinite(relaxation.distance) ? { distance: relaxation.distance } : {}),
    anomalies,
    steps: relaxation.steps,
    forceCalls: relaxation.forceCalls,
    fmax: relaxation.fmax,
    inDomain: note === undefined,
    ...(note === undefined ? {} : { domainNote: note }),
  }
}
