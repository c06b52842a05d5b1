/** A compute process under Electron: a utility process, which may crash without taking the window along. */
import { utilityProcess } from 'electron'
import type { ComputeProcess } from '../host/compute-process'

export function forkUtility(entry: string): ComputeProcess {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Adatom compute', stdio: 'inherit' })
  return {
    pid: () => child.pid,
    send: (message) => child.postMessage(message),
    onMessage: (listen) => void child.on('message', listen),
    onExit: (listen) => void child.once('exit', (code) => listen(code, undefined)),
    kill: () => void child.kill(),
  }
}
