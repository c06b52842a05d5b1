/** One compute process that runs, with its typed client. */
import { processChannel } from '../../contract/channels'
import { computeContract, type ComputeClient } from '../../contract/compute-api'
import { connect } from '../../contract/rpc'
import { AdatomError } from '../../domain/errors'
import type { ComputeProcess } from '../compute-process'

/** What a process answered when it loaded a model. */
export type Loaded = Awaited<ReturnType<ComputeClient['load']>>

export interface ProcessExit {
  readonly code: number | null
  readonly signal: string | null
  /** the end of what it wrote to stderr, '' when that was not captured */
  readonly stderr: string
}

export interface Worker {
  readonly client: ComputeClient
  /** null while it runs */
  readonly ended: ProcessExit | null
  /** Calls `listen` when the process ends; returns what takes the listener off again. A worker outlives thousands of jobs, so nothing may pile up on it. */
  onEnd(listen: (exit: ProcessExit) => void): () => void
  pid(): number | undefined
  kill(): void
  /** the model that this process holds: key of the request, and its answer */
  loaded: { readonly key: string; readonly answer: Loaded } | null
}

/** Starts a compute process. A spawn that throws counts as a process that ended at once. */
export function startWorker(spawn: () => ComputeProcess): Worker {
  const child = spawnSafely(spawn)
  let ended: ProcessExit | null = null
  const listeners = new Set<(exit: ProcessExit) => void>()
  child.onExit((code, signal, stderr) => {
    ended = { code, signal: signal ?? null, stderr: stderr ?? '' }
    for (const listen of listeners) listen(ended)
    listeners.clear()
  })
  const channel = processChannel({ send: (message) => child.send(message), onMessage: (listen) => child.onMessage(listen), onExit: (listen) => child.onExit(() => listen()) })
  return {
    client: connect(channel, computeContract, () => computeLost(ended)),
    get ended() {
      return ended
    },
    onEnd: (listen) => {
      listeners.add(listen)
      return () => listeners.delete(listen)
    },
    pid: () => child.pid(),
    kill: () => child.kill(),
    loaded: null,
  }
}

/** What open requests fail with when their process has ended. */
export const computeLost = (exit: ProcessExit | null, message = 'The compute process ended before it answered', how = exit && describeExit(exit)): AdatomError<'ComputeLost'> =>
  new AdatomError('ComputeLost', how ? `${message} (${how})` : message, { exitCode: exit?.code ?? null, ...(exit?.signal ? { signal: exit.signal } : {}) })

/** 'signal SIGKILL', 'exit code 134: Error: ...', with the line of stderr that tells most. */
export function describeExit(exit: ProcessExit): string {
  const how = exit.signal ? `signal ${exit.signal}` : exit.code === null ? 'could not be started' : `exit code ${exit.code}`
  const lines = exit.stderr.trim().split('\n')
  const telling = lines.findLast((line) => /error|fatal/i.test(line)) ?? lines.at(-1) ?? ''
  return telling ? `${how}: ${telling.trim().slice(0, 200)}` : how
}

function spawnSafely(spawn: () => ComputeProcess): ComputeProcess {
  try {
    return spawn()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return { pid: () => undefined, send: () => undefined, onMessage: () => undefined, onExit: (listen) => queueMicrotask(() => listen(null, undefined, why)), kill: () => undefined }
  }
}
