/**
 * The flow `screen`, planned: which surfaces and adsorbates the potential can treat, and what is placed on what with which seed.
 * surfaces -> clean slab relaxed once each -> placements per (surface, adsorbate) -> relaxations -> anomalies -> E_ads -> ranking.
 * The plan depends on its input alone; the number of processes and the order in which work finishes cannot change it.
 */
import type { ScreenSettings } from '../catalogue/records'
import type { Adsorbate, Slab } from '../chemistry/types'
import { invalidInput } from '../errors'
import { random } from '../math/random'
import { type ModelDomain, unknownElements } from './model-domain'

export interface ScreenSurface {
  readonly slab: Slab
  /** id of the material it was cut from */
  readonly material: string
}

export interface PlannedSurface extends ScreenSurface {
  /** one sentence, when the potential cannot treat this surface */
  readonly refused?: string
}

/** One adsorbate on one surface. */
export interface ScreenPair {
  readonly slab: string
  readonly adsorbate: string
  /** seed of its placements: of this pair alone, so that adding a surface or an adsorbate changes no other pair */
  readonly seed: number
  /** place of its first configuration in the run's order */
  readonly firstOrder: number
  /** one sentence, when the potential cannot treat this adsorbate */
  readonly refused?: string
}

export interface ScreenPlan {
  readonly surfaces: readonly PlannedSurface[]
  /** of the surfaces that were not refused, surface by surface */
  readonly pairs: readonly ScreenPair[]
}

/** Throws InvalidInput when two surfaces share an id. */
export function planScreen(surfaces: readonly ScreenSurface[], adsorbates: readonly Adsorbate[], settings: ScreenSettings, domain: ModelDomain): ScreenPlan {
  assertDistinct(surfaces.map(({ slab }) => slab.id))
  const planned = surfaces.map((surface): PlannedSurface => ({ ...surface, ...refusal(surface.slab.structure, domain) }))
  const pairs = planned.flatMap((surface, s) =>
    surface.refused === undefined
      ? adsorbates.map(
          (adsorbate, a): ScreenPair => ({
            slab: surface.slab.id,
            adsorbate: adsorbate.id,
            seed: pairSeed(settings.seed, surface.slab.id, adsorbate.id),
            firstOrder: (s * adsorbates.length + a) * settings.configurations,
            ...refusal(adsorbate.structure, domain),
          }),
        )
      : [],
  )
  return { surfaces: planned, pairs }
}

/** Uniform in [0, 2^32). */
export const pairSeed = (seed: number, slab: string, adsorbate: string): number => random(seed, 'placements', slab, adsorbate).integer(2 ** 32)

export const configurationId = (slab: string, adsorbate: string, placement: string): string => `${slab}/${adsorbate}/${placement}`

/** How many configurations a plan can come to; heuristic placements may be fewer. */
export const plannedConfigurations = (plan: ScreenPlan, settings: ScreenSettings): number =>
  plan.pairs.filter((pair) => pair.refused === undefined).length * settings.configurations

function refusal(s: Slab['structure'], domain: ModelDomain): { readonly refused?: string } {
  const unknown = unknownElements(s, domain.elements)
  return unknown.length === 0 ? {} : { refused: `${domain.model} does not know ${unknown.join(', ')}` }
}

function assertDistinct(ids: readonly string[]): void {
  const twice = ids.find((id, k) => ids.indexOf(id) !== k)
  if (twice !== undefined) throw invalidInput(`Two surfaces are called ${twice}`, { found: twice, expected: 'ids that differ' })
}
