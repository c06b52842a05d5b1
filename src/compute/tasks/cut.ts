/** Surfaces of one material: cut from a bulk, or the user's own slab. */
import type { CutSurfaces, SlabPreview } from '../../contract/host-api'
import { customSlab } from '../../domain/chemistry/surfaces/custom'
import { cutSlabs, type SlabCut } from '../../domain/chemistry/surfaces/cut'
import { oxygenRichFirst } from '../../domain/chemistry/surfaces/oxide'
import { millerLabel } from '../../domain/chemistry/surfaces/miller'
import { OC20, OC22, type SurfaceOptions } from '../../domain/chemistry/surfaces/options'
import type { SlabSummary } from '../../domain/chemistry/surfaces/plan'
import { summariseSlab } from '../../domain/chemistry/surfaces/summary'
import type { FacetChoice, ScreenSettings } from '../../domain/catalogue/records'
import { AdatomError, invalidInput } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { loadSymmetryFinder } from '../../platform/symmetry/finder'

interface CutInput {
  readonly id: string
  readonly structure: Structure
  readonly role: 'bulk' | 'slab'
  readonly facets: FacetChoice
  readonly preset: ScreenSettings['surfacePreset']
}

/** Throws InvalidInput, naming the material. */
export async function cut(input: CutInput): Promise<CutSurfaces> {
  const symmetry = await loadSymmetryFinder()
  try {
    if (input.role === 'slab') {
      const slab = customSlab(input.structure, { id: input.id, source: input.id })
      return { surfaces: [preview(input.id, slab, summariseSlab(slab, symmetry))], leftOut: [] }
    }
    const cut = cutSlabs(input.structure, symmetry, optionsOf(input))
    const { slabs, planned } = input.preset === 'oc22' ? oxygenRichFirst(cut) : cut
    return { surfaces: slabs.map((slab, k) => preview(input.id, slab, planned[k]!.summary)), leftOut: leftOutOf(input.id, cut) }
  } catch (error) {
    throw error instanceof AdatomError && error.kind === 'InvalidInput' ? invalidInput(`${input.id}: ${error.message}`, error.fields as AdatomError<'InvalidInput'>['fields']) : error
  }
}

const optionsOf = ({ id, facets, preset }: CutInput): SurfaceOptions => ({
  ...(preset === 'oc20' ? OC20 : OC22),
  label: id,
  millers: facets.kind === 'all' ? { kind: 'up-to', max: facets.maxIndex } : { kind: 'list', indices: facets.miller },
})

const leftOutOf = (id: string, { omitted, planesWithoutSlab }: SlabCut): string[] => [
  ...omitted.map(({ planned, reason }) => `${planned.summary.label} is not made: ${reason}`),
  ...planesWithoutSlab.map((miller) => `${id} ${millerLabel(miller)} has no symmetric slab by these rules`),
]

const preview = (material: string, slab: SlabPreview['slab'], { atoms, area, thickness, symmetric, tasker, termination }: SlabSummary): SlabPreview => ({
  slab,
  material,
  summary: { atoms, area, thickness, symmetric, tasker: `${tasker}`, termination },
})
