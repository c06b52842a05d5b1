/** How the page reaches its host: a message port from the desktop shell, or a WebSocket of `adatom serve` in a browser. */
import { portBytesChannel, socketChannel } from '../contract/channels'
import { hostContract, type HostClient } from '../contract/host-api'
import { connect, type Channel } from '../contract/rpc'
import { AdatomError } from '../domain/errors'
import '../contract/shell'

const lost = (): Error => new AdatomError('ComputeLost', 'The connection to the Adatom host was closed', { exitCode: null })

export interface Connection {
  readonly host: HostClient
  /** settles when the host has gone away */
  readonly closed: Promise<void>
}

export async function connectHost(): Promise<Connection> {
  const channel = window.shell ? portBytesChannel(await portFromShell()) : socketChannel(await openSocket())
  return { host: connect(channel, hostContract, lost), closed: closing(channel) }
}

const closing = (channel: Channel): Promise<void> => new Promise((resolve) => channel.onClose(resolve))

/** The shell posts the port to the window, because ports cannot cross its context bridge. */
function portFromShell(): Promise<MessagePort> {
  return new Promise((resolve) => {
    const listen = (event: MessageEvent): void => {
      const [port] = event.ports
      if (event.source !== window || event.data !== 'host:port' || !port) return
      window.removeEventListener('message', listen)
      resolve(port)
    }
    window.addEventListener('message', listen)
    window.shell?.connect()
  })
}

async function openSocket(): Promise<WebSocket> {
  const socket = new WebSocket(`ws://${location.host}/host${location.search}`)
  await new Promise<void>((resolve, reject) => {
    socket.addEventListener('open', () => resolve(), { once: true })
    socket.addEventListener('error', () => reject(new AdatomError('ComputeLost', 'No Adatom host answers at this address', { exitCode: null })), { once: true })
  })
  return socket
}
