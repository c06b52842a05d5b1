/** Reads NumPy's .npz archives (zip of .npy, stored or deflated) as far as the data in ../shared/data need it: numbers, C order. */
import { readFileSync } from 'node:fs'
import { inflateRawSync } from 'node:zlib'

export interface NpyArray {
  readonly shape: readonly number[]
  readonly data: Uint8Array | Float32Array | Float64Array
}

export function readNpz(path: string | URL): Map<string, NpyArray> {
  const bytes = readFileSync(path)
  const arrays = new Map<string, NpyArray>()
  // the end-of-central-directory record lies in the last 64 kB
  const end = bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  let at = bytes.readUInt32LE(end + 16)
  for (let k = 0; k < bytes.readUInt16LE(end + 10); k++) {
    const [method, packed] = [bytes.readUInt16LE(at + 10), bytes.readUInt32LE(at + 20)]
    const [nameLength, extra, comment] = [bytes.readUInt16LE(at + 28), bytes.readUInt16LE(at + 30), bytes.readUInt16LE(at + 32)]
    const name = bytes.toString('latin1', at + 46, at + 46 + nameLength)
    const local = bytes.readUInt32LE(at + 42)
    const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28)
    const body = bytes.subarray(start, start + packed)
    arrays.set(name.replace(/\.npy$/, ''), npy(method === 0 ? body : inflateRawSync(body)))
    at += 46 + nameLength + extra + comment
  }
  return arrays
}

function npy(bytes: Buffer): NpyArray {
  const wide = bytes[6]! >= 2
  const length = wide ? bytes.readUInt32LE(8) : bytes.readUInt16LE(8)
  const start = (wide ? 12 : 10) + length
  const header = bytes.toString('latin1', start - length, start)
  if (/'fortran_order': True/.test(header)) throw new Error('Fortran order')
  const shape = [...(/'shape': \(([^)]*)\)/.exec(header)?.[1] ?? '').matchAll(/\d+/g)].map((m) => Number(m[0]))
  const raw = bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length)
  const type = /'descr': '([^']*)'/.exec(header)?.[1]
  if (type === '|u1') return { shape, data: new Uint8Array(raw) }
  if (type === '<f4') return { shape, data: new Float32Array(raw) }
  if (type === '<f8') return { shape, data: new Float64Array(raw) }
  throw new Error(`unknown type ${type}`)
}
