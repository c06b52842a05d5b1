/**
 * The host in a thread of its own, as the main thread holds it. SQLite commits with synchronous=FULL, rankings and exports take their time there;
 * the window's thread only passes bytes on. Should the thread end by itself, its pages are told, and the next page gets a new one.
 */
import { Worker } from 'node:worker_threads'
import type { ComputeProcess } from '../../platform/process/compute-process'
import type { HostSettings, ToHost, ToMain } from './link'

/** The main thread's end of a page's port. */
export interface PagePort {
  post(bytes: Uint8Array): void
  onBytes(listen: (bytes: Uint8Array) => void): void
  onClose(listen: () => void): void
  close(): void
}

export interface HostThread {
  /** Serves a page until its port closes. */
  connect(port: PagePort): void
  /** Pauses every run, closes every project, ends every compute process. */
  close(): Promise<void>
}

export interface HostThreadOptions {
  /** file of the thread's entry */
  readonly entry: string
  readonly settings: HostSettings
  readonly spawnCompute: () => ComputeProcess
}

/** A thread that has not closed its projects by then is ended: what was finished is in them. */
const CLOSE_MS = 10_000

export function startHostThread(options: HostThreadOptions): HostThread {
  let running: Running | null = null
  let next = 1
  const current = (): Running => (running ??= start(options, () => (running = null)))
  current()
  return {
    connect: (port) => current().connect(next++, port),
    close: async () => {
      await running?.close()
      running = null
    },
  }
}

interface Running {
  connect(page: number, port: PagePort): void
  close(): Promise<void>
}

function start({ entry, settings, spawnCompute }: HostThreadOptions, ended: () => void): Running {
  const thread = new Worker(entry, { workerData: settings })
  const pages = new Map<number, PagePort>()
  const processes = new Map<number, ComputeProcess>()
  const closed = Promise.withResolvers<void>()
  const post = (message: ToHost): void => thread.postMessage(message)

  function spawn(id: number): void {
    const child = spawnCompute()
    processes.set(id, child)
    post({ kind: 'started', process: id, pid: child.pid() })
    child.onMessage((message) => post({ kind: 'compute', process: id, message }))
    child.onExit((code, signal, stderr) => {
      processes.delete(id)
      post({ kind: 'exit', process: id, code, signal, stderr })
    })
  }

  thread.on('message', (message: ToMain) => {
    if (message.kind === 'page') pages.get(message.page)?.post(message.bytes)
    else if (message.kind === 'spawn') spawn(message.process)
    else if (message.kind === 'compute') processes.get(message.process)?.send(message.message)
    else if (message.kind === 'kill') processes.get(message.process)?.kill()
    else closed.resolve()
  })
  thread.on('error', (error) => console.error('The host ended:', error))
  thread.on('exit', () => {
    closed.resolve()
    ended()
    for (const child of processes.values()) child.kill()
    for (const port of pages.values()) port.close()
  })
  return {
    connect: (page, port) => {
      pages.set(page, port)
      port.onBytes((bytes) => post({ kind: 'page', page, bytes }))
      port.onClose(() => {
        pages.delete(page)
        post({ kind: 'page-closed', page })
      })
    },
    close: async () => {
      post({ kind: 'close' })
      const timer = setTimeout(closed.resolve, CLOSE_MS)
      await closed.promise
      clearTimeout(timer)
      await thread.terminate()
    },
  }
}
