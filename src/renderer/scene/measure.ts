/** Distances, angles and dihedrals between atoms of a periodic structure: each step from atom to atom is the minimum image. */
import { add, cross, dot, norm, normalise, scale, sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { minimumImage } from '../../domain/structure/minimum-image'
import type { Structure } from '../../domain/structure/structure'

export type Measurement =
  | { readonly kind: 'distance'; readonly atoms: readonly number[]; readonly value: number }
  | { readonly kind: 'angle'; readonly atoms: readonly number[]; readonly value: number }
  | { readonly kind: 'dihedral'; readonly atoms: readonly number[]; readonly value: number }

/** Steps from each atom to the next, Å, minimum image. */
export function steps(s: Pick<Structure, 'cell' | 'pbc'>, positions: ArrayLike<number>, atoms: readonly number[]): Vec3[] {
  const nearest = minimumImage(s.cell, s.pbc)
  return atoms.slice(1).map((atom, k) => nearest(sub(vec3(positions, 3 * atom), vec3(positions, 3 * atoms[k]!))))
}

/** The measurement that two, three or four atoms define; null for other numbers and for degenerate ones. Å and degrees. */
export function measure(s: Pick<Structure, 'cell' | 'pbc'>, positions: ArrayLike<number>, atoms: readonly number[]): Measurement | null {
  const [u, v, w] = steps(s, positions, atoms)
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
