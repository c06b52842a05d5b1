/** What the parts of one run share. */
import type { CampaignOrder } from '../../domain/adsorbml/campaign-order'
import type { GasReferences } from '../../domain/chemistry/references'
import type { ModelCard } from '../../domain/potentials/model-card'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import type { Message, ProjectStore, RunRecord } from '../../platform/store/project-store'
import type { Measured } from '../measurements'
import type { ModelRequest, Pool } from '../compute/pool'
import type { Loaded } from '../compute/worker'
import type { RelaxationMaker } from '../cache'
import type { Gate } from './gate'
import type { PausePoint } from './pause-point'
import type { Tracker } from './tracker'

export interface RunEnvironment {
  readonly store: ProjectStore
  readonly run: RunRecord
  readonly pool: Pool
  readonly card: ModelCard
  readonly model: ModelRequest
  /** what relaxations depend on beside their input and the model */
  readonly maker: RelaxationMaker
  readonly pausePoint: PausePoint
  /** how often a relaxation is saved on its way */
  readonly saveEveryMs: number
  readonly gas: GasReferences
  /** undefined: the model has no error bars */
  readonly calibration: CalibratedModel | undefined
  readonly tracker: Tracker
  /** which pair is next */
  readonly order: CampaignOrder
  /** pairs searched at the same time: each holds its placements and the frames of its relaxations, half a megabyte */
  readonly gate: Gate
  /** fires when the run is paused or cancelled, or has failed */
  readonly signal: AbortSignal
  /** ends the rest of the run: one part has failed for a reason that concerns all */
  readonly stop: () => void
  /** keeps a message with the run and shows it */
  readonly say: (level: Message['level'], text: string) => void
  /** a process holds the model: the provider that runs it goes into the provenance, a fallback is said once */
  readonly loaded: (answer: Loaded | null) => void
  /** counts what relaxations cost */
  readonly meter: Meter
  readonly now: () => string
}

export interface Meter {
  /** one relaxation of so many atoms took so many force calls and milliseconds of one process */
  add(atoms: number, forceCalls: number, milliseconds: number): void
  /** null before there is anything to say */
  readonly cost: () => Measured | null
}

export function createMeter(): Meter {
  let [relaxations, calls, callAtoms, milliseconds] = [0, 0, 0, 0]
  return {
    add: (atoms, forceCalls, took) => {
      relaxations++
      calls += forceCalls
      callAtoms += forceCalls * atoms
      milliseconds += took
    },
    cost: () => (callAtoms > 0 && milliseconds > 0 ? { secondsPerCallAtom: milliseconds / 1000 / callAtoms, callsPerRelaxation: calls / relaxations } : null),
  }
}

/** Waits for all of them to end; the first that fails stops the others, and its error is thrown when they have stopped. */
export async function settleAll(work: readonly Promise<void>[], { stop }: Pick<RunEnvironment, 'stop'>): Promise<void> {
  const failures: unknown[] = []
  const watched = work.map((one) =>
    one.catch((error: unknown) => {
      failures.push(error)
      stop()
    }),
  )
  await Promise.all(watched)
  if (failures.length > 0) throw failures[0]
}
