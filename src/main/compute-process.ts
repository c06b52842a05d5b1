/** A compute process under Electron: a utility process, which may crash without taking the window along. */
import { utilityProcess } from 'electron'
import type { ComputeProcess, ProcessExit } from '../platform/process/compute-process'

export function forkUtility(entry: string): ComputeProcess {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Adatom compute', stdio: 'inherit' })
  let ended = false
  const exited = new Promise<ProcessExit>((resolve) =>
    child.once('exit', (code) => {
      ended = true
      resolve({ code, signal: null, stderr: '' })
    }),
  )
  return {
    get pid() {
      return child.pid
    },
    send: (message) => {
      if (!ended) child.postMessage(message)
    },
    onMessage: (listen) => void child.on('message', listen),
    onExit: (listen) => void exited.then(listen),
    kill: () => void child.kill(),
  }
}
