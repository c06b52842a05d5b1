/** The nearest known environments: exact search in a set of standardised latents. SCIENCE.md A.3 without FAISS. */
import { invalidInput } from '../../errors'
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
   * `elements` [m]. Exact in float32 arithmetic. Throws InvalidInput on a length that does not fit; a query that is not finite has none.
   */
  nearest(latents: ArrayLike<number>, elements: ArrayLike<number>, options: SearchOptions): Neighbour[][]
  describe(neighbour: Neighbour): NamedNeighbour
}

/** entries that stay in the cache while all queries pass over them: 256 x 128 floats are 128 kB */
const BLOCK = 256

/** Builds the searchable index. Entries are visited element by element, in an order that does not change the answers. */
export function latentIndex(data: LatentIndexData): LatentIndex {
  const { dimension: d, rows } = data
  const n = data.elements.length
  const norms = Float32Array.from({ length: n }, (_, r) => squaredNorm(rows, r * d, d))
  const ofElement = entriesByElement(data.elements)
  const everything = Uint32Array.from({ length: n }, (_, i) => i)
  return {
    data,
    nearest: (latents, elements, options) => {
      const m = elements.length
      if (latents.length !== m * d) throw invalidInput('The latents do not fit the index', { found: `${latents.length} numbers for ${m} atoms`, expected: `${m} x ${d}` })
      if (!(Number.isInteger(options.k) && options.k > 0)) throw invalidInput('k must be a positive whole number', { found: String(options.k) })
      const queries = standardise(latents, data)
      const best = Array.from({ length: m }, () => new KSmallest(options.k))
      if (options.sameElement) {
        for (const z of new Set(Array.from(elements))) {
          const mine = Array.from({ length: m }, (_, i) => i).filter((i) => elements[i] === z)
          scan(queries, mine, rows, norms, ofElement.get(z) ?? new Uint32Array(0), d, best)
        }
      } else scan(queries, Array.from({ length: m }, (_, i) => i), rows, norms, everything, d, best)
      return best.map((b, i) => b.entries().map(({ entry }) => ({ entry, distance: distanceOf(queries, i, rows, entry, d, options.metric) })).sort(byDistance))
    },
    describe: (neighbour) => ({ ...neighbour, element: data.elements[neighbour.entry]!, system: data.systems[data.systemOf[neighbour.entry]!]!, atom: data.atomOf[neighbour.entry]! }),
  }
}

const byDistance = (a: Neighbour, b: Neighbour): number => a.distance - b.distance || a.entry - b.entry

/** The blocked product: |q - x|^2 = |q|^2 + |x|^2 - 2 q.x, |q|^2 left out because it does not change the order. */
function scan(queries: Float32Array, which: readonly number[], rows: Float32Array, norms: Float32Array, entries: Uint32Array, d: number, best: readonly KSmallest[]): void {
  for (let start = 0; start < entries.length; start += BLOCK) {
    const end = Math.min(start + BLOCK, entries.length)
    for (const q of which) {
      const keep = best[q]!
      const from = q * d
      for (let e = start; e < end; e++) {
        const entry = entries[e]!
        const at = entry * d
        let s0 = 0
        let s1 = 0
        let s2 = 0
        let s3 = 0
        let i = 0
        for (; i + 3 < d; i += 4) {
          s0 += queries[from + i]! * rows[at + i]!
          s1 += queries[from + i + 1]! * rows[at + i + 1]!
          s2 += queries[from + i + 2]! * rows[at + i + 2]!
          s3 += queries[from + i + 3]! * rows[at + i + 3]!
        }
        for (; i < d; i++) s0 += queries[from + i]! * rows[at + i]!
        const value = norms[entry]! - 2 * (s0 + s1 + s2 + s3)
        if (value < keep.worst) keep.add(entry, value)
      }
    }
  }
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
  entries(): readonly { readonly entry: number }[] {
    return this.#entries
  }
}

/** By direct differences: the product loses the digits of a small distance, and an atom of the training set must be at zero. */
function distanceOf(queries: Float32Array, query: number, rows: Float32Array, entry: number, d: number, metric: SearchOptions['metric']): number {
  let s = 0
  for (let i = 0; i < d; i++) s += (queries[query * d + i]! - rows[entry * d + i]!) ** 2
  return metric === 'squared' ? s : Math.sqrt(s)
}

function squaredNorm(rows: Float32Array, at: number, d: number): number {
  let s = 0
  for (let i = 0; i < d; i++) s += rows[at + i]! ** 2
  return s
}

function standardise(latents: ArrayLike<number>, { mean, deviation, dimension: d }: LatentIndexData): Float32Array {
  const out = new Float32Array(latents.length)
  for (let i = 0; i < out.length; i++) out[i] = (latents[i]! - mean[i % d]!) / deviation[i % d]!
  return out
}

function entriesByElement(elements: Uint8Array): Map<number, Uint32Array> {
  const lists = new Map<number, number[]>()
  elements.forEach((z, i) => {
    const list = lists.get(z)
    if (list === undefined) lists.set(z, [i])
    else list.push(i)
  })
  return new Map([...lists].map(([z, list]) => [z, Uint32Array.from(list)]))
}

export interface StructureDistance {
  /** aggregate over the counted atoms; Infinity where nothing could be measured */
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
  return { distance: aggregateDistance(counted.map((i) => perAtom[i]!), settings), perAtom, nearest }
}
