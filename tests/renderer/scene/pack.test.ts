import { expect, test } from 'vitest'
import { covalentRadius } from '../../../src/domain/structure/elements'
import { makeStructure } from '../../../src/domain/structure/structure'
import { drawList } from '../../../src/renderer/scene/draw-list'
import { cellEdges, drawnRadius, FIXED, HIGHLIGHTED, HOVERED, packBonds, packFlags, packSpheres, packTints, SELECTED } from '../../../src/renderer/scene/pack'

const s = makeStructure({ numbers: [29, 8], cell: [4, 0, 0, 0, 5, 0, 0, 0, 20], positions: [1, 2, 3, 1, 2, 4.8], tags: [1, 2], fixed: [1, 0] })
const list = drawList(s, { images: 2, bulk: false })

test('spheres: centre and radius of every drawn atom, images shifted by the cell', () => {
  const spheres = packSpheres(list, s.positions, 'space')
  expect(spheres).toHaveLength(4 * 8)
  expect(Array.from(spheres.slice(0, 3))).toEqual([1, 2, 3])
  expect(spheres[3]).toBeCloseTo(0.96 * covalentRadius(29), 6)
  const k = list.atoms.findIndex((atom, i) => atom === 1 && list.images[3 * i] === 1 && list.images[3 * i + 1] === 1)
  expect(Array.from(spheres.slice(4 * k, 4 * k + 3), (x) => Math.round(x * 1000) / 1000)).toEqual([5, 7, 4.8])
})

test('a buffer that is long enough is used again', () => {
  const buffer = new Float32Array(400)
  expect(packSpheres(list, s.positions, 'ball', buffer)).toBe(buffer)
  expect(packSpheres(list, s.positions, 'ball', new Float32Array(3))).toHaveLength(32)
})

test('hydrogen is never too small to see', () => expect(drawnRadius(1, 'ball')).toBeGreaterThan(0.2))

test('flags say fixed, selected, pointed at and part of an anomaly', () => {
  const flags = packFlags(list, { fixed: true, selected: [1], hovered: 2, highlighted: [1] })
  const oxygen = [...list.atoms].indexOf(1)
  expect(flags[0]! & FIXED).toBe(FIXED)
  expect(flags[oxygen]! & FIXED).toBe(0)
  expect(flags[oxygen]! & HIGHLIGHTED).toBe(HIGHLIGHTED)
  expect(flags[1]! & SELECTED).toBe(SELECTED)
  expect(flags[2]! & HOVERED).toBe(HOVERED)
  expect(packFlags(list, { fixed: false, selected: [999], hovered: -1, highlighted: [] }).every((f) => f === 0)).toBe(true)
})

test('tints carry the colour of the atom and its flags as bytes', () => {
  const tints = packTints(list, [[200, 100, 50], [255, 0, 0]], new Uint8Array(8).fill(3))
  expect(Array.from(tints.slice(0, 4))).toEqual([200, 100, 50, 3])
  expect(tints).toHaveLength(32)
})

test('a bond goes from centre to centre, half in each colour', () => {
  const spheres = packSpheres(list, s.positions, 'ball')
  const { ends, tints } = packBonds(list, spheres, Int32Array.of(0, list.atoms.indexOf(1)), [[1, 2, 3], [4, 5, 6]], 0.125)
  const expected = [1, 2, 3, 0.125, 1, 2, 4.8, 0]
  expect([...ends].every((x, i) => Math.abs(x - expected[i]!) < 1e-6)).toBe(true)
  expect([...tints]).toEqual([1, 2, 3, 0, 4, 5, 6, 0])
})

test('a cell has twelve edges whose lengths are the cell vectors, four of each', () => {
  const edges = cellEdges(s)
  expect(edges).toHaveLength(72)
  const lengths = Array.from({ length: 12 }, (_, e) => Math.hypot(edges[6 * e]! - edges[6 * e + 3]!, edges[6 * e + 1]! - edges[6 * e + 4]!, edges[6 * e + 2]! - edges[6 * e + 5]!)).sort((a, b) => a - b)
  expect(lengths).toEqual([4, 4, 4, 4, 5, 5, 5, 5, 20, 20, 20, 20])
  expect(cellEdges({ cell: s.cell, pbc: [false, false, false] })).toHaveLength(0)
})
