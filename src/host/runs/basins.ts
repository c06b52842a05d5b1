/** Which ranked configurations of a run ended in the same minimum. */
import { setImmediate } from 'node:timers/promises'
import { type Final, basinNumbers, findBasins } from '../../domain/adsorbml/search/basins'
import { slabSymmetry } from '../../domain/adsorbml/search/slab-symmetry'
import { standsFor } from '../../domain/adsorbml/search/skipped'
import type { RankedRow } from '../../domain/catalogue/records'
import { isError } from '../../domain/errors'
import type { ProjectStore } from '../../platform/store/project-store'

/** By project, then by run, slab and adsorbate. What has ended does not change, so a pair is done once. */
const found = new WeakMap<ProjectStore, Map<string, Pair>>()

interface Pair {
  readonly ranked: number
  /** by configuration */
  readonly numbers: ReadonlyMap<string, number>
}

/**
 * The rows with their basins; what was merged into a minimum, or starts where another does, shares its basin. Those of a pair that still has configurations under way are left as they are, and so is a pair whose slab
 * has no plane group to compare by (a user's own slab without surface atoms).
 */
export async function withBasins(store: ProjectStore, run: string, rows: readonly RankedRow[]): Promise<RankedRow[]> {
  const known = found.get(store) ?? new Map<string, Pair>()
  found.set(store, known)
  const numbers = new Map<string, number>()
  for (const group of Map.groupBy(rows, ({ configuration: { slab, adsorbate } }) => JSON.stringify([run, slab, adsorbate]))) {
    const [key, all] = group
    if (all.some(({ configuration: { state } }) => state === 'running' || state === 'queued')) continue
    const ranked = all.filter(({ rank }) => rank !== null)
    let pair = known.get(key)
    if (pair?.ranked !== ranked.length) {
      pair = { ranked: ranked.length, numbers: basinsOf(store, run, ranked) }
      known.set(key, pair)
      // a turn for everything else: a run can have many pairs
      await setImmediate()
    }
    for (const [id, number] of pair.numbers) numbers.set(id, number)
  }
  const stands = new Map(rows.flatMap(({ configuration: { id, skipped } }) => (skipped && standsFor(skipped) !== null ? [[id, standsFor(skipped)!] as const] : [])))
  // a same start may stand for one that was merged
  const end = (id: string): string => (stands.has(id) ? end(stands.get(id)!) : id)
  return rows.map((row) => {
    const basin = numbers.get(end(row.configuration.id))
    return basin === undefined ? row : { ...row, basin }
  })
}

function basinsOf(store: ProjectStore, run: string, ranked: readonly RankedRow[]): ReadonlyMap<string, number> {
  const clean = store.surfaces(run).find(({ slab }) => slab.id === ranked[0]?.configuration.slab)?.relaxed
  if (clean === undefined) return new Map()
  const finals = ranked.flatMap(({ configuration: { id, result } }): Final[] => {
    const structure = store.configuration(run, id)?.final
    return structure && result ? [{ id, energy: result.energy, structure }] : []
  })
  try {
    return basinNumbers(findBasins(finals, slabSymmetry(clean)))
  } catch (error) {
    if (isError(error, 'InvalidInput') || isError(error, 'NumericalFailure')) return new Map()
    throw error
  }
}
