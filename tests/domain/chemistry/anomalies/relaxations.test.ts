import { expect, test } from 'vitest'
import { detectAnomalies } from '../../../../src/domain/chemistry/anomalies'
import { makeWhole } from '../../../../src/domain/chemistry/whole'
import { makeStructure } from '../../../../src/domain/structure/structure'
import { readFixture } from '../fixtures'

interface Row {
  readonly name: string
  readonly numbers: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly tags: readonly number[]
  readonly initial: readonly (readonly number[])[]
  readonly final: readonly (readonly number[])[]
  readonly clean: readonly (readonly number[])[]
  readonly anomalies: readonly string[]
}

const rows = readFixture('anomalies/emt.json') as Row[]

const input = ({ numbers, cell, tags, initial, final, clean }: Row): Parameters<typeof detectAnomalies>[0] => {
  const shared = { numbers, tags, cell: cell.flat() }
  return {
    initial: makeStructure({ ...shared, positions: initial.flat() }),
    // one adsorbate each; EMT has pulled some apart before the first frame
    molecules: [tags.flatMap((tag, i) => (tag === 2 ? [i] : []))],
    final: makeStructure({ ...shared, positions: final.flat() }),
    cleanFinal: makeStructure({ numbers: numbers.slice(0, clean.length), tags: tags.slice(0, clean.length), cell: cell.flat(), positions: clean.flat() }),
  }
}

test.each(rows)("EMT relaxation $name has the anomalies that ASE's neighbour lists give by fairchem's rules", (row) => {
  const found = detectAnomalies(input(row))
  expect(found.map((a) => a.kind)).toEqual(row.anomalies)
  // made whole, the same
  const whole = input(row)
  expect(detectAnomalies({ ...whole, final: makeWhole(whole.final) }).map((a) => a.kind)).toEqual(row.anomalies)
  // every verdict has evidence, and every number of it is on the side of its threshold that it claims
  for (const { evidence, kind } of found) {
    expect(evidence.length).toBeGreaterThan(0)
    for (const e of evidence) {
      if (e.kind === 'bond-broken' || (e.kind === 'nearest-contact' && kind === 'desorbed')) expect(e.distance).toBeGreaterThanOrEqual(e.threshold)
      if (e.kind === 'bond-formed' || (e.kind === 'nearest-contact' && kind === 'intercalated')) expect(e.distance).toBeLessThan(e.threshold)
    }
  }
})

test('the relaxations show every anomaly, and none', () => {
  for (const kind of ['dissociated', 'desorbed', 'surface-changed', 'intercalated']) expect(rows.filter((r) => r.anomalies.includes(kind)).length, kind).toBeGreaterThan(1)
  expect(rows.filter((r) => r.anomalies.length === 0).length).toBeGreaterThan(5)
})
