/**
 * Time of the basins of 100 finals on 4 x 4 cells, all energies equal, so that every pair is compared: `npx node bench/run.mjs search basins`.
 * The finals are CO set at random: most coincide with nothing, which is the slow case.
 */
import { findBasins, type Final } from '../src/domain/adsorbml/search/basins'
import { slabSymmetry } from '../src/domain/adsorbml/search/slab-symmetry'
import { findAdsorbate } from '../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../src/domain/chemistry/placements'
import { aseSurface, tiled } from '../tests/domain/chemistry/fixtures'
import { interleaved, median, record, timed } from './record'

export async function basins(): Promise<void> {
  for (const name of ['Cu-fcc111', 'Cu-fcc100']) {
    const slab = tiled(aseSurface(name.replace('-', ' ')), 2, 2)
    const finals = placeAdsorbate(slab, findAdsorbate('CO'), { mode: 'random', count: 100, seed: 1 }).map(({ id, structure }): Final => ({ id, energy: -1, structure }))
    let count = 0
    const times = await interleaved(5, {
      symmetry: () => timed(() => slabSymmetry(slab.structure)),
      basins: () => timed(() => { count = findBasins(finals, slabSymmetry(slab.structure)).length }),
    })
    record('search-basins', [{ case: `100 x CO on ${name} 4x4`, atoms: finals[0]!.structure.numbers.length, operations: slabSymmetry(slab.structure).operations.length, basins: count, symmetry_ms: median(times.get('symmetry')!), all_ms: median(times.get('basins')!) }])
  }
}
