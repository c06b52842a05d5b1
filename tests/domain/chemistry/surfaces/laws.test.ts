/** What holds for every slab that is cut, whatever the crystal: laws of geometry, and independence of how the bulk was given. */
import { describe, expect, test } from 'vitest'
import { type SlabCut, cutSlabs, previewSlabs } from '../../../../src/domain/chemistry/surfaces/cut'
import { OC20, type SurfaceOptions } from '../../../../src/domain/chemistry/surfaces/options'
import type { PlannedSlab } from '../../../../src/domain/chemistry/surfaces/plan'
import { summariseSlab } from '../../../../src/domain/chemistry/surfaces/summary'
import { type Vec3, add, cross, dot, mulVec, norm, normalise, row, scale, sub, vec3 } from '../../../../src/domain/math/vec3'
import { random } from '../../../../src/domain/math/random'
import { inverseCell, repeat, toCartesian } from '../../../../src/domain/structure/cell'
import { composition } from '../../../../src/domain/structure/formula'
import { type Structure, assertStructure, makeStructure } from '../../../../src/domain/structure/structure'
import { loadSymmetryFinder } from '../../../../src/platform/symmetry/finder'
import { bulkOf, tableOf, tables } from './tables'

const symmetry = await loadSymmetryFinder()
const one: SurfaceOptions = { ...OC20, millers: { kind: 'up-to', max: 1 } }
const cuts = new Map<string, SlabCut>(tables.map((t) => [t.name, cutSlabs(bulkOf(t), symmetry, one)]))

const heightsOf = (s: Structure): number[] => Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)

describe.each([...cuts])('slabs of %s', (_, cut) => {
  test('obey the conventions of a Slab', () => {
    expect(cut.slabs.length).toBeGreaterThan(0)
    for (const { structure: s, area, id } of cut.slabs) {
      assertStructure(s)
      const [a, b, c] = [row(s.cell, 0), row(s.cell, 1), row(s.cell, 2)]
      expect([a[1], a[2], b[2], c[0], c[1]], id).toEqual([0, 0, 0, 0, 0])
      expect(cross(a, b)[2], id).toBeGreaterThan(0)
      // 1e-9: rounding of products of lengths of order 10
      expect(Math.abs(norm(cross(a, b)) - area), id).toBeLessThan(1e-9 * area)
      expect(Math.min(norm(a), norm(b)), id).toBeGreaterThanOrEqual(8 - 1e-9)
      const z = heightsOf(s)
      expect(c[2] - (Math.max(...z) - Math.min(...z)), id).toBeGreaterThanOrEqual(20)
      expect(Math.max(...z) + Math.min(...z), id).toBeCloseTo(c[2], 9)
      const f = Array.from(s.numbers, (_, i) => mulVec(vec3(s.positions, 3 * i), inverseCell(s.cell)))
      expect(f.every((x) => x.every((u) => u > -1e-9 && u < 1 + 1e-9)), id).toBe(true)
    }
  })

  test('are whole oriented cells of at least 7 Å, with the composition of the bulk', () => {
    const bulk = composition(cut.crystal.numbers)
    cut.planned.forEach((p, i) => {
      expect(p.cuts[1] - p.cuts[0]).toBeGreaterThanOrEqual(7 - 1e-9)
      const found = composition(cut.slabs[i]!.structure.numbers)
      const ratio = cut.slabs[i]!.structure.numbers.length / cut.crystal.numbers.length
      for (const [z, n] of bulk) expect(found.get(z), p.id).toBeCloseTo(n * ratio, 9)
      expect(p.summary.stoichiometric).toBe(true)
    })
  })

  test('are made as they were announced', () => {
    cut.planned.forEach((p, i) => {
      const { structure: s, id } = cut.slabs[i]!
      const seen = summariseSlab(cut.slabs[i]!, symmetry)
      expect(id).toBe(p.id)
      const { stoichiometric: _stoichiometric, label: _label, thickness, area, ...rest } = p.summary
      expect(seen, p.id).toMatchObject(rest)
      expect(seen.thickness).toBeCloseTo(thickness, 8)
      expect(seen.area).toBeCloseTo(area, 8)
      expect(s.tags.includes(1), p.id).toBe(true)
      expect(Array.from(s.fixed)).toEqual(Array.from(s.tags, (tag) => (tag === 0 ? 1 : 0)))
    })
  })

  test('consist of lattice translates of the bulk\'s atoms, turned as a whole', () => {
    cut.planned.forEach((p, i) => expect(strayFromBulk(cut, p, cut.slabs[i]!.structure), p.id).toBeLessThan(1e-8))
  })
})

/** Largest distance of an atom of the slab, turned back into the crystal's frame by a proper rotation, from a lattice site of its element, Å. */
function strayFromBulk({ crystal }: SlabCut, p: PlannedSlab, s: Structure): number {
  const normal = p.top ? p.plane.normal : scale(p.plane.normal, -1)
  const x = normalise(p.plane.a)
  const y = cross(normal, x)
  const back = (i: number): Vec3 => [0, 1, 2].map((k) => s.positions[3 * i]! * x[k]! + s.positions[3 * i + 1]! * y[k]! + s.positions[3 * i + 2]! * normal[k]!) as unknown as Vec3
  const sites = Array.from(crystal.cell.numbers, (z, k) => ({ z, at: vec3(crystal.cell.positions, 3 * k) }))
  const toCell = inverseCell(crystal.cell.cell)
  const off = (d: Vec3): number => {
    const f = mulVec(d, toCell)
    return norm(mulVec([f[0] - Math.round(f[0]), f[1] - Math.round(f[1]), f[2] - Math.round(f[2])], crystal.cell.cell))
  }
  const atoms = Array.from(s.numbers, (z, i) => ({ z, at: back(i) }))
  // the origin of the slab is free: the first atom is put on every site of its element in turn
  const strays = sites.filter((site) => site.z === atoms[0]!.z).map((first) => {
    const shift = sub(first.at, atoms[0]!.at)
    let worst = 0
    for (const atom of atoms) {
      worst = Math.max(worst, Math.min(...sites.filter((site) => site.z === atom.z).map((site) => off(sub(add(atom.at, shift), site.at)))))
      if (worst > 0.01) break
    }
    return worst
  })
  return Math.min(...strays)
}

test('atoms deep inside a slab have the neighbours that they have in the bulk', () => {
  for (const name of ['Cu', 'Fe', 'Ru', 'Si', 'TiO2', 'SrTiO3', 'CeO2']) {
    const thick = cutSlabs(bulkOf(tableOf(name)), symmetry, { ...one, minThickness: 14, minLateral: 0.1 })
    const bulk = environments(thick.crystal.cell, () => true)
    for (const { structure: s, id } of thick.slabs) {
      const z = heightsOf(s)
      const [low, high] = [Math.min(...z) + REACH, Math.max(...z) - REACH]
      const inside = environments(s, (i) => z[i]! > low && z[i]! < high)
      expect(inside.size, id).toBeGreaterThan(0)
      for (const e of inside) expect([...bulk], id).toContain(e)
    }
  }
})

const REACH = 3

/** 'Z: Z' at distance, ...' of the chosen atoms: elements and distances of all neighbours within REACH, to 0.01 Å (0.0003 added, lest halves round both ways). */
function environments(s: Structure, keep: (i: number) => boolean): Set<string> {
  const images: Vec3[] = []
  const span = [0, 1, 2].map((k) => (k === 2 && s.cell[8]! > 20 ? 0 : 3 + Math.ceil(REACH / norm(row(s.cell, k)))))
  for (let i = -span[0]!; i <= span[0]!; i++) for (let j = -span[1]!; j <= span[1]!; j++) for (let k = -span[2]!; k <= span[2]!; k++) images.push(mulVec([i, j, k], s.cell))
  const describeAtom = (i: number): string => {
    const found: string[] = []
    for (let j = 0; j < s.numbers.length; j++)
      for (const image of images) {
        const d = norm(add(sub(vec3(s.positions, 3 * j), vec3(s.positions, 3 * i)), image))
        if (d > 0.1 && d < REACH) found.push(`${s.numbers[j]} ${(d + 0.0003).toFixed(2)}`)
      }
    return `${s.numbers[i]}: ${found.sort().join(', ')}`
  }
  return new Set(Array.from(s.numbers, (_, i) => i).filter(keep).map(describeAtom))
}

describe('the slabs do not depend on how the bulk was given', () => {
  const fingerprint = (bulk: Structure): { sizes: string[]; numbers: number[] } => {
    const planned = previewSlabs(bulk, symmetry, OC20).planned
    const lines = planned.map((p) => ({
      size: `${p.summary.formula} ${p.summary.symmetric} ${p.summary.tasker} ${p.summary.layers.join('/')}`, values: [p.summary.area, p.summary.thickness],
    }))
    lines.sort((p, q) => (p.size < q.size ? -1 : p.size > q.size ? 1 : Math.round(1e3 * (p.values[0]! - q.values[0]!)) || p.values[1]! - q.values[1]!))
    return { sizes: lines.map((l) => l.size), numbers: lines.flatMap((l) => l.values) }
  }
  const same = (name: string, other: Structure): void => {
    const [p, q] = [fingerprint(bulkOf(tableOf(name))), fingerprint(other)]
    expect(q.sizes).toEqual(p.sizes)
    // 1e-3 Å, Å^2: the finder idealises each setting on its own
    q.numbers.forEach((x, i) => expect(Math.abs(x - p.numbers[i]!)).toBeLessThan(1e-3))
  }
  const names = ['Cu', 'Ru', 'Si', 'MoSi2', 'TiO2', 'SrTiO3', 'ZnO', 'FeB', 'CuO', 'Bi']

  test.each(names)('%s: primitive cell', (name) => same(name, symmetry(bulkOf(tableOf(name))).primitive))

  test.each(names)('%s: supercell', (name) => same(name, repeat(bulkOf(tableOf(name)), [2, 1, 1])))

  test.each(names)('%s: shifted origin', (name) => {
    const s = bulkOf(tableOf(name))
    same(name, makeStructure({ ...s, positions: s.positions.map((x, i) => x + [0.31, -0.77, 1.13][i % 3]!) }))
  })

  test.each(names)('%s: rotated, and in a skewed cell', (name) => {
    const s = symmetry(bulkOf(tableOf(name))).primitive
    const turn = rotation(7)
    const skew = [1, 0, 0, 2, 1, 0, -1, 3, 1]
    const cell = [0, 1, 2].flatMap((i) => [...mulVec(mulVec(row(skew, i), s.cell), turn)])
    same(name, makeStructure({ numbers: s.numbers, positions: Array.from(s.numbers, (_, i) => [...mulVec(vec3(s.positions, 3 * i), turn)]).flat(), cell }))
  })
})

/** A proper rotation matrix drawn from a seed: a unit quaternion. */
function rotation(seed: number): number[] {
  const r = random(seed)
  const q = [r.normal(), r.normal(), r.normal(), r.normal()]
  const n = Math.hypot(...q)
  const [w, x, y, z] = q.map((v) => v / n) as [number, number, number, number]
  return [1 - 2 * (y * y + z * z), 2 * (x * y + z * w), 2 * (x * z - y * w), 2 * (x * y - z * w), 1 - 2 * (x * x + z * z), 2 * (y * z + x * w), 2 * (x * z + y * w), 2 * (y * z - x * w), 1 - 2 * (x * x + y * y)]
}

describe('both sides', () => {
  test('of a polar crystal are made, of a symmetric slab one', () => {
    const wurtzite = previewSlabs(bulkOf(tableOf('ZnO')), symmetry, { ...OC20, millers: { kind: 'list', indices: [[0, 0, 0, 1]] } }).planned
    const faces = wurtzite.map((p) => `${p.summary.termination} ${p.top}`)
    expect(faces.sort()).toEqual(['O-terminated false', 'O-terminated true', 'Zn-terminated false', 'Zn-terminated true'])
    expect(previewSlabs(bulkOf(tableOf('Cu')), symmetry, one).planned.every((p) => p.top && p.summary.symmetric)).toBe(true)
  })

  test('the bottom side shows the layers that lie below the top side\'s slab', () => {
    for (const [, cut] of cuts) {
      for (const bottom of cut.planned.filter((p) => !p.top)) {
        const top = cut.planned.find((p) => p.top && p.id === bottom.id.replace('-bottom', ''))!
        const [up, down] = [cut.slabs[cut.planned.indexOf(top)]!.structure, cut.slabs[cut.planned.indexOf(bottom)]!.structure]
        // one number per atom, element first: 1000 Z + height above the middle, Å
        const sorted = (s: Structure, sign: number): number[] => heightsOf(s).map((z, i) => 1000 * s.numbers[i]! + sign * (z - s.cell[8]! / 2)).sort((p, q) => p - q)
        const below = sorted(down, -1)
        sorted(up, 1).forEach((x, i) => expect(Math.abs(x - below[i]!), bottom.id).toBeLessThan(1e-8))
      }
    }
  })
})

describe('what cannot be cut is refused with a reason', () => {
  const copper = bulkOf(tableOf('Cu'))
  test('no atoms, a slab, a huge cell', () => {
    expect(() => cutSlabs(makeStructure({ numbers: [], positions: [], cell: copper.cell }), symmetry)).toThrow('no atoms')
    expect(() => cutSlabs({ ...copper, pbc: [true, true, false] }, symmetry)).toThrow('custom slab')
    expect(() => cutSlabs(repeat(copper, [5, 5, 5]), symmetry)).toThrow('too large')
  })
  test('two atoms in one place', () => {
    expect(() => cutSlabs(makeStructure({ numbers: [29, 29], positions: [0, 0, 0, 0, 0, 0], cell: [3, 0, 0, 0, 3, 0, 0, 0, 3] }), symmetry)).toThrow('space group')
  })
  test('too many slabs: said before any is made', () => {
    expect(() => previewSlabs(bulkOf(tableOf('ZrO2')), symmetry, { ...OC20, maxSlabs: 20 })).toThrow('more than 20 slabs')
  })
  test('too many atoms: left out, and listed', () => {
    const cut = cutSlabs(bulkOf(tableOf('Si')), symmetry, { ...OC20, maxAtoms: 50 })
    expect(cut.omitted.length).toBeGreaterThan(0)
    expect(cut.omitted.every((o) => o.planned.summary.atoms > 50 && o.reason.includes('limit of 50'))).toBe(true)
    expect(cut.slabs.every((s) => s.structure.numbers.length <= 50)).toBe(true)
  })
  test('settings out of range', () => {
    expect(() => cutSlabs(copper, symmetry, { ...OC20, minThickness: 0 })).toThrow('thickness')
    expect(() => cutSlabs(copper, symmetry, { ...OC20, minVacuum: NaN })).toThrow('vacuum')
    expect(() => cutSlabs(copper, symmetry, { ...OC20, millers: { kind: 'list', indices: [] } })).toThrow('No Miller')
    expect(() => cutSlabs(copper, symmetry, { ...OC20, millers: { kind: 'list', indices: [[0, 0, 0]] } })).toThrow('not a plane')
  })
})

test('one atom in a cell, sixty atoms in a skewed P1 cell', () => {
  const polonium = cutSlabs(bulkOf(tableOf('Po')), symmetry, one)
  expect(polonium.slabs.length).toBe(3)
  const r = random(3)
  // a jittered 5 x 4 x 3 grid: no two atoms nearer than 1.9 Å, no symmetry at all
  const fractional = Array.from({ length: 60 }, (_, i) => [(i % 5) / 5, (Math.floor(i / 5) % 4) / 4, Math.floor(i / 20) / 3].map((x) => x + 0.03 * r.next())).flat()
  const cell = [15, 0, 0, 4, 12, 0, -3, 5, 10]
  const disordered = makeStructure({ numbers: Array.from({ length: 60 }, (_, i) => [78, 28, 8][i % 3]!), positions: toCartesian(fractional, cell), cell })
  const cut = cutSlabs(disordered, symmetry, { ...OC20, millers: { kind: 'list', indices: [[1, 0, 0], [1, 1, 1]] }, voronoiTags: false })
  expect(cut.crystal.spaceGroup).toBe(1)
  // no symmetry: each of the gaps is a termination with two sides
  expect(cut.slabs.length).toBeGreaterThan(40)
  expect(cut.slabs.every((s) => s.structure.numbers.length % 60 === 0)).toBe(true)
  expect(dot(row(cut.slabs[0]!.structure.cell, 0), [0, 0, 1])).toBe(0)
})

test('bulks as they come: off their ideal places by up to the symmetry tolerance, in primitive cells and supercells', () => {
  for (const t of tables) {
    for (const [run, amplitude] of [1e-3, 0.03, 0.1].entries()) {
      const r = random(1, t.name, amplitude)
      const s = repeat(bulkOf(t), [1 + (run % 2), 1, 1])
      const noisy = makeStructure({ ...s, positions: s.positions.map((x) => x + amplitude * r.normal()) })
      for (const cell of ['conventional', 'input'] as const) {
        const plan = previewSlabs(noisy, symmetry, { ...one, cell })
        expect(plan.planned.length + plan.omitted.length, t.name).toBeGreaterThan(0)
        expect(plan.planned.every((p) => p.summary.stoichiometric === true && p.cuts[1] - p.cuts[0] > 7 - 1e-9), t.name).toBe(true)
      }
    }
  }
})
