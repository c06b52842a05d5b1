/** Picking on the processor: the sphere that a ray hits first. 100,000 atoms take about a millisecond. */
import { cross, dot, vec3, type Vec3 } from '../../domain/math/vec3'

export interface Ray {
  readonly origin: Vec3
  /** unit vector */
  readonly direction: Vec3
}

/** Index of the nearest sphere in front of the origin, or -1. `spheres` is [4m]: centre and radius, Å. */
export function pickSphere(spheres: ArrayLike<number>, count: number, ray: Ray): number {
  let best = -1
  let nearest = Infinity
  const [ox, oy, oz] = ray.origin
  const [dx, dy, dz] = ray.direction
  for (let k = 0; k < count; k++) {
    const x = spheres[4 * k]! - ox
    const y = spheres[4 * k + 1]! - oy
    const z = spheres[4 * k + 2]! - oz
    const along = x * dx + y * dy + z * dz
    const half = spheres[4 * k + 3]! ** 2 - (x * x + y * y + z * z - along * along)
    if (half < 0) continue
    const t = along - Math.sqrt(half)
    if (t >= 0 && t < nearest) [best, nearest] = [k, t]
  }
  return best
}

/** Right-handed basis (right, up) of a view along `direction`, with z up where it can be. */
export function viewBasis(direction: Vec3): readonly [right: Vec3, up: Vec3] {
  const up: Vec3 = Math.abs(direction[2]) > 0.999 ? [0, 1, 0] : [0, 0, 1]
  const right = cross(direction, up)
  const length = Math.hypot(...right)
  const r: Vec3 = [right[0] / length, right[1] / length, right[2] / length]
  return [r, cross(r, direction)]
}

export interface Extent {
  readonly centre: Vec3
  /** Å, along right and up, and half the depth */
  readonly width: number
  readonly height: number
  readonly radius: number
}

/** The box of the spheres as seen along `direction`; one Å wide where there is nothing. */
export function viewExtent(spheres: ArrayLike<number>, count: number, direction: Vec3): Extent {
  const [right, up] = viewBasis(direction)
  const axes = [right, up, direction]
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let k = 0; k < count; k++) {
    const centre = vec3(spheres, 4 * k)
    axes.forEach((axis, a) => {
      const x = dot(axis, centre)
      low[a] = Math.min(low[a]!, x - spheres[4 * k + 3]!)
      high[a] = Math.max(high[a]!, x + spheres[4 * k + 3]!)
    })
  }
  if (count === 0) return { centre: [0, 0, 0], width: 1, height: 1, radius: 1 }
  const middle = axes.map((axis, a) => axis.map((x) => x * (low[a]! + high[a]!) * 0.5))
  const size = axes.map((_, a) => high[a]! - low[a]!)
  const centre = [0, 1, 2].map((x) => middle[0]![x]! + middle[1]![x]! + middle[2]![x]!) as unknown as Vec3
  return { centre, width: size[0]!, height: size[1]!, radius: Math.hypot(...size) / 2 }
}

