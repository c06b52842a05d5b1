/** Fractional coordinates along the periodic directions of any cell, be it complete, partial or absent. */
import { invalidInput } from '../errors'
import { cross, determinant, inverse, normalise, row, type Vec3 } from '../math/vec3'
import type { Structure } from '../structure/structure'

export interface PeriodicFrame {
  /** [9] rows a, b, c; a direction that is not periodic is replaced by a unit vector normal to the periodic ones */
  readonly cell: Float64Array
  /** [9] inverse of `cell`: fractional = Cartesian . inverse */
  readonly inverse: Float64Array
  /** [3] distance between the two faces that direction k joins, Å; infinite where k is not periodic */
  readonly heights: Vec3
}

/** The frame of a structure. Throws InvalidInput when its periodic directions are linearly dependent. */
export function periodicFrame(s: Pick<Structure, 'cell' | 'pbc'>): PeriodicFrame {
  const cell = completeCell(s)
  const volume = determinant(cell)
  if (!(Math.abs(volume) > 1e-12)) throw invalidInput('The periodic cell has no volume', { found: Array.from(s.cell).join(' ') })
  const inv = inverse(cell)
  const height = (k: number): number => (s.pbc[k] ? 1 / Math.hypot(inv[k]!, inv[3 + k]!, inv[6 + k]!) : Infinity)
  return { cell, inverse: inv, heights: [height(0), height(1), height(2)] }
}

function completeCell(s: Pick<Structure, 'cell' | 'pbc'>): Float64Array {
  const cell = Float64Array.from(s.cell)
  const periodic = [0, 1, 2].filter((k) => s.pbc[k])
  const free = [0, 1, 2].filter((k) => !s.pbc[k])
  const normals = normalsTo(periodic.map((k) => row(s.cell, k)))
  free.forEach((k, n) => cell.set(normals[n]!, 3 * k))
  return cell
}

/** Unit vectors normal to the given 0, 1, 2 or 3 vectors and to each other. */
function normalsTo(vectors: readonly Vec3[]): Vec3[] {
  const [a, b] = vectors
  if (a === undefined) return [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
  if (vectors.length === 3) return []
  if (b !== undefined) return [normalise(cross(a, b))]
  const smallest = [0, 1, 2].toSorted((i, j) => Math.abs(a[i]!) - Math.abs(a[j]!))[0]!
  const axis: Vec3 = [smallest === 0 ? 1 : 0, smallest === 1 ? 1 : 0, smallest === 2 ? 1 : 0]
  const first = normalise(cross(a, axis))
  return [first, normalise(cross(a, first))]
}

export interface WrappedAtoms {
  /** [3n] Cartesian, each periodic fractional coordinate brought into [0, 1) */
  readonly positions: Float64Array
  /** [3n] fractional coordinates of `positions` (0 along directions that are not periodic) */
  readonly fractional: Float64Array
  /** [3n] integers W: stored position = wrapped position + W . cell */
  readonly wraps: Int32Array
}

/** Wraps every atom into the cell along the periodic directions; the others stay as they are. */
export function wrapAtoms(s: Pick<Structure, 'positions' | 'pbc'>, frame: PeriodicFrame): WrappedAtoms {
  const n = s.positions.length / 3
  const positions = Float64Array.from(s.positions)
  const fractional = new Float64Array(3 * n)
  const wraps = new Int32Array(3 * n)
  const { cell, inverse: inv } = frame
  for (let i = 0; i < 3 * n; i += 3) {
    const x = positions[i]!, y = positions[i + 1]!, z = positions[i + 2]!
    for (let k = 0; k < 3; k++) {
      if (!s.pbc[k]) continue
      const f = x * inv[k]! + y * inv[3 + k]! + z * inv[6 + k]!
      const w = Math.floor(f)
      fractional[i + k] = f - w
      wraps[i + k] = w
      if (w === 0) continue
      for (let c = 0; c < 3; c++) positions[i + c]! -= w * cell[3 * k + c]!
    }
  }
  return { positions, fractional, wraps }
}
