/**
 * The environments of an index on disk: what a person looks at, not what distances are computed from.
 *
 *   f32     reach R, Å
 *   u8[N]   neighbours of each entry, at most 254; 255 where the environment is not kept
 *   then for each neighbour, entries in order: u8 atomic number, i8[3] position from the central atom in units of R / 127
 *
 * 8 bits leave each coordinate within R / 254 of the truth: 0.018 Å at 4.5 Å, a twentieth of the smallest sphere that is drawn.
 */
import type { Environment } from '../../structure/environment'

const HEADER = 4
const ATOM = 4
const NOT_KEPT = 255

/** Empty when no environment is kept. Neighbours beyond the 254 nearest are left out. */
export function writeEnvironments(environments: readonly (Environment | null)[]): Uint8Array {
  if (environments.every((e) => e === null)) return new Uint8Array(0)
  const counts = Uint8Array.from(environments, (e) => (e ? Math.min(e.numbers.length - 1, NOT_KEPT - 1) : NOT_KEPT))
  const total = counts.reduce((sum, m) => sum + (m === NOT_KEPT ? 0 : m), 0)
  const reach = environments.reduce((far, e) => (e ? e.positions.reduce((a, x) => Math.max(a, Math.abs(x)), far) : far), 0)
  const bytes = new Uint8Array(HEADER + counts.length + ATOM * total)
  const view = new DataView(bytes.buffer)
  view.setFloat32(0, reach, true)
  bytes.set(counts, HEADER)
  let at = HEADER + counts.length
  environments.forEach((e, r) => {
    if (!e) return
    for (let i = 1; i <= counts[r]!; i++, at += ATOM) {
      view.setUint8(at, e.numbers[i]!)
      for (let x = 0; x < 3; x++) view.setInt8(at + 1 + x, reach === 0 ? 0 : Math.round((e.positions[3 * i + x]! / reach) * 127))
    }
  })
  return bytes
}

/** Null when the bytes do not fit the entries (`elements` [N], the central atoms). */
export function readEnvironments(bytes: Uint8Array, elements: Uint8Array): (Environment | null)[] | null {
  const n = elements.length
  if (bytes.length === 0) return Array.from(elements, () => null)
  const counts = bytes.subarray(HEADER, HEADER + n)
  const total = counts.reduce((sum, m) => sum + (m === NOT_KEPT ? 0 : m), 0)
  if (bytes.length !== HEADER + n + ATOM * total) return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reach = view.getFloat32(0, true)
  let at = HEADER + n
  return Array.from(counts, (m, r) => {
    if (m === NOT_KEPT) return null
    const numbers = new Uint8Array(m + 1)
    const positions = new Float32Array(3 * (m + 1))
    numbers[0] = elements[r]!
    for (let i = 1; i <= m; i++, at += ATOM) {
      numbers[i] = view.getUint8(at)
      for (let x = 0; x < 3; x++) positions[3 * i + x] = (view.getInt8(at + 1 + x) / 127) * reach
    }
    return { numbers, positions }
  })
}
