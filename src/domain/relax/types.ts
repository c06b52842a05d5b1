/** Relaxation: settings, outcomes, and what is reported along the way. */
import type { Evaluation } from '../potentials/potential'
import type { Structure } from '../structure/structure'

export type OptimiserName = 'lbfgs' | 'fire' | (string & {})

export interface RelaxSettings {
  readonly optimiser: OptimiserName
  /** eV/Å: largest force norm over free atoms at which a structure is converged */
  readonly fmax: number
  /** largest number of optimiser steps; force calls are steps + 1 */
  readonly maxSteps: number
}

/** `exploded`: an energy or force was not finite or beyond every bound, or an atom was; the last sane frame is kept. */
export type RelaxOutcome = 'converged' | 'max-steps' | 'exploded'

/** A relaxation as it was: frames are [3n] positions, one per force call that gave sane numbers, up to the final structure. */
export interface Trajectory {
  readonly frames: readonly Float32Array[]
  /** [frames] eV */
  readonly energies: readonly number[]
  /** [frames] eV/Å, over free atoms */
  readonly fmax: readonly number[]
}

export interface Relaxation {
  readonly outcome: RelaxOutcome
  readonly structure: Structure
  /** of the final structure, with latents where the potential gives them */
  readonly evaluation: Evaluation
  /** of all that were taken, those after the final structure too */
  readonly steps: number
  readonly forceCalls: number
  readonly trajectory: Trajectory
}

/** Reported after every step of one structure. */
export interface RelaxStep {
  readonly step: number
  readonly energy: number
  readonly fmax: number
}
