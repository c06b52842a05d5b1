import { expect, test } from 'vitest'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { findBonds } from '../../../../src/domain/chemistry/connectivity'
import { placeAdsorbate, placeAdsorbates } from '../../../../src/domain/chemistry/placements'
import { makeWhole } from '../../../../src/domain/chemistry/whole'
import { wrap } from '../../../../src/domain/structure/cell'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'
import { aseSurface, tiled } from '../fixtures'

const slab = tiled(aseSurface('Pt fcc111'), 2, 2)
const n = slab.structure.numbers.length

/** Bonds of the adsorbate atoms that cross no boundary. */
const directBonds = (s: Structure): number => findBonds({ ...s, pbc: [false, false, false] }, undefined, [...s.tags.keys()].filter((i) => s.tags[i] === 2)).length

test('a molecule split by wrapping is put together, beside the slab, without moving a slab atom or changing the structure', () => {
  let split = 0
  for (const placement of placeAdsorbate(slab, findAdsorbate('OHCH2CH3'), { mode: 'random', count: 40, seed: 3 })) {
    const wrapped = wrap(placement.structure)
    if (directBonds(wrapped) < 8) split++
    const whole = makeWhole(wrapped)
    expect(directBonds(whole)).toBe(8)
    expect(whole.positions.slice(0, 3 * n)).toEqual(wrapped.positions.slice(0, 3 * n))
    // the same periodic structure: wrapping it again gives what went in
    const again = wrap(whole)
    again.positions.forEach((x, q) => expect(x).toBeCloseTo(wrapped.positions[q]!, 9))
    expect(nearestDirect(whole)).toBeLessThan(4)
  }
  expect(split).toBeGreaterThan(5)
})

/** Å: shortest distance of an adsorbate and a slab atom as stored. */
function nearestDirect(s: Structure): number {
  let best = Infinity
  for (const i of s.tags.keys()) {
    if (s.tags[i] !== 2) continue
    for (const j of s.tags.keys()) if (s.tags[j] !== 2) best = Math.min(best, Math.hypot(...[0, 1, 2].map((k) => s.positions[3 * i + k]! - s.positions[3 * j + k]!)))
  }
  return best
}

test('each of several molecules is made whole', () => {
  const [placement] = placeAdsorbates(slab, [findAdsorbate('CH3'), findAdsorbate('CH3'), findAdsorbate('OH')], { mode: 'random', count: 1, seed: 5 })
  expect(directBonds(makeWhole(wrap(placement!.structure)))).toBe(7)
})

test('a molecule under the slab across the vacuum comes back on top', () => {
  const [placement] = placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'heuristic', count: 1, seed: 1 })
  const s = placement!.structure
  const below = { ...s, positions: s.positions.map((x, q) => (q >= 3 * n ? x - s.cell[6 + (q % 3)]! : x)) }
  makeWhole(below).positions.forEach((x, q) => expect(x).toBeCloseTo(s.positions[q]!, 9))
})

test('what is whole, or has nothing to make whole, is left as it is', () => {
  expect(makeWhole(slab.structure)).toBe(slab.structure)
  const [placement] = placeAdsorbate(slab, findAdsorbate('CH3'), { mode: 'heuristic', count: 1, seed: 1 })
  makeWhole(placement!.structure).positions.forEach((x, q) => expect(x).toBeCloseTo(placement!.structure.positions[q]!, 12))
  const molecule = makeStructure({ numbers: [6, 8], positions: [0, 0, 0, 0, 0, 1.1], cell: new Float64Array(9), pbc: [false, false, false], tags: [2, 2] })
  expect(makeWhole(molecule)).toBe(molecule)
})

test('a chain bonded to its own images is not torn', () => {
  const chain = makeStructure({ numbers: [6, 6], positions: [0, 0, 0, 1.4, 0, 0], cell: [2.8, 0, 0, 0, 20, 0, 0, 0, 20], tags: [2, 2] })
  const whole = makeWhole(chain)
  expect(Math.abs(whole.positions[3]! - whole.positions[0]!)).toBeCloseTo(1.4, 9)
})
