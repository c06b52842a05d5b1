/**
 * The symmetry of a slab seen from above: operations of its plane group that map every atom on one of the same element and height.
 * Found by trying every automorphism of the two-dimensional lattice with every translation that maps one atom of the rarest kind on
 * another (the search of a space-group code, small enough here to be done whole). Deep atoms count, so fcc and hcp hollows stay distinct.
 */
import { type Vec2, reduceLattice } from '../math/delaunay'

/** x' = R x + t in Cartesian coordinates of the surface plane, modulo the lattice. */
export interface PlaneOperation {
  /** [4] row-major, orthogonal */
  readonly rotation: readonly [number, number, number, number]
  /** Å */
  readonly translation: Vec2
}

/** Maps a displacement in the plane onto its image nearest to zero (up to one lattice vector for skewed cells, which is enough to test closeness). */
export type PlaneWrap = (d: Vec2) => Vec2

export function planeWrap(lattice: readonly [Vec2, Vec2]): PlaneWrap {
  const [u, v] = reduceLattice(lattice).basis
  const det = u[0] * v[1] - u[1] * v[0]
  return ([x, y]) => {
    const m = Math.round((x * v[1] - y * v[0]) / det)
    const n = Math.round((u[0] * y - u[1] * x) / det)
    return [x - m * u[0] - n * v[0], y - m * u[1] - n * v[1]]
  }
}

export const applyPlaneOperation = ({ rotation: r, translation: t }: PlaneOperation, [x, y]: Vec2): Vec2 => [r[0] * x + r[1] * y + t[0], r[2] * x + r[3] * y + t[1]]

/** The plane group of a slab: its translation lattice, and its operations modulo that lattice. */
export interface PlaneGroup {
  /** primitive translations; finer than the surface cell where the slab is a repeated one */
  readonly lattice: readonly [Vec2, Vec2]
  /** the identity among them */
  readonly operations: readonly PlaneOperation[]
}

/**
 * The plane group. The primitive translations come first: a 4 x 2 cell of fcc(100) has the four-fold axis of its 1 x 1 cell, though its own
 * cell has none.
 * @param numbers [n] atomic numbers
 * @param positions [3n] Cartesian with z along the normal, the slab in one piece
 * @param tolerance Å: how far an atom may miss its image
 */
export function planeGroup(numbers: ArrayLike<number>, positions: ArrayLike<number>, lattice: readonly [Vec2, Vec2], tolerance = 0.05): PlaneGroup {
  const order = Array.from(numbers, (_, i) => i).sort((i, j) => positions[3 * i + 2]! - positions[3 * j + 2]!)
  const rarest = rarestKind(order, numbers, layerIndex(order, positions, tolerance))
  const search = (cell: readonly [Vec2, Vec2], rotations: readonly PlaneOperation['rotation'][], targets: readonly number[]): PlaneOperation[] => {
    const wrap = planeWrap(cell)
    const index = planeIndex(numbers, positions, cell, tolerance)
    return rotations.flatMap((rotation) => {
      const turned = applyPlaneOperation({ rotation, translation: [0, 0] }, inPlane(positions, rarest[0]!))
      return targets
        .map((target): PlaneOperation => {
          const [x, y] = inPlane(positions, target)
          return { rotation, translation: wrap([x - turned[0], y - turned[1]]) }
        })
        .filter((operation) => mapsSlab(operation, order, numbers, positions, index))
    })
  }
  if (rarest.length === 0) return { lattice, operations: [] }
  const translations = search(lattice, [[1, 0, 0, 1]], rarest).map((operation) => operation.translation)
  const primitive = primitiveLattice(lattice, translations)
  return { lattice: primitive, operations: search(primitive, latticeAutomorphisms(primitive, tolerance), distinctModulo(rarest, positions, primitive, tolerance)) }
}

const inPlane = (positions: ArrayLike<number>, i: number): Vec2 => [positions[3 * i]!, positions[3 * i + 1]!]

/** One of each set of atoms that lie on each other modulo the lattice. */
function distinctModulo(atoms: readonly number[], positions: ArrayLike<number>, lattice: readonly [Vec2, Vec2], tolerance: number): number[] {
  const wrap = planeWrap(lattice)
  const kept: number[] = []
  for (const i of atoms) {
    const [x, y] = inPlane(positions, i)
    const known = kept.some((k) => {
      const [kx, ky] = inPlane(positions, k)
      return Math.hypot(...wrap([x - kx, y - ky])) < 2 * tolerance
    })
    if (!known) kept.push(i)
  }
  return kept
}

/**
 * The lattice spanned by a lattice and the m translations that the slab has in its cell, zero included. Each is a multiple of 1/m of the
 * cell's vectors exactly, whatever the noise of the atoms.
 */
function primitiveLattice(lattice: readonly [Vec2, Vec2], translations: readonly Vec2[]): [Vec2, Vec2] {
  const m = translations.length
  const [a, b] = reduceLattice(lattice).basis
  const det = a[0] * b[1] - a[1] * b[0]
  const steps = [-1, 0, 1]
  const vectors = translations.flatMap(([x, y]) => {
    const u = Math.round((m * (x * b[1] - y * b[0])) / det) / m
    const v = Math.round((m * (a[0] * y - a[1] * x)) / det) / m
    return steps.flatMap((i) => steps.map((j): Vec2 => [(u + i) * a[0] + (v + j) * b[0], (u + i) * a[1] + (v + j) * b[1]]))
  })
  const sorted = vectors.filter((d) => Math.hypot(...d) > 1e-6).sort((p, q) => Math.hypot(...p) - Math.hypot(...q))
  const first = sorted[0] ?? a
  const second = sorted.find((d) => Math.abs(Math.abs(first[0] * d[1] - first[1] * d[0]) - Math.abs(det) / m) < 1e-6 * Math.abs(det))
  // the translations do not form a group (a slab on the edge of the tolerance): the cell itself is safe
  return second === undefined ? [a, b] : reduceLattice([first, second]).basis
}

/** Orthogonal matrices that map the lattice on itself: in a reduced basis their entries are -1, 0 or 1. */
function latticeAutomorphisms(lattice: readonly [Vec2, Vec2], tolerance: number): PlaneOperation['rotation'][] {
  const [u, v] = reduceLattice(lattice).basis
  const dot = (p: Vec2, q: Vec2): number => p[0] * q[0] + p[1] * q[1]
  const [uu, vv, uv] = [dot(u, u), dot(v, v), dot(u, v)]
  const det = u[0] * v[1] - u[1] * v[0]
  // an error of `tolerance` over the longer vector
  const slack = 2 * tolerance * Math.sqrt(vv)
  const digits = [-1, 0, 1]
  const images = digits.flatMap((m) => digits.map((n): Vec2 => [m * u[0] + n * v[0], m * u[1] + n * v[1]]))
  const found: PlaneOperation['rotation'][] = []
  for (const p of images) {
    for (const q of images) {
      if (Math.abs(dot(p, p) - uu) > slack || Math.abs(dot(q, q) - vv) > slack || Math.abs(dot(p, q) - uv) > slack) continue
      if (Math.abs(Math.abs(p[0] * q[1] - p[1] * q[0]) - Math.abs(det)) > slack) continue
      // R maps u on p and v on q: R = [p q] [u v]^-1
      found.push([(p[0] * v[1] - q[0] * u[1]) / det, (q[0] * u[0] - p[0] * v[0]) / det, (p[1] * v[1] - q[1] * u[1]) / det, (q[1] * u[0] - p[1] * v[0]) / det])
    }
  }
  return found
}

/** [n] running number of the layer of each atom: a new layer starts where the next atom is more than the tolerance higher. */
function layerIndex(order: readonly number[], positions: ArrayLike<number>, tolerance: number): Int32Array {
  const layers = new Int32Array(order.length)
  let layer = 0
  order.forEach((i, k) => {
    if (k > 0 && positions[3 * i + 2]! - positions[3 * order[k - 1]! + 2]! > tolerance) layer++
    layers[i] = layer
  })
  return layers
}

/** The atoms of the least populated (element, layer). */
function rarestKind(order: readonly number[], numbers: ArrayLike<number>, layers: Int32Array): number[] {
  const kinds = new Map<string, number[]>()
  for (const i of order) {
    const key = `${numbers[i]!}/${layers[i]!}`
    kinds.set(key, [...(kinds.get(key) ?? []), i])
  }
  return [...kinds.values()].reduce<number[]>((best, kind) => (best.length === 0 || kind.length < best.length ? kind : best), [])
}

/** The atoms of a slab, found by element and place modulo the lattice. */
interface PlaneIndex {
  /** Is there an atom of element z at this place, within the tolerance (in the plane, and in height)? */
  has(z: number, x: number, y: number, height: number): boolean
}

/** Å: size of the boxes that atoms are sorted into. */
const BOX = 1.5

function planeIndex(numbers: ArrayLike<number>, positions: ArrayLike<number>, lattice: readonly [Vec2, Vec2], tolerance: number): PlaneIndex {
  const [u, v] = reduceLattice(lattice).basis
  const det = u[0] * v[1] - u[1] * v[0]
  const [m, n] = [v, u].map((side) => Math.max(1, Math.floor(Math.abs(det) / Math.hypot(...side) / BOX))) as [number, number]
  const boxes = new Map<number, number[]>()
  const boxAt = (x: number, y: number): [number, number] => {
    const [p, q] = [(x * v[1] - y * v[0]) / det, (u[0] * y - u[1] * x) / det]
    return [Math.floor((p - Math.floor(p)) * m) % m, Math.floor((q - Math.floor(q)) * n) % n]
  }
  for (let i = 0; i < numbers.length; i++) {
    const [a, b] = boxAt(positions[3 * i]!, positions[3 * i + 1]!)
    boxes.set(a * n + b, [...(boxes.get(a * n + b) ?? []), i])
  }
  const wrap = planeWrap(lattice)
  const around = (k: number, size: number): number[] => (size < 3 ? Array.from({ length: size }, (_, i) => i) : [k, (k + 1) % size, (k + size - 1) % size])
  return {
    has(z, x, y, height) {
      const [a, b] = boxAt(x, y)
      for (const p of around(a, m)) {
        for (const q of around(b, n)) {
          for (const j of boxes.get(p * n + q) ?? []) {
            if (numbers[j] !== z || Math.abs(positions[3 * j + 2]! - height) > tolerance) continue
            const d = wrap([positions[3 * j]! - x, positions[3 * j + 1]! - y])
            if (d[0] ** 2 + d[1] ** 2 <= tolerance ** 2) return true
          }
        }
      }
      return false
    },
  }
}

function mapsSlab(op: PlaneOperation, order: readonly number[], numbers: ArrayLike<number>, positions: ArrayLike<number>, index: PlaneIndex): boolean {
  return order.every((i) => {
    const [x, y] = applyPlaneOperation(op, inPlane(positions, i))
    return index.has(numbers[i]!, x, y, positions[3 * i + 2]!)
  })
}
