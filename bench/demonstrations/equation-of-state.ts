/** Demonstration 1: the latent distance over the volume of a crystal and of its closest-packed surface. */
import { cutSlabs } from '../../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../../src/domain/chemistry/surfaces/options'
import { median } from '../../src/domain/math/statistics'
import type { Potential } from '../../src/domain/potentials/potential'
import { withParts, type Structure } from '../../src/domain/structure/structure'
import type { SymmetryFinder } from '../../src/domain/structure/symmetry'
import { leastBetween } from '../golden-section'
import { bulkOf, type Crystal } from './crystals'
import { distanceOf, type Demonstrated } from './model'

/** -12 % to +12 % of the volume in steps of 2 % */
export const STRAINS: readonly number[] = Array.from({ length: 13 }, (_, k) => (2 * k - 12) / 100)

export interface EquationOfState {
  readonly crystal: string
  readonly of: 'bulk' | 'slab'
  /** Å, at the potential's relaxed volume */
  readonly a: number
  /** [strains] eV an atom above the lowest */
  readonly energies: readonly number[]
  /** [strains] as the calibration measures it */
  readonly distances: readonly number[]
}

/** Where the distance is least, as a share of the relaxed volume. */
export const leastAt = ({ distances }: EquationOfState): number => STRAINS[distances.indexOf(Math.min(...distances))]!

/** [strains] median over crystals of the distance in units of that at the relaxed volume */
export function medianCurve(curves: readonly EquationOfState[]): number[] {
  const relaxedVolume = STRAINS.indexOf(0)
  return STRAINS.map((_, k) => median(curves.map(({ distances }) => distances[k]! / distances[relaxedVolume]!)))
}

/** Å: thin and one atom wide; only the topmost layer is free, as in OC20 */
const SLAB = { ...OC20, minThickness: 6, minVacuum: 12, minLateral: 2 } as const

/** Crystal and slab, both scaled alike in all directions from the volume that the potential likes best. */
export async function equationsOfState(crystal: Crystal, model: Demonstrated, symmetry: SymmetryFinder): Promise<EquationOfState[]> {
  const a = await relaxedConstant(crystal, model.potential)
  const bulk = bulkOf(crystal, a)
  const slab = cutSlabs(bulk, symmetry, { ...SLAB, millers: { kind: 'list', indices: [crystal.plane] } }).slabs[0]!.structure
  return [await overStrain(crystal, 'bulk', bulk, a, model), await overStrain(crystal, 'slab', slab, a, model)]
}

async function overStrain(crystal: Crystal, of: 'bulk' | 'slab', unstrained: Structure, a: number, model: Demonstrated): Promise<EquationOfState> {
  const structures = STRAINS.map((strain) => scaled(unstrained, Math.cbrt(1 + strain)))
  const evaluations = await model.potential.evaluate(structures, { latents: true })
  const lowest = Math.min(...evaluations.map(({ energy }) => energy))
  return {
    crystal: crystal.name, of, a,
    energies: evaluations.map(({ energy }) => (energy - lowest) / unstrained.numbers.length),
    distances: structures.map((structure, k) => distanceOf(model, structure, evaluations[k]!).distance),
  }
}

const scaled = (s: Structure, factor: number): Structure => withParts(s, { positions: s.positions.map((x) => x * factor), cell: s.cell.map((x) => x * factor) })

/** Systems of the index that are slabs of this element alone. */
export const knownSlabs = ({ meter }: Demonstrated, { symbols }: Crystal): number =>
  symbols.length > 1 ? 0 : meter.index.data.systems.filter(({ title }) => new RegExp(` on ${symbols[0]!}(?: |$)`).test(title)).length

/** The lattice constant of lowest energy within 8 % of the experimental one, to 0.1 %, Å. */
const relaxedConstant = (crystal: Crystal, potential: Potential): Promise<number> =>
  leastBetween(0.92 * crystal.a, 1.08 * crystal.a, 1e-3 * crystal.a, async (a) => (await potential.evaluate([bulkOf(crystal, a)]))[0]!.energy)
