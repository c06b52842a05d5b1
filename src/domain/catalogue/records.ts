/**
 * What a project remembers. Plain data: these records cross process boundaries and are what the store keeps.
 * ids are stable strings; every energy carries its reference; every result carries its provenance.
 */
import type { EnergyReference } from '../chemistry/references'
import type { Anomaly, Miller, Placement, Slab } from '../chemistry/types'
import type { RelaxOutcome, RelaxSettings } from '../relax/types'
import type { Structure } from '../structure/structure'
import type { Interval } from '../uncertainty/interval'

/** A structure that came from a user's file or an example. */
export interface Material {
  /** unique in the project, from the file's name: 'Cu', 'Pt3Ni', 'Cu-2' */
  readonly id: string
  /** file name (and frame) it came from */
  readonly source: string
  readonly structure: Structure
  /** `bulk`: surfaces are cut from it; `slab`: it is a surface already */
  readonly role: 'bulk' | 'slab'
}

/** Which surfaces of a bulk: explicit indices, or all symmetry-distinct ones up to a maximum. */
export type FacetChoice =
  | { readonly kind: 'indices'; readonly miller: readonly Miller[] }
  | { readonly kind: 'all'; readonly maxIndex: number }

/** Everything that decides the result of a screening run; with the model and the materials it fixes the ranking bit for bit. */
export interface ScreenSettings {
  readonly facets: FacetChoice
  /** 'oc20' | 'oc22': the slab rules */
  readonly surfacePreset: 'oc20' | 'oc22'
  /** adsorbate ids of the library, or SMILES */
  readonly adsorbates: readonly string[]
  /** placements per (surface, adsorbate) */
  readonly configurations: number
  /** `mixed`: heuristic sites first (at most a third), random ones for the rest */
  readonly placement: 'mixed' | 'random' | 'heuristic' | 'random-site-heuristic'
  readonly seed: number
  readonly relax: RelaxSettings
}

export type ConfigurationState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled'

/** One placement and what became of it. */
export interface Configuration {
  /** '<slab id>/<adsorbate id>/<placement id>' */
  readonly id: string
  readonly material: string
  readonly slab: string
  readonly adsorbate: string
  readonly placement: string
  readonly state: ConfigurationState
  /** one sentence, for `failed` */
  readonly reason?: string
  readonly result?: ConfigurationResult
}

export interface ConfigurationResult {
  readonly outcome: RelaxOutcome
  /** eV; adsorption energy per `reference` */
  readonly energy: number
  readonly reference: EnergyReference
  readonly interval: Interval
  /** latent distance to the training data, where the model is calibrated and it could be measured */
  readonly distance?: number
  readonly anomalies: readonly Anomaly[]
  readonly steps: number
  readonly forceCalls: number
  /** eV/Å, at the end */
  readonly fmax: number
  /** false: an element or material class the model was not made for; `domainNote` says which */
  readonly inDomain: boolean
  readonly domainNote?: string
}

/** One surface of a run with its relaxed clean energy. */
export interface SurfaceRecord {
  readonly slab: Slab
  readonly material: string
  /** eV, relaxed clean slab, total; absent until done */
  readonly energy?: number
  readonly relaxed?: Structure
}

export interface PlacedConfiguration {
  readonly id: string
  readonly slab: string
  readonly adsorbate: string
  readonly placement: Placement
}

export type RunState = 'preparing' | 'running' | 'paused' | 'done' | 'cancelled' | 'failed'

/** Who made a result, with what: kept with every run and written into every export. */
export interface Provenance {
  readonly software: string
  readonly model: { readonly name: string; readonly sha256: string; readonly functional: string }
  readonly calibration: string | null
  readonly settings: ScreenSettings
  readonly provider: string
}

/** One line of the ranking, best first; anomalous and failed configurations follow, with `rank` null. */
export interface RankedRow {
  readonly rank: number | null
  readonly configuration: Configuration
  readonly miller: string
  readonly formula: string
  /** eV above the best of the same (surface, adsorbate) */
  readonly relative: number | null
  /** number of its minimum among those of the same (surface, adsorbate), from 1 by energy; equal for rows that ended in the same place up to the symmetry of the slab. Absent while that is not known */
  readonly basin?: number
}
