/**
 * What a project remembers. Plain data: these records cross process boundaries and are what the store keeps.
 * ids are stable strings; every energy carries its reference; every result carries its provenance.
 */
import type { EnergyReference } from '../chemistry/references'
import type { Anomaly, Miller, Placement, PlacementMode, Slab } from '../chemistry/types'
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
  /** symmetric oxide slabs (oc22) also with so many oxygen atoms removed from each side; absent or 0: none */
  readonly vacancies?: number | undefined
  /** adsorbate ids of the library, SMILES or names of `molecules`; several that go on together as in chemistry/adsorbate-sets.ts: '3O', 'CO+2O' */
  readonly adsorbates: readonly string[]
  /** the user's own molecules by name, as extXYZ text: see chemistry/molecule-files.ts */
  readonly molecules?: Readonly<Record<string, string>> | undefined
  /** placements per (surface, adsorbate) */
  readonly configurations: number
  /** `mixed`: heuristic sites first (at most a third), random ones for the rest */
  readonly placement: 'mixed' | PlacementMode
  readonly seed: number
  readonly relax: RelaxSettings
  /** absent (runs of Adatom 0.1): every placement is relaxed to its end */
  readonly search?: SearchChoice | undefined
}

/** `adatom`: merging and stopping; the others relax every placement to its end: as asked, or by the recipe of that name. See domain/adsorbml/search/presets.ts */
export type SearchMethod = 'adatom' | 'every' | 'adsorbml-2023' | 'uma-era'

export interface SearchChoice {
  readonly method: SearchMethod
  /** probability that nothing better by more than 0.1 eV is unseen, at which the search of a pair ends; null: only when the placements are used up */
  readonly stopAt: number | null
}

/** `skipped`: has no end of its own; `skipped` of the configuration says why */
export type ConfigurationState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled' | 'skipped'

/** Why a placement was not relaxed to its end. */
export type SkipReason =
  /** the configuration `of` starts from the same place, up to the symmetry of the slab */
  | { readonly kind: 'same-start'; readonly of: string }
  /** stopped after `step`, `above` eV above the minimum that `into` had reached, on its place */
  | { readonly kind: 'merged'; readonly into: string; readonly above: number; readonly step: number; readonly forceCalls: number }
  /** not started: the search had ended with this promise */
  | { readonly kind: 'not-needed'; readonly promised: number }

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
  /** for `skipped` */
  readonly skipped?: SkipReason
}

export interface ConfigurationResult {
  readonly outcome: RelaxOutcome
  /** eV; adsorption energy per `reference`, of all adsorbates together */
  readonly energy: number
  /** how many adsorbates that energy is of; absent for one */
  readonly adsorbates?: number
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
  /** calibrations against other truths that some of the bars come from */
  readonly otherCalibrations?: readonly string[]
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
  /** DFT's adsorption energy (eV), once it has been imported; `truth`: at the structure of the potential, or at DFT's own minimum */
  readonly dft?: { readonly energy: number; readonly truth: 'same-structure' | 'own-minimum'; readonly theory: string }
}
