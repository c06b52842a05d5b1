/**
 * Structures and trajectories as bytes in a project file. Little-endian throughout; documented in docs/project-file.md.
 *   structure:  u32 version (1), u32 n, u8 pbc[3], u8 0, pad to 16; f64 cell[9]; f64 positions[3n]; u8 numbers[n]; u8 tags[n]; u8 fixed[n]
 *   trajectory: zlib( u32 version (1), u32 frames, u32 free, u32 0; f64 energies[frames]; f64 fmax[frames]; f32 positions[frames][free][3] )
 * Only free atoms move, so only theirs are kept; the others are taken from the final structure.
 */
import { promisify } from 'node:util'
import { deflate, inflate } from 'node:zlib'
import { atomsWhere, makeStructure, type Structure } from '../../domain/structure/structure'

const VERSION = 1
const HEAD = 16

export function encodeStructure(s: Structure): Uint8Array {
  const n = s.numbers.length
  const out = new Uint8Array(HEAD + 8 * (9 + 3 * n) + 3 * n)
  const view = new DataView(out.buffer)
  view.setUint32(0, VERSION, true)
  view.setUint32(4, n, true)
  s.pbc.forEach((periodic, k) => view.setUint8(8 + k, periodic ? 1 : 0))
  out.set(asBytes(s.cell), HEAD)
  out.set(asBytes(s.positions), HEAD + 72)
  const tail = HEAD + 72 + 24 * n
  out.set(s.numbers, tail)
  out.set(s.tags, tail + n)
  out.set(s.fixed, tail + 2 * n)
  return out
}

/** Throws RangeError when the bytes are not a structure, InvalidInput when they are one that makes no sense. */
export function decodeStructure(bytes: Uint8Array): Structure {
  const data = aligned(bytes)
  const view = new DataView(data.buffer)
  const n = data.length >= HEAD ? view.getUint32(4, true) : 0
  if (data.length !== HEAD + 72 + 27 * n || view.getUint32(0, true) !== VERSION) throw new RangeError('not a stored structure')
  const tail = HEAD + 72 + 24 * n
  return makeStructure({
    cell: new Float64Array(data.buffer, HEAD, 9),
    positions: new Float64Array(data.buffer, HEAD + 72, 3 * n),
    pbc: [data[8] === 1, data[9] === 1, data[10] === 1],
    numbers: data.subarray(tail, tail + n),
    tags: data.subarray(tail + n, tail + 2 * n),
    fixed: data.subarray(tail + 2 * n),
  })
}

export interface StoredTrajectory {
  readonly frames: number
  /** [frames * 3n] Å */
  readonly positions: Float32Array
  /** [frames] eV */
  readonly energies: Float64Array
  /** [frames] eV/Å */
  readonly fmax: Float64Array
}

/** Compresses off the event loop. */
export async function encodeTrajectory({ frames, positions, energies, fmax }: StoredTrajectory, structure: Structure): Promise<Uint8Array> {
  const free = freeAtoms(structure)
  const n = structure.numbers.length
  const raw = new Uint8Array(HEAD + 16 * frames + 12 * frames * free.length)
  const view = new DataView(raw.buffer)
  ;[VERSION, frames, free.length, 0].forEach((value, k) => view.setUint32(4 * k, value, true))
  raw.set(asBytes(energies), HEAD)
  raw.set(asBytes(fmax), HEAD + 8 * frames)
  const kept = new Float32Array(raw.buffer, HEAD + 16 * frames)
  for (let f = 0; f < frames; f++) free.forEach((i, k) => kept.set(positions.subarray(3 * (f * n + i), 3 * (f * n + i) + 3), 3 * (f * free.length + k)))
  return promisify(deflate)(raw)
}

/** `structure` is the final one. Throws RangeError when the bytes do not fit it. */
export async function decodeTrajectory(bytes: Uint8Array, structure: Structure): Promise<StoredTrajectory> {
  const data = aligned(await promisify(inflate)(bytes))
  const free = freeAtoms(structure)
  const n = structure.numbers.length
  const view = new DataView(data.buffer)
  const frames = data.length >= HEAD ? view.getUint32(4, true) : 0
  if (data.length !== HEAD + 16 * frames + 12 * frames * free.length || view.getUint32(0, true) !== VERSION) throw new RangeError('not a trajectory of this structure')
  const kept = new Float32Array(data.buffer, HEAD + 16 * frames)
  const positions = new Float32Array(3 * n * frames)
  for (let f = 0; f < frames; f++) {
    positions.set(structure.positions, 3 * n * f)
    free.forEach((i, k) => positions.set(kept.subarray(3 * (f * free.length + k), 3 * (f * free.length + k) + 3), 3 * (f * n + i)))
  }
  return { frames, positions, energies: new Float64Array(data.buffer, HEAD, frames), fmax: new Float64Array(data.buffer, HEAD + 8 * frames, frames) }
}

export const encodeForces = (forces: Float64Array): Uint8Array => asBytes(forces).slice()
export const decodeForces = (bytes: Uint8Array): Float64Array => new Float64Array(aligned(bytes).buffer)

const freeAtoms = (s: Structure): number[] => atomsWhere(s, (i) => s.fixed[i] === 0)
const asBytes = (a: Float64Array): Uint8Array => new Uint8Array(a.buffer, a.byteOffset, a.byteLength)
/** A copy that starts at offset 0 of its own buffer: what comes from SQLite or zlib may start anywhere in a pool. */
const aligned = (bytes: Uint8Array): Uint8Array<ArrayBuffer> => Uint8Array.from(bytes)
