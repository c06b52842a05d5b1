/**
 * The supervisor: jobs wait in line, each runs alone in one of a few compute processes.
 * A process that ends takes its job with it and nothing else: the job goes to the head of the line again, a new process is started after
 * a pause that doubles, and a job that has ended `maxDeaths` processes is given up (`ComputeLost`), so that it cannot stop the rest.
 * Exactly one of result, error, exit or timeout settles an attempt.
 */
import { setImmediate, setTimeout } from 'node:timers/promises'
import type { ComputeClient, ProbeData } from '../../contract/compute-api'
import { cancelled } from '../../domain/errors'
import type { ComputeProcess } from '../compute-process'
import { computeLost, describeExit, startWorker, type Loaded, type ProcessExit, type Worker } from './worker'

export interface ModelRequest {
  /** file of the model */
  readonly model: string
  readonly provider?: string
}

export interface Resolved {
  readonly provider: string
  /** why it is not the one asked for; null when it is */
  readonly fallback: string | null
}

export interface Job<T> {
  /** loaded before the job runs, where the process does not hold it already */
  readonly model?: ModelRequest
  readonly signal?: AbortSignal
  /** milliseconds without `alive()` after which the process counts as hung and is ended */
  readonly quietMs?: number
  /** asked whenever a process is free: the job with the smallest number is next, of equal ones the first in line; default 0 */
  readonly turn?: () => number
  /** `loaded`: what the process holds; null when the job asked for no model */
  run(client: ComputeClient, alive: () => void, loaded: Loaded | null): Promise<T>
  /** its process ended; told before it is tried again or given up */
  onLost?(how: string, willRetry: boolean): void
}

export interface PoolOptions {
  readonly spawn: () => ComputeProcess
  readonly processes: number
  /** processes that one job may end before it is given up */
  readonly maxDeaths?: number
  /** threads within a process, asked when a model is loaded; default 1 */
  readonly threads?: () => number
  /** the provider for a model that asks for another than the CPU; without it the compute process finds out */
  readonly resolve?: (request: ModelRequest) => Promise<Resolved>
  /** the pause before a process is started again, doubled with every loss in a row */
  readonly backoffMs?: number
}

export interface Pool {
  /** Rejects with what the job threw, with Cancelled, or with ComputeLost when it was given up. */
  submit<T>(job: Job<T>): Promise<T>
  /** ids of the processes that run now */
  pids(): readonly number[]
  /** Ends every process and rejects what waits. */
  close(): void
}

const QUIET_MS = 10 * 60_000
const MAX_BACKOFF_MS = 10_000
/** A cancelled task is seen between two force calls; a process that takes longer is ended. */
const CANCEL_GRACE_MS = 30_000

interface Entry {
  readonly job: Job<unknown>
  readonly resolve: (value: unknown) => void
  readonly reject: (error: unknown) => void
  deaths: number
  /** stops listening for its cancellation */
  forget: () => void
}

interface Slot {
  worker: Worker | null
  busy: boolean
  losses: number
}

type Outcome =
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: unknown }
  | { readonly kind: 'exit'; readonly how: string; readonly exit: ProcessExit | null }
  | { readonly kind: 'cancelled'; readonly settled: Promise<unknown> }

export function createPool({ spawn, processes, maxDeaths = 2, backoffMs = 200, threads, resolve }: PoolOptions): Pool {
  const loading: Loading = { threads: threads ?? (() => 1), resolve }
  const slots: Slot[] = Array.from({ length: processes }, () => ({ worker: null, busy: false, losses: 0 }))
  const line: Entry[] = []
  const closing = new AbortController()

  function pump(): void {
    for (const slot of slots) {
      if (slot.busy || closing.signal.aborted) continue
      const entry = takeNext(line)
      if (!entry) return
      entry.forget()
      void serveEntry(slot, entry)
    }
  }

  /** Puts a job in line; while it waits there, cancelling takes it out again. */
  function enqueue(entry: Entry, where: 'first' | 'last'): void {
    entry.forget = onAbort(entry.job.signal, () => {
      line.splice(line.indexOf(entry), 1)
      entry.reject(cancelled())
    })
    if (where === 'first') line.unshift(entry)
    else line.push(entry)
  }

  async function serveEntry(slot: Slot, entry: Entry): Promise<void> {
    slot.busy = true
    const worker = (slot.worker ??= watch(slot, startWorker(spawn)))
    const outcome = await attempt(worker, entry.job, loading)
    if (outcome.kind === 'exit') await recover(slot, entry, outcome)
    else {
      slot.losses = 0
      if (outcome.kind === 'value') entry.resolve(outcome.value)
      else entry.reject(outcome.kind === 'error' ? outcome.error : cancelled())
      if (outcome.kind === 'cancelled') await settledOrKilled(worker, outcome.settled)
    }
    slot.busy = false
    pump()
  }

  async function recover(slot: Slot, entry: Entry, { how, exit }: Outcome & { kind: 'exit' }): Promise<void> {
    slot.worker = null
    slot.losses++
    entry.deaths++
    if (closing.signal.aborted || entry.job.signal?.aborted) return entry.reject(cancelled())
    const willRetry = entry.deaths < maxDeaths
    entry.job.onLost?.(how, willRetry)
    if (willRetry) enqueue(entry, 'first')
    else entry.reject(computeLost(exit, `Set aside after its compute process ended ${entry.deaths} times`, how))
    pump()
    await setTimeout(Math.min(backoffMs * 2 ** (slot.losses - 1), MAX_BACKOFF_MS), undefined, { signal: closing.signal }).catch(() => undefined)
  }

  /** A process that ends between two jobs is forgotten, so that the next one starts a new process. */
  function watch(slot: Slot, worker: Worker): Worker {
    worker.onEnd(() => {
      if (slot.worker === worker) slot.worker = null
    })
    return worker
  }

  return {
    submit: <T>(job: Job<T>) =>
      new Promise<T>((resolve, reject) => {
        if (closing.signal.aborted || job.signal?.aborted) return reject(cancelled())
        enqueue({ job, resolve: resolve as (value: unknown) => void, reject, deaths: 0, forget: () => undefined }, 'last')
        pump()
      }),
    pids: () => slots.flatMap((slot) => slot.worker?.pid() ?? []),
    close: () => {
      closing.abort()
      for (const entry of line.splice(0)) {
        entry.forget()
        entry.reject(cancelled())
      }
      for (const slot of slots) slot.worker?.kill()
    },
  }
}

function takeNext(line: Entry[]): Entry | undefined {
  let next = 0
  let first = Infinity
  for (const [k, { job }] of line.entries()) {
    const turn = job.turn?.() ?? 0
    if (turn < first) [next, first] = [k, turn]
  }
  return line.splice(next, 1)[0]
}

/** One try of one job in one process. */
async function attempt(worker: Worker, job: Job<unknown>, loading: Loading): Promise<Outcome> {
  let watchdog: NodeJS.Timeout | undefined
  /** exit, timeout or cancellation */
  const other = Promise.withResolvers<Outcome>()
  const alive = (): void => {
    clearTimeout(watchdog)
    watchdog = globalThis.setTimeout(() => {
      worker.kill()
      other.resolve({ kind: 'exit', how: `no answer for ${Math.round((job.quietMs ?? QUIET_MS) / 1000)} s`, exit: null })
    }, job.quietMs ?? QUIET_MS)
  }
  alive()
  const value = loadThenRun(worker, job, alive, loading).then(
    (result): Outcome => ({ kind: 'value', value: result }),
    async (error: unknown): Promise<Outcome> => {
      // When the process has ended, its exit says more than the broken connection does.
      await setImmediate()
      return worker.ended ? exitOf(worker.ended) : { kind: 'error', error }
    },
  )
  const forgetEnd = worker.onEnd((exit) => other.resolve(exitOf(exit)))
  const forgetAbort = onAbort(job.signal, () => other.resolve({ kind: 'cancelled', settled: value }))
  try {
    return await Promise.race([value, other.promise])
  } finally {
    clearTimeout(watchdog)
    forgetEnd()
    forgetAbort()
  }
}

const exitOf = (exit: ProcessExit): Outcome => ({ kind: 'exit', how: describeExit(exit), exit })

async function loadThenRun(worker: Worker, job: Job<unknown>, alive: () => void, loading: Loading): Promise<unknown> {
  const loaded = job.model ? await load(worker, job.model, loading) : null
  alive()
  return job.run(worker.client, alive, loaded)
}

interface Loading {
  readonly threads: () => number
  readonly resolve: PoolOptions['resolve']
}

/** It was found to work: the compute process need not try it again. */
const tried = (provider: string): ProbeData => ({ provider, works: true, reason: '', runMs: Number.NaN, error: Number.NaN })

async function load(worker: Worker, request: ModelRequest, { threads, resolve }: Loading): Promise<Loaded> {
  const input = { ...request, threads: threads() }
  const key = JSON.stringify([input.model, input.provider, input.threads])
  if (worker.loaded?.key === key) return worker.loaded.answer
  worker.loaded = null
  const found = resolve && request.provider !== undefined && request.provider !== 'cpu' ? await resolve(request) : null
  const answer = await worker.client.load(found ? { ...input, provider: found.provider, probes: [tried(found.provider)] } : input)
  worker.loaded = { key, answer: { ...answer, fallback: found?.fallback ?? answer.fallback } }
  return worker.loaded.answer
}

async function settledOrKilled(worker: Worker, settled: Promise<unknown>): Promise<void> {
  const grace = Promise.withResolvers<void>()
  const timer = globalThis.setTimeout(() => {
    worker.kill()
    grace.resolve()
  }, CANCEL_GRACE_MS)
  await Promise.race([settled, grace.promise])
  clearTimeout(timer)
}

/** Calls `listen` when the signal fires (at once when it has); returns what takes the listener off again. */
function onAbort(signal: AbortSignal | undefined, listen: () => void): () => void {
  if (signal?.aborted) listen()
  else signal?.addEventListener('abort', listen, { once: true })
  return () => signal?.removeEventListener('abort', listen)
}
