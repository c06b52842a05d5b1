import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { norm, sub, vec3 } from '../../../src/domain/math/vec3'
import { volume } from '../../../src/domain/structure/cell'
import { minimumImage, minimumImageDistance, reducedBasis } from '../../../src/domain/structure/minimum-image'
import { aseCells, expectClose } from './fixtures'

describe('minimumImage', () => {
  it.each(aseCells)('finds images as short as exhaustion does (and ASE, where all directions are periodic), skewed cells included (%#)', (c) => {
    const nearest = minimumImage(c.cell, c.pbc)
    // Lengths, not vectors: two images of one length are both right.
    expectClose(c.shortestImages.map((_, i) => norm(nearest(vec3(c.vectors, 3 * i)))), c.shortestImages, 1e-9)
  })

  it('equals a brute-force search, in any cell', () => {
    const component = fc.integer({ min: -400, max: 400 }).map((x) => x / 100)
    const vector = fc.tuple(component, component, component)
    fc.assert(fc.property(fc.tuple(vector, vector, vector), vector, ([a, b, c], d) => {
      const cell = [...a, ...b, ...c]
      fc.pre(volume(cell) > 4)
      const found = norm(minimumImage(cell, [true, true, true])(d))
      // A box of coefficients may miss the shortest image of a skewed cell, but every image in it is one that must not be shorter.
      let brute = Infinity
      for (let i = -9; i <= 9; i++) for (let j = -9; j <= 9; j++) for (let k = -9; k <= 9; k++) {
        const image = [0, 1, 2].map((x) => d[x]! + i * a[x]! + j * b[x]! + k * c[x]!)
        brute = Math.min(brute, Math.hypot(image[0]!, image[1]!, image[2]!))
      }
      expect(found).toBeLessThan(brute + 1e-9)
    }), { numRuns: 60, seed: 1 })
  })

  it('gives an image: the difference is a lattice vector, and nothing moves along directions that are not periodic', () => {
    for (const c of aseCells) {
      const nearest = minimumImage(c.cell, c.pbc)
      for (let q = 0; q < c.vectors.length; q += 3) {
        const before = vec3(c.vectors, q)
        const difference = sub(nearest(before), before)
        const m = solve(difference, c.cell)
        m.forEach((x, i) => {
          expect(Math.abs(x - Math.round(x))).toBeLessThan(1e-8)
          if (!c.pbc[i]) expect(Math.abs(x)).toBeLessThan(1e-8)
        })
      }
    }
  })

  it('leaves a molecule alone, and measures across the boundary of a crystal', () => {
    expect(minimumImage(new Float64Array(9), [false, false, false])([1, 2, 3])).toEqual([1, 2, 3])
    expect(minimumImageDistance([0.1, 0, 0], [3.9, 0, 0], [4, 0, 0, 0, 4, 0, 0, 0, 4], [true, true, true])).toBeCloseTo(0.2, 12)
    expect(minimumImageDistance([0.1, 0, 0], [3.9, 0, 0], [4, 0, 0, 0, 4, 0, 0, 0, 4], [false, true, true])).toBeCloseTo(3.8, 12)
  })
})

describe('reducedBasis', () => {
  it('finds the shortest vectors of a hidden cubic lattice', () => {
    const skew = reducedBasis([[1, 0, 0], [17, 1, 0], [-113, 29, 1]])
    expect(skew.map(norm)).toEqual([1, 1, 1])
  })

  it('refuses a periodic direction without a vector', () => {
    expect(() => reducedBasis([[0, 0, 0]])).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
  })
})

/** Coefficients m with m . cell = v, by Cramer's rule: independent of the code under test. */
function solve(v: readonly number[], cell: readonly number[]): number[] {
  const det = (m: readonly number[]): number =>
    m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) - m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) + m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
  return [0, 1, 2].map((i) => {
    const replaced = [...cell]
    replaced.splice(3 * i, 3, ...v)
    return det(replaced) / det(cell)
  })
}
