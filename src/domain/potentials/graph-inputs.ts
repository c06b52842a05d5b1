/** Structures as the tensors of the ONNX contract, version 1 (docs/models.md): several structures are concatenated, indices offset. */
import { periodicFrame, wrapAtoms } from '../neighbours/frame'
import type { NeighbourList } from '../neighbours/neighbour-list'
import { paddedTable, type PaddedTable, type PaddedTableOptions } from '../neighbours/padded-table'
import { bounds } from '../neighbours/points'
import type { Structure } from '../structure/structure'

export interface GraphInputs extends PaddedTable {
  /** [k+1] atoms of structure s are [atomOffsets[s], atomOffsets[s+1]) */
  readonly atomOffsets: Int32Array
  /** [N] atomic number */
  readonly typ: Int32Array
  /** [3N] Å, each structure moved so that the middle of its bounding box is the origin */
  readonly pos: Float32Array
}

/** A structure that spans more than this is wrapped into its cell first, so that float32 keeps its distances to 1e-5 Å. */
const WIDE = 200

/**
 * Tensors for one run over all the given structures; `listOf` gives the neighbours of each within the model's cutoff.
 * Throws InvalidInput as `neighbourList` does.
 */
export function graphInputs(structures: readonly Structure[], listOf: (s: Structure) => NeighbourList, options: PaddedTableOptions = {}): GraphInputs {
  const compact = structures.map(compactStructure)
  const table = paddedTable(compact.map((s) => ({ list: listOf(s), cell: s.cell })), options)
  const atomOffsets = new Int32Array(structures.length + 1)
  const typ = new Int32Array(table.atoms)
  const pos = new Float32Array(3 * table.atoms)
  compact.forEach((s, k) => {
    const first = atomOffsets[k]!
    const [low, high] = bounds(s.positions, s.numbers.length)
    typ.set(s.numbers, first)
    for (let i = 0; i < s.positions.length; i++) pos[3 * first + i] = s.positions[i]! - (low[i % 3]! + high[i % 3]!) / 2
    atomOffsets[k + 1] = first + s.numbers.length
  })
  return { ...table, atomOffsets, typ, pos }
}

function compactStructure(s: Structure): Structure {
  const [low, high] = bounds(s.positions, s.numbers.length)
  const wide = [0, 1, 2].some((k) => high[k]! - low[k]! > WIDE)
  return wide && s.pbc.some(Boolean) ? { ...s, positions: wrapAtoms(s, periodicFrame(s)).positions } : s
}
