/** The user's own slab, however it lies in its cell. */
import { describe, expect, test } from 'vitest'
import { customSlab, vacuumAxis } from '../../../../src/domain/chemistry/surfaces/custom'
import { cutSlabs } from '../../../../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../../../../src/domain/chemistry/surfaces/options'
import { summariseSlab } from '../../../../src/domain/chemistry/surfaces/summary'
import { type Vec3, determinant, mulVec, row, sub, vec3 } from '../../../../src/domain/math/vec3'
import { random } from '../../../../src/domain/math/random'
import { inverseCell, wrap } from '../../../../src/domain/structure/cell'
import { minimumImageDistance } from '../../../../src/domain/structure/minimum-image'
import { type Structure, assertStructure, makeStructure, withParts } from '../../../../src/domain/structure/structure'
import type { Slab } from '../../../../src/domain/chemistry/types'
import { loadSymmetryFinder } from '../../../../src/platform/symmetry/finder'
import { bulkOf, tableOf } from './tables'

const symmetry = await loadSymmetryFinder()
const cutOf = (name: string, ...indices: number[]): Slab => cutSlabs(bulkOf(tableOf(name)), symmetry, { ...OC20, millers: { kind: 'list', indices: [indices] } }).slabs[0]!
const options = { id: 'mine', source: 'mine.vasp' }

/** The same slab as another program may write it: axes permuted, the whole rotated, shifted and wrapped, c leaning. */
function disguised(s: Structure, seed: number, axis: 0 | 1 | 2): Structure {
  const r = random(seed)
  const [c, s1] = [Math.cos(1 + r.next()), Math.sin(1 + r.next())]
  const n = Math.hypot(c, s1)
  const turn = [c / n, s1 / n, 0, (-s1 / n) * 0.6, (c / n) * 0.6, 0.8, (s1 / n) * 0.8, (-c / n) * 0.8, 0.6]
  const lean: Vec3 = [0, 1, 2].map((k) => s.cell[6 + k]! + 1 * s.cell[k]! - 1 * s.cell[3 + k]!) as unknown as Vec3
  const rows = [row(s.cell, 0), row(s.cell, 1), lean].map((v) => mulVec(v, turn))
  const order = ([[2, 0, 1], [1, 2, 0], [0, 1, 2]] as const)[axis]
  const cell = order.flatMap((k) => [...rows[k]!])
  const shift: Vec3 = [3 * r.next(), 5 * r.next(), 20 * r.next()]
  const positions = Array.from(s.numbers, (_, i) => [...mulVec([0, 1, 2].map((k) => s.positions[3 * i + k]! + shift[k]!) as unknown as Vec3, turn)]).flat()
  return wrap(makeStructure({ numbers: s.numbers, positions, cell, tags: s.tags, fixed: s.fixed }))
}

const distance = (s: Structure, i: number, j: number): number => minimumImageDistance(vec3(s.positions, 3 * i), vec3(s.positions, 3 * j), s.cell, s.pbc)

describe('a slab in disguise is recognised', () => {
  const cases = [['Cu', 1, 1, 1], ['TiO2', 1, 1, 0], ['Ru', 1, 0, 0], ['SiO2', 1, 0, 1], ['CuO', 1, 1, 1]] as const
  test.each(cases.flatMap(([name, h, k, l]) => ([0, 1, 2] as const).map((axis) => [name, h, k, l, axis] as const)))('%s (%i%i%i), vacuum along axis %i', (name, h, k, l, axis) => {
    const original = cutOf(name, h, k, l)
    const hidden = disguised(original.structure, 5 + axis, axis)
    expect(determinant(hidden.cell)).not.toBeCloseTo(0)
    const found = customSlab(hidden, options)
    const [s, o] = [found.structure, original.structure]
    assertStructure(s)
    expect(found.area).toBeCloseTo(original.area, 8)
    expect([s.cell[1], s.cell[2], s.cell[5], s.cell[6], s.cell[7]]).toEqual([0, 0, 0, 0, 0])
    expect(s.cell[0]! * s.cell[4]!).toBeGreaterThan(0)
    expect(Array.from(s.tags)).toEqual(Array.from(o.tags))
    expect(Array.from(s.fixed)).toEqual(Array.from(o.fixed))
    const top = Math.max(...Array.from(o.numbers, (_, i) => o.positions[3 * i + 2]!))
    const found0 = Math.max(...Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!))
    for (let i = 0; i < s.numbers.length; i++) {
      // 1e-6 Å: a few rotations of coordinates of order 10
      expect(found0 - s.positions[3 * i + 2]!).toBeCloseTo(top - o.positions[3 * i + 2]!, 6)
      expect(distance(s, 0, i)).toBeCloseTo(distance(o, 0, i), 6)
    }
  })

  test('a left-handed cell, with a and b exchanged', () => {
    const o = cutOf('SiO2', 1, 0, 1).structure
    const left = makeStructure({ ...o, cell: [3, 4, 5, 0, 1, 2, 6, 7, 8].map((k) => o.cell[k]!) })
    expect(determinant(left.cell)).toBeLessThan(0)
    const s = customSlab(left, options).structure
    expect(determinant(s.cell)).toBeGreaterThan(0)
    for (let i = 1; i < 20; i++) expect(distance(s, 0, i)).toBeCloseTo(distance(o, 0, i), 8)
    // chirality of four atoms: the sign of a triple product survives
    const hand = (t: Structure): number => {
      const f = (i: number): Vec3 => mulVec(sub(vec3(t.positions, 3 * i), vec3(t.positions, 0)), inverseCell(t.cell))
      const d = (i: number): Vec3 => mulVec(f(i).map((x, k) => (k < 2 ? x - Math.round(x) : x)) as unknown as Vec3, t.cell)
      return Math.sign(determinant([...d(5), ...d(9), ...d(14)]))
    }
    expect(hand(s)).toBe(hand(o))
  })
})

describe('what the user set stays', () => {
  const o = cutOf('Cu', 1, 1, 1).structure
  test('fixed flags and tags', () => {
    const mine = withParts(o, { fixed: o.fixed.map((_, i) => (i % 3 === 0 ? 1 : 0)) })
    expect(Array.from(customSlab(mine, options).structure.fixed)).toEqual(Array.from(mine.fixed))
    expect(customSlab(mine, { ...options, fix: 'none' }).structure.fixed.includes(1)).toBe(false)
    const s = customSlab(mine, { ...options, fix: 3 }).structure
    const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
    expect(Array.from(s.fixed)).toEqual(z.map((x) => (x < Math.max(...z) - 3 ? 1 : 0)))
  })
  test('the side away from the fixed atoms becomes the surface', () => {
    const bare = withParts(o, { tags: new Uint8Array(o.numbers.length) })
    const upsideDown = withParts(bare, { fixed: o.fixed.map((_, i) => (o.positions[3 * i + 2]! > o.cell[8]! / 2 ? 1 : 0)) })
    const s = customSlab(upsideDown, options).structure
    const mean = (flag: number): number => {
      const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!).filter((_, i) => s.fixed[i] === flag)
      return z.reduce((a, b) => a + b, 0) / z.length
    }
    expect(mean(1)).toBeLessThan(mean(0))
    expect(s.tags.includes(1)).toBe(true)
    s.tags.forEach((tag, i) => { if (tag === 1) expect(s.positions[3 * i + 2]!).toBeGreaterThan(s.cell[8]! / 2) })
  })
  test('the vacuum, unless another is asked for', () => {
    expect(customSlab(o, options).structure.cell[8]).toBeCloseTo(o.cell[8]!, 9)
    const s = customSlab(o, { ...options, vacuum: 12 }).structure
    const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
    expect(s.cell[8]! - (Math.max(...z) - Math.min(...z))).toBeCloseTo(12, 9)
  })
})

describe('surface atoms are found from the slab itself', () => {
  test.each([['Cu', 1, 1, 1], ['Cu', 2, 1, 1], ['Fe', 1, 1, 0], ['Ru', 0, 0, 1], ['NiAl', 1, 1, 0]] as const)('%s (%i%i%i): as with the bulk at hand, also when relaxed a little', (name, h, k, l) => {
    const o = cutOf(name, h, k, l).structure
    const bare = withParts(o, { tags: new Uint8Array(o.numbers.length), fixed: new Uint8Array(o.numbers.length) })
    expect(Array.from(customSlab(bare, options).structure.tags)).toEqual(Array.from(o.tags))
    const r = random(1)
    const relaxed = withParts(bare, { positions: bare.positions.map((x) => x + 0.02 * r.normal()) })
    expect(Array.from(customSlab(relaxed, options).structure.tags)).toEqual(Array.from(o.tags))
  })
  test('of a single layer all atoms are surface', () => {
    const sheet = makeStructure({ numbers: [6, 6], positions: [0, 0, 10, 1.23, 0.71, 10], cell: [2.46, 0, 0, -1.23, 2.13, 0, 0, 0, 20] })
    const s = customSlab(sheet, { ...options, minLateral: 8 })
    expect(Array.from(new Set(s.structure.tags))).toEqual([1])
    expect(s.structure.numbers.length).toBe(2 * 16)
    expect(summariseSlab(s, symmetry)).toMatchObject({ symmetric: true, tasker: 1, termination: 'C-terminated', thickness: 0 })
  })
})

describe('cells of other programs', () => {
  const o = cutOf('Cu', 1, 0, 0).structure
  test('ASE: not periodic along the normal, and no vector there', () => {
    const open = customSlab(withParts(o, { pbc: [true, true, false] }), options).structure
    expect(open.pbc).toEqual([true, true, true])
    const flat = withParts(o, { pbc: [true, true, false], cell: o.cell.map((x, i) => (i === 8 ? 0 : x)) })
    const s = customSlab(flat, options).structure
    const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
    expect(s.cell[8]! - (Math.max(...z) - Math.min(...z))).toBeCloseTo(20, 9)
  })
})

describe('what is no slab is refused with what was seen', () => {
  const cell = (a: number, b: number, c: number): number[] => [a, 0, 0, 0, b, 0, 0, 0, c]
  test('the axis alone', () => {
    for (const axis of [0, 1, 2] as const) expect(vacuumAxis(disguised(cutOf('Cu', 1, 1, 1).structure, 3, axis))).toBe(axis)
    expect(() => vacuumAxis(makeStructure({ numbers: [], positions: [], cell: cell(3, 3, 20) }))).toThrow('no atoms')
  })
  test('a bulk', () => expect(() => customSlab(bulkOf(tableOf('TiO2')), options)).toThrow('No vacuum'))
  test('a molecule, a wire', () => {
    expect(() => customSlab(makeStructure({ numbers: [8], positions: [0, 0, 0], cell: cell(15, 15, 15) }), options)).toThrow('more than one axis')
    expect(() => customSlab(makeStructure({ numbers: [29], positions: [0, 0, 0], cell: cell(2.5, 15, 15) }), options)).toThrow('Name the axis')
    expect(() => customSlab(makeStructure({ numbers: [29], positions: [0, 0, 0], cell: cell(2.5, 15, 15), pbc: [true, false, false] }), options)).toThrow('more than one axis')
  })
  test('the axis may be named', () => {
    const wide = makeStructure({ numbers: [29], positions: [1, 1, 1], cell: cell(2.5, 7, 15) })
    expect(customSlab(wide, { ...options, axis: 2 }).area).toBeCloseTo(17.5, 9)
    expect(() => customSlab(withParts(wide, { pbc: [true, false, true] }), { ...options, axis: 2 })).toThrow('periodic along the surface')
  })
  test('an adsorbate, nothing at all, a vacuum of nothing', () => {
    const o = cutOf('Cu', 1, 1, 1).structure
    expect(() => customSlab(withParts(o, { tags: o.tags.map((t, i) => (i === 0 ? 2 : t)) }), options)).toThrow('adsorbate')
    expect(() => customSlab(makeStructure({ numbers: [], positions: [], cell: cell(3, 3, 20) }), options)).toThrow('no atoms')
    expect(() => customSlab(o, { ...options, fix: -1 })).toThrow('negative')
    expect(() => customSlab(o, { ...options, vacuum: -20 })).toThrow('vacuum')
    expect(() => customSlab(o, { ...options, minLateral: 0 })).toThrow('lateral')
  })
})
