/** What a potential is to the rest of the domain, and what it returns. */
import type { Structure } from '../structure/structure'

/** The answer of a potential for one structure. A structure itself has no energy. */
export interface Evaluation {
  /** eV, total: sum of atomic energies and element references */
  readonly energy: number
  /** [3n] eV/Å, -dE/dr */
  readonly forces: Float64Array
  /** [9] eV, virial sum_i r_i (x) dE/dr_i; stress = virial / volume. Absent when the potential does not give it. */
  readonly virial?: Float64Array
  /** [n * latentDim] rotation-invariant per-atom latents; absent when not asked for or not given */
  readonly latents?: Float32Array
  /** [n] eV, per atom, element reference included */
  readonly energies?: Float64Array
}

export interface EvaluateOptions {
  readonly latents?: boolean
}

export interface Potential {
  /** Stable identity of the weights: the SHA-256 of the model file, or a name for an analytic potential. */
  readonly id: string
  /** Å */
  readonly cutoff: number
  /** Atomic numbers it was made for; structures with others are refused with Unsupported. */
  readonly elements: ReadonlySet<number>
  /** Width of a latent vector, 0 when there is none. */
  readonly latentDim: number
  /**
   * Evaluates several structures; entry k of the answer belongs to structure k, and does not depend on its company.
   * Throws Unsupported for an element it does not know, NumericalFailure when a number it returns is not finite.
   */
  evaluate(structures: readonly Structure[], options?: EvaluateOptions): Promise<Evaluation[]>
}
