/** The oracle: neighbours by trying every pair and every image that can matter. Quadratic, and plain enough to be read as right. */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import { periodicFrame } from './frame'
import type { NeighbourList } from './neighbour-list'

interface Entry {
  readonly j: number
  readonly shift: readonly [number, number, number]
  readonly vector: readonly [number, number, number]
  readonly distance: number
}

/** Same answer as `neighbourList`, to the last bit. Throws InvalidInput as it does. */
export function bruteForceNeighbours(s: Structure, cutoff: number): NeighbourList {
  if (!(cutoff > 0 && Number.isFinite(cutoff))) throw invalidInput('A cutoff is a positive length in Å', { found: String(cutoff) })
  const n = s.numbers.length
  const reach = imageRange(s, cutoff)
  const atoms = Array.from({ length: n }, (_, i) => entriesOf(s, cutoff, reach, i))
  const offsets = new Int32Array(n + 1)
  atoms.forEach((entries, i) => (offsets[i + 1] = offsets[i]! + entries.length))
  const all = atoms.flat()
  const key = (i: number, j: number, shift: readonly number[]): string => `${i} ${j} ${shift.map((v) => v + 0).join(' ')}`
  const place = new Map<string, number>()
  atoms.forEach((entries, i) => entries.forEach((entry, k) => place.set(key(i, entry.j, entry.shift), offsets[i]! + k)))
  const reverse = atoms.flatMap((entries, i) => entries.map((entry) => place.get(key(entry.j, i, entry.shift.map((v) => -v)))!))
  return {
    cutoff, offsets,
    indices: Int32Array.from(all, (entry) => entry.j),
    shifts: Int32Array.from(all.flatMap((entry) => [...entry.shift])),
    vectors: Float64Array.from(all.flatMap((entry) => [...entry.vector])),
    distances: Float64Array.from(all, (entry) => entry.distance),
    reverse: Int32Array.from(reverse),
  }
}

/** How many cells away, along each direction, an image within the cutoff of any stored atom can be. */
function imageRange(s: Structure, cutoff: number): [number, number, number] {
  const { inverse: inv, heights } = periodicFrame(s)
  const range = (k: number): number => {
    if (!s.pbc[k]) return 0
    let [low, high] = [Infinity, -Infinity]
    for (let i = 0; i < s.positions.length; i += 3) {
      const f = s.positions[i]! * inv[k]! + s.positions[i + 1]! * inv[3 + k]! + s.positions[i + 2]! * inv[6 + k]!
      low = Math.min(low, f)
      high = Math.max(high, f)
    }
    return s.positions.length === 0 ? 0 : Math.ceil(cutoff / heights[k]! + high - low)
  }
  return [range(0), range(1), range(2)]
}

function entriesOf(s: Structure, cutoff: number, [na, nb, nc]: readonly [number, number, number], i: number): Entry[] {
  const { positions: r, cell: h } = s
  const entries: Entry[] = []
  for (let j = 0; j < s.numbers.length; j++) {
    for (let a = -na; a <= na; a++) {
      for (let b = -nb; b <= nb; b++) {
        for (let c = -nc; c <= nc; c++) {
          if (i === j && a === 0 && b === 0 && c === 0) continue
          const component = (k: number): number => r[3 * j + k]! - r[3 * i + k]! + (a * h[k]! + b * h[3 + k]! + c * h[6 + k]!) + 0
          const vector = [component(0), component(1), component(2)] as const
          const distance = Math.sqrt(vector[0] * vector[0] + vector[1] * vector[1] + vector[2] * vector[2])
          if (distance < cutoff) entries.push({ j, shift: [a, b, c], vector, distance })
        }
      }
    }
  }
  return entries.toSorted((p, q) => p.distance - q.distance || p.j - q.j || p.shift[0] - q.shift[0] || p.shift[1] - q.shift[1] || p.shift[2] - q.shift[2])
}
