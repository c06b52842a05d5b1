/**
 * How the placements of one adsorbate on one surface may be gone through: our own search, every placement to its end, and the two published
 * recipes of AdsorbML with their own placements, optimiser, convergence and anomaly rules (SCIENCE.md B.1).
 */
import type { ScreenSettings, SearchChoice, SearchMethod } from '../../catalogue/records'
import { type AnomalyRules, OC20_ANOMALY_RULES } from '../../chemistry/anomalies'
import { lbfgsAdsorbml, lbfgsUma } from '../../relax/lbfgs'
import type { RelaxSettings } from '../../relax/types'
import { DEFAULT_SEARCH } from './search'
import { expectedSuccess } from './stopping'
import { HORIZON } from './summary'

export interface SearchPreset {
  readonly method: SearchMethod
  readonly title: string
  /** one sentence for a reader who has not read the papers */
  readonly what: string
  /** what it does */
  readonly search: SearchChoice
  /** what the recipe fixes; empty for our own */
  readonly fixes: { readonly relax?: RelaxSettings; readonly placement?: ScreenSettings['placement']; readonly configurations?: number }
  readonly rules: AnomalyRules
}

export const DEFAULT_STOP_AT = 0.95

export const SEARCH_PRESETS: readonly SearchPreset[] = [
  {
    method: 'adatom',
    title: 'Adatom',
    what: 'Takes the placements in rounds, stops a relaxation once it has entered a known minimum, and ends when it is likely enough that nothing better is unseen. What is skipped is listed with its reason',
    search: { method: 'adatom', stopAt: DEFAULT_STOP_AT },
    fixes: {},
    rules: OC20_ANOMALY_RULES,
  },
  { method: 'every', title: 'Every placement', what: 'Relaxes every placement to its end, with the settings below', search: { method: 'every', stopAt: null }, fixes: {}, rules: OC20_ANOMALY_RULES },
  {
    method: 'adsorbml-2023',
    title: 'AdsorbML 2023',
    what: 'The recipe of the paper: 100 placements, a third on heuristic sites, each relaxed to its end by L-BFGS with steps of at most 0.04 Å; adsorbates that went into the surface are not sorted out',
    search: { method: 'adsorbml-2023', stopAt: null },
    fixes: { relax: { optimiser: lbfgsAdsorbml.name, fmax: 0.02, maxSteps: 300 }, placement: 'mixed', configurations: 100 },
    // two covalent radii times 0, and the skin: within 0.6 Å, where no relaxed atom comes. The scripts of 2023 had no such class
    rules: { ...OC20_ANOMALY_RULES, intercalation: 0 },
  },
  {
    method: 'uma-era',
    title: 'AdsorbML, UMA era',
    what: 'fairchem\'s later runner: 100 placements on random sites, upright, each relaxed to its end by L-BFGS with steps of at most 0.2 Å; all four kinds of anomaly are sorted out',
    search: { method: 'uma-era', stopAt: null },
    fixes: { relax: { optimiser: lbfgsUma.name, fmax: 0.02, maxSteps: 300 }, placement: 'random-site-heuristic', configurations: 100 },
    rules: OC20_ANOMALY_RULES,
  },
]

export const SEARCH_METHODS: readonly SearchMethod[] = SEARCH_PRESETS.map(({ method }) => method)

export const searchPreset = (method: SearchMethod): SearchPreset => SEARCH_PRESETS.find((preset) => preset.method === method)!

/** What a run does; runs of before there was a choice relaxed every placement. */
export const searchOf = ({ search }: Pick<ScreenSettings, 'search'>): SearchChoice => search ?? searchPreset('every').search

/** Whether placements are a sample of all there could be: those on sites are a list, and how much of a list has been gone through promises nothing about the rest. */
export const isSample = (placement: ScreenSettings['placement']): boolean => placement === 'mixed' || placement === 'random' || placement === 'random-site-heuristic'

/** Share of placements that ends within the threshold of the best: half of the systems of OC20-Dense have less (SCIENCE.md B.6: the mean is 0.28). */
const USUAL_SHARE = 0.3

/** Placements of a pair that a run is expected to take, of those it may: where the rule stops when the usual share of them ends near the best. */
export function expectedPlacements(settings: Pick<ScreenSettings, 'search' | 'configurations' | 'placement'>): number {
  const { method, stopAt } = searchOf(settings)
  const { configurations, placement } = settings
  if (method !== 'adatom' || stopAt === null || !isSample(placement)) return configurations
  const horizon = Math.max(HORIZON, configurations)
  for (let n = DEFAULT_SEARCH.round; n < configurations; n += DEFAULT_SEARCH.round) {
    if (expectedSuccess({ placements: n, best: Math.round(USUAL_SHARE * n) }, 0, { more: horizon - n }) >= stopAt) return n
  }
  return configurations
}
