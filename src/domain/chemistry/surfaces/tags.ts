/** Which atoms of a slab are its surface (tag 1) and which lie below (tag 0): OC20's rule. */
import { SUBSURFACE, SURFACE, type Structure } from '../../structure/structure'
import { atomicMass } from '../../structure/elements'
import { weightedCoordination } from './voronoi'

/** Smallest coordination number of each element in the bulk. */
export type BulkCoordination = ReadonlyMap<number, number>

/** Coordination numbers are compared to five decimals, as in fairchem: equal environments differ by rounding only. */
const COORDINATION_TOLERANCE = 1e-5

/** The smallest weighted coordination number of every element of a bulk, its `atoms` (default: all) looked at. */
export function bulkCoordination(bulk: Structure, atoms: readonly number[] = Array.from(bulk.numbers, (_, i) => i)): Map<number, number> {
  const smallest = new Map<number, number>()
  for (const i of atoms) {
    const cn = weightedCoordination(bulk, i)
    const z = bulk.numbers[i]!
    if (cn !== null && cn < (smallest.get(z) ?? Infinity)) smallest.set(z, cn)
  }
  return smallest
}

/**
 * [n] tags of a slab whose normal is z. An atom is a surface atom when it lies within `depth` (Å) of the topmost one, or when it
 * lies above the centre of mass and is less coordinated than any atom of its element in the bulk. Without `bulk`, by depth alone.
 * `margin`: how much less coordination counts as less. The depth is measured along the normal; fairchem measures it along c, which in pymatgen's slabs may lean.
 */
export function surfaceTags(slab: Structure, depth: number, bulk: BulkCoordination | null, margin = COORDINATION_TOLERANCE): Uint8Array {
  const z = Array.from(slab.numbers, (_, i) => slab.positions[3 * i + 2]!)
  const top = z.reduce((high, height) => Math.max(high, height), -Infinity)
  const centre = centreOfMassHeight(slab)
  return Uint8Array.from(z, (height, i) => {
    if (height >= top - depth - 1e-9) return SURFACE
    if (bulk === null || height < centre) return SUBSURFACE
    return isUnderCoordinated(slab, i, bulk, margin) ? SURFACE : SUBSURFACE
  })
}

/** Height of the centre of mass, Å. */
export function centreOfMassHeight(slab: Structure): number {
  const masses = Array.from(slab.numbers, atomicMass)
  return masses.reduce((sum, m, i) => sum + m * slab.positions[3 * i + 2]!, 0) / masses.reduce((sum, m) => sum + m, 0)
}

function isUnderCoordinated(slab: Structure, i: number, bulk: BulkCoordination, margin: number): boolean {
  const reference = bulk.get(slab.numbers[i]!)
  if (reference === undefined) return false
  const cn = weightedCoordination(slab, i)
  return cn === null || cn < reference - margin
}
