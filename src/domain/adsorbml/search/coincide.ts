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
  const anchor = rarest(numbers)
  for (const [operation, op] of symmetry.operations.entries()) {
    const near = closeness(op, a, b, numbers, symmetry, tolerance)
    if (!Array.from(numbers).some((_, j) => near(anchor, j))) continue
    const atoms = matching(numbers.length, near)
    if (atoms !== null && surfaceAgrees(operation, a, b, first, symmetry, tolerance)) return { operation, atoms }
  }
  return null
}

/** Index of an atom of the element with the fewest atoms: the least places to look for its image. */
function rarest(numbers: ArrayLike<number>): number {
  const all = Array.from(numbers)
  const count = (z: number): number => all.filter((other) => other === z).length
  return all.reduce((best, z, i) => (count(z) < count(all[best]!) ? i : best), 0)
}

/** Does adsorbate atom i of `a`, moved by the operation, lie on atom j of `b`? */
function closeness(op: PlaneOperation, a: Frame, b: Frame, numbers: ArrayLike<number>, symmetry: SlabSymmetry, tolerance: PlaceTolerance): (i: number, j: number) => boolean {
  const n = symmetry.clean.numbers.length
  return (i, j) => {
    if (numbers[i] !== numbers[j]) return false
    const within = numbers[i] === 1 ? tolerance.hydrogen : tolerance.heavy
    const [p, q] = [3 * (n + i), 3 * (n + j)]
    const dz = symmetry.rise(b[q + 2]! - a[p + 2]!)
    if (Math.abs(dz) > within) return false
    const [x, y] = applyPlaneOperation(op, [a[p]!, a[p + 1]!])
    const [dx, dy] = symmetry.wrap([b[q]! - x, b[q + 1]! - y])
    return dx * dx + dy * dy + dz * dz <= within * within
  }
}

/** A perfect matching of m atoms with m atoms (Kuhn's augmenting paths), or null. */
function matching(m: number, near: (i: number, j: number) => boolean): number[] | null {
  const owner = new Int32Array(m).fill(-1)
  const place = (i: number, seen: Set<number>): boolean => {
    for (let j = 0; j < m; j++) {
      if (seen.has(j) || !near(i, j)) continue
      seen.add(j)
      if (owner[j]! < 0 || place(owner[j]!, seen)) {
        owner[j] = i
        return true
      }
    }
    return false
  }
  for (let i = 0; i < m; i++) if (!place(i, new Set())) return null
  const atoms = Array.from({ length: m }, () => -1)
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
      const [dx, dy] = symmetry.wrap([frame[3 * j]! - frame[3 * i]!, frame[3 * j + 1]! - frame[3 * i + 1]!])
      if (dx * dx + dy * dy + dz * dz > reach * reach) continue
      near.push(i)
      break
    }
  }
  return near
}
