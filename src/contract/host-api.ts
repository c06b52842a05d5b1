/**
 * What a user interface (renderer, command line) may ask of the host: the side that owns projects, runs and compute processes.
 * The same contract over Electron IPC, a WebSocket (`adatom serve`) and in process (command line, tests).
 */
import { z } from 'zod'
import type { PairAnswer } from '../domain/adsorbml/answer'
import type { RowProbability } from '../domain/adsorbml/rank-probabilities'
import type { Configuration, Material, PlacedConfiguration, Provenance, RankedRow, RunState, ScreenSettings } from '../domain/catalogue/records'
import type { AdsorbateSet } from '../domain/chemistry/adsorbate-sets'
import type { Adsorbate, Placement, Slab } from '../domain/chemistry/types'
import type { ErrorKind } from '../domain/errors'
import type { Structure } from '../domain/structure/structure'
import type { Aggregate, DistanceSettings } from '../domain/uncertainty/latent/distance'
import type { DistanceExplanation } from '../domain/uncertainty/latent/explain'
import { call, stream, type Client } from './define'
import type { DftImport, Reliability } from './reliability-api'
import { PROVIDER_CHOICES, preferencesSchema, type CacheState, type Preferences, type PreferencesState, type ProviderSelftest } from './preferences'
import { bytesSchema, facetsSchema, materialsSchema, moleculesSchema, relaxSettingsSchema, screenSettingsSchema, slabHandlingSchema, structureSchema, surfacePresetSchema, vacanciesSchema } from './wire'

export interface About {
  readonly version: string
  readonly node: string
  readonly platform: string
  readonly sqlite: string
  readonly models: readonly ModelSummary[]
  readonly defaultModel: string
}

export interface ModelSummary {
  readonly name: string
  readonly sha256: string
  readonly functional: string
  readonly elements: readonly string[]
  readonly trainedOn: string
  readonly calibration: string | null
  /** what the error bars speak of, one line; absent without calibration */
  readonly bars?: string
  readonly notes: readonly string[]
}

export interface ProviderStatus {
  readonly name: string
  readonly available: boolean
  /** why not, or a remark */
  readonly note: string
}

export interface Doctor {
  readonly checks: readonly { readonly name: string; readonly ok: boolean; readonly detail: string }[]
  readonly providers: readonly ProviderStatus[]
}

/** One frame of a file the user brought. */
export interface ReadMaterial {
  readonly material: Material
  readonly formula: string
  readonly spaceGroup: string | null
  readonly warnings: readonly string[]
}

export interface SlabPreview {
  readonly slab: Slab
  readonly material: string
  readonly summary: {
    readonly atoms: number
    readonly area: number
    readonly thickness: number
    /** both faces equal by symmetry */
    readonly symmetric: boolean
    readonly tasker: '1' | '2' | '3' | 'unknown'
    readonly termination: string
  }
}

/** What surfaces of a bulk are before one is made. */
export interface SurfacePlan {
  readonly slabs: readonly ({ readonly id: string; readonly miller: string; readonly layers: readonly string[]; readonly stoichiometric: boolean | null } & SlabPreview['summary'])[]
  readonly leftOut: readonly string[]
}

/** A molecule of the user's own, as settings keep it. */
export interface OwnMolecule {
  readonly name: string
  /** extXYZ */
  readonly text: string
  readonly adsorbate: Adsorbate
}

/** Every surface that the facets ask for, and what was not made of them. */
export interface CutSurfaces {
  readonly surfaces: readonly SlabPreview[]
  /** one sentence each: slabs above the size limit, planes that give no slab by the chosen rules */
  readonly leftOut: readonly string[]
}

/** What a run will do, before it starts. */
export interface Plan {
  readonly surfaces: readonly SlabPreview[]
  readonly configurations: number
  /** clean slabs and placements, at most */
  readonly relaxations: number
  /** of those, where the search stops as usual */
  readonly expectedRelaxations: number
  /** force calls expected, from the settings and past runs of this machine */
  readonly expectedForceCalls: number
  /** seconds, from a measured call time; null before anything was measured */
  readonly expectedSeconds: number | null
  readonly warnings: readonly string[]
}

export interface ProjectSummary {
  /** the project file's path: the id of the project on this host */
  readonly path: string
  readonly name: string
  readonly created: string
  readonly runs: readonly RunSummary[]
}

export interface RunSummary {
  readonly id: string
  readonly state: RunState
  readonly created: string
  readonly settings: ScreenSettings
  readonly total: number
  readonly done: number
  readonly failed: number
  /** not relaxed to their end, each with its reason */
  readonly skipped: number
}

/** What a run was set up with, to look at, change and run again. */
export interface RunSetup {
  readonly materials: readonly ReadMaterial[]
  readonly settings: ScreenSettings
  /** name of the model; null where it is not installed */
  readonly model: string | null
  /** one sentence each: what this installation cannot give back */
  readonly missing: readonly string[]
}

/** One surface and adsorbate of a run. */
export interface PairProgress {
  readonly slab: string
  readonly material: string
  /** as in a RankedRow */
  readonly miller: string
  readonly adsorbate: string
  /** placements: planned, as long as there are none */
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly skipped: number
  /** of the done ones */
  readonly anomalies: number
  readonly running: number
  /** 1: the next of those moved to the front; null: not one of them */
  readonly front: number | null
  /** why nothing is computed for it */
  readonly refused?: string
}

/** A snapshot of a run, at most ten a second; the newest replaces the older ones. */
export interface RunProgress {
  readonly run: string
  readonly state: RunState
  /** what kind of error ended a run that failed, where it was one of ours */
  readonly failure?: ErrorKind
  readonly total: number
  readonly done: number
  readonly failed: number
  /** not relaxed to their end, each with its reason */
  readonly skipped: number
  readonly anomalies: number
  /** force calls a second over the last seconds */
  readonly throughput: number
  /** seconds left, with its standard error; null while nothing is known */
  readonly remaining: { readonly seconds: number; readonly uncertainty: number } | null
  readonly running: readonly { readonly configuration: string; readonly step: number; readonly energy: number; readonly fmax: number }[]
  /** newest last: what a user should know (a compute process was lost, a surface was refused, ...) */
  readonly messages: readonly { readonly at: string; readonly level: 'info' | 'warning' | 'error'; readonly text: string }[]
}

export interface RunResults {
  readonly run: RunSummary
  readonly provenance: Provenance
  readonly rows: readonly RankedRow[]
}

/** What the calibrated energies of a run say about the order of its configurations. */
export interface RunProbabilities {
  /** the k of P(top k) */
  readonly topK: number
  /** probability at which an order counts as decided */
  readonly decided: number
  /** why there are none at all; null where there may be some */
  readonly missing: string | null
  /** by configuration; none where a pair has no calibrated energies */
  readonly rows: Readonly<Record<string, RowProbability>>
}

export interface ConfigurationDetail {
  readonly configuration: Configuration
  readonly placed: PlacedConfiguration
  readonly initial: Structure
  readonly final: Structure | null
  /** [3n] eV/Å at the end */
  readonly forces: Float64Array | null
}

/** Why an error bar is as wide as it is, or why there is none to speak of. */
export type UncertaintyEvidence =
  | (DistanceExplanation & {
      readonly kind: 'measured'
      /** the largest distance of a structure that the calibration speaks for */
      readonly threshold: number
      /** how the atoms' distances become the structure's */
      readonly aggregate: Aggregate
      readonly metric: DistanceSettings['metric']
      /** what the calibration was measured on, one line */
      readonly bars: string
    })
  | { readonly kind: 'unmeasured'; readonly reason: string }

export interface TrajectoryData {
  readonly structure: Structure
  /** [frames * 3n] Å */
  readonly positions: Float32Array
  readonly frames: number
  readonly energies: Float64Array
  readonly fmax: Float64Array
}

export interface ExportedFile {
  readonly name: string
  readonly bytes: Uint8Array
}

const project = z.object({ project: z.string().min(1) })
const run = project.extend({ run: z.string().min(1) })
const configuration = run.extend({ configuration: z.string().min(1) })
const materials = materialsSchema.min(1)

export const hostContract = {
  about: call(z.void()).returns<About>(),
  doctor: call(z.void()).returns<Doctor>(),
  adsorbates: call(z.void()).returns<readonly Adsorbate[]>(),
  /** The bundled bulk structures: names to load with `example`. */
  examples: call(z.void()).returns<readonly { readonly name: string; readonly title: string }[]>(),
  example: call(z.object({ name: z.string() })).returns<readonly ReadMaterial[]>(),
  /** Parses a file that the user opened or dropped. */
  readFile: call(z.object({ name: z.string().min(1), bytes: bytesSchema })).returns<readonly ReadMaterial[]>(),

  /** Cuts the surfaces of materials by the settings' facet rules. */
  slabs: call(z.object({ materials, facets: facetsSchema, surfacePreset: surfacePresetSchema, vacancies: vacanciesSchema })).returns<CutSurfaces>(),
  /** What goes on a surface together, by the text that settings have for it: a name, a SMILES, one of `molecules`, or several ('3O', 'CO+2O'). */
  adsorbate: call(z.object({ id: z.string().min(1), molecules: moleculesSchema })).returns<AdsorbateSet>(),
  /** A molecule of a file; `binding`: numbers from 1 of the atoms that bind, guessed where none are given. */
  molecule: call(z.object({ name: z.string().min(1), bytes: bytesSchema, binding: z.array(z.number().int().min(1)).optional() })).returns<OwnMolecule>(),
  /** The user's own slab stood up: normal along +z, in one piece, with tags and fixed atoms. */
  standUp: call(z.object({ structure: structureSchema, handling: slabHandlingSchema })).returns<Structure>(),
  /** The first placements of one adsorbate on one slab, to look at. */
  placements: call(z.object({ slab: z.custom<Slab>((v) => typeof v === 'object' && v !== null && 'structure' in v), adsorbate: z.string(), settings: screenSettingsSchema })).returns<readonly Placement[]>(),
  plan: call(z.object({ materials, settings: screenSettingsSchema, model: z.string().optional() })).returns<Plan>(),

  preferences: call(z.void()).returns<PreferencesState>(),
  setPreferences: call(preferencesSchema.partial()).returns<Preferences>(),
  /** The model on a provider of this machine; the default model without a name. */
  selftest: call(z.object({ provider: z.enum(PROVIDER_CHOICES), model: z.string().optional() })).returns<ProviderSelftest>(),
  /** Finished relaxations that are kept to be used again. */
  cache: call(z.void()).returns<CacheState>(),
  clearCache: call(z.void()).returns<CacheState>(),

  recentProjects: call(z.void()).returns<readonly { readonly path: string; readonly name: string }[]>(),
  createProject: call(z.object({ name: z.string().min(1), path: z.string().optional() })).returns<ProjectSummary>(),
  openProject: call(z.object({ path: z.string().min(1) })).returns<ProjectSummary>(),
  /** The set-up of a run: materials and settings as they were run. */
  runSetup: call(run).returns<RunSetup>(),

  startRun: call(project.extend({ materials, settings: screenSettingsSchema, model: z.string().optional(), processes: z.number().int().min(1).max(64).optional() })).returns<{ readonly run: string }>(),
  pauseRun: call(run).returns<void>(),
  /** Goes on with a paused, cancelled or interrupted run. */
  resumeRun: call(run).returns<void>(),
  cancelRun: call(run).returns<void>(),
  /** Each surface and adsorbate of the run, in the planned order. */
  pairs: call(run).returns<readonly PairProgress[]>(),
  /** This pair comes before all others from now on; what is being computed goes on. */
  prioritise: call(run.extend({ slab: z.string().min(1), adsorbate: z.string().min(1) })).returns<void>(),
  /** Snapshots until the run has ended. */
  watchRun: stream(run).yields<RunProgress>(),
  results: call(run).returns<RunResults>(),
  /** P(best), P(top k), P(in the window) and the groups that cannot be told apart. `window`: eV, low and high. */
  probabilities: call(run.extend({ window: z.tuple([z.number(), z.number()]).optional() })).returns<RunProbabilities>(),
  configuration: call(configuration).returns<ConfigurationDetail>(),
  trajectory: call(configuration).returns<TrajectoryData>(),
  /** The relaxed structure evaluated once more: the latent distance of every atom and the nearest training environments. */
  explain: call(configuration).returns<UncertaintyEvidence>(),
  /** A clean surface of the run, relaxed where it has been; null where it has not. */
  surface: call(run.extend({ slab: z.string().min(1) })).returns<{ readonly initial: Structure; readonly relaxed: Structure | null }>(),
  /** What was found, by surface and adsorbate: of all pairs, or of the one named. */
  answers: call(run.extend({ slab: z.string().optional(), adsorbate: z.string().optional() })).returns<readonly PairAnswer[]>(),
  /** ranking.csv, ranking.json and the relaxed structures; all configurations when none are named. */
  exportRun: call(run.extend({ configurations: z.array(z.string()).optional(), formats: z.array(z.enum(['csv', 'json', 'extxyz', 'poscar', 'cif', 'vasp-oc20', 'vasp-oc22', 'espresso', 'gpaw'])).min(1), calculation: z.enum(['single-point', 'relaxation']).optional() })).returns<readonly ExportedFile[]>(),

  /** The user's own views of the results, as the page wrote them; null where there are none. */
  resultsViews: call(z.void()).returns<string | null>(),
  keepResultsViews: call(z.object({ text: z.string().max(262_144) })).returns<void>(),

  /** Energies of finished DFT runs of exported decks, or a table of them; what does not fit is refused by name. `slabs`, `gas`: total energies in eV. */
  importDft: call(
    project.extend({
      files: z.array(z.object({ name: z.string().min(1), bytes: bytesSchema })),
      theory: z.string().min(1).optional(),
      slabs: z.record(z.string(), z.number()).optional(),
      gas: z.record(z.string(), z.number()).optional(),
      calculation: z.enum(['single-point', 'relaxation']).optional(),
    }),
  ).returns<DftImport>(),
  /** Errors against DFT and the calibrations: of the project's last model, or without a project of the default model. */
  reliability: call(z.object({ project: z.string().min(1).optional() })).returns<Reliability>(),
  /** Makes a calibration from the imported energies and activates it. */
  calibrateProject: call(
    project.extend({ truth: z.enum(['same-structure', 'own-minimum']).optional(), theory: z.string().optional(), level: z.number().gt(0).lt(1).optional(), method: z.string().optional(), seed: z.number().int().min(0).optional() }),
  ).returns<{ readonly id: string; readonly warnings: readonly string[] }>(),
  /** Which calibration the bars of the project come from; null: the model's own. */
  chooseCalibration: call(project.extend({ calibration: z.string().nullable() })).returns<void>(),

  /** One structure on its own. */
  relaxStructure: stream(z.object({ structure: structureSchema, settings: relaxSettingsSchema, model: z.string().optional() })).yields<
    | { readonly kind: 'step'; readonly step: number; readonly energy: number; readonly fmax: number }
    | { readonly kind: 'done'; readonly outcome: string; readonly energy: number; readonly trajectory: TrajectoryData }
  >(),
} as const

export type HostContract = typeof hostContract
export type HostClient = Client<HostContract>
