/** What a run shows of itself while it goes: counted here, read as snapshots, never more than ten a second. */
import { setTimeout } from 'node:timers/promises'
import type { RunProgress } from '../../contract/host-api'
import type { ErrorKind } from '../../domain/errors'
import type { RunState } from '../../domain/catalogue/records'
import type { Message } from '../../platform/store/project-store'
import { remaining, throughput } from './estimate'

const MIN_INTERVAL_MS = 100
const MESSAGES_SHOWN = 50

export interface Counts {
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly skipped: number
  readonly anomalies: number
}

export interface Tracker {
  readonly state: RunState
  /** `failure`: the kind of error, of `failed` */
  setState(state: RunState, failure?: ErrorKind): void
  /** changes counters by the given amounts */
  count(change: Partial<Counts>): void
  /** a running relaxation reports; `forceCalls` since its start */
  step(configuration: string, at: { readonly step: number; readonly energy: number; readonly fmax: number; readonly forceCalls: number }): void
  /** a relaxation ended; `forceCalls` when it ended well */
  ended(configuration: string, forceCalls: number | null): void
  message(message: Message): void
  readonly snapshot: () => RunProgress
  /** Snapshots: at once, then on every change, at most ten a second, until the run has ended or the signal fires. */
  readonly watch: (signal: AbortSignal) => AsyncGenerator<RunProgress>
}

export const hasEnded = (state: RunState): boolean => state !== 'preparing' && state !== 'running'

export function createTracker(run: string, initial: { readonly state: RunState; readonly counts: Counts; readonly messages: readonly Message[] }, clock: () => number = () => performance.now()): Tracker {
  let { state } = initial
  let counts = { ...initial.counts }
  let failure: ErrorKind | undefined
  const messages = [...initial.messages]
  const running = new Map<string, { step: number; energy: number; fmax: number; forceCalls: number }>()
  const finishedCalls: number[] = []
  const speed = throughput()
  let version = 0
  let wake = Promise.withResolvers<void>()
  const changed = (): void => {
    version++
    wake.resolve()
    wake = Promise.withResolvers<void>()
  }

  const snapshot = (): RunProgress => {
    const now = clock()
    const rate = hasEnded(state) ? 0 : speed.rate(now)
    const begun = [...running.values()].reduce((sum, one) => sum + one.forceCalls, 0)
    return {
      run, state, ...(failure === undefined ? {} : { failure }), ...counts,
      throughput: rate,
      remaining: hasEnded(state) ? null : remaining(finishedCalls, counts.total - counts.done - counts.failed - counts.skipped, begun, rate),
      running: [...running].map(([configuration, { step, energy, fmax }]) => ({ configuration, step, energy, fmax })),
      messages: messages.slice(-MESSAGES_SHOWN),
    }
  }

  async function* watch(signal: AbortSignal): AsyncGenerator<RunProgress> {
    signal.addEventListener('abort', changed)
    try {
      while (!signal.aborted) {
        const seen = version
        yield snapshot()
        if (hasEnded(state) && seen === version) return
        await setTimeout(MIN_INTERVAL_MS)
        if (seen === version) await wake.promise
      }
    } finally {
      signal.removeEventListener('abort', changed)
    }
  }

  return {
    get state() {
      return state
    },
    setState: (next, kind) => {
      state = next
      failure = kind
      if (hasEnded(next)) running.clear()
      changed()
    },
    count: (change) => {
      counts = {
        total: counts.total + (change.total ?? 0),
        done: counts.done + (change.done ?? 0),
        failed: counts.failed + (change.failed ?? 0),
        skipped: counts.skipped + (change.skipped ?? 0),
        anomalies: counts.anomalies + (change.anomalies ?? 0),
      }
      changed()
    },
    step: (configuration, at) => {
      // the first that is told is the first call here; those before it were made before a pause
      speed.add(at.forceCalls - (running.get(configuration)?.forceCalls ?? at.forceCalls - 1), clock())
      running.set(configuration, at)
      changed()
    },
    ended: (configuration, forceCalls) => {
      if (forceCalls !== null) {
        speed.add(forceCalls - (running.get(configuration)?.forceCalls ?? 0), clock())
        finishedCalls.push(forceCalls)
      }
      running.delete(configuration)
      changed()
    },
    message: (message) => {
      messages.push(message)
      changed()
    },
    snapshot,
    watch,
  }
}
