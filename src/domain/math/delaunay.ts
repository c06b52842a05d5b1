/**
 * Delaunay cells of points in a plane that repeat on a two-dimensional lattice, by gift wrapping (McLain, Comput. J. 19, 178 (1976)).
 *
 * Degenerate sets are the rule on crystal surfaces: the four atoms around the hollow of fcc(100) lie on one circle, and any triangulation
 * breaks the symmetry by rounding. The result is therefore the Delaunay *subdivision*: polygons of all points on one empty circle,
 * triangles where there are three. Polygons whose circumcentres coincide within a tolerance are merged.
 */
import { AdatomError, invalidInput } from '../errors'

export type Vec2 = readonly [number, number]

/** Point `index` moved by shift[0] a + shift[1] b. */
export interface PlanarPoint {
  readonly index: number
  readonly shift: Vec2
}

export interface DelaunayCell {
  /** counter-clockwise; the first has shift [0, 0] */
  readonly vertices: readonly PlanarPoint[]
  /** centre of the empty circle */
  readonly centre: Vec2
  /** Å^2 */
  readonly area: number
}

interface Candidate extends PlanarPoint {
  readonly position: Vec2
}

/** Relative tolerances tried for "on the circle": rounding decides between them only where cells do not tile the plane. */
const CIRCLE_TOLERANCES = [1e-9, 1e-7, 1e-5, 1e-4]

/**
 * The cells of one period.
 * @param points [m] Cartesian, anywhere; no two on the same place modulo the lattice
 * @param lattice the two lattice vectors
 * @param mergeTolerance Å: neighbouring cells whose circumcentres are closer than this become one polygon
 * Throws InvalidInput without points or for coincident ones, NumericalFailure when no tolerance gives cells that tile the plane.
 */
export function delaunayCells(points: readonly Vec2[], lattice: readonly [Vec2, Vec2], mergeTolerance = 0): DelaunayCell[] {
  if (points.length === 0) throw invalidInput('A Delaunay triangulation needs at least one point')
  const total = Math.abs(cross(lattice[0], lattice[1]))
  const near = neighbourhoods(points, lattice)
  for (const tolerance of CIRCLE_TOLERANCES) {
    const cells = wrapPlane(points, near, tolerance)
    const covered = cells?.reduce((sum, cell) => sum + cell.area, 0)
    if (cells !== undefined && Math.abs(covered! - total) < 1e-6 * total) return mergeCells(cells, lattice, mergeTolerance)
  }
  throw new AdatomError('NumericalFailure', 'The surface atoms could not be triangulated; two of them may lie above each other', { where: 'Delaunay triangulation' })
}

/** Cartesian position of a planar point. */
export const planarPosition = (p: PlanarPoint, points: readonly Vec2[], [a, b]: readonly [Vec2, Vec2]): Vec2 => [
  points[p.index]![0] + p.shift[0] * a[0] + p.shift[1] * b[0],
  points[p.index]![1] + p.shift[0] * a[1] + p.shift[1] * b[1],
]

const cross = (u: Vec2, v: Vec2): number => u[0] * v[1] - u[1] * v[0]
const minus = (u: Vec2, v: Vec2): Vec2 => [u[0] - v[0], u[1] - v[1]]
const length2 = (u: Vec2): number => u[0] ** 2 + u[1] ** 2

/** Shortest basis of the lattice (Lagrange-Gauss), as integer combinations of the given one. */
export function reduceLattice([a, b]: readonly [Vec2, Vec2]): { readonly basis: [Vec2, Vec2]; readonly combination: [Vec2, Vec2] } {
  let [u, v] = [a, b]
  let [p, q]: [Vec2, Vec2] = [[1, 0], [0, 1]]
  for (let round = 0; round < 1000; round++) {
    if (length2(u) > length2(v)) [u, v, p, q] = [v, u, q, p]
    const k = Math.round((u[0] * v[0] + u[1] * v[1]) / length2(u))
    if (k === 0) break
    v = [v[0] - k * u[0], v[1] - k * u[1]]
    q = [q[0] - k * p[0], q[1] - k * p[1]]
  }
  return { basis: [u, v], combination: [p, q] }
}

/** The images of all points near one of them, with positions relative to it, nearest first. */
interface Neighbourhood {
  /** Å: every image within this distance is there */
  readonly reach: number
  readonly images: readonly Candidate[]
}

/** Finds neighbourhoods, and keeps the widest of each point. */
type NeighbourhoodOf = (index: number, reach: number) => Neighbourhood

interface Neighbourhoods {
  readonly of: NeighbourhoodOf
  /** Å: where to start */
  readonly narrow: number
  /** Å: what always suffices */
  readonly enough: number
}

/**
 * The reach that is always enough: two covering radii of the lattice, the circumradius of its acute triangle. No empty circle is larger.
 * Circles are mostly far smaller, so neighbourhoods start narrow and are widened when a circle does not fit.
 */
function neighbourhoods(points: readonly Vec2[], lattice: readonly [Vec2, Vec2]): Neighbourhoods {
  const { basis, combination } = reduceLattice(lattice)
  const [u, v] = basis
  const area = Math.abs(cross(u, v))
  if (!(area > 1e-9)) throw invalidInput('The surface cell has no area')
  const w: Vec2 = u[0] * v[0] + u[1] * v[1] > 0 ? minus(u, v) : [u[0] + v[0], u[1] + v[1]]
  const enough = (2.001 * Math.sqrt(length2(u) * length2(v) * length2(w))) / (2 * area)
  const kept = new Map<number, Neighbourhood>()
  const search = (self: number, reach: number): Neighbourhood => {
    const images: Candidate[] = []
    // rows of images needed: the reach over the spacing of lattice rows, and half a row for rounding
    const [rows, columns] = [Math.ceil((reach * Math.sqrt(length2(v))) / area + 0.5), Math.ceil((reach * Math.sqrt(length2(u))) / area + 0.5)]
    points.forEach((point, index) => {
      const d = minus(point, points[self]!)
      const [m0, n0] = [Math.round(cross(d, v) / cross(u, v)), Math.round(cross(u, d) / cross(u, v))]
      for (let i = -rows - m0; i <= rows - m0; i++) {
        for (let j = -columns - n0; j <= columns - n0; j++) {
          const [x, y] = [d[0] + i * u[0] + j * v[0], d[1] + i * u[1] + j * v[1]]
          const distance = x * x + y * y
          if (distance > reach * reach || (index === self && i === 0 && j === 0)) continue
          if (distance < 1e-6) throw invalidInput('Two surface atoms lie exactly above each other')
          images.push({ index, shift: [i * combination[0][0] + j * combination[1][0], i * combination[0][1] + j * combination[1][1]], position: [x, y] })
        }
      }
    })
    return { reach, images: images.sort((p, q) => length2(p.position) - length2(q.position)) }
  }
  const of: NeighbourhoodOf = (index, reach) => {
    const known = kept.get(index)
    if (known !== undefined && known.reach >= reach) return known
    const found = search(index, reach)
    kept.set(index, found)
    return found
  }
  return { of, narrow: Math.min(enough, 3 * Math.sqrt(area / points.length)), enough }
}

const edgeKey = (from: PlanarPoint, to: PlanarPoint): string => `${from.index},${to.index},${to.shift[0] - from.shift[0]},${to.shift[1] - from.shift[1]}`

/** Gift wrapping from one Delaunay edge (a point and its nearest neighbour) until every directed edge has its cell on the left. */
function wrapPlane(points: readonly Vec2[], near: Neighbourhoods, tolerance: number): DelaunayCell[] | undefined {
  const cells: DelaunayCell[] = []
  const done = new Set<string>()
  const start: PlanarPoint = { index: 0, shift: [0, 0] }
  const queue: [PlanarPoint, PlanarPoint][] = [[start, near.of(0, near.enough).images[0]!]]
  for (let edge = queue.pop(); edge !== undefined; edge = queue.pop()) {
    if (done.has(edgeKey(...edge))) continue
    const cell = cellLeftOf(edge[0].index, relative(edge[1], edge[0]), near, tolerance)
    if (cell === undefined) return undefined
    cells.push({ ...cell, centre: [cell.centre[0] + points[edge[0].index]![0], cell.centre[1] + points[edge[0].index]![1]] })
    const ring = cell.vertices
    ring.forEach((from, k) => {
      const to = ring[(k + 1) % ring.length]!
      done.add(edgeKey(from, to))
      if (!done.has(edgeKey(to, from))) queue.push([to, from])
    })
    if (cells.length > 4 * points.length + 4) return undefined
  }
  return cells
}

const relative = (to: PlanarPoint, from: PlanarPoint): PlanarPoint => ({ index: to.index, shift: [to.shift[0] - from.shift[0], to.shift[1] - from.shift[1]] })

/** The polygon on the left of the edge from point `from` (at the origin, shift 0) to `to`, with coordinates relative to `from`. */
function cellLeftOf(from: number, to: PlanarPoint, near: Neighbourhoods, tolerance: number): DelaunayCell | undefined {
  for (let reach = near.narrow; ; reach = Math.min(near.enough, 2 * reach)) {
    const { images, reach: seen } = near.of(from, reach)
    const cell = cellAmong(images, from, to, tolerance)
    // every point that could lie in the circle has been seen
    if (cell !== undefined && (2 + 4 * tolerance) * Math.sqrt(length2(cell.centre)) < seen) return cell
    if (seen >= near.enough) return cell
  }
}

function cellAmong(images: readonly Candidate[], from: number, to: PlanarPoint, tolerance: number): DelaunayCell | undefined {
  const end = images.find((c) => c.index === to.index && c.shift[0] === to.shift[0] && c.shift[1] === to.shift[1])?.position
  if (end === undefined) return undefined
  const half: Vec2 = [end[0] / 2, end[1] / 2]
  const edge = Math.sqrt(length2(end))
  const normal: Vec2 = [-end[1] / edge, end[0] / edge]
  // circumcentre of edge and point k: half + t normal, t = (|k - half|^2 - |half|^2) / (2 normal . (k - half)); the smallest t is empty
  let t = Infinity
  for (const { position } of images) {
    const d = minus(position, half)
    const height = d[0] * normal[0] + d[1] * normal[1]
    if (height > 1e-6 * edge) t = Math.min(t, (length2(d) - length2(half)) / (2 * height))
  }
  if (!Number.isFinite(t)) return undefined
  const centre: Vec2 = [half[0] + t * normal[0], half[1] + t * normal[1]]
  const radius = Math.sqrt(length2(centre))
  const on = images.filter(({ position }) => Math.abs(Math.sqrt(length2(minus(position, centre))) - radius) <= tolerance * (radius + edge))
  const ring: Candidate[] = [{ index: from, shift: [0, 0], position: [0, 0] }, ...on]
  const angle = (c: Candidate): number => Math.atan2(c.position[1] - centre[1], c.position[0] - centre[0])
  ring.sort((p, q) => angle(p) - angle(q))
  const first = ring.findIndex((c) => c.position[0] === 0 && c.position[1] === 0)
  const vertices = [...ring.slice(first), ...ring.slice(0, first)]
  return { vertices: vertices.map(({ index, shift }) => ({ index, shift })), centre, area: polygonArea(vertices.map((c) => c.position)) }
}

/** Signed area, positive counter-clockwise. */
function polygonArea(ring: readonly Vec2[]): number {
  return ring.reduce((sum, p, k) => sum + cross(p, ring[(k + 1) % ring.length]!), 0) / 2
}

/** Merges neighbouring cells whose circumcentres coincide within the tolerance, by dropping the edges between them. */
function mergeCells(cells: DelaunayCell[], lattice: readonly [Vec2, Vec2], tolerance: number): DelaunayCell[] {
  let merged = cells
  for (let pair = mergeable(merged, lattice, tolerance); pair !== undefined; pair = mergeable(merged, lattice, tolerance)) {
    const joined = pair
    merged = [...merged.filter((_, k) => k !== joined.first && k !== joined.second), joined.cell]
  }
  return merged
}

/** The first pair of distinct cells that share an edge and, nearly, a circumcentre; and what they become. */
function mergeable(cells: readonly DelaunayCell[], lattice: readonly [Vec2, Vec2], tolerance: number): { first: number; second: number; cell: DelaunayCell } | undefined {
  if (tolerance <= 0) return undefined
  const owner = new Map<string, { cell: number; at: number }>()
  cells.forEach(({ vertices }, cell) => vertices.forEach((v, at) => owner.set(edgeKey(v, vertices[(at + 1) % vertices.length]!), { cell, at })))
  for (const [first, one] of cells.entries()) {
    for (const [at, from] of one.vertices.entries()) {
      const to = one.vertices[(at + 1) % one.vertices.length]!
      const across = owner.get(edgeKey(to, from))
      if (across === undefined || across.cell === first) continue
      const other = cells[across.cell]!
      // bring the other cell next to this one: its vertex `at` is our `to`
      const anchor = other.vertices[across.at]!
      const shift: Vec2 = [to.shift[0] - anchor.shift[0], to.shift[1] - anchor.shift[1]]
      const home: Vec2 = [
        other.centre[0] + shift[0] * lattice[0][0] + shift[1] * lattice[1][0],
        other.centre[1] + shift[0] * lattice[0][1] + shift[1] * lattice[1][1],
      ]
      if (Math.sqrt(length2(minus(one.centre, home))) >= tolerance) continue
      const rest = [...other.vertices.slice(across.at + 1), ...other.vertices.slice(0, across.at)]
        .slice(1)
        .map((v): PlanarPoint => ({ index: v.index, shift: [v.shift[0] + shift[0], v.shift[1] + shift[1]] }))
      const ring = [...one.vertices.slice(0, at + 1), ...rest, ...one.vertices.slice(at + 1)]
      return { first, second: across.cell, cell: { vertices: ring, centre: [(one.centre[0] + home[0]) / 2, (one.centre[1] + home[1]) / 2], area: one.area + other.area } }
    }
  }
  return undefined
}
