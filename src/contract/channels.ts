/** Channels: one small adapter per transport. */
import { decode, encode } from './codec'
import type { Channel, Wire } from './rpc'

interface WebPort {
  postMessage(message: unknown): void
  addEventListener(name: string, listen: (event: { readonly data?: unknown }) => void): void
  start(): void
}

/** Something that carries bytes in both directions. */
export interface BytesEnd {
  send(bytes: Uint8Array): void
  onBytes(listen: (bytes: Uint8Array) => void): void
  onClose(listen: () => void): void
}

/** Messages as bytes (codec.ts): whoever passes them on has nothing to clone but one block. */
export const bytesChannel = (end: BytesEnd): Channel => ({
  post: (message) => end.send(encode(message)),
  onMessage: (listen) => end.onBytes((bytes) => listen(decode(wholeBuffer(bytes)) as Wire)),
  onClose: (listen) => end.onClose(listen),
})

const wholeBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): ArrayBuffer =>
  byteOffset === 0 && byteLength === buffer.byteLength ? (buffer as ArrayBuffer) : (buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer)

/** A web MessagePort or a worker_threads one (both have addEventListener), whose other end speaks in bytes. */
export function portBytesChannel(port: WebPort): Channel {
  port.start()
  return bytesChannel({
    send: (bytes) => port.postMessage(bytes),
    onBytes: (listen) => port.addEventListener('message', (event) => listen(event.data as Uint8Array)),
    onClose: (listen) => port.addEventListener('close', () => listen()),
  })
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
