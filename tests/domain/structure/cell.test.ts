import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isError } from '../../../src/domain/errors'
import {
  cellFromParameters, cellParameters, completeCell, perpendicularWidths, repeat, signedVolume, toCartesian, toFractional, volume, wrap,
} from '../../../src/domain/structure/cell'
import { atomsWhere, makeStructure, withParts } from '../../../src/domain/structure/structure'
import { aseCells, expectClose } from './fixtures'

// Both sides work in double precision on numbers of order 10: 1e-9 leaves room for the condition of skewed cells.
const TOLERANCE = 1e-9

describe('cell parameters', () => {
  it.each(aseCells)('equal those of ASE, both ways (%#)', (c) => {
    const p = cellParameters(c.cell)
    expectClose([p.a, p.b, p.c, p.alpha, p.beta, p.gamma], c.parameters, TOLERANCE)
    expectClose(cellFromParameters(p), c.standard, 1e-7) // ASE itself rounds trips through degrees to about 1e-8
  })

  it('keeps right angles and 120 degrees exact', () => {
    expect([...cellFromParameters({ a: 2, b: 3, c: 4, alpha: 90, beta: 90, gamma: 90 })]).toEqual([2, 0, 0, 0, 3, 0, 0, 0, 4])
    expect(cellFromParameters({ a: 3, b: 3, c: 5, alpha: 90, beta: 90, gamma: 120 })[3]).toBe(-1.5)
  })

  it.each([
    { a: 0, b: 1, c: 1, alpha: 90, beta: 90, gamma: 90 },
    { a: 1, b: Number.NaN, c: 1, alpha: 90, beta: 90, gamma: 90 },
    { a: 1, b: 1, c: 1, alpha: 60, beta: 60, gamma: 130 },
    { a: 1, b: 1, c: 1, alpha: 90, beta: 90, gamma: 180 },
    { a: 1, b: 1, c: 1, alpha: 90, beta: 90, gamma: 270 },
  ])('refuses parameters of no cell (%#)', (p) => {
    expect(() => cellFromParameters(p)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
  })

  it('calls the angle at a zero vector 90 degrees', () => {
    expect(cellParameters([2, 0, 0, 0, 0, 0, 0, 0, 0])).toEqual({ a: 2, b: 0, c: 0, alpha: 90, beta: 90, gamma: 90 })
  })
})

describe('fractional and Cartesian coordinates', () => {
  it.each(aseCells)('equal those of ASE (%#)', (c) => {
    expectClose(toFractional(c.positions, c.cell), c.fractional, TOLERANCE)
    expectClose(toCartesian(c.fractional, c.cell), c.positions, TOLERANCE)
  })

  it('completes a cell without vectors, so that molecules have coordinates too', () => {
    expectClose(toFractional([1, 2, 3], new Float64Array(9)), [1, 2, 3], 0)
    const slabCell = completeCell([2, 0, 0, 1, 3, 0, 0, 0, 0])
    expectClose(slabCell, [2, 0, 0, 1, 3, 0, 0, 0, 1], 1e-15)
  })

  it('completes any set of missing vectors to a basis whose new vectors are unit and normal to the rest', () => {
    fc.assert(fc.property(fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: 9, maxLength: 9 }), fc.subarray([0, 1, 2], { minLength: 1 }), (m, zero) => {
      for (const i of zero) for (let k = 0; k < 3; k++) m[3 * i + k] = 0
      const rows = [0, 1, 2].filter((i) => !zero.includes(i))
      fc.pre(rows.every((i) => Math.hypot(m[3 * i]!, m[3 * i + 1]!, m[3 * i + 2]!) > 0.1))
      const full = completeCell(m)
      const at = (i: number) => full.subarray(3 * i, 3 * i + 3)
      for (const i of zero) {
        for (let j = 0; j < 3; j++) {
          const product = at(i)[0]! * at(j)[0]! + at(i)[1]! * at(j)[1]! + at(i)[2]! * at(j)[2]!
          if (zero.includes(j) || rows.length < 2) expect(Math.abs(product - (i === j ? 1 : 0))).toBeLessThan(1e-9)
        }
      }
    }))
  })

  it('refuses a cell whose vectors lie in a plane', () => {
    expect(() => toFractional([0, 0, 0], [1, 0, 0, 0, 1, 0, 1, 1, 0])).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
  })
})

describe('volume and widths', () => {
  it('multiply to the volume law: width along i x area of the face = volume', () => {
    for (const { cell } of aseCells) {
      const reciprocal = toFractional([1, 0, 0, 0, 1, 0, 0, 0, 1], cell)
      // width_i = 1 / |b_i| with b_i the columns of the inverse cell
      const widths = [0, 1, 2].map((i) => 1 / Math.hypot(reciprocal[i]!, reciprocal[3 + i]!, reciprocal[6 + i]!))
      expectClose(perpendicularWidths(cell), widths, TOLERANCE)
      expect(volume(cell)).toBe(Math.abs(signedVolume(cell)))
    }
  })

  it('gives a direction without a vector no bound', () => {
    expect(perpendicularWidths([4, 0, 0, 0, 5, 0, 0, 0, 0])).toEqual([4, 5, Infinity])
  })
})

const structureOf = (c: (typeof aseCells)[number]) =>
  makeStructure({ numbers: [29, 78, 8, 1, 6], positions: c.positions, cell: c.cell, pbc: c.pbc, tags: [0, 1, 2, 2, 2], fixed: [1, 0, 0, 0, 0] })

describe('wrap', () => {
  it.each(aseCells)('moves atoms as ASE does, along periodic directions only (%#)', (c) => {
    const wrapped = wrap(structureOf(c))
    expectClose(wrapped.positions, c.wrapped, TOLERANCE)
  })

  it('does nothing the second time, and puts an atom a rounding error below the face on the face', () => {
    for (const c of aseCells) {
      const once = wrap(structureOf(c))
      expectClose(wrap(once).positions, once.positions, 1e-12)
    }
    const s = makeStructure({ numbers: [29], positions: [-1e-16, 4, 2], cell: [4, 0, 0, 0, 4, 0, 0, 0, 4] })
    expectClose(wrap(s).positions, [0, 0, 2], 1e-15)
  })
})

describe('repeat', () => {
  it.each(aseCells)('orders and places copies as ASE does (%#)', (c) => {
    const big = repeat(structureOf(c), c.repeats)
    expectClose(big.positions, c.repeated, TOLERANCE)
    expect([...big.numbers]).toEqual(c.repeatedNumbers)
    const copies = c.repeats[0] * c.repeats[1] * c.repeats[2]
    expect(atomsWhere(big, (i) => big.fixed[i] === 1)).toEqual(Array.from({ length: copies }, (_, k) => 5 * k))
    expect(volume(big.cell) / volume(c.cell)).toBeCloseTo(copies, 8)
  })

  it('refuses repeats that are no counts, directions without a vector, and sizes out of reach', () => {
    const s = makeStructure({ numbers: [29], positions: [0, 0, 0], cell: [4, 0, 0, 0, 4, 0, 0, 0, 4] })
    for (const repeats of [[0, 1, 1], [1.5, 1, 1], [1, 1, -2], [1e9, 1e9, 1e9], [Number.NaN, 1, 1]] as const) {
      expect(() => repeat(s, repeats)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
    }
    const molecule = withParts(s, { cell: new Float64Array(9), pbc: [false, false, false] })
    try {
      repeat(molecule, [1, 1, 2])
      expect.unreachable()
    } catch (error) {
      expect(isError(error, 'InvalidInput') && error.message).toContain('along c')
    }
  })
})
