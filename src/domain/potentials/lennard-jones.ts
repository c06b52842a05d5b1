/**
 * The Lennard-Jones potential with a cut and shifted energy, as `ase.calculators.lj.LennardJones(sigma, epsilon, rc)` of ASE 3.29
 * has it (smooth = False): the forces jump at the cutoff. For tests: exact, cheap, and known to both sides.
 */
import { AdatomError } from '../errors'
import { neighbourList } from '../neighbours/cell-list'
import type { Structure } from '../structure/structure'
import type { Evaluation, Potential } from './potential'

export interface LennardJonesOptions {
  /** Å */
  readonly sigma?: number
  /** eV */
  readonly epsilon?: number
  /** Å, default 3 sigma */
  readonly cutoff?: number
}

/** One kind of atom for all elements. Has no latents. */
export function lennardJones({ sigma = 1, epsilon = 1, cutoff = 3 * sigma }: LennardJonesOptions = {}): Potential {
  return {
    id: `lennard-jones sigma=${sigma} epsilon=${epsilon} cutoff=${cutoff}`,
    cutoff,
    elements: new Set(Array.from({ length: 118 }, (_, k) => k + 1)),
    latentDim: 0,
    evaluate: (structures) => Promise.resolve(structures).then((all) => all.map((s) => evaluateOne(s, sigma, epsilon, cutoff))),
  }
}

function evaluateOne(s: Structure, sigma: number, epsilon: number, cutoff: number): Evaluation {
  const list = neighbourList(s, cutoff)
  const n = s.numbers.length
  const [energies, forces, virial] = [new Float64Array(n), new Float64Array(3 * n), new Float64Array(9)]
  const shift = 4 * epsilon * ((sigma / cutoff) ** 12 - (sigma / cutoff) ** 6)
  for (let i = 0; i < n; i++) {
    for (let k = list.offsets[i]!; k < list.offsets[i + 1]!; k++) {
      const v = list.vectors.subarray(3 * k, 3 * k + 3)
      const r2 = v[0]! * v[0]! + v[1]! * v[1]! + v[2]! * v[2]!
      const c6 = (sigma * sigma / r2) ** 3
      energies[i]! += 0.5 * (4 * epsilon * (c6 * c6 - c6) - shift)
      const slope = (-24 * epsilon * (2 * c6 * c6 - c6)) / r2 // (du/dr) / r
      for (let a = 0; a < 3; a++) {
        forces[3 * i + a]! += slope * v[a]!
        for (let b = 0; b < 3; b++) virial[3 * a + b]! += 0.5 * slope * v[a]! * v[b]!
      }
    }
  }
  const energy = energies.reduce((sum, e) => sum + e, 0)
  if (!Number.isFinite(energy) || !forces.every(Number.isFinite)) {
    throw new AdatomError('NumericalFailure', 'Two atoms are in the same place', { where: 'Lennard-Jones' })
  }
  return { energy, forces, virial, energies }
}
