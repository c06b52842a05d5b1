/** Distances, angles and dihedrals between atoms of a periodic structure: as they are drawn, in whatever images, or with the minimum image at each step. */
import { add, cross, dot, norm, normalise, scale, sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { minimumImage } from '../../domain/structure/minimum-image'
import type { Structure } from '../../domain/structure/structure'
import type { DrawList } from './draw-list'

export type Measurement =
  | { readonly kind: 'distance'; readonly atoms: readonly number[]; readonly value: number }
  | { readonly kind: 'angle'; readonly atoms: readonly number[]; readonly value: number }
  | { readonly kind: 'dihedral'; readonly atoms: readonly number[]; readonly value: number }

/** Steps from each atom to the next, Å, minimum image. */
export function steps(s: Pick<Structure, 'cell' | 'pbc'>, positions: ArrayLike<number>, atoms: readonly number[]): Vec3[] {
  const nearest = minimumImage(s.cell, s.pbc)
  return atoms.slice(1).map((atom, k) => nearest(sub(vec3(positions, 3 * atom), vec3(positions, 3 * atoms[k]!))))
}

/** Where a drawn atom stands, Å. */
export const drawnPoint = ({ atoms, offsets }: DrawList, positions: ArrayLike<number>, drawn: number): Vec3 => add(vec3(positions, 3 * atoms[drawn]!), vec3(offsets, 3 * drawn))

/** Between drawn atoms, in the images that were picked. `nearest`: with minimum images instead, where that is something else. */
export function measureDrawn(list: DrawList, positions: ArrayLike<number>, drawn: readonly number[]): (Measurement & { readonly nearest: number | null }) | null {
  const atoms = drawn.map((k) => list.atoms[k]!)
  const points = drawn.map((k) => drawnPoint(list, positions, k))
  const seen = measureSteps(points.slice(1).map((p, k) => sub(p, points[k]!)), atoms)
  if (!seen) return null
  const nearest = new Set(atoms).size === atoms.length ? measure(list.structure, positions, atoms)?.value : undefined
  return { ...seen, nearest: nearest !== undefined && Math.abs(nearest - seen.value) > SAME ? nearest : null }
}

/** Å or degrees: below what is shown */
const SAME = 1e-4

/** The measurement that two, three or four atoms define by minimum images; null for other numbers and for degenerate ones. Å and degrees. */
export const measure = (s: Pick<Structure, 'cell' | 'pbc'>, positions: ArrayLike<number>, atoms: readonly number[]): Measurement | null => measureSteps(steps(s, positions, atoms), atoms)

function measureSteps([u, v, w]: readonly Vec3[], atoms: readonly number[]): Measurement | null {
  if (u && !v) return { kind: 'distance', atoms, value: norm(u) }
  if (u && v && !w) {
    const value = angle(scale(u, -1), v)
    return Number.isNaN(value) ? null : { kind: 'angle', atoms, value }
  }
  if (u && v && w && atoms.length === 4) {
    const value = dihedral(u, v, w)
    return Number.isNaN(value) ? null : { kind: 'dihedral', atoms, value }
  }
  return null
}

/** Degrees in [0, 180]. */
function angle(a: Vec3, b: Vec3): number {
  const cosine = dot(a, b) / (norm(a) * norm(b))
  return (Math.acos(Math.max(-1, Math.min(1, cosine))) * 180) / Math.PI
}

/** IUPAC sign: positive when, looking from the second atom to the third, the fourth is clockwise of the first. Degrees in (-180, 180]. */
function dihedral(u: Vec3, v: Vec3, w: Vec3): number {
  const [n1, n2] = [cross(u, v), cross(v, w)]
  if (norm(n1) < 1e-9 || norm(n2) < 1e-9) return Number.NaN
  return (Math.atan2(dot(cross(n1, n2), normalise(v)), dot(n1, n2)) * 180) / Math.PI
}

/** Points of the line through the atoms, starting where the first one is drawn. */
export function measurementLine(start: Vec3, path: readonly Vec3[]): Vec3[] {
  const points = [start]
  for (const step of path) points.push(add(points.at(-1)!, step))
  return points
}
