/** The set-up of a campaign as the user edits it, and every edit as a pure step: what undo and redo walk through. */
import type { ReadMaterial, RunSetup } from '../../contract/host-api'
import { searchPreset } from '../../domain/adsorbml/search/presets'
import type { ScreenSettings } from '../../domain/catalogue/records'
import { setNames } from '../../domain/chemistry/adsorbate-sets'
import type { Miller } from '../../domain/chemistry/types'
import { assertNever } from '../../domain/errors'
import { DEFAULT_OPTIMISER } from '../../domain/relax/optimisers'
import type { RelaxSettings } from '../../domain/relax/types'
import type { Structure } from '../../domain/structure/structure'

export interface Facets {
  readonly kind: 'indices' | 'all'
  readonly miller: readonly Miller[]
  readonly maxIndex: number
}

/** The settings that are not lists of things: one number or one choice each. */
export type Knobs = Pick<ScreenSettings, 'configurations' | 'placement' | 'seed' | 'surfacePreset' | 'vacancies' | 'molecules' | 'search'>

export interface Setup {
  readonly name: string
  readonly materials: readonly ReadMaterial[]
  readonly facets: Facets
  readonly adsorbates: readonly string[]
  readonly knobs: Knobs
  readonly relax: RelaxSettings
  /** null: the host's default */
  readonly model: string | null
}

export type SetupEdit =
  | { readonly kind: 'add-materials'; readonly materials: readonly ReadMaterial[] }
  | { readonly kind: 'remove-material'; readonly id: string }
  | { readonly kind: 'role'; readonly id: string; readonly role: 'bulk' | 'slab' }
  /** the same slab, stood up in another way */
  | { readonly kind: 'stand'; readonly id: string; readonly structure: Structure }
  | { readonly kind: 'facets'; readonly patch: Partial<Facets> }
  | { readonly kind: 'toggle-adsorbate'; readonly id: string }
  /** all of them anew: so many of one at once, several together */
  | { readonly kind: 'adsorbates'; readonly adsorbates: readonly string[] }
  /** a molecule of the user's own, chosen at once */
  | { readonly kind: 'add-molecule'; readonly name: string; readonly text: string }
  | { readonly kind: 'knobs'; readonly patch: Partial<Knobs> }
  | { readonly kind: 'relax'; readonly patch: Partial<RelaxSettings> }
  /** a way of searching, with the settings that belong to it */
  | { readonly kind: 'search'; readonly knobs: Partial<Knobs>; readonly relax: Partial<RelaxSettings> }
  | { readonly kind: 'name'; readonly name: string }
  | { readonly kind: 'model'; readonly model: string | null }
  | { readonly kind: 'restore'; readonly setup: Setup; readonly from: string }
  | { readonly kind: 'clear'; readonly to?: Setup }

export const EMPTY_SETUP: Setup = {
  name: '',
  materials: [],
  facets: { kind: 'indices', miller: [[1, 1, 1]], maxIndex: 2 },
  adsorbates: [],
  knobs: { configurations: 50, placement: 'mixed', seed: 1, surfacePreset: 'oc20', search: searchPreset('adatom').search },
  relax: { optimiser: DEFAULT_OPTIMISER, fmax: 0.05, maxSteps: 300 },
  model: null,
}

export function applyEdit(setup: Setup, edit: SetupEdit): Setup {
  switch (edit.kind) {
    case 'add-materials':
      return { ...setup, materials: withUniqueIds(setup.materials, edit.materials) }
    case 'remove-material':
      return { ...setup, materials: setup.materials.filter(({ material }) => material.id !== edit.id) }
    case 'role':
      return { ...setup, materials: setup.materials.map((m) => (m.material.id === edit.id ? { ...m, material: { ...m.material, role: edit.role } } : m)) }
    case 'stand':
      return { ...setup, materials: setup.materials.map((m) => (m.material.id === edit.id ? { ...m, material: { ...m.material, structure: edit.structure } } : m)) }
    case 'facets':
      return { ...setup, facets: { ...setup.facets, ...edit.patch } }
    case 'toggle-adsorbate':
      return { ...setup, adsorbates: toggled(setup.adsorbates, edit.id) }
    case 'adsorbates':
      return { ...setup, adsorbates: [...new Set(edit.adsorbates)] }
    case 'add-molecule':
      return { ...setup, adsorbates: [...new Set([...setup.adsorbates, edit.name])], knobs: { ...setup.knobs, molecules: { ...setup.knobs.molecules, [edit.name]: edit.text } } }
    case 'knobs':
      return { ...setup, knobs: { ...setup.knobs, ...edit.patch } }
    case 'relax':
      return { ...setup, relax: { ...setup.relax, ...edit.patch } }
    case 'search':
      return { ...setup, knobs: { ...setup.knobs, ...edit.knobs }, relax: { ...setup.relax, ...edit.relax } }
    case 'name':
      return { ...setup, name: edit.name }
    case 'model':
      return { ...setup, model: edit.model }
    case 'restore':
      return edit.setup
    case 'clear':
      return edit.to ?? EMPTY_SETUP
    default:
      return assertNever(edit)
  }
}

/** What the undo entry says. */
export function describeEdit(edit: SetupEdit): string {
  switch (edit.kind) {
    case 'add-materials':
      return `add ${edit.materials.map(({ material }) => material.id).join(', ')}`
    case 'remove-material':
      return `remove ${edit.id}`
    case 'role':
      return `use ${edit.id} as a ${edit.role}`
    case 'stand':
      return `turn ${edit.id}`
    case 'facets':
      return 'choose facets'
    case 'toggle-adsorbate':
      return `toggle ${edit.id}`
    case 'adsorbates':
      return 'change the adsorbates'
    case 'add-molecule':
      return `add ${edit.name}`
    case 'knobs':
    case 'relax':
      return `change ${Object.keys(edit.patch).join(', ')}`
    case 'search':
      return 'choose the search'
    case 'name':
      return 'rename the project'
    case 'model':
      return 'choose the potential'
    case 'restore':
      return `take over the set-up of ${edit.from}`
    case 'clear':
      return 'start over'
    default:
      return assertNever(edit)
  }
}

/** Edits with the same key that follow each other are one undo step (typing a name, dragging a number). */
export function mergeKey(edit: SetupEdit): string | null {
  if (edit.kind === 'name') return edit.kind
  if (edit.kind === 'knobs' || edit.kind === 'relax') return `${edit.kind}/${Object.keys(edit.patch).join()}`
  return null
}

/** The user's own molecules that are still chosen, and vacancies where the slabs can have them: nothing else may decide about a run. */
function usedKnobs({ knobs, adsorbates }: Setup): Knobs {
  const { molecules = {}, vacancies = 0, ...rest } = knobs
  const chosen = new Set(adsorbates.flatMap(setNames))
  const used = Object.entries(molecules).filter(([name]) => chosen.has(name))
  return { ...rest, ...(used.length === 0 ? {} : { molecules: Object.fromEntries(used) }), ...(vacancies > 0 && knobs.surfacePreset === 'oc22' ? { vacancies } : {}) }
}

export const toSettings = (setup: Setup): ScreenSettings => ({
  ...usedKnobs(setup),
  facets: setup.facets.kind === 'all' ? { kind: 'all', maxIndex: setup.facets.maxIndex } : { kind: 'indices', miller: setup.facets.miller },
  adsorbates: setup.adsorbates,
  relax: setup.relax,
})

/** The set-up of a run as it was, to look at, change and run again. */
export function restored({ materials, settings, model }: RunSetup, name: string): Setup {
  const { facets, adsorbates, relax, ...knobs } = settings
  return {
    ...EMPTY_SETUP,
    name,
    materials,
    facets: facets.kind === 'all' ? { ...EMPTY_SETUP.facets, kind: 'all', maxIndex: facets.maxIndex } : { ...EMPTY_SETUP.facets, kind: 'indices', miller: facets.miller },
    adsorbates,
    knobs,
    relax,
    model,
  }
}

/** Whether nothing would be lost by replacing it. */
export const isUntouched = (setup: Setup): boolean => setup.materials.length === 0 && setup.adsorbates.length === 0

/** What is still missing before a run can be planned, in the order of the steps; empty when nothing is. */
export function missing(setup: Setup): readonly ('materials' | 'facets' | 'adsorbates')[] {
  const cutsBulk = setup.materials.some(({ material }) => material.role === 'bulk')
  return [
    ...(setup.materials.length === 0 ? (['materials'] as const) : []),
    ...(cutsBulk && setup.facets.kind === 'indices' && setup.facets.miller.length === 0 ? (['facets'] as const) : []),
    ...(setup.adsorbates.length === 0 ? (['adsorbates'] as const) : []),
  ]
}

const toggled = (list: readonly string[], id: string): readonly string[] => (list.includes(id) ? list.filter((x) => x !== id) : [...list, id])

/** Material ids are unique in a project: a second 'Cu' becomes 'Cu-2'. */
function withUniqueIds(have: readonly ReadMaterial[], more: readonly ReadMaterial[]): readonly ReadMaterial[] {
  const taken = new Set(have.map(({ material }) => material.id))
  const renamed = more.map((m) => {
    let id = m.material.id
    for (let k = 2; taken.has(id); k++) id = `${m.material.id}-${k}`
    taken.add(id)
    return { ...m, material: { ...m.material, id } }
  })
  return [...have, ...renamed]
}
