/**
 * Whether a point where all forces are small is a minimum or a saddle, asked of the potential, and the way down from a saddle.
 *
 * Forces vanish on the top of a ridge as in a valley: an adsorbate on a bridge between two hollows, a methyl group that stands eclipsed. The lowest
 * eigenvalue of the Hessian over the adsorbate's coordinates is sought by Davidson's method (J. Comput. Phys. 17, 87 (1975),
 * doi:10.1016/0021-9991(75)90065-0): products with the Hessian are differences of forces, one force call each; the first direction is a turn of
 * every molecule and a shift of every single atom, the next ones the residual, all through the inverse of the model Hessian. The slab is held: what
 * is downhill with it is downhill without. Along a negative mode molecules are taken, turning as rigid bodies, as far as the energy falls.
 */
import { cholesky, solveLower, solveUpper } from '../math/cholesky'
import { symmetricEigen } from '../math/symmetric-eigen'
import { dot, largestRow } from './optimiser'
import { followed, softMotions, type Body } from './rigid-motions'
import { ENERGY_NOISE } from './trust-region'

/** Å: how far the atom that moves most is displaced for a product with the Hessian */
const PROBE = 0.03
/** products at most */
const MOST_PROBES = 4
/** eV/Å^2: a curvature below this is a way down; nearer to zero it is within what the displacement's own length makes of it */
const NEGATIVE = -0.01
/** eV/Å^2 of the residual: a negative mode nearer than this to an eigenvector is followed at once; stiff motions mixed into it would raise the energy */
const CLEAN = 0.3
/** eV/Å^2: no mode is looked for further below the lowest one found than its residual reaches, if that stays above this */
const SURELY_POSITIVE = 0.05
/** Å of the atom that moves most: the first step along a negative mode; each next one goes twice as far, up to the last */
const FIRST_WALK = 0.2
const LAST_WALK = 0.8

/** A point over the free atoms alone. */
export interface FreePoint {
  /** [m] Å */
  readonly positions: Float64Array
  readonly energy: number
  /** [m] eV/Å */
  readonly gradient: Float64Array
}

/** The search from one point: plain data, as all state of an optimiser. */
export interface ModeSearch {
  readonly base: FreePoint
  readonly bodies: readonly Body[]
  /** the bodies' coordinates among the m, and the Cholesky factor of the model Hessian over them: the rest of the structure is held */
  readonly own: readonly number[]
  readonly factor: Float64Array
  /** orthonormal [m], the last one perhaps without its product yet */
  readonly basis: Float64Array[]
  /** the Hessian's products with them */
  readonly products: Float64Array[]
  walk: Walk | null
}

interface Walk {
  readonly mode: Float64Array
  /** Å, of the step that is being tried */
  readonly length: number
  /** whether the other side was tried before */
  readonly turned: boolean
  /** the lowest point on the way, if one is below the search's base */
  readonly best: FreePoint | null
}

/** Where to evaluate next; or the point from which to go on downhill; or that there is no way down. */
export type ModeAnswer = { readonly kind: 'probe'; readonly positions: Float64Array } | { readonly kind: 'lower'; readonly point: FreePoint } | { readonly kind: 'minimum' }

/** `hessian` [m m] is a model of the one at `base`, positive definite; `cell` gives the frame of the turns and shifts. */
export function beginModeSearch(base: FreePoint, bodies: readonly Body[], cell: ArrayLike<number>, hessian: Float64Array): { readonly search: ModeSearch; readonly answer: ModeAnswer } {
  const m = base.positions.length
  const own = bodies.flatMap(({ places }) => places.flatMap((f) => [3 * f, 3 * f + 1, 3 * f + 2]))
  const search: ModeSearch = { base, bodies, own, factor: factorOver(hessian, m, own), basis: [], products: [], walk: null }
  const push = new Float64Array(m)
  // unequal weights: no mirror plane of the surface holds their sum
  softMotions(bodies, cell, m).forEach((motion, k) => motion.forEach((v, c) => (push[c]! += v * (1 - 0.07 * (k % 6)))))
  return { search, answer: probe(search, through(search, push)) }
}

/** Takes the evaluation of what was asked for last. */
export function continueModeSearch(search: ModeSearch, here: FreePoint): ModeAnswer {
  const { base, own, basis, products, walk } = search
  if (walk !== null) return walkOn(search, walk, here)
  if (here.energy < base.energy - ENERGY_NOISE) return { kind: 'lower', point: here }
  const length = PROBE / largestRow(basis.at(-1)!)
  const product = new Float64Array(here.gradient.length)
  for (const k of own) product[k] = (here.gradient[k]! - base.gradient[k]!) / length
  products.push(product)
  const { value, mode, residual } = lowestMode(search)
  const far = Math.hypot(...residual)
  if (value < NEGATIVE && (far < CLEAN || basis.length === MOST_PROBES)) return beginWalk(search, mode)
  if (basis.length === MOST_PROBES || value - far > SURELY_POSITIVE) return { kind: 'minimum' }
  return probe(search, through(search, residual))
}

/** Asks for the product with what `direction` adds to the basis, if it adds anything. */
function probe({ base, bodies, basis }: ModeSearch, direction: Float64Array): ModeAnswer {
  const before = Math.hypot(...direction)
  for (let pass = 0; pass < 2; pass++) {
    for (const v of basis) {
      const along = dot(direction, v)
      direction = direction.map((d, k) => d - along * v[k]!)
    }
  }
  const norm = Math.hypot(...direction)
  if (!(norm > 1e-6 * before)) return { kind: 'minimum' }
  const v = direction.map((d) => d / norm)
  basis.push(v)
  const length = PROBE / largestRow(v)
  return { kind: 'probe', positions: followed(bodies, base.positions, v.map((c) => length * c)) }
}

/** The lowest Ritz value (eV/Å^2), its vector and its residual. */
function lowestMode({ basis, products }: ModeSearch): { readonly value: number; readonly mode: Float64Array; readonly residual: Float64Array } {
  const matrix = basis.map((v, i) => basis.map((w, j) => (dot(v, products[j]!) + dot(w, products[i]!)) / 2))
  const { values, vectors } = symmetricEigen(matrix)
  const lowest = values.indexOf(Math.min(...values))
  const sum = (rows: readonly Float64Array[]): Float64Array => rows[0]!.map((_, k) => rows.reduce((total, row, i) => total + vectors[i]![lowest]! * row[k]!, 0))
  const mode = sum(basis), product = sum(products), value = values[lowest]!
  return { value, mode, residual: product.map((v, k) => v - value * mode[k]!) }
}

function beginWalk(search: ModeSearch, mode: Float64Array): ModeAnswer {
  const downhill = dot(search.base.gradient, mode) > 0 ? mode.map((v) => -v) : mode
  search.walk = { mode: downhill, length: FIRST_WALK, turned: false, best: null }
  return walked(search)
}

function walkOn(search: ModeSearch, walk: Walk, here: FreePoint): ModeAnswer {
  if (here.energy < (walk.best ?? search.base).energy - ENERGY_NOISE) {
    if (walk.length >= LAST_WALK) return { kind: 'lower', point: here }
    search.walk = { ...walk, length: 2 * walk.length, best: here }
    return walked(search)
  }
  if (walk.best !== null) return { kind: 'lower', point: walk.best }
  if (walk.turned) return { kind: 'minimum' }
  search.walk = { ...walk, mode: walk.mode.map((v) => -v), turned: true }
  return walked(search)
}

function walked({ base, bodies, walk }: ModeSearch): ModeAnswer {
  const { mode, length } = walk!
  const scale = length / largestRow(mode)
  return { kind: 'probe', positions: followed(bodies, base.positions, mode.map((v) => scale * v)) }
}

/** Factor of the rows and columns `own` of the [m m] Hessian, which is positive definite as the whole is. */
function factorOver(hessian: Float64Array, m: number, own: readonly number[]): Float64Array {
  const n = own.length
  const block = new Float64Array(n * n), factor = new Float64Array(n * n)
  own.forEach((p, i) => own.forEach((q, j) => (block[i * n + j] = hessian[p * m + q]!)))
  if (!cholesky(block, n, 0, factor)) throw new RangeError('The model Hessian is not positive definite')
  return factor
}

/** The model Hessian's inverse times v over the bodies' coordinates, zero elsewhere. */
function through({ own, factor }: ModeSearch, v: Float64Array): Float64Array {
  const n = own.length
  const solved = solveUpper(factor, n, solveLower(factor, n, Float64Array.from(own, (k) => v[k]!)))
  const out = new Float64Array(v.length)
  own.forEach((k, i) => (out[k] = solved[i]!))
  return out
}
