/**
 * A model Hessian: how stiff a structure is, from distances and covalent radii alone.
 *
 * Springs between near atoms, whose stiffness falls off exponentially with the distance in units of the sum of covalent radii, and
 * bends at the non-metal atoms: the form of Lindh, Bernhardsson, Karlström & Malmqvist, Chem. Phys. Lett. 241, 423 (1995),
 * doi:10.1016/0009-2614(95)00646-L, used as a preconditioner as by Mones, Ortner & Csányi, Sci. Rep. 8, 13991 (2018),
 * doi:10.1038/s41598-018-32105-x. The stiffnesses are round numbers near known force constants: C-H 30, C-O of a carbonyl 115 (at 0.81
 * of the radii's sum), metal-carbon 25 (at 0.87), neighbours in a metal 2 to 4 eV/Å^2. How little the force calls depend on them
 * stands in docs/decisions/0003-default-optimiser.md.
 */
import { neighbourList } from '../neighbours/cell-list'
import type { NeighbourList } from '../neighbours/neighbour-list'
import { covalentRadius } from '../structure/elements'
import type { Structure } from '../structure/structure'

/** eV/Å^2, of a spring at the sum of covalent radii, by the number of non-metals at its ends */
const STIFFNESS = [2.5, 10, 30] as const
/** part of a spring's stiffness that also resists motion across it */
const ACROSS = [0.1, 0.1, 0.05] as const
/** stiffness ~ exp(-DECAY (d / radii - 1)) */
const DECAY = 7
/** eV/Å^2: no spring is stiffer, however short */
const STIFFEST = 200
/** springs end at this distance, in units of the sum of covalent radii */
const LONGEST = 1.5
/** atoms nearer than this are bonded, in the same units */
const BONDED = 1.3
/** eV/rad^2: bends between two non-metals, and between a non-metal and a metal */
const BEND = 3
const BEND_TO_METAL = 1
/** atoms closer than this have no direction between them, Å */
const COINCIDENT = 0.1
/** sine of the angle below which a bend has no plane */
const STRAIGHT = 0.2

/** H, B, C, N, O, F, Si, P, S, Cl, Se, Br, I: what bonds by shared pairs; all else counts as metal */
const NON_METALS: ReadonlySet<number> = new Set([1, 5, 6, 7, 8, 9, 14, 15, 16, 17, 34, 35, 53])
const isNonMetal = (z: number): boolean => NON_METALS.has(z)

/** The free atoms of a structure, and where each atom stands among them (-1: fixed). */
export interface FreeAtoms {
  readonly atoms: Int32Array
  /** [n] */
  readonly place: Int32Array
}

export function freeAtomsOf(s: Structure): FreeAtoms {
  const atoms = Int32Array.from(s.fixed.keys()).filter((i) => s.fixed[i] === 0)
  const place = new Int32Array(s.fixed.length).fill(-1)
  atoms.forEach((i, f) => (place[i] = f))
  return { atoms, place }
}

/**
 * [m m] row-major, m = 3 x free atoms: symmetric and positive definite, covariant under rotation. eV/Å^2.
 * `floor` is added to the diagonal, eV/Å^2: what holds motions that no spring resists.
 */
export function modelHessian(s: Structure, free: FreeAtoms, floor = 1): Float64Array {
  const m = 3 * free.atoms.length
  const hessian = new Float64Array(m * m)
  for (let k = 0; k < m; k++) hessian[k * m + k] = floor
  const reach = 2 * LONGEST * s.numbers.reduce((most, z) => Math.max(most, covalentRadius(z)), 0.1)
  const list = neighbourList(s, reach)
  for (let f = 0; f < free.atoms.length; f++) {
    const bonds = addSprings(hessian, s, free, list, f)
    if (isNonMetal(s.numbers[free.atoms[f]!]!)) addBends(hessian, s, free, list, f, bonds)
  }
  return hessian
}

/** Adds the rows of one free atom; returns its entries in the list that are bonds. */
function addSprings(hessian: Float64Array, s: Structure, { atoms, place }: FreeAtoms, list: NeighbourList, f: number): number[] {
  const m = 3 * atoms.length
  const i = atoms[f]!
  const bonds: number[] = []
  for (let k = list.offsets[i]!; k < list.offsets[i + 1]!; k++) {
    const j = list.indices[k]!, d = list.distances[k]!
    const length = d / (covalentRadius(s.numbers[i]!) + covalentRadius(s.numbers[j]!))
    if (length > LONGEST || d < COINCIDENT) continue
    if (length < BONDED) bonds.push(k)
    const nonMetalEnds = Number(isNonMetal(s.numbers[i]!)) + Number(isNonMetal(s.numbers[j]!))
    const along = Math.min(STIFFNESS[nonMetalEnds]! * Math.exp(-DECAY * (length - 1)), STIFFEST)
    const across = ACROSS[nonMetalEnds]! * along
    const g = place[j]!
    for (let a = 0; a < 3; a++) {
      for (let b = 0; b < 3; b++) {
        const h = (along - across) * ((list.vectors[3 * k + a]! * list.vectors[3 * k + b]!) / (d * d)) + (a === b ? across : 0)
        hessian[(3 * f + a) * m + 3 * f + b]! += h
        if (g >= 0) hessian[(3 * f + a) * m + 3 * g + b]! -= h
      }
    }
  }
  return bonds
}

/** Adds k b b^T for every angle at free atom f, b the derivative of the angle with respect to the three positions. */
function addBends(hessian: Float64Array, s: Structure, { atoms, place }: FreeAtoms, list: NeighbourList, f: number, bonds: readonly number[]): void {
  const m = 3 * atoms.length
  for (let p = 1; p < bonds.length; p++) {
    for (let q = 0; q < p; q++) {
      const [jp, jq] = [list.indices[bonds[p]!]!, list.indices[bonds[q]!]!]
      const nonMetalEnds = Number(isNonMetal(s.numbers[jp]!)) + Number(isNonMetal(s.numbers[jq]!))
      const slopes = nonMetalEnds === 0 ? null : angleSlopes(list, bonds[p]!, bonds[q]!)
      if (slopes === null) continue
      const stiffness = nonMetalEnds === 2 ? BEND : BEND_TO_METAL
      const ends = [[place[jp]!, slopes[0]], [place[jq]!, slopes[1]], [f, slopes[0].map((v, c) => -v - slopes[1][c]!)]] as const
      for (const [x, bx] of ends) {
        for (const [y, by] of ends) {
          if (x < 0 || y < 0) continue
          for (let a = 0; a < 3; a++) for (let b = 0; b < 3; b++) hessian[(3 * x + a) * m + 3 * y + b]! += stiffness * bx[a]! * by[b]!
        }
      }
    }
  }
}

/** Derivatives of the angle between two entries of one atom with respect to their far ends; null where it is nearly straight. */
function angleSlopes(list: NeighbourList, p: number, q: number): readonly [number[], number[]] | null {
  const [dp, dq] = [list.distances[p]!, list.distances[q]!]
  const u = [0, 1, 2].map((c) => list.vectors[3 * p + c]! / dp)
  const w = [0, 1, 2].map((c) => list.vectors[3 * q + c]! / dq)
  const cos = u[0]! * w[0]! + u[1]! * w[1]! + u[2]! * w[2]!
  const sin = Math.sqrt(Math.max(0, 1 - cos * cos))
  if (sin < STRAIGHT) return null
  return [u.map((v, c) => (cos * v - w[c]!) / (dp * sin)), w.map((v, c) => (cos * v - u[c]!) / (dq * sin))]
}
