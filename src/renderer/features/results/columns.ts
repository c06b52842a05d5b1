/** The columns of the results: what they are called, what they hold, how they sort. One table for the grid, the chooser and the clipboard. */
import { forceCallsOf } from '../../../domain/adsorbml/search/skipped'
import { energyUnit, fixed, forceUnit } from '../../ui/format'
import { anomaliesOf, compareText, outcomeOf, rowReference, surfaceText, type ResultRow } from './rows'

export const COLUMN_IDS = [
  'rank', 'group', 'surface', 'adsorbate', 'placement', 'energy', 'bar', 'relative', 'best', 'topK', 'window', 'basin', 'outcome',
  'material', 'miller', 'slab', 'formula', 'steps', 'forceCalls', 'fmax', 'distance', 'anomaly', 'reference', 'each',
] as const
export type ColumnId = (typeof COLUMN_IDS)[number]

export interface Column {
  readonly id: ColumnId
  /** of the head; short */
  readonly title: string
  /** of the chooser, the tooltip and the clipboard */
  readonly name: string
  /** what its numbers are; absent: they have no unit */
  readonly unit?: 'energy' | 'force'
  readonly hint?: string
  /** px; with `grow` the least width */
  readonly width: number
  readonly grow?: boolean
  readonly right?: boolean
  /** what it sorts by; null stays at the end in both directions */
  readonly value: (row: ResultRow) => number | string | null
  /** as text, for the clipboard; default: the value */
  readonly text?: (row: ResultRow) => string
  /** its values may be compared only within one energy reference */
  readonly referenced?: boolean
}

const result = (row: ResultRow) => row.configuration.result
const bar = (row: ResultRow) => {
  const interval = result(row)?.interval
  return interval?.kind === 'calibrated' ? interval : null
}

export const COLUMNS: readonly Column[] = [
  { id: 'rank', title: 'Rank', name: 'Rank', hint: 'Within its surface and adsorbate', width: 40, right: true, value: (r) => r.rank },
  { id: 'group', title: 'Group', name: 'Group not told apart', hint: 'Minima of one surface and adsorbate whose order the error bars do not decide', width: 36, value: (r) => r.chance?.group ?? null },
  { id: 'surface', title: 'Surface', name: 'Surface', width: 78, value: surfaceText },
  { id: 'adsorbate', title: 'Adsorbate', name: 'Adsorbate', width: 66, value: (r) => r.configuration.adsorbate },
  { id: 'placement', title: 'Placement', name: 'Placement', width: 70, value: (r) => r.configuration.placement },
  { id: 'energy', title: 'E_ads', name: 'E_ads', unit: 'energy', hint: 'Adsorption energy: negative binds', width: 56, right: true, referenced: true, value: (r) => result(r)?.energy ?? null },
  { id: 'bar', title: 'Error bar', name: 'Error bar', unit: 'energy', hint: 'Sorts by its width', width: 108, grow: true, value: (r) => { const b = bar(r); return b && b.high - b.low }, text: (r) => { const b = bar(r); return b ? `${b.low} to ${b.high}` : (result(r)?.interval.kind ?? '') } },
  { id: 'relative', title: 'Above best', name: 'Above best', unit: 'energy', hint: 'Energy above the best of the same surface and adsorbate', width: 46, right: true, value: (r) => r.relative },
  { id: 'best', title: 'P(best)', name: 'P(best)', hint: 'Probability that its true energy is the lowest of its surface and adsorbate; configurations of one basin share it', width: 52, right: true, value: (r) => r.chance?.best ?? null },
  { id: 'topK', title: 'P(top 5)', name: 'P(top 5)', hint: 'Probability that its true energy is among the five lowest minima of its surface and adsorbate', width: 54, right: true, value: (r) => r.chance?.topK ?? null },
  { id: 'window', title: 'P(window)', name: 'P(in the window)', hint: 'Probability that its true energy lies in the energy window of the filter', width: 60, right: true, value: (r) => r.chance?.window ?? null },
  { id: 'basin', title: 'Basin', name: 'Basin', hint: 'Configurations with the same number relaxed into the same minimum', width: 40, right: true, value: (r) => r.basin ?? null },
  { id: 'outcome', title: 'Outcome', name: 'Outcome', width: 96, value: (r) => anomaliesOf(r)[0] ?? outcomeOf(r), text: (r) => [outcomeOf(r), ...anomaliesOf(r)].join(', ') },
  { id: 'material', title: 'Material', name: 'Material', width: 60, value: (r) => r.configuration.material },
  { id: 'miller', title: 'Facet', name: 'Facet', width: 44, value: (r) => r.miller },
  { id: 'slab', title: 'Slab', name: 'Slab', width: 104, value: (r) => r.configuration.slab },
  { id: 'formula', title: 'Formula', name: 'Formula of the surface', width: 66, value: (r) => r.formula },
  { id: 'steps', title: 'Steps', name: 'Relaxation steps', width: 40, right: true, value: (r) => result(r)?.steps ?? null },
  { id: 'forceCalls', title: 'Calls', name: 'Force calls', width: 40, right: true, value: (r) => (result(r) || r.configuration.skipped ? forceCallsOf(r.configuration) : null) },
  { id: 'fmax', title: 'F max', name: 'Largest force', unit: 'force', width: 48, right: true, value: (r) => result(r)?.fmax ?? null, text: (r) => { const f = result(r)?.fmax; return f === undefined ? '' : fixed(f, 3) } },
  { id: 'distance', title: 'Distance', name: 'Latent distance', hint: 'To the training data', width: 60, right: true, value: (r) => result(r)?.distance ?? null },
  { id: 'anomaly', title: 'Anomaly', name: 'Anomaly', width: 100, value: (r) => anomaliesOf(r)[0] ?? null, text: (r) => anomaliesOf(r).join(', ') },
  { id: 'each', title: 'E_ads each', name: 'E_ads per adsorbate', unit: 'energy', hint: 'Of several adsorbates: their adsorption energy divided by their number', width: 60, right: true, referenced: true, value: (r) => { const done = result(r); return done ? done.energy / (done.adsorbates ?? 1) : null } },
  { id: 'reference', title: 'Reference', name: 'Energy reference', width: 82, value: (r) => (result(r) ? rowReference(r) : null) },
]

/** 'E_ads (kJ/mol)': with the unit that it is shown in. */
export const shownName = ({ name, unit }: Pick<Column, 'name' | 'unit'>): string => (unit ? `${name} (${unit === 'energy' ? energyUnit() : forceUnit()})` : name)

/** 'E_ads (eV)': of what leaves the window, which is in the house units whatever is shown. */
export const dataName = ({ name, unit }: Pick<Column, 'name' | 'unit'>): string => (unit ? `${name} (${HOUSE_UNITS[unit]})` : name)

const HOUSE_UNITS = { energy: 'eV', force: 'eV/Å' } as const

const byId = new Map(COLUMNS.map((c) => [c.id, c] as const))
export const columnOf = (id: ColumnId): Column => byId.get(id)!

/** A column in the order in which it stands, shown or not. */
export interface ColumnChoice {
  readonly id: ColumnId
  readonly shown: boolean
}

const DEFAULT_SHOWN: ReadonlySet<ColumnId> = new Set(['rank', 'group', 'surface', 'adsorbate', 'placement', 'energy', 'bar', 'relative', 'best', 'outcome'])
export const DEFAULT_COLUMNS: readonly ColumnChoice[] = COLUMN_IDS.map((id) => ({ id, shown: DEFAULT_SHOWN.has(id) }))

/** The choices with every column there is: those that were not known when they were made stand hidden at the end. */
export function completeColumns(choices: readonly ColumnChoice[]): readonly ColumnChoice[] {
  const known = choices.filter(({ id }, k) => byId.has(id) && choices.findIndex((c) => c.id === id) === k)
  return [...known, ...COLUMN_IDS.filter((id) => !known.some((c) => c.id === id)).map((id) => ({ id, shown: false }))]
}

/** The columns in sight; never none: a table without columns could not be got out of. */
export function shownColumns(choices: readonly ColumnChoice[]): readonly Column[] {
  const shown = choices.filter((c) => c.shown).map(({ id }) => columnOf(id))
  return shown.length > 0 ? shown : [columnOf('rank')]
}

/** Moves a column by so many shown or hidden places. */
export function moveColumn(choices: readonly ColumnChoice[], id: ColumnId, by: number): readonly ColumnChoice[] {
  const from = choices.findIndex((c) => c.id === id)
  const to = Math.max(0, Math.min(choices.length - 1, from + by))
  return from < 0 ? choices : choices.toSpliced(from, 1).toSpliced(to, 0, choices[from]!)
}

/** Moves a column past the next shown one, left (-1) or right (1). */
export function shiftShown(choices: readonly ColumnChoice[], id: ColumnId, by: -1 | 1): readonly ColumnChoice[] {
  const from = choices.findIndex((c) => c.id === id)
  let to = from + by
  while (to >= 0 && to < choices.length && !choices[to]!.shown) to += by
  return from < 0 || to < 0 || to >= choices.length ? choices : moveColumn(choices, id, to - from)
}

export interface Sort {
  readonly column: ColumnId
  readonly descending: boolean
}

/** As the host ranked them: best first within each surface and adsorbate, anomalous and failed ones last. */
export const RANKING: Sort = { column: 'rank', descending: false }

/** Stable; rows without a value stay at the end in both directions. Energies of different references are never compared: their groups stay apart. */
export function sortRows<R extends ResultRow>(rows: readonly R[], { column, descending }: Sort): readonly R[] {
  // Ranks count within a surface and adsorbate: the host's order keeps these groups together.
  if (column === 'rank' && !descending) return rows
  const { value, referenced } = columnOf(column)
  const sign = descending ? -1 : 1
  const keyed = rows.map((row) => ({ row, value: value(row), reference: referenced ? rowReference(row) : '' }))
  return keyed
    .sort((a, b) => {
      if (a.value === null || b.value === null) return a.value === b.value ? 0 : a.value === null ? 1 : -1
      if (a.reference !== b.reference) return a.reference < b.reference ? -1 : 1
      return sign * (typeof a.value === 'number' ? a.value - (b.value as number) : compareText(a.value, b.value as string))
    })
    .map(({ row }) => row)
}
