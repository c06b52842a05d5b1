/**
 * `NAME.latents.bin`, version 2: the reference index on disk. Little-endian throughout. Version 1 had no environments.
 *
 *  0  8 bytes  'ADLATENT'
 *  8  u32      version, 2
 * 12  u32      dimension D
 * 16  u32      number of entries N
 * 20  u32      encoding of the rows: 0 float32, 1 float16, 2 int8 with a float32 scale a row
 * 24  u32      length of the JSON, J
 * 28  u32      length of the environments, E; 0 where there are none
 * 32  f32[D]   mean of the scaler, then f32[D] standard deviation
 *     u8[N]    atomic number of each entry, padded to 4
 *     u32[N]   index of its system, into `systems` of the JSON
 *     u32[N]   index of its atom in that system
 *     rows     standardised latents: f32[N D], u16[N D], or f32[N] then i8[N D]; padded to 4
 *     u8[J]    JSON in UTF-8: {"potential": id, "note": text, "systems": [{"id", "title"}]}
 *     u8[E]    environments, see environment-format.ts
 *     u8[32]   SHA-256 of everything before
 */
import { invalidInput } from '../../errors'
import { sha256, utf8 } from '../../math/sha256'
import type { Environment } from '../../structure/environment'
import { decodeFloat16, encodeFloat16 } from './float16'
import { readEnvironments, writeEnvironments } from './environment-format'

export type RowEncoding = 'float32' | 'float16' | 'int8'
const ENCODINGS: readonly RowEncoding[] = ['float32', 'float16', 'int8']
const MAGIC = 'ADLATENT'
const VERSION = 2
/** without environments, otherwise the same */
const FIRST_VERSION = 1
const HEADER = 32
const DIGEST = 32

/** Where entries come from. */
export interface ReferenceSystem {
  /** unique, e.g. 'oc20/random1000102' or 'mp-30-111-O-3' */
  readonly id: string
  /** one line for a person: 'O on Pt(111), relaxed' */
  readonly title: string
}

/** The index in memory: standardised rows in float32. */
export interface LatentIndexData {
  readonly potential: string
  /** how the entries were chosen, one line */
  readonly note: string
  readonly dimension: number
  /** [D] of the training atoms */
  readonly mean: Float32Array
  /** [D], positive */
  readonly deviation: Float32Array
  /** [N] */
  readonly elements: Uint8Array
  /** [N] into `systems` */
  readonly systemOf: Uint32Array
  /** [N] atom within its system */
  readonly atomOf: Uint32Array
  /** [N D] (latent - mean) / deviation */
  readonly rows: Float32Array
  readonly systems: readonly ReferenceSystem[]
  /** [N] the surroundings of each entry, to be drawn; null where they are not kept */
  readonly environments: readonly (Environment | null)[]
}

const pad4 = (n: number): number => (n + 3) & ~3
const rowBytes = (encoding: RowEncoding, n: number, d: number): number => pad4(encoding === 'float32' ? 4 * n * d : encoding === 'float16' ? 2 * n * d : 4 * n + n * d)

/** Writes the index; the rows lose what the encoding cannot hold (docs/uncertainty.md has the measured loss). */
export function writeLatentIndex(index: LatentIndexData, encoding: RowEncoding): Uint8Array {
  const { dimension: d } = index
  const n = index.elements.length
  const json = utf8(JSON.stringify({ potential: index.potential, note: index.note, systems: index.systems }))
  const environments = writeEnvironments(index.environments)
  const bytes = new Uint8Array(HEADER + 8 * d + pad4(n) + 8 * n + rowBytes(encoding, n, d) + json.length + environments.length + DIGEST)
  const view = new DataView(bytes.buffer)
  bytes.set(utf8(MAGIC))
  ;[VERSION, d, n, ENCODINGS.indexOf(encoding), json.length, environments.length].forEach((v, i) => view.setUint32(8 + 4 * i, v, true))
  let at = HEADER
  for (const x of [index.mean, index.deviation]) for (const v of x) at = (view.setFloat32(at, v, true), at + 4)
  bytes.set(index.elements, at)
  at += pad4(n)
  for (const x of [index.systemOf, index.atomOf]) for (const v of x) at = (view.setUint32(at, v, true), at + 4)
  writeRows(view, at, index.rows, n, d, encoding)
  at += rowBytes(encoding, n, d)
  bytes.set(json, at)
  at += json.length
  bytes.set(environments, at)
  at += environments.length
  bytes.set(digest(bytes.subarray(0, at)), at)
  return bytes
}

function writeRows(view: DataView, at: number, rows: Float32Array, n: number, d: number, encoding: RowEncoding): void {
  if (encoding === 'float32') rows.forEach((v, i) => view.setFloat32(at + 4 * i, v, true))
  else if (encoding === 'float16') rows.forEach((v, i) => view.setUint16(at + 2 * i, encodeFloat16(v), true))
  else {
    for (let r = 0; r < n; r++) {
      const row = rows.subarray(r * d, (r + 1) * d)
      const scale = row.reduce((a, v) => Math.max(a, Math.abs(v)), 0) / 127
      view.setFloat32(at + 4 * r, scale, true)
      row.forEach((v, i) => view.setInt8(at + 4 * n + r * d + i, scale === 0 ? 0 : Math.round(v / scale)))
    }
  }
}

/** Reads and checks an index. Throws InvalidInput for another kind of file, another version, a truncated or a damaged one. */
export function readLatentIndex(bytes: Uint8Array, file = 'index'): LatentIndexData {
  const bad = (message: string, found?: string): never => {
    throw invalidInput(message, { at: { file }, ...(found === undefined ? {} : { found }) })
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (bytes.length < HEADER + DIGEST || String.fromCharCode(...bytes.subarray(0, 8)) !== MAGIC) return bad('This file is not an index of latents')
  const [version, d, n, code, jsonLength, environmentsLength] = [0, 1, 2, 3, 4, 5].map((i) => view.getUint32(8 + 4 * i, true)) as [number, number, number, number, number, number]
  if (version !== VERSION && version !== FIRST_VERSION) return bad('The index of latents was written by another version of Adatom', String(version))
  const encoding = ENCODINGS[code]
  if (encoding === undefined) return bad('The index of latents has an unknown encoding', String(code))
  const expected = HEADER + 8 * d + pad4(n) + 8 * n + rowBytes(encoding, n, d) + jsonLength + environmentsLength + DIGEST
  if (bytes.length !== expected) return bad('The index of latents is truncated', `${bytes.length} bytes instead of ${expected}`)
  const end = bytes.length - DIGEST
  if (!digest(bytes.subarray(0, end)).every((b, i) => b === bytes[end + i])) return bad('The index of latents is damaged: its checksum does not match')
  let at = HEADER
  const floats = (count: number): Float32Array => Float32Array.from({ length: count }, () => view.getFloat32((at += 4) - 4, true))
  const integers = (count: number): Uint32Array => Uint32Array.from({ length: count }, () => view.getUint32((at += 4) - 4, true))
  const [mean, deviation] = [floats(d), floats(d)]
  const elements = bytes.slice(at, at + n)
  at += pad4(n)
  const [systemOf, atomOf] = [integers(n), integers(n)]
  const rows = readRows(view, at, n, d, encoding)
  at += rowBytes(encoding, n, d)
  const json = JSON.parse(fromUtf8(bytes.subarray(at, at + jsonLength))) as Pick<LatentIndexData, 'potential' | 'note' | 'systems'>
  if (systemOf.some((s) => s >= json.systems.length)) return bad('An entry of the index belongs to no system')
  const environments = readEnvironments(bytes.subarray(at + jsonLength, end), elements)
  if (environments === null) return bad('The environments of the index do not fit its entries')
  return { ...json, dimension: d, mean, deviation, elements, systemOf, atomOf, rows, environments }
}

function readRows(view: DataView, at: number, n: number, d: number, encoding: RowEncoding): Float32Array {
  const rows = new Float32Array(n * d)
  for (let i = 0; i < rows.length; i++) {
    if (encoding === 'float32') rows[i] = view.getFloat32(at + 4 * i, true)
    else if (encoding === 'float16') rows[i] = decodeFloat16(view.getUint16(at + 2 * i, true))
    else rows[i] = view.getInt8(at + 4 * n + i) * view.getFloat32(at + 4 * Math.floor(i / d), true)
  }
  return rows
}

const digest = (bytes: Uint8Array): Uint8Array => Uint8Array.from(sha256(bytes).match(/../g)!, (h) => Number.parseInt(h, 16))

/** UTF-8 to text; the bytes are ours and checked by the digest, so malformed sequences cannot occur. */
function fromUtf8(bytes: Uint8Array): string {
  const parts: string[] = []
  for (let i = 0; i < bytes.length; ) {
    const b = bytes[i++]!
    const more = b < 0x80 ? 0 : b < 0xe0 ? 1 : b < 0xf0 ? 2 : 3
    let c = more === 0 ? b : b & (0x3f >> more)
    for (let k = 0; k < more; k++) c = (c << 6) | (bytes[i++]! & 63)
    parts.push(String.fromCodePoint(c))
  }
  return parts.join('')
}
