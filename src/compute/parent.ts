/** This process's own parent, as one end of a channel: Electron's parentPort, or the channel of `child_process.fork`. */
import type { ProcessEnd } from '../contract/channels'

/** Throws when nobody started this process with a channel. When the parent goes away, so does this process. */
export function parentEnd(): ProcessEnd {
  // Only a utility process of Electron has it; the type says always.
  const port = process.parentPort as typeof process.parentPort | undefined
  if (port)
    return {
      send: (message) => port.postMessage(message),
      onMessage: (listen) => void port.on('message', (event) => listen(event.data)),
      onExit: () => undefined,
    }
  if (!process.send) throw new Error('The compute process is started by Adatom, not by hand')
  process.on('disconnect', () => process.exit(0))
  return {
    send: (message) => {
      if (process.connected) process.send!(message, undefined, undefined, () => undefined)
    },
    onMessage: (listen) => void process.on('message', listen),
    onExit: (listen) => void process.on('disconnect', listen),
  }
}
