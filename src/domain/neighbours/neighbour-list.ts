/**
 * The neighbour list: its one convention, stated once.
 *
 * A FULL list: every pair appears twice, once from each end; an atom may neighbour its own images, never itself with shift 0.
 * `vector = r_j - r_i + S . cell` with r as stored (NOT wrapped), S the integer cell shift; `|vector| < cutoff` strictly.
 * Order within an atom: (distance, j, shift) ascending, so that runs repeat bit for bit.
 */
export interface NeighbourList {
  readonly cutoff: number
  /** [n+1] entries of atom i are [offsets[i], offsets[i+1]) */
  readonly offsets: Int32Array
  /** [m] */
  readonly indices: Int32Array
  /** [3m] integer S; 0 along directions that are not periodic */
  readonly shifts: Int32Array
  /** [3m] Å */
  readonly vectors: Float64Array
  /** [m] Å */
  readonly distances: Float64Array
  /** [m] entry of the same pair seen from its other end: (j, i, -S) for (i, j, S) */
  readonly reverse: Int32Array
}

/** Number of neighbours of atom i. */
export const neighbourCount = (list: NeighbourList, i: number): number => list.offsets[i + 1]! - list.offsets[i]!
