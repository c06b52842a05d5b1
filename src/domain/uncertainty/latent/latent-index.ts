/** The nearest known environments: exact search in a set of standardised latents. SCIENCE.md A.3 without FAISS. */
import { invalidInput } from '../../errors'
import { argsort } from '../../math/statistics'
import type { LatentIndexData, ReferenceSystem } from './index-format'
import type { DistanceSettings } from './distance'
import { aggregateDistance, countedAtoms } from './distance'
import type { Structure } from '../../structure/structure'

export interface Neighbour {
  /** into the index */
  readonly entry: number
  /** squared Euclidean, or its root, as asked for */
  readonly distance: number
}

/** A nearest environment with its name. */
export interface NamedNeighbour extends Neighbour {
  readonly element: number
  readonly system: ReferenceSystem
  /** atom within the system's structure */
  readonly atom: number
}

export interface SearchOptions {
  readonly k: number
  /** search only entries of the query atom's own element */
  readonly sameElement: boolean
  readonly metric: 'squared' | 'euclidean'
}

export interface LatentIndex {
  readonly data: LatentIndexData
  /**
   * The k nearest entries of each query atom, nearest first; fewer where there are fewer. `latents` [m D] as the potential gives them,
   * `elements` [m]. Exact; equal distances in the order of the scan, own element first. Throws InvalidInput on a length that does not fit; a query that is not finite has none.
   */
  nearest(latents: ArrayLike<number>, elements: ArrayLike<number>, options: SearchOptions): Neighbour[][]
  describe(neighbour: Neighbour): NamedNeighbour
}

/** telling dimensions kept apart: 26,000 entries of 16 floats are 1.7 MB and stay in the cache, whole rows of 192 do not */
const HEAD = 16

/** Rows grouped by element, dimensions most telling first, the first HEAD of each row apart from the rest. */
interface Store {
  /** element -> [from, to) positions */
  readonly ranges: ReadonlyMap<number, readonly [number, number]>
  /** [N] entry at each position */
  readonly entries: Uint32Array
  /** [D] original dimension of each stored one */
  readonly order: Uint32Array
  /** [N h] and [N (D - h)] */
  readonly heads: Float32Array
  readonly tails: Float32Array
  readonly h: number
}

/**
 * Builds the searchable index. A query meets the entries of its own element first: the nearest is among them for nearly every atom,
 * and with that bound the others are left after their head. Nothing is approximated: a partial sum of squares only grows.
 */
export function latentIndex(data: LatentIndexData): LatentIndex {
  const { dimension: d } = data
  const store = makeStore(data)
  return {
    data,
    nearest: (latents, elements, options) => {
      const m = elements.length
      if (latents.length !== m * d) throw invalidInput('The latents do not fit the index', { found: `${latents.length} numbers for ${m} atoms`, expected: `${m} x ${d}` })
      if (!(Number.isInteger(options.k) && options.k > 0)) throw invalidInput('k must be a positive whole number', { found: String(options.k) })
      const queries = standardise(latents, data)
      return Array.from({ length: m }, (_, i) => {
        const query = Float32Array.from(store.order, (c) => queries[i * d + c]!)
        const best = new KSmallest(options.k)
        const own = store.ranges.get(elements[i]!)
        if (own !== undefined) scan(query, store, own, best)
        if (!options.sameElement) for (const range of store.ranges.values()) if (range !== own) scan(query, store, range, best)
        return best.entries().map(({ entry, value }) => ({ entry, distance: options.metric === 'squared' ? value : Math.sqrt(value) }))
      })
    },
    describe: (neighbour) => ({ ...neighbour, element: data.elements[neighbour.entry]!, system: data.systems[data.systemOf[neighbour.entry]!]!, atom: data.atomOf[neighbour.entry]! }),
  }
}

/** Squared distances of one query to a range of positions, each given up once it exceeds the k-th best. */
function scan(query: Float32Array, { heads, tails, entries, h }: Store, [from, to]: readonly [number, number], best: KSmallest): void {
  const d = query.length
  for (let p = from; p < to; p++) {
    let sum = 0
    for (let i = 0, at = p * h; i < h; i++, at++) {
      const x = query[i]! - heads[at]!
      sum += x * x
    }
    for (let i = h, at = p * (d - h); i < d && sum < best.worst; ) {
      for (const end = Math.min(i + HEAD, d); i < end; i++, at++) {
        const x = query[i]! - tails[at]!
        sum += x * x
      }
    }
    if (sum < best.worst) best.add(entries[p]!, sum)
  }
}

function makeStore(data: LatentIndexData): Store {
  const { dimension: d, elements, rows } = data
  const h = Math.min(HEAD, d)
  const entries = argsort(elements)
  const ranges = new Map<number, readonly [number, number]>()
  entries.forEach((entry, p) => ranges.set(elements[entry]!, [ranges.get(elements[entry]!)?.[0] ?? p, p + 1]))
  const order = tellingOrder(data, entries, ranges)
  const heads = new Float32Array(entries.length * h)
  const tails = new Float32Array(entries.length * (d - h))
  entries.forEach((entry, p) => {
    for (let c = 0; c < h; c++) heads[p * h + c] = rows[entry * d + order[c]!]!
    for (let c = h; c < d; c++) tails[p * (d - h) + c - h] = rows[entry * d + order[c]!]!
  })
  return { ranges, entries, order, heads, tails, h }
}

/** Dimensions by how far they tell elements apart, most first. */
function tellingOrder({ dimension: d, rows }: LatentIndexData, entries: Uint32Array, ranges: ReadonlyMap<number, readonly [number, number]>): Uint32Array {
  const between = new Float64Array(d)
  for (const [from, to] of ranges.values()) {
    const mean = new Float64Array(d)
    for (let p = from; p < to; p++) for (let c = 0; c < d; c++) mean[c]! += rows[entries[p]! * d + c]! / (to - from)
    mean.forEach((v, c) => (between[c]! += (to - from) * v * v))
  }
  return argsort(between).toReversed()
}

/** The k smallest values seen, by insertion: k is 1 in the paper and rarely above 10. */
class KSmallest {
  worst = Infinity
  readonly #k: number
  readonly #entries: { entry: number; value: number }[] = []
  constructor(k: number) {
    this.#k = k
  }
  add(entry: number, value: number): void {
    let at = this.#entries.length
    while (at > 0 && this.#entries[at - 1]!.value > value) at--
    this.#entries.splice(at, 0, { entry, value })
    if (this.#entries.length > this.#k) this.#entries.pop()
    if (this.#entries.length === this.#k) this.worst = this.#entries.at(-1)!.value
  }
  /** ascending */
  entries(): readonly { readonly entry: number; readonly value: number }[] {
    return this.#entries
  }
}

function standardise(latents: ArrayLike<number>, { mean, deviation, dimension: d }: LatentIndexData): Float32Array {
  const out = new Float32Array(latents.length)
  for (let i = 0; i < out.length; i++) out[i] = (latents[i]! - mean[i % d]!) / deviation[i % d]!
  return out
}

export interface StructureDistance {
  /** aggregate over the counted atoms; Infinity where one of them has no known neighbour at all, or none is counted */
  readonly distance: number
  /** [n] of each atom, NaN for atoms that do not count */
  readonly perAtom: Float64Array
  /** [n] nearest entry of each atom, -1 for none */
  readonly nearest: Int32Array
}

/** The latent distance of a structure and of its atoms. `latents` [n D] of all its atoms, as the potential returns them. */
export function structureDistance(index: LatentIndex, structure: Structure, latents: ArrayLike<number>, settings: DistanceSettings): StructureDistance {
  const { dimension: d } = index.data
  const n = structure.numbers.length
  if (latents.length !== n * d) throw invalidInput('The latents do not fit the structure and the index', { found: `${latents.length} numbers`, expected: `${n} x ${d}` })
  const counted = countedAtoms(structure, settings.atoms)
  const queries = new Float32Array(counted.length * d)
  counted.forEach((i, q) => {
    for (let c = 0; c < d; c++) queries[q * d + c] = latents[i * d + c]!
  })
  const found = index.nearest(queries, counted.map((i) => structure.numbers[i]!), settings)
  const perAtom = new Float64Array(n).fill(NaN)
  const nearest = new Int32Array(n).fill(-1)
  found.forEach((neighbours, q) => {
    const i = counted[q]!
    perAtom[i] = neighbours.length === 0 ? Infinity : neighbours.reduce((s, x) => s + x.distance, 0) / neighbours.length
    nearest[i] = neighbours[0]?.entry ?? -1
  })
  // A.3 drops what FAISS could not find; an atom that resembles nothing known must not be dropped, it is the finding
  const unknown = counted.some((i) => perAtom[i] === Infinity)
  return { distance: unknown ? Infinity : aggregateDistance(counted.map((i) => perAtom[i]!), settings), perAtom, nearest }
}
