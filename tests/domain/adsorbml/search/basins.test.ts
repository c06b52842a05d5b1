/** Basins against cases decided by hand, and against pymatgen's StructureMatcher on whole crystals. */
import { describe, expect, it } from 'vitest'
import { basinNumbers, findBasins, type Final, sameBasin } from '../../../../src/domain/adsorbml/search/basins'
import { slabSymmetry } from '../../../../src/domain/adsorbml/search/slab-symmetry'
import { applyPlaneOperation } from '../../../../src/domain/chemistry/sites-symmetry'
import { random } from '../../../../src/domain/math/random'
import { makeStructure, type Structure } from '../../../../src/domain/structure/structure'
import { readFixture, tiled } from '../../chemistry/fixtures'
import { type Atom, final, placed, surfaceNamed, within, withAtoms } from './fixtures'

const cu111 = surfaceNamed('Cu fcc111')
const clean = cu111.slab.structure
const symmetry = slabSymmetry(clean)
const { ontop, bridge, fcc, hcp } = cu111.sites as Record<string, readonly [number, number]>
const O: readonly Atom[] = [[8, 0, 0, 1.2]]
const TILTED_OH: readonly Atom[] = [[8, 0, 0, 1.4], [1, 0.85, 0, 1.85]]
const FLAT_NO: readonly Atom[] = [[7, -0.6, 0, 1.8], [8, 0.6, 0, 1.8]]
const FLAT_O2: readonly Atom[] = [[8, -0.6, 0.1, 1.8], [8, 0.6, -0.1, 1.8]]
const on = (molecule: readonly Atom[], site: readonly [number, number] | undefined, azimuth = 0): Structure => withAtoms(clean, placed(molecule, site!, azimuth))
const same = (a: Structure, b: Structure, energies: readonly [number, number] = [-1, -1]): boolean => sameBasin(final('a', a, energies[0]), final('b', b, energies[1]), symmetry)
const moved = (s: Structure, by: readonly [number, number, number], from = clean.numbers.length): Structure => ({ ...s, positions: s.positions.map((v, q) => (q >= 3 * from ? v + by[q % 3]! : v)) })

describe('the symmetry of the surface cell', () => {
  it.each([
    // p3m1 (order 6) and four translations; p4mm (8) and four; p2mm (4) and four; 2 x 1 of p4mm keeps p2mm (4) and two
    ['Cu fcc111', 1, 1, 24], ['Cu fcc100', 1, 1, 32], ['Cu fcc110', 1, 1, 16], ['Cu fcc100', 2, 1, 32], ['Ru hcp0001', 1, 1, 24],
  ] as const)('%s, %i x %i of 2 x 2: %i operations', (name, a, b, order) => {
    expect(slabSymmetry(tiled(surfaceNamed(name).slab, a, b).structure).operations).toHaveLength(order)
  })
  it('each operation maps the slab on itself, atom by atom', () => {
    symmetry.operations.forEach((op, k) => {
      const images = symmetry.images(k)
      expect(new Set(images).size).toBe(clean.numbers.length)
      images.forEach((j, i) => {
        const [x, y] = applyPlaneOperation(op, [clean.positions[3 * i]!, clean.positions[3 * i + 1]!])
        const d = symmetry.wrap([clean.positions[3 * j]! - x, clean.positions[3 * j + 1]! - y])
        // the fixture gives ten decimals
        expect(Math.hypot(...d, clean.positions[3 * j + 2]! - clean.positions[3 * i + 2]!)).toBeLessThan(1e-6)
      })
    })
  })
})

describe('one basin or two', () => {
  it('fcc and hcp hollows differ, though their first layer is the same', () => expect(same(on(O, fcc), on(O, hcp))).toBe(false))
  it('sites differ from each other', () => {
    for (const [p, q] of [[ontop, bridge], [ontop, fcc], [bridge, fcc], [bridge, hcp]]) expect(same(on(O, p), on(O, q))).toBe(false)
  })
  it('a lattice vector of the primitive cell, or of the whole cell along any axis, changes nothing', () => {
    const here = on(TILTED_OH, fcc)
    const cell = clean.cell
    for (const [a, b, c] of [[0.5, 0, 0], [0, 0.5, 0], [1, 0, 0], [-2, 3, 0], [0, 0, 1], [0.5, -1.5, -1]] as const) {
      const by = [0, 1, 2].map((k) => a * cell[k]! + b * cell[3 + k]! + c * cell[6 + k]!) as [number, number, number]
      expect(same(here, moved(here, by)), `${a} ${b} ${c}`).toBe(true)
      // half a primitive vector is no translation of the slab
      expect(same(here, moved(here, [by[0] / 2 + cell[0]! / 8, by[1] / 2, by[2]])), `half of ${a} ${b} ${c}`).toBe(false)
    }
  })
  it('only one atom of the molecule wrapped into the cell', () => {
    const here = on(TILTED_OH, fcc)
    expect(same(here, moved(here, [clean.cell[0]!, 0, 0], clean.numbers.length + 1))).toBe(true)
  })
  it('the two mirror images of a tilted OH are one', () => expect(same(on(TILTED_OH, fcc, 0), on(TILTED_OH, fcc, 180))).toBe(true))
  it('OH turned by 120 degrees is one; by 90 degrees it depends on how far hydrogen may swing', () => {
    expect(same(on(TILTED_OH, fcc, 0), on(TILTED_OH, fcc, 120))).toBe(true)
    // 90 degrees from the mirror plane: H lies 0.85 sqrt 2 sin 15 = 0.44 Å from the nearest image of the other, within the 0.5 Å of hydrogen
    expect(same(on(TILTED_OH, fcc, 0), on(TILTED_OH, fcc, 90))).toBe(true)
    expect(sameBasin(final('a', on(TILTED_OH, fcc, 0)), final('b', on(TILTED_OH, fcc, 90)), symmetry, within(0.3))).toBe(false)
  })
  it('a heavy molecule turned as far is another place', () => expect(same(on([[6, 0, 0, 1.4], [8, 0.85, 0, 1.85]], fcc, 0), on([[6, 0, 0, 1.4], [8, 0.85, 0, 1.85]], fcc, 90))).toBe(false))
  it('a bidentate molecule flipped over a bridge is its mirror image; across another axis it is not', () => {
    expect(same(on(FLAT_NO, bridge, 0), on(FLAT_NO, bridge, 180))).toBe(true)
    expect(same(on(FLAT_NO, bridge, 90), on(FLAT_NO, bridge, 270))).toBe(false)
  })
  it('identical atoms of the adsorbate may change places', () => {
    const here = on(FLAT_O2, bridge)
    const swapped = withAtoms(clean, placed(FLAT_O2.toReversed(), bridge!))
    expect(same(here, swapped)).toBe(true)
    expect(same(on(FLAT_NO, fcc, 90), withAtoms(clean, placed([[7, 0.6, 0, 1.8], [8, -0.6, 0, 1.8]], fcc!, 90)))).toBe(false)
  })
  it('an atom near two places takes the one that leaves the other atom its own', () => {
    // the first lies within 0.5 Å of both places, the second of the first place alone; off every mirror line
    const off: readonly [number, number] = [fcc![0] + 0.31, fcc![1] + 0.47]
    const here = on([[1, 0.35, 0, 1.5], [1, -0.3, 0, 1.5]], off)
    expect(same(here, on([[1, 0, 0, 1.5], [1, 0.74, 0, 1.5]], off))).toBe(true)
    expect(same(here, on([[1, 0.74, 0, 1.5], [1, 0, 0, 1.5]], off))).toBe(true)
    expect(same(here, on([[1, 0, 0, 1.5], [1, 1.1, 0, 1.5]], off))).toBe(false)
  })
  it('unlike energies are unlike basins', () => {
    expect(same(on(O, fcc), on(O, fcc), [-1, -1.019])).toBe(true)
    expect(same(on(O, fcc), on(O, fcc), [-1, -1.021])).toBe(false)
  })
  it('small relaxations of the surface are tolerated, a lifted atom is not', () => {
    const near = clean.numbers.length - 1
    const nudged = (dz: number): Structure => withAtoms(clean, placed(O, fcc!), new Map([[near, [0.02, 0, dz]]]))
    expect(clean.tags[near]).toBe(1)
    expect(same(on(O, fcc), nudged(0.1))).toBe(true)
    expect(same(on(O, fcc), nudged(0.6))).toBe(false)
  })
  it('a 4 x 2 cell of fcc(100) has lost the four-fold axis, the 2 x 2 cell has not', () => {
    const { slab, sites } = surfaceNamed('Cu fcc100')
    const [square, long] = [slab.structure, tiled(slab, 2, 1).structure]
    const hollow = sites['hollow']!
    const turned = (s: Structure): boolean => sameBasin(final('a', withAtoms(s, placed(FLAT_NO, hollow, 0))), final('b', withAtoms(s, placed(FLAT_NO, hollow, 90))), slabSymmetry(s))
    expect(turned(square)).toBe(true)
    expect(turned(long)).toBe(false)
  })
})

describe('the closure', () => {
  /** O on a line from fcc towards the bridge, 0.2 Å apart: neighbours coincide, ends do not. */
  const valley = Array.from({ length: 5 }, (_, k) => final(`v${k}`, on(O, [fcc![0], fcc![1] + 0.2 * k]), -1 - 0.015 * k))
  it('joins a chain whose ends are too far apart, and says how wide it is', () => {
    const [basin, ...rest] = findBasins(valley, symmetry)
    expect(rest).toEqual([])
    expect(sameBasin(valley[0]!, valley[4]!, symmetry)).toBe(false)
    expect(basin!.width).toBeCloseTo(0.06, 12)
    expect(basin!.members).toEqual(['v4', 'v3', 'v2', 'v1', 'v0'])
  })
  it('does not depend on the order, and numbers by energy', () => {
    const list: Final[] = [...valley, final('top', on(O, ontop), -0.2), final('b', on(O, hcp), -1), final('a', on(O, [hcp![0] + clean.cell[0]! / 2, hcp![1]]), -1)]
    const basins = findBasins(list, symmetry)
    expect(basins.map((b) => b.members)).toEqual([['v4', 'v3', 'v2', 'v1', 'v0'], ['a', 'b'], ['top']])
    const stream = random(5, 'shuffle')
    for (let k = 0; k < 20; k++) expect(findBasins(stream.shuffle([...list]), symmetry)).toEqual(basins)
    expect(basinNumbers(basins).get('top')).toBe(3)
  })
  it('nothing gives nothing', () => expect(findBasins([], symmetry)).toEqual([]))
  it('refuses what cannot be compared', () => {
    const one = final('a', on(O, fcc))
    expect(() => findBasins([one, one], symmetry)).toThrow(/called a/)
    expect(() => findBasins([{ ...one, energy: Number.NaN }], symmetry)).toThrow(/not a number/)
    expect(() => findBasins([one, final('b', on(TILTED_OH, fcc))], symmetry)).toThrow(/another adsorbate/)
    expect(() => findBasins([final('a', clean)], symmetry)).toThrow(/clean slab and an adsorbate/)
    expect(() => findBasins([final('a', withAtoms(surfaceNamed('Pt fcc111').slab.structure, O))], symmetry)).toThrow(/clean slab/)
  })
})

interface Row {
  readonly surface: string
  readonly adsorbate: string
  readonly numbers: readonly number[]
  readonly cell: readonly number[]
  readonly clean: readonly number[]
  readonly tags: readonly number[]
  readonly positions: readonly (readonly number[])[]
  readonly same: readonly (readonly [number, number])[]
}

describe('pymatgen StructureMatcher, whole crystals', () => {
  it.each((readFixture('basins/pymatgen.json') as Row[]).map((row) => [`${row.adsorbate} on ${row.surface}`, row] as const))('%s', (_, row) => {
    const n = row.tags.length
    const slab = makeStructure({ numbers: row.numbers.slice(0, n), positions: row.clean, cell: row.cell, tags: row.tags })
    const finals = row.positions.map((positions, k) =>
      final(String(k), makeStructure({ numbers: row.numbers, positions, cell: row.cell, tags: [...row.tags, ...row.numbers.slice(n).map(() => 2)] })),
    )
    const group = slabSymmetry(slab)
    const theirs = new Set(row.same.map(([i, j]) => `${i} ${j}`))
    expect(theirs.size).toBeGreaterThan(0)
    // atoms carry noise of 0.005 Å; configurations that differ do so by 0.11 Å or more
    const wrong = finals.flatMap((a, i) => finals.slice(i + 1).flatMap((b, k) => (sameBasin(a, b, group, within(0.06)) === theirs.has(`${i} ${i + 1 + k}`) ? [] : [`${i} ${i + 1 + k}`])))
    expect(wrong).toEqual([])
  })
})
