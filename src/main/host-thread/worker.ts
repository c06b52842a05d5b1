/** Entry of the host's thread: the host with its jobs and its SQLite, away from the thread that keeps the window alive. */
import { parentPort, workerData } from 'node:worker_threads'
import { bytesChannel } from '../../contract/channels'
import { hostContract } from '../../contract/host-api'
import { serve } from '../../contract/rpc'
import { createHost } from '../../host/host'
import type { ComputeProcess } from '../../platform/process/compute-process'
import type { HostSettings, ToHost, ToMain } from './link'

if (!parentPort) throw new Error('The host is started by Adatom as a thread, not by hand')
const main = parentPort
const post = (message: ToMain): void => main.postMessage(message)

interface Page {
  readonly deliver: (bytes: Uint8Array) => void
  readonly close: () => void
}
const pages = new Map<number, Page>()

/** A page speaks for the first time: it is served until it goes away. */
function open(page: number): Page {
  let [deliver, close] = [(_bytes: Uint8Array): void => undefined, (): void => undefined]
  const channel = bytesChannel({
    send: (bytes) => post({ kind: 'page', page, bytes }),
    onBytes: (listen) => (deliver = listen),
    onClose: (listen) => (close = listen),
  })
  serve(channel, hostContract, host.handlers)
  const opened = { deliver: (bytes: Uint8Array) => deliver(bytes), close: () => close() }
  pages.set(page, opened)
  return opened
}

interface Remote {
  pid: number | undefined
  readonly messages: ((message: unknown) => void)[]
  readonly exits: Parameters<ComputeProcess['onExit']>[0][]
}
const processes = new Map<number, Remote>()
let started = 0

/** A compute process that the main thread starts and whose messages it passes on: only there can Electron start one. */
function spawnCompute(): ComputeProcess {
  const id = ++started
  const remote: Remote = { pid: undefined, messages: [], exits: [] }
  processes.set(id, remote)
  post({ kind: 'spawn', process: id })
  return {
    pid: () => remote.pid,
    send: (message) => {
      if (processes.has(id)) post({ kind: 'compute', process: id, message })
    },
    onMessage: (listen) => void remote.messages.push(listen),
    onExit: (listen) => void remote.exits.push(listen),
    kill: () => post({ kind: 'kill', process: id }),
  }
}

const host = createHost({ ...(workerData as HostSettings), spawnCompute })

main.on('message', (message: ToHost) => {
  switch (message.kind) {
    case 'page':
      return (pages.get(message.page) ?? open(message.page)).deliver(message.bytes)
    case 'page-closed':
      pages.get(message.page)?.close()
      return void pages.delete(message.page)
    case 'started': {
      const remote = processes.get(message.process)
      if (remote) remote.pid = message.pid
      return undefined
    }
    case 'compute':
      return processes.get(message.process)?.messages.forEach((listen) => listen(message.message))
    case 'exit': {
      const remote = processes.get(message.process)
      processes.delete(message.process)
      return remote?.exits.forEach((listen) => listen(message.code, message.signal, message.stderr))
    }
    case 'close':
      return void host.close().finally(() => post({ kind: 'closed' }))
  }
})
