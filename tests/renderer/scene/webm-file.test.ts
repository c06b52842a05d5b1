/** The WebM container, read back element by element as RFC 8794 (EBML) and RFC 9559 (Matroska) define them. */
import { expect, test } from 'vitest'
import { webmFile } from '../../../src/renderer/scene/webm-file'

interface Element {
  readonly id: string
  readonly data: Uint8Array
}

/** Children of a master element: id and size are variable-length integers, whose leading zeros give their length. */
function children(bytes: Uint8Array): Element[] {
  const found: Element[] = []
  for (let at = 0; at < bytes.length; ) {
    const idLength = Math.clz32(bytes[at]!) - 23
    const id = Buffer.from(bytes.subarray(at, at + idLength)).toString('hex')
    at += idLength
    const sizeLength = Math.clz32(bytes[at]!) - 23
    let size = bytes[at]! & (0xff >> sizeLength)
    for (let i = 1; i < sizeLength; i++) size = size * 256 + bytes[at + i]!
    at += sizeLength
    expect(at + size).toBeLessThanOrEqual(bytes.length)
    found.push({ id, data: bytes.subarray(at, at + size) })
    at += size
  }
  return found
}
const of = (list: readonly Element[], id: string): Uint8Array => list.find((e) => e.id === id)!.data
const uint = (data: Uint8Array): number => data.reduce((sum, b) => 256 * sum + b, 0)
const ascii = (data: Uint8Array): string => Buffer.from(data).toString('latin1')

const frames = Array.from({ length: 45 }, (_, k) => ({ data: Uint8Array.from({ length: 1 + k }, () => k), ms: 60 * k, key: k % 20 === 0 }))
const [header, segment, ...rest] = children(webmFile({ codec: 'V_VP9', width: 864, height: 686, durationMs: 2700, frames }))

test('is a WebM document and nothing more', () => {
  expect([header!.id, segment!.id, rest.length]).toEqual(['1a45dfa3', '18538067', 0])
  expect(ascii(of(children(header!.data), '4282'))).toBe('webm')
})

test('has one video track of the size, codec and length given', () => {
  const parts = children(segment!.data)
  const info = children(of(parts, '1549a966'))
  expect(uint(of(info, '2ad7b1'))).toBe(1_000_000)
  expect(Buffer.from(of(info, '4489')).readDoubleBE()).toBe(2700)
  const track = children(of(children(of(parts, '1654ae6b')), 'ae'))
  expect([ascii(of(track, '86')), uint(of(track, '83')), uint(of(track, 'd7'))]).toEqual(['V_VP9', 1, 1])
  const video = children(of(track, 'e0'))
  expect([uint(of(video, 'b0')), uint(of(video, 'ba'))]).toEqual([864, 686])
})

test('holds every frame once, in order, at its time, each cluster from a key frame', () => {
  const clusters = children(segment!.data).filter(({ id }) => id === '1f43b675').map(({ data }) => children(data))
  expect(clusters).toHaveLength(3)
  const read = clusters.flatMap((cluster) => {
    const start = uint(of(cluster, 'e7'))
    const blocks = cluster.filter(({ id }) => id === 'a3').map(({ data }) => ({ data: data.slice(4), ms: start + Buffer.from(data).readInt16BE(1), key: data[3] === 0x80, track: data[0] }))
    expect(blocks[0]!.key).toBe(true)
    return blocks
  })
  expect(read).toEqual(frames.map((frame) => ({ ...frame, track: 0x81 })))
})
