/** A video track as a WebM file (RFC 9559 Matroska, restricted as in webmproject.org/docs/container): header, track, one cluster from each key frame to the next. */

export interface VideoTrack {
  readonly codec: 'V_VP9' | 'V_VP8'
  readonly width: number
  readonly height: number
  readonly durationMs: number
  /** in order; the first is a key frame */
  readonly frames: readonly { readonly data: Uint8Array; readonly ms: number; readonly key: boolean }[]
}

type Bytes = Uint8Array

export function webmFile({ codec, width, height, durationMs, frames }: VideoTrack): Uint8Array<ArrayBuffer> {
  const header = element(0x1a45dfa3, number(0x4286, 1), number(0x42f7, 1), number(0x42f2, 4), number(0x42f3, 8), text(0x4282, 'webm'), number(0x4287, 4), number(0x4285, 2))
  const info = element(0x1549a966, number(0x2ad7b1, 1_000_000), float(0x4489, durationMs), text(0x4d80, 'Adatom'), text(0x5741, 'Adatom'))
  const video = element(0xe0, number(0xb0, width), number(0xba, height))
  const tracks = element(0x1654ae6b, element(0xae, number(0xd7, 1), number(0x73c5, 1), number(0x9c, 0), text(0x86, codec), number(0x83, 1), video))
  return join([header, element(0x18538067, info, tracks, ...clusters(frames))])
}

/** Times of blocks are 16 bits from their cluster's: key frames come far more often than every half minute. */
function clusters(frames: VideoTrack['frames']): Bytes[] {
  const starts = frames.flatMap(({ key }, i) => (key ? [i] : []))
  return starts.map((from, k) => {
    const members = frames.slice(from, starts[k + 1] ?? frames.length)
    const start = members[0]!.ms
    return element(0x1f43b675, number(0xe7, start), ...members.map(({ data, ms, key }) => element(0xa3, block(ms - start, key), data)))
  })
}

const block = (ms: number, key: boolean): Bytes => Uint8Array.of(0x81, (ms >> 8) & 255, ms & 255, key ? 0x80 : 0)

/** Id, length in eight bytes, content. */
function element(id: number, ...content: readonly Bytes[]): Bytes {
  const length = content.reduce((sum, part) => sum + part.length, 0)
  const size = new Uint8Array(8)
  new DataView(size.buffer).setBigUint64(0, (1n << 56n) | BigInt(length))
  return join([unsigned(id), size, ...content])
}

function unsigned(value: number): Bytes {
  const bytes: number[] = []
  for (let rest = value; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Uint8Array.from(bytes.length > 0 ? bytes : [0])
}

const number = (id: number, value: number): Bytes => element(id, unsigned(value))
const text = (id: number, value: string): Bytes => element(id, new TextEncoder().encode(value))

function float(id: number, value: number): Bytes {
  const bytes = new Uint8Array(8)
  new DataView(bytes.buffer).setFloat64(0, value)
  return element(id, bytes)
}

function join(parts: readonly Bytes[]): Uint8Array<ArrayBuffer> {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    out.set(part, at)
    at += part.length
  }
  return out
}
