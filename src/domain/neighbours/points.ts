/** The atoms and those of their periodic images that can be within the cutoff of an atom: the points that a search runs over. */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import { periodicFrame, wrapAtoms, type WrappedAtoms } from './frame'

/** More image atoms than this is a cutoff that makes no sense for the cell (about 1 GB of work). */
const MAX_POINTS = 20_000_000

export interface Points {
  /** number of points; the first n are the wrapped atoms themselves, in order */
  count: number
  /** [count] Cartesian, Å */
  x: Float64Array
  y: Float64Array
  z: Float64Array
  /** [count] atom of which this is an image */
  atom: Int32Array
  /** [3 count] cell shift from the atom as stored to the point; S of a pair (i, point) is this plus the wrap of i */
  shift: Int32Array
  readonly wrapped: WrappedAtoms
  /** Å: slack that covers the rounding of wrapped coordinates; a search within cutoff + slack misses no pair */
  readonly slack: number
}

/**
 * The points for a search of pairs within `cutoff` Å. Of an image S and its opposite -S only the one whose first non-zero component
 * is positive is made: with it each pair of atoms is met exactly once.
 */
export function searchPoints(s: Structure, cutoff: number): Points {
  const n = s.numbers.length
  const frame = periodicFrame(s)
  const wrapped = wrapAtoms(s, frame)
  const points: Points = {
    count: n, x: new Float64Array(4 * n), y: new Float64Array(4 * n), z: new Float64Array(4 * n),
    atom: new Int32Array(4 * n), shift: new Int32Array(12 * n), wrapped, slack: slackFor(s),
  }
  for (let i = 0; i < n; i++) {
    points.x[i] = wrapped.positions[3 * i]!
    points.y[i] = wrapped.positions[3 * i + 1]!
    points.z[i] = wrapped.positions[3 * i + 2]!
    points.atom[i] = i
    for (let k = 0; k < 3; k++) points.shift[3 * i + k] = -wrapped.wraps[3 * i + k]!
  }
  if (n > 0 && s.pbc.some(Boolean)) addImages(points, s, frame.heights, cutoff + points.slack)
  return points
}

/** Coordinates of size R carry rounding errors of about 1e-16 R; the factor leaves room for the few operations done on them. */
function slackFor(s: Structure): number {
  let largest = 0
  for (const v of s.positions) largest = Math.max(largest, Math.abs(v))
  for (const v of s.cell) largest = Math.max(largest, Math.abs(v))
  return 1e-9 + 1e-13 * largest
}

function addImages(points: Points, s: Structure, heights: readonly number[], reach: number): void {
  const { fractional } = points.wrapped
  const margin = heights.map((h) => reach / h)
  const [low, high] = bounds(fractional, s.numbers.length)
  const box = bounds(points.wrapped.positions, s.numbers.length)
  guardSize(s, margin, low, high)
  const first = (k: number, f: number): number => (s.pbc[k] ? Math.ceil(low[k]! - margin[k]! - f) : 0)
  const last = (k: number, f: number): number => (s.pbc[k] ? Math.floor(high[k]! + margin[k]! - f) : 0)
  for (let i = 0; i < s.numbers.length; i++) {
    const f0 = fractional[3 * i]!, f1 = fractional[3 * i + 1]!, f2 = fractional[3 * i + 2]!
    for (let a = 0, aEnd = last(0, f0); a <= aEnd; a++) {
      for (let b = a === 0 ? 0 : first(1, f1), bEnd = last(1, f1); b <= bEnd; b++) {
        for (let c = a === 0 && b === 0 ? 1 : first(2, f2), cEnd = last(2, f2); c <= cEnd; c++) addImage(points, s.cell, box, reach, i, a, b, c)
      }
    }
  }
}

function addImage(points: Points, cell: Float64Array, box: readonly [number[], number[]], reach: number, i: number, a: number, b: number, c: number): void {
  const x = points.x[i]! + a * cell[0]! + b * cell[3]! + c * cell[6]!
  const y = points.y[i]! + a * cell[1]! + b * cell[4]! + c * cell[7]!
  const z = points.z[i]! + a * cell[2]! + b * cell[5]! + c * cell[8]!
  const [low, high] = box
  if (x < low[0]! - reach || x > high[0]! + reach || y < low[1]! - reach || y > high[1]! + reach || z < low[2]! - reach || z > high[2]! + reach) return
  const p = points.count++
  if (p === points.x.length) growPoints(points)
  points.x[p] = x
  points.y[p] = y
  points.z[p] = z
  points.atom[p] = i
  points.shift[3 * p] = a + points.shift[3 * i]!
  points.shift[3 * p + 1] = b + points.shift[3 * i + 1]!
  points.shift[3 * p + 2] = c + points.shift[3 * i + 2]!
}

function growPoints(points: Points): void {
  const grown = <T extends Float64Array | Int32Array>(old: T, make: (n: number) => T): T => {
    const bigger = make(2 * old.length)
    bigger.set(old)
    return bigger
  }
  points.x = grown(points.x, (n) => new Float64Array(n))
  points.y = grown(points.y, (n) => new Float64Array(n))
  points.z = grown(points.z, (n) => new Float64Array(n))
  points.atom = grown(points.atom, (n) => new Int32Array(n))
  points.shift = grown(points.shift, (n) => new Int32Array(n))
}

/** Smallest and largest of each of the three columns of a [3n] array. */
export function bounds(rows: Float64Array, n: number): [number[], number[]] {
  const low = [Infinity, Infinity, Infinity]
  const high = [-Infinity, -Infinity, -Infinity]
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < 3; k++) {
      const v = rows[3 * i + k]!
      if (v < low[k]!) low[k] = v
      if (v > high[k]!) high[k] = v
    }
  }
  return [low, high]
}

function guardSize(s: Structure, margin: readonly number[], low: readonly number[], high: readonly number[]): void {
  const images = [0, 1, 2].reduce((product, k) => product * (s.pbc[k] ? high[k]! - low[k]! + 2 * margin[k]! + 1 : 1), 1)
  if (images * s.numbers.length < MAX_POINTS) return
  throw invalidInput('The cutoff is far too long for this cell: it would reach too many periodic images', { found: `about ${Math.round(images)} images of ${s.numbers.length} atoms` })
}
