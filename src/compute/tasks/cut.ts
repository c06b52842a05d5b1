/** Surfaces of one material: cut from a bulk, or the user's own slab. */
import type { CutSurfaces, SurfacePlan, SlabPreview } from '../../contract/host-api'
import type { SlabHandling } from '../../contract/wire'
import { customSlab } from '../../domain/chemistry/surfaces/custom'
import { cutSlabs, previewSlabs, type SlabPlan } from '../../domain/chemistry/surfaces/cut'
import { oxygenRichFirst, vacancySlabs, withMissingAnions } from '../../domain/chemistry/surfaces/oxide'
import { millerLabel } from '../../domain/chemistry/surfaces/miller'
import { OC20, OC22, type SurfaceOptions } from '../../domain/chemistry/surfaces/options'
import type { SlabSummary } from '../../domain/chemistry/surfaces/plan'
import { summariseSlab } from '../../domain/chemistry/surfaces/summary'
import type { FacetChoice, ScreenSettings } from '../../domain/catalogue/records'
import { AdatomError, invalidInput } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import type { SymmetryFinder } from '../../domain/structure/symmetry'
import { loadSymmetryFinder } from '../../platform/symmetry/finder'

interface BulkInput {
  readonly id: string
  readonly structure: Structure
  readonly facets: FacetChoice
  readonly preset: ScreenSettings['surfacePreset']
}

interface CutInput extends BulkInput {
  readonly role: 'bulk' | 'slab'
  readonly vacancies?: number | undefined
}

/** Throws InvalidInput, naming the material. */
export async function cut(input: CutInput): Promise<CutSurfaces> {
  const symmetry = await loadSymmetryFinder()
  return naming(input.id, () => {
    if (input.role === 'slab') {
      const slab = customSlab(input.structure, { id: input.id, source: input.id })
      return { surfaces: [preview(input.id, slab, summariseSlab(slab, symmetry))], leftOut: [] }
    }
    return cutBulk(input, symmetry)
  })
}

function cutBulk(input: CutInput, symmetry: SymmetryFinder): CutSurfaces {
  const { id, preset, vacancies = 0 } = input
  const made = cutSlabs(input.structure, symmetry, optionsOf(input))
  const { slabs, planned } = preset === 'oc22' ? oxygenRichFirst(made) : made
  const leftOut = leftOutOf(id, made)
  if (vacancies > 0 && preset !== 'oc22') throw invalidInput('Oxygen vacancies are made on both sides of symmetric slabs', { found: 'the slab rules of OC20', expected: 'those of OC22' })
  const surfaces = slabs.flatMap((slab, k) => {
    const whole = withMissingAnions(slab, planned[k]!, made)
    const bare = vacancies === 0 ? [] : vacancySlabs(whole, symmetry, vacancies, 0)
    if (vacancies > 0 && bare.length === 0) leftOut.push(`${slab.id} is not made with vacancies: its surface has less than ${vacancies} oxygen atoms on a side, or sides that no operation exchanges`)
    return [preview(id, whole, planned[k]!.summary), ...bare.map((one) => preview(id, one, summariseSlab(one, symmetry)))]
  })
  return { surfaces, leftOut }
}

/** What would be cut, before anything is. Throws as `cut`. */
export async function planSurfaces(input: BulkInput): Promise<SurfacePlan> {
  const symmetry = await loadSymmetryFinder()
  return naming(input.id, () => {
    const plan = previewSlabs(input.structure, symmetry, optionsOf(input))
    const slabs = plan.planned.map(({ id, miller, summary }) => ({ id, miller: millerLabel(miller), layers: summary.layers, stoichiometric: summary.stoichiometric, ...shown(summary) }))
    return { slabs, leftOut: leftOutOf(input.id, plan) }
  })
}

/** A side that is chosen has its own surface atoms: tags and fixed atoms are found anew. */
export const standUp = ({ structure, handling: { axis, side } }: { readonly structure: Structure; readonly handling: SlabHandling }): Structure =>
  customSlab(structure, { id: 'slab', source: '', ...(axis === undefined ? {} : { axis }), ...(side === undefined ? {} : { side, tags: 'find', fix: 'subsurface' }) }).structure

function naming<T>(id: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw error instanceof AdatomError && error.kind === 'InvalidInput' ? invalidInput(`${id}: ${error.message}`, error.fields as AdatomError<'InvalidInput'>['fields']) : error
  }
}

const optionsOf = ({ id, facets, preset }: BulkInput): SurfaceOptions => ({
  ...(preset === 'oc20' ? OC20 : OC22),
  label: id,
  millers: facets.kind === 'all' ? { kind: 'up-to', max: facets.maxIndex } : { kind: 'list', indices: facets.miller },
})

const leftOutOf = (id: string, { omitted, planesWithoutSlab }: SlabPlan): string[] => [
  ...omitted.map(({ planned, reason }) => `${planned.summary.label} is not made: ${reason}`),
  ...planesWithoutSlab.map((miller) => `${id} (${millerLabel(miller)}) has no symmetric slab: no operation of the crystal turns this plane over. The OC20 rules make both of its sides`),
]

const preview = (material: string, slab: SlabPreview['slab'], summary: SlabSummary): SlabPreview => ({ slab, material, summary: shown(summary) })

const shown = ({ atoms, area, thickness, symmetric, tasker, termination }: SlabSummary): SlabPreview['summary'] => ({ atoms, area, thickness, symmetric, tasker: `${tasker}`, termination })
