/** The bytes of a WebSocket message: whatever goes in comes out. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { socketChannel } from '../../src/contract/channels'
import { decode, encode } from '../../src/contract/codec'
import type { Wire } from '../../src/contract/rpc'

const typed = fc.oneof(
  fc.array(fc.double()).map((a) => Float64Array.from(a)),
  fc.array(fc.float()).map((a) => Float32Array.from(a)),
  fc.uint8Array(),
  fc.int32Array(),
  fc.uint32Array(),
)
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer(), fc.boolean(), fc.constant(null), typed, fc.array(tie('any'), { maxLength: 4 }), fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('any'), { maxKeys: 4 })),
})).any

describe('codec', () => {
  test('decode(encode(x)) = x, bit for bit', () => {
    fc.assert(
      fc.property(value, (x) => {
        expect(decode(encode(x).buffer)).toEqual(x)
      }),
    )
  })

  test('the numbers that JSON lacks', () => {
    expect(decode(encode([Infinity, -Infinity, NaN, { distance: Infinity }]).buffer)).toEqual([Infinity, -Infinity, NaN, { distance: Infinity }])
  })

  test('a view into a larger buffer is sent alone', () => {
    const all = new Float64Array([1, 2, 3, 4])
    expect(decode(encode(all.subarray(1, 3)).buffer)).toEqual(new Float64Array([2, 3]))
  })

  test('through a socket', () => {
    const listeners: ((event: { data?: unknown }) => void)[] = []
    const channel = socketChannel({ binaryType: '', send: (data) => listeners.forEach((listen) => listen({ data: data.buffer })), addEventListener: (name, listen) => name === 'message' && listeners.push(listen) })
    const got: Wire[] = []
    channel.onMessage((message) => got.push(message))
    const sent: Wire = { id: 1, kind: 'value', value: new Uint8Array([7]) }
    channel.post(sent)
    expect(got).toEqual([sent])
  })
})
