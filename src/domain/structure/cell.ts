/**
 * Geometry of a cell. Rows of `cell` are a, b, c; a Cartesian row vector is fractional . cell (see structure.ts).
 * A direction that is not periodic may have a zero vector, as in files of molecules: where a basis of space is needed, it is
 * completed by unit vectors normal to the others.
 */
import { invalidInput } from '../errors'
import { type Vec3, cross, determinant, dot, inverse, mulVec, norm, normalise, row, scale } from '../math/vec3'
import { MAX_ATOMS, type Structure } from './structure'

export type Pbc = Structure['pbc']

/** Lengths in Å, angles in degrees: alpha between b and c, beta between a and c, gamma between a and b. */
export interface CellParameters {
  readonly a: number
  readonly b: number
  readonly c: number
  readonly alpha: number
  readonly beta: number
  readonly gamma: number
}

const DEGREE = Math.PI / 180

/** Lengths and angles of a cell. The angle at a zero vector is 90, as in ASE. */
export function cellParameters(cell: ArrayLike<number>): CellParameters {
  const [a, b, c] = [row(cell, 0), row(cell, 1), row(cell, 2)]
  return { a: norm(a), b: norm(b), c: norm(c), alpha: angle(b, c), beta: angle(a, c), gamma: angle(a, b) }
}

/**
 * The [9] cell of the given parameters, a along +x, b in the xy plane with y > 0, c with z > 0 (the convention of ASE and of POSCAR exporters).
 * Right angles and the hexagonal 120 degrees are exact. Throws InvalidInput where no such cell exists.
 */
export function cellFromParameters(p: CellParameters): Float64Array {
  for (const [name, value] of Object.entries(p) as [keyof CellParameters, number][]) {
    if (!Number.isFinite(value) || value <= 0) throw invalidInput(`The cell parameter ${name} must be a positive number`, { found: String(value) })
  }
  const [ca, cb, cg] = [cosine(p.alpha), cosine(p.beta), cosine(p.gamma)]
  const sg = p.gamma === 90 ? 1 : Math.sin(p.gamma * DEGREE)
  const y = (ca - cb * cg) / sg
  const z2 = 1 - cb * cb - y * y
  if (!(sg > 1e-6) || !(z2 > 1e-10)) {
    throw invalidInput('No cell has these angles', { found: `alpha ${p.alpha}, beta ${p.beta}, gamma ${p.gamma}`, expected: 'angles below 180 degrees, each smaller than the sum of the other two' })
  }
  return Float64Array.of(p.a, 0, 0, p.b * cg, p.b * sg, 0, p.c * cb, p.c * y, p.c * Math.sqrt(z2))
}

/** Å^3; negative for a left-handed cell. */
export const signedVolume = (cell: ArrayLike<number>): number => determinant(cell)

/** Å^3. */
export const volume = (cell: ArrayLike<number>): number => Math.abs(determinant(cell))

/** Distances between opposite faces, Å: volume / area of the face. Infinity where the completed cell is meant and the vector is zero. */
export function perpendicularWidths(cell: ArrayLike<number>): Vec3 {
  const full = completeCell(cell)
  const v = volume(full)
  const width = (i: number): number => (norm(row(cell, i)) < ZERO_VECTOR ? Infinity : v / norm(cross(row(full, (i + 1) % 3), row(full, (i + 2) % 3))))
  return [width(0), width(1), width(2)]
}

const ZERO_VECTOR = 1e-10

/** The cell with its zero vectors replaced by unit vectors normal to the others and to each other, so that it spans space. */
export function completeCell(cell: ArrayLike<number>): Float64Array {
  const out = Float64Array.from(cell)
  const missing = [0, 1, 2].filter((i) => norm(row(out, i)) < ZERO_VECTOR)
  for (const i of missing) {
    const others = [0, 1, 2].filter((k) => k !== i && norm(row(out, k)) >= ZERO_VECTOR).map((k) => normalise(row(out, k)))
    out.set(i === 2 || others.length < 2 ? normalTo(others, i) : normalise(cross(row(out, (i + 1) % 3), row(out, (i + 2) % 3))), 3 * i)
  }
  return out
}

/** [3n] Cartesian -> [3n] fractional, not wrapped. Throws InvalidInput for a cell whose vectors lie in a plane. */
export function toFractional(positions: ArrayLike<number>, cell: ArrayLike<number>): Float64Array {
  return transform(positions, inverseCell(cell))
}

/** [3n] fractional -> [3n] Cartesian, Å. */
export function toCartesian(fractional: ArrayLike<number>, cell: ArrayLike<number>): Float64Array {
  return transform(fractional, completeCell(cell))
}

/** Fractional coordinate in [0, 1); a value within 1e-12 below 1 counts as 0, so that rounding does not move an atom across the cell. */
export function wrapFraction(x: number): number {
  const w = x - Math.floor(x)
  return w > 1 - 1e-12 ? 0 : w
}

/** The structure with every atom moved into the cell along its periodic directions. */
export function wrap(s: Structure): Structure {
  const fractional = toFractional(s.positions, s.cell)
  const full = completeCell(s.cell)
  const positions = s.positions.slice()
  for (let i = 0; i < s.numbers.length; i++) {
    const shift = [0, 1, 2].map((k) => (s.pbc[k] ? wrapFraction(fractional[3 * i + k]!) - fractional[3 * i + k]! : 0)) as [number, number, number]
    const d = mulVec(shift, full)
    for (let k = 0; k < 3; k++) positions[3 * i + k]! += d[k]!
  }
  return { ...s, positions }
}

/**
 * Supercell of [a, b, c] copies. Copies follow each other whole, c fastest, as in ASE's `repeat`; tags and fixed flags are copied.
 * Throws InvalidInput for repeats that are not positive integers, or along a direction that has no vector.
 */
export function repeat(s: Structure, repeats: Vec3): Structure {
  const [na, nb, nc] = repeats
  if (!repeats.every((k) => Number.isInteger(k) && k >= 1)) throw invalidInput('A supercell needs whole, positive repeats', { found: repeats.join(' x ') })
  repeats.forEach((k, i) => {
    if (k > 1 && norm(row(s.cell, i)) < ZERO_VECTOR) throw invalidInput(`The structure cannot be repeated along ${'abc'[i]}: it has no lattice vector there`)
  })
  const n = s.numbers.length
  const copies = na * nb * nc
  if (n * copies > MAX_ATOMS) throw invalidInput('The supercell is too large', { found: `${n * copies} atoms`, expected: `at most ${MAX_ATOMS}` })
  const positions = new Float64Array(3 * n * copies)
  for (let image = 0; image < copies; image++) {
    const shift = mulVec([Math.floor(image / (nb * nc)), Math.floor(image / nc) % nb, image % nc], s.cell)
    for (let q = 0; q < 3 * n; q++) positions[3 * n * image + q] = s.positions[q]! + shift[q % 3]!
  }
  const tile = (a: Uint8Array): Uint8Array => {
    const out = new Uint8Array(n * copies)
    for (let image = 0; image < copies; image++) out.set(a, n * image)
    return out
  }
  return { ...s, positions, cell: s.cell.map((x, i) => x * repeats[Math.floor(i / 3)]!), numbers: tile(s.numbers), tags: tile(s.tags), fixed: tile(s.fixed) }
}

/** Inverse of the completed cell: fractional = Cartesian . inverse. */
export function inverseCell(cell: ArrayLike<number>): Float64Array {
  const full = completeCell(cell)
  const size = norm(row(full, 0)) * norm(row(full, 1)) * norm(row(full, 2))
  if (!(volume(full) > Math.max(1e-9 * size, 1e-12))) throw invalidInput('The cell vectors lie in a plane')
  return inverse(full)
}

function transform(points: ArrayLike<number>, m: ArrayLike<number>): Float64Array {
  const out = new Float64Array(points.length)
  for (let q = 0; q + 2 < points.length; q += 3) {
    const [x, y, z] = [points[q]!, points[q + 1]!, points[q + 2]!]
    for (let k = 0; k < 3; k++) out[q + k] = x * m[k]! + y * m[3 + k]! + z * m[6 + k]!
  }
  return out
}

/** A unit vector normal to at most two unit vectors; with none given, the i-th Cartesian axis. */
function normalTo(others: readonly Vec3[], i: number): Vec3 {
  const [u, v] = others
  if (u === undefined) return [i === 0 ? 1 : 0, i === 1 ? 1 : 0, i === 2 ? 1 : 0]
  if (v !== undefined) return normalise(cross(u, v))
  const axes: Vec3[] = [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
  const rotated = [axes[i]!, axes[(i + 1) % 3]!, axes[(i + 2) % 3]!]
  const axis = rotated.reduce((best, e) => (Math.abs(dot(e, u)) < Math.abs(dot(best, u)) - 1e-12 ? e : best))
  const along = dot(axis, u)
  return normalise([axis[0] - along * u[0], axis[1] - along * u[1], axis[2] - along * u[2]])
}

function angle(u: Vec3, v: Vec3): number {
  const [p, q] = [norm(u), norm(v)]
  if (p < ZERO_VECTOR || q < ZERO_VECTOR) return 90
  const [a, b] = [scale(u, 1 / p), scale(v, 1 / q)]
  return Math.atan2(norm(cross(a, b)), dot(a, b)) / DEGREE
}

/** cos of an angle in degrees, exact at 60, 90 and 120. */
function cosine(degrees: number): number {
  if (degrees === 90) return 0
  if (degrees === 60) return 0.5
  if (degrees === 120) return -0.5
  return Math.cos(degrees * DEGREE)
}
