/** Rows of results for the tests of the page: as the host sends them, with whatever a test asks for. */
import type { Configuration, ConfigurationResult, RankedRow, SkipReason } from '../../../src/domain/catalogue/records'
import type { Anomaly } from '../../../src/domain/chemistry/types'
import { readInterval, uncalibrated, type Interval } from '../../../src/domain/uncertainty/interval'
import type { ResultRow } from '../../../src/renderer/features/results/rows'

export const REFERENCE = { kind: 'adsorption', gas: 'H2, H2O, CO, N2', functional: 'RPBE', model: 'abc' } as const

export const bar = (low: number, high: number): Interval => readInterval({ kind: 'calibrated', low, high, level: 0.9, calibrationId: 'c0ffee' })

export interface RowOptions {
  readonly rank?: number | null
  readonly material?: string
  readonly slab?: string
  readonly miller?: string
  readonly formula?: string
  readonly adsorbate?: string
  readonly placement?: string
  readonly functional?: string
  readonly anomalies?: readonly Anomaly[]
  readonly interval?: Interval
  readonly basin?: number
  readonly group?: number
  readonly best?: number
  readonly window?: number
  readonly skipped?: SkipReason
  readonly result?: Partial<ConfigurationResult>
}

/** One row; without an energy it has failed, or was skipped. */
export function resultRow(id: string, energy: number | null, o: RowOptions = {}): ResultRow {
  const material = o.material ?? 'Cu'
  const base = { id, material, slab: o.slab ?? `${material}-111-t0`, adsorbate: o.adsorbate ?? 'CO', placement: o.placement ?? id }
  const result = (e: number): ConfigurationResult => ({
    outcome: 'converged', energy: e, reference: { ...REFERENCE, functional: o.functional ?? 'RPBE' }, interval: o.interval ?? uncalibrated('no data'), anomalies: o.anomalies ?? [], steps: 10, forceCalls: 11, fmax: 0.0312, inDomain: true, ...o.result,
  })
  const configuration: Configuration =
    energy !== null ? { ...base, state: 'done', result: result(energy) } : o.skipped ? { ...base, state: 'skipped', skipped: o.skipped } : { ...base, state: 'failed', reason: 'lost' }
  const rank = o.rank === undefined ? (energy === null ? null : 1) : o.rank
  const row: RankedRow = { rank, configuration, miller: o.miller ?? '111', formula: o.formula ?? material, relative: rank === null ? null : 0, ...(o.basin === undefined ? {} : { basin: o.basin }) }
  if (o.group === undefined) return row
  return { ...row, chance: { best: o.best ?? 0.5, topK: 1, group: o.group, ...(o.window === undefined ? {} : { window: o.window }) } }
}

export const idsOf = (rows: readonly RankedRow[]): string[] => rows.map((r) => r.configuration.id)
