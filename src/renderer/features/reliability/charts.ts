/** What the charts of the reliability page hold, and the same as CSV. */
import type { CalibrationVersion, ReliabilityPoint } from '../../../contract/reliability-api'
import { plotCsvOf } from '../../plots/csv'
import type { ChartDot, ChartLine } from '../../plots/xy-chart'
import { energyFixed, energyUnit, fixed, inUnit } from '../../ui/format'

/** Adsorbates share two looks: the first by name, and all others. */
export function dotsOf(points: readonly ReliabilityPoint[], at: (p: ReliabilityPoint) => { readonly x: number; readonly y: number } | null): ChartDot[] {
  const [first] = [...new Set(points.map(({ adsorbate }) => adsorbate))].toSorted()
  return points.flatMap((p): ChartDot[] => {
    const where = at(p)
    return where === null ? [] : [{ ...where, id: p.configuration, title: titleOf(p), group: p.adsorbate === first ? 0 : 1, hollow: p.excluded !== null || p.part === 'calibration' }]
  })
}

/** What the two colours of dots stand for. */
export function coloursOf(points: readonly ReliabilityPoint[]): string {
  const [first, ...others] = [...new Set(points.map(({ adsorbate }) => adsorbate))].toSorted()
  return first === undefined || others.length === 0 ? '' : `Green: ${first}. Amber: ${others.length > 3 ? 'other adsorbates' : others.join(', ')}.`
}

export function titleOf(p: ReliabilityPoint): string {
  const parts = [p.label, `error ${energyFixed(p.error, 3)} ${energyUnit()}`, p.dft === null ? '' : `DFT ${energyFixed(p.dft, 3)} ${energyUnit()}`, p.distance === null ? '' : `distance ${fixed(p.distance, 1)}`, p.part === 'imported' ? '' : `${p.part} part`, p.excluded ?? '']
  return parts.filter((text) => text !== '').join('; ')
}

/** What a curve of a version is called. */
export const versionName = ({ origin, id }: CalibrationVersion): string => (origin === 'model' ? 'as shipped' : `recalibrated (${id.slice(0, 6)})`)

export const DIAGONAL: ChartLine = { name: 'as promised', look: 'guide', points: [{ x: 0, y: 0 }, { x: 1, y: 1 }] }

export function reliabilityLines(versions: readonly CalibrationVersion[]): ChartLine[] {
  const curves = versions.flatMap((version, k): ChartLine[] => (version.judgement ? [{ name: versionName(version), look: k === 0 ? 'main' : 'second', points: version.judgement.reliability.map(({ nominal, observed }) => ({ x: nominal, y: observed })) }] : []))
  return [...curves, DIAGONAL]
}

export const reliabilityBands = (versions: readonly CalibrationVersion[]): { readonly look: 'main' | 'second'; readonly points: { readonly x: number; readonly low: number; readonly high: number }[] }[] =>
  versions.flatMap((version, k) => (version.judgement ? [{ look: k === 0 ? ('main' as const) : ('second' as const), points: version.judgement.reliability.map(({ nominal, low, high }) => ({ x: nominal, low, high })) }] : []))

export function rejectionLines(version: CalibrationVersion | undefined): ChartLine[] {
  const curve = version?.judgement?.rejection ?? []
  return [
    { name: 'by distance', look: 'main', points: curve.map(({ kept, mae }) => ({ x: kept, y: inUnit(mae) })) },
    { name: 'no order could do better', look: 'guide', points: curve.map(({ kept, oracle }) => ({ x: kept, y: inUnit(oracle) })) },
  ]
}

export const pointsCsv = (points: readonly ReliabilityPoint[]): string =>
  plotCsvOf(['label', 'adsorbate', 'elements', 'part', 'energy (eV)', 'dft_energy (eV)', 'error (eV)', 'distance', 'excluded'], points.map((p) => [p.label, p.adsorbate, p.elements, p.part, p.energy, p.dft, p.error, p.distance, p.excluded]))

export const reliabilityCsv = (versions: readonly CalibrationVersion[]): string =>
  plotCsvOf(['calibration', 'nominal', 'observed', 'low', 'high'], versions.flatMap(({ id, judgement }) => (judgement?.reliability ?? []).map((p) => [id, p.nominal, p.observed, p.low, p.high])))

export const rejectionCsv = (version: CalibrationVersion | undefined): string => plotCsvOf(['kept', 'mae (eV)', 'oracle (eV)'], (version?.judgement?.rejection ?? []).map((p) => [p.kept, p.mae, p.oracle]))
