/** Vectors of three numbers and 3x3 matrices (row-major, rows are lattice vectors). Small, allocation where it does not hurt. */
export type Vec3 = readonly [number, number, number]

export const vec3 = (a: ArrayLike<number>, offset = 0): Vec3 => [a[offset]!, a[offset + 1]!, a[offset + 2]!]
export const add = (a: Vec3, b: Vec3): Vec3 => [a[0] + b[0], a[1] + b[1], a[2] + b[2]]
export const sub = (a: Vec3, b: Vec3): Vec3 => [a[0] - b[0], a[1] - b[1], a[2] - b[2]]
export const scale = (a: Vec3, k: number): Vec3 => [a[0] * k, a[1] * k, a[2] * k]
export const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
export const cross = (a: Vec3, b: Vec3): Vec3 => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]]
export const norm = (a: Vec3): number => Math.hypot(a[0], a[1], a[2])
export const normalise = (a: Vec3): Vec3 => scale(a, 1 / norm(a))

/** Row i of a [9] row-major matrix. */
export const row = (m: ArrayLike<number>, i: number): Vec3 => vec3(m, 3 * i)

/** v . M for a row vector v: fractional to Cartesian when M is a cell. */
export const mulVec = (v: Vec3, m: ArrayLike<number>): Vec3 => [
  v[0] * m[0]! + v[1] * m[3]! + v[2] * m[6]!,
  v[0] * m[1]! + v[1] * m[4]! + v[2] * m[7]!,
  v[0] * m[2]! + v[1] * m[5]! + v[2] * m[8]!,
]

export const determinant = (m: ArrayLike<number>): number => dot(row(m, 0), cross(row(m, 1), row(m, 2)))

/** Inverse of a [9] row-major matrix. Throws RangeError when it has none. */
export function inverse(m: ArrayLike<number>): Float64Array {
  const [a, b, c] = [row(m, 0), row(m, 1), row(m, 2)]
  const det = determinant(m)
  if (Math.abs(det) < 1e-14) throw new RangeError('The matrix has no inverse')
  const columns = [cross(b, c), cross(c, a), cross(a, b)].map((v) => scale(v, 1 / det))
  return Float64Array.from([0, 1, 2].flatMap((i) => columns.map((column) => column[i]!)))
}
