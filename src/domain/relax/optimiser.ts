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

/** Whether a relaxation may end at a point where all forces are below fmax; 'unless': it ends there unless what `step` asks for from here on leads lower. */
export type MayEnd = 'yes' | 'no' | 'unless'

export interface Optimiser<State> {
  readonly name: string
  /** State before the first step; `structure` gives elements, cell and fixed atoms, not a point yet. */
  init(structure: Structure): State
  /** Where to evaluate next, [3n] Å; updates the state in place. What it says of fixed atoms is ignored. Null: the last 'unless' stands, the relaxation ends there. */
  step(state: State, point: Point): Float64Array | null
  /** Asked where all forces are below fmax; default yes. Where it may not, `step` is asked for the next point. May update the state. */
  mayEnd?(state: State, point: Point): MayEnd
  /** Whether it only ever goes on from its lowest point: a relaxation that is cut short then ends there. Default no: at its last one. */
  descends?(state: State): boolean
}

/** An optimiser with its state, the state's type forgotten. */
export interface Stepper {
  readonly descends: boolean
  next(point: Point): Float64Array | null
  mayEnd(point: Point): MayEnd
  /** plain data (numbers, typed arrays, lists and records of them), still in use: copy it before going on */
  readonly state: unknown
}

/** `state`: what a stepper of this optimiser and structure had, to go on from there. */
export function startStepper<State>(optimiser: Optimiser<State>, structure: Structure, state: State = optimiser.init(structure)): Stepper {
  return {
    descends: optimiser.descends?.(state) ?? false,
    next: (point) => optimiser.step(state, point),
    mayEnd: (point) => optimiser.mayEnd?.(state, point) ?? 'yes',
    state,
  }
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
