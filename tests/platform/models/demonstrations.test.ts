/** The three demonstrations of arXiv:2407.10844 on the model that ships (docs/uncertainty.md, "Three demonstrations"): what holds of them. */
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { aboveChance, clusteringOfIndex, clusteringOfStructures, surroundings } from '../../../bench/demonstrations/clustering'
import { arranged, coverages, DFT_ENERGY_PER_O, fccSites, platinum, type Coverage } from '../../../bench/demonstrations/coverage'
import { bulkOf, CRYSTALS } from '../../../bench/demonstrations/crystals'
import { equationsOfState, knownSlabs, leastAt, medianCurve, STRAINS, type EquationOfState } from '../../../bench/demonstrations/equation-of-state'
import { freshAdslabs } from '../../../bench/demonstrations/fresh'
import { openDemonstrated, type Demonstrated } from '../../../bench/demonstrations/model'
import { environments } from '../../../src/domain/neighbours/environments'
import type { Relaxation } from '../../../src/domain/relax/types'
import { ENVIRONMENT_RADIUS } from '../../../src/domain/structure/environment'
import { minimumImageDistance } from '../../../src/domain/structure/minimum-image'
import type { SymmetryFinder } from '../../../src/domain/structure/symmetry'
import { loadSymmetryFinder } from '../../../src/platform/symmetry'

let model: Demonstrated
let symmetry: SymmetryFinder
beforeAll(async () => {
  model = await openDemonstrated(join(resolve(import.meta.dirname, '../../..'), 'models/adatom-s.onnx'))
  symmetry = await loadSymmetryFinder()
}, 120_000)
afterAll(() => model.potential.close())

const isRising = (values: readonly number[]): boolean => values.every((v, k) => k === 0 || v > values[k - 1]!)

describe('equation of state: the distance of slabs is least near the relaxed volume', () => {
  let slabs: EquationOfState[]
  beforeAll(async () => {
    slabs = []
    for (const crystal of CRYSTALS) slabs.push((await equationsOfState(crystal, model, symmetry)).find(({ of }) => of === 'slab')!)
  }, 120_000)

  it('for every metal that the index knows well', () => {
    // 40 slabs of the element alone: Ag, Au, Pd, Re. With fewer, what is near are alloys, of other bond lengths; Ru with 21 lies at 6 to 8 %
    const known = CRYSTALS.filter((crystal) => knownSlabs(model, crystal) >= 40).map(({ name }) => name)
    expect(known.length).toBeGreaterThanOrEqual(4)
    for (const { crystal, distances } of slabs.filter((one) => known.includes(one.crystal))) {
      const least = distances.indexOf(Math.min(...distances))
      // 6 % of volume is 2 % of length: what lattice constants of RPBE and of the potential differ by
      expect(Math.abs(STRAINS[least]!), crystal).toBeLessThan(0.061)
      expect(isRising(distances.slice(least)), crystal).toBe(true)
      expect(isRising(distances.slice(0, least + 1).toReversed()), crystal).toBe(true)
      expect(distances[0]! / distances[least]!, crystal).toBeGreaterThan(1.5)
      expect(distances.at(-1)! / distances[least]!, crystal).toBeGreaterThan(1.5)
    }
  })
  it('on the median of all crystals, and further the more they are strained', () => {
    const curve = medianCurve(slabs)
    const least = curve.indexOf(Math.min(...curve))
    expect(Math.abs(STRAINS[least]!)).toBeLessThan(0.041)
    expect(isRising(curve.slice(least))).toBe(true)
    expect(isRising(curve.slice(0, least + 1).toReversed())).toBe(true)
    expect(curve[0]).toBeGreaterThan(1.4)
    expect(curve.at(-1)).toBeGreaterThan(1.1)
  })
  it('for more crystals than by chance', () => {
    // five of thirteen volumes lie within 4 %: 18 x 5/13 = 6.9 crystals by chance
    expect(slabs.filter((one) => Math.abs(leastAt(one)) < 0.041).length).toBeGreaterThan((slabs.length * 5) / 13)
  })
  it('and compression by 12 % is seen in all of them but one (Cu3Au, which the index does not hold)', () => {
    const unseen = slabs.filter(({ distances }) => distances[0]! / distances[STRAINS.indexOf(0)]! <= 1.1)
    expect(unseen.length).toBeLessThanOrEqual(1)
  })
})

describe('coverage: one to six O on Pt(111) 3x3', () => {
  let rows: Coverage[]
  beforeAll(async () => {
    rows = await coverages(model, symmetry, 'spread')
  }, 120_000)

  it('on the slab of the DFT: 54 atoms, 9 of them free, nine fcc sites', () => {
    const slab = platinum(symmetry)
    expect([slab.structure.numbers.length, slab.structure.fixed.filter((f) => f === 0).length, slab.structure.tags.filter((t) => t === 1).length]).toEqual([54, 9, 9])
    expect(Math.hypot(slab.structure.cell[0]!, slab.structure.cell[1]!)).toBeCloseTo(8.46, 6)
    expect(fccSites(slab)).toHaveLength(9)
  })
  it('that are spread: two and three of them sqrt(3) nearest-neighbour distances apart, four no longer so', () => {
    expect([rows[1]!, rows[2]!].map(({ closest }) => closest / (8.46 / 3)).every((ratio) => Math.abs(ratio - Math.sqrt(3)) < 0.05)).toBe(true)
    expect(rows[3]!.closest / (8.46 / 3)).toBeLessThan(1.1)
    const { structure } = platinum(symmetry)
    const packed = arranged(fccSites(platinum(symmetry)), 2, structure, 'packed')
    const nearest = minimumImageDistance(packed[0]!.position, packed[1]!.position, structure.cell, structure.pbc)
    expect(nearest).toBeCloseTo(8.46 / 3, 6)
  })
  it('all relax, and stay in their sites', () => {
    for (const { outcome, drift, count } of rows) {
      expect(outcome, `${count} O`).toBe('converged')
      // 1.63 Å from an fcc site to the next hcp site; half of that is the bridge between them
      expect(drift, `${count} O`).toBeLessThan(0.8)
    }
  })
  it('binds each O less the more there are, as DFT does', () => {
    expect(isRising(DFT_ENERGY_PER_O)).toBe(true)
    expect(isRising(rows.map(({ energy }) => energy))).toBe(true)
  })
  it('is further from what is known the more O there are, and so are O and Pt each for itself', () => {
    expect(isRising(rows.map(({ distance }) => distance))).toBe(true)
    expect(isRising(rows.map(({ ofOxygen }) => ofOxygen))).toBe(true)
    expect(isRising(rows.map(({ ofPlatinum }) => ofPlatinum))).toBe(true)
    expect(rows[5]!.distance / rows[0]!.distance).toBeGreaterThan(2)
  })
})

describe('clustering: the nearest latent neighbour shares element and environment', () => {
  it('names environments as one would: fcc(111) has 9 neighbours at the surface, 12 below', async () => {
    const slab = platinum(symmetry).structure
    const byHeight = Array.from(slab.numbers.keys()).toSorted((i, j) => slab.positions[3 * j + 2]! - slab.positions[3 * i + 2]!)
    // nine atoms a layer: one of the first, one of the second
    const [surface, inside] = [byHeight[4]!, byHeight[13]!]
    expect(environments(slab, [surface, inside], ENVIRONMENT_RADIUS).map(surroundings)).toEqual([
      { element: 78, role: 'surface', coordination: 9 },
      { element: 78, role: 'subsurface', coordination: 12 },
    ])
  })
  it('in the index, among entries of other materials', () => {
    const found = Object.fromEntries(clusteringOfIndex(model.meter.index.data, 300, 6).map((one) => [one.trait, aboveChance(one)]))
    // share of what chance leaves open; 300 entries tell it to 0.02 (element) and 0.04 (the others), and 2,000 gave .86, .63, .33, .58
    expect(found['element']).toBeGreaterThan(0.77)
    expect(found['role']).toBeGreaterThan(0.5)
    expect(found['coordination']).toBeGreaterThan(0.2)
    expect(found['coordination within 1']).toBeGreaterThan(0.45)
  }, 120_000)
  it('of structures that are not in it', async () => {
    const fresh: Relaxation[] = await freshAdslabs(model, symmetry)
    const found = Object.fromEntries(clusteringOfStructures(fresh.map(({ structure }) => structure), fresh.map(({ evaluation }) => evaluation), model).map((one) => [one.trait, aboveChance(one)]))
    // few atoms, many of them alike: half of what chance leaves open is far above it, and far below what was found (.96, 1, .70, .98)
    for (const trait of ['element', 'role', 'coordination', 'coordination within 1']) expect(found[trait], trait).toBeGreaterThan(0.5)
  }, 120_000)
  it('and an oxygen of OH is an adsorbate, an atom alone in space is none', () => {
    const alone = bulkOf(CRYSTALS[0]!, 20)
    expect(environments(alone, [0], ENVIRONMENT_RADIUS).map(surroundings)).toEqual([{ element: 47, role: 'surface', coordination: 0 }])
    const hydroxyl = { numbers: Uint8Array.of(8, 1, 78), positions: Float32Array.of(0, 0, 0, 0.9, 0, 0.36, 0, 0, -2) }
    expect(surroundings(hydroxyl)).toEqual({ element: 8, role: 'adsorbate', coordination: 2 })
  })
})
