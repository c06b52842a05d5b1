/**
 * Ambient occlusion of spheres by spheres, object by object: how much of the light that comes from all sides a point of a surface misses, as a
 * smooth function of its normal. It depends on no pixel: pictures of any size, with or without a graphics card, show the same.
 *
 * A sphere of radius R at distance D takes (R/D)^2 g(x) of the light from the point of a sphere of radius r whose normal makes an angle acos x with the
 * line of centres; g(x) = (x - q)/(1 - 2qx + q^2)^(3/2), q = r/D, where the occluder's centre stands above the horizon (x > q), else 0. Lit from
 * all sides, nine spherical harmonics hold such a function to about 1 % (Ramamoorthi & Hanrahan, Proc. SIGGRAPH 2001, 497): so each receiver
 * keeps its sum over occluders as s + v.n + n.Q n. The light that is left, exp(-strength * sum), treats occluders as independent.
 */

/** floats a receiver: s, v (3), Q (xx, yy, zz, xy, xz, yz), two unused: three vec4 */
export const OCCLUSION_SIZE = 12
/** Å: what lies farther away counts nothing, and what lies nearer fades towards it, hidden by what lies between */
export const REACH = 7

const STEPS = 96
const LARGEST_Q = 0.97

/** Gauss-Legendre, 8 points on [-1, 1] (Abramowitz & Stegun, table 25.4). */
const NODES = [0.1834346424956498, 0.525532409916329, 0.7966664774136267, 0.9602898564975363] as const
const WEIGHTS = [0.362683783378362, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763] as const

/** Coefficients of g for l = 0, 1, 2 in Legendre polynomials, g(x) = sum_l g_l P_l(x), for q in [0, 1). */
export function lobe(q: number): readonly [number, number, number] {
  const half = (1 - q) / 2
  const sums: [number, number, number] = [0, 0, 0]
  NODES.forEach((node, k) => {
    for (const x of [1 - half + half * node, 1 - half - half * node]) {
      const g = (WEIGHTS[k]! * half * (x - q)) / (1 - 2 * q * x + q * q) ** 1.5
      sums[0] += g / 2
      sums[1] += (3 * g * x) / 2
      sums[2] += (5 * g * (1.5 * x * x - 0.5)) / 2
    }
  })
  return sums
}

/** [3 (STEPS + 2)]: lobes at even steps of q; one more row for interpolation at the end. */
const LOBES = Float64Array.from(Array.from({ length: STEPS + 2 }, (_, k) => lobe(Math.min(LARGEST_Q, (k * LARGEST_Q) / STEPS))).flat())

interface Grid {
  readonly size: readonly [number, number, number]
  readonly low: readonly [number, number, number]
  /** [cells + 1] first sphere of each cell, x running fastest */
  readonly start: Int32Array
  /** [4m] the spheres in the order of the cells */
  readonly sorted: Float64Array
}

const CELL = REACH / 2

/** Spheres [4m] that take light from others, sorted into cells of half the reach (larger ones where few spheres lie far apart). */
export class Occluders {
  readonly #grid: Grid
  readonly #cell: number
  readonly #sum = new Float64Array(10)

  constructor(spheres: ArrayLike<number>, count: number) {
    const low: [number, number, number] = [Infinity, Infinity, Infinity]
    const high: [number, number, number] = [-Infinity, -Infinity, -Infinity]
    for (let k = 0; k < count; k++) {
      for (let a = 0; a < 3; a++) {
        low[a] = Math.min(low[a]!, spheres[4 * k + a]!)
        high[a] = Math.max(high[a]!, spheres[4 * k + a]!)
      }
    }
    const span = low.map((x, a) => Math.max(high[a]! - x, 0))
    const volume = span.reduce((product, x) => product * Math.max(x, CELL), 1)
    this.#cell = Math.max(CELL, Math.cbrt(volume / (8 * count + 64)))
    const size = span.map((x) => Math.floor(x / this.#cell) + 1) as [number, number, number]
    this.#grid = sortIntoCells(spheres, count, low, size, this.#cell)
  }

  /** Writes what the spheres take from a receiver of radius r at x, y, z (Å) to `out[at...]`, OCCLUSION_SIZE floats. A sphere with the same centre is the receiver itself. */
  at(x: number, y: number, z: number, r: number, out: Float32Array, at: number): void {
    const { size, low, start, sorted } = this.#grid
    const sum = this.#sum.fill(0)
    const from = (p: number, a: 0 | 1 | 2): number => Math.max(0, Math.floor((p - REACH - low[a]) / this.#cell))
    const to = (p: number, a: 0 | 1 | 2): number => Math.min(size[a] - 1, Math.floor((p + REACH - low[a]) / this.#cell))
    const [x0, x1, y0, y1, z0, z1] = [from(x, 0), to(x, 0), from(y, 1), to(y, 1), from(z, 2), to(z, 2)]
    for (let cz = z0; cz <= z1; cz++) {
      for (let cy = y0; cy <= y1; cy++) {
        const row = (cz * size[1] + cy) * size[0]
        // the cells of a row lie one after the other
        for (let s = start[row + x0]!; s < start[row + x1 + 1]!; s++) addSphere(sum, sorted[4 * s]! - x, sorted[4 * s + 1]! - y, sorted[4 * s + 2]! - z, sorted[4 * s + 3]!, r)
      }
    }
    out.set(sum, at)
  }
}

function sortIntoCells(spheres: ArrayLike<number>, count: number, low: Grid['low'], size: Grid['size'], cell: number): Grid {
  const start = new Int32Array(size[0] * size[1] * size[2] + 1)
  const cellOf = new Int32Array(count)
  for (let k = 0; k < count; k++) {
    const [cx, cy, cz] = [0, 1, 2].map((a) => Math.floor((spheres[4 * k + a]! - low[a]!) / cell))
    cellOf[k] = (cz! * size[1] + cy!) * size[0] + cx!
    start[cellOf[k]! + 1]!++
  }
  for (let c = 1; c < start.length; c++) start[c]! += start[c - 1]!
  const next = start.slice()
  const sorted = new Float64Array(4 * count)
  for (let k = 0; k < count; k++) {
    const slot = next[cellOf[k]!]!++
    for (let a = 0; a < 4; a++) sorted[4 * slot + a] = spheres[4 * k + a]!
  }
  return { size, low, start, sorted }
}

/** Adds one occluder of radius R, its centre dx, dy, dz (Å) from that of a receiver of radius r. */
function addSphere(sum: Float64Array, dx: number, dy: number, dz: number, R: number, r: number): void {
  const d2 = dx * dx + dy * dy + dz * dz
  if (d2 >= REACH * REACH || d2 < 1e-6) return
  const d = Math.sqrt(d2)
  // one that reaches into the receiver takes no more than what touches it would
  const touching = Math.min(R, d - r)
  if (touching <= 0) return
  const fade = 1 - d2 / (REACH * REACH)
  const share = ((touching * touching) / d2) * fade * fade
  const place = Math.min((r / d) * (STEPS / LARGEST_Q), STEPS)
  const row = 3 * Math.floor(place)
  const t = place - Math.floor(place)
  const g0 = share * (LOBES[row]! + t * (LOBES[row + 3]! - LOBES[row]!))
  const g1 = (share * (LOBES[row + 1]! + t * (LOBES[row + 4]! - LOBES[row + 1]!))) / d
  const g2 = (1.5 * share * (LOBES[row + 2]! + t * (LOBES[row + 5]! - LOBES[row + 2]!))) / d2
  sum[0]! += g0 - (g2 * d2) / 3
  sum[1]! += g1 * dx
  sum[2]! += g1 * dy
  sum[3]! += g1 * dz
  sum[4]! += g2 * dx * dx
  sum[5]! += g2 * dy * dy
  sum[6]! += g2 * dz * dz
  sum[7]! += g2 * dx * dy
  sum[8]! += g2 * dx * dz
  sum[9]! += g2 * dy * dz
}

/** What is missing at the normal n (unit): the sum over occluders of a receiver at `at`. The shader computes the same. */
export function occlusionAt(packed: ArrayLike<number>, at: number, [x, y, z]: readonly [number, number, number]): number {
  const [s, a, b, c, xx, yy, zz, xy, xz, yz] = Array.from({ length: 10 }, (_, k) => packed[at + k]!) as [number, number, number, number, number, number, number, number, number, number]
  return s + a * x + b * y + c * z + xx * x * x + yy * y * y + zz * z * z + 2 * (xy * x * y + xz * x * z + yz * y * z)
}

/** [12m] of the spheres, [12b] of the bonds */
export interface Occlusion {
  readonly atoms: Float32Array
  readonly bonds: Float32Array
}

/** receivers between two yields: about a millisecond */
const SLICE = 128

/** Of every sphere ([4m]) and of every bond at its middle ([8b], as packed for drawing), in slices so that a large scene never holds up the window. */
export function* occlusionInSlices(spheres: ArrayLike<number>, count: number, ends: ArrayLike<number>): Generator<undefined, Occlusion> {
  const occluders = new Occluders(spheres, count)
  const bonds = ends.length / 8
  const out = { atoms: new Float32Array(OCCLUSION_SIZE * count), bonds: new Float32Array(OCCLUSION_SIZE * bonds) }
  for (let k = 0; k < count; k++) {
    if (k % SLICE === SLICE - 1) yield
    occluders.at(spheres[4 * k]!, spheres[4 * k + 1]!, spheres[4 * k + 2]!, spheres[4 * k + 3]!, out.atoms, OCCLUSION_SIZE * k)
  }
  for (let q = 0; q < bonds; q++) {
    if (q % SLICE === SLICE - 1) yield
    const middle = (x: number): number => (ends[8 * q + x]! + ends[8 * q + 4 + x]!) / 2
    occluders.at(middle(0), middle(1), middle(2), ends[8 * q + 3]!, out.bonds, OCCLUSION_SIZE * q)
  }
  return out
}
