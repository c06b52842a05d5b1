/** The quasi-Newton step within a trust radius, and the radius itself. */
import { cholesky, multiply, solveLower, solveUpper } from '../math/cholesky'
import { dot, largestRow } from './optimiser'

/** Å: the longest step of any atom; 0.3 keeps a start far from its minimum out of the holes of a learnt potential. */
export const FIRST_RADIUS = 0.2
const MAX_RADIUS = 0.3
const MIN_RADIUS = 0.002
/** eV: energies closer than this are equal; float32 sums over a slab scatter by some 1e-5 */
export const ENERGY_NOISE = 2e-4

export interface TrustStep {
  /** [m] Å */
  readonly step: Float64Array
  /** Å, of the atom that moves most */
  readonly length: number
  /** eV, change of energy in the quadratic model; negative */
  readonly predicted: number
}

/**
 * Minimises g . s + s . B s / 2 with no atom moving further than `radius`: (B + shift I) s = -g, the shift by the iteration of
 * Moré & Sorensen, SIAM J. Sci. Stat. Comput. 4, 553 (1983), doi:10.1137/0904038. B is [m m], positive definite.
 */
export function trustStep(b: Float64Array, g: Float64Array, radius: number): TrustStep {
  const m = g.length
  const scratch = new Float64Array(m * m)
  let shift = 0
  let step: Float64Array = new Float64Array(m)
  for (let iteration = 0; iteration < 20; iteration++) {
    if (!cholesky(b, m, shift, scratch)) {
      shift = Math.max(1, 4 * shift)
      continue
    }
    step = solveUpper(scratch, m, solveLower(scratch, m, g.map((v) => -v)))
    const length = largestRow(step)
    if (length <= 1.1 * radius) break
    const w = solveLower(scratch, m, step.slice())
    shift += (dot(step, step) / dot(w, w)) * (length / radius - 1)
  }
  const length = largestRow(step)
  if (length > radius) step = step.map((v) => (v * radius) / length)
  return { step, length: Math.min(length, radius), predicted: dot(g, step) + 0.5 * dot(step, multiply(b, m, step)) }
}

/** The next radius, from how the energy changed against what was predicted (Nocedal & Wright, Numerical Optimization, algorithm 4.1). */
export function nextRadius(radius: number, last: TrustStep, actual: number): number {
  if (Math.abs(actual) <= ENERGY_NOISE && -last.predicted <= ENERGY_NOISE) return radius
  const ratio = actual / last.predicted
  if (ratio > 0.75 && last.length > 0.8 * radius) return Math.min(MAX_RADIUS, 2 * radius)
  if (ratio < 0.1) return Math.max(MIN_RADIUS, 0.4 * Math.min(radius, last.length))
  return radius
}
