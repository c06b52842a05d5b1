/** Adsorbates as rigid bodies: their small motions as directions, and those directions followed without bending a bond. */
import { connectedGroups, findBonds } from '../chemistry/connectivity'
import { makeWhole } from '../chemistry/whole'
import { add, cross, dot, normalise, row, scale, sub, vec3, type Vec3 } from '../math/vec3'
import { completeCell } from '../structure/cell'
import { ADSORBATE, atomsWhere, type Structure } from '../structure/structure'
import type { FreeAtoms } from './model-hessian'

/** A molecule or an atom of the adsorbate, all of it free. */
export interface Body {
  /** places among the free atoms */
  readonly places: readonly number[]
  /** of each atom from the middle of the body, put together across the cell's boundary, Å */
  readonly arms: readonly Vec3[]
}

/** Atoms of tag 2 by molecule; molecules with a fixed atom are left out. */
export function bodiesOf(s: Structure, { place }: FreeAtoms): Body[] {
  const atoms = atomsWhere(s, (i) => s.tags[i] === ADSORBATE)
  const { positions } = makeWhole(s)
  return connectedGroups(findBonds(s, undefined, atoms), atoms)
    .filter((group) => group.every((i) => place[i]! >= 0))
    .map((group) => {
      const points = group.map((i) => vec3(positions, 3 * i))
      const middle = scale(points.reduce(add, [0, 0, 0]), 1 / group.length)
      return { places: group.map((i) => place[i]!), arms: points.map((p) => sub(p, middle)) }
    })
}

/** An orthonormal frame that turns with the cell: along a, in the plane of a and b, along its normal. */
function frameOf(cell: ArrayLike<number>): readonly Vec3[] {
  const whole = completeCell(Float64Array.from(cell))
  const a = normalise(row(whole, 0)), n = normalise(cross(row(whole, 0), row(whole, 1)))
  return [a, cross(n, a), n]
}

/** Directions [m] of unit length in which adsorbates are softest: turns of a molecule about three axes, as far as they move anything; shifts of an atom along the surface. */
export function softMotions(bodies: readonly Body[], cell: ArrayLike<number>, m: number): Float64Array[] {
  const frame = frameOf(cell), motions: Float64Array[] = []
  for (const { places, arms } of bodies) {
    const moves = arms.length === 1 ? frame.slice(0, 2).map((axis) => () => axis) : frame.map((axis) => (arm: Vec3) => cross(axis, arm))
    for (const move of moves) {
      const motion = new Float64Array(m)
      arms.forEach((arm, k) => motion.set(move(arm), 3 * places[k]!))
      const length = Math.hypot(...motion)
      if (length > 1e-3) motions.push(motion.map((v) => v / length))
    }
  }
  return motions
}

/**
 * Positions [m] after a displacement `u` [m] in which each body turns and moves as a whole, as far as `u` does: the turn is that of least squares
 * (its rate of turning is inertia^-1 . angular momentum, unit masses). What of `u` no rigid motion holds is added straight.
 */
export function followed(bodies: readonly Body[], positions: Float64Array, u: Float64Array): Float64Array {
  const moved = positions.map((v, k) => v + u[k]!)
  for (const { places, arms } of bodies) {
    const moves = places.map((f) => vec3(u, 3 * f))
    const shift = scale(moves.reduce(add, [0, 0, 0]), 1 / places.length)
    const turn = turnOf(arms, moves)
    const angle = Math.hypot(...turn)
    if (angle < 1e-6) continue
    const axis = scale(turn, 1 / angle)
    places.forEach((f, k) => {
      const arm = arms[k]!
      const [straight, turned] = [add(shift, cross(turn, arm)), add(shift, sub(rotated(arm, axis, angle), arm))]
      for (let c = 0; c < 3; c++) moved[3 * f + c]! += turned[c]! - straight[c]!
    })
  }
  return moved
}

/** Rodrigues: `arm` turned about a unit axis. */
function rotated(arm: Vec3, axis: Vec3, angle: number): Vec3 {
  const along = dot(axis, arm)
  return add(add(scale(arm, Math.cos(angle)), scale(cross(axis, arm), Math.sin(angle))), scale(axis, along * (1 - Math.cos(angle))))
}

/** The rotation vector of least squares; none about an axis on which all atoms lie. */
function turnOf(arms: readonly Vec3[], moves: readonly Vec3[]): Vec3 {
  const momentum = arms.map((arm, k) => cross(arm, moves[k]!)).reduce(add, [0, 0, 0])
  const square = arms.reduce((sum, [x, y, z]) => sum + x * x + y * y + z * z, 0)
  // inertia = sum of |r|^2 I - r r^T, with a little on the diagonal that holds a linear molecule's own axis
  const inertia = [0, 1, 2].map((i) => [0, 1, 2].map((j) => arms.reduce((sum, r) => sum - r[i]! * r[j]!, i === j ? square * (1 + 1e-9) + 1e-9 : 0)))
  const [a, b, c] = inertia as unknown as readonly [Vec3, Vec3, Vec3]
  const volume = dot(a, cross(b, c))
  const columns = [cross(b, c), cross(c, a), cross(a, b)]
  return scale(add(add(scale(columns[0]!, momentum[0]), scale(columns[1]!, momentum[1])), scale(columns[2]!, momentum[2])), 1 / volume)
}
