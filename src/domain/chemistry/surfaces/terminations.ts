/**
 * Where a crystal can be cut along a plane. Layers are groups of atoms at nearly one height; a cut goes through the middle of each
 * empty space between layers. Two cuts are the same termination when a symmetry operation of the crystal that keeps the plane maps
 * one on the other; an operation that turns the plane over makes the two sides of a cut equal.
 *
 * This is exact where pymatgen compares finished slabs by StructureMatcher: with OC20's tolerance (0.3 of the mean atomic spacing,
 * vacuum included: about 1 Å) that merges terminations which differ, e.g. both of Si(111). See docs/surfaces.md.
 */
import { dot, vec3 } from '../../math/vec3'
import type { Crystal } from './crystal'
import { negate, rotateMiller } from './miller'
import type { Plane } from './plane'

/** An empty space between two layers, in one spacing of the plane. */
export interface Gap {
  /** Å, height of its middle above the origin along the normal, in [0, spacing) */
  readonly middle: number
  /** Å */
  readonly width: number
}

/** How one symmetry operation moves heights: z -> sign z + offset, modulo the spacing. */
export interface HeightOperation {
  readonly sign: 1 | -1
  /** Å */
  readonly offset: number
}

export interface Termination {
  /** Å, height of the cut above the crystal's origin, in [0, spacing) */
  readonly cut: number
  /** the cut as a fraction of the oriented cell's height, as in pymatgen, counted along +(hkl) */
  readonly shift: number
  /** whether an operation turns the plane over and maps the cut on itself: both sides of a slab cut there are equal */
  readonly symmetric: boolean
}

/** [n] heights of the crystal's atoms above its origin along the plane's normal, Å, in [0, spacing). */
export function atomHeights(crystal: Crystal, plane: Plane): Float64Array {
  const height = (i: number): number => dot(vec3(crystal.fractional, 3 * i), plane.miller) * plane.d
  return Float64Array.from(crystal.numbers, (_, i) => modulo(height(i), plane.spacing))
}

/**
 * The gaps wider than `tolerance` (Å) between atoms at the given heights, which repeat with `spacing`; the widest one alone where
 * none is (dense planes of high index). In ascending order of their middles.
 */
export function gapsBetween(heights: ArrayLike<number>, spacing: number, tolerance: number): Gap[] {
  const sorted = Float64Array.from(heights).sort()
  const gaps = Array.from(sorted, (low, i): Gap => {
    const width = (i + 1 < sorted.length ? sorted[i + 1]! : sorted[0]! + spacing) - low
    return { middle: modulo(low + width / 2, spacing), width }
  })
  const open = gaps.filter((g) => g.width > tolerance)
  const chosen = open.length > 0 ? open : [gaps.reduce((best, g) => (g.width > best.width ? g : best))]
  return chosen.sort((p, q) => p.middle - q.middle)
}

/** The crystal's operations that map the plane on itself or turn it over, as they act on heights. */
export function heightOperations(crystal: Crystal, plane: Plane): HeightOperation[] {
  const self = plane.miller.join()
  const opposite = negate(plane.miller).join()
  return crystal.operations.flatMap(({ rotation, translation: t }): HeightOperation[] => {
    const image = rotateMiller(plane.miller, rotation).join()
    const offset = modulo(dot(plane.miller, t) * plane.d, plane.spacing)
    return image === self ? [{ sign: 1, offset }] : image === opposite ? [{ sign: -1, offset }] : []
  })
}

/**
 * The distinct terminations, by ascending shift; the lowest cut of each class stands for it.
 * With `sides` true, cuts that only an upside-down operation relates count as two: the surfaces above and below them differ.
 */
export function distinctTerminations(gaps: readonly Gap[], operations: readonly HeightOperation[], plane: Plane, sides: boolean): Termination[] {
  const classOf = gaps.map((_, i) => i)
  for (const op of operations) {
    if (sides && op.sign < 0) continue
    gaps.forEach((gap, i) => merge(classOf, i, imageOf(gap, op, gaps, plane.spacing)))
  }
  const first = gaps.flatMap((gap, i) => (classOf.indexOf(classOf[i]!) === i ? [{ gap, i }] : []))
  return first.map(({ gap, i }) => ({
    cut: gap.middle,
    shift: gap.middle / (plane.stack * plane.spacing),
    symmetric: operations.some((op) => op.sign < 0 && imageOf(gap, op, gaps, plane.spacing) === i),
  }))
}

/** Index of the gap that an operation maps a gap on. */
function imageOf(gap: Gap, op: HeightOperation, gaps: readonly Gap[], spacing: number): number {
  const z = op.sign * gap.middle + op.offset
  let best = 0
  for (let i = 1; i < gaps.length; i++) if (circular(z - gaps[i]!.middle, spacing) < circular(z - gaps[best]!.middle, spacing)) best = i
  return best
}

function merge(classOf: number[], i: number, j: number): void {
  const [keep, drop] = [Math.min(classOf[i]!, classOf[j]!), Math.max(classOf[i]!, classOf[j]!)]
  for (let k = 0; k < classOf.length; k++) if (classOf[k] === drop) classOf[k] = keep
}

/** Distance between two heights modulo the spacing. */
const circular = (d: number, spacing: number): number => Math.abs(d - spacing * Math.round(d / spacing))

/** x modulo m, in [0, m); what is within 1e-9 of m counts as 0. */
export function modulo(x: number, m: number): number {
  const r = x - m * Math.floor(x / m)
  return r > m - 1e-9 ? 0 : r
}
