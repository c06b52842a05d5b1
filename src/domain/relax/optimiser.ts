/** What an optimiser is: an (init, step) pair. Its state belongs to one structure and travels with it. */
import type { Structure } from '../structure/structure'

/** One evaluated point of a relaxation. */
export interface Point {
  /** [3n] Å */
  readonly positions: Float64Array
  /** eV */
  readonly energy: number
  /** [3n] eV/Å, zero on fixed atoms */
  readonly forces: Float64Array
}

export interface Optimiser<State> {
  readonly name: string
  /** State before the first step; `structure` gives elements, cell and fixed atoms, not a point yet. */
  init(structure: Structure): State
  /** Where to evaluate next, [3n] Å; updates the state in place. What it says of fixed atoms is ignored. */
  step(state: State, point: Point): Float64Array
}

/** An optimiser with its state, the state's type forgotten. */
export interface Stepper {
  next(point: Point): Float64Array
}

export function startStepper<State>(optimiser: Optimiser<State>, structure: Structure): Stepper {
  const state = optimiser.init(structure)
  return { next: (point) => optimiser.step(state, point) }
}

/** Largest norm of a row of three. */
export function largestRow(rows: Float64Array): number {
  let largest = 0
  for (let i = 0; i < rows.length; i += 3) {
    const square = rows[i]! * rows[i]! + rows[i + 1]! * rows[i + 1]! + rows[i + 2]! * rows[i + 2]!
    if (!(square <= largest)) largest = square // NaN wins, and stays
  }
  return Math.sqrt(largest)
}

export function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
