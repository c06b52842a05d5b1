/** The model card: what a file of weights is, what it was made for, and how far to trust it. Format: docs/models.md. */

export const MATERIAL_CLASSES = ['metal', 'oxide', 'nitride', 'carbide', 'hydride', 'halide', 'chalcogenide', 'metalloid'] as const
export type MaterialClass = (typeof MATERIAL_CLASSES)[number]

/** Energies of gas-phase molecules and the atomic chemical potentials made of them: the model's own, or published ones of its training data. */
export interface GasReferences {
  /** the equations, in words */
  readonly scheme: string
  /** how the molecules were computed */
  readonly computed: string
  /** eV, total energies: H2, H2O, CO, N2 */
  readonly molecules: ReadonlyMap<string, number>
  /** eV per atom, by atomic number */
  readonly atoms: ReadonlyMap<number, number>
}

export interface LatentInfo {
  /** width of one atom's latent vector */
  readonly dim: number
  readonly what: string
  /** file of reference latents beside the card; null when the model has none */
  readonly indexFile: string | null
}

export interface ModelCard {
  readonly name: string
  readonly summary: string
  /** version of the ONNX contract */
  readonly contract: 1
  /** model file, beside the card */
  readonly file: string
  /** SHA-256 of the model file, hexadecimal; the identity of the weights */
  readonly sha256: string
  /** Å */
  readonly cutoff: number
  /** atomic numbers it was made for */
  readonly elements: readonly number[]
  /** eV, added per atom to the network's output, by atomic number */
  readonly referenceEnergies: ReadonlyMap<number, number>
  /** e.g. 'PBE': energies of different functionals are never ranked together */
  readonly functional: string
  readonly theory: string
  readonly teacher: string | null
  readonly licence: string
  readonly trainedOn: readonly { readonly set: string; readonly what: string; readonly licence: string }[]
  /** measured errors, as the card states them */
  readonly accuracy: readonly Readonly<Record<string, string | number>>[]
  /** kinds of materials it was made for (domain/adsorbml/model-domain.ts); others are computed, and marked out of its domain */
  readonly materialClasses: readonly MaterialClass[]
  /** atoms of the largest adsorbate it has seen on a surface; null: no limit known */
  readonly maxAdsorbateAtoms: number | null
  /** where not to trust it, one sentence each */
  readonly notFor: readonly string[]
  readonly gasReferences: GasReferences | null
  readonly latents: LatentInfo
  /** what `uncertainty` made of calibration data, not yet checked (platform/models/uncertainty.ts); null: no error bars from this model */
  readonly calibration: unknown
  /** file of double-precision reference values for `selftest`; null when there is none */
  readonly selftestFile: string | null
}
