import { array, assert, integer, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { neighbourList } from '../../../src/domain/neighbours/cell-list'
import { paddedTable } from '../../../src/domain/neighbours/padded-table'
import { makeStructure } from '../../../src/domain/structure/structure'
import { anyStructure } from './lists'

describe('the padded table', () => {
  it('holds each neighbour once, its reverse, and pads that nothing can see', () => {
    assert(
      property(array(anyStructure(9), { minLength: 1, maxLength: 3 }), integer({ min: 1, max: 8 }), (structures, slotMultiple) => {
        const parts = structures.map((s) => ({ list: neighbourList(s, 3), cell: s.cell }))
        const t = paddedTable(parts, { slotMultiple })
        expect(t.atoms).toBe(structures.reduce((sum, s) => sum + s.numbers.length, 0))
        expect(t.slots % slotMultiple).toBe(0)
        expect(t.nbr.length).toBe(t.atoms * t.slots)
        let atom = 0
        structures.forEach((s, p) => {
          const { list } = parts[p]!
          for (let i = 0; i < s.numbers.length; i++, atom++) {
            for (let k = 0; k < t.slots; k++) {
              const at = atom * t.slots + k
              const entry = list.offsets[i]! + k
              expect(t.rev[t.rev[at]!]).toBe(at)
              if (entry < list.offsets[i + 1]!) {
                const j = list.indices[entry]!
                expect(t.nbr[at]).toBe(atom - i + j)
                expect([Math.floor(t.rev[at]! / t.slots), t.nbr[t.rev[at]!], t.mask[at]]).toEqual([t.nbr[at], atom, 1])
                // float32 holds a shift of some 30 Å to 2e-6 Å
                for (let c = 0; c < 3; c++) expect(s.positions[3 * j + c]! - s.positions[3 * i + c]! + t.shift[3 * at + c]!).toBeCloseTo(list.vectors[3 * entry + c]!, 4)
              } else {
                expect([t.nbr[at], t.rev[at], t.mask[at]]).toEqual([atom, at, 0])
                expect(Math.hypot(...t.shift.subarray(3 * at, 3 * at + 3))).toBe(6)
              }
            }
          }
        })
      }),
      { numRuns: 60, seed: 3 },
    )
  })

  it('has at least two slots, since the exported graphs take no fewer', () => {
    const alone = makeStructure({ numbers: [1], positions: [0, 0, 0], cell: [9, 0, 0, 0, 9, 0, 0, 0, 9] })
    const t = paddedTable([{ list: neighbourList(alone, 4), cell: alone.cell }])
    expect([t.atoms, t.slots, ...t.mask]).toEqual([1, 2, 0, 0])
  })

  it('refuses lists of different cutoffs', () => {
    const s = makeStructure({ numbers: [1], positions: [0, 0, 0], cell: [3, 0, 0, 0, 3, 0, 0, 0, 3] })
    expect(() => paddedTable([4, 5].map((cutoff) => ({ list: neighbourList(s, cutoff), cell: s.cell })))).toThrow(/one cutoff/)
  })
})
