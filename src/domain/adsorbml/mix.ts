/** Which placements a search starts from, by the mode of the settings. */
import type { ScreenSettings } from '../catalogue/records'
import { placeAdsorbates } from '../chemistry/placements'
import { distinctStarts, siteChoice } from '../chemistry/placements-start'
import { surfaceOf } from '../chemistry/sites-surface'
import type { Adsorbate, Placement, PlacementMode, Slab } from '../chemistry/types'

/**
 * `count` placements of the adsorbates, all of them together on each; heuristic ones first.
 * `mixed`: at most a third on heuristic sites, random ones for the rest; in OC20-Dense the best configuration came from random starts in 139
 * of 200 systems, and heuristic ones alone miss a third of the minima (SCIENCE.md B.6).
 * A single atom is set on each heuristic site once: without rotation, a second would be the same; on an oxide's sites a molecule four times, by
 * quarter turns. So all but the random modes may give fewer than `count`. Throws InvalidInput as `placeAdsorbates` does.
 */
export function initialPlacements(slab: Slab, adsorbates: readonly Adsorbate[], settings: { readonly placement: ScreenSettings['placement']; readonly count: number; readonly seed: number }): Placement[] {
  const { placement, count, seed } = settings
  const placed = (mode: PlacementMode, most: number): Placement[] => placeAdsorbates(slab, adsorbates, { mode, count: Math.min(most, differentStarts(slab, mode, adsorbates)), seed })
  if (placement !== 'mixed') return placed(placement, count)
  const heuristic = placed('heuristic', Math.floor(count / 3))
  return [...heuristic, ...placed('random', count - heuristic.length)]
}

function differentStarts(slab: Slab, mode: PlacementMode, adsorbates: readonly Adsorbate[]): number {
  if (distinctStarts(mode, 1, adsorbates) === Infinity) return Infinity
  return distinctStarts(mode, siteChoice(slab, surfaceOf(slab), mode, { several: false }).distinct.length, adsorbates)
}
