/** OC22's rules: symmetric slabs, oxygen first, vacancies, MX and MvK sites. */
import { describe, expect, test } from 'vitest'
import { cutSlabs } from '../../../../src/domain/chemistry/surfaces/cut'
import { OC22, oc22Options } from '../../../../src/domain/chemistry/surfaces/options'
import { oc22Slabs, vacancySlabs, withMissingAnions } from '../../../../src/domain/chemistry/surfaces/oxide'
import { lostAnionSites, missingAnionSites, mvkSites, mxSites, shortestOxideBond } from '../../../../src/domain/chemistry/surfaces/oxide-sites'
import { mapsTopOnBottom } from '../../../../src/domain/chemistry/surfaces/summary'
import { initialPlacements } from '../../../../src/domain/adsorbml/mix'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { placeAdsorbate, placeAdsorbates } from '../../../../src/domain/chemistry/placements'
import { norm, sub, vec3 } from '../../../../src/domain/math/vec3'
import { minimumImage } from '../../../../src/domain/structure/minimum-image'
import { assertStructure } from '../../../../src/domain/structure/structure'
import { loadSymmetryFinder } from '../../../../src/platform/symmetry/finder'
import { bulkOf, tableOf } from './tables'

const symmetry = await loadSymmetryFinder()
const rutile = oc22Slabs(bulkOf(tableOf('TiO2')), symmetry)
const on = (...hkl: number[]) => rutile.planned.flatMap((p, i) => (p.miller.join() === hkl.join() ? [{ planned: p, slab: rutile.slabs[i]! }] : []))
const oxygenShare = (slab: (typeof rutile.slabs)[number]): number => slab.structure.numbers.filter((z) => z === 8).length / slab.structure.numbers.length

describe('symmetric slabs', () => {
  test.each(['MgO', 'TiO2', 'CeO2', 'SrTiO3', 'ZrO2', 'CuO'])('%s: both sides alike by the space group of the finished slab, 10 Å, no dipole, nothing fixed', (name) => {
    const cut = cutSlabs(bulkOf(tableOf(name)), symmetry, { ...OC22, millers: { kind: 'up-to', max: 1 } })
    expect(cut.slabs.length).toBeGreaterThan(1)
    cut.slabs.forEach((slab, i) => {
      const p = cut.planned[i]!
      assertStructure(slab.structure)
      expect(mapsTopOnBottom(slab, symmetry), p.id).toBe(true)
      expect(p.summary.symmetric).toBe(true)
      expect(p.cuts[1] - p.cuts[0], p.id).toBeGreaterThanOrEqual(10 - 1e-9)
      // one spacing less would be too thin: the slab is not larger than it must be
      expect(p.cuts[1] - p.cuts[0] - p.plane.spacing, p.id).toBeLessThan(10)
      expect(p.summary.tasker, p.id).not.toBe(3)
      expect(slab.structure.fixed.includes(1)).toBe(false)
      expect(slab.structure.numbers.length).toBeLessThanOrEqual(300)
    })
  })

  test('a polar plane has none: wurtzite (0001); a non-polar one has', () => {
    const cut = cutSlabs(bulkOf(tableOf('ZnO')), symmetry, { ...OC22, millers: { kind: 'list', indices: [[0, 0, 0, 1], [1, 0, -1, 0]] } })
    expect(cut.planesWithoutSlab).toEqual([[0, 0, 1]])
    expect(new Set(cut.planned.map((p) => p.miller.join()))).toEqual(new Set(['1,0,0']))
    expect(rutile.planesWithoutSlab).toEqual([])
  })

  test('MgO (111) ends in Mg or in O on both sides, one layer off stoichiometry', () => {
    const { planned } = cutSlabs(bulkOf(tableOf('MgO')), symmetry, { ...OC22, millers: { kind: 'list', indices: [[1, 1, 1]] } })
    expect(planned.map((p) => [p.summary.termination, p.summary.stoichiometric] as const).sort(([p], [q]) => (p < q ? -1 : 1))).toEqual([['Mg-terminated', false], ['O-terminated', false]])
  })

  test('of each plane the termination richest in oxygen comes first', () => {
    for (let i = 1; i < rutile.slabs.length; i++) {
      if (rutile.planned[i]!.miller.join() === rutile.planned[i - 1]!.miller.join()) expect(oxygenShare(rutile.slabs[i]!)).toBeLessThanOrEqual(oxygenShare(rutile.slabs[i - 1]!))
    }
    expect(new Set(rutile.slabs.map((s) => s.id)).size).toBe(rutile.slabs.length)
  })

  test('the maximum index is 3, and 2 for triclinic and monoclinic crystals', () => {
    expect([1, 15, 16, 225].map((n) => (oc22Options(n).millers as { max: number }).max)).toEqual([2, 2, 3, 3])
    expect(rutile.planned.some((p) => p.miller.includes(3))).toBe(true)
  })
})

describe('sites of rutile (110)', () => {
  // Diebold, Surf. Sci. Rep. 48, 53 (2003): the stoichiometric face has bridging O, and one five-fold Ti per surface cell
  const stoichiometric = on(1, 1, 0).find(({ planned }) => planned.summary.stoichiometric && planned.summary.layers.join(' ').startsWith('O TiO O'))!
  const cells = stoichiometric.planned.repeat[0] * stoichiometric.planned.repeat[1]

  test('the stoichiometric face: one MX site per cell, on top of the five-fold Ti, one bond length away', () => {
    const sites = missingAnionSites(rutile.crystal, stoichiometric.planned, stoichiometric.slab)
    expect(sites.length).toBe(cells)
    const image = minimumImage(stoichiometric.slab.structure.cell, [true, true, false])
    for (const site of sites) {
      expect(site.atoms.length).toBe(1)
      const d = image(sub(site.position, vec3(stoichiometric.slab.structure.positions, 3 * site.atoms[0]!)))
      // the two Ti-O bonds of rutile are 1.949 and 1.983 Å
      expect(norm(d)).toBeCloseTo(1.983, 2)
      expect(Math.hypot(d[0], d[1])).toBeLessThan(1e-6)
    }
  })

  test('without bridging O: the bridging places, between two Ti, are MX sites too', () => {
    const bare = on(1, 1, 0).find(({ planned }) => planned.summary.layers[0] === 'TiO')!
    const coordination = missingAnionSites(rutile.crystal, bare.planned, bare.slab).map((site) => site.atoms.length)
    expect(new Set(coordination)).toEqual(new Set([1, 2]))
    expect(coordination.filter((n) => n === 2).length).toBe(cells)
  })

  test('MvK sites are the surface\'s oxygen atoms', () => {
    const sites = mvkSites(stoichiometric.slab)
    // the bridging one of each surface cell: the in-plane ones lie 1.27 Å below it, deeper than OC22's surface of 1.25 Å
    expect(sites.length).toBe(cells)
    for (const site of sites) expect(stoichiometric.slab.structure.numbers[site.atoms[0]!]).toBe(8)
  })
})

describe('sites of many oxides, with and without their crystal', () => {
  test.each(['TiO2', 'MgO', 'CeO2', 'ZnO', 'CuO'])('%s: the superposition on the slab\'s own metals finds the places that the crystal tells', (name) => {
    const options = { ...OC22, millers: { kind: 'up-to', max: 1 } as const }
    const cut = cutSlabs(bulkOf(tableOf(name)), symmetry, options)
    let compared = 0
    cut.slabs.forEach((slab, k) => {
      const told = missingAnionSites(cut.crystal, cut.planned[k]!, slab)
      const found = lostAnionSites(slab)
      const image = minimumImage(slab.structure.cell, [true, true, false])
      const isNear = (p: readonly number[], list: typeof told): boolean => list.some(({ position }) => norm(image(sub(position, p as never))) < 0.1)
      // a place below the topmost atoms that the superposition calls hidden is none to put anything on; all others are the crystal's
      for (const site of found) expect(isNear(site.position, told), `${slab.id} ${site.position.join()}`).toBe(true)
      compared += found.length
    })
    expect(compared).toBeGreaterThan(0)
  })

  test('on rutile (110) both give the same sites with the same metals', () => {
    for (const { planned, slab } of on(1, 1, 0)) {
      const key = (sites: ReturnType<typeof mxSites>): string[] => sites.map(({ atoms }) => atoms.toSorted((p, q) => p - q).join()).sort()
      expect(key(lostAnionSites(slab)), slab.id).toEqual(key(missingAnionSites(rutile.crystal, planned, slab)))
    }
  })

  test('a metal has no oxide sites, and the reason says so', () => {
    const copper = cutSlabs(bulkOf(tableOf('Cu')), symmetry, { ...OC22, kind: 'bulk-units', millers: { kind: 'list', indices: [[1, 1, 1]] } }).slabs[0]!
    expect(mxSites(copper)).toEqual([])
    expect(shortestOxideBond(copper)).toBeNull()
    for (const mode of ['mx', 'mvk'] as const) expect(() => placeAdsorbate(copper, findAdsorbate('O'), { mode, seed: 1 })).toThrow(/are those of oxides/)
  })
})

describe('placements on an oxide\'s sites', () => {
  const { planned, slab: cut } = on(1, 1, 0).find((one) => one.planned.summary.stoichiometric && one.planned.summary.layers.join(' ').startsWith('O TiO O'))!
  const slab = withMissingAnions(cut, planned, rutile)
  const n = slab.structure.numbers.length

  test('symmetry leaves one MX site (over five-fold Ti) and one MvK site (bridging O); an atom is set on each once', () => {
    const [mx, ...moreMx] = placeAdsorbate(slab, findAdsorbate('O'), { mode: 'mx', seed: 1 })
    const [mvk, ...moreMvk] = placeAdsorbate(slab, findAdsorbate('H'), { mode: 'mvk', seed: 1 })
    expect([moreMx, moreMvk]).toEqual([[], []])
    expect([mx!.id, mx!.site.kind, mvk!.id, mvk!.site.kind]).toEqual(['mx0000', 'MX', 'mvk0000', 'MvK'])
    const at = (p: typeof mx): number[] => Array.from(p!.structure.positions.subarray(3 * n))
    const height = (i: number): number => slab.structure.positions[3 * i + 2]!
    // over Ti at r_Ti + r_O + 0.1 = 1.60 + 0.66 + 0.1; over O at 0.66 + 0.31 + 0.1
    expect(at(mx)[2]! - height(mx!.site.atoms[0]!)).toBeCloseTo(2.36, 6)
    expect(at(mvk)[2]! - height(mvk!.site.atoms[0]!)).toBeCloseTo(1.07, 6)
    expect(slab.structure.numbers[mvk!.site.atoms[0]!]).toBe(8)
  })

  test('a molecule is turned by quarters, upright; each once', () => {
    const placed = placeAdsorbate(slab, findAdsorbate('OH'), { mode: 'mx', seed: 1 })
    expect(placed.map(({ azimuth, tilt }) => [azimuth, tilt])).toEqual([[0, 0], [90, 0], [180, 0], [270, 0]])
    expect(initialPlacements(slab, [findAdsorbate('OH')], { placement: 'mx', count: 50, seed: 1 })).toHaveLength(4)
    expect(initialPlacements(slab, [findAdsorbate('O')], { placement: 'mvk', count: 50, seed: 1 })).toHaveLength(1)
  })

  test('coverage: adsorbates keep 1.1 shortest Ti-O bonds between their sites, and the surface takes no more than it has room for', () => {
    const least = 1.1 * shortestOxideBond(slab)!
    expect(least).toBeCloseTo(1.1 * 1.949, 2)
    const image = minimumImage(slab.structure.cell, [true, true, false])
    const o = findAdsorbate('O')
    const cells = planned.repeat[0] * planned.repeat[1]
    for (const { site, more = [] } of placeAdsorbates(slab, Array.from({ length: cells }, () => o), { mode: 'mx', count: 5, seed: 3 })) {
      const sites = [site, ...more.map((one) => one.site)]
      expect(sites).toHaveLength(cells)
      for (const [k, p] of sites.entries()) for (const q of sites.slice(0, k)) expect(norm(image(sub(p.position, q.position)))).toBeGreaterThanOrEqual(least)
    }
    expect(() => placeAdsorbates(slab, Array.from({ length: cells + 1 }, () => o), { mode: 'mx', count: 1, seed: 3 })).toThrow(/no room for O/)
  })
})

describe('vacancies', () => {
  const { slab } = on(1, 1, 0)[0]!
  test('are made on both sides alike; which atoms go beside the first differs by seed', () => {
    for (const count of [1, 2, 3]) {
      const made = vacancySlabs(slab, symmetry, count, 0)
      expect(made.length).toBeGreaterThan(0)
      expect(new Set(made.map(({ id }) => id)).size).toBe(made.length)
      for (const bare of made) {
        assertStructure(bare.structure)
        expect(bare.structure.numbers.length).toBe(slab.structure.numbers.length - 2 * count)
        expect(mapsTopOnBottom(bare, symmetry)).toBe(true)
      }
    }
    const ids = (seed: number): string[] => vacancySlabs(slab, symmetry, 2, seed).map(({ id }) => id)
    expect(ids(5)).toEqual(ids(5))
    expect(new Set([0, 1, 2, 3, 4, 5].map((seed) => ids(seed).join())).size).toBeGreaterThan(2)
  })

  test('every distinct surface oxygen atom gives one slab, and its place is an MX site of it', () => {
    const { planned, slab: pristine } = on(1, 1, 0).find((one) => one.planned.summary.stoichiometric && one.planned.summary.layers.join(' ').startsWith('O TiO O'))!
    const whole = withMissingAnions(pristine, planned, rutile)
    const [bare, ...more] = vacancySlabs(whole, symmetry, 1, 0)
    expect(more).toEqual([])
    assertStructure(bare!.structure)
    expect(bare!.structure.numbers.length).toBe(whole.structure.numbers.length - 2)
    expect(mapsTopOnBottom(bare!, symmetry)).toBe(true)
    const bridges = (slab: typeof whole): number => mxSites(slab).filter(({ atoms }) => atoms.length === 2).length
    expect([bridges(whole), bridges(bare!)]).toEqual([0, 1])
    for (const { atoms } of mxSites(bare!)) for (const i of atoms) expect(bare!.structure.numbers[i]).toBe(22)
    // the superposition, which knows no crystal, finds the same
    expect(lostAnionSites(bare!).length).toBe(mxSites(bare!).length)
  })
  test('too many, or sides that no operation exchanges, give none', () => {
    expect(vacancySlabs(slab, symmetry, 99, 0)).toEqual([])
    const polar = cutSlabs(bulkOf(tableOf('ZnO')), symmetry, { ...OC22, kind: 'bulk-units', surfaceDepth: 2.5, millers: { kind: 'list', indices: [[0, 0, 1]] } }).slabs
    for (const one of polar) expect(vacancySlabs(one, symmetry, 1, 0)).toEqual([])
  })
})
