/** Which placements a search starts from, by the mode of the settings. */
import type { ScreenSettings } from '../catalogue/records'
import { placeAdsorbate } from '../chemistry/placements'
import { findSites } from '../chemistry/sites'
import type { Adsorbate, Placement, Slab } from '../chemistry/types'

/**
 * `count` placements of one adsorbate, heuristic ones first.
 * `mixed`: at most a third on heuristic sites, random ones for the rest; in OC20-Dense the best configuration came from random starts in 139
 * of 200 systems, and heuristic ones alone miss a third of the minima (SCIENCE.md B.6).
 * A single atom is set on each heuristic site once: without rotation, a second would be the same. So `heuristic` may give fewer than `count`.
 * Throws InvalidInput as `placeAdsorbate` does.
 */
export function initialPlacements(slab: Slab, adsorbate: Adsorbate, settings: { readonly placement: ScreenSettings['placement']; readonly count: number; readonly seed: number }): Placement[] {
  const { placement, count, seed } = settings
  if (placement !== 'mixed' && placement !== 'heuristic') return placeAdsorbate(slab, adsorbate, { mode: placement, count, seed })
  const wanted = placement === 'mixed' ? Math.floor(count / 3) : count
  const distinct = adsorbate.structure.numbers.length === 1 ? findSites(slab).length : Infinity
  const heuristic = placeAdsorbate(slab, adsorbate, { mode: 'heuristic', count: Math.min(wanted, distinct), seed })
  if (placement === 'heuristic') return heuristic
  return [...heuristic, ...placeAdsorbate(slab, adsorbate, { mode: 'random', count: count - heuristic.length, seed })]
}
