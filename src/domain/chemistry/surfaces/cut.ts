/** Cuts slabs out of a bulk crystal: all planes, all terminations, both sides. The one door for slabs that have a bulk. */
import { type Vec3, add, cross, dot, mulVec, norm, normalise, scale, vec3 } from '../../math/vec3'
import { inverseCell, repeat, wrapFraction } from '../../structure/cell'
import { type Structure, makeStructure } from '../../structure/structure'
import type { SymmetryFinder } from '../../structure/symmetry'
import type { Slab } from '../types'
import { type Crystal, prepareCrystal } from './crystal'
import { OC20, type SurfaceOptions, assertOptions } from './options'
import { type PlannedSlab, copiesBetween, planSlabs } from './plan'
import { atomHeights } from './terminations'
import { type BulkCoordination, bulkCoordination, surfaceTags } from './tags'

export interface OmittedSlab {
  readonly planned: PlannedSlab
  /** one sentence */
  readonly reason: string
}

export interface SlabCut {
  readonly crystal: Crystal
  /** what was made, in the order of `slabs` */
  readonly planned: readonly PlannedSlab[]
  readonly slabs: readonly Slab[]
  /** what was not made, and why: nothing is left out silently */
  readonly omitted: readonly OmittedSlab[]
}

export interface SlabPlan {
  readonly crystal: Crystal
  readonly planned: readonly PlannedSlab[]
  readonly omitted: readonly OmittedSlab[]
}

/**
 * Which slabs a bulk gives, without making them: fast, for a preview. Throws InvalidInput for a bulk that cannot be cut, for wrong
 * options or Miller indices, and when the slabs are more than `options.maxSlabs`.
 */
export function previewSlabs(bulk: Structure, symmetry: SymmetryFinder, options: SurfaceOptions = OC20): SlabPlan {
  assertOptions(options)
  const crystal = prepareCrystal(bulk, symmetry, options)
  const all = planSlabs(crystal, options)
  const tooLarge = (p: PlannedSlab): boolean => p.summary.atoms > options.maxAtoms
  const omitted = all.filter(tooLarge).map((planned) => ({ planned, reason: `${planned.summary.atoms} atoms: more than the limit of ${options.maxAtoms}` }))
  return { crystal, planned: all.filter((p) => !tooLarge(p)), omitted }
}

/**
 * All slabs of a bulk: its standardised conventional cell, every symmetry-distinct plane or those listed, every distinct termination,
 * and both sides where no symmetry makes them equal. The surface normal is +z, c is perpendicular to it, atoms lie inside the cell in
 * x and y, the slab is centred along z, and tags and fixed flags are set. Throws as `previewSlabs`.
 */
export function cutSlabs(bulk: Structure, symmetry: SymmetryFinder, options: SurfaceOptions = OC20): SlabCut {
  const plan = previewSlabs(bulk, symmetry, options)
  const build = slabBuilder(plan.crystal, options)
  return { ...plan, slabs: plan.planned.map(build) }
}

/** A function that makes the planned slabs of a crystal; what all of them need of the bulk is computed once, on first use. */
export function slabBuilder(crystal: Crystal, options: SurfaceOptions): (planned: PlannedSlab) => Slab {
  let reference: BulkCoordination | undefined
  return (planned) => {
    const unit = surfaceUnit(crystal, planned)
    const bulk = options.voronoiTags ? (reference ??= crystalCoordination(crystal)) : null
    const tags = surfaceTags(unit, options.surfaceDepth, bulk)
    const fixed = tags.map((tag) => (options.fix === 'subsurface' && tag === 0 ? 1 : 0))
    return {
      id: planned.id, area: planned.summary.area, structure: repeat({ ...unit, tags, fixed }, [...planned.repeat, 1]),
      origin: {
        kind: 'cut', bulk: crystal.label, miller: planned.miller, shift: planned.shift, top: planned.top,
        termination: planned.termination, repeat: planned.repeat,
      },
    }
  }
}

/** Smallest coordination of each element; atoms that differ by a translation are looked at once. */
function crystalCoordination(crystal: Crystal): BulkCoordination {
  const rows = crystal.lattice.basis.map((v) => scale(mulVec(v, crystal.cell.cell), 1 / crystal.lattice.points))
  const positions = Array.from(crystal.numbers, (_, i) => mulVec(vec3(crystal.fractional, 3 * i), crystal.cell.cell)).flat()
  return bulkCoordination(makeStructure({ numbers: crystal.numbers, positions, cell: rows.flat() }))
}

/** The slab over one primitive cell of the surface, atoms from the bottom up. */
function surfaceUnit(crystal: Crystal, { plane, cuts, cellHeight, top }: PlannedSlab): Structure {
  // Seen from below, the side under the lower cut is the surface: a rotation by 180 degrees, so that a chiral crystal keeps its hand.
  const normal = top ? plane.normal : scale(plane.normal, -1)
  const [a, b] = top ? [plane.a, plane.b] : [plane.a, scale(plane.b, -1)]
  const x = normalise(a)
  const frame = [x, cross(normal, x), normal] as const
  const turn = (v: Vec3): Vec3 => [dot(v, frame[0]), dot(v, frame[1]), dot(v, frame[2])]
  const [, by] = turn(b)
  const cell = [norm(a), 0, 0, dot(b, x), by, 0, 0, 0, cellHeight]
  const intoCell = inverseCell(cell)
  const heights = atomHeights(crystal, plane)
  const atoms: { z: number; number: number; at: Vec3 }[] = []
  crystal.numbers.forEach((number, i) => {
    const inCrystal = mulVec(vec3(crystal.fractional, 3 * i), crystal.cell.cell)
    const level = Math.round((heights[i]! - dot(inCrystal, plane.normal)) / plane.spacing)
    for (const k of copiesBetween(heights[i]!, cuts, plane.spacing)) {
      const f = mulVec(turn(add(inCrystal, scale(plane.up, k + level))), intoCell)
      const wrapped = mulVec([wrapFraction(f[0]), wrapFraction(f[1]), f[2]], cell)
      atoms.push({ z: wrapped[2], number, at: wrapped })
    }
  })
  return centred(atoms, cell)
}

function centred(atoms: readonly { z: number; number: number; at: Vec3 }[], cell: readonly number[]): Structure {
  const z = atoms.map((p) => p.z)
  const shift = cell[8]! / 2 - (Math.max(...z) + Math.min(...z)) / 2
  // rounded keys, so that atoms of one layer are not ordered by rounding errors
  const key = (x: number): number => Math.round(x * 1e4)
  const order = atoms.toSorted((p, q) => key(p.z) - key(q.z) || p.number - q.number || key(p.at[1]) - key(q.at[1]) || key(p.at[0]) - key(q.at[0]))
  return makeStructure({ numbers: order.map((p) => p.number), positions: order.flatMap((p) => [p.at[0], p.at[1], p.at[2] + shift]), cell })
}
