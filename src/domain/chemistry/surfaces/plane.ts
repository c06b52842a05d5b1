/**
 * A lattice plane (hkl) of a crystal: the primitive cell of its surface, the distance between successive planes, and how tall a cell
 * stacks on it. All lattice vectors are found in whole numbers, so nothing depends on rounding.
 */
import { AdatomError } from '../../errors'
import { type Vec3, cross, dot, mulVec, norm, row, scale } from '../../math/vec3'
import type { SymmetryOperation } from '../../structure/symmetry'
import type { Miller } from '../types'

type Row = [number, number, number]

/** The lattice of all translations of a crystal, which is finer than its cell when the cell is centred. */
export interface TranslationLattice {
  /** the number of lattice points in the cell; basis vectors are whole multiples of 1/points of the cell's vectors */
  readonly points: number
  /** three basis vectors, in units of 1/points of the cell's vectors */
  readonly basis: readonly [Vec3, Vec3, Vec3]
}

export interface Plane {
  readonly miller: Miller
  /** unit normal, in the crystal's frame, on the positive side of (hkl) */
  readonly normal: Vec3
  /** shortest vectors of the plane's lattice, Å, crystal's frame; a x b points along the normal */
  readonly a: Vec3
  readonly b: Vec3
  /** a lattice vector to the next plane, Å */
  readonly up: Vec3
  /** Å, d_hkl of the cell: an atom's height is (hkl . x) d */
  readonly d: number
  /** Å, distance between successive lattice planes: up . normal; d or, in centred cells, a fraction or a multiple of it */
  readonly spacing: number
  /** spacings in the height of the oriented cell, from which slabs are stacked */
  readonly stack: number
}

/** The translations among the operations of a cell, as a lattice. Throws NumericalFailure when they do not form one. */
export function translationLattice(operations: readonly SymmetryOperation[]): TranslationLattice {
  const pure = operations.filter(({ rotation }) => rotation.join() === '1,0,0,0,1,0,0,0,1').map((o) => o.translation)
  const points = pure.length
  const rows: Row[] = [[points, 0, 0], [0, points, 0], [0, 0, points]]
  for (const t of pure) rows.push([Math.round(t[0] * points), Math.round(t[1] * points), Math.round(t[2] * points)])
  const basis = echelon(rows)
  const index = Math.abs(dot(basis[0], cross(basis[1], basis[2])))
  if (index * points !== points ** 3) throw new AdatomError('NumericalFailure', 'The translations of the crystal do not form a lattice', { where: 'translationLattice' })
  return { points, basis }
}

/** The plane (hkl) of a crystal with the given cell ([9], rows a, b, c) and translations. */
export function latticePlane(cell: ArrayLike<number>, lattice: TranslationLattice, miller: Miller): Plane {
  const cartesian = (v: Vec3): Vec3 => scale(mulVec(v, cell), 1 / lattice.points)
  const { inPlane, up, step } = alignedBasis(lattice.basis, miller)
  const reciprocal = reciprocalVector(cell, miller)
  const normal = scale(reciprocal, 1 / norm(reciprocal))
  const [a, b] = gaussReduce(cartesian(inPlane[0]), cartesian(inPlane[1]), normal)
  const d = 1 / norm(reciprocal)
  const spacing = (step / lattice.points) * d
  const stack = Math.round((orientedSteps(cell, miller, normal) * lattice.points) / step)
  return { miller, normal, a, b, up: cartesian(up), d, spacing, stack }
}

/** Miller indices as a vector of the reciprocal lattice, 1/Å: its length is 1/d_hkl of the cell. */
function reciprocalVector(cell: ArrayLike<number>, [h, k, l]: Miller): Vec3 {
  const [a, b, c] = [row(cell, 0), row(cell, 1), row(cell, 2)]
  const volume = dot(a, cross(b, c))
  const [bc, ca, ab] = [cross(b, c), cross(c, a), cross(a, b)]
  return [0, 1, 2].map((i) => (h * bc[i]! + k * ca[i]! + l * ab[i]!) / volume) as unknown as Vec3
}

/**
 * Height of the oriented cell in units of d_hkl of the cell: pymatgen's max_normal_search = 1. Of the cell's vectors uvw with
 * components -1, 0, 1 the one nearest to the normal is taken, the shortest of those equally near.
 */
function orientedSteps(cell: ArrayLike<number>, [h, k, l]: Miller, normal: Vec3): number {
  let best = { cosine: 0, length: Infinity, steps: 0 }
  for (let q = 0; q < 27; q++) {
    const uvw: Vec3 = [(q % 3) - 1, (Math.floor(q / 3) % 3) - 1, Math.floor(q / 9) - 1]
    const steps = Math.abs(h * uvw[0] + k * uvw[1] + l * uvw[2])
    if (steps === 0) continue
    const v = mulVec(uvw, cell)
    const length = norm(v)
    const cosine = Math.abs(dot(v, normal)) / length
    const better = cosine > best.cosine + 1e-8 || (cosine > best.cosine - 1e-8 && length < best.length - 1e-8)
    if (better) best = { cosine, length, steps }
  }
  return best.steps
}

/** A lattice basis of which two vectors lie in the plane and the third rises by the least step (in 1/points of d_hkl). */
function alignedBasis(basis: readonly Vec3[], miller: Miller): { inPlane: [Vec3, Vec3]; up: Vec3; step: number } {
  const rows = basis.map((v) => ({ v: [...v] as Row, height: dot(v, miller) }))
  for (;;) {
    const rising = rows.filter((r) => r.height !== 0).sort((p, q) => Math.abs(p.height) - Math.abs(q.height))
    const [low] = rising
    if (rising.length === 1) {
      const flat = rows.filter((r) => r.height === 0)
      return { inPlane: [flat[0]!.v, flat[1]!.v], up: scale(low!.v, Math.sign(low!.height)), step: Math.abs(low!.height) }
    }
    for (const r of rising.slice(1)) subtract(r, low!, Math.trunc(r.height / low!.height))
  }
}

function subtract(r: { v: Row; height: number }, other: { v: Row; height: number }, times: number): void {
  for (let i = 0; i < 3; i++) r.v[i]! -= times * other.v[i]!
  r.height -= times * other.height
}

/** Basis of the lattice spanned by whole-number rows: Euclid's algorithm column by column (Hermite normal form, not fully reduced). */
function echelon(rows: Row[]): [Vec3, Vec3, Vec3] {
  const out: Vec3[] = []
  let rest = rows
  for (let column = 0; column < 3; column++) {
    for (;;) {
      const live = rest.filter((r) => r[column] !== 0).sort((p, q) => Math.abs(p[column]!) - Math.abs(q[column]!))
      const pivot = live[0]!
      if (live.length === 1) {
        out.push(pivot)
        rest = rest.filter((r) => r !== pivot)
        break
      }
      for (const r of live.slice(1)) {
        const times = Math.trunc(r[column]! / pivot[column]!)
        for (let i = 0; i < 3; i++) r[i]! -= times * pivot[i]!
      }
    }
  }
  return out as unknown as [Vec3, Vec3, Vec3]
}

/**
 * Lagrange-Gauss reduction of a plane lattice: |a| <= |b|, angle between 60 and 120 degrees, obtuse where there is a choice;
 * a x b along the normal; the first component of a that is not zero is positive.
 */
function gaussReduce(first: Vec3, second: Vec3, normal: Vec3): [Vec3, Vec3] {
  let [a, b] = [first, second]
  const tolerance = 1e-9
  for (;;) {
    if (dot(b, b) < dot(a, a) * (1 - tolerance)) [a, b] = [b, a]
    // half-way cases go up, to the obtuse angle
    const m = Math.floor(dot(a, b) / dot(a, a) + 0.5 + tolerance)
    b = [b[0] - m * a[0], b[1] - m * a[1], b[2] - m * a[2]]
    if (dot(b, b) >= dot(a, a) * (1 - tolerance)) break
  }
  if (dot(cross(a, b), normal) < 0) {
    b = scale(b, -1)
    if (Math.abs(dot(a, b) / dot(a, a) - 0.5) < 1e-8) b = [b[0] - a[0], b[1] - a[1], b[2] - a[2]]
  }
  if (Math.abs(dot(b, b) - dot(a, a)) < 1e-8 * dot(a, a) && dot(a, b) > 1e-8 * dot(a, a)) [a, b] = [b, scale(a, -1)]
  const lead = a.find((x) => Math.abs(x) > 1e-6 * norm(a)) ?? 1
  return lead < 0 ? [scale(a, -1), scale(b, -1)] : [a, b]
}
