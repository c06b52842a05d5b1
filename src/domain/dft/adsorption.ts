/** Adsorption energies from imported totals: candidate, clean slab and gas molecules of one theory. */
import { reactionTerms, type ReferenceMolecule } from '../chemistry/references'
import type { DeckRole, Calculation } from '../export/dft/deck'

/** One imported energy. */
export interface DftEnergy {
  readonly role: DeckRole
  /** configuration, slab or molecule */
  readonly target: string
  /** settings that must be equal for energies to be subtracted */
  readonly theory: string
  /** relaxation: at DFT's own minimum; single-point: at the structure that was exported */
  readonly calculation: Calculation
  /** 'total', or 'adsorption' where the user brought it as such */
  readonly zero: 'total' | 'adsorption'
  /** eV */
  readonly energy: number
}

/**
 * Which error an imported energy measures; never mixed. same-structure: DFT at the structures that the potential relaxed; own-minimum: DFT's
 * own relaxation of slab with adsorbate and of the clean slab (domain/uncertainty/calibrated-model.ts).
 */
export type DftTruth = 'same-structure' | 'own-minimum'

export const truthOf = (calculation: Calculation): DftTruth => (calculation === 'relaxation' ? 'own-minimum' : 'same-structure')

export type DftAdsorption =
  | { readonly kind: 'known'; readonly energy: number; readonly truth: DftTruth; readonly theory: string }
  /** `missing`: one entry for each energy that is not there yet */
  | { readonly kind: 'waiting'; readonly truth: DftTruth; readonly theory: string; readonly missing: readonly string[] }

/**
 * E_ads = E(slab + adsorbate) - E(slab) - sum of c E(molecule), all of one theory; the coefficients c are OC20's reaction
 * (`reactionTerms`), so the zero is that of the models' gas references by definition. The clean slab of a relaxed candidate must be relaxed
 * by DFT, too; that of a single point is a single point at the potential's clean slab or, where there is none, DFT's relaxed one (SCIENCE.md A.1).
 * Throws Unsupported for an adsorbate with an element that the reference molecules do not hold.
 */
export function adsorptionFromDft(candidate: DftEnergy, slab: string, adsorbate: { readonly numbers: Uint8Array }, all: readonly DftEnergy[]): DftAdsorption {
  const { theory, calculation } = candidate
  const truth = truthOf(calculation)
  if (candidate.zero === 'adsorption') return { kind: 'known', energy: candidate.energy, truth, theory }
  const same = all.filter((one) => one.theory === theory)
  const clean = (kind: Calculation): number | undefined => same.findLast((one) => one.role === 'slab' && one.target === slab && one.calculation === kind)?.energy
  const slabEnergy = calculation === 'relaxation' ? clean('relaxation') : (clean('single-point') ?? clean('relaxation'))
  const missing = slabEnergy === undefined ? [`clean slab ${slab}${calculation === 'relaxation' ? ', relaxed' : ''}`] : []
  let gas = 0
  for (const { species, coefficient } of reactionTerms(adsorbate)) {
    const energy = gasEnergyOf(species, same)
    if (energy === undefined) missing.push(`molecule ${species}`)
    else gas += coefficient * energy
  }
  if (missing.length > 0) return { kind: 'waiting', truth, theory, missing }
  return { kind: 'known', energy: candidate.energy - slabEnergy! - gas, truth, theory }
}

const gasEnergyOf = (species: ReferenceMolecule, all: readonly DftEnergy[]): number | undefined => all.findLast((one) => one.role === 'gas' && one.target === species)?.energy
