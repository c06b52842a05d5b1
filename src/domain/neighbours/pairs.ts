/** Pairs of neighbours, each met once, and the full ordered list made of them. */
import type { Structure } from '../structure/structure'
import type { NeighbourList } from './neighbour-list'
import type { Points } from './points'

/** A growing store of pairs, amortised doubling: an atom, a point (an atom or an image of one), and their distance. */
export class PairBuffer {
  count = 0
  atom: Int32Array
  point: Int32Array
  /** [capacity] Å */
  distance: Float64Array

  constructor(capacity: number) {
    this.atom = new Int32Array(capacity)
    this.point = new Int32Array(capacity)
    this.distance = new Float64Array(capacity)
  }

  add(atom: number, point: number, distance: number): void {
    const k = this.count++
    if (k === this.atom.length) this.grow()
    this.atom[k] = atom
    this.point[k] = point
    this.distance[k] = distance
  }

  private grow(): void {
    const bigger = new PairBuffer(2 * this.atom.length)
    bigger.atom.set(this.atom)
    bigger.point.set(this.point)
    bigger.distance.set(this.distance)
    this.atom = bigger.atom
    this.point = bigger.point
    this.distance = bigger.distance
  }
}

/** Distance of atom i and point p from the positions as stored, with the operations that make the list's vectors. */
export function storedDistance({ positions: r, cell: h }: Structure, points: Points, i: number, p: number): number {
  const j = points.atom[p]!
  const { wraps } = points.wrapped
  const a = points.shift[3 * p]! + wraps[3 * i]!
  const b = points.shift[3 * p + 1]! + wraps[3 * i + 1]!
  const c = points.shift[3 * p + 2]! + wraps[3 * i + 2]!
  const x = r[3 * j]! - r[3 * i]! + (a * h[0]! + b * h[3]! + c * h[6]!) + 0
  const y = r[3 * j + 1]! - r[3 * i + 1]! + (a * h[1]! + b * h[4]! + c * h[7]!) + 0
  const z = r[3 * j + 2]! - r[3 * i + 2]! + (a * h[2]! + b * h[5]! + c * h[8]!) + 0
  return Math.sqrt(x * x + y * y + z * z)
}

/** The full list of a structure from pairs that were each met once. An entry is coded as its pair k, or ~k seen from the point's atom. */
export function orderedList(s: Structure, cutoff: number, points: Points, pairs: PairBuffer): NeighbourList {
  const n = s.numbers.length
  const { atom, point, count } = pairs
  const offsets = entryOffsets(n, points, pairs)
  const entries = new Int32Array(2 * count)
  const next = offsets.slice(0, n)
  const order = byDistance(pairs, cutoff)
  for (let k = 0; k < count; k++) {
    const p = order[k]!
    entries[next[atom[p]!]!++] = p
    entries[next[points.atom[point[p]!]!]!++] = ~p
  }
  for (let i = 0; i < n; i++) settleTies(entries, offsets[i]!, offsets[i + 1]!, points, pairs)
  return writeList(s, cutoff, offsets, entries, points, pairs)
}

function entryOffsets(n: number, points: Points, { atom, point, count }: PairBuffer): Int32Array {
  const offsets = new Int32Array(n + 1)
  for (let k = 0; k < count; k++) {
    offsets[atom[k]! + 1]!++
    offsets[points.atom[point[k]!]! + 1]!++
  }
  for (let i = 1; i <= n; i++) offsets[i]! += offsets[i - 1]!
  return offsets
}

const RADIX_BITS = 11
const RADIX = 1 << RADIX_BITS

/** Pairs in the order of their distance to 22 bits of (d / cutoff)^2: a two-pass radix sort, linear where comparing is not. */
function byDistance({ count, distance }: PairBuffer, cutoff: number): Int32Array {
  const keys = new Int32Array(count)
  const toKey = (RADIX * RADIX - 1) / (cutoff * cutoff)
  const low = new Int32Array(RADIX + 1), high = new Int32Array(RADIX + 1)
  for (let k = 0; k < count; k++) {
    const d = distance[k]!
    const key = (d * d * toKey) | 0
    keys[k] = key
    low[(key & (RADIX - 1)) + 1]!++
    high[(key >> RADIX_BITS) + 1]!++
  }
  for (let b = 1; b <= RADIX; b++) {
    low[b]! += low[b - 1]!
    high[b]! += high[b - 1]!
  }
  const halfway = new Int32Array(count), order = new Int32Array(count)
  for (let k = 0; k < count; k++) halfway[low[keys[k]! & (RADIX - 1)]!++] = k
  for (let m = 0; m < count; m++) {
    const k = halfway[m]!
    order[high[keys[k]! >> RADIX_BITS]!++] = k
  }
  return order
}

/** Insertion sort of one atom's nearly sorted entries by (distance, j, shift). */
function settleTies(entries: Int32Array, start: number, end: number, points: Points, pairs: PairBuffer): void {
  const { distance } = pairs
  for (let m = start + 1; m < end; m++) {
    const e = entries[m]!
    const d = distance[e < 0 ? ~e : e]!
    let to = m
    while (to > start) {
      const f = entries[to - 1]!
      const other = distance[f < 0 ? ~f : f]!
      if (other < d || (other === d && !precedes(e, f, points, pairs))) break
      entries[to] = f
      to--
    }
    entries[to] = e
  }
}

/** Whether entry e stands before entry f of the same atom at the same distance. */
function precedes(e: number, f: number, points: Points, pairs: PairBuffer): boolean {
  const [a, b] = [neighbourAndShift(e, points, pairs), neighbourAndShift(f, points, pairs)]
  const at = a.findIndex((v, k) => v !== b[k])
  return at >= 0 && a[at]! < b[at]!
}

/** j and S of an entry. */
function neighbourAndShift(e: number, points: Points, { atom, point }: PairBuffer): number[] {
  const k = e < 0 ? ~e : e
  const sign = e < 0 ? -1 : 1
  const [i, p] = [atom[k]!, point[k]!]
  const shift = [0, 1, 2].map((c) => sign * (points.shift[3 * p + c]! + points.wrapped.wraps[3 * i + c]!))
  return [e < 0 ? i : points.atom[p]!, ...shift]
}

function writeList(s: Structure, cutoff: number, offsets: Int32Array, entries: Int32Array, points: Points, pairs: PairBuffer): NeighbourList {
  const m = entries.length
  const indices = new Int32Array(m), shifts = new Int32Array(3 * m), vectors = new Float64Array(3 * m)
  const distances = new Float64Array(m), reverse = new Int32Array(m)
  const firstEntry = new Int32Array(pairs.count).fill(-1)
  const { positions: r, cell: h } = s
  const { wrapped: { wraps }, shift } = points
  for (let i = 0; i < s.numbers.length; i++) {
    const x = r[3 * i]!, y = r[3 * i + 1]!, z = r[3 * i + 2]!
    for (let at = offsets[i]!; at < offsets[i + 1]!; at++) {
      const e = entries[at]!
      const k = e < 0 ? ~e : e
      const first = pairs.atom[k]!, p = pairs.point[k]!
      const sign = e < 0 ? -1 : 1
      const j = e < 0 ? first : points.atom[p]!
      const a = sign * (shift[3 * p]! + wraps[3 * first]!)
      const b = sign * (shift[3 * p + 1]! + wraps[3 * first + 1]!)
      const c = sign * (shift[3 * p + 2]! + wraps[3 * first + 2]!)
      indices[at] = j
      distances[at] = pairs.distance[k]!
      shifts[3 * at] = a
      shifts[3 * at + 1] = b
      shifts[3 * at + 2] = c
      // the order of these operations is the convention: every maker of lists uses it, so that lists agree to the last bit
      vectors[3 * at] = r[3 * j]! - x + (a * h[0]! + b * h[3]! + c * h[6]!) + 0
      vectors[3 * at + 1] = r[3 * j + 1]! - y + (a * h[1]! + b * h[4]! + c * h[7]!) + 0
      vectors[3 * at + 2] = r[3 * j + 2]! - z + (a * h[2]! + b * h[5]! + c * h[8]!) + 0
      const mate = firstEntry[k]!
      if (mate < 0) firstEntry[k] = at
      else {
        reverse[at] = mate
        reverse[mate] = at
      }
    }
  }
  return { cutoff, offsets, indices, shifts, vectors, distances, reverse }
}
