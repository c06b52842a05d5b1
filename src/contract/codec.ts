/** JSON with typed arrays kept as raw bytes, and with the numbers that JSON lacks: [u32 JSON length][JSON, padded to 8][segment, padded to 8]... */

const KINDS = { f32: Float32Array, f64: Float64Array, i32: Int32Array, u32: Uint32Array, u8: Uint8Array } as const
type Kind = keyof typeof KINDS
type Typed = InstanceType<(typeof KINDS)[Kind]>

const kindOf = (value: unknown): Kind | undefined => (Object.keys(KINDS) as Kind[]).find((kind) => value instanceof KINDS[kind])
const padded = (length: number): number => Math.ceil(length / 8) * 8

export function encode(value: unknown): Uint8Array<ArrayBuffer> {
  const segments: Uint8Array[] = []
  let at = 0
  const text = JSON.stringify(value, (_key, v: unknown) => {
    if (typeof v === 'number' && !Number.isFinite(v)) return { $num: String(v) }
    const kind = kindOf(v)
    if (!kind) return v
    const array = v as Typed
    segments.push(new Uint8Array(array.buffer, array.byteOffset, array.byteLength))
    const reference = { $bin: [kind, at, array.length] }
    at += padded(array.byteLength)
    return reference
  })
  const json = new TextEncoder().encode(text ?? 'null')
  const head = padded(4 + json.length)
  const out = new Uint8Array(head + at)
  new DataView(out.buffer).setUint32(0, json.length, true)
  out.set(json, 4)
  let position = head
  for (const segment of segments) {
    out.set(segment, position)
    position += padded(segment.length)
  }
  return out
}

export function decode(data: ArrayBuffer): unknown {
  const length = new DataView(data).getUint32(0, true)
  const head = padded(4 + length)
  const text = new TextDecoder().decode(new Uint8Array(data, 4, length))
  // Looking at every value costs three times the parsing: only where there is something to look for.
  if (!text.includes('{"$bin":') && !text.includes('{"$num":')) return JSON.parse(text)
  return JSON.parse(text, (_key, v: unknown) => {
    const { $bin: reference, $num } = (v ?? {}) as { $bin?: readonly [Kind, number, number]; $num?: string }
    if ($num !== undefined) return Number($num)
    return reference ? new KINDS[reference[0]](data, head + reference[1], reference[2]) : v
  })
}
