/**
 * The symmetry that two configurations in one surface cell can be equivalent by: the plane group of the clean slab, its translations
 * within the cell included, and of its point operations those that the cell's own lattice has. (A 4 x 2 cell of fcc(100) loses the
 * four-fold axis: turned by 90 degrees, an adsorbate meets other images of itself.)
 */
import { type Vec2, reduceLattice } from '../../math/delaunay'
import { type PlaneOperation, type PlaneWrap, applyPlaneOperation, planeGroup, planeWrap } from '../../chemistry/sites-symmetry'
import { surfaceOf } from '../../chemistry/sites-surface'
import type { Structure } from '../../structure/structure'

export interface SlabSymmetry {
  /** the clean slab: n atoms */
  readonly clean: Structure
  /** operations modulo the lattice of the surface cell; the identity first */
  readonly operations: readonly PlaneOperation[]
  /** nearest image in the surface cell */
  readonly wrap: PlaneWrap
  /** Å^2: squared length of the nearest image; allocates nothing, for the loops over pairs and operations */
  readonly lateral2: (dx: number, dy: number) => number
  /** difference of two heights, Å, modulo c where c is periodic */
  readonly rise: (dz: number) => number
  /** [n] the slab atom on which operation k puts each slab atom; computed when first asked for */
  readonly images: (k: number) => Int32Array
}

export interface SlabSymmetryOptions {
  /** Å: how far an atom of the clean slab may miss its image; 0.05 lets relaxed slabs keep the symmetry of the cut */
  readonly symprec?: number
}

/** Throws InvalidInput as `surfaceOf` does: no surface atoms, no plane of periodicity perpendicular to z. */
export function slabSymmetry(clean: Structure, { symprec = 0.05 }: SlabSymmetryOptions = {}): SlabSymmetry {
  const { positions, lattice } = surfaceOf({ structure: clean })
  const group = planeGroup(clean.numbers, positions, lattice, symprec)
  const wrap = planeWrap(lattice)
  const translations = cosets(group.lattice, lattice)
  const identity: PlaneOperation = { rotation: [1, 0, 0, 1], translation: [0, 0] }
  const all = group.operations
    .filter(({ rotation }) => keepsLattice(rotation, lattice))
    .flatMap(({ rotation, translation: t }) => translations.map((v): PlaneOperation => ({ rotation, translation: wrap([t[0] + v[0], t[1] + v[1]]) })))
  const operations = [identity, ...all.filter((op) => !isIdentity(op, wrap, symprec))]
  const height = clean.pbc[2] ? clean.cell[8]! : Infinity
  const rise = (dz: number): number => (Number.isFinite(height) ? dz - height * Math.round(dz / height) : dz)
  const known = new Map<number, Int32Array>()
  const images = (k: number): Int32Array => {
    const found = known.get(k) ?? imagesOf(operations[k]!, clean.numbers, positions, wrap)
    known.set(k, found)
    return found
  }
  return { clean, operations, wrap, lateral2: lateralDistance2(lattice), rise, images }
}

function lateralDistance2(lattice: readonly [Vec2, Vec2]): SlabSymmetry['lateral2'] {
  const [[ux, uy], [vx, vy]] = reduceLattice(lattice).basis
  const det = ux * vy - uy * vx
  return (dx, dy) => {
    const m = Math.round((dx * vy - dy * vx) / det)
    const n = Math.round((ux * dy - uy * dx) / det)
    const [x, y] = [dx - m * ux - n * vx, dy - m * uy - n * vy]
    return x * x + y * y
  }
}

const isIdentity = ({ rotation, translation }: PlaneOperation, wrap: PlaneWrap, tolerance: number): boolean =>
  Math.hypot(rotation[0] - 1, rotation[1], rotation[2], rotation[3] - 1) < 1e-3 && Math.hypot(...wrap(translation)) < 2 * tolerance

/** Coordinates of a vector of the plane in a lattice. */
const along = ([x, y]: Vec2, [a, b]: readonly [Vec2, Vec2]): Vec2 => {
  const det = a[0] * b[1] - a[1] * b[0]
  return [(x * b[1] - y * b[0]) / det, (a[0] * y - a[1] * x) / det]
}

/** Whether the rotation maps the lattice of the surface cell on itself. */
function keepsLattice(rotation: PlaneOperation['rotation'], lattice: readonly [Vec2, Vec2]): boolean {
  const { basis } = reduceLattice(lattice)
  return basis.every((v) => along(applyPlaneOperation({ rotation, translation: [0, 0] }, v), basis).every((x) => Math.abs(x - Math.round(x)) < 0.02))
}

/** The translations of the fine lattice that differ modulo the coarse one, zero first. */
function cosets(fine: readonly [Vec2, Vec2], coarse: readonly [Vec2, Vec2]): Vec2[] {
  const area = ([a, b]: readonly [Vec2, Vec2]): number => Math.abs(a[0] * b[1] - a[1] * b[0])
  const count = Math.max(1, Math.round(area(coarse) / area(fine)))
  const wrap = planeWrap(coarse)
  // half the shortest vector of the fine lattice: distinct translations lie further apart
  const apart = Math.hypot(...reduceLattice(fine).basis[0]) / 2
  const found: Vec2[] = []
  for (let i = 0; i < count && found.length < count; i++) {
    for (let j = 0; j < count && found.length < count; j++) {
      const v = wrap([i * fine[0][0] + j * fine[1][0], i * fine[0][1] + j * fine[1][1]])
      if (!found.some((w) => Math.hypot(...wrap([v[0] - w[0], v[1] - w[1]])) < apart)) found.push(v)
    }
  }
  return found
}

/** The nearest atom of the same element to where the operation puts each atom; the plane group guarantees one within its tolerance. */
function imagesOf(op: PlaneOperation, numbers: ArrayLike<number>, positions: Float64Array, wrap: PlaneWrap): Int32Array {
  return Int32Array.from(numbers, (z, i) => {
    const [x, y] = applyPlaneOperation(op, [positions[3 * i]!, positions[3 * i + 1]!])
    let best = { atom: i, d2: Infinity }
    for (let j = 0; j < numbers.length; j++) {
      if (numbers[j] !== z) continue
      const dz = positions[3 * j + 2]! - positions[3 * i + 2]!
      if (dz * dz >= best.d2) continue
      const [dx, dy] = wrap([positions[3 * j]! - x, positions[3 * j + 1]! - y])
      const d2 = dx * dx + dy * dy + dz * dz
      if (d2 < best.d2) best = { atom: j, d2 }
    }
    return best.atom
  })
}
