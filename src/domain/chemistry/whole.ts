/** Adsorbates in one piece: a molecule that relaxation or a file has split over the cell's boundary, put together next to the slab. */
import { type Vec3, mulVec, vec3 } from '../math/vec3'
import { minimumImage } from '../structure/minimum-image'
import { ADSORBATE, type Structure, atomsWhere } from '../structure/structure'
import { type Bond, connectedGroups, findBonds } from './connectivity'

/**
 * The structure with the adsorbate atoms (tag 2) re-imaged: bonded ones next to each other, and each molecule next to the slab
 * atom it is nearest to. Slab atoms and the periodic structure itself stay as they are. Molecules bonded to their own images (a chain across the cell) are left connected through their shortest bonds.
 */
export function makeWhole(s: Structure): Structure {
  const atoms = atomsWhere(s, (i) => s.tags[i] === ADSORBATE)
  if (atoms.length === 0 || !s.pbc.some(Boolean)) return s
  const bonds = findBonds(s, undefined, atoms)
  const positions = s.positions.slice()
  const slab = atomsWhere(s, (i) => s.tags[i] !== ADSORBATE)
  for (const group of connectedGroups(bonds, atoms)) {
    gather(group, bonds, positions, s)
    const shift = shiftToSlab(group, slab, positions, s)
    for (const i of group) for (let k = 0; k < 3; k++) positions[3 * i + k]! += shift[k]!
  }
  return { ...s, positions }
}

/** Walks the bonds from the first atom of a molecule, shortest bonds first, and sets every atom beside the one it was reached from. */
function gather(group: readonly number[], bonds: readonly Bond[], positions: Float64Array, s: Structure): void {
  const members = new Set(group)
  const nearest = minimumImage(s.cell, s.pbc)
  const links = bonds.filter((b) => members.has(b.i) && b.i !== b.j).sort((p, q) => p.distance - q.distance)
  const reached = new Set([group[0]!])
  while (reached.size < group.length) {
    const link = links.find((b) => reached.has(b.i) !== reached.has(b.j))!
    const [from, to] = reached.has(link.i) ? [link.i, link.j] : [link.j, link.i]
    const here = vec3(positions, 3 * from)
    const d = nearest([positions[3 * to]! - here[0], positions[3 * to + 1]! - here[1], positions[3 * to + 2]! - here[2]])
    positions.set([here[0] + d[0], here[1] + d[1], here[2] + d[2]], 3 * to)
    reached.add(to)
  }
}

/** The lattice vector that brings the molecule beside the slab: the closest molecule-slab contact becomes a direct one. */
function shiftToSlab(group: readonly number[], slab: readonly number[], positions: Float64Array, s: Structure): Vec3 {
  const nearest = minimumImage(s.cell, s.pbc)
  let best: { length: number; shift: Vec3 } | undefined
  for (const i of group) {
    for (const j of slab) {
      const direct: Vec3 = [0, 1, 2].map((k) => positions[3 * i + k]! - s.positions[3 * j + k]!) as [number, number, number]
      const d = nearest(direct)
      const length = Math.hypot(...d)
      // a tie must not be decided by rounding
      if (best === undefined || length < best.length - 1e-6) best = { length, shift: [d[0] - direct[0], d[1] - direct[1], d[2] - direct[2]] }
    }
  }
  return best?.shift ?? mulVec([0, 0, 0], s.cell)
}
