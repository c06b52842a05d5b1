import { describe, expect, test } from 'vitest'
import { areEquivalentPlanes, distinctMillerIndices, equivalentMillerIndices, millerLabel, parseMiller } from '../../../../src/domain/chemistry/surfaces/miller'
import { loadSymmetryFinder } from '../../../../src/platform/symmetry/finder'
import { bulkOf, tableOf } from './tables'

const symmetry = await loadSymmetryFinder()
const datasetOf = (name: string) => symmetry(bulkOf(tableOf(name)))
const cubic = [1, 0, 0, 0, 1, 0, 0, 0, 1]
const hexagonal = [2.7, 0, 0, -1.35, 2.7 * Math.sqrt(0.75), 0, 0, 0, 4.3]

describe('families of planes', () => {
  test('cubic m-3m: six up to 2, with the multiplicities of the International Tables', () => {
    const copper = datasetOf('Cu')
    const found = distinctMillerIndices(copper, 2)
    expect(found.map(millerLabel)).toEqual(['111', '221', '110', '211', '210', '100'])
    expect(found.map((m) => equivalentMillerIndices(copper, m).length)).toEqual([8, 24, 12, 24, 24, 6])
  })

  test('pyrite m-3: (210) and (120) differ, {210} has 12 planes', () => {
    const pyrite = datasetOf('FeS2')
    expect(areEquivalentPlanes(pyrite, [2, 1, 0], [1, 2, 0])).toBe(false)
    expect(areEquivalentPlanes(datasetOf('Cu'), [2, 1, 0], [1, 2, 0])).toBe(true)
    expect(equivalentMillerIndices(pyrite, [2, 1, 0]).length).toBe(12)
  })

  test('quartz: the rhombohedra r (10-11) and z (01-11) differ, as every mineralogist knows', () => {
    expect(areEquivalentPlanes(datasetOf('SiO2'), [1, 0, 1], [0, 1, 1])).toBe(false)
  })

  test.each(['Cu', 'Ru', 'SiO2', 'CuO', 'triclinic-MO2'])('%s: families are disjoint and hold every plane', (name) => {
    const dataset = datasetOf(name)
    for (const max of [1, 2, 3]) {
      const members = distinctMillerIndices(dataset, max).flatMap((m) => equivalentMillerIndices(dataset, m).map((k) => k.join()))
      expect(new Set(members).size).toBe(members.length)
      let coprime = 0
      for (let h = -max; h <= max; h++) for (let k = -max; k <= max; k++) for (let l = -max; l <= max; l++) {
        const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b))
        if (gcd(gcd(h, k), l) !== 1) continue
        coprime++
        expect(members).toContain([h, k, l].join())
      }
      // in hexagonal axes an image of (hkl) may have larger indices, so families may reach beyond the box
      expect(members.length).toBeGreaterThanOrEqual(coprime)
    }
  })

  test('no zero has a sign', () => {
    for (const m of distinctMillerIndices(datasetOf('CuO'), 2)) for (const k of m) expect(Object.is(k, -0)).toBe(false)
  })

  test.each([0, -1, 1.5, 9, NaN])('a maximum of %s is refused', (max) => {
    expect(() => distinctMillerIndices(datasetOf('Cu'), max)).toThrow('maximum Miller index')
  })
})

describe('indices from a user', () => {
  test('are reduced', () => {
    expect(parseMiller([2, 0, 0], cubic)).toEqual([1, 0, 0])
    expect(parseMiller([2, -4, 6], cubic)).toEqual([1, -2, 3])
  })
  test('may be four in a hexagonal cell', () => {
    expect(parseMiller([1, 0, -1, 0], hexagonal)).toEqual([1, 0, 0])
    expect(parseMiller([1, 1, -2, 2], hexagonal)).toEqual([1, 1, 2])
    expect(() => parseMiller([1, 0, 1, 0], hexagonal)).toThrow('-(h + k)')
    expect(() => parseMiller([1, 0, -1, 0], cubic)).toThrow('hexagonal cells only')
  })
  test.each([[[0, 0, 0]], [[1, 1]], [[1, 2, 3, 4, 5]], [[1, 0.5, 0]], [[NaN, 0, 1]], [[1, 0, 100]], [[]]])('%j is refused', (indices) => {
    expect(() => parseMiller(indices, cubic)).toThrow()
  })
  test('are written without doubt', () => {
    expect(millerLabel([1, -1, 0])).toBe('1-10')
    expect(millerLabel([1, 11, 0])).toBe('1.11.0')
  })
})
