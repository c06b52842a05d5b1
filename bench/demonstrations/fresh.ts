/** Adslabs that are in no index: cut, placed and relaxed by the product's own steps. */
import { findAdsorbate } from '../../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../../src/domain/chemistry/placements'
import { cutSlabs } from '../../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../../src/domain/chemistry/surfaces/options'
import type { Miller } from '../../src/domain/chemistry/types'
import { DEFAULT_OPTIMISER } from '../../src/domain/relax/optimisers'
import { relaxed } from '../../src/domain/relax/relax'
import type { Relaxation } from '../../src/domain/relax/types'
import type { SymmetryFinder } from '../../src/domain/structure/symmetry'
import { bulkOf, CRYSTALS } from './crystals'
import type { Demonstrated } from './model'

/** Flat, open and stepped surfaces; both adsorbates that the calibration has points of */
const SURFACES: readonly (readonly [string, Miller, string])[] = [
  ['Pt', [1, 1, 1], 'OH'], ['Cu', [1, 0, 0], 'OH'], ['Ag', [2, 1, 1], 'OH'], ['Ru', [0, 0, 1], 'H'], ['Rh', [1, 0, 0], 'H'], ['Pt3Ni', [1, 1, 1], 'OH'], ['Pd3Au', [1, 0, 0], 'H'],
]
/** Å: narrow cells; two layers are free, so that there are atoms below the surface */
const SLAB = { ...OC20, minThickness: 6, minVacuum: 12, minLateral: 5, surfaceDepth: 3 } as const
const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.05, maxSteps: 100 }

/** Each at the experimental lattice constant, one placement of seed 1 relaxed. */
export function freshAdslabs({ potential }: Demonstrated, symmetry: SymmetryFinder): Promise<Relaxation[]> {
  return Promise.all(SURFACES.map(([name, miller, adsorbate]) => {
    const crystal = CRYSTALS.find((one) => one.name === name)!
    const [slab] = cutSlabs(bulkOf(crystal, crystal.a), symmetry, { ...SLAB, millers: { kind: 'list', indices: [miller] } }).slabs
    const [placement] = placeAdsorbate(slab!, findAdsorbate(adsorbate), { mode: 'heuristic', count: 1, seed: 1 })
    return relaxed(placement!.structure, potential, SETTINGS)
  }))
}
