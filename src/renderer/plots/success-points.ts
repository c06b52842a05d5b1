/** The curves of expected success over the budget: one for each surface and adsorbate. */
import { successOverBudget, type BudgetPoint, type DrawnPlacement, type SuccessOverBudget } from '../../domain/adsorbml/search/budget'
import { pairSeed } from '../../domain/adsorbml/screen'
import { forceCallsOf, standsFor } from '../../domain/adsorbml/search/skipped'
import type { RankedRow } from '../../domain/catalogue/records'
import { random } from '../../domain/math/random'
import { surfaceName } from '../ui/surface-name'
import { plotCsvOf, type CsvValue } from './csv'

export interface SuccessCurve extends SuccessOverBudget {
  /** 'Pt(111) · CO' */
  readonly pair: string
  readonly key: string
}

export type Budget = 'placements' | 'forceCalls'

/**
 * The finished placements of each pair in the random order in which the search takes them (the run's seed); placements that are still to
 * be relaxed, or were not needed, are not in it. Anomalous and failed ones cost their force calls and tell nothing of the minimum; a
 * merged one has the energy of the minimum that it was merged into, one of the same start that of its twin.
 */
export function successCurves(rows: readonly RankedRow[], seed: number): readonly SuccessCurve[] {
  const pairs = Map.groupBy(rows, ({ configuration: { slab, adsorbate } }) => JSON.stringify([slab, adsorbate]))
  return [...pairs].flatMap(([key, of]) => {
    const { configuration, miller } = of[0]!
    const drawn = drawnPlacements(of, seed)
    if (drawn.length === 0) return []
    return [{ key, pair: `${surfaceName(configuration, miller)} · ${configuration.adsorbate}`, ...successOverBudget(drawn) }]
  })
}

/** Order of the search: the placements by id, shuffled with the seed of the pair. */
function drawnPlacements(rows: readonly RankedRow[], seed: number): readonly DrawnPlacement[] {
  const { slab, adsorbate } = rows[0]!.configuration
  const ordered = rows.toSorted((a, b) => (a.configuration.id < b.configuration.id ? -1 : 1))
  const byId = new Map(rows.map((row) => [row.configuration.id, row] as const))
  return random(pairSeed(seed, slab, adsorbate), 'search').shuffle(ordered).flatMap(({ configuration }): readonly DrawnPlacement[] => {
    const { id, state, result, skipped } = configuration
    const isOver = state === 'failed' || (state === 'done' && result) || (skipped && standsFor(skipped) !== null)
    return isOver ? [{ id, energy: energyOf(byId, id), forceCalls: forceCallsOf(configuration) }] : []
  })
}

/** Energy of the minimum that a placement ended in, eV; null where it ended in none. */
function energyOf(rows: ReadonlyMap<string, RankedRow>, id: string): number | null {
  const row = rows.get(id)
  if (!row) return null
  const { skipped, result } = row.configuration
  const other = skipped ? standsFor(skipped) : null
  if (other !== null && other !== id) return energyOf(rows, other)
  return row.rank === null ? null : (result?.energy ?? null)
}

export const successCsv = (curves: readonly SuccessCurve[]): string =>
  plotCsvOf(
    ['pair', 'placement_number', 'configuration', 'force_calls', 'lowest_energy_eV', 'expected_success', 'kind', 'horizon'],
    curves.flatMap(({ pair, drawn, expected, horizon }) => {
      const line = (p: BudgetPoint, kind: string): CsvValue[] => [pair, p.placements, p.id, Math.round(p.forceCalls), p.lowest, p.success, kind, horizon]
      return [...drawn.map((p) => line(p, 'made')), ...expected.map((p) => line(p, 'expected'))]
    }),
  )
