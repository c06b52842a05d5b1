/**
 * Fast inertial relaxation engine, step by step that of ASE 3.29 (`ase.optimize.FIRE` with its defaults).
 * Bitzek, Koskinen, Gähler, Moseler & Gumbsch, PRL 97, 170201 (2006), doi:10.1103/PhysRevLett.97.170201.
 */
import { dot, type Optimiser } from './optimiser'

/** fs-like units of ASE, unit mass */
const FIRST_DT = 0.1
const MAX_DT = 1
/** Å: the longest step, as the norm over all atoms */
const MAX_STEP = 0.2
/** steps downhill before the time step grows */
const MIN_DOWNHILL = 5
const DT_GROWTH = 1.1
const DT_CUT = 0.5
const FIRST_MIXING = 0.1
const MIXING_DECAY = 0.99

export interface FireState {
  velocity: Float64Array | null
  dt: number
  mixing: number
  downhill: number
}

export const fire: Optimiser<FireState> = {
  name: 'fire',
  init: () => ({ velocity: null, dt: FIRST_DT, mixing: FIRST_MIXING, downhill: 0 }),
  step(state, { positions, forces }) {
    const velocity = (state.velocity = state.velocity === null ? new Float64Array(forces.length) : mixed(state, state.velocity, forces))
    for (let k = 0; k < velocity.length; k++) velocity[k]! += state.dt * forces[k]!
    const length = state.dt * Math.sqrt(dot(velocity, velocity))
    const scale = length > MAX_STEP ? (state.dt * MAX_STEP) / length : state.dt
    return positions.map((v, k) => v + scale * velocity[k]!)
  },
}

/** The velocity turned towards the force while it goes downhill, zero after it went uphill; sets the time step and mixing. */
function mixed(state: FireState, velocity: Float64Array, forces: Float64Array): Float64Array {
  if (!(dot(forces, velocity) > 0)) {
    state.mixing = FIRST_MIXING
    state.dt *= DT_CUT
    state.downhill = 0
    return new Float64Array(velocity.length)
  }
  const { mixing } = state
  const pull = (mixing * Math.sqrt(dot(velocity, velocity))) / Math.sqrt(dot(forces, forces))
  if (state.downhill > MIN_DOWNHILL) {
    state.dt = Math.min(state.dt * DT_GROWTH, MAX_DT)
    state.mixing *= MIXING_DECAY
  }
  state.downhill++
  return velocity.map((v, k) => (1 - mixing) * v + pull * forces[k]!)
}
