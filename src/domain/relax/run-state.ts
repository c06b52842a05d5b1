/** One relaxation in progress: takes evaluations in, gives the next positions out, and knows when it is over. */
import { invalidInput, isError } from '../errors'
import type { Evaluation } from '../potentials/potential'
import { withParts, type Structure } from '../structure/structure'
import { largestRow, type Stepper } from './optimiser'
import { startOptimiser } from './optimisers'
import type { Relaxation, RelaxOutcome, RelaxSettings, RelaxStep } from './types'

/** Å: an atom that has gone this far from where it began is lost; adsorbates that desorb stop within a vacuum gap. */
const LOST = 25
/** eV/Å: a force beyond this, and ten times beyond that of the start, where the energy went down: the potential has a hole there. */
const HOLE = 1000

export class RelaxRun {
  /** what to evaluate next */
  structure: Structure
  outcome: RelaxOutcome | null = null
  private readonly start: Structure
  private readonly settings: RelaxSettings
  private readonly stepper: Stepper
  private readonly frames: Float32Array[] = []
  private readonly energies: number[] = []
  private readonly fmaxes: number[] = []
  private calls = 0
  private last: { readonly structure: Structure; readonly evaluation: Evaluation } | null = null

  /** Throws InvalidInput for settings that cannot mean anything. */
  constructor(structure: Structure, settings: RelaxSettings) {
    checkSettings(settings)
    this.start = structure
    this.structure = structure
    this.settings = settings
    this.stepper = startOptimiser(settings.optimiser, structure)
  }

  /** Takes the evaluation of `structure`; decides the outcome or sets the next `structure`. */
  absorb(evaluation: Evaluation): RelaxStep {
    this.calls++
    const forces = freeForces(this.structure, evaluation.forces)
    const fmax = largestRow(forces)
    if (this.fellIntoHole(evaluation.energy, fmax)) {
      this.outcome = 'exploded'
      return { step: this.frames.length, energy: evaluation.energy, fmax }
    }
    this.last = { structure: this.structure, evaluation }
    this.frames.push(Float32Array.from(this.structure.positions))
    this.energies.push(evaluation.energy)
    this.fmaxes.push(fmax)
    const step = this.frames.length - 1
    if (fmax < this.settings.fmax) this.outcome = 'converged'
    else if (step >= this.settings.maxSteps) this.outcome = 'max-steps'
    else this.advance(evaluation.energy, forces)
    return { step, energy: evaluation.energy, fmax }
  }

  /** The potential could not evaluate `structure`: the relaxation ends at its last sane frame. Rethrows where there is none, or for any other error. */
  fail(error: unknown): void {
    if (this.last === null || !isError(error, 'NumericalFailure')) throw error
    this.calls++
    this.outcome = 'exploded'
  }

  result(): Relaxation {
    if (this.outcome === null || this.last === null) throw new TypeError('The relaxation is not over')
    return {
      outcome: this.outcome, ...this.last, steps: this.frames.length - 1, forceCalls: this.calls,
      trajectory: { frames: this.frames, energies: this.energies, fmax: this.fmaxes },
    }
  }

  private fellIntoHole(energy: number, fmax: number): boolean {
    if (this.last === null) return false
    return fmax > Math.max(HOLE, 10 * this.fmaxes[0]!) && energy < this.last.evaluation.energy
  }

  private advance(energy: number, forces: Float64Array): void {
    const { positions, fixed } = this.structure
    const next = this.stepper.next({ positions, energy, forces })
    for (let i = 0; i < fixed.length; i++) if (fixed[i]) next.set(positions.subarray(3 * i, 3 * i + 3), 3 * i)
    const moved = next.map((v, k) => v - this.start.positions[k]!)
    if (largestRow(moved) <= LOST) this.structure = withParts(this.structure, { positions: next })
    else this.outcome = 'exploded'
  }
}

function checkSettings({ fmax, maxSteps }: RelaxSettings): void {
  if (!(fmax > 0)) throw invalidInput('fmax is a positive force in eV/Å', { found: String(fmax) })
  if (!(Number.isInteger(maxSteps) && maxSteps >= 0)) throw invalidInput('The largest number of steps is a whole number, 0 or more', { found: String(maxSteps) })
}

function freeForces(s: Structure, forces: Float64Array): Float64Array {
  const free = forces.slice()
  for (let i = 0; i < s.fixed.length; i++) if (s.fixed[i]) free.fill(0, 3 * i, 3 * i + 3)
  return free
}
