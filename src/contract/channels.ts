/** Channels: one small adapter per transport. */
import { decode, encode } from './codec'
import type { Channel, Wire } from './rpc'

interface WebPort {
  postMessage(message: unknown): void
  addEventListener(name: string, listen: (event: { readonly data?: unknown }) => void): void
  start(): void
}

/** A web MessagePort or a worker_threads one (both have addEventListener). */
export function portChannel(port: WebPort): Channel {
  port.start()
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listen) => port.addEventListener('message', (event) => listen(event.data as Wire)),
    onClose: (listen) => port.addEventListener('close', () => listen()),
  }
}

interface MainPort {
  postMessage(message: unknown): void
  on(name: 'message', listen: (event: { data: unknown }) => void): unknown
  on(name: 'close', listen: () => void): unknown
  start(): void
}

/** Electron's MessagePortMain (an EventEmitter). */
export function mainPortChannel(port: MainPort): Channel {
  port.start()
  return {
    post: (message) => port.postMessage(message),
    onMessage: (listen) => void port.on('message', (event) => listen(event.data as Wire)),
    onClose: (listen) => void port.on('close', listen),
  }
}

interface Socket {
  binaryType: string
  send(data: Uint8Array<ArrayBuffer>): void
  addEventListener(name: 'message' | 'close', listen: (event: { readonly data?: unknown }) => void): void
}

/** A WebSocket: the browser's own or that of `ws`. */
export function socketChannel(socket: Socket): Channel {
  socket.binaryType = 'arraybuffer'
  return {
    post: (message) => socket.send(encode(message)),
    onMessage: (listen) => socket.addEventListener('message', (event) => listen(decode(event.data as ArrayBuffer) as Wire)),
    onClose: (listen) => socket.addEventListener('close', () => listen()),
  }
}

/** A process at the other end: a forked child, one's own parent, or an Electron utility process. */
export interface ProcessEnd {
  send(message: unknown): void
  onMessage(listen: (message: unknown) => void): void
  onExit(listen: () => void): void
}

export const processChannel = (end: ProcessEnd): Channel => ({
  post: (message) => end.send(message),
  onMessage: (listen) => end.onMessage((message) => listen(message as Wire)),
  onClose: (listen) => end.onExit(listen),
})
