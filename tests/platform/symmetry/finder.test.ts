import { beforeAll, describe, expect, it } from 'vitest'
import { cellParameters, repeat, toFractional, volume } from '../../../src/domain/structure/cell'
import { reducedFormula } from '../../../src/domain/structure/formula'
import { minimumImage } from '../../../src/domain/structure/minimum-image'
import { type Structure, assertStructure, makeStructure, withParts } from '../../../src/domain/structure/structure'
import type { SymmetryFinder, SymmetryOperation } from '../../../src/domain/structure/symmetry'
import { loadSymmetryFinder } from '../../../src/platform/symmetry/finder'
import { expectClose, fixtureText } from '../../domain/structure/fixtures'

interface Crystal {
  readonly name: string
  readonly cell: number[]
  readonly positions: number[]
  readonly numbers: number[]
  readonly spaceGroup: number
  readonly symbol: string
  readonly wyckoffs: string[]
  readonly orbits: number[]
  /** nine integers of the rotation, three fractions */
  readonly operations: number[][]
  readonly primitiveAtoms: number
  readonly conventionalAtoms: number
  readonly conventionalParameters: number[]
}
const { crystals } = JSON.parse(fixtureText('symmetry.json')) as { crystals: Crystal[] }
const structureOf = (c: Crystal): Structure => makeStructure(c)

let find: SymmetryFinder
beforeAll(async () => { find = await loadSymmetryFinder() })

describe.each(crystals.map((c) => [c.name, c] as const))('%s', (_, c) => {
  it('has the space group, orbits and cells that spglib assigns', () => {
    const found = find(structureOf(c))
    expect(found.spaceGroup).toBe(c.spaceGroup)
    expect(found.symbol).toBe(c.symbol)
    expect(partition(found.orbits)).toEqual(partition(c.orbits))
    expect(found.primitive.numbers.length).toBe(c.primitiveAtoms)
    expect(found.conventional.numbers.length).toBe(c.conventionalAtoms)
    // The choice of axes is a convention in monoclinic and triclinic groups; the volume is not. 1e-4: spglib symmetrises lengths within symprec.
    const p = cellParameters(found.conventional.cell)
    if (c.spaceGroup > 15) expectClose([p.a, p.b, p.c, p.alpha, p.beta, p.gamma], c.conventionalParameters, 1e-4)
    expect(volume(found.conventional.cell) / c.conventionalAtoms).toBeCloseTo(volume(c.cell) / c.numbers.length, 4)
  })

  it('has the operations that spglib finds, in the basis of the input', () => {
    expect(find(structureOf(c)).operations.map(keyOf).toSorted()).toEqual(c.operations.map((o) => keyOf({ rotation: o.slice(0, 9), translation: [o[9]!, o[10]!, o[11]!] })).toSorted())
  })

  it('is mapped onto itself by every operation, each atom within its orbit', () => {
    const s = structureOf(c)
    const { operations, orbits } = find(s)
    for (const operation of operations) {
      const image = imageOf(s, operation)
      for (let i = 0; i < s.numbers.length; i++) {
        const j = image[i]!
        expect(j).toBeGreaterThanOrEqual(0)
        expect(orbits[j]).toBe(orbits[i])
      }
      expect(new Set(image).size).toBe(image.length)
    }
  })

  it('keeps its composition, density and space group in both standard cells', () => {
    const s = structureOf(c)
    const { primitive, conventional } = find(s)
    for (const cell of [primitive, conventional]) {
      assertStructure(cell)
      expect(reducedFormula(cell)).toBe(reducedFormula(s))
      expect(volume(cell.cell) / cell.numbers.length).toBeCloseTo(volume(s.cell) / s.numbers.length, 4)
      expect(find(cell).spaceGroup).toBe(c.spaceGroup)
    }
  })
})

describe('the finder', () => {
  const cu = structureOf(crystals[0]!)

  it('sees the primitive cell through a supercell', () => {
    const found = find(repeat(cu, [2, 1, 3]))
    expect([found.spaceGroup, found.primitive.numbers.length, found.conventional.numbers.length]).toEqual([225, 1, 4])
  })

  it('takes a left-handed cell', () => {
    const mirrored = withParts(cu, { cell: Float64Array.from([0, 3.6149, 0, 3.6149, 0, 0, 0, 0, 3.6149]) })
    expect(find(mirrored).spaceGroup).toBe(225)
  })

  it('follows its tolerance', () => {
    const moved = withParts(cu, { positions: cu.positions.map((x, i) => (i === 0 ? 0.05 : x)) })
    expect(find(moved, 0.2).spaceGroup).toBe(225)
    expect(find(moved).spaceGroup).toBeLessThan(225)
  })

  it.each<[string, () => Structure, number]>([
    ['no atoms', () => makeStructure({ numbers: [], positions: [], cell: cu.cell }), 0.01],
    ['a slab', () => withParts(cu, { pbc: [true, true, false] }), 0.01],
    ['two atoms on one position', () => makeStructure({ numbers: [29, 29], positions: [0, 0, 0, 0, 0, 0], cell: cu.cell }), 0.01],
    ['a tolerance of zero', () => cu, 0],
    ['a tolerance that is not a number', () => cu, Number.NaN],
  ])('refuses %s, and works afterwards', (_, make, symprec) => {
    expect(() => find(make(), symprec)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
    expect(find(cu).spaceGroup).toBe(225)
  })
})

/** Atom that each atom is mapped onto (-1: none), same element, within 0.01 Å by the minimum image. */
function imageOf(s: Structure, { rotation: r, translation: t }: SymmetryOperation): number[] {
  const f = toFractional(s.positions, s.cell)
  const nearest = minimumImage(s.cell, s.pbc)
  return Array.from(s.numbers, (z, i) => {
    const x = [0, 1, 2].map((k) => r[3 * k]! * f[3 * i]! + r[3 * k + 1]! * f[3 * i + 1]! + r[3 * k + 2]! * f[3 * i + 2]! + t[k]!)
    return s.numbers.findIndex((other, j) => {
      if (other !== z) return false
      const d = [0, 1, 2].map((k) => x[k]! - f[3 * j + k]!)
      const cartesian = [0, 1, 2].map((k) => d[0]! * s.cell[k]! + d[1]! * s.cell[3 + k]! + d[2]! * s.cell[6 + k]!) as [number, number, number]
      return Math.hypot(...nearest(cartesian)) < 0.02
    })
  })
}

/** Translations to 1e-3: fractions of files with four digits; 0.9999 and 0 are one. */
const keyOf = (o: SymmetryOperation): string => `${o.rotation.map((x) => x + 0).join(' ')} | ${o.translation.map((x) => (Math.round(x * 1000) % 1000) + 0).join(' ')}`

/** Which atoms belong together, whatever their labels. */
const partition = (labels: readonly number[]): number[] => labels.map((label) => labels.indexOf(label))
