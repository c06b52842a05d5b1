/** Basins of real relaxations: CO and O on Cu(111) with the bundled potential, against the nearest site of ASE's table. */
import { afterAll, describe, expect, it } from 'vitest'
import { findBasins, type Final } from '../../../../src/domain/adsorbml/search/basins'
import { slabSymmetry } from '../../../../src/domain/adsorbml/search/slab-symmetry'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../../../../src/domain/chemistry/placements'
import { planeWrap } from '../../../../src/domain/chemistry/sites-symmetry'
import { random } from '../../../../src/domain/math/random'
import { DEFAULT_OPTIMISER } from '../../../../src/domain/relax/optimisers'
import { relaxed } from '../../../../src/domain/relax/relax'
import { loadCard } from '../../../../src/platform/models/registry'
import { openPotential } from '../../../../src/platform/onnx/potential'
import { surfaceNamed } from './fixtures'

const { card, modelPath } = await loadCard('models/adatom-0.onnx')
const potential = await openPotential(modelPath, card)
afterAll(() => potential.close())

const { slab, sites } = surfaceNamed('Cu fcc111')
const settings = { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: 200 }
// the two lowest of four layers held
const held = { ...slab, structure: { ...slab.structure, fixed: slab.structure.fixed.map((_, i) => (i < 8 ? 1 : 0)) } }
const clean = (await relaxed(held.structure, potential, settings)).structure
const symmetry = slabSymmetry(clean)
const n = clean.numbers.length

/** The site of ASE's table, at any lattice vector of the 1 x 1 cell, that an atom stands above; null where it is more than 0.25 Å from all. */
function siteOf(x: number, y: number): string | null {
  const c = clean.cell
  const wrap = planeWrap([[c[0]! / 2, c[1]! / 2], [c[3]! / 2, c[4]! / 2]])
  // bridges of the two other directions are turned by 120 degrees about an atom
  const [ox, oy] = sites['ontop']!
  const [bx, by] = [sites['bridge']![0] - ox, sites['bridge']![1] - oy]
  const turned = [0, 120, 240].map((d) => [Math.cos((d * Math.PI) / 180), Math.sin((d * Math.PI) / 180)] as const).map(([co, si]) => ['bridge', [ox + co * bx - si * by, oy + si * bx + co * by]] as const)
  const near = [...Object.entries(sites), ...turned].find(([, [px, py]]) => Math.hypot(...wrap([x - px, y - py])) < 0.25)
  return near?.[0] ?? null
}

describe.each(['O', 'CO'])('12 random placements of %s', (name) => {
  it('one site is one basin, two sites are two', async () => {
    const finals: Final[] = []
    for (const { id, structure } of placeAdsorbate({ ...held, structure: clean }, findAdsorbate(name), { mode: 'random', count: 12, seed: 3 })) {
      const { outcome, structure: end, evaluation } = await relaxed(structure, potential, settings)
      if (outcome === 'converged') finals.push({ id, energy: evaluation.energy, structure: end })
    }
    expect(finals.length).toBeGreaterThan(8)
    const basins = findBasins(finals, symmetry)
    const binding = findAdsorbate(name).bindingAtoms[0]!
    const label = new Map(finals.map(({ id, structure: { positions: p } }) => [id, siteOf(p[3 * (n + binding)]!, p[3 * (n + binding) + 1]!)]))
    // the same site in one basin
    for (const { members } of basins) expect(new Set(members.map((id) => label.get(id))).size, members.join()).toBe(1)
    // upright on the same site, with one energy: the same basin
    const numberOf = new Map(basins.flatMap((b) => b.members.map((id) => [id, b.number] as const)))
    let pairs = 0
    for (const a of finals) for (const b of finals) {
      if (a.id >= b.id || label.get(a.id) === null || label.get(a.id) !== label.get(b.id) || Math.abs(a.energy - b.energy) > 0.005) continue
      expect(numberOf.get(a.id), `${a.id} ${b.id}`).toBe(numberOf.get(b.id))
      pairs++
    }
    expect(pairs).toBeGreaterThan(3)
    expect(basins.length).toBeLessThan(finals.length)
    expect(findBasins(random(1, 'order').shuffle([...finals]), symmetry)).toEqual(basins)
  }, 120_000)
})
