/** Centring for small pictures moves the slab sideways by lattice vectors and one shift: no distance between neighbours changes. */
import { expect, test } from 'vitest'
import { toFractional } from '../../../src/domain/structure/cell'
import { minimumImage } from '../../../src/domain/structure/minimum-image'
import { makeStructure } from '../../../src/domain/structure/structure'
import { centredOnAdsorbate } from '../../../src/renderer/scene/centre'
import { surfaceName, terminationOf } from '../../../src/renderer/ui/surface-name'

/** A skew cell with an OH whose H has left through the boundary. */
const cell = [6, 0, 0, 2.5, 5, 0, 0, 0, 18]
const split = makeStructure({ numbers: [29, 29, 29, 8, 1], positions: [0, 0, 5, 3, 0, 5, 1.2, 2.5, 5, 5.9, 0.1, 6.9, 0.7, 0.1, 7.3], cell, tags: [1, 1, 1, 2, 2] })

test('the adsorbate stands whole in the middle, and every minimum-image distance is as it was', () => {
  const moved = centredOnAdsorbate(split)
  const [o, h] = [3, 4].map((i) => Array.from(moved.positions.subarray(3 * i, 3 * i + 3)))
  expect(Math.hypot(...o!.map((x, k) => x - h![k]!))).toBeCloseTo(Math.hypot(0.8, 0.4), 9)
  const f = toFractional(moved.positions, moved.cell)
  for (const k of [0, 1]) expect((f[9 + k]! + f[12 + k]!) / 2).toBeCloseTo(0.5, 9)
  for (let i = 0; i < 3; i++) for (const k of [0, 1]) expect(f[3 * i + k]! >= 0 && f[3 * i + k]! < 1).toBe(true)
  const nearest = minimumImage(split.cell, split.pbc)
  const distance = (p: ArrayLike<number>, i: number, j: number): number => Math.hypot(...nearest([0, 1, 2].map((k) => p[3 * i + k]! - p[3 * j + k]!) as [number, number, number]))
  for (let i = 0; i < 5; i++) for (let j = 0; j < i; j++) expect(distance(moved.positions, i, j)).toBeCloseTo(distance(split.positions, i, j), 9)
  for (let i = 0; i < 5; i++) expect(moved.positions[3 * i + 2]).toBeCloseTo(split.positions[3 * i + 2]!, 9)
})

test('without an adsorbate, or without periodicity along the surface, nothing moves', () => {
  const clean = makeStructure({ ...split, tags: [1, 1, 1, 0, 0] })
  const molecule = makeStructure({ ...split, pbc: [false, false, false] })
  expect(centredOnAdsorbate(clean)).toBe(clean)
  expect(centredOnAdsorbate(molecule)).toBe(molecule)
})

test('slabs of one facet are told apart by name, the first needs none', () => {
  expect(['Pt-111-t0', 'Pt-111-t2', 'TiO2-110-t0-bottom', 'TiO2-110-t1-v0.5', 'own slab'].map(terminationOf)).toEqual([null, 't2', 't0 bottom', 't1 v0.5', null])
  expect(surfaceName({ material: 'Pt3Ni', slab: 'Pt3Ni-1-10-t1' }, '1-10')).toBe('Pt3Ni(1-10) t1')
})
