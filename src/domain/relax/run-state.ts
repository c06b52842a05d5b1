/** One relaxation in progress: takes evaluations in, gives the next positions out, and knows when it is over. */
import { invalidInput, isError } from '../errors'
import type { Evaluation } from '../potentials/potential'
import { withParts, type Structure } from '../structure/structure'
import { largestRow, type Stepper } from './optimiser'
import { startOptimiser } from './optimisers'
import { ENERGY_NOISE } from './trust-region'
import type { OptimiserName, Relaxation, RelaxOutcome, RelaxSettings, RelaxStep } from './types'

/** Å: an atom that has gone this far from where it began is lost; adsorbates that desorb stop within a vacuum gap. */
const LOST = 25
/** eV/Å: a force beyond this, and ten times beyond that of the start, where the energy went down: the potential has a hole there. */
const HOLE = 1000

/** An evaluated frame and its place among the frames. */
interface Frame {
  /** [3n] Å */
  readonly positions: Float64Array
  readonly evaluation: Evaluation
  readonly at: number
}

/**
 * A relaxation between two force calls, as plain data (numbers, strings, typed arrays, lists and records of them): what a structured clone
 * or `v8.serialize` keeps to the last bit. With the same start and settings it goes on as if it had never stopped.
 */
export interface SavedRun {
  readonly optimiser: OptimiserName
  /** of the optimiser: its own business */
  readonly state: unknown
  /** [3n] Å, to be evaluated next */
  readonly positions: Float64Array
  readonly frames: readonly Float32Array[]
  readonly energies: readonly number[]
  readonly fmaxes: readonly number[]
  readonly calls: number
  readonly last: Frame | null
  readonly lowest: Frame | null
  /** where it ends unless the optimiser finds a way down from there */
  readonly settled: Frame | null
}

export class RelaxRun {
  /** what to evaluate next */
  structure: Structure
  outcome: RelaxOutcome | null = null
  private readonly start: Structure
  private readonly settings: RelaxSettings
  private readonly stepper: Stepper
  private readonly frames: Float32Array[]
  private readonly energies: number[]
  private readonly fmaxes: number[]
  private calls: number
  private last: Frame | null
  private lowest: Frame | null
  private settled: Frame | null
  private final: Frame | null = null

  /**
   * `saved`: where a relaxation of the same start and settings was left; it is used from then on and must not be shared.
   * Throws InvalidInput for settings that cannot mean anything, and for what was saved with another optimiser or structure.
   */
  constructor(structure: Structure, settings: RelaxSettings, saved?: SavedRun) {
    checkSettings(settings)
    if (saved) checkSaved(saved, structure, settings)
    this.start = structure
    this.structure = saved ? withParts(structure, { positions: saved.positions }) : structure
    this.settings = settings
    this.stepper = startOptimiser(settings.optimiser, structure, saved?.state)
    this.frames = [...(saved?.frames ?? [])]
    this.energies = [...(saved?.energies ?? [])]
    this.fmaxes = [...(saved?.fmaxes ?? [])]
    this.calls = saved?.calls ?? 0
    this.last = saved?.last ?? null
    this.lowest = saved?.lowest ?? null
    this.settled = saved?.settled ?? null
  }

  get forceCalls(): number {
    return this.calls
  }

  /** Shares its arrays with this run: copy it (a structured clone, a message, a file) before the run goes on. */
  save(): SavedRun {
    const { frames, energies, fmaxes, calls, last, lowest, settled } = this
    return { optimiser: this.settings.optimiser, state: this.stepper.state, positions: this.structure.positions, frames, energies, fmaxes, calls, last, lowest, settled }
  }

  /** Takes the evaluation of `structure`; decides the outcome or sets the next `structure`. */
  absorb(evaluation: Evaluation): RelaxStep {
    this.calls++
    const forces = freeForces(this.structure, evaluation.forces)
    const fmax = largestRow(forces)
    if (this.fellIntoHole(evaluation.energy, fmax)) {
      this.explode()
      return { step: this.frames.length, energy: evaluation.energy, fmax }
    }
    this.last = { positions: this.structure.positions, evaluation, at: this.frames.length }
    if (this.lowest === null || evaluation.energy < this.lowest.evaluation.energy) this.lowest = this.last
    this.frames.push(Float32Array.from(this.structure.positions))
    this.energies.push(evaluation.energy)
    this.fmaxes.push(fmax)
    const step = this.frames.length - 1
    const mayEnd = fmax < this.settings.fmax ? this.stepper.mayEnd({ positions: this.structure.positions, energy: evaluation.energy, forces }) : 'no'
    if (mayEnd !== 'no') this.settled = this.last
    if (mayEnd === 'yes') this.end(this.last)
    else if (step >= this.settings.maxSteps) this.end(this.cutShort())
    else this.advance(evaluation.energy, forces)
    return { step, energy: evaluation.energy, fmax }
  }

  /** The potential could not evaluate `structure`: the relaxation ends at its last sane frame. Rethrows where there is none, or for any other error. */
  fail(error: unknown): void {
    if (this.last === null || !isError(error, 'NumericalFailure')) throw error
    this.calls++
    this.explode()
  }

  result(): Relaxation {
    if (this.outcome === null || this.last === null) throw new TypeError('The relaxation is not over')
    const { positions, evaluation, at } = this.final ?? this.cutShort()
    const kept = at + 1
    return {
      outcome: this.outcome, structure: withParts(this.start, { positions }), evaluation, steps: this.frames.length - 1, forceCalls: this.calls,
      trajectory: { frames: this.frames.slice(0, kept), energies: this.energies.slice(0, kept), fmax: this.fmaxes.slice(0, kept) },
    }
  }

  private end(final: Frame): void {
    this.final = final
    this.outcome = this.fmaxes[final.at]! < this.settings.fmax ? 'converged' : 'max-steps'
  }

  /** Where a relaxation that could not be taken to its end leaves the structure: its last frame, its lowest where the optimiser only descends, or where it had settled if none is lower. */
  private cutShort(): Frame {
    if (this.settled !== null && this.settled.evaluation.energy <= this.lowest!.evaluation.energy + ENERGY_NOISE) return this.settled
    return (this.stepper.descends ? this.lowest : this.last)!
  }

  private fellIntoHole(energy: number, fmax: number): boolean {
    if (this.last === null) return false
    return fmax > Math.max(HOLE, 10 * this.fmaxes[0]!) && energy < this.last.evaluation.energy
  }

  private advance(energy: number, forces: Float64Array): void {
    const { positions, fixed } = this.structure
    const next = this.stepper.next({ positions, energy, forces })
    if (next === null) {
      this.end(this.settled!)
      return
    }
    for (let i = 0; i < fixed.length; i++) if (fixed[i]) next.set(positions.subarray(3 * i, 3 * i + 3), 3 * i)
    const moved = next.map((v, k) => v - this.start.positions[k]!)
    if (largestRow(moved) <= LOST) this.structure = withParts(this.structure, { positions: next })
    else this.explode()
  }

  /** A search for a way down that leaves all sense leaves the relaxation where it had settled. */
  private explode(): void {
    if (this.settled === null) this.outcome = 'exploded'
    else this.end(this.settled)
  }
}

function checkSaved({ optimiser, positions }: SavedRun, structure: Structure, settings: RelaxSettings): void {
  if (optimiser !== settings.optimiser) throw invalidInput('This relaxation was begun with another optimiser', { found: settings.optimiser, expected: optimiser })
  if (positions.length !== structure.positions.length) throw invalidInput('This relaxation was begun with another structure', { found: `${structure.positions.length / 3} atoms`, expected: `${positions.length / 3} atoms` })
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
