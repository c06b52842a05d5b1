/**
 * Minimum-image displacements that hold for any cell, however skewed.
 * Wrapping fractional coordinates alone is wrong there: the lattice is Minkowski-reduced first (Semaev, LNCS 2146, 181 (2001),
 * doi:10.1007/3-540-44670-2_13; as ASE does), after which the nearest image lies within one cell of the wrapped one.
 */
import { invalidInput } from '../errors'
import { type Vec3, add, dot, norm, row, scale, sub } from '../math/vec3'
import { type Pbc, completeCell, inverseCell } from './cell'

/** The shortest periodic image of a displacement vector, Å. */
export type MinimumImage = (displacement: Vec3) => Vec3

/** Reduces the lattice once, and returns the function that finds the shortest image of any displacement in it. */
export function minimumImage(cell: ArrayLike<number>, pbc: Pbc): MinimumImage {
  const basis = reducedBasis([0, 1, 2].filter((i) => pbc[i]).map((i) => row(cell, i)))
  if (basis.length === 0) return (d) => d
  const columns = dualOf(basis)
  const offsets = neighbourOffsets(basis)
  return (displacement) => {
    let wrapped = displacement
    basis.forEach((b, i) => { wrapped = sub(wrapped, scale(b, Math.round(dot(displacement, columns[i]!)))) })
    let best = wrapped
    let shortest = dot(wrapped, wrapped)
    for (const offset of offsets) {
      const candidate = add(wrapped, offset)
      const length = dot(candidate, candidate)
      // A tie (an atom on the boundary of the Wigner-Seitz cell) keeps the first: rounding must not choose.
      if (length < shortest - 1e-12 * shortest) [best, shortest] = [candidate, length]
    }
    return best
  }
}

/** Shortest distance between two points, over all periodic images, Å. For many pairs, call `minimumImage` once. */
export const minimumImageDistance = (from: Vec3, to: Vec3, cell: ArrayLike<number>, pbc: Pbc): number =>
  norm(minimumImage(cell, pbc)(sub(to, from)))

/** Minkowski-reduced basis of the lattice spanned by one, two or three vectors: shortest first. */
export function reducedBasis(vectors: readonly Vec3[]): Vec3[] {
  const basis = [...vectors]
  if (basis.length === 0) return basis
  if (basis.some((v) => !(norm(v) > 0))) throw invalidInput('A periodic direction has no lattice vector')
  // Each round shortens a vector of a discrete lattice, so it ends; 10 rounds are usual, and the cap only guards against rounding.
  for (let round = 0; round < 10_000; round++) {
    basis.sort((u, v) => dot(u, u) - dot(v, v))
    const last = basis.at(-1)!
    const shorter = basis.length === 3 ? reduceAgainst(last, gauss(basis)) : reduceAgainst(last, basis.slice(0, -1))
    basis[basis.length - 1] = shorter
    const before = basis.length > 1 ? basis.at(-2)! : shorter
    if (dot(shorter, shorter) >= dot(before, before) * (1 - 1e-12)) return basis
  }
  return basis
}

/** Reduces the first two vectors of a basis in place (Lagrange-Gauss) and returns them. */
function gauss(basis: Vec3[]): Vec3[] {
  const pair = reducedBasis(basis.slice(0, 2))
  basis.splice(0, 2, ...pair)
  return pair
}

/** `v` less the vector of the lattice of `shorter` (reduced) that brings it nearest to the origin. */
function reduceAgainst(v: Vec3, shorter: readonly Vec3[]): Vec3 {
  if (shorter.length === 0) return v
  const dual = dualOf(shorter)
  let start = v
  shorter.forEach((b, i) => { start = sub(start, scale(b, Math.round(dot(v, dual[i]!)))) })
  return neighbourOffsets(shorter).map((o) => add(start, o)).reduce((best, w) => (dot(w, w) < dot(best, best) * (1 - 1e-12) ? w : best), start)
}

/** Vectors d_i in the span of the basis with d_i . b_j = delta_ij: they give the coefficients of a projection. */
function dualOf(basis: readonly Vec3[]): Vec3[] {
  const square = new Float64Array(9)
  basis.forEach((b, i) => square.set(b, 3 * i))
  const inv = inverseCell(completeCell(square))
  return basis.map((_, i) => [inv[i]!, inv[3 + i]!, inv[6 + i]!])
}

/** The lattice vectors with coefficients -1, 0, 1, the origin left out. */
function neighbourOffsets(basis: readonly Vec3[]): Vec3[] {
  let all: Vec3[] = [[0, 0, 0]]
  for (const b of basis) all = all.flatMap((o) => [o, add(o, b), sub(o, b)])
  return all.slice(1)
}
