/**
 * The default optimiser: BFGS on top of a model Hessian, within a trust radius.
 *
 * At each point the model Hessian is made anew, so that it turns and bends with the adsorbate, and the last few changes of the
 * gradient are put into it by damped BFGS updates (Powell; Nocedal & Wright, Numerical Optimization, procedure 18.2), which keep it
 * positive definite. A step that raises the energy is taken back; what it taught stays.
 */
import { multiply } from '../math/cholesky'
import { withParts, type Structure } from '../structure/structure'
import { lbfgs, type LbfgsState } from './lbfgs'
import { freeAtomsOf, modelHessian, type FreeAtoms } from './model-hessian'
import { dot, type Optimiser } from './optimiser'
import { ENERGY_NOISE, FIRST_RADIUS, nextRadius, trustStep, type TrustStep } from './trust-region'

/** gradient changes that are kept: 12 needed no more force calls than 40 */
const MEMORY = 12
/** steps taken back in a row; after that many the higher energy is accepted */
const MAX_REJECTED = 3
/** share of the model's curvature below which a gradient change is damped */
const DAMPING = 0.2
/** With more free atoms the dense algebra would cost more than the force calls it saves: plain L-BFGS then. */
const MAX_FREE_ATOMS = 200

/** A point over the free atoms alone. */
interface FreePoint {
  /** [m] Å */
  readonly positions: Float64Array
  readonly energy: number
  /** [m] eV/Å */
  readonly gradient: Float64Array
}

interface PreconState {
  readonly structure: Structure
  readonly free: FreeAtoms
  /** [m m], for the factorisation */
  readonly scratch: Float64Array
  /** [position change, gradient change], oldest first */
  readonly history: [Float64Array, Float64Array][]
  base: FreePoint | null
  last: TrustStep | null
  radius: number
  rejected: number
}

export type PreconBfgsState = { readonly kind: 'dense'; readonly dense: PreconState } | { readonly kind: 'large'; readonly large: LbfgsState }

export const preconBfgs: Optimiser<PreconBfgsState> = {
  name: 'precon-bfgs',
  init(structure) {
    const free = freeAtomsOf(structure)
    if (free.atoms.length > MAX_FREE_ATOMS) return { kind: 'large', large: lbfgs.init(structure) }
    const m = 3 * free.atoms.length
    return { kind: 'dense', dense: { structure, free, scratch: new Float64Array(m * m), history: [], base: null, last: null, radius: FIRST_RADIUS, rejected: 0 } }
  },
  step(state, point) {
    if (state.kind === 'large') return lbfgs.step(state.large, point)
    const { dense } = state
    const here = freePoint(dense.free, point.positions, point.energy, point.forces)
    const base = chooseBase(dense, here)
    const basePositions = spread(dense.free, point.positions, base.positions)
    const hessian = modelHessian(withParts(dense.structure, { positions: basePositions }), dense.free)
    for (const [s, y] of dense.history) update(hessian, s, y)
    const last = trustStep(hessian, base.gradient, dense.radius, dense.scratch)
    dense.base = base
    dense.last = last
    return spread(dense.free, point.positions, base.positions.map((v, k) => v + last.step[k]!))
  },
}

/** Learns from the step just evaluated, and says where to go on from: its end, or its beginning when it went uphill. */
function chooseBase(state: PreconState, here: FreePoint): FreePoint {
  const { base, last } = state
  if (base === null || last === null) return here
  state.history.push([here.positions.map((v, k) => v - base.positions[k]!), here.gradient.map((v, k) => v - base.gradient[k]!)])
  if (state.history.length > MEMORY) state.history.shift()
  const actual = here.energy - base.energy
  state.radius = nextRadius(state.radius, last, actual)
  if (actual > ENERGY_NOISE && state.rejected < MAX_REJECTED) {
    state.rejected++
    return base
  }
  state.rejected = 0
  return here
}

/** B += y y^T / (y . s) - B s s^T B / (s . B s), with y moved towards B s where the curvature along s is too small or negative. */
function update(b: Float64Array, s: Float64Array, y: Float64Array): void {
  const m = s.length
  const bs = multiply(b, m, s)
  const modelled = dot(s, bs)
  if (!(modelled > 1e-14)) return
  const found = dot(y, s)
  const theta = found < DAMPING * modelled ? ((1 - DAMPING) * modelled) / (modelled - found) : 1
  const damped = y.map((v, k) => theta * v + (1 - theta) * bs[k]!)
  const curvature = dot(damped, s)
  for (let i = 0; i < m; i++) {
    const u = damped[i]! / curvature, v = bs[i]! / modelled
    for (let j = 0; j < m; j++) b[i * m + j]! += u * damped[j]! - v * bs[j]!
  }
}

function freePoint({ atoms }: FreeAtoms, positions: Float64Array, energy: number, forces: Float64Array): FreePoint {
  const [x, gradient] = [new Float64Array(3 * atoms.length), new Float64Array(3 * atoms.length)]
  for (let f = 0; f < atoms.length; f++) {
    for (let c = 0; c < 3; c++) {
      x[3 * f + c] = positions[3 * atoms[f]! + c]!
      gradient[3 * f + c] = -forces[3 * atoms[f]! + c]!
    }
  }
  return { positions: x, energy, gradient }
}

/** All positions, with those of the free atoms replaced. */
function spread({ atoms }: FreeAtoms, positions: Float64Array, free: Float64Array): Float64Array {
  const all = positions.slice()
  for (let f = 0; f < atoms.length; f++) all.set(free.subarray(3 * f, 3 * f + 3), 3 * atoms[f]!)
  return all
}
