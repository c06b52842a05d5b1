/** What a user sees of the errors of a potential: imported DFT, calibrations, and the points behind both. */
import type { DftTruth } from '../domain/dft/adsorption'
import type { DeckRole } from '../domain/export/dft/deck'
import type { Truth } from '../domain/uncertainty/calibrated-model'
import type { CalibrationJudgement } from '../domain/uncertainty/judgement'

/** One energy that an import took. */
export interface ImportedEnergy {
  readonly file: string
  readonly role: DeckRole
  readonly target: string
  readonly theory: string
  readonly truth: DftTruth
  /** eV as it was read: total, or adsorption where the file gives that */
  readonly energy: number
  /** eV; for a configuration whose clean slab and gas molecules are known */
  readonly adsorption: number | null
  /** eV, energy of the potential less that of DFT */
  readonly error: number | null
  /** what is still needed for an adsorption energy */
  readonly missing: readonly string[]
  readonly notes: readonly string[]
}

export interface DftImport {
  readonly imported: readonly ImportedEnergy[]
  /** files that are in the project already, with the same content */
  readonly known: readonly string[]
  readonly refused: readonly { readonly file: string; readonly reason: string; readonly advice: string }[]
}

/** One configuration with its DFT energy. */
export interface ReliabilityPoint {
  /** configuration of this project; null for a point of the model's own calibration */
  readonly run: string | null
  readonly configuration: string | null
  /** what to call it */
  readonly label: string
  readonly adsorbate: string
  /** elements of the slab, 'Cu Pd' */
  readonly elements: string
  /** 'imported', or the part of the model's table: 'calibration', 'test' */
  readonly part: string
  /** eV, potential less DFT */
  readonly error: number
  /** eV, adsorption energies; null where only the error is known */
  readonly dft: number | null
  readonly energy: number | null
  /** latent distance; null where it could not be measured */
  readonly distance: number | null
  /** why it is no calibration point */
  readonly excluded: string | null
}

/** A calibration and how it does on the points. */
export interface CalibrationVersion {
  readonly id: string
  /** 'model': shipped with the potential; 'project': made from imported energies */
  readonly origin: 'model' | 'project'
  readonly created: string | null
  readonly truth: Truth
  readonly level: number
  readonly method: string
  readonly n: number
  /** one line: what its bars speak of */
  readonly bars: string
  readonly warnings: readonly string[]
  readonly active: boolean
  readonly judgement: CalibrationJudgement | null
  /** what `judgement` rests on, one sentence */
  readonly judgedOn: string
}

/** All of one truth and theory, never mixed. */
export interface ReliabilityGroup {
  readonly truth: Truth
  readonly theory: string
  readonly points: readonly ReliabilityPoint[]
}

export interface Reliability {
  readonly model: string
  /** notes of the model card on what it is not for */
  readonly notes: readonly string[]
  readonly groups: readonly ReliabilityGroup[]
  /** which group the versions are judged on; null without points */
  readonly shown: number | null
  readonly versions: readonly CalibrationVersion[]
  /** configurations whose DFT energy waits for references, with what is missing */
  readonly waiting: readonly { readonly configuration: string; readonly missing: readonly string[] }[]
}
