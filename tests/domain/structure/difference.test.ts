/** Two structures compared: against displacements made by hand, across the boundary of the cell, and where there is nothing to compare. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { compareStructures, type Difference } from '../../../src/domain/structure/difference'
import { makeStructure, withParts, type Structure } from '../../../src/domain/structure/structure'

const slab = makeStructure({ numbers: [78, 78, 28, 28], positions: [0.1, 0.1, 0, 2, 2, 0, 0.1, 2, 2, 2, 0.1, 2], cell: [4, 0, 0, 1, 4, 0, 0, 0, 20], pbc: [true, true, false], tags: [0, 0, 1, 1] })
const adslab = makeStructure({ ...slab, numbers: [...slab.numbers, 8, 1], positions: [...slab.positions, 1, 1, 4, 1, 1, 5], tags: [...slab.tags, 2, 2], fixed: [0, 0, 0, 0, 0, 0] })
const matched = (a: Structure, b: Structure): Difference => {
  const found = compareStructures(a, b)
  if (found.kind !== 'matched') throw new Error(found.reason)
  return found.difference
}

describe('two structures of the same atoms', () => {
  it('give back the displacements they were made with, and their root mean square', () => {
    const stream = random(5)
    const moves = Float64Array.from({ length: 18 }, () => 0.4 * stream.next() - 0.2)
    const { basis, vectors, rmsd, largest, pairs } = matched(adslab, withParts(adslab, { positions: adslab.positions.map((x, i) => x + moves[i]!) }))
    expect(basis).toBe('all')
    expect(pairs).toHaveLength(6)
    vectors.forEach((v, i) => expect(v).toBeCloseTo(moves[i]!, 12))
    expect(rmsd).toBeCloseTo(Math.hypot(...moves) / Math.sqrt(6), 12)
    const each = Array.from({ length: 6 }, (_, i) => Math.hypot(...moves.subarray(3 * i, 3 * i + 3)))
    expect(largest).toEqual({ atom: each.indexOf(Math.max(...each)), distance: expect.closeTo(Math.max(...each), 12) as number })
  })
  it('an atom that left through one side of the cell and came in at the other moved little', () => {
    // 0.1 Å to the left of x = 0.1 is -0.0; stored wrapped it stands near x = 4
    const positions = slab.positions.slice()
    positions[0] = -0.2 + 4
    expect(matched(slab, withParts(slab, { positions })).largest).toEqual({ atom: 0, distance: expect.closeTo(0.3, 12) as number })
  })
  it('an adsorbate that went half across the cell goes as one molecule, though its atoms have different shortest images', () => {
    // O moves by 1.9 Å along a of 4 Å, H by 2.1 Å: alone, H would seem to have gone 1.9 Å the other way
    const positions = adslab.positions.slice()
    positions[12]! += 1.9
    positions[15]! += 2.1
    const { vectors } = matched(adslab, withParts(adslab, { positions }))
    expect([vectors[12], vectors[15]]).toEqual([expect.closeTo(1.9, 12), expect.closeTo(2.1, 12)])
  })
  it('swapping them turns every arrow round', () => {
    const moved = withParts(adslab, { positions: adslab.positions.map((x, i) => x + 0.01 * i) })
    const [there, back] = [matched(adslab, moved), matched(moved, adslab)]
    there.vectors.forEach((v, i) => expect(v).toBeCloseTo(-back.vectors[i]!, 12))
    expect(there.rmsd).toBeCloseTo(back.rmsd, 12)
  })
})

describe('a clean slab and an adslab', () => {
  it('are compared by the slab; the adsorbate is only in one', () => {
    const there = matched(slab, adslab)
    expect([there.basis, there.onlyA, there.onlyB, there.rmsd]).toEqual(['slab', [], [4, 5], 0])
    const back = matched(adslab, slab)
    expect([back.onlyA, back.onlyB]).toEqual([[4, 5], []])
    expect(back.vectors.slice(12).every(Number.isNaN)).toBe(true)
  })
  it('with other adsorbates too', () => {
    const other = makeStructure({ ...adslab, numbers: [...slab.numbers, 6, 8] })
    expect(matched(adslab, other)).toMatchObject({ basis: 'slab', onlyA: [4, 5], onlyB: [4, 5] })
  })
})

describe('where nothing can be compared it is said why', () => {
  it.each<readonly [string, Structure, RegExp]>([
    ['another cell', makeStructure({ ...slab, cell: [4.1, 0, 0, 1, 4, 0, 0, 0, 20] }), /cells differ/],
    ['another slab', makeStructure({ ...slab, numbers: [78, 78, 28, 29] }), /Ni2Pt2 and CuNiPt2/],
    ['another order', makeStructure({ ...slab, numbers: [78, 28, 78, 28] }), /another order/],
  ])('%s', (_, b, reason) => expect(compareStructures(slab, b)).toEqual({ kind: 'unmatched', reason: expect.stringMatching(reason) as string }))
})
