/** What every DFT input deck shares: files, the order of atoms, the k-point rule, the kind of calculation. */
import { sha256, utf8 } from '../../math/sha256'
import { cross, dot, norm, row } from '../../math/vec3'
import { invalidInput } from '../../errors'
import { symbolOf } from '../../structure/elements'
import { hillFormula } from '../../structure/formula'
import type { Structure } from '../../structure/structure'

export interface DeckFile {
  /** relative to the deck's folder */
  readonly path: string
  readonly text: string
}

/** ML+SP or ML+RX (SCIENCE.md B.1). */
export type Calculation = 'single-point' | 'relaxation'

/** What a deck computes: a candidate, the clean slab it is counted from, or a molecule of the gas reference. */
export const DECK_ROLES = ['adslab', 'slab', 'gas'] as const
export type DeckRole = (typeof DECK_ROLES)[number]

/** What the deck was made from; written beside it so that the energy can be brought back to its candidate. */
export interface DeckOrigin {
  /** unique within the export; also the deck's folder */
  readonly id: string
  readonly role: DeckRole
  /** what it is in the project: the configuration, the slab, the molecule */
  readonly target: string
  /** anything the caller wants to find again: model, calibration, energies ... */
  readonly provenance: Readonly<Record<string, string | number>>
}

export interface SpeciesOrder {
  /** symbols in the order of their first atom */
  readonly symbols: readonly string[]
  readonly counts: readonly number[]
  /** [n] original index of each atom of the deck */
  readonly order: readonly number[]
}

/** Atoms grouped by element, as POSCAR needs them; within an element their order stays. Throws InvalidInput on no atoms. */
export function groupBySpecies(structure: Structure): SpeciesOrder {
  if (structure.numbers.length === 0) throw invalidInput('A structure without atoms has no DFT deck')
  const groups = new Map<number, number[]>()
  structure.numbers.forEach((z, i) => {
    const members = groups.get(z)
    if (members === undefined) groups.set(z, [i])
    else members.push(i)
  })
  return { symbols: [...groups.keys()].map(symbolOf), counts: [...groups.values()].map((m) => m.length), order: [...groups.values()].flat() }
}

/** A structure with a right-handed cell: a and b exchanged where they are not, positions unchanged, as `_clean_up_inputs` of OC20 does. */
export function rightHanded(structure: Structure): Structure {
  const { cell } = structure
  if (dot(cross(row(cell, 0), row(cell, 1)), row(cell, 2)) >= 0) return structure
  return { ...structure, cell: Float64Array.from([...cell.subarray(3, 6), ...cell.subarray(0, 3), ...cell.subarray(6, 9)]) }
}

export type Mesh = readonly [number, number, number]

/**
 * OC20's slab mesh: max(1, round(40 / a')) x max(1, round(40 / b')) x 1 with a' the largest Cartesian component of the vector (its
 * infinity norm, not its length). Halves round to even, as numpy's and Python's `round` do.
 */
export function oc20Mesh(cell: ArrayLike<number>): Mesh {
  const divisions = (i: number): number => Math.max(1, roundHalfEven(40 / Math.max(...row(cell, i).map(Math.abs))))
  return [divisions(0), divisions(1), 1]
}

/** The mesh of a molecule in its box: Gamma alone. */
export const GAMMA: Mesh = [1, 1, 1]

/** OC22's slab mesh: ceil(30 / |a|) x ceil(30 / |b|) x 1, Gamma-centred. */
export const oc22Mesh = (cell: ArrayLike<number>): Mesh => [Math.ceil(30 / norm(row(cell, 0))), Math.ceil(30 / norm(row(cell, 1))), 1]

function roundHalfEven(x: number): number {
  const low = Math.floor(x)
  if (x - low !== 0.5) return Math.round(x)
  return low % 2 === 0 ? low : low + 1
}

/** The identity file of a deck: origin, atom order, and a hash of the geometry as exported. */
export function originFile(structure: Structure, origin: DeckOrigin, order: readonly number[], recipe: string): DeckFile {
  const record = {
    format: 'adatom-deck',
    version: 1,
    id: origin.id,
    role: origin.role,
    target: origin.target,
    recipe,
    formula: hillFormula(structure),
    geometry: geometryHash(structure),
    /** line i of the deck's atoms is atom order[i] of the candidate, from 0 */
    order,
    provenance: origin.provenance,
  }
  return { path: 'adatom-deck.json', text: `${JSON.stringify(record, undefined, 2)}\n` }
}

/** First 16 hexadecimal digits of SHA-256 over elements, positions and cell, in 1e-6 Å. */
export function geometryHash(s: Pick<Structure, 'numbers' | 'positions' | 'cell'>): string {
  const micro = (x: Float64Array): string => Array.from(x, (v) => Math.round(v * 1e6) + 0).join(',')
  return sha256(utf8(`${s.numbers.join(',')};${micro(s.positions)};${micro(s.cell)}`)).slice(0, 16)
}

/** Fixed-point text of the length the codes read exactly. */
export const fixed = (x: number, digits = 10): string => (Object.is(Math.round(x * 10 ** digits), -0) ? 0 : x).toFixed(digits).padStart(digits + 7)
