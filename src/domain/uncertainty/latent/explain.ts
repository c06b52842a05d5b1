/** Why a structure is as far from the training data as it is: the distance of each atom, and what it is nearest to. */
import type { Environment } from '../../structure/environment'
import type { Structure } from '../../structure/structure'
import type { DistanceSettings } from './distance'
import type { ReferenceSystem } from './index-format'
import { structureDistance, type LatentIndex } from './latent-index'

/** An atom of the training data, by name, and what surrounds it where the index keeps that. */
export interface KnownEnvironment {
  /** from the asking atom, in the metric of the settings */
  readonly distance: number
  readonly element: number
  readonly system: ReferenceSystem
  /** atom within the system's structure */
  readonly atom: number
  readonly environment: Environment | null
}

export interface AtomDistance {
  /** index into the structure */
  readonly atom: number
  /** Infinity for an element that the training data do not hold */
  readonly distance: number
  /** nearest first */
  readonly known: readonly KnownEnvironment[]
}

export interface DistanceExplanation {
  /** of the whole structure, as error bars are made from it */
  readonly distance: number
  /** [n] NaN for atoms that do not count: those held, or outside the part that the settings look at */
  readonly perAtom: Float64Array
  /** the counted atoms, farthest first */
  readonly atoms: readonly AtomDistance[]
}

/** `latents` [n D] of all atoms; `known`: environments named for each atom. Throws InvalidInput as `structureDistance` does. */
export function explainDistance(index: LatentIndex, structure: Structure, latents: ArrayLike<number>, settings: DistanceSettings, known = 3): DistanceExplanation {
  const { distance, perAtom } = structureDistance(index, structure, latents, settings)
  const d = index.data.dimension
  const counted = Array.from(perAtom.keys()).filter((i) => !Number.isNaN(perAtom[i]!))
  const atoms = counted.map((atom): AtomDistance => {
    const own = Float32Array.from({ length: d }, (_, c) => latents[atom * d + c]!)
    const [found] = index.nearest(own, [structure.numbers[atom]!], { ...settings, k: known })
    const named = found!.map((neighbour): KnownEnvironment => {
      const { element, system, atom: of } = index.describe(neighbour)
      return { distance: neighbour.distance, element, system, atom: of, environment: index.data.environments[neighbour.entry] ?? null }
    })
    return { atom, distance: perAtom[atom]!, known: named }
  })
  // Infinity less Infinity is no order: equal ones stay as they stand
  return { distance, perAtom, atoms: atoms.toSorted((a, b) => (a.distance === b.distance ? a.atom - b.atom : b.distance - a.distance)) }
}
