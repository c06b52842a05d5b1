/** OC22's rules: symmetric slabs, oxygen first, vacancies, MX and MvK sites. */
import { describe, expect, test } from 'vitest'
import { cutSlabs } from '../../../../src/domain/chemistry/surfaces/cut'
import { OC22, oc22Options } from '../../../../src/domain/chemistry/surfaces/options'
import { latticeAnionSites, missingAnionSites, oc22Slabs, withOxygenVacancies } from '../../../../src/domain/chemistry/surfaces/oxide'
import { mapsTopOnBottom } from '../../../../src/domain/chemistry/surfaces/summary'
import { norm, sub, vec3 } from '../../../../src/domain/math/vec3'
import { random } from '../../../../src/domain/math/random'
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
    const sites = latticeAnionSites(stoichiometric.slab)
    expect(sites.length).toBeGreaterThanOrEqual(cells)
    for (const site of sites) expect(stoichiometric.slab.structure.numbers[site.atoms[0]!]).toBe(8)
  })
})

describe('vacancies', () => {
  const { slab } = on(1, 1, 0)[0]!
  test('are made on both sides alike, and differ by seed', () => {
    const most = latticeAnionSites(slab).length
    const ids = new Set<string>()
    for (let seed = 0; seed < 8; seed++) {
      const bare = withOxygenVacancies(slab, symmetry, 1 + (seed % Math.min(3, most)), random(seed))
      assertStructure(bare.structure)
      expect(bare.structure.numbers.length).toBe(slab.structure.numbers.length - 2 * (1 + (seed % Math.min(3, most))))
      expect(mapsTopOnBottom(bare, symmetry)).toBe(true)
      ids.add(bare.id)
    }
    expect(ids.size).toBeGreaterThan(3)
    expect(withOxygenVacancies(slab, symmetry, 2, random(5)).id).toBe(withOxygenVacancies(slab, symmetry, 2, random(5)).id)
  })
  test('too many, none, or on unlike sides are refused', () => {
    expect(() => withOxygenVacancies(slab, symmetry, 0, random(1))).toThrow('cannot be removed')
    expect(() => withOxygenVacancies(slab, symmetry, 999, random(1))).toThrow('cannot be removed')
    const polar = cutSlabs(bulkOf(tableOf('ZnO')), symmetry, { ...OC22, kind: 'bulk-units', surfaceDepth: 2.5, millers: { kind: 'list', indices: [[0, 0, 1]] } }).slabs
    for (const p of polar) expect(() => withOxygenVacancies(p, symmetry, 1, random(1))).toThrow(/order two|cannot be removed/)
  })
})
