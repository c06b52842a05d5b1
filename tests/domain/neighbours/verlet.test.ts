import { assert, double, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { neighbourList } from '../../../src/domain/neighbours/cell-list'
import { NeighbourCache } from '../../../src/domain/neighbours/verlet'
import { makeStructure, withParts } from '../../../src/domain/structure/structure'
import { anyStructure, assertNeighbourList } from './lists'

describe('Verlet reuse', () => {
  it('gives the list made from nothing, to the last bit, along any walk', () => {
    assert(
      property(anyStructure(16), integer({ min: 0, max: 1e6 }), double({ min: 0.001, max: 0.5, noNaN: true }), (start, seed, length) => {
        const stream = random(seed, 'walk')
        const cache = new NeighbourCache(3.3)
        let s = start
        for (let step = 0; step < 8; step++) {
          const list = cache.list(s)
          expect(list).toEqual(neighbourList(s, 3.3))
          assertNeighbourList(list, s)
          s = withParts(s, { positions: s.positions.map((v) => v + length * (stream.next() - 0.5)) })
        }
      }),
      { numRuns: 80, seed: 9 },
    )
  })

  it('notices a changed cell, periodicity or an atom that jumps', () => {
    const s = makeStructure({ numbers: [29, 29], positions: [0, 0, 0, 1.5, 1.5, 1.5], cell: [4, 0, 0, 0, 4, 0, 0, 0, 4] })
    const cache = new NeighbourCache(3.9)
    const changed = [s, s, withParts(s, { cell: s.cell.map((v) => 0.9 * v) }), withParts(s, { pbc: [true, false, true] }), s, withParts(s, { positions: s.positions.map((v, k) => (k === 3 ? v + 40 : v)) }), s]
    for (const each of changed) expect(cache.list(each)).toEqual(neighbourList(each, 3.9))
  })

  it('is not fooled when the positions it was given are changed in place', () => {
    const s = makeStructure({ numbers: [29, 29], positions: [0, 0, 0, 2, 0, 0], cell: [12, 0, 0, 0, 12, 0, 0, 0, 12] })
    const cache = new NeighbourCache(3)
    cache.list(s)
    cache.list(s)
    s.positions[3] = 8
    expect(cache.list(s).indices).toHaveLength(0)
    s.positions[3] = 2.5
    expect(cache.list(s).indices).toHaveLength(2)
  })
})
