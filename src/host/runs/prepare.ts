/** The first part of a run: its surfaces, cut once and kept, and what is to be placed on each. */
import { planScreen, plannedConfigurations, type ScreenPair } from '../../domain/adsorbml/screen'
import type { AdsorbateSet } from '../../domain/chemistry/adsorbate-sets'
import { gasEnergy } from '../../domain/chemistry/references'
import { AdatomError, invalidInput } from '../../domain/errors'
import type { StoredSurface } from '../../platform/store/project-store'
import { domainOf } from '../models'
import { cutMaterial } from './cut'
import type { RunEnvironment } from './environment'

export interface PreparedPair extends ScreenPair {
  readonly molecule: AdsorbateSet
  /** as the settings name it: an id or a SMILES */
  readonly asked: string
  /** its placements are in the project already */
  readonly isPlaced: boolean
}

interface Asked {
  readonly asked: string
  readonly molecule: AdsorbateSet
}

export interface PreparedSurface {
  readonly surface: StoredSurface
  readonly pairs: readonly PreparedPair[]
}

/** Cuts and keeps the surfaces (or reads those kept by an earlier start), and plans the rest. Says what was refused. */
export async function prepareSurfaces(environment: RunEnvironment): Promise<readonly PreparedSurface[]> {
  const { store, run, card, tracker, say } = environment
  const known = store.surfaces(run.id)
  const asked = await resolveAdsorbates(environment)
  const adsorbates = asked.map(({ molecule }) => molecule)
  const surfaces = known.length > 0 ? known : await cutSurfaces(environment)
  const plan = planScreen(surfaces, adsorbates, run.settings, domainOf(card))
  if (known.length === 0) {
    store.addSurfaces(run.id, plan.surfaces)
    for (const { slab, refused } of plan.surfaces) if (refused !== undefined) say('warning', `${slab.id} is left out: ${refused}`)
    for (const { id, refused } of refusedAdsorbates(environment, plan.pairs, adsorbates)) say('warning', `${id} is left out: ${refused}`)
    if (plan.surfaces.every(({ refused }) => refused !== undefined)) throw nothingLeft(plan.surfaces)
  }
  const pairs = preparePairs(environment, plan.pairs, asked)
  const kept = store.surfaces(run.id).filter(({ refused }) => refused === undefined)
  const open = kept.map((surface): PreparedSurface => ({ surface, pairs: pairs.filter(({ slab }) => slab === surface.slab.id) }))
  const planned = plannedConfigurations({ surfaces: [], pairs: open.flatMap((one) => one.pairs.filter(({ isPlaced }) => !isPlaced)) }, run.settings)
  tracker.count({ total: planned + store.counts(run.id).total - tracker.snapshot().total })
  return open
}

async function cutSurfaces(environment: RunEnvironment): Promise<StoredSurface[]> {
  const { store, run, pool, signal, say } = environment
  const cut = await Promise.all(store.materials(run.id).map((material) => cutMaterial(pool, material, run.settings, signal)))
  for (const text of cut.flatMap(({ leftOut }) => leftOut)) say('warning', text)
  const surfaces = cut.flatMap((one) => one.surfaces).map(({ slab, material }): StoredSurface => ({ slab, material }))
  if (surfaces.length === 0) throw invalidInput('These materials give no surface with the chosen facets', { expected: 'other Miller indices, or a higher maximum' })
  return surfaces
}

/** Each adsorbate once, also when it is asked for twice. */
async function resolveAdsorbates({ pool, signal, run }: RunEnvironment): Promise<Asked[]> {
  const all = await Promise.all(run.settings.adsorbates.map(async (asked): Promise<Asked> => ({ asked, molecule: await pool.submit({ signal, run: (client) => client.adsorbate({ id: asked, molecules: run.settings.molecules }) }) })))
  return all.filter(({ molecule }, k) => all.findIndex((other) => other.molecule.id === molecule.id) === k)
}

function preparePairs(environment: RunEnvironment, pairs: readonly ScreenPair[], asked: readonly Asked[]): PreparedPair[] {
  const refused = new Map(refusedAdsorbates(environment, pairs, asked.map(({ molecule }) => molecule)).map((one) => [one.id, one.refused]))
  const key = (slab: string, adsorbate: string): string => JSON.stringify([slab, adsorbate])
  const placed = new Set(environment.store.pairs(environment.run.id).map(({ slab, adsorbate }) => key(slab, adsorbate)))
  const byId = new Map(asked.map((one) => [one.molecule.id, one]))
  return pairs.map((pair) => {
    const why = refused.get(pair.adsorbate)
    return { ...pair, ...byId.get(pair.adsorbate)!, ...(why === undefined ? {} : { refused: why }), isPlaced: placed.has(key(pair.slab, pair.adsorbate)) }
  })
}

/** Adsorbates with an element that the model, or its gas references, do not have. */
function refusedAdsorbates({ gas }: RunEnvironment, pairs: readonly ScreenPair[], adsorbates: readonly AdsorbateSet[]): { readonly id: string; readonly refused: string }[] {
  return adsorbates.flatMap(({ id, structure }) => {
    const byModel = pairs.find((pair) => pair.adsorbate === id)?.refused
    const refused = byModel ?? missingReference(() => gasEnergy(structure.numbers, gas))
    return refused === undefined ? [] : [{ id, refused }]
  })
}

function missingReference(attempt: () => number): string | undefined {
  try {
    attempt()
    return undefined
  } catch (error) {
    if (error instanceof AdatomError) return error.message
    throw error
  }
}

function nothingLeft(surfaces: readonly { readonly slab: { readonly id: string }; readonly refused?: string }[]): AdatomError {
  const reasons = [...new Set(surfaces.map(({ refused }) => refused ?? ''))].join('; ')
  return new AdatomError('Unsupported', `None of the surfaces can be screened with this model: ${reasons}`, { what: reasons })
}
