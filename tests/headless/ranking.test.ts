/** The ranked list as a person reads it. */
import { expect, test } from 'vitest'
import type { RunResults } from '../../src/contract/host-api'
import { pairAnswer } from '../../src/domain/adsorbml/answer'
import type { ConfigurationResult, RankedRow } from '../../src/domain/catalogue/records'
import { readInterval, uncalibrated, type Interval } from '../../src/domain/uncertainty/interval'
import { plural } from '../../src/domain/units/plural'
import { duration, table, toJson } from '../../src/headless/cli/output'
import { planes } from '../../src/headless/cli/parse'
import { rankingText as textOf } from '../../src/headless/cli/ranking'

const result = (energy: number, change: Partial<ConfigurationResult> = {}): ConfigurationResult => ({
  outcome: 'converged', energy, reference: { kind: 'adsorption', gas: 'H2, H2O, CO, N2', functional: 'PBE', model: 'ab' }, interval: uncalibrated('none'), anomalies: [], steps: 12, forceCalls: 13, fmax: 0.021, inDomain: true, ...change,
})
const row = (slab: string, adsorbate: string, placement: string, rank: number | null, found?: ConfigurationResult): RankedRow => ({
  rank, miller: '111', formula: 'Cu', relative: rank === null ? null : (rank - 1) / 10,
  configuration: { id: `${slab}/${adsorbate}/${placement}`, material: 'Cu', slab, adsorbate, placement, state: found ? 'done' : 'failed', ...(found ? { result: found } : { reason: 'it died' }) },
})
const results = (rows: readonly RankedRow[]): RunResults => ({
  rows,
  run: { id: 'run-1', state: 'done', created: '', settings: {} as RunResults['run']['settings'], total: rows.length, done: rows.length, failed: 0, skipped: 0 },
  provenance: { software: 'adatom 9', model: { name: 'm', sha256: 'ab'.repeat(32), functional: 'PBE' }, calibration: null, settings: { seed: 4, placement: 'mixed' } as RunResults['provenance']['settings'], provider: 'cpu' },
})

/** With the answers that the host gives. */
const rankingText = (of: RunResults, top: number): string =>
  textOf(of, top, [...Map.groupBy(of.rows, ({ configuration: { slab, adsorbate } }) => `${slab} ${adsorbate}`).values()].map((pair) => pairAnswer(pair, of.provenance.settings)))

test('counts, the best, anomalies by kind, failures, reference and the lack of error bars', () => {
  const anomalous = result(-9, { anomalies: [{ kind: 'desorbed', evidence: [] }] })
  const text = rankingText(results([row('Cu-111-t0', 'CO', 'a', 1, result(-0.98765)), row('Cu-111-t0', 'CO', 'b', 2, result(-0.8)), row('Cu-111-t0', 'CO', 'c', null, anomalous), row('Cu-111-t0', 'CO', 'd', null)]), 1)
  expect(text).toContain('Cu-111-t0 + CO: 4 configurations, 2 ranked, 1 with anomalies (1 desorbed), 1 failed')
  expect(text).toMatch(/ 1 +-0\.988 +uncalibrated +0\.000 +0\.021 +12 +converged +a/)
  expect(text).not.toContain('-0.800')
  expect(text).not.toContain('-9')
  expect(text).toMatch(/negative binds; gas: H2, H2O, CO, N2; functional PBE/)
  expect(text).toMatch(/Uncalibrated: none; differences below a few tenths of an eV may mean nothing/)
})

test('basins are counted and shown, and the expected success is said where placements were drawn at random', () => {
  const rows = [row('A', 'O', 'p', 1, result(-0.5)), row('A', 'O', 'q', 2, result(-0.499)), row('A', 'O', 'r', 3, result(-0.2))].map((one, k) => ({ ...one, basin: k < 2 ? 1 : 2 }))
  const text = rankingText(results(rows), 5)
  expect(text).toMatch(/ 2 +-0\.499 +uncalibrated +0\.100 +1 +0\.021/)
  expect(text).toMatch(/ 3 +-0\.200 +uncalibrated +0\.200 +2 +0\.021/)
  expect(text).toMatch(/2 basins up to symmetry\nLowest: -0\.500 eV, uncalibrated; 2 placements went there\n2 of 3 valid placements ended within 0\.1 eV of the lowest; expected success, against 100 placements: \d+ %, with twice as many \d+ %/)
  const heuristic = { ...results(rows), provenance: { ...results(rows).provenance, settings: { seed: 4, placement: 'heuristic' } as RunResults['provenance']['settings'] } }
  expect(rankingText(heuristic, 5)).not.toMatch(/expected success/)
  expect(rankingText(results([row('A', 'O', 'p', 1, result(-0.5))]), 5)).not.toMatch(/basins|expected success/)
})

test('several surfaces end in a table of the best, by adsorbate; calibrated bars and domains are shown as they are', () => {
  const calibrated = readInterval({ kind: 'calibrated', low: -0.6, high: -0.2, level: 0.9, calibrationId: 'c' })
  const outside = { kind: 'out-of-domain', distance: 3, threshold: 1 } as const
  const text = rankingText(results([row('A', 'O', 'p', 1, result(-0.4, { interval: calibrated })), row('B', 'O', 'q', 1, result(-0.7, { interval: outside, inDomain: false, domainNote: 'm was not made for oxides' })), row('A', 'CO', 'r', 1, result(-0.1)), row('C', 'O', 's', null)]), 5)
  const best = text.slice(text.indexOf('Best of each surface'))
  expect(best.split('\n').slice(3, 6).map((line) => line.split(/ +/).slice(0, 3))).toEqual([['CO', 'A', '-0.100'], ['O', 'B', '-0.700'], ['O', 'A', '-0.400']])
  expect(text).toContain('-0.60 to -0.20')
  expect(text).toContain('Error bars: 90 % intervals, calibration c')
  expect(text).toContain("Out of the model's domain: m was not made for oxides")
  expect(text).toContain('C + O: 1 configuration, 0 ranked, 1 failed\nNone can be ranked')
})

test('bars of two truths have a line each, with what they rest on', () => {
  const bar = (calibrationId: string, basis: object): Interval => readInterval({ kind: 'calibrated', low: -0.6, high: -0.2, level: 0.9, calibrationId, basis })
  const rows = [
    row('A', 'OH', 'p', 1, result(-0.4, { interval: bar('c', { truth: 'own-minimum', own: 73, all: 87 }) })),
    row('A', 'CO', 'q', 1, result(-0.4, { interval: bar('d', { truth: 'same-structure', own: 11, all: 60 }) })),
    row('A', 'CHO', 'r', 1, result(-0.4, { interval: bar('d', { truth: 'same-structure', own: 0, all: 60 }) })),
  ]
  const lines = rankingText(results(rows), 5).split('\n').filter((line) => line.startsWith('Error bars'))
  expect(lines).toEqual([
    "Error bars: 90 % intervals, calibration c: 73 points of OH (87 in all) against DFT's own minimum",
    'Error bars: 90 % intervals, calibration d: 11 points of CO (60 in all) against DFT at the same structure',
    'Error bars: 90 % intervals, calibration d: 60 points of other adsorbates (none of CHO) against DFT at the same structure',
  ])
})

test('columns of numbers are aligned to the right, those of words to the left', () => {
  expect(table(['a', 'number'], [['x', '1.5'], ['long', '-10']])).toBe('a     number\n----  ------\nx        1.5\nlong     -10')
  expect(table(['empty'], [])).toBe('empty\n-----')
})

test('plurals, durations, JSON of typed arrays', () => {
  expect([plural(1, 'slab'), plural(0, 'slab')]).toEqual(['1 slab', '0 slabs'])
  expect([duration(12.4), duration(600), duration(9000)]).toEqual(['12 s', '10 min', '2.5 h'])
  expect(JSON.parse(toJson({ x: new Float64Array([1, 2]) }))).toEqual({ x: [1, 2] })
})

test('the option for planes needs at least one; the grammar is that of the domain', () => {
  expect(planes('111,10-10')).toEqual([{ miller: [1, 1, 1], hexagonal: false }, { miller: [1, 0, 0], hexagonal: true }])
  expect(() => planes(' ')).toThrow(/No plane/)
  expect(() => planes('1a1')).toThrow(/“1a1” is not a plane/)
})
