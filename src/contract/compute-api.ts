/** What the host asks of a compute process: everything that takes CPU. One process, one ONNX Runtime, one task at a time. */
import { z } from 'zod'
import type { AdsorbateSet } from '../domain/chemistry/adsorbate-sets'
import type { Anomaly, Placement, Slab } from '../domain/chemistry/types'
import type { RelaxOutcome } from '../domain/relax/types'
import type { Structure } from '../domain/structure/structure'
import type { DistanceExplanation } from '../domain/uncertainty/latent/explain'
import { call, stream, type Client } from './define'
import type { ProviderSelftest } from './preferences'
import type { CutSurfaces, ModelSummary, OwnMolecule, SurfacePlan, ReadMaterial, TrajectoryData } from './host-api'
import { bytesSchema, facetsSchema, materialsSchema, moleculesSchema, placementModeSchema, relaxSettingsSchema, slabHandlingSchema, structureSchema, surfacePresetSchema, vacanciesSchema } from './wire'

export interface EvaluationData {
  readonly energy: number
  readonly forces: Float64Array
  /** [n * latentDim], empty when not asked for */
  readonly latents: Float32Array
  readonly latentDim: number
}

export interface RelaxationData {
  readonly outcome: RelaxOutcome
  readonly structure: Structure
  readonly energy: number
  readonly forces: Float64Array
  readonly fmax: number
  /** latent distance of the final structure; null where the model is not calibrated */
  readonly distance: number | null
  readonly steps: number
  readonly forceCalls: number
  readonly trajectory: TrajectoryData
}

/** A relaxation that was stopped in a minimum that is known. */
export interface MergedData {
  /** id of the target */
  readonly into: string
  /** eV above it */
  readonly above: number
  readonly step: number
  readonly forceCalls: number
  /** where it was stopped */
  readonly structure: Structure
  readonly trajectory: TrajectoryData
}

export type RelaxEvent =
  | { readonly kind: 'merged'; readonly merged: MergedData }
  | { readonly kind: 'step'; readonly step: number; readonly energy: number; readonly fmax: number; readonly forceCalls: number }
  | { readonly kind: 'done'; readonly relaxation: RelaxationData }

/** Minima in which a relaxation need not go on, and when it counts as having entered one. Fixed before it starts: what it decides depends on its input alone. */
const watchSchema = z.object({
  /** the relaxed clean slab, whose symmetry counts */
  clean: structureSchema,
  /** energies of the potential, eV, lowest first */
  targets: z.array(z.object({ id: z.string(), energy: z.number(), structure: structureSchema })),
})
export type WatchInput = z.infer<typeof watchSchema>

const anomalyRulesSchema = z.object({ dissociation: z.number(), desorption: z.number(), surface: z.tuple([z.number(), z.number()]), intercalation: z.number(), skin: z.number() })

/** An execution provider tried earlier; numbers that there are not are NaN. */
const probeSchema = z.object({ provider: z.string(), works: z.boolean(), reason: z.string(), runMs: z.number().or(z.nan()), error: z.number().or(z.nan()) })
export type ProbeData = z.infer<typeof probeSchema>

/** A provider to try on a model (path of an ONNX file, or its content in base64) with one input. */
const probeTaskSchema = z.object({
  provider: z.string(),
  model: z.union([z.string(), z.object({ base64: z.string() })]),
  feeds: z.record(z.string(), z.object({ type: z.enum(['float32', 'int32']), dims: z.array(z.number()), data: z.array(z.number()) })),
  output: z.string(),
})

const slabSchema = z.custom<Slab>((v) => typeof v === 'object' && v !== null && 'structure' in v && 'origin' in v)
export const computeContract = {
  /** Loads the potential from its card or model file; everything that needs one uses the last one loaded. `fallback`: why the provider is not the one asked for; `probes`: what is known of providers, which spares trying them. */
  load: call(z.object({ model: z.string(), provider: z.string().optional(), threads: z.number().int().min(1).max(64).optional(), probes: z.array(probeSchema).optional() })).returns<ModelSummary & { readonly provider: string; readonly fallback: string | null }>(),
  selftest: call(z.object({ model: z.string(), provider: z.string(), threads: z.number().int().min(1).max(64) })).returns<Omit<ProviderSelftest, 'model'>>(),
  /** Runs a model on a provider, which may end this process: asked of a process that was started for it. */
  probe: call(probeTaskSchema).returns<{ readonly values: readonly number[]; readonly runMs: number }>(),
  read: call(z.object({ name: z.string(), bytes: bytesSchema })).returns<readonly ReadMaterial[]>(),
  /** Formula, space group and warnings of materials that were read before. */
  describe: call(z.object({ materials: materialsSchema })).returns<readonly ReadMaterial[]>(),
  cut: call(z.object({ id: z.string(), structure: structureSchema, role: z.enum(['bulk', 'slab']), facets: facetsSchema, preset: surfacePresetSchema, vacancies: vacanciesSchema })).returns<CutSurfaces>(),
  /** What `cut` would make of a bulk, without making it: no vacancies, which are counted on finished slabs. */
  planSurfaces: call(z.object({ id: z.string(), structure: structureSchema, facets: facetsSchema, preset: surfacePresetSchema })).returns<SurfacePlan>(),
  /** The user's own slab stood up: normal along +z, in one piece, with tags and fixed atoms. */
  standUp: call(z.object({ structure: structureSchema, handling: slabHandlingSchema })).returns<Structure>(),

  place: call(
    z.object({ slab: slabSchema, adsorbate: z.string(), molecules: moleculesSchema, count: z.number().int().min(1).max(10_000), placement: placementModeSchema, seed: z.number().int() }),
  ).returns<readonly Placement[]>(),
  /** What the settings name: an adsorbate of the library by its id, one of `molecules`, any other by its SMILES, or several that go on together ('3O', 'CO+2O'). */
  adsorbate: call(z.object({ id: z.string().min(1), molecules: moleculesSchema })).returns<AdsorbateSet>(),
  /** A molecule of a file, by the numbers from 1 of the atoms that bind (guessed where none are given), under a name that settings can use. */
  molecule: call(z.object({ name: z.string().min(1), bytes: bytesSchema, binding: z.array(z.number().int().min(1)).optional() })).returns<OwnMolecule>(),
  /** What relaxation made of a placement; `clean` is the relaxed clean slab. */
  anomalies: call(z.object({ initial: structureSchema, final: structureSchema, clean: structureSchema.optional(), rules: anomalyRulesSchema.optional() })).returns<readonly Anomaly[]>(),
  evaluate: call(z.object({ structure: structureSchema, latents: z.boolean() })).returns<EvaluationData>(),
  /** Distances of its atoms to the training data, with the nearest environments; null where the model has no index of them. */
  explain: call(z.object({ structure: structureSchema })).returns<DistanceExplanation | null>(),
  /** With `watch` it may end as merged. `from`: where one of the same input was left, as `saved` gave it; what cannot be read is ignored. */
  relax: stream(z.object({ structure: structureSchema, settings: relaxSettingsSchema, watch: watchSchema.optional(), from: bytesSchema.optional() })).yields<RelaxEvent>(),
  /** The relaxation that goes on in this process, between two force calls, for `from`; null where there is none, or it is over. */
  saved: call(z.object({})).returns<Uint8Array | null>(),
} as const

export type ComputeContract = typeof computeContract
export type ComputeClient = Client<ComputeContract>
