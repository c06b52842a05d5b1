/** The ranked list: what is written can be read back by an independent reading of RFC 4180, and lists that mislead are refused. */
import { describe, expect, it } from 'vitest'
import { COLUMNS, rankedCsv, rankedJson, type RankedList, type RankedRow } from '../../../src/domain/export/ranked-list'
import { readInterval, uncalibrated } from '../../../src/domain/uncertainty/interval'

const calibrated = readInterval({ kind: 'calibrated', low: -1.5, high: -1.1, level: 0.9, calibrationId: 'cal1' })
const row: RankedRow = {
  rank: 1, group: 1, id: 'a', slab: 'Cu-111-t0', adsorbate: 'CO', placement: 'rand0001', formula: 'CCu36O', energy: -1.3000000000000003, interval: calibrated, distance: 0.25,
  pBest: 0.7, pTopK: 0.95, outcome: 'converged', anomalies: [], forceCalls: 101,
}
const list: RankedList = {
  provenance: { software: 'Adatom 0.1.0', model: { name: 'adatom-1', sha256: 'ff' }, calibrationId: 'cal1', reference: 'adsorption, RPBE', seed: 7, settings: { fmax: 0.02, preset: 'uma-era' }, created: '2026-11-23T00:00:00Z' },
  topK: 5,
  rows: [row, { ...row, rank: 2, group: 2, id: 'b, "quoted"', interval: { kind: 'out-of-domain', distance: Infinity, threshold: 1 }, distance: Infinity, anomalies: ['desorbed', 'dissociated'], pBest: undefined!, pTopK: undefined! }].map((r) =>
    Object.fromEntries(Object.entries(r).filter(([, v]) => v !== undefined)) as unknown as RankedRow,
  ),
}
const only = (r: Partial<RankedRow>): RankedList => ({ ...list, rows: [{ ...row, ...r }] })

/** A reader of RFC 4180 written from the RFC: fields, quotes doubled. */
function readCsv(text: string): string[][] {
  return text.split('\n').filter((l) => l !== '' && !l.startsWith('#')).map((line) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)].map((m) => m[1]?.replaceAll('""', '"') ?? m[2]!))
}

describe('CSV', () => {
  const text = rankedCsv(list)
  const [header, first, second] = readCsv(text)
  it('has units in the header and every column in every row', () => {
    expect(header).toContain('energy (eV)')
    for (const r of [header, first, second]) expect(r).toHaveLength(COLUMNS.length)
  })
  it('keeps numbers to the last digit and quotes what needs it', () => {
    expect(Number(first![header!.indexOf('energy (eV)')])).toBe(-1.3000000000000003)
    expect(second![header!.indexOf('id')]).toBe('b, "quoted"')
    expect(second![header!.indexOf('anomalies')]).toBe('desorbed dissociated')
  })
  it('leaves a field empty where there is no value', () => {
    for (const name of ['low (eV)', 'high (eV)', 'level', 'p_best', 'distance']) expect(second![header!.indexOf(name)]).toBe('')
  })
  it('carries the provenance', () => {
    for (const line of ['# software: Adatom 0.1.0', '# model.sha256: ff', '# calibrationId: cal1', '# settings.fmax: 0.02', '# seed: 7', '# topK: 5']) expect(text.split('\n')).toContain(line)
  })
})

describe('JSON', () => {
  const value = JSON.parse(rankedJson({ ...list, window: [-1.5, -1] })) as { columns: { name: string; unit: string; description: string }[]; rows: Record<string, unknown>[]; provenance: unknown; window: number[] }
  it('describes every column and holds every row', () => {
    expect(value.columns.map((c) => c.name)).toEqual(COLUMNS.map((c) => c.name))
    expect(value.columns.every((c) => c.description !== '')).toBe(true)
    expect(value.rows[0]).toMatchObject({ id: 'a', energy: -1.3000000000000003, low: -1.5, bar: 'calibrated', p_best: 0.7, dft_energy: null })
    expect(value.rows[1]).toMatchObject({ low: null, bar: 'out-of-domain', distance: null })
    expect(value).toMatchObject({ provenance: list.provenance, window: [-1.5, -1] })
  })
})

describe('a list that would mislead is refused', () => {
  it('repeated ids', () => expect(() => rankedCsv({ ...list, rows: [row, row] })).toThrow(/same id/))
  it('an energy that is not a number', () => expect(() => rankedJson(only({ energy: NaN }))).toThrow(/not a number/))
  it('an impossible probability', () => expect(() => rankedCsv(only({ pBest: 1.2 }))).toThrow(/outside 0 to 1/))
  it('a probability without calibration', () => expect(() => rankedCsv(only({ interval: uncalibrated('none') }))).toThrow(/no calibrated interval/))
  it('an interval of another calibration', () => expect(() => rankedCsv({ ...list, provenance: { ...list.provenance, calibrationId: 'other' } })).toThrow(/another calibration/))
  it('an empty list is a list', () => expect(readCsv(rankedCsv({ ...list, rows: [] }))).toHaveLength(1))
})
