/** From the crystal's frame to the slab's: normal along +z, a along +x, c perpendicular. Every atom is a lattice site, moved by lattice vectors and turned. */
import { type Vec3, add, cross, dot, mulVec, norm, normalise, scale, vec3 } from '../../math/vec3'
import { inverseCell, wrapFraction } from '../../structure/cell'
import { type Structure, makeStructure } from '../../structure/structure'
import type { Crystal } from './crystal'
import { type PlannedSlab, copiesBetween } from './plan'
import { atomHeights } from './terminations'

interface LatticeSite {
  readonly number: number
  /** Å, slab's frame, inside the surface cell along a and b */
  readonly at: Vec3
}

/** The slab over one primitive cell of the surface, atoms from the bottom up, centred along z. */
export function surfaceUnit(crystal: Crystal, planned: PlannedSlab): Structure {
  const sites = latticeSites(crystal, planned, planned.cuts)
  const shift = centring(sites, planned.cellHeight)
  // rounded keys, so that atoms of one layer are not ordered by rounding errors
  const key = (x: number): number => Math.round(x * 1e4)
  const order = sites.toSorted((p, q) => key(p.at[2]) - key(q.at[2]) || p.number - q.number || key(p.at[1]) - key(q.at[1]) || key(p.at[0]) - key(q.at[0]))
  return makeStructure({ numbers: order.map((p) => p.number), positions: order.flatMap((p) => [p.at[0], p.at[1], p.at[2] + shift]), cell: unitCell(planned) })
}

/** The lattice sites of the bulk within `reach` (Å) above the slab's surface: what the cut took away. Over one surface cell, in the slab's coordinates. */
export function sitesAbove(crystal: Crystal, planned: PlannedSlab, reach: number): LatticeSite[] {
  const { cuts, top } = planned
  const shift = centring(latticeSites(crystal, planned, cuts), planned.cellHeight)
  const gone = latticeSites(crystal, planned, top ? [cuts[1], cuts[1] + reach] : [cuts[0] - reach, cuts[0]])
  return gone.map((site) => ({ ...site, at: [site.at[0], site.at[1], site.at[2] + shift] }))
}

/** Seen from below, the side under the lower cut is the surface: a rotation by 180 degrees, so that a chiral crystal keeps its hand. */
function frameOf({ plane, top }: PlannedSlab): { a: Vec3; b: Vec3; axes: readonly [Vec3, Vec3, Vec3] } {
  const normal = top ? plane.normal : scale(plane.normal, -1)
  const x = normalise(plane.a)
  return { a: plane.a, b: top ? plane.b : scale(plane.b, -1), axes: [x, cross(normal, x), normal] }
}

function unitCell(planned: PlannedSlab): number[] {
  const { a, b, axes } = frameOf(planned)
  return [norm(a), 0, 0, dot(b, axes[0]), dot(b, axes[1]), 0, 0, 0, planned.cellHeight]
}

/** Sites of the crystal between two heights, in the slab's frame, z counted from the crystal's origin. */
function latticeSites(crystal: Crystal, planned: PlannedSlab, cuts: readonly [number, number]): LatticeSite[] {
  const { plane } = planned
  const { axes } = frameOf(planned)
  const cell = unitCell(planned)
  const intoCell = inverseCell(cell)
  const heights = atomHeights(crystal, plane)
  return Array.from(crystal.numbers).flatMap((number, i) => {
    const inCrystal = mulVec(vec3(crystal.fractional, 3 * i), crystal.cell.cell)
    const level = Math.round((heights[i]! - dot(inCrystal, plane.normal)) / plane.spacing)
    return copiesBetween(heights[i]!, cuts, plane.spacing).map((k) => {
      const p = add(inCrystal, scale(plane.up, k + level))
      const f = mulVec([dot(p, axes[0]), dot(p, axes[1]), dot(p, axes[2])], intoCell)
      return { number, at: mulVec([wrapFraction(f[0]), wrapFraction(f[1]), f[2]], cell) }
    })
  })
}

/** The shift along z that puts the middle of the sites in the middle of the cell. */
function centring(sites: readonly LatticeSite[], height: number): number {
  const z = sites.map((p) => p.at[2])
  return height / 2 - (Math.max(...z) + Math.min(...z)) / 2
}
