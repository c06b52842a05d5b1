/** What a viewer shows: plain data, no three.js. */
import type { Structure } from '../../domain/structure/structure'

/** How far each atom is from the training data. */
export interface LatentDistances {
  /** [n] NaN for atoms that do not count */
  readonly perAtom: Float64Array
  /** of the whole structure */
  readonly structure: number
  /** the largest distance of a structure that the calibration speaks for */
  readonly threshold: number
  /** squared distances are shown by their root: their range is wide */
  readonly metric: 'squared' | 'euclidean'
}

/** A second structure laid over the first. */
export interface Ghost {
  readonly structure: Structure
  /** atoms of the first and of the second that are the same atom */
  readonly pairs: readonly (readonly [a: number, b: number])[]
  /** [3n] Å, of the first structure's atoms to their partners; NaN without one */
  readonly vectors: Float64Array
  /** arrows are this many times longer than the moves */
  readonly exaggeration: number
}

export interface SceneContent {
  /** names the thing shown; the camera is fitted anew when it changes */
  readonly key: string
  readonly structure: Structure
  /** wrapped into the cell with the copies on its faces; else a slab or a molecule as it is */
  readonly bulk: boolean
  /** [3n] Å, drawn instead of the structure's own positions: the frame of a trajectory */
  readonly positions: ArrayLike<number> | null
  /** [3n] eV/Å, belonging to the positions shown; null when not known */
  readonly forces: Float64Array | null
  /** [3n] Å, from where displacements count; null when there is none */
  readonly reference: Float64Array | null
  /** 'on-request': they can be had, and are read once somebody wants to see them */
  readonly distances?: LatentDistances | 'on-request' | null
  readonly ghost?: Ghost | null
  /** atoms that an anomaly points at */
  readonly highlights: readonly number[]
  /** pairs of atoms that an anomaly speaks of */
  readonly links: readonly (readonly [number, number])[]
}

export const plainContent = (key: string, structure: Structure, bulk = false): SceneContent => ({ key, structure, bulk, positions: null, forces: null, reference: null, highlights: [], links: [] })
