/** From the distances of atoms to the distance of a structure. SCIENCE.md A.2, A.3. */
import { invalidInput } from '../../errors'
import type { Structure } from '../../structure/structure'
import { ADSORBATE } from '../../structure/structure'

/** Which free atoms count (A.2: only atoms that can move; `both` means adsorbate and surface). */
export type DistanceAtoms = 'both' | 'adsorbate' | 'surface'

/** mean (used with EquiformerV2 in the paper), sum (with GemNet-OC), max, or the mean of the `top` largest */
export type Aggregate = 'mean' | 'sum' | 'max' | 'top'

/** How a structure's distance is computed; stored with every calibration. */
export interface DistanceSettings {
  readonly aggregate: Aggregate
  /** atoms in the `top` aggregate */
  readonly top: number
  readonly atoms: DistanceAtoms
  /** nearest reference atoms averaged per atom; 1 in the paper */
  readonly k: number
  /** compare an atom only with reference atoms of its own element */
  readonly sameElement: boolean
  /** squared Euclidean as the paper (and FAISS) has it, or its root */
  readonly metric: 'squared' | 'euclidean'
}

/** The paper's choice: mean over free atoms of the squared distance to the nearest reference atom. */
export const PAPER_DISTANCE: DistanceSettings = { aggregate: 'mean', top: 3, atoms: 'both', k: 1, sameElement: false, metric: 'squared' }

/**
 * What Adatom uses: the paper's, but each atom is compared with its own element. The nearest entry is of the same element for 474 of
 * 480 atoms of unseen slabs (docs/uncertainty.md), and the search is seven times cheaper.
 */
export const DEFAULT_DISTANCE: DistanceSettings = { ...PAPER_DISTANCE, sameElement: true }

/** Indices of the atoms whose distance counts: free ones, of the asked part. */
export function countedAtoms(structure: Pick<Structure, 'fixed' | 'tags'>, atoms: DistanceAtoms): number[] {
  const wanted = (tag: number): boolean => atoms === 'both' || (tag === ADSORBATE) === (atoms === 'adsorbate')
  return Array.from(structure.fixed.keys()).filter((i) => structure.fixed[i] === 0 && wanted(structure.tags[i]!))
}

/**
 * One number for the structure from its atoms' distances. Atoms without a finite distance are dropped (A.3); none left, or none
 * given, is Infinity: nothing is known about the structure. Throws InvalidInput when `top` is not a positive whole number.
 */
export function aggregateDistance(distances: ArrayLike<number>, settings: Pick<DistanceSettings, 'aggregate' | 'top'>): number {
  const { aggregate, top } = settings
  if (!(Number.isInteger(top) && top > 0)) throw invalidInput('The number of largest distances to average must be a positive whole number', { found: String(top) })
  const finite = Array.from(distances).filter(Number.isFinite)
  if (finite.length === 0) return Infinity
  const total = (x: readonly number[]): number => x.reduce((s, v) => s + v, 0)
  if (aggregate === 'max') return finite.reduce((a, b) => Math.max(a, b), 0)
  if (aggregate === 'sum') return total(finite)
  if (aggregate === 'mean') return total(finite) / finite.length
  const largest = finite.sort((a, b) => b - a).slice(0, top)
  return total(largest) / largest.length
}
