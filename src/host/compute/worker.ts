/** One compute process that runs, with its typed client. */
import { processChannel } from '../../contract/channels'
import { computeContract, type ComputeClient } from '../../contract/compute-api'
import { connect } from '../../contract/rpc'
import { AdatomError } from '../../domain/errors'
import type { ComputeProcess, ProcessExit } from '../../platform/process/compute-process'

export interface Worker {
  readonly client: ComputeClient
  readonly pid: number | undefined
  /** settles once, when the process has ended */
  readonly exit: Promise<ProcessExit>
  kill(): void
  /** the model that this process holds, as last loaded */
  loaded: string | null
}

/** Starts a compute process. A spawn that throws counts as a process that ended at once. */
export function startWorker(spawn: () => ComputeProcess): Worker {
  const child = spawnSafely(spawn)
  let ended: ProcessExit | null = null
  const exit = new Promise<ProcessExit>((resolve) => {
    child.onExit((how) => {
      ended = how
      resolve(how)
    })
  })
  const channel = processChannel({ send: (message) => child.send(message), onMessage: (listen) => child.onMessage(listen), onExit: (listen) => child.onExit(() => listen()) })
  return { client: connect(channel, computeContract, () => computeLost(ended)), pid: child.pid, exit, kill: () => child.kill(), loaded: null }
}

export function computeLost(exit: ProcessExit | null): AdatomError<'ComputeLost'> {
  const detail = exit ? ` (${describeExit(exit)})` : ''
  return new AdatomError('ComputeLost', `The compute process ended before it answered${detail}`, {
    exitCode: exit?.code ?? null,
    ...(exit?.signal ? { signal: exit.signal } : {}),
  })
}

/** 'signal SIGKILL', 'exit code 134', with the last line it wrote to stderr. */
export function describeExit(exit: ProcessExit): string {
  const how = exit.signal ? `signal ${exit.signal}` : exit.code === null ? 'could not be started' : `exit code ${exit.code}`
  const last = exit.stderr.trim().split('\n').at(-1) ?? ''
  return last ? `${how}: ${last.slice(0, 200)}` : how
}

function spawnSafely(spawn: () => ComputeProcess): ComputeProcess {
  try {
    return spawn()
  } catch (error) {
    const exit: ProcessExit = { code: null, signal: null, stderr: error instanceof Error ? error.message : String(error) }
    return { pid: undefined, send: () => undefined, onMessage: () => undefined, onExit: (listen) => queueMicrotask(() => listen(exit)), kill: () => undefined }
  }
}
