/** Filtering and sorting of the ranking: pure, so that the table only draws. */
import { referenceKey } from '../../../domain/chemistry/references'
import type { RankedRow } from '../../../domain/catalogue/records'

export type Column = 'rank' | 'material' | 'miller' | 'adsorbate' | 'placement' | 'energy' | 'relative' | 'outcome' | 'steps'

export interface Sort {
  readonly column: Column
  readonly descending: boolean
}

export interface Filter {
  /** words that must all occur */
  readonly text: string
  readonly material: string
  readonly adsorbate: string
  readonly show: 'all' | 'ranked' | 'anomalous' | 'failed'
}

export const NO_FILTER: Filter = { text: '', material: '', adsorbate: '', show: 'all' }
/** As the host ranked them: best first, anomalous and failed ones last. */
export const RANKING: Sort = { column: 'rank', descending: false }

/** What became of a configuration, in one word. */
export function outcomeOf({ configuration: { state, result } }: RankedRow): string {
  if (state !== 'done' || !result) return state
  return result.outcome === 'max-steps' ? 'not converged' : result.outcome
}

export const anomaliesOf = (row: RankedRow): readonly string[] => row.configuration.result?.anomalies.map((a) => a.kind) ?? []

function textOf(row: RankedRow): string {
  const { material, slab, adsorbate, placement } = row.configuration
  return [material, slab, row.miller, row.formula, adsorbate, placement, outcomeOf(row), ...anomaliesOf(row)].join(' ').toLowerCase()
}

export function filterRows(rows: readonly RankedRow[], filter: Filter): readonly RankedRow[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    const { material, adsorbate, state } = row.configuration
    if (filter.material && material !== filter.material) return false
    if (filter.adsorbate && adsorbate !== filter.adsorbate) return false
    if (filter.show === 'ranked' && row.rank === null) return false
    if (filter.show === 'anomalous' && anomaliesOf(row).length === 0) return false
    if (filter.show === 'failed' && state !== 'failed') return false
    const text = words.length > 0 ? textOf(row) : ''
    return words.every((word) => text.includes(word))
  })
}

const NUMBERS: Partial<Record<Column, (row: RankedRow) => number | null>> = {
  rank: (row) => row.rank,
  energy: (row) => row.configuration.result?.energy ?? null,
  relative: (row) => row.relative,
  steps: (row) => row.configuration.result?.steps ?? null,
}

const TEXTS: Partial<Record<Column, (row: RankedRow) => string>> = {
  material: (row) => row.configuration.material,
  miller: (row) => row.miller,
  adsorbate: (row) => row.configuration.adsorbate,
  placement: (row) => row.configuration.placement,
  outcome: outcomeOf,
}

/** Stable; rows without a value stay at the end in both directions. Energies of different references are never compared: their groups stay apart. */
export function sortRows(rows: readonly RankedRow[], { column, descending }: Sort): readonly RankedRow[] {
  const sign = descending ? -1 : 1
  const number = NUMBERS[column]
  const text = TEXTS[column]
  // Ranks count within a surface and adsorbate: the host's order keeps these groups together.
  if (column === 'rank' && !descending) return rows
  if (text) return rows.toSorted((a, b) => sign * text(a).localeCompare(text(b), 'en', { numeric: true }))
  return rows.toSorted((a, b) => {
    const [x, y] = [number!(a), number!(b)]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    if (column === 'energy' && rowReference(a) !== rowReference(b)) return rowReference(a) < rowReference(b) ? -1 : 1
    return sign * (x - y)
  })
}

export function rowReference({ configuration: { result } }: RankedRow): string {
  return result ? referenceKey(result.reference) : ''
}

export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }))
