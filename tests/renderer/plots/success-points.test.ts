/** The curve of expected success: the order of the search, what counts as a draw, and the data as a file. */
import { expect, test } from 'vitest'
import { pairSeed } from '../../../src/domain/adsorbml/screen'
import { expectedSuccess } from '../../../src/domain/adsorbml/search/stopping'
import { random } from '../../../src/domain/math/random'
import { successCsv, successCurves } from '../../../src/renderer/plots/success-points'
import { resultRow } from '../features/result-rows'

const names = ['heur0000', 'rand0000', 'rand0001', 'rand0002', 'rand0003', 'rand0004']
const id = (name: string): string => `Cu-111-t0/CO/${name}`
const rows = [
  resultRow(id('heur0000'), -0.5),
  resultRow(id('rand0000'), null, { skipped: { kind: 'merged', into: id('heur0000'), above: 0.01, step: 3, forceCalls: 4 } }),
  resultRow(id('rand0001'), null, { skipped: { kind: 'same-start', of: id('rand0000') } }),
  resultRow(id('rand0002'), null, { skipped: { kind: 'not-needed', promised: 0.95 } }),
  resultRow(id('rand0003'), -3, { rank: null, anomalies: [{ kind: 'desorbed', evidence: [] }] }),
  resultRow(id('rand0004'), null),
]

test('draws come in the order of the search, each with its force calls; what was not started is no draw', () => {
  const [curve, ...others] = successCurves(rows.toReversed(), 7)
  expect(others).toEqual([])
  expect(curve!.pair).toBe('Cu(111) · CO')
  const order = random(pairSeed(7, 'Cu-111-t0', 'CO'), 'search').shuffle([...names]).filter((n) => n !== 'rand0002')
  expect(curve!.drawn.map((p) => p.id)).toEqual(order.map(id))
  // 11 each of the two relaxed, 4 of the merged one
  expect(curve!.drawn.at(-1)!.forceCalls).toBe(26)
})

test('merged and same starts have the energy of their minimum; anomalies and failures tell nothing of it', () => {
  const [curve] = successCurves(rows, 7)
  const last = curve!.drawn.at(-1)!
  expect(last.lowest).toBe(-0.5)
  expect(last.success).toBeCloseTo(expectedSuccess({ placements: 3, best: 3 }, 0, { more: curve!.horizon - 5 }), 12)
  expect(curve!.expected).toHaveLength(5)
  expect(curve!.expected.at(-1)!.placements).toBe(10)
})

test('nothing finished gives no curve, and the data have a line for every point', () => {
  expect(successCurves([rows[3]!], 1)).toEqual([])
  const lines = successCsv(successCurves(rows, 7)).trim().split('\n')
  expect(lines).toHaveLength(1 + 5 + 5)
  expect(lines[0]!.split(',')).toHaveLength(8)
  expect(lines[1]).toMatch(/^Cu\(111\) · CO,1,Cu-111-t0\/CO\//)
})
