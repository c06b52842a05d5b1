/** The points of the ranked-energies plot. */
import type { RankedRow } from '../../domain/catalogue/records'
import { energyText, energyUnit, intervalText } from '../ui/format'
import { referenceName } from '../ui/reference-name'
import { surfaceName } from '../ui/surface-name'
import { plotCsvOf } from './csv'

export interface PlotPoint {
  readonly id: string
  /** 'Cu(111) · CO' */
  readonly group: string
  /** eV */
  readonly energy: number
  /** calibrated interval, eV; null where there is none */
  readonly low: number | null
  readonly high: number | null
  readonly anomalous: boolean
  /** the best of its group */
  readonly best: boolean
  readonly title: string
}

/** One point for every finished configuration; groups ordered by their best ranked energy. */
export function plotPoints(rows: readonly RankedRow[]): readonly PlotPoint[] {
  const several = referencesOf(rows).length > 1
  const points = rows.flatMap((row) => {
    const { id, adsorbate, result, placement } = row.configuration
    if (!result || !Number.isFinite(result.energy) || result.outcome === 'exploded') return []
    const group = `${surfaceName(row.configuration, row.miller)} · ${adsorbate}${several ? ` (${referenceName(result.reference)})` : ''}`
    const { interval } = result
    const [low, high] = interval.kind === 'calibrated' ? [interval.low, interval.high] : [null, null]
    return [{ id, group, energy: result.energy, low, high, anomalous: row.rank === null, best: row.relative === 0, title: `${group}, ${placement}: ${energyText(result.energy, interval)}, ${intervalText(interval)}` }]
  })
  const lowest = new Map<string, number>()
  for (const p of points) lowest.set(p.group, Math.min(lowest.get(p.group) ?? Infinity, p.anomalous ? Infinity : p.energy))
  return points.toSorted((a, b) => lowest.get(a.group)! - lowest.get(b.group)! || a.group.localeCompare(b.group) || a.energy - b.energy)
}

/** Axis titles of the references that occur. */
export function referencesOf(rows: readonly RankedRow[]): readonly string[] {
  return [...new Set(rows.flatMap(({ configuration: { result } }) => (result ? [`${referenceName(result.reference)} (${energyUnit()}), reference: ${result.reference.gas}`] : [])))]
}

export const plotCsv = (points: readonly PlotPoint[]): string =>
  plotCsvOf(['configuration', 'group', 'energy_eV', 'low_eV', 'high_eV', 'ranked'], points.map((p) => [p.id, p.group, p.energy, p.low, p.high, p.anomalous ? 'no' : 'yes']))
