import { expect, test } from 'vitest'
import { ASE_SKIN, NATURAL_BOND, bondThreshold, connectedGroups, findBonds } from '../../../../src/domain/chemistry/connectivity'
import { makeStructure } from '../../../../src/domain/structure/structure'
import { readFixture } from '../fixtures'

interface Case {
  readonly name: string
  readonly numbers: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly pbc: readonly [boolean, boolean, boolean]
  readonly positions: readonly (readonly number[])[]
  readonly bonds: readonly { readonly multiplier: number; readonly skin: number; readonly pairs: readonly (readonly number[])[] }[]
}

const cases = (readFixture('connectivity/ase.json') as Case[]).map((c) => ({ ...c, structure: makeStructure({ ...c, positions: c.positions.flat(), cell: c.cell.flat() }) }))

/** One direction per bond, as the fixture has them. */
const rows = (bonds: ReturnType<typeof findBonds>): number[][] => bonds.map(({ i, j, shift }) => [i, j, ...shift]).sort(compare)

function compare(a: readonly number[], b: readonly number[]): number {
  for (let k = 0; k < a.length; k++) if (a[k] !== b[k]) return a[k]! - b[k]!
  return 0
}

test.each(cases)('the bonds of $name are those of ASE', ({ structure, bonds }) => {
  for (const { multiplier, skin, pairs } of bonds) {
    expect(rows(findBonds(structure, { multiplier, skin }))).toEqual([...pairs].sort(compare))
  }
  expect(bonds.some((b) => b.pairs.length > 0)).toBe(true)
})

test("ASE's skin is what makes a C-H bond a bond at multiplier 1", () => {
  expect(bondThreshold(6, 1, { multiplier: 1, skin: 0 })).toBeCloseTo(1.07, 12)
  expect(bondThreshold(6, 1)).toBeCloseTo(1.07 + 2 * ASE_SKIN, 12)
  const methane = makeStructure({ numbers: [6, 1], positions: [0, 0, 0, 1.09, 0, 0], cell: new Float64Array(9), pbc: [false, false, false] })
  expect(findBonds(methane, { multiplier: 1, skin: 0 })).toEqual([])
  expect(findBonds(methane)).toHaveLength(1)
})

test('a bond is strictly shorter than its threshold', () => {
  const at = (d: number) => makeStructure({ numbers: [1, 1], positions: [0, 0, 0, 0, 0, d], cell: new Float64Array(9), pbc: [false, false, false] })
  const limit = bondThreshold(1, 1)
  expect(findBonds(at(limit - 1e-9))).toHaveLength(1)
  expect(findBonds(at(limit))).toHaveLength(0)
})

test('only the atoms asked for are bonded, and nothing is bonded to nothing', () => {
  const { structure } = cases[1]!
  const molecule = Array.from(structure.numbers, (_, i) => i).filter((i) => structure.numbers[i] !== 78)
  const bonds = findBonds(structure, NATURAL_BOND, molecule)
  expect(bonds).toEqual(findBonds(structure).filter((b) => molecule.includes(b.i) && molecule.includes(b.j)))
  expect(findBonds(structure, NATURAL_BOND, [])).toEqual([])
  expect(findBonds(makeStructure({ numbers: [], positions: [], cell: new Float64Array(9), pbc: [false, false, false] }))).toEqual([])
})

test('the bonds do not depend on which periodic image of an atom is stored', () => {
  for (const { structure } of cases) {
    const n = structure.numbers.length
    const moved = structure.positions.map((x, q) => {
      const i = Math.floor(q / 3)
      return x + [0, 1, 2].reduce((sum, k) => sum + (structure.pbc[k] ? (((i * 7 + k * 3) % 5) - 2) * structure.cell[3 * k + (q % 3)]! : 0), 0)
    })
    const plain = findBonds(structure).map((b) => `${b.i} ${b.j} ${b.distance.toFixed(9)}`).sort()
    const shifted = findBonds({ ...structure, positions: moved }).map((b) => `${b.i} ${b.j} ${b.distance.toFixed(9)}`).sort()
    expect(shifted).toEqual(plain)
    expect(n).toBeGreaterThan(0)
  }
})

test('groups are the connected components', () => {
  const bond = (i: number, j: number) => ({ i, j, shift: [0, 0, 0] as const, distance: 1 })
  expect(connectedGroups([bond(0, 3), bond(2, 3), bond(1, 4)], [0, 1, 2, 3, 4, 5])).toEqual([[0, 2, 3], [1, 4], [5]])
  expect(connectedGroups([bond(0, 3), bond(2, 3)], [0, 2])).toEqual([[0], [2]])
})
