import { expect, test } from 'vitest'
import { adsorbateLibrary, findAdsorbate, molecule } from '../../../../src/domain/chemistry/adsorbates'
import { placeAdsorbate, placeAdsorbates } from '../../../../src/domain/chemistry/placements'
import { findSites } from '../../../../src/domain/chemistry/sites'
import type { Adsorbate, Placement, PlacementMode, Slab } from '../../../../src/domain/chemistry/types'
import { covalentRadius } from '../../../../src/domain/structure/elements'
import { type Structure, assertStructure } from '../../../../src/domain/structure/structure'
import { aseSurface, aseSurfaces, asSlab, crystalSlabs, moved, tiled } from '../fixtures'

const MODES: readonly PlacementMode[] = ['random', 'heuristic', 'random-site-heuristic']

/** At least 8 Å wide each way, as OC20 tiles. */
function wide(slab: Slab): Slab {
  const c = slab.structure.cell
  return tiled(slab, Math.ceil(8 / Math.hypot(c[0]!, c[1]!)), Math.ceil(8 / Math.hypot(c[3]!, c[4]!)))
}

/** Smallest d - r_i - r_j of adsorbate and slab atoms over lateral images, by brute force; Å. Shares only the radii with the code. */
function closestGap(s: Structure): number {
  const slab: number[] = []
  const adsorbate: number[] = []
  s.tags.forEach((tag, i) => (tag === 2 ? adsorbate : slab).push(i))
  const [ax, ay, bx, by] = [s.cell[0]!, s.cell[1]!, s.cell[3]!, s.cell[4]!]
  const det = ax * by - ay * bx
  let best = Infinity
  for (const i of adsorbate) {
    for (const j of slab) {
      const dz = s.positions[3 * j + 2]! - s.positions[3 * i + 2]!
      // no two radii and a gap make 5 Å, and the cells are more than 4 Å from side to side: the images next to the nearest suffice
      if (Math.abs(dz) > 5) continue
      const [x, y] = [s.positions[3 * j]! - s.positions[3 * i]!, s.positions[3 * j + 1]! - s.positions[3 * i + 1]!]
      const [u, v] = [Math.round((x * by - y * bx) / det), Math.round((ax * y - ay * x) / det)]
      const radii = covalentRadius(s.numbers[i]!) + covalentRadius(s.numbers[j]!)
      for (let m = -1; m <= 1; m++) {
        for (let n = -1; n <= 1; n++) {
          const px = x + (m - u) * ax + (n - v) * bx
          const py = y + (m - u) * ay + (n - v) * by
          best = Math.min(best, Math.sqrt(px * px + py * py + dz * dz) - radii)
        }
      }
    }
  }
  return best
}

// 50 surfaces: ASE's textbook ones, and oxides, intermetallics and high-index cuts by pymatgen
const SURFACES = [...aseSurfaces.map((s) => s.slab), ...crystalSlabs()].filter((_, k) => k < 16 || k % 2 === 0).slice(0, 50).map(wide)

test('the gap law: on 10,000 placements over 50 surfaces the closest contact is r_i + r_j + 0.1 Å, to 1e-6', () => {
  expect(SURFACES).toHaveLength(50)
  let placed = 0
  SURFACES.forEach((slab, k) => {
    for (let q = 0; q < 20; q++) {
      const adsorbate = adsorbateLibrary()[(20 * k + q) % 86]!
      for (const placement of placeAdsorbate(slab, adsorbate, { mode: MODES[q % 3]!, count: 10, seed: k })) {
        expect(Math.abs(closestGap(placement.structure) - 0.1), `${slab.id} ${adsorbate.id} ${placement.id}`).toBeLessThan(1e-6)
        placed++
      }
    }
  })
  expect(placed).toBe(10_000)
})

test('any gap is kept', () => {
  for (const gap of [0, 0.1, 0.5]) {
    const [placement] = placeAdsorbate(SURFACES[0]!, findAdsorbate('CO'), { mode: 'random', count: 1, seed: 1, gap })
    expect(closestGap(placement!.structure)).toBeCloseTo(gap, 9)
    expect(placement!.gap).toBe(gap)
  }
})

test('a slab stored across the boundary of its cell gets the same placements, in the piece that is whole', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const s = slab.structure
  const top = Math.max(...[...s.positions].filter((_, q) => q % 3 === 2))
  // the top layer a whole c lower: still the same periodic structure
  const split = asSlab(slab.id, { ...s, positions: s.positions.map((x, q) => (Math.abs(s.positions[q - (q % 3) + 2]! - top) < 0.1 ? x - s.cell[6 + (q % 3)]! : x)) })
  const options = { mode: 'random', count: 5, seed: 2 } as const
  const whole = placeAdsorbate(slab, findAdsorbate('CH3'), options)
  placeAdsorbate(split, findAdsorbate('CH3'), options).forEach(({ structure }, k) => {
    const n = s.numbers.length
    expect(structure.positions.slice(0, 3 * n)).toEqual(split.structure.positions)
    for (let q = 3 * n; q < structure.positions.length; q++) expect(structure.positions[q]).toBeCloseTo(whole[k]!.structure.positions[q]!, 9)
  })
})

test('slab atoms come first and unchanged; adsorbate atoms are tagged and free; every placement says how it was made', () => {
  const slab = wide(aseSurface('Pt fcc111'))
  const n = slab.structure.numbers.length
  for (const mode of MODES) {
    for (const placement of placeAdsorbate(slab, findAdsorbate('CH2OH'), { mode, count: 8, seed: 5 })) {
      const { structure } = placement
      assertStructure(structure)
      expect(structure.positions.slice(0, 3 * n)).toEqual(slab.structure.positions)
      expect(structure.numbers.slice(n)).toEqual(findAdsorbate('CH2OH').structure.numbers)
      expect([...structure.tags]).toEqual([...slab.structure.tags, 2, 2, 2, 2, 2])
      expect([...structure.fixed]).toEqual([...slab.structure.fixed, 0, 0, 0, 0, 0])
      expect(placement).toMatchObject({ mode, seed: 5, gap: 0.1 })
      expect(placement.more).toBeUndefined()
    }
  }
  expect(placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'random', count: 2, seed: 5 }).map((p) => p.id)).toEqual(['rand0000', 'rand0001'])
  expect(placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'heuristic', seed: 5 }).map((p) => p.id)).toEqual(['heur0000', 'heur0001', 'heur0002', 'heur0003'])
})

const positionsOf = (p: Placement, first: number): number[] => [...p.structure.positions.subarray(3 * first)]

test('placement k does not depend on how many are asked for, and follows from the seed', () => {
  const slab = wide(aseSurface('Fe bcc110'))
  for (const mode of MODES) {
    const few = placeAdsorbate(slab, findAdsorbate('CHO'), { mode, count: 3, seed: 11 })
    const many = placeAdsorbate(slab, findAdsorbate('CHO'), { mode, count: 20, seed: 11 })
    expect(many.slice(0, 3)).toEqual(few)
    const other = placeAdsorbate(slab, findAdsorbate('CHO'), { mode, count: 3, seed: 12 })
    expect(other.map((p) => positionsOf(p, slab.structure.numbers.length))).not.toEqual(few.map((p) => positionsOf(p, slab.structure.numbers.length)))
  }
})

test('heuristic mode uses every distinct site before it returns to one', () => {
  const slab = wide(aseSurface('Fe bcc110'))
  const sites = findSites(slab)
  const placements = placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'heuristic', count: 2 * sites.length, seed: 3 })
  const places = placements.map((p) => p.site.position.join())
  expect(new Set(places.slice(0, sites.length))).toEqual(new Set(sites.map((s) => s.position.join())))
  expect(places.slice(sites.length)).toEqual(places.slice(0, sites.length))
  expect(placements[0]!.azimuth).not.toBe(placements[sites.length]!.azimuth)
})

test('sites given by hand are used as they are, one after the other', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const n = slab.structure.numbers.length
  const z = findSites(slab)[0]!.position[2]
  const sites = [{ kind: 'MX', position: [1.1, 0.7, z], atoms: [n - 1] }, { kind: 'MvK', position: [2.9, 3.1, z], atoms: [n - 2] }] as const
  const placements = placeAdsorbate(slab, findAdsorbate('OH'), { mode: 'heuristic', seed: 1, sites })
  expect(new Set(placements.map((p) => p.site))).toEqual(new Set(sites))
  for (const { structure, site } of placements) {
    expect(structure.positions[3 * n]).toBeCloseTo(site.position[0], 12)
    expect(structure.positions[3 * n + 1]).toBeCloseTo(site.position[1], 12)
    expect(closestGap(structure)).toBeCloseTo(0.1, 9)
  }
  expect(() => placeAdsorbate(slab, findAdsorbate('OH'), { mode: 'random', seed: 1, sites })).toThrow(/heuristic placements only/)
  expect(() => placeAdsorbate(slab, findAdsorbate('OH'), { mode: 'heuristic', seed: 1, sites: [] })).toThrow(/no places/)
})

test('moving the slab moves its placements, and a thicker vacuum leaves them', () => {
  const slab = wide(aseSurface('Ru hcp0001'))
  const n = slab.structure.numbers.length
  const options = { mode: 'random', count: 6, seed: 8 } as const
  const here = placeAdsorbate(slab, findAdsorbate('NH2'), options).map((p) => positionsOf(p, n))
  const up = placeAdsorbate(moved(slab, [0, 0, 1.7]), findAdsorbate('NH2'), options).map((p) => positionsOf(p, n))
  const thick = asSlab(slab.id, { ...slab.structure, cell: slab.structure.cell.map((x, q) => (q === 8 ? x + 12 : x)) })
  const far = placeAdsorbate(thick, findAdsorbate('NH2'), options).map((p) => positionsOf(p, n))
  here.forEach((row, k) =>
    row.forEach((x, q) => {
      expect(up[k]![q]).toBeCloseTo(x + (q % 3 === 2 ? 1.7 : 0), 9)
      expect(far[k]![q]).toBeCloseTo(x, 9)
    }),
  )
})

test('the molecule stays rigid and keeps its handedness', () => {
  const chiral: Adsorbate = { id: 'x', smiles: 'x', structure: molecule([6, 9, 17, 35], [0, 0, 0, 1.3, 0, 0.2, -0.6, 1.5, 0.3, -0.7, -1.6, 0.8]), bindingAtoms: [0] }
  const signedVolume = (p: Float64Array): number => {
    const [a, b, c] = [1, 2, 3].map((i) => [0, 1, 2].map((k) => p[3 * i + k]! - p[k]!)) as [number[], number[], number[]]
    return a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
  }
  const slab = wide(aseSurface('Cu fcc100'))
  for (const mode of MODES) {
    for (const { structure } of placeAdsorbate(slab, chiral, { mode, count: 10, seed: 4 })) {
      const p = structure.positions.slice(3 * slab.structure.numbers.length)
      expect(signedVolume(p)).toBeCloseTo(signedVolume(chiral.structure.positions), 9)
      for (const [i, j] of [[0, 1], [0, 2], [0, 3], [1, 2], [2, 3]] as const) {
        const d = (s: Float64Array): number => Math.hypot(...[0, 1, 2].map((k) => s[3 * i + k]! - s[3 * j + k]!))
        expect(d(p)).toBeCloseTo(d(chiral.structure.positions), 9)
      }
    }
  }
})

test('heuristic rotations tilt by at most 20 degrees, uniformly over the cap; the binding atom stands on the site', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const n = slab.structure.numbers.length
  const co = findAdsorbate('CO')
  const bins = Array<number>(10).fill(0)
  const turns = Array<number>(12).fill(0)
  const placements = placeAdsorbate(slab, co, { mode: 'random-site-heuristic', count: 4000, seed: 6 })
  for (const { structure, tilt, azimuth, anchor, site } of placements) {
    const [c, o] = [structure.positions.slice(3 * n, 3 * n + 3), structure.positions.slice(3 * n + 3)]
    const axis = [0, 1, 2].map((k) => o[k]! - c[k]!)
    const measured = (Math.acos(axis[2]! / Math.hypot(...axis)) * 180) / Math.PI
    expect(measured).toBeCloseTo(tilt, 6)
    expect(tilt).toBeLessThanOrEqual(20)
    expect(anchor).toBe(0)
    expect(c[0]).toBeCloseTo(site.position[0], 9)
    expect(c[1]).toBeCloseTo(site.position[1], 9)
    bins[Math.min(9, Math.floor((10 * (1 - Math.cos((tilt * Math.PI) / 180))) / (1 - Math.cos(Math.PI / 9))))]!++
    turns[Math.floor((azimuth / 360) * 12)]!++
  }
  // chi-square at p = 0.001 for 9 and 11 degrees of freedom
  expect(chiSquare(bins)).toBeLessThan(27.9)
  expect(chiSquare(turns)).toBeLessThan(31.3)
})

const chiSquare = (observed: readonly number[]): number => {
  const expected = observed.reduce((a, b) => a + b, 0) / observed.length
  return observed.reduce((sum, o) => sum + (o - expected) ** 2 / expected, 0)
}

test('random rotations are uniform: every axis of the molecule points everywhere alike', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const n = slab.structure.numbers.length
  const methane = findAdsorbate('CH4')
  const placements = placeAdsorbate(slab, methane, { mode: 'random', count: 4000, seed: 9 })
  for (const h of [1, 2, 3]) {
    const z = Array<number>(12).fill(0)
    const phi = Array<number>(12).fill(0)
    for (const { structure: { positions } } of placements) {
      const d = [0, 1, 2].map((k) => positions[3 * (n + h) + k]! - positions[3 * n + k]!)
      z[Math.min(11, Math.floor(((d[2]! / Math.hypot(...d) + 1) / 2) * 12))]!++
      phi[Math.min(11, Math.floor(((Math.atan2(d[1]!, d[0]!) + Math.PI) / (2 * Math.PI)) * 12))]!++
    }
    expect(chiSquare(z)).toBeLessThan(31.3)
    expect(chiSquare(phi)).toBeLessThan(31.3)
  }
})

test('random mode puts the centre of mass on the site', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const n = slab.structure.numbers.length
  for (const { structure: { positions }, site, anchor } of placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'random', count: 20, seed: 2 })) {
    const centre = [0, 1].map((k) => (12.011 * positions[3 * n + k]! + 15.999 * positions[3 * n + 3 + k]!) / (12.011 + 15.999))
    expect(centre[0]).toBeCloseTo(site.position[0], 6)
    expect(centre[1]).toBeCloseTo(site.position[1], 6)
    expect(anchor).toBe(-1)
  }
})

test('bidentate adsorbates lie with both binding atoms towards the surface in heuristic mode', () => {
  const slab = wide(aseSurface('Pt fcc111'))
  const n = slab.structure.numbers.length
  const ethylene = findAdsorbate('CH2CH2')
  const anchors = new Set<number>()
  for (const { structure: { positions }, anchor } of placeAdsorbate(slab, ethylene, { mode: 'heuristic', count: 40, seed: 1 })) {
    anchors.add(anchor)
    const [z0, z1] = [positions[3 * n + 2]!, positions[3 * (n + 1) + 2]!]
    // level but for the tilt: 1.5 Å sin 20
    expect(Math.abs(z0 - z1)).toBeLessThan(1.55 * Math.sin(Math.PI / 9))
    const hydrogens = [2, 3, 4, 5].map((h) => positions[3 * (n + h) + 2]!)
    expect(hydrogens.reduce((a, b) => a + b, 0) / 4).toBeGreaterThan((z0 + z1) / 2)
  }
  expect(anchors).toEqual(new Set([0, 1]))
})

test('several adsorbates keep their distance from each other and each its gap from the slab', () => {
  const slab = tiled(aseSurface('Pt fcc111'), 2, 2)
  const n = slab.structure.numbers.length
  const co = findAdsorbate('CO')
  for (const mode of MODES) {
    for (const placement of placeAdsorbates(slab, [co, co, findAdsorbate('OH'), co], { mode, count: 10, seed: 21 })) {
      const { structure, more } = placement
      expect(structure.numbers.length).toBe(n + 8)
      expect(more?.map((m) => m.adsorbate)).toEqual(['CO', 'OH', 'CO'])
      expect(closestGap(structure)).toBeCloseTo(0.1, 6)
      for (let a = 0; a < 4; a++) {
        const single = { ...structure, tags: structure.tags.map((t, i) => (i < n ? t : i === n + 2 * a || i === n + 2 * a + 1 ? 2 : 1)) }
        const alone = [...single.tags].flatMap((_, i) => (i < n || single.tags[i] === 2 ? [i] : []))
        const pick = (values: Uint8Array): Uint8Array => Uint8Array.from(alone, (i) => values[i]!)
        const withOne = { ...single, numbers: pick(single.numbers), tags: pick(single.tags), fixed: pick(single.fixed), positions: Float64Array.from(alone.flatMap((i) => [...single.positions.subarray(3 * i, 3 * i + 3)])) }
        expect(closestGap(withOne)).toBeCloseTo(0.1, 6)
        // and none is bonded to another: the rest taken as slab, without the slab itself
        const others = [...structure.tags.keys()].slice(n)
        const part = (values: Uint8Array): Uint8Array => Uint8Array.from(others, (i) => values[i]!)
        const molecules = { ...single, numbers: part(single.numbers), tags: part(single.tags), fixed: part(single.fixed), positions: structure.positions.slice(3 * n) }
        expect(closestGap(molecules)).toBeGreaterThanOrEqual(0.6)
      }
    }
  }
})

test('more adsorbates than there is room for are refused, and so is a cell too small for one', () => {
  const small = aseSurface('Pt fcc111')
  const co = findAdsorbate('CO')
  expect(() => placeAdsorbates(small, Array<Adsorbate>(12).fill(co), { mode: 'random', count: 1, seed: 1 })).toThrow(/no room for CO/)
  expect(() => placeAdsorbates(small, Array<Adsorbate>(12).fill(co), { mode: 'heuristic', count: 1, seed: 1 })).toThrow(/no room for CO/)
  const s = small.structure
  // 1 x 1 of a 2 x 2 slab: half of the atoms in half of the cell each way
  const inside = [...s.numbers.keys()].filter((i) => {
    const v = s.positions[3 * i + 1]! / s.cell[4]!
    const u = (s.positions[3 * i]! - v * s.cell[3]!) / s.cell[0]!
    return u > -0.01 && u < 0.49 && v > -0.01 && v < 0.49
  })
  const pick = (values: Uint8Array): Uint8Array => Uint8Array.from(inside, (i) => values[i]!)
  const primitive = asSlab('1x1', { ...s, numbers: pick(s.numbers), tags: pick(s.tags), fixed: pick(s.fixed), positions: Float64Array.from(inside.flatMap((i) => [...s.positions.subarray(3 * i, 3 * i + 3)])), cell: s.cell.map((x, q) => (q < 6 ? x / 2 : x)) })
  expect(() => placeAdsorbate(primitive, findAdsorbate('CH2CH2'), { mode: 'heuristic', count: 1, seed: 1 })).toThrow(/own periodic image/)
  expect(placeAdsorbate(primitive, findAdsorbate('H'), { mode: 'heuristic', count: 1, seed: 1 })).toHaveLength(1)
})

test('a vacuum too thin for the adsorbate is refused', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const z = [...slab.structure.positions].filter((_, q) => q % 3 === 2)
  const thin = asSlab('thin', { ...slab.structure, cell: slab.structure.cell.map((x, q) => (q === 8 ? Math.max(...z) - Math.min(...z) + 3.2 : x)) })
  expect(() => placeAdsorbate(thin, findAdsorbate('OHCH2CH3'), { mode: 'heuristic', count: 3, seed: 1 })).toThrow(/the slab above it/)
})

test('requests that mean nothing are refused with the reason', () => {
  const slab = wide(aseSurface('Cu fcc111'))
  const co = findAdsorbate('CO')
  const place = (options: object, adsorbate: Adsorbate = co): unknown => placeAdsorbate(slab, adsorbate, { mode: 'random', seed: 1, ...options })
  expect(() => place({ count: -1 })).toThrow(/whole number/)
  expect(() => place({ count: 1.5 })).toThrow(/whole number/)
  expect(() => place({ gap: Number.NaN })).toThrow(/gap/)
  expect(() => place({ spacing: -1 })).toThrow(/spacing/)
  expect(() => place({ seed: Number.NaN })).toThrow(/seed/)
  expect(() => place({}, { ...co, bindingAtoms: [] })).toThrow(/binding atoms/)
  expect(() => place({}, { ...co, bindingAtoms: [2] })).toThrow(/binding atoms/)
  expect(() => place({}, { ...co, structure: molecule([], []) })).toThrow(/no atoms/)
  expect(() => placeAdsorbates(slab, [], { mode: 'random', seed: 1 })).toThrow(/no adsorbate/)
  const covered = asSlab('x', placeAdsorbate(slab, co, { mode: 'random', count: 1, seed: 1 })[0]!.structure)
  expect(() => placeAdsorbate(covered, co, { mode: 'random', seed: 1 })).toThrow(/already carries/)
  expect(place({ count: 0 })).toEqual([])
})
