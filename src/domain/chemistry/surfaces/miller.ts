/** Miller indices: reading, writing, and the planes that the crystal's symmetry tells apart. */
import { invalidInput } from '../../errors'
import { cellParameters } from '../../structure/cell'
import type { SymmetryDataset, SymmetryOperation } from '../../structure/symmetry'
import type { Miller } from '../types'

export type Operations = Pick<SymmetryDataset, 'operations'>

/** Largest |h|, |k| or |l| that is accepted: far beyond any surface that is studied, and small enough to enumerate. */
export const MAX_MILLER = 20

/** Largest maximum for an enumeration: 3,000 planes of a triclinic crystal. */
export const MAX_MILLER_SEARCH = 8

/**
 * One plane of every family {hkl} with |h|, |k|, |l| <= max that symmetry tells apart, in the order of pymatgen's
 * get_symmetrically_distinct_miller_indices (indices descending from (max max max)), reduced to coprime numbers.
 * `symmetry` must hold the operations in the basis that the indices refer to.
 *
 * Two planes belong together when an operation of the crystal maps one on the other or on its opposite (Laue class): a plane and its
 * opposite are the two sides of one slab. pymatgen uses the symmetry of the lattice alone, and so drops planes of crystals
 * with less symmetry than their lattice: (120) of pyrite, (01-11) of quartz. See docs/surfaces.md.
 * Throws InvalidInput unless max is a whole number from 1 to 8.
 */
export function distinctMillerIndices(symmetry: Operations, max: number): Miller[] {
  if (!Number.isInteger(max) || max < 1 || max > MAX_MILLER_SEARCH) {
    throw invalidInput('The maximum Miller index is out of range', { found: String(max), expected: `a whole number from 1 to ${MAX_MILLER_SEARCH}` })
  }
  const rotations = distinctRotations(symmetry.operations)
  const seen = new Set<string>()
  const distinct: Miller[] = []
  for (const miller of descending(max)) {
    if (seen.has(miller.join())) continue
    distinct.push(miller)
    for (const image of imagesOf(miller, rotations)) seen.add(image.join())
  }
  return distinct
}

/** All planes equivalent to (hkl) under the Laue class of the crystal, itself included, without repeats. */
export function equivalentMillerIndices(symmetry: Operations, miller: Miller): Miller[] {
  const images = imagesOf(miller, distinctRotations(symmetry.operations))
  return [...new Map(images.map((m) => [m.join(), m])).values()]
}

/** Whether two planes are of one family. */
export const areEquivalentPlanes = (symmetry: Operations, a: Miller, b: Miller): boolean =>
  equivalentMillerIndices(symmetry, a).some((m) => m.join() === b.join())

/**
 * Checks indices given by a user, three (hkl) or, for a hexagonal cell, four (hkil), and reduces them to coprime numbers: (200) is (100).
 * Throws InvalidInput for anything else.
 */
export function parseMiller(indices: readonly number[], cell: ArrayLike<number>): Miller {
  const found = `(${indices.join(' ')})`
  if (indices.length !== 3 && indices.length !== 4) throw invalidInput('A plane has three Miller indices (hkl) or four Miller-Bravais indices (hkil)', { found })
  if (!indices.every((k) => Number.isInteger(k) && Math.abs(k) <= MAX_MILLER)) {
    throw invalidInput('Miller indices are whole numbers', { found, expected: `whole numbers from ${-MAX_MILLER} to ${MAX_MILLER}` })
  }
  if (indices.length === 4) requireHexagonal(indices, cell, found)
  const [h, k, l] = [indices[0]!, indices[1]!, indices.at(-1)!]
  if (h === 0 && k === 0 && l === 0) throw invalidInput('(000) is not a plane', { found })
  return coprime([h, k, l])
}

/** '111', '1-10'; indices of two digits are kept apart by points: '1.10.0'. */
export const millerLabel = (miller: Miller): string => miller.join(miller.some((k) => Math.abs(k) > 9) ? '.' : '')

/** h' = h R for every rotation, with both signs. */
function imagesOf(miller: Miller, rotations: readonly (readonly number[])[]): Miller[] {
  return rotations.flatMap((r) => {
    const image = rotateMiller(miller, r)
    return [image, negate(image)]
  })
}

/** The plane h R, as a row vector: x -> R x + t maps the planes of h R on those of h. */
export function rotateMiller(miller: Miller, rotation: readonly number[]): Miller {
  const component = (j: number): number => clean(miller[0] * rotation[j]! + miller[1] * rotation[3 + j]! + miller[2] * rotation[6 + j]!)
  return [component(0), component(1), component(2)]
}

export const negate = (m: Miller): Miller => [clean(-m[0]), clean(-m[1]), clean(-m[2])]

/** -0 is 0. */
const clean = (x: number): number => x + 0

export const gcd = (a: number, b: number): number => (b === 0 ? Math.abs(a) : gcd(b, a % b))

function coprime(m: Miller): Miller {
  const d = gcd(gcd(m[0], m[1]), m[2])
  return [clean(m[0] / d), clean(m[1] / d), clean(m[2] / d)]
}

function* descending(max: number): Generator<Miller> {
  for (let h = max; h >= -max; h--)
    for (let k = max; k >= -max; k--)
      for (let l = max; l >= -max; l--) if (h !== 0 || k !== 0 || l !== 0) yield coprime([h, k, l])
}

function distinctRotations(operations: readonly SymmetryOperation[]): (readonly number[])[] {
  return [...new Map(operations.map(({ rotation }) => [rotation.join(), rotation])).values()]
}

function requireHexagonal(indices: readonly number[], cell: ArrayLike<number>, found: string): void {
  const p = cellParameters(cell)
  const hexagonal = Math.abs(p.a - p.b) < 1e-3 * p.a && Math.abs(p.gamma - 120) < 0.1 && Math.abs(p.alpha - 90) < 0.1 && Math.abs(p.beta - 90) < 0.1
  if (!hexagonal) throw invalidInput('Four indices (hkil) are for hexagonal cells only; this cell needs three', { found })
  if (indices[0]! + indices[1]! + indices[2]! !== 0) throw invalidInput('The third of four indices must be -(h + k)', { found, expected: `i = ${-(indices[0]! + indices[1]!)}` })
}
