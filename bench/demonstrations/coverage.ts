/** Demonstration 2: one to six O in the fcc sites of Pt(111) 3x3 against DFT. */
import { findAdsorbate } from '../../src/domain/chemistry/adsorbates'
import { placeAdsorbates } from '../../src/domain/chemistry/placements'
import { adsorptionEnergy } from '../../src/domain/chemistry/references'
import { findSites } from '../../src/domain/chemistry/sites'
import { cutSlabs } from '../../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../../src/domain/chemistry/surfaces/options'
import type { Site, Slab } from '../../src/domain/chemistry/types'
import { DEFAULT_OPTIMISER } from '../../src/domain/relax/optimisers'
import { relaxed } from '../../src/domain/relax/relax'
import type { RelaxOutcome } from '../../src/domain/relax/types'
import { minimumImage } from '../../src/domain/structure/minimum-image'
import { makeStructure, withParts, type Structure } from '../../src/domain/structure/structure'
import type { SymmetryFinder } from '../../src/domain/structure/symmetry'
import { gasReferencesOf } from '../../src/host/models'
import { mean } from '../../src/domain/math/statistics'
import { distanceOf, isAdsorbate, type Demonstrated } from './model'

/**
 * RPBE adsorption energy an O atom, eV, for 1 to 6 O on Pt(111) 3x3 of six layers, the topmost free; OC20's references. Shipped with the
 * code of Musielewicz et al. (jmusiel/uqocp, arXiv:2407.10844), ../shared/SCIENCE.md A.7.
 */
export const DFT_ENERGY_PER_O: readonly number[] = [1.434, 1.563, 1.64, 1.706, 1.818, 1.919]

/** O as far from each other as they can be, or as near. */
export type Arrangement = 'spread' | 'packed'

/** Å: length of that cell along a, and so Pt's RPBE lattice constant */
const CELL = 8.46
const A = (CELL / 3) * Math.SQRT2
const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.03, maxSteps: 300 }

export interface Coverage {
  /** O atoms on nine Pt */
  readonly count: number
  /** eV an O atom; the potential's own relaxation */
  readonly energy: number
  readonly outcome: RelaxOutcome
  /** as the calibration measures it: all free atoms */
  readonly distance: number
  /** mean over the O atoms, and over the Pt atoms that are free */
  readonly ofOxygen: number
  readonly ofPlatinum: number
  /** Å, between the relaxed O, periodic images included */
  readonly closest: number
  /** Å, how far the O have moved in the plane from their sites, at most */
  readonly drift: number
}

/** Pt(111) 3x3 of six layers at the cell of the DFT, the topmost layer free. */
export function platinum(symmetry: SymmetryFinder): Slab {
  const f = A / 2
  const bulk = makeStructure({ numbers: [78], positions: [0, 0, 0], cell: [0, f, f, f, 0, f, f, f, 0] })
  // cut in units of three layers: two of them
  const { slabs } = cutSlabs(bulk, symmetry, { ...OC20, millers: { kind: 'list', indices: [[1, 1, 1]] }, minThickness: 10, minVacuum: 20, minLateral: CELL - 0.1 })
  return slabs[0]!
}

/** Sites above an atom of the third layer. */
export function fccSites(slab: Slab): Site[] {
  const { positions, numbers, cell, pbc } = slab.structure
  const nearest = minimumImage(cell, pbc)
  const heights = [...new Set(Array.from(numbers, (_, i) => Math.round(positions[3 * i + 2]! * 10)))].toSorted((p, q) => q - p)
  const third = Array.from(numbers.keys()).filter((i) => Math.round(positions[3 * i + 2]! * 10) === heights[2])
  const isAbove = (site: Site, i: number): boolean => {
    const [x, y] = nearest([site.position[0] - positions[3 * i]!, site.position[1] - positions[3 * i + 1]!, 0])
    return Math.hypot(x, y) < 0.1
  }
  return findSites(slab, { reduce: false }).filter((site) => site.kind === 'hollow' && third.some((i) => isAbove(site, i)))
}

/** The choice of `count` sites whose distances, shortest first, are the largest (`spread`) or the smallest (`packed`), images included. */
export function arranged(sites: readonly Site[], count: number, cell: Structure, how: Arrangement): readonly Site[] {
  const nearest = minimumImage(cell.cell, cell.pbc)
  const lengths = (chosen: readonly Site[]): number[] =>
    chosen.flatMap((p, k) => chosen.slice(k + 1).map((q) => Math.hypot(...nearest([p.position[0] - q.position[0], p.position[1] - q.position[1], 0])))).toSorted((x, y) => x - y)
  const compare = (x: readonly number[], y: readonly number[]): number => x.map((v, k) => v - y[k]!).find((d) => Math.abs(d) > 0.01) ?? 0
  const sign = how === 'spread' ? 1 : -1
  return choices(sites, count).reduce((best, one) => (sign * compare(lengths(one), lengths(best)) > 0 ? one : best))
}

const choices = <T>(items: readonly T[], count: number): T[][] =>
  count === 0 ? [[]] : items.flatMap((item, k) => choices(items.slice(k + 1), count - 1).map((rest) => [item, ...rest]))

/** Relaxes the clean slab and each coverage; the slab starts each time from its own relaxed positions. */
export async function coverages(model: Demonstrated, symmetry: SymmetryFinder, how: Arrangement): Promise<Coverage[]> {
  const slab = platinum(symmetry)
  const clean = await relaxed(slab.structure, model.potential, SETTINGS)
  const relaxedSlab = { ...slab, structure: withParts(slab.structure, { positions: clean.structure.positions }) }
  const sites = fccSites(relaxedSlab)
  const references = gasReferencesOf(model.card)
  const out: Coverage[] = []
  for (let count = 1; count <= DFT_ENERGY_PER_O.length; count++) {
    const chosen = arranged(sites, count, slab.structure, how)
    const [placement] = placeAdsorbates(relaxedSlab, chosen.map(() => findAdsorbate('O')), { mode: 'heuristic', count: 1, seed: 1, sites: chosen })
    const start = placement!.structure
    const { structure, evaluation, outcome } = await relaxed(start, model.potential, SETTINGS)
    const energy = adsorptionEnergy({ adslab: evaluation.energy, slab: clean.evaluation.energy, adsorbate: chosen.map(() => 8), references }) / count
    out.push({ count, energy, outcome, ...distances(model, structure, evaluation), closest: closestOxygen(structure), drift: drift(start, structure) })
  }
  return out
}

function distances(model: Demonstrated, structure: Structure, evaluation: Parameters<typeof distanceOf>[2]): Pick<Coverage, 'distance' | 'ofOxygen' | 'ofPlatinum'> {
  const { distance, perAtom } = distanceOf(model, structure, evaluation)
  const of = (adsorbate: boolean): number => mean(perAtom.filter((d, i) => !Number.isNaN(d) && isAdsorbate(structure, i) === adsorbate))
  return { distance, ofOxygen: of(true), ofPlatinum: of(false) }
}

const oxygens = (s: Structure): number[] => Array.from(s.numbers.keys()).filter((i) => isAdsorbate(s, i))

function closestOxygen(s: Structure): number {
  const nearest = minimumImage(s.cell, s.pbc)
  const atoms = oxygens(s)
  const between = atoms.flatMap((i, k) => atoms.slice(k + 1).map((j) => Math.hypot(...nearest([0, 1, 2].map((x) => s.positions[3 * i + x]! - s.positions[3 * j + x]!) as [number, number, number]))))
  return Math.min(CELL, ...between)
}

const drift = (from: Structure, to: Structure): number => Math.max(...oxygens(from).map((i) => Math.hypot(to.positions[3 * i]! - from.positions[3 * i]!, to.positions[3 * i + 1]! - from.positions[3 * i + 1]!)))
