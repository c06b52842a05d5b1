/** Rigid rotations of an adsorbate, by OC20's rules: an azimuth about the normal, then a tilt of its north pole. */
import type { Random } from '../math/random'
import { type Vec3, cross, dot, norm, normalise, scale, sub, vec3 } from '../math/vec3'
import { atomicMass } from '../structure/elements'

/** Largest tilt of heuristic placements: 180 / 9 = 20 degrees. */
export const HEURISTIC_CONE = Math.PI / 9

export interface Orientation {
  /** [9] row-major rotation matrix acting on column vectors */
  readonly matrix: readonly number[]
  /** degrees */
  readonly azimuth: number
  /** degrees */
  readonly tilt: number
}

export const UPRIGHT: Orientation = { matrix: [1, 0, 0, 0, 1, 0, 0, 0, 1], azimuth: 0, tilt: 0 }

/**
 * A random orientation: uniform azimuth, then the north pole to a point uniform on the spherical cap of opening angle `cone`
 * (pi: the whole sphere, and the orientation is then uniform over all rotations).
 */
export function randomOrientation(rng: Random, cone: number): Orientation {
  const azimuth = 2 * Math.PI * rng.next()
  const z = 1 - rng.next() * (1 - Math.cos(cone))
  const phi = 2 * Math.PI * rng.next()
  const s = Math.sqrt(Math.max(0, 1 - z * z))
  const turn = rotationAbout([0, 0, 1], azimuth)
  const tip = rotationOnto([0, 0, 1], [s * Math.cos(phi), s * Math.sin(phi), z])
  return { matrix: product(tip, turn), azimuth: (azimuth * 180) / Math.PI, tilt: (Math.acos(Math.max(-1, Math.min(1, z))) * 180) / Math.PI }
}

/** Upright, turned by a multiple of 90 degrees about the normal. */
export const quarterTurn = (quarters: number): Orientation => ({ matrix: rotationAbout([0, 0, 1], (quarters * Math.PI) / 2), azimuth: 90 * quarters, tilt: 0 })

/** Positions rotated about `centre`; [3m] -> [3m], centre moved to the origin. */
export function rotateAbout(positions: Float64Array, centre: Vec3, matrix: readonly number[]): Float64Array {
  const out = new Float64Array(positions.length)
  for (let q = 0; q < positions.length; q += 3) {
    const d = sub(vec3(positions, q), centre)
    for (let k = 0; k < 3; k++) out[q + k] = matrix[3 * k]! * d[0] + matrix[3 * k + 1]! * d[1] + matrix[3 * k + 2]! * d[2]
  }
  return out
}

export function centreOfMass(numbers: ArrayLike<number>, positions: Float64Array): Vec3 {
  const sum = [0, 0, 0, 0]
  for (let i = 0; i < numbers.length; i++) {
    const m = atomicMass(numbers[i]!)
    sum[3]! += m
    for (let k = 0; k < 3; k++) sum[k]! += m * positions[3 * i + k]!
  }
  return [sum[0]! / sum[3]!, sum[1]! / sum[3]!, sum[2]! / sum[3]!]
}

/** Rotation by `angle` radians about a unit axis (Rodrigues). */
export function rotationAbout([x, y, z]: Vec3, angle: number): number[] {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const t = 1 - c
  return [t * x * x + c, t * x * y - s * z, t * x * z + s * y, t * x * y + s * z, t * y * y + c, t * y * z - s * x, t * x * z - s * y, t * y * z + s * x, t * z * z + c]
}

/** The smallest rotation that brings direction `from` onto `to`. */
export function rotationOnto(from: Vec3, to: Vec3): number[] {
  const [u, v] = [normalise(from), normalise(to)]
  const axis = cross(u, v)
  const sine = norm(axis)
  if (sine < 1e-12) return dot(u, v) > 0 ? [...UPRIGHT.matrix] : rotationAbout(anyNormal(u), Math.PI)
  return rotationAbout(scale(axis, 1 / sine), Math.atan2(sine, dot(u, v)))
}

/** A unit vector perpendicular to u. */
export function anyNormal(u: Vec3): Vec3 {
  const axis: Vec3 = Math.abs(u[0]) < 0.9 * norm(u) ? [1, 0, 0] : [0, 1, 0]
  return normalise(cross(u, axis))
}

/** A . B, both [9] row-major. */
function product(a: readonly number[], b: readonly number[]): number[] {
  return Array.from({ length: 9 }, (_, q) => {
    const [i, j] = [Math.floor(q / 3), q % 3]
    return a[3 * i]! * b[j]! + a[3 * i + 1]! * b[3 + j]! + a[3 * i + 2]! * b[6 + j]!
  })
}
