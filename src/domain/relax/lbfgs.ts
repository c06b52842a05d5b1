/**
 * Limited-memory BFGS, step by step that of ASE 3.29 (`ase.optimize.LBFGS`): two-loop recursion of Nocedal & Wright, Numerical Optimization
 * (2006), algorithm 7.4, with a constant initial Hessian and no line search. With ASE's defaults, and with those of the published AdsorbML runs.
 */
import { dot, largestRow, type Optimiser } from './optimiser'

export interface LbfgsOptions {
  readonly name: string
  /** Å: the longest step of any atom, before damping */
  readonly maxStep: number
  /** pairs of (step, gradient change) kept */
  readonly memory: number
  /** eV/Å^2: the initial Hessian, times the identity */
  readonly alpha: number
  /** every step is multiplied by this */
  readonly damping: number
}

export interface LbfgsState {
  /** position changes, oldest first */
  readonly s: Float64Array[]
  /** gradient changes */
  readonly y: Float64Array[]
  /** 1 / (y . s) */
  readonly rho: number[]
  last: { readonly positions: Float64Array; readonly forces: Float64Array } | null
}

export const lbfgsWith = ({ name, maxStep, memory, alpha, damping }: LbfgsOptions): Optimiser<LbfgsState> => ({
  name,
  init: () => ({ s: [], y: [], rho: [], last: null }),
  step(state, { positions, forces }) {
    if (state.last !== null) remember(state, state.last, positions, forces, memory)
    const direction = newtonDirection(state, forces, alpha)
    const longest = largestRow(direction)
    const scale = damping * (longest >= maxStep ? maxStep / longest : 1)
    state.last = { positions, forces }
    return positions.map((v, k) => v + scale * direction[k]!)
  },
})

export const lbfgs = lbfgsWith({ name: 'lbfgs', maxStep: 0.2, memory: 100, alpha: 70, damping: 1 })
/** of the AdsorbML scripts of 2023 (SCIENCE.md B.1) */
export const lbfgsAdsorbml = lbfgsWith({ name: 'lbfgs-adsorbml-2023', maxStep: 0.04, memory: 50, alpha: 70, damping: 1 })
/** of fairchem's AdsorbML runner of the UMA era (SCIENCE.md B.1) */
export const lbfgsUma = lbfgsWith({ name: 'lbfgs-uma-era', maxStep: 0.2, memory: 50, alpha: 80, damping: 1.2 })

function remember(state: LbfgsState, last: NonNullable<LbfgsState['last']>, positions: Float64Array, forces: Float64Array, memory: number): void {
  const s = positions.map((v, k) => v - last.positions[k]!)
  const y = forces.map((v, k) => last.forces[k]! - v)
  state.s.push(s)
  state.y.push(y)
  state.rho.push(1 / dot(y, s))
  if (state.s.length <= memory) return
  state.s.shift()
  state.y.shift()
  state.rho.shift()
}

/** H . forces with the limited-memory inverse Hessian H. */
function newtonDirection({ s, y, rho }: LbfgsState, forces: Float64Array, alpha: number): Float64Array {
  const q = forces.slice()
  const a: number[] = []
  for (let i = s.length - 1; i >= 0; i--) {
    a[i] = rho[i]! * dot(s[i]!, q)
    for (let k = 0; k < q.length; k++) q[k]! -= a[i]! * y[i]![k]!
  }
  const z = q.map((v) => v / alpha)
  for (let i = 0; i < s.length; i++) {
    const b = rho[i]! * dot(y[i]!, z)
    for (let k = 0; k < z.length; k++) z[k]! += s[i]![k]! * (a[i]! - b)
  }
  return z
}
