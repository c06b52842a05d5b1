/**
 * Basins: which finished relaxations of one adsorbate on one slab ended in the same minimum.
 *
 * Two finals are the same when their energies agree and they coincide after an operation of the slab (coincide.ts). A basin is a class
 * of the transitive closure of that relation: finals along a flat valley, each near the next, are one basin although its ends are
 * further apart than the tolerance. The closure does not depend on the order of the finals. `width` tells how far it has stretched.
 */
import { invalidInput } from '../../errors'
import type { Structure } from '../../structure/structure'
import { adsorbateNumbers, coincidence, type PlaceTolerance, SAME_PLACE } from './coincide'
import type { SlabSymmetry } from './slab-symmetry'

/** A relaxation that ended sanely and without anomaly. */
export interface Final {
  readonly id: string
  /** eV, all of one reference */
  readonly energy: number
  readonly structure: Structure
}

export interface Basin {
  /** from 1, by energy */
  readonly number: number
  /** ids by energy, then id; the first stands for the basin */
  readonly members: readonly string[]
  /** eV, of the first member */
  readonly energy: number
  /** eV, highest less lowest member */
  readonly width: number
}

export interface BasinTolerance extends PlaceTolerance {
  /** eV; at fmax 0.02 eV/Å a mode of 0.1 eV/Å^2 leaves f^2/2k = 2 meV, and an adsorbate with its surface has some ten such */
  readonly energy: number
}

export const SAME_BASIN: BasinTolerance = { ...SAME_PLACE, energy: 0.02 }

/** Whether two finals are one minimum, without the closure. */
export function sameBasin(a: Final, b: Final, symmetry: SlabSymmetry, tolerance: BasinTolerance = SAME_BASIN): boolean {
  const numbers = adsorbateNumbers(a.structure, symmetry)
  if (!sameElements(numbers, adsorbateNumbers(b.structure, symmetry))) return false
  return Math.abs(a.energy - b.energy) <= tolerance.energy && coincidence(a.structure.positions, b.structure.positions, numbers, symmetry, tolerance) !== null
}

/**
 * The basins of a list of finals, lowest first. Throws InvalidInput for two finals of one id, an energy that is not finite, adsorbates
 * that differ, or a structure that does not start with the clean slab's atoms.
 */
export function findBasins(finals: readonly Final[], symmetry: SlabSymmetry, tolerance: BasinTolerance = SAME_BASIN): Basin[] {
  check(finals, symmetry)
  const ordered = finals.toSorted(byEnergy)
  const parent = ordered.map((_, k) => k)
  const root = (k: number): number => (parent[k] === k ? k : (parent[k] = root(parent[k]!)))
  for (let i = 0; i < ordered.length; i++) {
    for (let j = i + 1; j < ordered.length && ordered[j]!.energy - ordered[i]!.energy <= tolerance.energy; j++) {
      const [low, high] = [root(i), root(j)].sort((p, q) => p - q) as [number, number]
      // already joined through others: the closure cannot change
      if (low !== high && sameBasin(ordered[i]!, ordered[j]!, symmetry, tolerance)) parent[high] = low
    }
  }
  const classes = Map.groupBy(ordered.keys(), root)
  return [...classes.values()].map((members, k) => {
    const [first, last] = [ordered[members[0]!]!, ordered[members.at(-1)!]!]
    return { number: k + 1, members: members.map((m) => ordered[m]!.id), energy: first.energy, width: last.energy - first.energy }
  })
}

/** Basin number of each final, by its id. */
export const basinNumbers = (basins: readonly Basin[]): Map<string, number> => new Map(basins.flatMap(({ number, members }) => members.map((id) => [id, number] as const)))

const byEnergy = (a: Final, b: Final): number => a.energy - b.energy || (a.id < b.id ? -1 : 1)

const sameElements = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && a.every((z, i) => z === b[i])

function check(finals: readonly Final[], symmetry: SlabSymmetry): void {
  const ids = new Set<string>()
  const first = finals[0] === undefined ? null : adsorbateNumbers(finals[0].structure, symmetry)
  for (const { id, energy, structure } of finals) {
    if (ids.has(id)) throw invalidInput(`Two configurations are called ${id}`, { found: id, expected: 'ids that differ' })
    ids.add(id)
    if (!Number.isFinite(energy)) throw invalidInput(`The energy of ${id} is not a number`, { found: String(energy) })
    const numbers = adsorbateNumbers(structure, symmetry)
    if (!sameElements(numbers, first!)) throw invalidInput(`The configuration ${id} carries another adsorbate`, { expected: 'the same atoms in the same order' })
  }
}
