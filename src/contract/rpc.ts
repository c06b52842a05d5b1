/**
 * Typed requests over any duplex message channel: MessagePort, MessagePortMain, WebSocket, a child process or an in-process pair.
 * Streams keep one item in flight, so that a slow reader slows the writer; a caller that stops reading cancels the work.
 */
import { AdatomError } from '../domain/errors'
import type { Client, Contract, Handlers } from './define'
import { fromWireError, toWireError, type WireError } from './errors'

export interface Channel {
  post(message: Wire): void
  onMessage(listener: (message: Wire) => void): void
  onClose(listener: () => void): void
}

export type Wire =
  | { readonly id: number; readonly kind: 'call'; readonly method: string; readonly input: unknown }
  | { readonly id: number; readonly kind: 'value' | 'item'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'error'; readonly error: WireError }
  | { readonly id: number; readonly kind: 'end' | 'ack' | 'cancel' }

interface OpenCall {
  readonly abort: AbortController
  acknowledge?: () => void
}

/** Answers the requests of one caller until the channel closes; then everything still open is cancelled. */
export function serve<C extends Contract>(channel: Channel, contract: C, handlers: Handlers<C>): void {
  const open = new Map<number, OpenCall>()
  const release = (call: OpenCall): void => {
    call.abort.abort()
    call.acknowledge?.()
  }
  channel.onClose(() => open.forEach(release))
  channel.onMessage((message) => {
    if (message.kind === 'call') void answer(message.id, message.method, message.input)
    else if (message.kind === 'ack') open.get(message.id)?.acknowledge?.()
    else if (message.kind === 'cancel') {
      const call = open.get(message.id)
      if (call) release(call)
    }
  })

  async function answer(id: number, method: string, input: unknown): Promise<void> {
    const call: OpenCall = { abort: new AbortController() }
    open.set(id, call)
    try {
      const spec = Object.hasOwn(contract, method) ? contract[method] : undefined
      const handler = spec && (handlers[method] as (input: unknown, signal: AbortSignal) => unknown)
      if (!spec || !handler) throw new TypeError(`No such request: ${method}`)
      const output = handler(spec.input.parse(input), call.abort.signal)
      if (spec.kind === 'stream') await send(id, call, output as AsyncIterable<unknown>)
      else channel.post({ id, kind: 'value', value: await output })
    } catch (error) {
      channel.post({ id, kind: 'error', error: toWireError(error) })
    } finally {
      open.delete(id)
    }
  }

  async function send(id: number, call: OpenCall, items: AsyncIterable<unknown>): Promise<void> {
    for await (const value of items) {
      if (call.abort.signal.aborted) break
      const acknowledged = new Promise<void>((resolve) => {
        call.acknowledge = resolve
      })
      channel.post({ id, kind: 'item', value })
      await acknowledged
      if (call.abort.signal.aborted) break
    }
    channel.post({ id, kind: 'end' })
  }
}

/** The caller's side. `lost` makes the error that open and later calls fail with once the channel has closed. */
export function connect<C extends Contract>(
  channel: Channel,
  contract: C,
  lost: () => Error = () => new AdatomError('ComputeLost', 'The connection to the other process was closed', { exitCode: null }),
): Client<C> {
  let next = 1
  let closed = false
  const listeners = new Map<number, (message: Wire) => void>()
  channel.onMessage((message) => listeners.get(message.id)?.(message))
  channel.onClose(() => {
    closed = true
    for (const [id, listen] of listeners) listen({ id, kind: 'error', error: toWireError(lost()) })
  })

  function start(method: string, input: unknown, listen: (message: Wire) => void): number {
    if (closed) throw lost()
    const id = next++
    listeners.set(id, listen)
    channel.post({ id, kind: 'call', method, input })
    return id
  }

  const callOnce = (method: string, input: unknown): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = start(method, input, (message) => {
        listeners.delete(id)
        if (message.kind === 'error') reject(fromWireError(message.error))
        else resolve(message.kind === 'value' ? message.value : undefined)
      })
    })

  async function* readAll(method: string, input: unknown): AsyncGenerator<unknown, void> {
    const inbox: Wire[] = []
    let wake: (() => void) | undefined
    const id = start(method, input, (message) => {
      inbox.push(message)
      wake?.()
    })
    let ended = false
    try {
      for (;;) {
        while (inbox.length === 0)
          await new Promise<void>((resolve) => {
            wake = resolve
          })
        const message = inbox.shift()!
        if (message.kind === 'item') {
          yield message.value
          channel.post({ id, kind: 'ack' })
          continue
        }
        ended = true
        if (message.kind === 'error') throw fromWireError(message.error)
        return
      }
    } finally {
      listeners.delete(id)
      if (!ended && !closed) channel.post({ id, kind: 'cancel' })
    }
  }

  const entries = Object.entries(contract).map(([method, spec]) => [method, spec.kind === 'stream' ? (input?: unknown) => readAll(method, input) : (input?: unknown) => callOnce(method, input)])
  return Object.fromEntries(entries) as Client<C>
}
