/** What an adsorbate set on a slab may run into: its own images, the slab above, the adsorbates already there. */
import { type Vec2, reduceLattice } from '../math/delaunay'
import { type Vec3, norm } from '../math/vec3'
import { type MinimumImage, minimumImage } from '../structure/minimum-image'
import { bondThreshold } from './connectivity'
import type { Rigid } from './placements-height'
import type { Surface } from './sites-surface'

export type Clash = 'its own periodic image' | 'the slab above it' | 'an adsorbate already placed'

export interface ClashField {
  readonly nearest: MinimumImage
  /**
   * What the adsorbate runs into, if anything. Adsorbates start as separate molecules: no atom of one is bonded to another or to its own
   * image (fairchem asks for d >= r_i + r_j only, under which two C atoms may start 1.52 Å apart, as ethane).
   */
  clash(candidate: Rigid, placed: readonly Rigid[]): Clash | undefined
}

/** Å of vacuum that must be left over the adsorbate: the slab above counts as a wall at the height of its lowest atom. */
const CLEARANCE = 1

export function clashField(surface: Surface): ClashField {
  const { cell, pbc } = surface.structure
  const nearest = minimumImage(cell, pbc)
  const images = nearImages(surface.lattice)
  const ceiling = pbc[2] ? extreme(surface.positions, Math.min) + cell[8]! - CLEARANCE : Infinity
  return {
    nearest,
    clash(candidate, placed) {
      if (touchesOwnImage(candidate, images)) return 'its own periodic image'
      if (extreme(candidate.positions, Math.max) > ceiling) return 'the slab above it'
      const touches = placed.some((other) => anyPair(candidate, other, (d, limit) => norm(nearest(d)) < limit))
      return touches ? 'an adsorbate already placed' : undefined
    },
  }
}

/** Lattice vectors of the surface, shortest first: two cells of the reduced basis each way hold every image a molecule wider than a cell can touch. */
function nearImages(lattice: readonly [Vec2, Vec2]): Vec3[] {
  const [u, v] = reduceLattice(lattice).basis
  const steps = [-2, -1, 0, 1, 2]
  const all = steps.flatMap((m) => steps.map((n): Vec3 => [m * u[0] + n * v[0], m * u[1] + n * v[1], 0]))
  return all.filter((t) => norm(t) > 1e-9).sort((p, q) => norm(p) - norm(q))
}

/** Å: longer than any bond threshold (two caesium atoms: 2 x 2.44 + 0.6). */
const LONGEST_BOND = 6

function touchesOwnImage(candidate: Rigid, images: readonly Vec3[]): boolean {
  const span = extent(candidate.positions)
  for (const t of images) {
    if (norm(t) > span + LONGEST_BOND) return false
    if (anyPair(candidate, candidate, (d, limit) => norm([d[0] + t[0], d[1] + t[1], d[2] + t[2]]) < limit)) return true
  }
  return false
}

/** True when `test` holds for any pair of atoms: d = r_other - r_one in Å, limit = the length below which they are bonded. */
function anyPair(one: Rigid, other: Rigid, test: (d: Vec3, limit: number) => boolean): boolean {
  for (let i = 0; i < one.numbers.length; i++) {
    for (let j = 0; j < other.numbers.length; j++) {
      const [p, q] = [3 * i, 3 * j]
      const d: Vec3 = [other.positions[q]! - one.positions[p]!, other.positions[q + 1]! - one.positions[p + 1]!, other.positions[q + 2]! - one.positions[p + 2]!]
      if (test(d, bondThreshold(one.numbers[i]!, other.numbers[j]!))) return true
    }
  }
  return false
}

/** Å: the largest distance of two atoms. */
function extent(positions: Float64Array): number {
  let widest = 0
  for (let p = 0; p < positions.length; p += 3) {
    for (let q = 0; q < p; q += 3) {
      widest = Math.max(widest, (positions[p]! - positions[q]!) ** 2 + (positions[p + 1]! - positions[q + 1]!) ** 2 + (positions[p + 2]! - positions[q + 2]!) ** 2)
    }
  }
  return Math.sqrt(widest)
}

/** Å: z of the highest or lowest atom. */
function extreme(positions: Float64Array, choose: (a: number, b: number) => number): number {
  let z = positions[2]!
  for (let q = 5; q < positions.length; q += 3) z = choose(z, positions[q]!)
  return z
}
