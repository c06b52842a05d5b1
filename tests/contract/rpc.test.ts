/** Requests over a real MessageChannel, and over a real forked process. */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { portBytesChannel, processChannel } from '../../src/contract/channels'
import { call, stream, type Client, type Handlers } from '../../src/contract/define'
import { connect, serve } from '../../src/contract/rpc'
import { AdatomError, invalidInput, isError } from '../../src/domain/errors'
import type { ComputeProcess } from '../../src/platform/process/compute-process'
import { forkProcess } from '../../src/platform/process/fork'
import { bundleEntry } from '../host/bundle'
import { echoContract } from './echo-contract'

const contract = {
  double: call(z.number()).returns<number>(),
  fail: call(z.enum(['tagged', 'plain'])).returns<void>(),
  count: stream(z.object({ to: z.number() })).yields<Float32Array>(),
  never: call(z.void()).returns<void>(),
} as const

let closed = 0
let aborted = 0
const handlers: Handlers<typeof contract> = {
  double: (x) => 2 * x,
  fail: (kind) => {
    throw kind === 'tagged' ? invalidInput('not so', { found: 'a', expected: 'b', at: { file: 'x.cif', line: 3 } }) : new Error('boom')
  },
  count: async function* ({ to }, signal) {
    try {
      for (let i = 0; i < to && !signal.aborted; i++) yield new Float32Array([i, i + 0.5])
    } finally {
      closed++
    }
  },
  never: (_input, signal) =>
    new Promise(() => {
      signal.addEventListener('abort', () => aborted++)
    }),
}

function pair(): { client: Client<typeof contract>; close: () => void } {
  const { port1, port2 } = new MessageChannel()
  serve(portBytesChannel(port1), contract, handlers)
  return { client: connect(portBytesChannel(port2), contract), close: () => port1.close() }
}

describe('over a MessageChannel', () => {
  test('calls answer, and input is checked on arrival', async () => {
    const { client, close } = pair()
    expect(await client.double(4)).toBe(8)
    const wrong = await client.double('x' as unknown as number).catch((error: unknown) => error)
    expect(isError(wrong, 'InvalidInput')).toBe(true)
    expect((wrong as Error).message).toMatch(/expected number/)
    close()
  })

  test('tagged errors are rebuilt with their fields; others keep their message', async () => {
    const { client, close } = pair()
    const tagged = (await client.fail('tagged').catch((error: unknown) => error)) as AdatomError<'InvalidInput'>
    expect(tagged).toBeInstanceOf(AdatomError)
    expect(tagged.fields).toEqual({ found: 'a', expected: 'b', at: { file: 'x.cif', line: 3 } })
    const plain = (await client.fail('plain').catch((error: unknown) => error)) as Error
    expect(plain).not.toBeInstanceOf(AdatomError)
    expect(plain.message).toBe('boom')
    close()
  })

  test('a request that the contract does not have is refused, also one of Object.prototype', async () => {
    const { port1, port2 } = new MessageChannel()
    serve(portBytesChannel(port1), contract, handlers)
    const other = connect(portBytesChannel(port2), { nope: call(z.void()).returns<void>(), toString: call(z.void()).returns<void>() })
    await expect(other.nope()).rejects.toThrow('No such request: nope')
    await expect(other.toString()).rejects.toThrow('No such request: toString')
    port1.close()
  })

  test('streams give every item in order, and leaving one early ends its work', async () => {
    const { client, close } = pair()
    const got: number[] = []
    for await (const item of client.count({ to: 3 })) got.push(item[1]!)
    expect(got).toEqual([0.5, 1.5, 2.5])
    const before = closed
    for await (const item of client.count({ to: 1e9 })) if (item[0] === 5) break
    await expect.poll(() => closed).toBe(before + 1)
    close()
  })

  test('a slow reader slows the writer: one item is in flight', async () => {
    let made = 0
    const { port1, port2 } = new MessageChannel()
    serve(portBytesChannel(port1), contract, {
      ...handlers,
      count: async function* () {
        for (;;) {
          made++
          yield new Float32Array(1)
        }
      },
    })
    const items = connect(portBytesChannel(port2), contract).count({ to: 1 })
    await items.next()
    await new Promise((resolve) => setTimeout(resolve, 30))
    expect(made).toBeLessThanOrEqual(2)
    await items.return()
    port1.close()
  })

  test('when the channel closes, open calls fail at both ends, and so do later ones', async () => {
    const { client, close } = pair()
    const open = client.never().catch((error: unknown) => error)
    await client.double(1)
    close()
    expect(isError(await open, 'ComputeLost')).toBe(true)
    await expect.poll(() => aborted).toBe(1)
    await expect(client.double(1)).rejects.toThrow('closed')
  })
})

describe('over a forked process', () => {
  let child: ComputeProcess
  let client: Client<typeof echoContract>
  beforeAll(async () => {
    child = forkProcess(await bundleEntry(join(import.meta.dirname, 'echo-process.ts')))
    client = connect(processChannel({ send: (m) => child.send(m), onMessage: (l) => child.onMessage(l), onExit: (l) => child.onExit(() => l()) }), echoContract)
  }, 180_000)
  afterAll(() => child.kill())

  test('typed arrays and bytes arrive as what they were', async () => {
    const value = { positions: new Float64Array([1, -0, 1e300]), numbers: new Uint8Array([1, 118]), nested: [{ f: new Float32Array([0.1]) }], empty: new Float64Array(0) }
    const back = (await client.echo(value)) as typeof value
    expect(back).toEqual(value)
    expect(Object.is(back.positions[1], -0)).toBe(true)
  })

  test('a 4 MB array crosses whole', async () => {
    const big = Float64Array.from({ length: 500_000 }, (_, i) => i / 3)
    expect(await client.echo(big)).toEqual(big)
  })

  test('the exit of the process fails what is open, and says with what it ended', async () => {
    const exit = new Promise<readonly [number | null, string | undefined]>((resolve) => child.onExit((code, signal) => resolve([code, signal])))
    const open = client.hang().catch((error: unknown) => error)
    await client.echo(1)
    child.kill()
    expect(isError(await open, 'ComputeLost')).toBe(true)
    expect(await exit).toEqual([null, 'SIGKILL'])
    expect(() => child.send({})).not.toThrow()
  })
})
