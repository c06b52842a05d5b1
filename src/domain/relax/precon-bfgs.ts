/**
 * The default optimiser: BFGS on top of a model Hessian, within a trust radius, downhill only.
 *
 * At each point the model Hessian is made anew, so that it turns and bends with the adsorbate, and the last few changes of the
 * gradient are put into it by damped BFGS updates (Powell; Nocedal & Wright, Numerical Optimization, procedure 18.2), which keep it
 * positive definite. A step that ends above the lowest point so far is taken back, however often; what it taught stays. While forces
 * are large, soft motions are held more firmly: the path then keeps near that of steepest descent, and ends in its basin. Where fmax
 * is met, it goes on until a step gains almost nothing more: plateaus are passed, flat minima are reached. There it asks whether this is a
 * minimum at all, and leaves a saddle downhill (soft-modes.ts).
 */
import { multiply } from '../math/cholesky'
import { ADSORBATE, withParts, type Structure } from '../structure/structure'
import { lbfgs, type LbfgsState } from './lbfgs'
import { freeAtomsOf, modelHessian, type FreeAtoms } from './model-hessian'
import { dot, largestRow, type MayEnd, type Optimiser } from './optimiser'
import { bodiesOf } from './rigid-motions'
import { beginModeSearch, continueModeSearch, type FreePoint, type ModeAnswer, type ModeSearch } from './soft-modes'
import { ENERGY_NOISE, FIRST_RADIUS, nextRadius, trustStep, type TrustStep } from './trust-region'

/** gradient changes that are kept: 12 needed no more force calls than 40 */
const MEMORY = 12
/** after so many steps taken back in a row all but the last gradient change is forgotten: the model misleads */
const RESET_AFTER = 4
/** share of the model's curvature below which a gradient change is damped */
const DAMPING = 0.2
/** eV/Å^2 that hold soft motions: so much for each eV/Å of the largest force, within bounds; and once fmax is met */
const CAUTION = 20
const LEAST_FLOOR = 1
const MOST_FLOOR = 30
const LAST_FLOOR = 0.3
/** eV/Å^2, the same where a way down is sought: softer motions are to be found */
const SEARCH_FLOOR = 0.05
/** eV: it ends where two steps in a row between points below fmax gained less, or where no step against LAST_FLOOR could gain more */
const LAST_GAIN = 2e-4
const LAST_STEPS = 2
/** points below fmax at which it goes on all the same, at most */
const MAX_CHECKS = 20
/** points at which it looks for a way down, at most */
const MAX_SEARCHES = 2
/** With more free atoms the dense algebra would cost more than the force calls it saves: plain L-BFGS then. */
const MAX_FREE_ATOMS = 200

interface PreconState {
  readonly structure: Structure
  readonly free: FreeAtoms
  /** [position change, gradient change], oldest first */
  readonly history: [Float64Array, Float64Array][]
  base: FreePoint | null
  last: TrustStep | null
  radius: number
  /** steps taken back in a row */
  rejected: number
  /** eV, of all points so far */
  lowest: number
  /** points below fmax so far, the energy at the last of them (eV), and how many in a row gained less than LAST_GAIN */
  checks: number
  checked: number
  settled: number
  /** whether this is a minimum: to be asked next, being asked, and how often it was */
  due: boolean
  search: ModeSearch | null
  searches: number
}

export type PreconBfgsState = { readonly kind: 'dense'; readonly dense: PreconState } | { readonly kind: 'large'; readonly large: LbfgsState }

export const preconBfgs: Optimiser<PreconBfgsState> = {
  name: 'precon-bfgs',
  descends: ({ kind }) => kind === 'dense',
  init(structure) {
    const free = freeAtomsOf(structure)
    if (free.atoms.length > MAX_FREE_ATOMS) return { kind: 'large', large: lbfgs.init(structure) }
    return { kind: 'dense', dense: { structure, free, history: [], base: null, last: null, radius: FIRST_RADIUS, rejected: 0, lowest: Infinity, checks: 0, checked: Infinity, settled: 0, due: false, search: null, searches: 0 } }
  },
  mayEnd(state, { energy, forces }) {
    return state.kind === 'large' ? 'yes' : mayEnd(state.dense, energy, forces)
  },
  step(state, point) {
    if (state.kind === 'large') return lbfgs.step(state.large, point)
    const { dense } = state
    const here = freePoint(dense.free, point.positions, point.energy, point.forces)
    const answer = dense.search === null ? descend(dense, here, point.positions) : follow(dense, continueModeSearch(dense.search, here), point.positions)
    return answer && spread(dense.free, point.positions, answer)
  },
}

/** 'unless' where it is settled but may lie on a saddle: `step` then looks for a way down. */
function mayEnd(state: PreconState, energy: number, forces: Float64Array): MayEnd {
  if (state.search !== null || energy > state.lowest + ENERGY_NOISE) return 'no'
  if (!isSettled(state, energy, forces)) return 'no'
  if (state.searches === MAX_SEARCHES || !state.structure.tags.includes(ADSORBATE)) return 'yes'
  state.searches++
  state.due = true
  return 'unless'
}

function isSettled(state: PreconState, energy: number, forces: Float64Array): boolean {
  if (dot(forces, forces) < 2 * LAST_FLOOR * LAST_GAIN) return true
  state.settled = state.checked - energy < LAST_GAIN ? state.settled + 1 : 0
  state.checked = energy
  return state.settled >= LAST_STEPS || ++state.checks > MAX_CHECKS
}

/** The next step downhill, or the first of a search for one; `all` are the positions of all atoms, free and fixed. */
function descend(state: PreconState, here: FreePoint, all: Float64Array): Float64Array | null {
  const base = chooseBase(state, here)
  if (!state.due) return downFrom(state, base, all)
  state.due = false
  const structure = structureAt(state, base, all)
  const { search, answer } = beginModeSearch(base, bodiesOf(structure, state.free), structure.cell, modelHessian(structure, state.free, SEARCH_FLOOR))
  state.search = search
  return follow(state, answer, all)
}

/** The next point of a search for a way down, the first step of the way down, or null: there is none. */
function follow(state: PreconState, answer: ModeAnswer, all: Float64Array): Float64Array | null {
  if (answer.kind === 'probe') return answer.positions
  state.search = null
  if (answer.kind === 'minimum') return null
  state.history.length = 0
  state.lowest = answer.point.energy
  state.checks = state.settled = state.rejected = 0
  state.checked = Infinity
  state.radius = FIRST_RADIUS
  return downFrom(state, answer.point, all)
}

function downFrom(state: PreconState, base: FreePoint, all: Float64Array): Float64Array {
  const last = trustStep(hessianAt(state, base, all), base.gradient, state.radius)
  state.base = base
  state.last = last
  return base.positions.map((v, k) => v + last.step[k]!)
}

const structureAt = (state: PreconState, base: FreePoint, all: Float64Array): Structure => withParts(state.structure, { positions: spread(state.free, all, base.positions) })

/** The model Hessian at `base` with the last gradient changes in it. */
function hessianAt(state: PreconState, base: FreePoint, all: Float64Array): Float64Array {
  const hessian = modelHessian(structureAt(state, base, all), state.free, floorAt(state, base))
  for (const [s, y] of state.history) update(hessian, s, y)
  return hessian
}

const floorAt = (state: PreconState, { gradient }: FreePoint): number =>
  state.checks > 0 ? LAST_FLOOR : Math.min(Math.max(CAUTION * largestRow(gradient), LEAST_FLOOR), MOST_FLOOR)

/** Learns from the step just evaluated, and says where to go on from: its end, or its beginning when it went uphill. */
function chooseBase(state: PreconState, here: FreePoint): FreePoint {
  const { base, last, lowest } = state
  state.lowest = Math.min(lowest, here.energy)
  if (base === null || last === null) return here
  state.history.push([here.positions.map((v, k) => v - base.positions[k]!), here.gradient.map((v, k) => v - base.gradient[k]!)])
  if (state.history.length > MEMORY) state.history.shift()
  state.radius = nextRadius(state.radius, last, here.energy - base.energy)
  if (here.energy <= lowest + ENERGY_NOISE) {
    state.rejected = 0
    return here
  }
  state.rejected++
  if (state.rejected % RESET_AFTER === 0) state.history.splice(0, state.history.length - 1)
  return base
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
