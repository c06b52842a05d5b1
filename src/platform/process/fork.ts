/** A compute process as a plain Node child: what the command line, the local server and the tests use. */
import { fork } from 'node:child_process'
import type { ComputeProcess } from './compute-process'

const STDERR_KEPT = 2000

/** Forks `entry`; typed arrays survive the channel (`serialization: 'advanced'`). */
export function forkProcess(entry: string, args: readonly string[] = []): ComputeProcess {
  const child = fork(entry, args, { serialization: 'advanced', stdio: ['ignore', 'ignore', 'pipe', 'ipc'], execArgv: [] })
  let stderr = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-STDERR_KEPT)
  })
  const exited = new Promise<readonly [number | null, string | undefined]>((resolve) => {
    child.once('exit', (code, signal) => resolve([code, signal ?? undefined]))
    child.once('error', (error) => {
      stderr ||= error.message
      resolve([null, undefined])
    })
  })
  return {
    pid: () => child.pid,
    send: (message) => {
      // The callback takes the error of a channel that closes meanwhile; without it, it would be thrown later.
      if (child.connected) child.send(message as object, () => undefined)
    },
    onMessage: (listen) => void child.on('message', listen),
    onExit: (listen) => void exited.then(([code, signal]) => listen(code, signal, stderr)),
    kill: () => void child.kill('SIGKILL'),
  }
}
