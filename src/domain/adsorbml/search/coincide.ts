/** Whether two configurations of one adsorbate in one surface cell are the same place on the surface, up to the symmetry of the slab. */
import type { Vec2 } from '../../math/delaunay'
import { applyPlaneOperation, type PlaneOperation } from '../../chemistry/sites-symmetry'
import { invalidInput } from '../../errors'
import type { Structure } from '../../structure/structure'
import type { SlabSymmetry } from './slab-symmetry'

/**
 * How far apart two configurations of one basin may lie. At fmax 0.02 eV/Å an atom held by 0.1 eV/Å^2, as soft as adsorbates come,
 * stops up to 0.2 Å from its minimum; the nearest distinct sites of close-packed metals (hollow and bridge) are 0.74 Å apart.
 */
export interface PlaceTolerance {
  /** Å: atoms of the adsorbate other than hydrogen */
  readonly heavy: number
  /** Å: hydrogen, which swings on soft modes */
  readonly hydrogen: number
  /** Å: difference of the displacements of slab atoms near the adsorbate */
  readonly surface: number
  /** Å: slab atoms within this distance of an adsorbate atom are compared */
  readonly reach: number
}

export const SAME_PLACE: PlaceTolerance = { heavy: 0.3, hydrogen: 0.5, surface: 0.3, reach: 3.5 }

/** [3n] Å, the slab's atoms first: a structure's positions, or a frame of its relaxation. */
export type Frame = ArrayLike<number>

export interface Coincidence {
  /** index of the operation of the slab that maps the first on the second */
  readonly operation: number
  /** [adsorbate atoms] the atom of the second on which each atom of the first comes to lie, counted within the adsorbate */
  readonly atoms: readonly number[]
}

/** The atoms that follow the slab's: their elements. Throws InvalidInput when the structure does not start with the clean slab's atoms. */
export function adsorbateNumbers(s: Structure, { clean }: SlabSymmetry): Uint8Array {
  const n = clean.numbers.length
  if (s.numbers.length <= n || clean.numbers.some((z, i) => s.numbers[i] !== z)) {
    throw invalidInput('The configuration does not consist of the clean slab and an adsorbate', { found: `${s.numbers.length} atoms`, expected: `the ${n} atoms of the slab in their order, then the adsorbate` })
  }
  return s.numbers.subarray(n)
}

/**
 * The first operation of the slab that brings every adsorbate atom of `a` within the tolerance of one of `b` of its element, one to one,
 * and the displaced slab atoms around it likewise; null where there is none.
 * @param numbers elements of the adsorbate, the same for both
 */
export function coincidence(a: Frame, b: Frame, numbers: ArrayLike<number>, symmetry: SlabSymmetry, tolerance: PlaceTolerance = SAME_PLACE): Coincidence | null {
  const first = symmetry.clean.numbers.length
  const levels = sameLevel(a, b, numbers, first, symmetry, tolerance)
  // heights do not change under any operation
  if (levels.some((places) => places.length === 0)) return null
  const anchor = rarest(numbers)
  for (const [operation, op] of symmetry.operations.entries()) {
    if (!levels[anchor]!.some((j) => isNear(op, a, b, 3 * (first + anchor), 3 * (first + j), symmetry, within(numbers[anchor]!, tolerance)))) continue
    const near = levels.map((places, i) => places.filter((j) => isNear(op, a, b, 3 * (first + i), 3 * (first + j), symmetry, within(numbers[i]!, tolerance))))
    const atoms = matching(near)
    if (atoms !== null && surfaceAgrees(operation, a, b, first, symmetry, tolerance)) return { operation, atoms }
  }
  return null
}

const within = (z: number, { heavy, hydrogen }: PlaceTolerance): number => (z === 1 ? hydrogen : heavy)

/** For each adsorbate atom of `a`, those of `b` that have its element and height. */
function sameLevel(a: Frame, b: Frame, numbers: ArrayLike<number>, first: number, symmetry: SlabSymmetry, tolerance: PlaceTolerance): number[][] {
  const all = Array.from(numbers)
  return all.map((z, i) => all.flatMap((other, j) => (other === z && Math.abs(symmetry.rise(b[3 * (first + j) + 2]! - a[3 * (first + i) + 2]!)) <= within(z, tolerance) ? [j] : [])))
}

/** Index of an atom of the element with the fewest atoms: the least places to look for its image. */
function rarest(numbers: ArrayLike<number>): number {
  const all = Array.from(numbers)
  const count = (z: number): number => all.filter((other) => other === z).length
  return all.reduce((best, z, i) => (count(z) < count(all[best]!) ? i : best), 0)
}

/** Does the atom at `p` of `a`, moved by the operation, lie on the atom at `q` of `b`? */
function isNear({ rotation: r, translation: t }: PlaneOperation, a: Frame, b: Frame, p: number, q: number, symmetry: SlabSymmetry, distance: number): boolean {
  const dz = symmetry.rise(b[q + 2]! - a[p + 2]!)
  const [x, y] = [a[p]!, a[p + 1]!]
  return symmetry.lateral2(b[q]! - (r[0] * x + r[1] * y + t[0]), b[q + 1]! - (r[2] * x + r[3] * y + t[1])) + dz * dz <= distance * distance
}

/** A perfect matching of atoms with the places near them (Kuhn's augmenting paths), or null. */
function matching(near: readonly (readonly number[])[]): number[] | null {
  const owner = new Int32Array(near.length).fill(-1)
  const place = (i: number, seen: Set<number>): boolean =>
    near[i]!.some((j) => {
      if (seen.has(j)) return false
      seen.add(j)
      if (owner[j]! >= 0 && !place(owner[j]!, seen)) return false
      owner[j] = i
      return true
    })
  if (!near.every((_, i) => place(i, new Set()))) return null
  const atoms = near.map(() => -1)
  owner.forEach((i, j) => { atoms[i] = j })
  return atoms
}

/** Compares the displacements from the clean slab of the slab atoms near the adsorbate: those of `a`, turned, with those of their images in `b`. */
function surfaceAgrees(operation: number, a: Frame, b: Frame, n: number, symmetry: SlabSymmetry, tolerance: PlaceTolerance): boolean {
  const images = symmetry.images(operation)
  const { rotation } = symmetry.operations[operation]!
  const { positions } = symmetry.clean
  const displaced = (frame: Frame, i: number): readonly [...Vec2, number] => {
    const d = symmetry.wrap([frame[3 * i]! - positions[3 * i]!, frame[3 * i + 1]! - positions[3 * i + 1]!])
    return [...d, symmetry.rise(frame[3 * i + 2]! - positions[3 * i + 2]!)]
  }
  return nearAtoms(a, n, symmetry, tolerance.reach).every((i) => {
    const [ax, ay, az] = displaced(a, i)
    const [bx, by, bz] = displaced(b, images[i]!)
    const [x, y] = applyPlaneOperation({ rotation, translation: [0, 0] }, [ax, ay])
    return Math.hypot(bx - x, by - y, bz - az) <= tolerance.surface
  })
}

/** Slab atoms within reach of an adsorbate atom of the frame. */
function nearAtoms(frame: Frame, n: number, symmetry: SlabSymmetry, reach: number): number[] {
  const atoms = frame.length / 3
  const near: number[] = []
  for (let i = 0; i < n; i++) {
    for (let j = n; j < atoms; j++) {
      const dz = symmetry.rise(frame[3 * j + 2]! - frame[3 * i + 2]!)
      if (Math.abs(dz) > reach) continue
      if (symmetry.lateral2(frame[3 * j]! - frame[3 * i]!, frame[3 * j + 1]! - frame[3 * i + 1]!) + dz * dz > reach * reach) continue
      near.push(i)
      break
    }
  }
  return near
}
