/** The dense neighbour table that the ONNX contract asks for: [N, K], padded, several structures one after the other. */
import { invalidInput } from '../errors'
import type { NeighbourList } from './neighbour-list'

/** N atoms of all structures, K slots an atom. A pad points to its own atom, lies beyond the cutoff and has mask 0. */
export interface PaddedTable {
  readonly atoms: number
  readonly slots: number
  /** [N K] atom index, counted over all structures */
  readonly nbr: Int32Array
  /** [N K] flat index (atom * K + slot) of the same pair seen from its other end; a pad is its own reverse */
  readonly rev: Int32Array
  /** [3 N K] S . cell, Å */
  readonly shift: Float32Array
  /** [N K] 1 = neighbour, 0 = pad */
  readonly mask: Float32Array
}

/** One structure's list and the cell that its shifts refer to. */
export interface TablePart {
  readonly list: NeighbourList
  /** [9] rows a, b, c, Å */
  readonly cell: Float64Array
}

export interface PaddedTableOptions {
  /** K is rounded up to a multiple of this */
  readonly slotMultiple?: number
  /** smallest K */
  readonly minSlots?: number
}

/** The number of slots that the busiest atom needs, rounded. */
export function slotsFor(lists: readonly NeighbourList[], { slotMultiple = 1, minSlots = 2 }: PaddedTableOptions = {}): number {
  let most = minSlots
  for (const { offsets } of lists) for (let i = 1; i < offsets.length; i++) most = Math.max(most, offsets[i]! - offsets[i - 1]!)
  return Math.ceil(most / slotMultiple) * slotMultiple
}

/** The table of several structures, their atoms numbered on. Throws InvalidInput when the lists were made with different cutoffs. */
export function paddedTable(parts: readonly TablePart[], options: PaddedTableOptions = {}): PaddedTable {
  const cutoff = parts[0]?.list.cutoff ?? 0
  if (parts.some(({ list }) => list.cutoff !== cutoff)) throw invalidInput('Neighbour lists of one table need one cutoff')
  const atoms = parts.reduce((sum, { list }) => sum + list.offsets.length - 1, 0)
  const slots = slotsFor(parts.map(({ list }) => list), options)
  const size = atoms * slots
  const table: PaddedTable = {
    atoms, slots,
    nbr: new Int32Array(size), rev: new Int32Array(size), shift: new Float32Array(3 * size), mask: new Float32Array(size),
  }
  let firstAtom = 0
  for (const part of parts) {
    fillPart(table, part, firstAtom)
    firstAtom += part.list.offsets.length - 1
  }
  return table
}

function fillPart({ slots, nbr, rev, shift, mask }: PaddedTable, { list, cell }: TablePart, firstAtom: number): void {
  const { offsets, indices, shifts, reverse, cutoff } = list
  const flat = flatIndices(offsets, slots, firstAtom)
  for (let i = 0; i < offsets.length - 1; i++) {
    const row = (firstAtom + i) * slots
    const count = offsets[i + 1]! - offsets[i]!
    for (let k = 0; k < count; k++) {
      const entry = offsets[i]! + k
      const a = shifts[3 * entry]!, b = shifts[3 * entry + 1]!, c = shifts[3 * entry + 2]!
      const at = row + k
      nbr[at] = firstAtom + indices[entry]!
      rev[at] = flat[reverse[entry]!]!
      mask[at] = 1
      if (a === 0 && b === 0 && c === 0) continue
      shift[3 * at] = a * cell[0]! + b * cell[3]! + c * cell[6]!
      shift[3 * at + 1] = a * cell[1]! + b * cell[4]! + c * cell[7]!
      shift[3 * at + 2] = a * cell[2]! + b * cell[5]! + c * cell[8]!
    }
    for (let at = row + count; at < row + slots; at++) {
      nbr[at] = firstAtom + i
      rev[at] = at
      shift[3 * at] = 2 * cutoff
    }
  }
}

/** [m] where each entry of a list stands in the table. */
function flatIndices(offsets: Int32Array, slots: number, firstAtom: number): Int32Array {
  const flat = new Int32Array(offsets.at(-1) ?? 0)
  for (let i = 0; i < offsets.length - 1; i++) {
    for (let entry = offsets[i]!; entry < offsets[i + 1]!; entry++) flat[entry] = (firstAtom + i) * slots + entry - offsets[i]!
  }
  return flat
}
