/** Derivative-free minimisation: Nelder & Mead, Comput. J. 7, 308 (1965), with scipy's simplex and stopping rule. */

export interface NelderMeadOptions {
  readonly maxIterations?: number
  /** stop when every vertex is within this of the best, in each coordinate ... */
  readonly xTolerance?: number
  /** ... and every value within this of the best */
  readonly fTolerance?: number
}

export interface Minimum {
  readonly x: readonly number[]
  readonly value: number
  readonly iterations: number
}

interface Vertex {
  readonly x: readonly number[]
  readonly value: number
}

/** Minimises `f` from `start`. A value that is not a number counts as infinitely bad. */
export function nelderMead(f: (x: readonly number[]) => number, start: readonly number[], options: NelderMeadOptions = {}): Minimum {
  const { maxIterations = 200 * start.length, xTolerance = 1e-4, fTolerance = 1e-4 } = options
  const vertex = (x: readonly number[]): Vertex => {
    const value = f(x)
    return { x, value: Number.isNaN(value) ? Infinity : value }
  }
  // scipy's start: 5 % along each axis, 0.00025 where the coordinate is zero
  const simplex = [vertex(start), ...start.map((v, i) => vertex(start.with(i, v === 0 ? 0.00025 : v * 1.05)))]
  const order = (): unknown => simplex.sort((a, b) => a.value - b.value)
  order()
  let iterations = 0
  while (iterations < maxIterations && !converged(simplex, xTolerance, fTolerance)) {
    step(simplex, vertex)
    order()
    iterations++
  }
  return { ...simplex[0]!, iterations }
}

function converged(simplex: readonly Vertex[], xTolerance: number, fTolerance: number): boolean {
  const best = simplex[0]!
  return simplex.every((v) => Math.abs(v.value - best.value) <= fTolerance && v.x.every((x, i) => Math.abs(x - best.x[i]!) <= xTolerance))
}

/** One iteration on a sorted simplex: reflect, expand, contract or shrink. */
function step(simplex: Vertex[], vertex: (x: readonly number[]) => Vertex): void {
  const n = simplex.length - 1
  const [best, worst, second] = [simplex[0]!, simplex[n]!, simplex[n - 1]!]
  const centroid = best.x.map((_, i) => simplex.slice(0, n).reduce((s, v) => s + v.x[i]!, 0) / n)
  const along = (t: number): Vertex => vertex(centroid.map((c, i) => c + t * (c - worst.x[i]!)))
  const reflected = along(1)
  if (reflected.value < best.value) {
    const expanded = along(2)
    simplex[n] = expanded.value < reflected.value ? expanded : reflected
  } else if (reflected.value < second.value) simplex[n] = reflected
  else {
    const outside = reflected.value < worst.value
    const contracted = along(outside ? 0.5 : -0.5)
    if (contracted.value <= Math.min(reflected.value, worst.value)) simplex[n] = contracted
    else for (let k = 1; k <= n; k++) simplex[k] = vertex(simplex[k]!.x.map((x, i) => best.x[i]! + 0.5 * (x - best.x[i]!)))
  }
}
