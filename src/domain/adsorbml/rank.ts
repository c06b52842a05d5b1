/** The ranked list: best first within each (surface, adsorbate); what cannot be ranked follows, and is kept. */
import type { Configuration, RankedRow } from '../catalogue/records'
import { referenceKey } from '../chemistry/references'
import { millerLabel } from '../chemistry/surfaces/miller'
import type { Miller, Slab } from '../chemistry/types'
import { reducedFormula } from '../structure/formula'

/** What a row says about its surface. */
export interface RankedSurface {
  readonly miller: string
  readonly formula: string
}

/**
 * Ranks per (surface, adsorbate), in the order in which the configurations come: by energy, then by id, so that equal energies keep one order.
 * Ranked are relaxations that ended sanely (`converged`, `max-steps`) without an anomaly. Energies with different references never share a list.
 */
export function rankConfigurations(configurations: readonly Configuration[], surfaces: ReadonlyMap<string, RankedSurface>): RankedRow[] {
  const groups = Map.groupBy(configurations, (c) => JSON.stringify([c.slab, c.adsorbate]))
  return [...groups.values()].flatMap((group) => rankGroup(group, surfaces))
}

function rankGroup(group: readonly Configuration[], surfaces: ReadonlyMap<string, RankedSurface>): RankedRow[] {
  const byId = (a: Configuration, b: Configuration): number => (a.id < b.id ? -1 : 1)
  const about = surfaces.get(group[0]!.slab) ?? { miller: '', formula: '' }
  const lists = Map.groupBy(group.filter(isRanked), (c) => referenceKey(c.result!.reference))
  const ranked = [...lists.values()].flatMap((list) => {
    const ordered = list.toSorted((a, b) => a.result!.energy - b.result!.energy || byId(a, b))
    const best = ordered[0]!.result!.energy
    return ordered.map((configuration, k): RankedRow => ({ rank: k + 1, configuration, ...about, relative: configuration.result!.energy - best }))
  })
  const rest = group.filter((c) => !isRanked(c)).toSorted(byId)
  return [...ranked, ...rest.map((configuration): RankedRow => ({ rank: null, configuration, ...about, relative: null }))]
}

/** Whether a configuration takes part in the ranking. */
export const isRanked = (c: Pick<Configuration, 'state' | 'result'>): boolean => c.state === 'done' && c.result !== undefined && c.result.outcome !== 'exploded' && c.result.anomalies.length === 0

/** '111', '1-10'; 'custom' for a slab of the user's own. */
export const millerText = (slab: Pick<Slab, 'origin'>): string => (slab.origin.kind === 'cut' ? millerLabel(slab.origin.miller) : 'custom')

export const formatMillers = (millers: readonly Miller[]): string => millers.map(millerLabel).join(' ')

export const rankedSurface = (slab: Slab): RankedSurface => ({ miller: millerText(slab), formula: reducedFormula(slab.structure) })
