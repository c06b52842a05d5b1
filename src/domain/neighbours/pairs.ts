/** Pairs of neighbours, each once, and the full ordered list made of them. */
import type { Structure } from '../structure/structure'
import type { NeighbourList } from './neighbour-list'
import type { Points } from './points'

/** A growing store of pairs (i, j, S) with their vectors: struct of arrays, amortised doubling. */
export class PairBuffer {
  count = 0
  i: Int32Array
  j: Int32Array
  /** [3 capacity] */
  shift: Int32Array
  /** [3 capacity] Å */
  vector: Float64Array
  /** [capacity] Å */
  distance: Float64Array

  constructor(capacity: number) {
    this.i = new Int32Array(capacity)
    this.j = new Int32Array(capacity)
    this.shift = new Int32Array(3 * capacity)
    this.vector = new Float64Array(3 * capacity)
    this.distance = new Float64Array(capacity)
  }

  /** Adds atom i with point p when their vector, computed from the positions as stored, is shorter than the cutoff. */
  add(s: Structure, points: Points, cutoff: number, i: number, p: number): void {
    const j = points.atom[p]!
    const { wraps } = points.wrapped
    const a = points.shift[3 * p]! - wraps[3 * j]! + wraps[3 * i]!
    const b = points.shift[3 * p + 1]! - wraps[3 * j + 1]! + wraps[3 * i + 1]!
    const c = points.shift[3 * p + 2]! - wraps[3 * j + 2]! + wraps[3 * i + 2]!
    const { positions: r, cell: h } = s
    // the order of these operations is the convention: every maker of lists uses it, so that lists agree to the last bit
    const x = r[3 * j]! - r[3 * i]! + (a * h[0]! + b * h[3]! + c * h[6]!) + 0
    const y = r[3 * j + 1]! - r[3 * i + 1]! + (a * h[1]! + b * h[4]! + c * h[7]!) + 0
    const z = r[3 * j + 2]! - r[3 * i + 2]! + (a * h[2]! + b * h[5]! + c * h[8]!) + 0
    const distance = Math.sqrt(x * x + y * y + z * z)
    if (distance >= cutoff) return
    const k = this.count++
    if (k === this.i.length) this.grow()
    this.i[k] = i
    this.j[k] = j
    this.shift[3 * k] = a
    this.shift[3 * k + 1] = b
    this.shift[3 * k + 2] = c
    this.vector[3 * k] = x
    this.vector[3 * k + 1] = y
    this.vector[3 * k + 2] = z
    this.distance[k] = distance
  }

  private grow(): void {
    const capacity = 2 * this.i.length
    const bigger = new PairBuffer(capacity)
    bigger.i.set(this.i)
    bigger.j.set(this.j)
    bigger.shift.set(this.shift)
    bigger.vector.set(this.vector)
    bigger.distance.set(this.distance)
    this.i = bigger.i
    this.j = bigger.j
    this.shift = bigger.shift
    this.vector = bigger.vector
    this.distance = bigger.distance
  }
}

/**
 * The full list of n atoms from pairs that are each given once.
 * An entry is coded as its pair p, or ~p when it is the pair seen from j.
 */
export function orderedList(n: number, cutoff: number, pairs: PairBuffer): NeighbourList {
  const offsets = entryOffsets(n, pairs)
  const entries = new Int32Array(2 * pairs.count)
  const next = offsets.slice(0, n)
  const order = byDistance(pairs, cutoff)
  for (let k = 0; k < pairs.count; k++) {
    const p = order[k]!
    entries[next[pairs.i[p]!]!++] = p
    entries[next[pairs.j[p]!]!++] = ~p
  }
  for (let i = 0; i < n; i++) settleTies(entries, offsets[i]!, offsets[i + 1]!, pairs)
  return writeList(cutoff, offsets, entries, pairs)
}

function entryOffsets(n: number, pairs: PairBuffer): Int32Array {
  const offsets = new Int32Array(n + 1)
  for (let p = 0; p < pairs.count; p++) {
    offsets[pairs.i[p]! + 1]!++
    offsets[pairs.j[p]! + 1]!++
  }
  for (let i = 1; i <= n; i++) offsets[i]! += offsets[i - 1]!
  return offsets
}

const RADIX_BITS = 11
const RADIX = 1 << RADIX_BITS

/** Pairs in the order of their distance to 22 bits of (d / cutoff)^2: a two-pass radix sort, linear where comparing is not. */
function byDistance(pairs: PairBuffer, cutoff: number): Int32Array {
  const { count, distance } = pairs
  const keys = new Int32Array(count)
  const toKey = (RADIX * RADIX - 1) / (cutoff * cutoff)
  const low = new Int32Array(RADIX + 1), high = new Int32Array(RADIX + 1)
  for (let p = 0; p < count; p++) {
    const d = distance[p]!
    const key = (d * d * toKey) | 0
    keys[p] = key
    low[(key & (RADIX - 1)) + 1]!++
    high[(key >> RADIX_BITS) + 1]!++
  }
  for (let b = 1; b <= RADIX; b++) {
    low[b]! += low[b - 1]!
    high[b]! += high[b - 1]!
  }
  const halfway = new Int32Array(count), order = new Int32Array(count)
  for (let p = 0; p < count; p++) halfway[low[keys[p]! & (RADIX - 1)]!++] = p
  for (let k = 0; k < count; k++) {
    const p = halfway[k]!
    order[high[keys[p]! >> RADIX_BITS]!++] = p
  }
  return order
}

/** Insertion sort of one atom's nearly sorted entries by (distance, j, shift). */
function settleTies(entries: Int32Array, start: number, end: number, pairs: PairBuffer): void {
  const { distance } = pairs
  for (let k = start + 1; k < end; k++) {
    const e = entries[k]!
    const d = distance[e < 0 ? ~e : e]!
    let m = k
    while (m > start) {
      const f = entries[m - 1]!
      const other = distance[f < 0 ? ~f : f]!
      if (other < d || (other === d && !precedes(pairs, e, f))) break
      entries[m] = f
      m--
    }
    entries[m] = e
  }
}

/** Whether entry e stands before entry f of the same atom at the same distance. */
function precedes(pairs: PairBuffer, e: number, f: number): boolean {
  const [p, q] = [e < 0 ? ~e : e, f < 0 ? ~f : f]
  const [jp, jq] = [e < 0 ? pairs.i[p]! : pairs.j[p]!, f < 0 ? pairs.i[q]! : pairs.j[q]!]
  if (jp !== jq) return jp < jq
  for (let k = 0; k < 3; k++) {
    const a = e < 0 ? -pairs.shift[3 * p + k]! : pairs.shift[3 * p + k]!
    const b = f < 0 ? -pairs.shift[3 * q + k]! : pairs.shift[3 * q + k]!
    if (a !== b) return a < b
  }
  return false
}

function writeList(cutoff: number, offsets: Int32Array, entries: Int32Array, pairs: PairBuffer): NeighbourList {
  const m = entries.length
  const indices = new Int32Array(m), shifts = new Int32Array(3 * m), vectors = new Float64Array(3 * m)
  const distances = new Float64Array(m), reverse = new Int32Array(m)
  const firstEntry = new Int32Array(pairs.count).fill(-1)
  const { i, j, shift, vector, distance } = pairs
  for (let k = 0; k < m; k++) {
    const e = entries[k]!
    const p = e < 0 ? ~e : e
    const sign = e < 0 ? -1 : 1
    indices[k] = e < 0 ? i[p]! : j[p]!
    for (let c = 0; c < 3; c++) {
      shifts[3 * k + c] = sign * shift[3 * p + c]!
      vectors[3 * k + c] = sign * vector[3 * p + c]! + 0
    }
    distances[k] = distance[p]!
    const mate = firstEntry[p]!
    if (mate < 0) firstEntry[p] = k
    else {
      reverse[k] = mate
      reverse[mate] = k
    }
  }
  return { cutoff, offsets, indices, shifts, vectors, distances, reverse }
}
