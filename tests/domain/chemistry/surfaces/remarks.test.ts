/** What is said of a bulk that may not be meant as one. */
import { expect, test } from 'vitest'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { customSlab, vacuumAxis } from '../../../../src/domain/chemistry/surfaces/custom'
import { bulkRemarks, isMolecular } from '../../../../src/domain/chemistry/surfaces/remarks'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'
import { aseSurface } from '../fixtures'
import { bulkOf, tables } from './tables'

const cubic = (a: number, numbers: readonly number[], positions: readonly number[]): Structure => makeStructure({ numbers, positions, cell: [a, 0, 0, 0, a, 0, 0, 0, a] })

test('the crystals of the tables are networks, and there is nothing to remark', () => {
  for (const table of tables) expect(bulkRemarks(bulkOf(table)), table.name).toEqual([])
})

test('layers and chains are networks too; molecules are not, also where one crosses the boundary', () => {
  // graphite (Wyckoff, Crystal Structures): layers 3.35 Å apart
  const graphite = makeStructure({ numbers: [6, 6, 6, 6], positions: [0, 0, 1.6775, 0, 1.42, 1.6775, 0, 0, 5.0325, 1.23, 0.71, 5.0325], cell: [2.46, 0, 0, -1.23, 2.1304, 0, 0, 0, 6.71] })
  expect(isMolecular(graphite)).toBe(false)
  expect(bulkRemarks(graphite)).toEqual([])
  // N2 along z through the corner: N at -0.55 and 0.55 Å
  const nitrogen = cubic(3.8, [7, 7], [0, 0, 3.25, 0, 0, 0.55])
  expect(bulkRemarks(nitrogen)).toEqual([expect.stringContaining('separate molecules')])
  // a chain of carbon, 1.28 Å apart, along z
  expect(isMolecular(cubic(2.56, [6, 6], [0, 0, 0, 0, 0, 1.28]))).toBe(false)
  // single atoms 5 Å apart are no molecules
  expect(isMolecular(cubic(5, [18], [0, 0, 0]))).toBe(false)
})

test('a thin vacuum, and empty space on several sides, are remarked with their widths', () => {
  const { structure: co } = findAdsorbate('CO')
  expect(bulkRemarks(cubic(12, [...co.numbers], [...co.positions].map((x) => x + 3)))).toEqual([expect.stringMatching(/empty space: 12\.0 Å along a, 12\.0 Å along b, 10\.9 Å along c/)])
  const { structure: s } = aseSurface('Cu fcc111')
  const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
  const thin = makeStructure({ numbers: s.numbers, positions: s.positions, cell: s.cell.map((x, q) => (q === 8 ? Math.max(...z) - Math.min(...z) + 5 : x)) })
  expect(bulkRemarks(thin)).toEqual([expect.stringContaining('5.0 Å along c')])
})

test('a slab that was stood up by hand is a slab again without being told, thin vacuum, holes and all', () => {
  const { structure: s } = aseSurface('Cu fcc111')
  const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
  const thin = makeStructure({ numbers: s.numbers, positions: s.positions, cell: s.cell.map((x, q) => (q === 8 ? Math.max(...z) - Math.min(...z) + 5 : x)) })
  expect(() => customSlab(thin, { id: 'a', source: '' })).toThrow(/No vacuum/)
  const stood = customSlab(thin, { id: 'a', source: '', axis: 2 }).structure
  const again = customSlab(stood, { id: 'a', source: '' }).structure
  expect([again.tags, again.fixed]).toEqual([stood.tags, stood.fixed])
  again.positions.forEach((x, q) => expect(x).toBeCloseTo(stood.positions[q]!, 9))
  // a row of copper atoms 2.55 Å apart with 12 Å of nothing beside it: no plane, but the user says where the vacuum is
  const rows = makeStructure({ numbers: [29, 29], positions: [0, 0, 5, 0, 0, 7.5], cell: [2.55, 0, 0, 0, 12, 0, 0, 0, 20] })
  expect(() => vacuumAxis(rows)).toThrow(/more than one axis/)
  expect(vacuumAxis(customSlab(rows, { id: 'a', source: '', axis: 2 }).structure)).toBe(2)
  // ASE tags a slab whose vacuum lies along x: c is not taken for it
  const across = makeStructure({ numbers: [29, 29], positions: [5, 0, 0, 7, 0, 0], cell: [20, 0, 0, 0, 2.5, 0, 0, 0, 2.5], tags: [0, 1] })
  expect(vacuumAxis(across)).toBe(0)
})
