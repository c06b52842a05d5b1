import { readFileSync } from 'node:fs'
import { assert, double, property } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isError } from '../../../src/domain/errors'
import { bruteForceNeighbours } from '../../../src/domain/neighbours/brute-force'
import { neighbourList } from '../../../src/domain/neighbours/cell-list'
import { neighbourCount } from '../../../src/domain/neighbours/neighbour-list'
import { makeStructure, type Structure } from '../../../src/domain/structure/structure'
import { anyStructure, assertNeighbourList } from './lists'

interface AseCase {
  readonly name: string
  readonly numbers: number[]
  readonly positions: number[]
  readonly cell: number[]
  readonly pbc: [boolean, boolean, boolean]
  readonly cutoff: number
  /** i, j, S1, S2, S3 of every entry, in lexicographic order */
  readonly edges: number[]
}
const { cases } = JSON.parse(readFileSync(new URL('../../fixtures/neighbours/ase.json', import.meta.url), 'utf8')) as { cases: AseCase[] }

function edgesOf(list: ReturnType<typeof neighbourList>): number[][] {
  const rows: number[][] = []
  for (let i = 0; i + 1 < list.offsets.length; i++) {
    for (let k = list.offsets[i]!; k < list.offsets[i + 1]!; k++) rows.push([i, list.indices[k]!, ...list.shifts.subarray(3 * k, 3 * k + 3)])
  }
  const at = (p: number[], q: number[]): number => p.findIndex((v, c) => v !== q[c])
  return rows.toSorted((p, q) => (at(p, q) < 0 ? 0 : p[at(p, q)]! - q[at(p, q)]!))
}

/** An fcc crystal of m^3 cubic cells of edge a. */
function fcc(a: number, m: number): Structure {
  const basis = [[0, 0, 0], [0, 0.5, 0.5], [0.5, 0, 0.5], [0.5, 0.5, 0]] as const
  const positions: number[] = []
  for (let i = 0; i < m; i++) for (let j = 0; j < m; j++) for (let k = 0; k < m; k++) for (const [x, y, z] of basis) positions.push((i + x) * a, (j + y) * a, (k + z) * a)
  return makeStructure({ numbers: Array<number>(positions.length / 3).fill(78), positions, cell: [m * a, 0, 0, 0, m * a, 0, 0, 0, m * a] })
}

describe('the neighbour list', () => {
  it.each(cases.map((c) => [c.name, c] as const))('agrees with ASE: %s', (_, c) => {
    const s = makeStructure(c)
    const list = neighbourList(s, c.cutoff)
    assertNeighbourList(list, s)
    expect(edgesOf(list).flat()).toEqual(c.edges)
  })

  it('agrees with brute force to the last bit, whatever the cell', () => {
    assert(
      property(anyStructure(24), double({ min: 0.5, max: 6, noNaN: true }), (s, cutoff) => {
        const list = neighbourList(s, cutoff)
        assertNeighbourList(list, s)
        expect(list).toEqual(bruteForceNeighbours(s, cutoff))
      }),
      { numRuns: 300, seed: 5 },
    )
  })

  it('holds where atoms lie far outside the cell', () => {
    const near = makeStructure({ numbers: [29, 8, 1], positions: [0.1, 0.2, 0.3, 1.4, 1.3, 0.2, 2.1, 0.4, 2.6], cell: [3, 0.1, 0, 0, 3.4, 0.2, 0.3, 0, 3.6] })
    const moved = { ...near, positions: near.positions.map((v, k) => v + (k < 3 ? 4096 * near.cell[k]! : k < 6 ? -8192 * near.cell[3 + (k % 3)]! : 0)) }
    const [a, b] = [neighbourList(near, 4.2), neighbourList(moved, 4.2)]
    expect(b.indices).toEqual(a.indices)
    // 8192 cells of 3.4 Å leave 12 digits: positions of 3e4 Å are exact to 4e-12 Å
    b.distances.forEach((d, k) => expect(Math.abs(d - a.distances[k]!)).toBeLessThan(2e-11))
  })

  it('counts the shells of fcc in 10,976 atoms: 12, 6, 24, 12 neighbours', () => {
    const list = neighbourList(fcc(4, 14), 4 * Math.sqrt(2) + 0.1)
    expect(list.offsets.length).toBe(10_977)
    for (const i of [0, 1, 5000, 10_975]) {
      const d = [...list.distances.subarray(list.offsets[i], list.offsets[i + 1])]
      expect(d.length).toBe(54)
      expect(d[11]).toBeCloseTo(4 / Math.SQRT2, 9)
      expect(d[17]).toBeCloseTo(4, 9)
      expect(d[41]).toBeCloseTo(4 * Math.sqrt(1.5), 9)
      expect(d[53]).toBeCloseTo(4 * Math.SQRT2, 9)
    }
    expect(list.indices.length).toBe(54 * 10_976)
  })

  it('gives a supercell the neighbours of its unit cell', () => {
    const count = neighbourCount(neighbourList(fcc(3.9, 1), 6.1), 0)
    expect(neighbourCount(neighbourList(fcc(3.9, 3), 6.1), 17)).toBe(count)
  })

  it('finds nothing for no atom, or for one alone', () => {
    expect(neighbourList(makeStructure({ numbers: [], positions: [], cell: [3, 0, 0, 0, 3, 0, 0, 0, 3] }), 5).offsets).toEqual(Int32Array.of(0))
    expect(neighbourList(makeStructure({ numbers: [1], positions: [1, 2, 3], cell: [0, 0, 0, 0, 0, 0, 0, 0, 0], pbc: [false, false, false] }), 5).indices.length).toBe(0)
  })

  it('survives two atoms a million Å apart', () => {
    const s = makeStructure({ numbers: [1, 1, 1], positions: [0, 0, 0, 0.7, 0, 0, 1e6, 1e6, 1e6], cell: [0, 0, 0, 0, 0, 0, 0, 0, 0], pbc: [false, false, false] })
    expect(neighbourList(s, 5).indices).toEqual(Int32Array.of(1, 0))
  })

  it('refuses what cannot mean anything', () => {
    const s = fcc(4, 1)
    for (const cutoff of [0, -1, Number.NaN, Infinity]) expect(() => neighbourList(s, cutoff)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
    const flat: Structure = { ...s, cell: Float64Array.of(4, 0, 0, 8, 0, 0, 0, 0, 4) }
    expect(() => neighbourList(flat, 3)).toThrow(/no volume/)
    try {
      neighbourList({ ...s, cell: Float64Array.of(0.01, 0, 0, 0, 0.01, 0, 0, 0, 0.01) }, 50)
      expect.unreachable()
    } catch (error) {
      expect(isError(error, 'InvalidInput')).toBe(true)
    }
  })
})
