/**
 * What is drawn of a structure: which atoms, in which periodic images, and the bonds between them.
 * A drawn atom is (atom, image): its position is r[atom] + offset, so that the frames of a trajectory only replace r.
 */
import { findBonds, type Bond, type BondRule } from '../../domain/chemistry/connectivity'
import { makeWhole } from '../../domain/chemistry/whole'
import { mulVec } from '../../domain/math/vec3'
import { completeCell, toFractional, wrap } from '../../domain/structure/cell'
import type { Structure } from '../../domain/structure/structure'

/** Tighter than the rule of the anomaly checks: for the eye, not for a verdict. */
export const DRAWN_BOND: BondRule = { multiplier: 1.12, skin: 0.05 }
/** Above this many drawn atoms bonds are left out: they would hide more than they show. */
export const MAX_BONDED = 20_000
/** fraction of a cell vector within which an atom lies on a face of the cell */
const ON_FACE = 0.012

export interface DrawOptions {
  /** repeats along each periodic direction (bulk) or along the surface (slabs) */
  readonly images: 1 | 2 | 3
  /** bulk: wrapped into the cell, with the copies on its far faces */
  readonly bulk: boolean
}

export interface DrawList {
  readonly structure: Structure
  /** [m] index into the structure */
  readonly atoms: Int32Array
  /** [3m] integer image */
  readonly images: Int32Array
  /** [3m] Å, to add to the stored position */
  readonly offsets: Float64Array
}

export function drawList(structure: Structure, { images, bulk }: DrawOptions): DrawList {
  const base = bulk ? wrap(structure) : makeWhole(structure)
  const fractional = bulk ? toFractional(base.positions, base.cell) : null
  const cell = completeCell(structure.cell)
  const atoms: number[] = []
  const shifts: number[] = []
  const ranges = (i: number): readonly (readonly number[])[] => [0, 1, 2].map((k) => imagesAlong(structure, fractional, i, k, images, bulk))
  for (let i = 0; i < structure.numbers.length; i++) {
    const [as, bs, cs] = ranges(i)
    for (const a of as!) for (const b of bs!) for (const c of cs!) {
      atoms.push(i)
      shifts.push(a, b, c)
    }
  }
  const offsets = new Float64Array(shifts.length)
  for (let k = 0; k < atoms.length; k++) {
    const d = mulVec([shifts[3 * k]!, shifts[3 * k + 1]!, shifts[3 * k + 2]!], cell)
    for (let x = 0; x < 3; x++) offsets[3 * k + x] = d[x]! + base.positions[3 * atoms[k]! + x]! - structure.positions[3 * atoms[k]! + x]!
  }
  return { structure, atoms: Int32Array.from(atoms), images: Int32Array.from(shifts), offsets }
}

function imagesAlong(s: Structure, fractional: Float64Array | null, atom: number, axis: number, images: number, bulk: boolean): readonly number[] {
  if (!s.pbc[axis] || (!bulk && axis === 2)) return [0]
  const list = Array.from({ length: images }, (_, k) => k)
  if (!fractional) return list
  const f = fractional[3 * atom + axis]!
  if (f < ON_FACE) return [...list, images]
  return f > 1 - ON_FACE ? [-1, ...list] : list
}

/** [3m] positions of the drawn atoms for the stored positions or for those of a frame. */
export function drawnPositions(list: DrawList, positions: ArrayLike<number>): Float32Array {
  const out = new Float32Array(list.offsets.length)
  for (let k = 0; k < list.atoms.length; k++) {
    const i = 3 * list.atoms[k]!
    for (let x = 0; x < 3; x++) out[3 * k + x] = positions[i + x]! + list.offsets[3 * k + x]!
  }
  return out
}

/** [2b] pairs of drawn atoms that are bonded with the given stored positions; empty when there are too many atoms. */
export function drawnBonds(list: DrawList, positions: ArrayLike<number>): Int32Array {
  if (list.atoms.length > MAX_BONDED) return new Int32Array(0)
  const home = homePositions(list, positions)
  const bonds = findBonds({ ...list.structure, positions: home }, DRAWN_BOND)
  const byAtom = new Map<number, Bond[]>()
  for (const bond of bonds) byAtom.set(bond.i, [...(byAtom.get(bond.i) ?? []), bond])
  const drawn = new Map<string, number>()
  const key = (atom: number, a: number, b: number, c: number): string => `${atom}/${a}/${b}/${c}`
  list.atoms.forEach((atom, k) => drawn.set(key(atom, list.images[3 * k]!, list.images[3 * k + 1]!, list.images[3 * k + 2]!), k))
  const pairs: number[] = []
  list.atoms.forEach((atom, k) => {
    for (const { j, shift } of byAtom.get(atom) ?? []) {
      const other = drawn.get(key(j, list.images[3 * k]! + shift[0], list.images[3 * k + 1]! + shift[1], list.images[3 * k + 2]! + shift[2]))
      if (other !== undefined) pairs.push(k, other)
    }
  })
  return Int32Array.from(pairs)
}

/** Positions with the re-imaging of the list but without its repeats: what image (0, 0, 0) shows. */
function homePositions(list: DrawList, positions: ArrayLike<number>): Float64Array {
  const home = Float64Array.from(positions)
  const cell = completeCell(list.structure.cell)
  const done = new Uint8Array(list.structure.numbers.length)
  list.atoms.forEach((atom, k) => {
    if (done[atom]) return
    done[atom] = 1
    const image = mulVec([list.images[3 * k]!, list.images[3 * k + 1]!, list.images[3 * k + 2]!], cell)
    for (let x = 0; x < 3; x++) home[3 * atom + x]! += list.offsets[3 * k + x]! - image[x]!
  })
  return home
}
