/**
 * Neighbours by a cell list: linear in the number of atoms, for any cell, thin or skewed, periodic in any directions.
 * Atoms and the images around them are sorted into a Cartesian grid; each atom then looks only into the grid rows that its cutoff
 * sphere touches, cut to the chord of the sphere in that row. Every pair is met once, and its two entries made from it.
 */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import type { NeighbourList } from './neighbour-list'
import { PairBuffer, orderedList, storedDistance } from './pairs'
import { searchPoints, type Points } from './points'

/** Grid cells per cutoff length: 2 was fastest of 1, 2, 3 and 4 for slabs of 80 atoms as for 10,000. */
const CELLS_PER_CUTOFF = 2
const MAX_CELLS_PER_POINT = 4

/**
 * The neighbours of every atom within `cutoff` Å, in the documented order.
 * Throws InvalidInput when the cutoff is not a positive number, or the periodic directions span no volume.
 */
export function neighbourList(s: Structure, cutoff: number): NeighbourList {
  const { points, pairs } = findPairs(s, cutoff)
  return orderedList(s, cutoff, points, pairs)
}

/** Every pair within `cutoff` Å once. Throws as `neighbourList` does. */
export function findPairs(s: Structure, cutoff: number): { readonly points: Points; readonly pairs: PairBuffer } {
  if (!(cutoff > 0 && Number.isFinite(cutoff))) throw invalidInput('A cutoff is a positive length in Å', { found: String(cutoff) })
  const points = searchPoints(s, cutoff)
  const pairs = new PairBuffer(32 * s.numbers.length + 16)
  if (points.count > 0) searchPairs(s, cutoff, points, makeGrid(points, cutoff + points.slack), pairs)
  return { points, pairs }
}

interface Grid {
  /** [3] number of cells along x, y, z */
  readonly size: readonly [number, number, number]
  readonly low: readonly [number, number, number]
  /** [3] Å, width of a cell */
  readonly width: readonly [number, number, number]
  /** [cells + 1] first point of each cell, x running fastest */
  readonly start: Int32Array
  /** [points] coordinates in the order of the cells */
  readonly x: Float64Array
  readonly y: Float64Array
  readonly z: Float64Array
  /** [points] which point it is */
  readonly point: Int32Array
}

function makeGrid(points: Points, reach: number): Grid {
  const { size, low, width } = gridShape(points, reach)
  const count = points.count
  const cellOf = new Int32Array(count)
  const start = new Int32Array(size[0] * size[1] * size[2] + 1)
  for (let p = 0; p < count; p++) {
    const cx = Math.min(size[0] - 1, Math.floor((points.x[p]! - low[0]) / width[0]))
    const cy = Math.min(size[1] - 1, Math.floor((points.y[p]! - low[1]) / width[1]))
    const cz = Math.min(size[2] - 1, Math.floor((points.z[p]! - low[2]) / width[2]))
    const cell = (cz * size[1] + cy) * size[0] + cx
    cellOf[p] = cell
    start[cell + 1]!++
  }
  for (let c = 1; c < start.length; c++) start[c]! += start[c - 1]!
  const next = start.slice()
  const [x, y, z, point] = [new Float64Array(count), new Float64Array(count), new Float64Array(count), new Int32Array(count)]
  for (let p = 0; p < count; p++) {
    const slot = next[cellOf[p]!]!++
    x[slot] = points.x[p]!
    y[slot] = points.y[p]!
    z[slot] = points.z[p]!
    point[slot] = p
  }
  return { size, low, width, start, x, y, z, point }
}

/** A box around all points, cut into cells of about cutoff / CELLS_PER_CUTOFF; coarser where atoms are few and far apart. */
function gridShape(points: Points, reach: number): Pick<Grid, 'size' | 'low' | 'width'> {
  const axes = [points.x, points.y, points.z].map((values) => {
    let low = Infinity, high = -Infinity
    for (let p = 0; p < points.count; p++) {
      const v = values[p]!
      if (v < low) low = v
      if (v > high) high = v
    }
    return { low, extent: high - low }
  })
  let width = reach / CELLS_PER_CUTOFF
  const cells = (): number => axes.reduce((product, { extent }) => product * (Math.floor(extent / width) + 1), 1)
  while (cells() > MAX_CELLS_PER_POINT * points.count + 64) width *= 1.5
  const per = (k: number): number => Math.floor(axes[k]!.extent / width) + 1
  return { size: [per(0), per(1), per(2)], low: [axes[0]!.low, axes[1]!.low, axes[2]!.low], width: [width, width, width] }
}

/** Every pair within the cutoff once, as an atom and a later point. */
function searchPairs(s: Structure, cutoff: number, points: Points, grid: Grid, pairs: PairBuffer): void {
  const { size: [nx, ny, nz], low: [x0, y0, z0], width: [wx, wy, wz], start, x: gx, y: gy, z: gz, point } = grid
  const reach = cutoff + points.slack
  const reach2 = reach * reach
  const clamp = (v: number, size: number): number => (v < 0 ? 0 : v >= size ? size - 1 : v)
  for (let i = 0; i < s.numbers.length; i++) {
    const x = points.x[i]!, y = points.y[i]!, z = points.z[i]!
    const cyEnd = clamp(Math.floor((y + reach - y0) / wy), ny), cyStart = clamp(Math.floor((y - reach - y0) / wy), ny)
    const czEnd = clamp(Math.floor((z + reach - z0) / wz), nz), czStart = clamp(Math.floor((z - reach - z0) / wz), nz)
    for (let cz = czStart; cz <= czEnd; cz++) {
      const dz = gap(z, z0 + cz * wz, wz)
      for (let cy = cyStart; cy <= cyEnd; cy++) {
        const dy = gap(y, y0 + cy * wy, wy)
        const rest = reach2 - dz * dz - dy * dy
        if (rest < 0) continue
        const chord = Math.sqrt(rest) + points.slack
        const row = (cz * ny + cy) * nx
        const end = start[row + clamp(Math.floor((x + chord - x0) / wx), nx) + 1]!
        for (let slot = start[row + clamp(Math.floor((x - chord - x0) / wx), nx)]!; slot < end; slot++) {
          const p = point[slot]!
          if (p <= i) continue
          const px = gx[slot]! - x, py = gy[slot]! - y, pz = gz[slot]! - z
          if (px * px + py * py + pz * pz >= reach2) continue
          const distance = storedDistance(s, points, i, p)
          if (distance < cutoff) pairs.add(i, p, distance)
        }
      }
    }
  }
}

/** Distance from v to the interval [low, low + width], less a rounding margin. */
function gap(v: number, low: number, width: number): number {
  const d = v < low ? low - v : v > low + width ? v - low - width : 0
  return d < 1e-9 ? 0 : d - 1e-9
}
