/** One configuration: relaxed, judged, its adsorption energy with its reference, committed. */
import type { RelaxationData } from '../../contract/compute-api'
import { errorBar } from '../../domain/adsorbml/error-bar'
import { domainNote } from '../../domain/adsorbml/model-domain'
import type { ConfigurationResult } from '../../domain/catalogue/records'
import { adsorptionEnergy } from '../../domain/chemistry/references'
import type { Anomaly } from '../../domain/chemistry/types'
import { AdatomError } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { encodeTrajectory } from '../../platform/store/blobs'
import { domainOf } from '../models'
import type { RunEnvironment } from './environment'
import type { PreparedPair } from './prepare'
import { reasonOrRethrow, relaxJob, type CleanSurface } from './surface'

interface Judged {
  readonly relaxation: RelaxationData
  readonly anomalies: readonly Anomaly[]
}

/** Rejects only with what concerns the whole run; a configuration that fails is kept as failed, with its reason. */
export async function relaxConfiguration(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair, id: string): Promise<void> {
  const { store, run, tracker } = environment
  try {
    const { relaxation, anomalies } = await relaxAndJudge(environment, clean, id)
    const result = resultOf(environment, clean, pair, relaxation, anomalies)
    const data = await encodeTrajectory(relaxation.trajectory, relaxation.structure)
    store.finish(run.id, id, { result, final: relaxation.structure, forces: relaxation.forces, trajectory: { frames: relaxation.trajectory.frames, data } })
    tracker.ended(id, relaxation.forceCalls)
    tracker.count({ done: 1, anomalies: anomalies.length > 0 ? 1 : 0 })
  } catch (error) {
    tracker.ended(id, null)
    store.fail(run.id, id, reasonOrRethrow(error))
    tracker.count({ failed: 1 })
  }
}

function relaxAndJudge(environment: RunEnvironment, clean: CleanSurface, id: string): Promise<Judged> {
  const { store, run, pool } = environment
  const initial = (): Structure => {
    const stored = store.configuration(run.id, id)
    if (!stored) throw new AdatomError('StoreFailure', `The configuration ${id} is not in the project`, { path: store.path, reason: 'it was removed while its run went on' })
    return stored.placed.placement.structure
  }
  const relaxing = relaxJob(environment, id, initial)
  return pool.submit<Judged>({
    ...relaxing,
    run: async (client, alive, loaded) => {
      const relaxation = await relaxing.run(client, alive, loaded)
      const anomalies = relaxation.outcome === 'exploded' ? [] : await client.anomalies({ initial: initial(), final: relaxation.structure, clean: clean.relaxed })
      return { relaxation, anomalies }
    },
  })
}

function resultOf(environment: RunEnvironment, clean: CleanSurface, { molecule }: PreparedPair, relaxation: RelaxationData, anomalies: readonly Anomaly[]): ConfigurationResult {
  const { card, gas } = environment
  const note = domainNote(clean.slab.structure, molecule.structure, domainOf(card))
  const energy = adsorptionEnergy({ adslab: relaxation.energy, slab: clean.energy, adsorbate: molecule.structure.numbers, references: gas })
  return {
    outcome: relaxation.outcome,
    energy,
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
