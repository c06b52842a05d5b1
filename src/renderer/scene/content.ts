/** What a viewer shows: plain data, no three.js. */
import type { Structure } from '../../domain/structure/structure'

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
  /** atoms that an anomaly points at */
  readonly highlights: readonly number[]
  /** pairs of atoms that an anomaly speaks of */
  readonly links: readonly (readonly [number, number])[]
}

export const plainContent = (key: string, structure: Structure, bulk = false): SceneContent => ({ key, structure, bulk, positions: null, forces: null, reference: null, highlights: [], links: [] })
