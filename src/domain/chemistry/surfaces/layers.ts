/** The layers of a slab, from its surface down: what it ends in, and its Tasker type. Needs heights only, so it can be shown before a slab is made. */
import { chemicalLabel } from './crystal'
import { type OxidationGuess } from './oxidation'

export interface Layer {
  /** Å, mean height of its atoms */
  readonly height: number
  readonly numbers: readonly number[]
}

/**
 * Tasker's types (J. Phys. C 12, 4977 (1979), doi:10.1088/0022-3719/12/22/036): 1 = every layer is neutral, 2 = layers are charged and the
 * slab has no dipole along its normal, 3 = it has one. 'unknown' where formal charges cannot be guessed.
 */
export type TaskerType = 1 | 2 | 3 | 'unknown'

/** e/Å: a dipole per area below this is none (as pymatgen's Slab.is_polar) */
const DIPOLE_TOLERANCE = 1e-3

/** Groups atoms into layers, the top one first: atoms nearer than `tolerance` (Å) along z to the next one are in one layer. */
export function layersOf(heights: ArrayLike<number>, numbers: ArrayLike<number>, tolerance: number): Layer[] {
  const order = Array.from(heights, (_, i) => i).sort((p, q) => heights[q]! - heights[p]!)
  const groups: number[][] = []
  order.forEach((i, k) => {
    if (k === 0 || heights[order[k - 1]!]! - heights[i]! > tolerance) groups.push([])
    groups.at(-1)!.push(i)
  })
  return groups.map((group) => ({
    height: group.reduce((sum, i) => sum + heights[i]!, 0) / group.length,
    numbers: group.map((i) => numbers[i]!).sort((p, q) => p - q),
  }))
}

/** Reduced formula of a layer: 'O', 'TiO2'. */
export const layerName = (layer: Layer): string => chemicalLabel(layer.numbers)

/** 'O-terminated', 'TiO2-terminated': by the topmost layer. */
export const terminationName = (layers: readonly Layer[]): string => (layers[0] === undefined ? 'no atoms' : `${layerName(layers[0])}-terminated`)

/** The Tasker type of a slab of the given layers over a surface cell of `area` (Å^2). Of a slab that is not neutral the dipole is taken about its centroid. */
export function taskerType(layers: readonly Layer[], area: number, guess: OxidationGuess): TaskerType {
  if (guess.kind === 'unknown') return 'unknown'
  const charges = layers.map(({ numbers }) => numbers.reduce((sum, z) => sum + (guess.charges.get(z) ?? NaN), 0))
  if (charges.some(Number.isNaN)) return 'unknown'
  if (charges.every((q) => Math.abs(q) < 1e-6)) return 1
  const dipole = layers.reduce((sum, layer, i) => sum + charges[i]! * (layer.height - layers[0]!.height), 0)
  const total = charges.reduce((sum, q) => sum + q, 0)
  const centre = layers.reduce((sum, layer) => sum + layer.height * layer.numbers.length, 0) / layers.reduce((sum, layer) => sum + layer.numbers.length, 0)
  const balanced = dipole - total * (centre - layers[0]!.height)
  return Math.abs(balanced) / area < DIPOLE_TOLERANCE ? 2 : 3
}
