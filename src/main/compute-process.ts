/** A compute process under Electron: a utility process, which may crash without taking the window along. */
import { utilityProcess } from 'electron'
import type { ComputeProcess } from '../platform/process/compute-process'

export function forkUtility(entry: string): ComputeProcess {
  const child = utilityProcess.fork(entry, [], { serviceName: 'Adatom compute', stdio: 'inherit' })
  let ended = false
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code) => {
      ended = true
      resolve(code)
    })
  })
  return {
    pid: () => child.pid,
    send: (message) => {
      if (!ended) child.postMessage(message)
    },
    onMessage: (listen) => void child.on('message', listen),
    onExit: (listen) => void exited.then((code) => listen(code, undefined)),
    kill: () => void child.kill(),
  }
}
