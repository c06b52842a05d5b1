/** Instance attributes of the impostors, packed: what one draw call reads. */
import { covalentRadius } from '../../domain/structure/elements'
import type { Structure } from '../../domain/structure/structure'
import type { DrawList } from './draw-list'
import type { Rgb } from './element-colours'

/** Bits of a sphere's flag byte. */
export const FIXED = 1
export const SELECTED = 2
export const HOVERED = 4
export const HIGHLIGHTED = 8

export type AtomStyle = 'ball' | 'space'

const RADIUS_SCALE: Readonly<Record<AtomStyle, number>> = { ball: 0.58, space: 0.96 }
/** Å: hydrogen stays visible */
const SMALLEST = 0.26
export const BOND_RADIUS = 0.11

export const drawnRadius = (z: number, style: AtomStyle): number => Math.max(SMALLEST, RADIUS_SCALE[style] * covalentRadius(z))

/** [4m] x, y, z, radius. `into` is reused where it is long enough. */
export function packSpheres(list: DrawList, positions: ArrayLike<number>, style: AtomStyle, into?: Float32Array<ArrayBuffer>): Float32Array<ArrayBuffer> {
  const m = list.atoms.length
  const out = into && into.length >= 4 * m ? into : new Float32Array(4 * m)
  for (let k = 0; k < m; k++) {
    const atom = list.atoms[k]!
    for (let x = 0; x < 3; x++) out[4 * k + x] = positions[3 * atom + x]! + list.offsets[3 * k + x]!
    out[4 * k + 3] = drawnRadius(list.structure.numbers[atom]!, style)
  }
  return out
}

/** [4m] red, green, blue, flags: bytes. `colours` is per atom of the structure, `flags` per drawn atom. */
export function packTints(list: DrawList, colours: readonly Rgb[], flags: Uint8Array): Uint8Array {
  const out = new Uint8Array(4 * list.atoms.length)
  for (let k = 0; k < list.atoms.length; k++) {
    out.set(colours[list.atoms[k]!]!, 4 * k)
    out[4 * k + 3] = flags[k]!
  }
  return out
}

/** Flags of the drawn atoms: fixed ones where they are to be marked, and those the user points at. */
export function packFlags(
  list: DrawList,
  marks: { readonly fixed: boolean; readonly selected: readonly number[]; readonly hovered: number; readonly highlighted: readonly number[] },
): Uint8Array {
  const lit = new Set(marks.highlighted)
  const flags = Uint8Array.from(list.atoms, (atom) => (marks.fixed && list.structure.fixed[atom] ? FIXED : 0) | (lit.has(atom) ? HIGHLIGHTED : 0))
  for (const k of marks.selected) if (k < flags.length) flags[k]! |= SELECTED
  if (marks.hovered >= 0 && marks.hovered < flags.length) flags[marks.hovered]! |= HOVERED
  return flags
}

export interface BondPack {
  /** [8b] start x y z, radius, end x y z, 0 */
  readonly ends: Float32Array
  /** [8b] colour of the first atom (rgb, 0), of the second (rgb, 0): bytes */
  readonly tints: Uint8Array
}

/** Cylinders between pairs [2b] of drawn atoms, coloured half and half. */
export function packBonds(list: DrawList, spheres: ArrayLike<number>, pairs: Int32Array, colours: readonly Rgb[], radius = BOND_RADIUS): BondPack {
  const b = pairs.length / 2
  const ends = new Float32Array(8 * b)
  const tints = new Uint8Array(8 * b)
  for (let q = 0; q < b; q++) {
    for (let side = 0; side < 2; side++) {
      const k = pairs[2 * q + side]!
      for (let x = 0; x < 3; x++) ends[8 * q + 4 * side + x] = spheres[4 * k + x]!
      tints.set(colours[list.atoms[k]!]!, 8 * q + 4 * side)
    }
    ends[8 * q + 3] = radius
  }
  return { ends, tints }
}

/** The twelve edges of the cell, [24 * 3] Å; empty where it does not span space. */
export function cellEdges(s: Pick<Structure, 'cell' | 'pbc'>): Float32Array {
  const corner = (i: number): number[] => [0, 1, 2].map((x) => [0, 1, 2].reduce((sum, k) => sum + ((i >> k) & 1) * s.cell[3 * k + x]!, 0))
  const edges: number[] = []
  if (!s.pbc.some(Boolean)) return new Float32Array(0)
  for (let i = 0; i < 8; i++) for (let k = 0; k < 3; k++) if (!((i >> k) & 1)) edges.push(...corner(i), ...corner(i | (1 << k)))
  return Float32Array.from(edges)
}
