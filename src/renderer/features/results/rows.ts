/** The rows of the results: what they say, which pass a filter. Pure, so that the views only draw. */
import type { RowProbability } from '../../../domain/adsorbml/rank-probabilities'
import { SKIP_TITLES } from '../../../domain/adsorbml/search/skipped'
import type { RankedRow } from '../../../domain/catalogue/records'
import { referenceKey } from '../../../domain/chemistry/references'
import { surfaceName } from '../../ui/surface-name'

/** A line of the ranking with what its calibrated energies say about its place. */
export interface ResultRow extends RankedRow {
  /** absent without a calibrated energy */
  readonly chance?: RowProbability
}

export const SHOWN = ['all', 'ranked', 'anomalous', 'merged', 'failed', 'pending'] as const
export type Shown = (typeof SHOWN)[number]

export interface Filter {
  /** words that must all occur */
  readonly text: string
  /** '' for all, 'material:Pt' or 'slab:Pt-111-t0' */
  readonly surface: string
  readonly adsorbate: string
  /** symbol of an element that the surface or the adsorbate must hold; '' for any */
  readonly element: string
  readonly show: Shown
  /** eV, low and high: for P(in the window), and the energies shown where `onlyWindow` */
  readonly window: readonly [number, number] | null
  readonly onlyWindow: boolean
}

export const NO_FILTER: Filter = { text: '', surface: '', adsorbate: '', element: '', show: 'all', window: null, onlyWindow: false }

/** What became of a configuration, in one word. */
export function outcomeOf({ configuration: { state, result, skipped } }: RankedRow): string {
  if (skipped) return SKIP_TITLES[skipped.kind]
  if (state !== 'done' || !result) return state
  return result.outcome === 'max-steps' ? 'not converged' : result.outcome
}

export const anomaliesOf = (row: RankedRow): readonly string[] => row.configuration.result?.anomalies.map((a) => a.kind) ?? []

export const surfaceText = ({ configuration, miller }: RankedRow): string => surfaceName(configuration, miller)

/** Adsorbate on a surface: only within one are energies ranked. */
export const pairOf = ({ configuration: { slab, adsorbate } }: RankedRow): string => JSON.stringify([slab, adsorbate])

function textOf(row: RankedRow): string {
  const { material, slab, adsorbate, placement } = row.configuration
  return [material, slab, surfaceText(row), row.miller, row.formula, adsorbate, placement, outcomeOf(row), ...anomaliesOf(row)].join(' ').toLowerCase()
}

/** Symbols in a reduced formula or the name of an adsorbate: 'Pt3Ni' gives Pt, Ni. */
export const elementsOf = (formula: string): readonly string[] => [...new Set(formula.match(/[A-Z][a-z]?/g) ?? [])]

const rowElements = (row: RankedRow): readonly string[] => [...elementsOf(row.formula), ...elementsOf(row.configuration.adsorbate)]

export function inWindow({ configuration: { result } }: RankedRow, [low, high]: readonly [number, number]): boolean {
  return result !== undefined && result.energy >= low && result.energy <= high
}

function isShown(row: RankedRow, show: Shown): boolean {
  const { state } = row.configuration
  switch (show) {
    case 'ranked':
      return row.rank !== null
    case 'anomalous':
      return anomaliesOf(row).length > 0
    case 'merged':
      return state === 'skipped'
    case 'failed':
      return state === 'failed' || row.configuration.result?.outcome === 'exploded'
    case 'pending':
      return state === 'queued' || state === 'running' || state === 'cancelled'
    default:
      return true
  }
}

const isOnSurface = ({ configuration: { material, slab } }: RankedRow, surface: string): boolean => surface === `material:${material}` || surface === `slab:${slab}`

export function filterRows<R extends RankedRow>(rows: readonly R[], filter: Filter): readonly R[] {
  const words = filter.text.toLowerCase().split(/\s+/).filter(Boolean)
  return rows.filter((row) => {
    if (filter.surface && !isOnSurface(row, filter.surface)) return false
    if (filter.adsorbate && row.configuration.adsorbate !== filter.adsorbate) return false
    if (filter.element && !rowElements(row).includes(filter.element)) return false
    if (!isShown(row, filter.show)) return false
    if (filter.onlyWindow && filter.window && !inWindow(row, filter.window)) return false
    const text = words.length > 0 ? textOf(row) : ''
    return words.every((word) => text.includes(word))
  })
}

export function rowReference({ configuration: { result } }: RankedRow): string {
  return result ? referenceKey(result.reference) : ''
}

const collator = new Intl.Collator('en', { numeric: true })
export const compareText = (a: string, b: string): number => collator.compare(a, b)

export const distinct = (values: readonly string[]): readonly string[] => [...new Set(values)].toSorted(compareText)

export interface FilterChoices {
  readonly materials: readonly { readonly material: string; readonly slabs: readonly string[] }[]
  readonly adsorbates: readonly string[]
  readonly elements: readonly string[]
  /** how many rows each outcome has */
  readonly shown: Readonly<Record<Shown, number>>
}

/** What there is to choose from. */
export function filterChoices(rows: readonly RankedRow[]): FilterChoices {
  const slabs = Map.groupBy(rows, (r) => r.configuration.material)
  return {
    materials: [...slabs].map(([material, of]) => ({ material, slabs: distinct(of.map((r) => r.configuration.slab)) })).toSorted((a, b) => compareText(a.material, b.material)),
    adsorbates: distinct(rows.map((r) => r.configuration.adsorbate)),
    elements: distinct([...new Set(rows.flatMap((r) => [r.formula, r.configuration.adsorbate]))].flatMap(elementsOf)),
    shown: Object.fromEntries(SHOWN.map((show) => [show, rows.filter((row) => isShown(row, show)).length])) as Record<Shown, number>,
  }
}
