/**
 * Adsorption energies and what they refer to. The equation stands here and nowhere else:
 *
 *   E_ads = E(slab with adsorbate) - E(slab) - sum_i n_i mu_i        negative: the adsorbate binds
 *
 * with the slab and the slab with adsorbate relaxed, and mu_i the energy of an atom of element i in its gas-phase reference molecules.
 * An energy without its reference is not a number one may compare: `EnergyReference` travels with every one.
 */
import { AdatomError, invalidInput, unsupported } from '../errors'
import { composition } from '../structure/formula'
import { atomicNumberOf, symbolOf } from '../structure/elements'
import type { Structure } from '../structure/structure'

/** Energies of atoms in gas-phase reference molecules. */
export interface GasReferences {
  /** eV per atom, by element symbol */
  readonly mu: Readonly<Record<string, number>>
  /** name of the set, equal for equal definitions: 'OC20', 'OC22', 'H2/H2O/CO/N2' */
  readonly scheme: string
  /** where the numbers come from */
  readonly source: string
}

/**
 * OC20's atomic references, from the RPBE energies of H2, H2O, CO and N2.
 * Chanussot et al., ACS Catal. 11, 6059 (2021), doi:10.1021/acscatal.0c04525; values as in the documentation of the data set.
 */
export const OC20_GAS_REFERENCES: GasReferences = {
  mu: { H: -3.477, O: -7.204, C: -7.282, N: -8.083 },
  scheme: 'OC20',
  source: 'Open Catalyst 2020: RPBE energies of H2, H2O, CO, N2',
}

/** The linear references of OC22 (PBE+U); not to be mixed with OC20's. Tran et al., ACS Catal. 13, 3066 (2023), doi:10.1021/acscatal.2c05426. */
export const OC22_GAS_REFERENCES: GasReferences = {
  mu: { H: -3.38, O: -7.461, C: -7.345, N: -8.309 },
  scheme: 'OC22',
  source: 'Open Catalyst 2022: PBE linear references',
}

/** The molecules whose energies define the references, in the order of `deriveGasReferences`. */
export const REFERENCE_MOLECULES = ['H2', 'H2O', 'CO', 'N2'] as const
export type ReferenceMolecule = (typeof REFERENCE_MOLECULES)[number]

/**
 * References from a potential's own molecules (relaxed, total energies in eV), so that its systematic errors cancel:
 * mu_H = E(H2)/2, mu_O = E(H2O) - E(H2), mu_C = E(CO) - mu_O, mu_N = E(N2)/2.
 * Throws NumericalFailure for an energy that is not finite.
 */
export function deriveGasReferences(energies: Readonly<Record<ReferenceMolecule, number>>, source: string): GasReferences {
  for (const molecule of REFERENCE_MOLECULES) {
    if (!Number.isFinite(energies[molecule])) throw new AdatomError('NumericalFailure', `The energy of the reference molecule ${molecule} is not a number`, { where: 'gas references' })
  }
  const o = energies.H2O - energies.H2
  return { mu: { H: energies.H2 / 2, O: o, C: energies.CO - o, N: energies.N2 / 2 }, scheme: 'H2/H2O/CO/N2', source }
}

/**
 * sum_i n_i mu_i of the adsorbate's atoms, eV.
 * Throws Unsupported, naming the element, for one the references do not have.
 */
export function gasEnergy(numbers: ArrayLike<number>, references: GasReferences): number {
  let sum = 0
  for (const [z, n] of composition(numbers)) {
    const symbol = symbolOf(z)
    const mu = references.mu[symbol]
    if (mu === undefined) throw unsupported(`There is no gas-phase reference energy for ${symbol} in ${references.scheme}`, { what: `adsorbates with ${symbol}` })
    sum += n * mu
  }
  return sum
}

export interface AdsorptionEnergyInput {
  /** eV, total energy of the relaxed slab with adsorbate */
  readonly adslab: number
  /** eV, total energy of the relaxed clean slab */
  readonly slab: number
  /** atomic numbers of the adsorbate's atoms, all adsorbates together */
  readonly adsorbate: ArrayLike<number>
  readonly references: GasReferences
}

/**
 * E_ads in eV, of all adsorbate atoms together; negative binds.
 * Throws NumericalFailure for energies that are not finite, Unsupported for an element without gas reference.
 */
export function adsorptionEnergy({ adslab, slab, adsorbate, references }: AdsorptionEnergyInput): number {
  if (!Number.isFinite(adslab) || !Number.isFinite(slab)) throw new AdatomError('NumericalFailure', 'A total energy is not a number', { where: 'adsorption energy' })
  return adslab - slab - gasEnergy(adsorbate, references)
}

/** Which zero an energy is counted from; equal references may be compared, ranked and subtracted, others never. */
export interface EnergyReference {
  /** adsorption: E_ads as defined above; total: the potential's or code's own zero */
  readonly kind: 'adsorption' | 'total'
  /** the gas references: 'H2, H2O, CO, N2 by adatom-0', 'H2, H2O, CO, N2 of OC20' */
  readonly gas: string
  /** of the data or calculation: 'RPBE', 'PBE+U' */
  readonly functional: string
  /** identity of the potential (SHA-256 of the model file), or of the DFT settings */
  readonly model: string
}

/** Equal for energies that may be compared, different for all others: to group by. */
export const referenceKey = (r: EnergyReference): string => [r.kind, r.gas, r.functional, r.model].join('|')

/** True when two energies may be compared. */
export const sameReference = (a: EnergyReference, b: EnergyReference): boolean => referenceKey(a) === referenceKey(b)

/** Throws InvalidInput, naming both, when two energies must not be compared. */
export function assertSameReference(a: EnergyReference, b: EnergyReference): void {
  if (!sameReference(a, b)) throw invalidInput('Energies with different references cannot be compared', { found: referenceLabel(b), expected: referenceLabel(a) })
}

/** 'E_ads (gas OC20), RPBE, adatom-0': what a view shows beside the number. */
export const referenceLabel = (r: EnergyReference): string =>
  `${r.kind === 'adsorption' ? `E_ads (gas ${r.gas})` : 'total energy'}, ${r.functional}, ${r.model}`

/** Gas-phase species and how many of them are consumed (positive) to make the adsorbate. */
export interface ReactionTerm {
  readonly species: ReferenceMolecule
  readonly coefficient: number
}

/**
 * The reaction from CO, H2, H2O and N2 to the adsorbate CxHyOzNw (OC20):
 * x CO + (x + y/2 - z) H2 + (z - x) H2O + w/2 N2 + * -> CxHyOzNw*, terms with coefficient 0 left out.
 * Throws Unsupported, naming the element, when the adsorbate has others.
 */
export function reactionTerms(adsorbate: Pick<Structure, 'numbers'>): ReactionTerm[] {
  const counts = composition(adsorbate.numbers)
  const known = ['C', 'H', 'O', 'N'].map((symbol) => atomicNumberOf(symbol)!)
  for (const z of counts.keys()) {
    if (!known.includes(z)) throw unsupported(`There is no gas-phase reference molecule for ${symbolOf(z)}`, { what: `adsorbates with ${symbolOf(z)}` })
  }
  const [x, y, z, w] = known.map((element) => counts.get(element) ?? 0) as [number, number, number, number]
  const terms: ReactionTerm[] = [
    { species: 'CO', coefficient: x },
    { species: 'H2', coefficient: x + y / 2 - z },
    { species: 'H2O', coefficient: z - x },
    { species: 'N2', coefficient: w / 2 },
  ]
  return terms.filter((term) => term.coefficient !== 0)
}

/** The reaction as text: 'CO + 2 H2 - H2O + * -> *CH2'. Consumed species come first. */
export function reactionString(adsorbate: Pick<Structure, 'numbers'>, label: string): string {
  const terms = reactionTerms(adsorbate).toSorted((a, b) => Math.sign(b.coefficient) - Math.sign(a.coefficient))
  const text = terms.map(({ species, coefficient }, k) => {
    const size = Math.abs(coefficient) === 1 ? species : `${Math.abs(coefficient)} ${species}`
    if (k === 0) return coefficient < 0 ? `-${size}` : size
    return `${coefficient < 0 ? '-' : '+'} ${size}`
  })
  return `${[...text, text.length === 0 ? '*' : '+ *'].join(' ')} -> ${label.startsWith('*') ? label : `*${label}`}`
}
