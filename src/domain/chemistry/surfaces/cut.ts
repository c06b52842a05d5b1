/** Cuts slabs out of a bulk crystal: all planes, all terminations, both sides. The one door for slabs that have a bulk. */
import { mulVec, scale, vec3 } from '../../math/vec3'
import { repeat } from '../../structure/cell'
import { type Structure, makeStructure } from '../../structure/structure'
import type { SymmetryFinder } from '../../structure/symmetry'
import type { Miller, Slab } from '../types'
import { type Crystal, prepareCrystal } from './crystal'
import { OC20, type SurfaceOptions, assertOptions } from './options'
import { surfaceUnit } from './frame'
import { type PlannedSlab, chosenPlanes, planSlabs } from './plan'
import { type BulkCoordination, bulkCoordination, surfaceTags } from './tags'

export interface OmittedSlab {
  readonly planned: PlannedSlab
  /** one sentence */
  readonly reason: string
}

export interface SlabPlan {
  readonly crystal: Crystal
  readonly planned: readonly PlannedSlab[]
  /** what is not made, and why: nothing is left out silently */
  readonly omitted: readonly OmittedSlab[]
  /** planes that give no slab: with `kind: 'symmetric'`, those that no symmetry operation turns over (polar planes) */
  readonly planesWithoutSlab: readonly Miller[]
}

/** A plan and its slabs, in the same order. */
export interface SlabCut extends SlabPlan {
  readonly slabs: readonly Slab[]
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
  const planes = new Set(all.map((p) => p.miller.join()))
  const planesWithoutSlab = chosenPlanes(crystal, options).filter((m) => !planes.has(m.join()))
  return { crystal, planned: all.filter((p) => !tooLarge(p)), omitted, planesWithoutSlab }
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
