/**
 * An analytic landscape for one atom on Cu(111) 2 x 2 whose minima are known.
 *
 * E = A sum_i cos G_i.r + B sum_i sin G_i.r + k/2 (h - h0)^2 - D exp(-|r - r0|^2 / 2 s^2), G_i the three shortest reciprocal vectors of the
 * 1 x 1 cell, which sum to zero, r counted from an atom. Without the last term the minima are the two hollows, with sum cos = -3/2 and
 * sum sin = +-3 sqrt(3)/2, and the atoms are maxima. The last term is a deep, narrow well above one atom, which is gold: its images repeat with the 2 x 2 cell.
 * The slab's atoms are held and feel nothing.
 */
import { planeWrap } from '../../../../src/domain/chemistry/sites-symmetry'
import { random } from '../../../../src/domain/math/random'
import type { Evaluation, Potential } from '../../../../src/domain/potentials/potential'
import { makeStructure, type Structure } from '../../../../src/domain/structure/structure'
import type { SearchStart } from '../../../../src/domain/adsorbml/search/types'
import { surfaceNamed, topOf, withAtoms } from './fixtures'

export const A = 0.2
export const B = 0.03
const K = 4
const HEIGHT = 1.3
const DEPTH = 1.5
const WIDTH = 0.4

const base = surfaceNamed('Cu fcc111').slab.structure
const GOLD = base.numbers.length - 1
export const clean: Structure = makeStructure({
  ...base,
  numbers: base.numbers.with(GOLD, 79),
  fixed: base.fixed.map(() => 1),
})
const top = topOf(clean)
const origin = [clean.positions[3 * GOLD]!, clean.positions[3 * GOLD + 1]!] as const
const half = [clean.cell[0]! / 2, clean.cell[1]! / 2, clean.cell[3]! / 2, clean.cell[4]! / 2] as const
const det = half[0] * half[3] - half[1] * half[2]
const G1 = [(2 * Math.PI * half[3]) / det, (-2 * Math.PI * half[2]) / det] as const
const G2 = [(-2 * Math.PI * half[1]) / det, (2 * Math.PI * half[0]) / det] as const
const WAVES = [G1, G2, [-G1[0] - G2[0], -G1[1] - G2[1]]] as const
const wrap = planeWrap([[clean.cell[0]!, clean.cell[1]!], [clean.cell[3]!, clean.cell[4]!]])

/** eV: of the two hollows, without the well's tail (1.5 exp(-1.47^2 / 0.32) = 2 meV there) */
export const HOLLOWS = [-1.5 * A - 1.5 * Math.sqrt(3) * B, -1.5 * A + 1.5 * Math.sqrt(3) * B] as const
/** eV: above gold; the well's curvature D/s^2 is far larger than the base's */
export const WELL = 3 * A - DEPTH

function energyAndForce(x: number, y: number, z: number): readonly [number, number, number, number] {
  const [px, py] = [x - origin[0], y - origin[1]]
  const [wx, wy] = wrap([px, py])
  const gauss = DEPTH * Math.exp(-(wx * wx + wy * wy) / (2 * WIDTH * WIDTH))
  const lift = z - top - HEIGHT
  let [e, fx, fy] = [(K / 2) * lift * lift - gauss, (-gauss * wx) / WIDTH ** 2, (-gauss * wy) / WIDTH ** 2]
  for (const [gx, gy] of WAVES) {
    const phase = gx * px + gy * py
    e += A * Math.cos(phase) + B * Math.sin(phase)
    const slope = -A * Math.sin(phase) + B * Math.cos(phase)
    fx -= slope * gx
    fy -= slope * gy
  }
  return [e, fx, fy, -K * lift]
}

export const landscape: Potential = {
  id: 'landscape', cutoff: 1, elements: new Set([8, 29, 79]), latentDim: 0,
  evaluate: async (structures) =>
    structures.map((s): Evaluation => {
      const forces = new Float64Array(s.positions.length)
      const at = s.positions.length - 3
      const [energy, ...force] = energyAndForce(s.positions[at]!, s.positions[at + 1]!, s.positions[at + 2]!)
      forces.set(force, at)
      return { energy, forces }
    }),
}

export function randomStarts(count: number, seed: number): SearchStart[] {
  const stream = random(seed, 'landscape')
  return Array.from({ length: count }, (_, k) => {
    const [u, v] = [stream.next(), stream.next()]
    const [x, y] = [u * clean.cell[0]! + v * clean.cell[3]!, u * clean.cell[1]! + v * clean.cell[4]!]
    return { id: `rand${String(k).padStart(4, '0')}`, structure: withAtoms(clean, [[8, x, y, 1.6]]) }
  })
}
