import { expect, test } from 'vitest'
import { findSites, randomSite, trianglesOf } from '../../../../src/domain/chemistry/sites'
import { planeGroup } from '../../../../src/domain/chemistry/sites-symmetry'
import { surfaceOf } from '../../../../src/domain/chemistry/sites-surface'
import type { Site, Slab } from '../../../../src/domain/chemistry/types'
import { random } from '../../../../src/domain/math/random'
import { covalentRadius } from '../../../../src/domain/structure/elements'
import { aseSurface, aseSurfaces, asSlab, crystalSlabs, moved, tiled } from '../fixtures'

const count = (sites: readonly Site[]): Record<string, number> => {
  const out: Record<string, number> = {}
  for (const { kind } of sites) out[kind] = (out[kind] ?? 0) + 1
  return out
}

/** Å in the plane, over the images of the surface cell. */
function lateralDistance(slab: Slab, p: readonly number[], q: readonly number[]): number {
  const c = slab.structure.cell
  let best = Infinity
  for (let m = -3; m <= 3; m++) {
    for (let n = -3; n <= 3; n++) best = Math.min(best, Math.hypot(p[0]! - q[0]! + m * c[0]! + n * c[3]!, p[1]! - q[1]! + m * c[1]! + n * c[4]!))
  }
  return best
}

test.each([
  // textbook: distinct sites of the ideal surfaces (e.g. Groß, Theoretical Surface Science, 2009)
  ['Cu fcc111', { top: 1, bridge: 1, hollow: 2 }],
  ['Pt fcc111', { top: 1, bridge: 1, hollow: 2 }],
  ['Cu fcc100', { top: 1, bridge: 1, fourfold: 1 }],
  ['Pd fcc100', { top: 1, bridge: 1, fourfold: 1 }],
  ['Fe bcc100', { top: 1, bridge: 1, fourfold: 1 }],
  ['Mo bcc100', { top: 1, bridge: 1, fourfold: 1 }],
  // long and short bridge, the quasi three-fold hollow
  ['Fe bcc110', { top: 1, bridge: 2, hollow: 1 }],
  ['W bcc110', { top: 1, bridge: 2, hollow: 1 }],
  ['Ru hcp0001', { top: 1, bridge: 1, hollow: 2 }],
  ['Ti hcp0001', { top: 1, bridge: 1, hollow: 2 }],
])('%s has its textbook sites', (name, expected) => {
  expect(count(findSites(aseSurface(name)))).toEqual(expected)
})

test.each(aseSurfaces)('every site that ASE names on $name is one of ours', ({ slab, sites }) => {
  const all = findSites(slab, { reduce: false })
  for (const [name, place] of Object.entries(sites)) {
    // ASE's bcc(110) hollow is the circumcentre of its triangle; ours, as pymatgen's, is the centroid: 0.17 to 0.19 Å away
    const tolerance = name === 'hollow' && slab.id.includes('bcc110') ? 0.2 : 1e-6
    const nearest = Math.min(...all.map((s) => lateralDistance(slab, s.position, place)))
    expect(nearest, name).toBeLessThan(tolerance)
  }
})

test('the four atoms of a four-fold hollow are nearest neighbours around it', () => {
  for (const site of findSites(aseSurface('Cu fcc100'), { reduce: false }).filter((s) => s.kind === 'fourfold')) {
    expect(new Set(site.atoms).size).toBe(4)
  }
})

const SLABS = [...aseSurfaces.map((s) => s.slab), ...crystalSlabs().filter((_, k) => k % 7 === 0)]

test.each(SLABS.map((slab) => [slab.id, slab] as const))('the sites of %s do not depend on vacuum, origin, stacking over the boundary, or the choice of cell', (_, slab) => {
  const expected = count(findSites(slab))
  const s = slab.structure
  const higher = asSlab(slab.id, { ...s, cell: s.cell.map((x, q) => (q === 8 ? x + 17.3 : x)) })
  expect(count(findSites(higher))).toEqual(expected)
  expect(count(findSites(moved(slab, [0.37, -1.21, 2.9])))).toEqual(expected)
  expect(count(findSites(tiled(slab, 2, 1)))).toEqual(expected)
  // b -> b + a: another cell of the same lattice
  const sheared = asSlab(slab.id, { ...s, cell: s.cell.map((x, q) => (q >= 3 && q < 6 ? x + s.cell[q - 3]! : x)) })
  expect(count(findSites(sheared))).toEqual(expected)
  // the slab split over the cell's boundary along c: its lower half is stored one c higher
  const middle = [...s.positions].filter((_z, q) => q % 3 === 2).reduce((a, z) => a + z, 0) / s.numbers.length
  const split = s.positions.map((x, q) => (s.positions[q - (q % 3) + 2]! < middle ? x + s.cell[6 + (q % 3)]! : x))
  expect(count(findSites(asSlab(slab.id, { ...s, positions: split })))).toEqual(expected)
})

/** One slab atom as a site sees it: element, lateral distance and height over the site, Å. */
type Seen = readonly [z: number, lateral: number, height: number]

/** All slab atoms laterally within `radius` of a site. Sites with different environments are never equivalent. */
function environment(slab: Slab, site: Site, radius: number): Seen[] {
  const { numbers, positions, cell } = slab.structure
  const seen: Seen[] = []
  for (let i = 0; i < numbers.length; i++) {
    for (let m = -8; m <= 8; m++) {
      for (let n = -8; n <= 8; n++) {
        const d = Math.hypot(positions[3 * i]! + m * cell[0]! + n * cell[3]! - site.position[0], positions[3 * i + 1]! + m * cell[1]! + n * cell[4]! - site.position[1])
        if (d < radius) seen.push([numbers[i]!, d, positions[3 * i + 2]! - site.position[2]])
      }
    }
  }
  return seen
}

/** Equal up to the tolerance of symmetry, 0.1 Å; atoms near the radius may be missing from one of the two. */
function alike(a: readonly Seen[], b: readonly Seen[], radius: number): boolean {
  const fits = (rows: readonly Seen[], others: readonly Seen[]): boolean =>
    rows.every((r) => r[1] > radius - 0.3 || others.some((o) => o[0] === r[0] && Math.abs(o[1] - r[1]) < 0.1 && Math.abs(o[2] - r[2]) < 0.1))
  return fits(a, b) && fits(b, a)
}

test.each(SLABS.map((slab) => [slab.id, slab] as const))('reduction loses no distinct site of %s (brute force over environments)', (_, slab) => {
  const radius = 4.5
  const kept = findSites(slab).map((site) => ({ kind: site.kind, seen: environment(slab, site, radius) }))
  const lost = findSites(slab, { reduce: false }).filter((site) => {
    const seen = environment(slab, site, radius)
    return !kept.some((k) => k.kind === site.kind && alike(k.seen, seen, radius))
  })
  expect(lost).toEqual([])
})

test('reduction leaves no two equivalent sites on the textbook surfaces', () => {
  // these have mirror planes, so that equal environments do mean equivalent sites
  for (const { slab } of aseSurfaces) {
    const seen = findSites(slab).map((site) => ({ kind: site.kind, seen: environment(slab, site, 4.5) }))
    seen.forEach((a, i) => seen.slice(i + 1).forEach((b) => expect(a.kind === b.kind && alike(a.seen, b.seen, 4.5), slab.id).toBe(false)))
  }
})

test('the plane group has the order of the textbook', () => {
  const group = (slab: Slab): [number, number] => {
    const { structure, positions, lattice } = surfaceOf(slab)
    const found = planeGroup(structure.numbers, positions, lattice)
    const [a, b] = found.lattice
    return [found.operations.length, Math.round(slab.area / Math.abs(a[0] * b[1] - a[1] * b[0]))]
  }
  // order of the point group (p3m1, p4mm, p2mm), and primitive cells in the 2 x 2, 4 x 2 and 2 x 6 slabs
  expect(group(aseSurface('Cu fcc111'))).toEqual([6, 4])
  expect(group(aseSurface('Ru hcp0001'))).toEqual([6, 4])
  expect(group(aseSurface('Cu fcc100'))).toEqual([8, 4])
  expect(group(aseSurface('Cu fcc110'))).toEqual([4, 4])
  expect(group(tiled(aseSurface('Cu fcc100'), 2, 1))).toEqual([8, 8])
  expect(group(tiled(aseSurface('Cu fcc111'), 1, 3))).toEqual([6, 12])
})

test('an atom of another element in the layer breaks the symmetry and makes sites distinct', () => {
  const slab = aseSurface('Pt fcc111')
  const top = slab.structure.tags.indexOf(1)
  const alloy = asSlab('alloy', { ...slab.structure, numbers: slab.structure.numbers.map((z, i) => (i === top ? 29 : z)) })
  const sites = findSites(alloy)
  expect(count(sites)['top']).toBe(2)
  // Pt forms a kagome net around Cu: bridges Cu-Pt, and Pt-Pt beside an fcc or an hcp Pt3 hollow
  expect(count(sites)).toEqual({ top: 2, bridge: 3, hollow: 4 })
})

test('elements count in the symmetry: Au and Pt in one 2 x 2 layer of Cu leave a single mirror', () => {
  const slab = aseSurface('Cu fcc111')
  const [gold, platinum] = [...slab.structure.tags.keys()].filter((i) => slab.structure.tags[i] === 1)
  const alloy = asSlab('alloy', { ...slab.structure, numbers: slab.structure.numbers.map((z, i) => (i === gold ? 79 : i === platinum ? 78 : z)) })
  const { structure, positions, lattice } = surfaceOf(alloy)
  // the three-fold axis through Au would turn Pt into Cu; the mirror across the Au-Pt row stays
  expect(planeGroup(structure.numbers, positions, lattice).operations).toHaveLength(2)
  expect(count(findSites(alloy))['top']).toBe(3)
})

test('random sites are uniform over the surface: chi-square over a grid that shares nothing with the triangles', () => {
  const slabs = [aseSurface('Cu fcc111'), aseSurface('Fe bcc111'), ...crystalSlabs().filter((_, k) => k % 37 === 5)]
  expect(slabs.length).toBeGreaterThan(4)
  for (const slab of slabs) {
    const surface = surfaceOf(slab)
    const rng = random(3, slab.id)
    const [m, n, draws] = [8, 8, 20_000]
    const observed = Array<number>(m * n).fill(0)
    let inside = true
    const c = slab.structure.cell
    const det = c[0]! * c[4]! - c[1]! * c[3]!
    for (let k = 0; k < draws; k++) {
      const [x, y] = randomSite(surface, rng).position
      const [u, v] = [(x * c[4]! - y * c[3]!) / det, (c[0]! * y - c[1]! * x) / det]
      inside &&= u > -1e-8 && u < 1 && v > -1e-8 && v < 1
      observed[Math.floor(Math.max(0, u) * m) * n + Math.floor(Math.max(0, v) * n)]!++
    }
    expect(inside).toBe(true)
    const chi2 = observed.reduce((sum, o) => sum + (o - draws / (m * n)) ** 2 / (draws / (m * n)), 0)
    // 63 degrees of freedom: 103.4 is exceeded with probability 0.001
    expect(chi2, slab.id).toBeLessThan(103.4)
    expect(chi2, slab.id).toBeGreaterThan(32)
  }
})

test('the triangles of random sites cover the surface cell once', () => {
  for (const slab of SLABS) {
    const area = trianglesOf(surfaceOf(slab)).reduce((sum, t) => sum + t.area, 0)
    expect(area).toBeCloseTo(slab.area, 5)
  }
})

test('the second layer of fcc(100), within 2 Å of the top, is shadowed; the step edge of a terrace is not', () => {
  const slab = aseSurface('Cu fcc100')
  const tagged = slab.structure.tags.filter((t) => t === 1).length
  expect(tagged).toBe(8)
  const { exposed } = surfaceOf(slab)
  expect(exposed).toHaveLength(4)
  const z = exposed.map((i) => slab.structure.positions[3 * i + 2]!)
  expect(Math.min(...z)).toBeCloseTo(Math.max(...z), 9)
  expect(covalentRadius(29)).toBe(1.32)
})

test('slabs that cannot be are refused', () => {
  const slab = aseSurface('Cu fcc111')
  const s = slab.structure
  expect(() => findSites(asSlab('x', { ...s, tags: new Uint8Array(s.numbers.length) }))).toThrow(/no surface atoms/)
  expect(() => findSites(asSlab('x', { ...s, pbc: [true, false, true] }))).toThrow(/periodic along a and b/)
  expect(() => findSites(asSlab('x', { ...s, cell: s.cell.map((x, q) => (q === 2 ? 1 : x)) }))).toThrow(/normal/)
})
