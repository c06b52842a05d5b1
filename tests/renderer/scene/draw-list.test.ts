import { expect, test } from 'vitest'
import { makeStructure } from '../../../src/domain/structure/structure'
import { drawList, drawnBonds, drawnPositions, MAX_BONDED } from '../../../src/renderer/scene/draw-list'

const A = 3.615
const copper = makeStructure({ numbers: [29, 29, 29, 29], cell: [A, 0, 0, 0, A, 0, 0, 0, A], positions: [0, 0, 0, A / 2, A / 2, 0, A / 2, 0, A / 2, 0, A / 2, A / 2] })

test('the conventional fcc cell shows its 8 corners and 6 faces', () => {
  expect(drawList(copper, { images: 1, bulk: true }).atoms).toHaveLength(14)
})

test('atoms outside a bulk cell are drawn inside it', () => {
  const out = { ...copper, positions: copper.positions.map((x) => x - 5 * A) }
  const list = drawList(out, { images: 1, bulk: true })
  const positions = drawnPositions(list, out.positions)
  expect(Math.min(...positions)).toBeGreaterThan(-1e-4)
  expect(Math.max(...positions)).toBeLessThan(A + 1e-4)
})

test('a slab is repeated along the surface only, and a molecule not at all', () => {
  expect(drawList(copper, { images: 3, bulk: false }).atoms).toHaveLength(4 * 9)
  const molecule = makeStructure({ numbers: [6, 8], cell: new Float64Array(9), pbc: [false, false, false], positions: [0, 0, 0, 0, 0, 1.13] })
  const list = drawList(molecule, { images: 3, bulk: false })
  expect(list.atoms).toHaveLength(2)
  expect([...drawnBonds(list, molecule.positions)]).toEqual([0, 1])
})

test('an adsorbate that lies across the boundary is drawn in one piece, with its bond', () => {
  const cell = [8, 0, 0, 0, 8, 0, 0, 0, 30]
  const split = makeStructure({ numbers: [29, 6, 8], cell, positions: [4, 4, 5, 7.9, 4, 7, 0.9, 4, 7.5], tags: [1, 2, 2], fixed: [1, 0, 0] })
  const list = drawList(split, { images: 1, bulk: false })
  const p = drawnPositions(list, split.positions)
  const distance = Math.hypot(p[6]! - p[3]!, p[7]! - p[4]!, p[8]! - p[5]!)
  // |(1, 0, 0.5)|; Float32 positions near 8 Å are good to 1e-6
  expect(distance).toBeCloseTo(Math.sqrt(1.25), 5)
  expect([...drawnBonds(list, split.positions)]).toEqual([1, 2])
})

test('every nearest-neighbour pair among the 14 drawn atoms is bonded: 36 in the fcc cell', () => {
  // counted by hand: each of the 6 face centres touches 4 corners (24) and 4 of the other face centres (6 x 4 / 2 = 12)
  const list = drawList(copper, { images: 1, bulk: true })
  expect(drawnBonds(list, copper.positions).length / 2).toBe(36)
})

test('an empty structure draws nothing', () => {
  const nothing = makeStructure({ numbers: [], cell: [1, 0, 0, 0, 1, 0, 0, 0, 1], positions: [] })
  const list = drawList(nothing, { images: 2, bulk: true })
  expect(list.atoms).toHaveLength(0)
  expect(drawnBonds(list, nothing.positions)).toHaveLength(0)
})

test('too many atoms are drawn without bonds', () => {
  const n = MAX_BONDED + 1
  const many = makeStructure({ numbers: new Uint8Array(n).fill(1), cell: [n, 0, 0, 0, 9, 0, 0, 0, 9], positions: Float64Array.from({ length: 3 * n }, (_, q) => (q % 3 === 0 ? q / 3 : 1)) })
  expect(drawnBonds(drawList(many, { images: 1, bulk: false }), many.positions)).toHaveLength(0)
})
