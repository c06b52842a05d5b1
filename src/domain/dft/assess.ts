/** Whether a DFT output may count as the energy of a candidate: converged, of the same atoms, of the geometry that was exported. */
import { type Vec3, norm, row } from '../math/vec3'
import { symbolOf } from '../structure/elements'
import { hillFormula } from '../structure/formula'
import { minimumImage } from '../structure/minimum-image'
import type { Calculation } from '../export/dft/deck'
import { withParts, type Structure } from '../structure/structure'
import type { DftOutput } from './output'

export interface Expected {
  /** what the deck was made of: the structure as the project has it */
  readonly structure: Structure
  /** atom i of the output is atom order[i] of it; absent: the same order */
  readonly order?: readonly number[]
  /** what the deck asked for; absent where there is no deck */
  readonly calculation?: Calculation
}

export interface Accepted {
  readonly kind: 'accepted'
  readonly calculation: Calculation
  /** last geometry in the candidate's order of atoms, with its tags and fixed flags; null where the file does not hold one */
  readonly structure: Structure | null
  /** Å, largest displacement of an atom from the candidate to the last geometry */
  readonly displacement: number | null
  /** eV/Å, largest force on a free atom */
  readonly fmax: number | null
  /** what the file could not confirm, one sentence each */
  readonly notes: readonly string[]
}

export interface Refused {
  readonly kind: 'refused'
  readonly reason: string
  readonly advice: string
}

/** Å: a single point may have been written with fewer digits, or wrapped; a moved atom is farther */
export const SAME_GEOMETRY = 0.02
/** eV/Å: OC22's own threshold is 0.05; VASP stops on all forces, so a little above counts as reached */
export const FORCES_RELAXED = 0.055

/** The judgement of one output against its candidate. Never throws: what is wrong is a value that says what to do. */
export function assessOutput(output: DftOutput, { structure, order, calculation }: Expected): Accepted | Refused {
  if (output.electronic === false) return refused('the electronic steps did not converge', 'raise the number of electronic steps or change the mixing, and run it again')
  if (!Number.isFinite(output.energy)) return refused('it holds no energy', 'let the run finish')
  const notes: string[] = []
  if (output.electronic === null) notes.push('The file does not say whether the electronic steps converged')
  const first = output.first && inOrder(output.first, order)
  const last = output.last && inOrder(output.last, order)
  const wrong = atomsWrong(structure, first) ?? atomsWrong(structure, last) ?? startWrong(structure, first)
  if (wrong) return wrong
  const displacement = last && largestDisplacement(structure, last).distance
  const kind = calculation ?? (displacement === null || displacement <= SAME_GEOMETRY ? 'single-point' : 'relaxation')
  if (last === null) notes.push('The file holds no geometry: that it belongs to this structure is taken from its id')
  if (kind === 'single-point' && displacement !== null && displacement > SAME_GEOMETRY) {
    return refused(`its atoms are up to ${displacement.toFixed(2)} Å away from the exported structure, and the deck asked for a single point`, 'export the deck as a relaxation, or run the single point with the positions as they were written')
  }
  const forces = output.forces && reorderedForces(output.forces, order)
  const fmax = forces ? largestForce(forces, structure.fixed) : null
  if (kind === 'relaxation') {
    if (fmax !== null && fmax > FORCES_RELAXED) return refused(`the relaxation is not finished: the largest force on a free atom is ${fmax.toFixed(3)} eV/Å`, `go on with it until ${FORCES_RELAXED} eV/Å or less`)
    if (fmax === null && output.ionic === false) return refused('the relaxation is not finished: the code stopped before it was', 'go on with it')
    if (fmax === null && output.ionic === null) notes.push('The file does not say whether the relaxation converged')
  }
  const final = last && withParts(structure, { positions: last.positions, cell: last.cell })
  return { kind: 'accepted', calculation: kind, structure: final, displacement, fmax, notes }
}

const refused = (reason: string, advice: string): Refused => ({ kind: 'refused', reason, advice })

function inOrder(s: Structure, order: readonly number[] | undefined): Structure {
  if (order === undefined || order.length !== s.numbers.length) return s
  const numbers = new Uint8Array(order.length)
  const positions = new Float64Array(3 * order.length)
  order.forEach((to, from) => {
    numbers[to] = s.numbers[from]!
    positions.set(s.positions.subarray(3 * from, 3 * from + 3), 3 * to)
  })
  return { ...s, numbers, positions }
}

function reorderedForces(forces: Float64Array, order: readonly number[] | undefined): Float64Array {
  if (order === undefined || 3 * order.length !== forces.length) return forces
  const out = new Float64Array(forces.length)
  order.forEach((to, from) => out.set(forces.subarray(3 * from, 3 * from + 3), 3 * to))
  return out
}

function atomsWrong(expected: Structure, found: Structure | null): Refused | undefined {
  if (found === null) return undefined
  const same = found.numbers.length === expected.numbers.length && found.numbers.every((z, i) => z === expected.numbers[i])
  if (same) return undefined
  const i = found.numbers.findIndex((z, k) => z !== expected.numbers[k])
  const where = found.numbers.length === expected.numbers.length && i >= 0 ? `; atom ${i + 1} is ${symbolOf(found.numbers[i]!)} where ${symbolOf(expected.numbers[i]!)} was exported` : ''
  return refused(`it is a calculation of ${hillFormula(found)}, not of ${hillFormula(expected)} in the exported order${where}`, 'give the output of the deck that Adatom wrote, with its adatom-deck.json beside it')
}

function startWrong(expected: Structure, first: Structure | null): Refused | undefined {
  if (first === null) return undefined
  const { distance, atom } = largestDisplacement(expected, first)
  if (distance <= SAME_GEOMETRY) return undefined
  return refused(`it starts from another geometry: atom ${atom + 1} is ${distance.toFixed(2)} Å away from where it was exported`, 'run the deck with the positions as they were written, or export it again from this project')
}

/** Over minimum images, in the cell of `expected`. */
function largestDisplacement(expected: Structure, found: Structure): { readonly distance: number; readonly atom: number } {
  const shortest = minimumImage(expected.cell, [true, true, true])
  let [distance, atom] = [0, 0]
  for (let i = 0; i < expected.numbers.length; i++) {
    const [a, b] = [row(expected.positions, i), row(found.positions, i)]
    const d = norm(shortest([b[0] - a[0], b[1] - a[1], b[2] - a[2]] as Vec3))
    if (d > distance) [distance, atom] = [d, i]
  }
  const cell = Math.max(...Array.from(found.cell, (x, k) => Math.abs(x - expected.cell[k]!)))
  // a cell with a and b exchanged is the same crystal; one of another size is not
  return sameVolume(expected, found) || cell <= SAME_GEOMETRY ? { distance, atom } : { distance: Math.max(distance, cell), atom }
}

function sameVolume(a: Structure, b: Structure): boolean {
  const volume = ({ cell: c }: Structure): number => Math.abs(c[0]! * (c[4]! * c[8]! - c[5]! * c[7]!) - c[1]! * (c[3]! * c[8]! - c[5]! * c[6]!) + c[2]! * (c[3]! * c[7]! - c[4]! * c[6]!))
  return Math.abs(volume(a) - volume(b)) <= 1e-3 * volume(a)
}

function largestForce(forces: Float64Array, fixed: Uint8Array): number {
  let largest = 0
  for (let i = 0; i < fixed.length; i++) if (fixed[i] === 0) largest = Math.max(largest, norm(row(forces, i)))
  return largest
}
