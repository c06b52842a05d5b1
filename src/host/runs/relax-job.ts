/** One relaxation of a run as a job of the pool. */
import type { ComputeClient, MergedData, RelaxationData, WatchInput } from '../../contract/compute-api'
import { cancelled } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { relaxationKey } from '../cache'
import type { Job } from '../compute/pool'
import type { RunEnvironment } from './environment'

/** A relaxation is saved no more often than this, and for at most a fiftieth of its time. */
export const SAVE_EVERY_MS = 10_000
const SAVING_SHARE = 1 / 50

export interface RelaxJobOptions {
  /** when it is next; see Job */
  readonly turn: () => number
  /** minima in which it need not go on; read when the job starts */
  readonly watch?: () => WatchInput
}

type RelaxInput = Parameters<ComputeClient['relax']>[0]

/**
 * Shows its steps, goes on from where it was saved, saves itself now and then and for a pause, tells of lost processes. `id`: of the configuration,
 * or of the surface whose clean slab it is; `structure` is read when the job starts, so that waiting jobs hold none.
 */
export function relaxJob(environment: RunEnvironment, id: string, name: string, structure: () => Structure, { turn, watch }: RelaxJobOptions): Job<RelaxationData | MergedData> {
  const { model, signal, tracker, run, say, pausePoint } = environment
  return {
    model,
    signal,
    turn,
    run: async (client, alive, loaded) => {
      environment.loaded(loaded)
      const start = performance.now()
      const from = structure()
      const input: RelaxInput = { structure: from, settings: run.settings.relax, ...(watch ? { watch: watch() } : {}) }
      const saver = loaded ? saverOf(environment, client, id, relaxationKey(environment.maker, loaded, input)) : null
      const leave = pausePoint.enter()
      // calls that an earlier start of it has made
      let before: number | null = null
      try {
        for await (const event of client.relax({ ...input, ...saver?.from() })) {
          if (event.kind !== 'step') {
            const ended = event.kind === 'done' ? event.relaxation : event.merged
            // only one that was made in one go tells what a relaxation costs
            if (!before) environment.meter.add(from.numbers.length, ended.forceCalls, performance.now() - start)
            return ended
          }
          before ??= event.forceCalls - 1
          if (signal.aborted) break
          alive()
          tracker.step(name, event)
          if (pausePoint.isAsked) {
            await saver?.save()
            leave()
            await fired(signal)
            break
          }
          if (saver?.isDue()) await saver.save()
        }
      } finally {
        leave()
      }
      throw cancelled()
    },
    onLost: (how, willRetry) => {
      tracker.ended(name, null)
      say('warning', `A compute process was lost (${how}) while relaxing ${name}; ${willRetry ? 'it is tried again' : 'it is set aside'}`)
    },
  }
}

interface Saver {
  /** where it was left, if it was */
  readonly from: () => Pick<RelaxInput, 'from'>
  readonly isDue: () => boolean
  /** Keeps it in the project; the relaxation waits meanwhile, since its stream has one event in flight. */
  save(): Promise<void>
}

function saverOf({ store, run, saveEveryMs }: RunEnvironment, client: ComputeClient, id: string, key: string): Saver {
  let due = performance.now() + saveEveryMs
  return {
    from: () => {
      const from = store.unfinished(run.id, id, key)
      return from ? { from } : {}
    },
    isDue: () => performance.now() >= due,
    save: async () => {
      const began = performance.now()
      const data = await client.saved({})
      if (data) store.keepUnfinished(run.id, id, key, data)
      const now = performance.now()
      due = now + Math.max(saveEveryMs, (now - began) / SAVING_SHARE)
    },
  }
}

const fired = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
