import { expect, test } from 'vitest'
import type { Anomaly } from '../../../src/domain/chemistry/types'
import { makeStructure } from '../../../src/domain/structure/structure'
import { evidenceText, marksOf } from '../../../src/renderer/features/results/evidence-text'
import { frameAt, frameRate } from '../../../src/renderer/features/results/player'
import { RANKING, sortRows } from '../../../src/renderer/features/results/columns'
import { filterChoices, filterRows, NO_FILTER, outcomeOf } from '../../../src/renderer/features/results/rows'
import { inSight, moved, revealed, ROW } from '../../../src/renderer/features/results/table-window'
import { plotCsv, plotPoints } from '../../../src/renderer/plots/plot-points'
import { plotPath, range } from '../../../src/renderer/plots/plot-path'
import { idsOf, resultRow } from './result-rows'

const broken: Anomaly = { kind: 'dissociated', evidence: [{ kind: 'bond-broken', atoms: [1, 2], distance: 2.345, threshold: 1.9 }, { kind: 'moved', atom: 0, displacement: 1.25 }] }

const rows = [resultRow('rand10', -0.5), resultRow('rand2', -0.9), resultRow('heur1', null, { rank: null }), resultRow('rand3', -2, { rank: null, anomalies: [broken], material: 'Pt' })]
test('the ranking keeps the order of the host; other columns sort, rows without a value last both ways', () => {
  expect(idsOf(sortRows(rows, RANKING))).toEqual(idsOf(rows))
  expect(idsOf(sortRows(rows, { column: 'energy', descending: false }))).toEqual(['rand3', 'rand2', 'rand10', 'heur1'])
  expect(idsOf(sortRows(rows, { column: 'energy', descending: true }))).toEqual(['rand10', 'rand2', 'rand3', 'heur1'])
  expect(idsOf(sortRows(rows, { column: 'placement', descending: false }))).toEqual(['heur1', 'rand2', 'rand3', 'rand10'])
})

test('energies with different references are not sorted into each other', () => {
  const mixed = [resultRow('a', -1, { functional: 'PBE' }), resultRow('b', -3), resultRow('c', -2, { functional: 'PBE' }), resultRow('d', 0)]
  expect(idsOf(sortRows(mixed, { column: 'energy', descending: false }))).toEqual(['c', 'a', 'b', 'd'])
  expect(new Set(plotPoints(mixed).map((p) => p.group)).size).toBe(2)
})

test('filters: words, surface, element, outcome, energy window', () => {
  expect(idsOf(filterRows(rows, { ...NO_FILTER, text: 'cu RAND' }))).toEqual(['rand10', 'rand2'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, text: 'dissociated' }))).toEqual(['rand3'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, surface: 'material:Pt' }))).toEqual(['rand3'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, surface: 'slab:Cu-111-t0' }))).toEqual(['rand10', 'rand2', 'heur1'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, element: 'Pt' }))).toEqual(['rand3'])
  // C and O of the adsorbate; Co is another element than CO
  expect(idsOf(filterRows(rows, { ...NO_FILTER, element: 'O' }))).toHaveLength(4)
  expect(idsOf(filterRows(rows, { ...NO_FILTER, element: 'Co' }))).toEqual([])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, window: [-0.9, -0.5], onlyWindow: true }))).toEqual(['rand10', 'rand2'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, window: [-0.9, -0.5] }))).toHaveLength(4)
  expect(idsOf(filterRows(rows, { ...NO_FILTER, show: 'failed' }))).toEqual(['heur1'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, show: 'ranked' }))).toEqual(['rand10', 'rand2'])
  expect(idsOf(filterRows(rows, { ...NO_FILTER, show: 'anomalous' }))).toEqual(['rand3'])
})

test('what there is to choose from, and how many rows each outcome has', () => {
  const merged = resultRow('rand9', null, { skipped: { kind: 'merged', into: 'rand2', above: 0.01, step: 4, forceCalls: 5 } })
  const choices = filterChoices([...rows, merged])
  expect(choices.materials).toEqual([{ material: 'Cu', slabs: ['Cu-111-t0'] }, { material: 'Pt', slabs: ['Pt-111-t0'] }])
  expect(choices.elements).toEqual(['C', 'Cu', 'O', 'Pt'])
  expect(choices.shown).toEqual({ all: 5, ranked: 2, anomalous: 1, merged: 1, failed: 1, pending: 0 })
  expect(outcomeOf(merged)).toBe('merged')
  expect(idsOf(filterRows([...rows, merged], { ...NO_FILTER, show: 'merged' }))).toEqual(['rand9'])
})

test('outcomes in a word', () => expect(rows.map(outcomeOf)).toEqual(['converged', 'converged', 'failed', 'converged']))

test('a plot has one point per finished configuration and no bar that was not calibrated', () => {
  const points = plotPoints(rows)
  expect(points.map((p) => p.id)).toEqual(['rand2', 'rand10', 'rand3'])
  expect(points.every((p) => p.low === null && p.high === null)).toBe(true)
  expect(points.find((p) => p.id === 'rand3')!.anomalous).toBe(true)
  expect(plotCsv(points).split('\n')[1]).toBe('rand2,Cu(111) · CO,-0.9,,,yes')
  expect(plotPoints([])).toEqual([])
})

test('evidence in words and as atoms to mark', () => {
  const s = makeStructure({ numbers: [29, 6, 8], cell: [9, 0, 0, 0, 9, 0, 0, 0, 9], positions: [0, 0, 0, 1, 1, 1, 2, 2, 2] })
  expect(broken.evidence.map((e) => evidenceText(e, s))).toEqual(['C 1 – O 2 is broken: 2.35 Å, bonded below 1.90 Å', 'Cu 0 moved by 1.25 Å'])
  expect(marksOf([broken])).toEqual({ atoms: [1, 2, 0], links: [[1, 2]] })
})

test('keys move within the table, and a row that is out of sight is scrolled to', () => {
  expect([moved(0, 'ArrowUp', 5, 3), moved(4, 'ArrowDown', 5, 3), moved(1, 'PageDown', 5, 3), moved(-1, 'ArrowDown', 5, 3), moved(2, 'x', 5, 3)]).toEqual([0, 4, 4, 0, null])
  expect(revealed(0, 10 * ROW, 3)).toBe(0)
  expect(revealed(0, 10 * ROW, 10)).toBe(ROW)
  expect(revealed(20 * ROW, 10 * ROW, 3)).toBe(3 * ROW)
})

test('only rows in sight exist, and every row in sight does', () => {
  for (const top of [0, 7, 450, 29_000]) {
    const [first, end] = inSight(top, 300, 1000)
    expect(end - first).toBeLessThan(30)
    expect(first * ROW).toBeLessThanOrEqual(top)
    expect(Math.min(1000, end) * ROW).toBeGreaterThanOrEqual(Math.min(1000 * ROW, top + 300))
  }
  expect(inSight(0, 300, 0)).toEqual([0, 0])
})

test('playing ends at the last frame, and no relaxation takes more than twelve seconds', () => {
  expect(frameAt(0, 0, 50)).toBe(0)
  expect(frameAt(0, 1000, 50)).toBe(10)
  expect(frameAt(10, 1e9, 50)).toBe(49)
  expect(5000 / frameRate(5000)).toBeLessThanOrEqual(12)
})

test('a line of many points costs no more than its columns', () => {
  const values = Float64Array.from({ length: 10_000 }, (_, i) => i)
  const path = plotPath(values, (i) => i, (v) => v, 200)
  expect(path.split('L').length).toBeLessThanOrEqual(202)
  expect(path.endsWith('L9999.0,9999.0')).toBe(true)
  expect(range([Number.NaN, 2, -1])).toEqual([-1, 2])
  expect(range([])).toEqual([0, 1])
})
