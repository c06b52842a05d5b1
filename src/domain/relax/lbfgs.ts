/**
 * Limited-memory BFGS, step by step that of ASE 3.29 (`ase.optimize.LBFGS` with its defaults): two-loop recursion of Nocedal & Wright,
 * Numerical Optimization (2006), algorithm 7.4, with a constant initial Hessian and no line search.
 */
import { dot, largestRow, type Optimiser } from './optimiser'

/** Å: the longest step of any atom. */
const MAX_STEP = 0.2
/** pairs of (step, gradient change) kept */
const MEMORY = 100
/** eV/Å^2: the initial Hessian, times the identity */
const ALPHA = 70

export interface LbfgsState {
  /** position changes, oldest first */
  readonly s: Float64Array[]
  /** gradient changes */
  readonly y: Float64Array[]
  /** 1 / (y . s) */
  readonly rho: number[]
  last: { readonly positions: Float64Array; readonly forces: Float64Array } | null
}

export const lbfgs: Optimiser<LbfgsState> = {
  name: 'lbfgs',
  init: () => ({ s: [], y: [], rho: [], last: null }),
  step(state, { positions, forces }) {
    if (state.last !== null) remember(state, state.last, positions, forces)
    const direction = newtonDirection(state, forces)
    const longest = largestRow(direction)
    const scale = longest >= MAX_STEP ? MAX_STEP / longest : 1
    state.last = { positions, forces }
    return positions.map((v, k) => v + scale * direction[k]!)
  },
}

function remember(state: LbfgsState, last: NonNullable<LbfgsState['last']>, positions: Float64Array, forces: Float64Array): void {
  const s = positions.map((v, k) => v - last.positions[k]!)
  const y = forces.map((v, k) => last.forces[k]! - v)
  state.s.push(s)
  state.y.push(y)
  state.rho.push(1 / dot(y, s))
  if (state.s.length <= MEMORY) return
  state.s.shift()
  state.y.shift()
  state.rho.shift()
}

/** H . forces with the limited-memory inverse Hessian H. */
function newtonDirection({ s, y, rho }: LbfgsState, forces: Float64Array): Float64Array {
  const q = forces.slice()
  const a: number[] = []
  for (let i = s.length - 1; i >= 0; i--) {
    a[i] = rho[i]! * dot(s[i]!, q)
    for (let k = 0; k < q.length; k++) q[k]! -= a[i]! * y[i]![k]!
  }
  const z = q.map((v) => v / ALPHA)
  for (let i = 0; i < s.length; i++) {
    const b = rho[i]! * dot(y[i]!, z)
    for (let k = 0; k < z.length; k++) z[k]! += s[i]![k]! * (a[i]! - b)
  }
  return z
}
