/** What the host asks of a compute process: everything that takes CPU. One process, one ONNX Runtime, one task at a time. */
import { z } from 'zod'
import type { Adsorbate, Anomaly, Placement, Slab } from '../domain/chemistry/types'
import type { RelaxOutcome } from '../domain/relax/types'
import type { Structure } from '../domain/structure/structure'
import type { DistanceExplanation } from '../domain/uncertainty/latent/explain'
import { call, stream, type Client } from './define'
import type { CutSurfaces, ModelSummary, ReadMaterial, TrajectoryData } from './host-api'
import { bytesSchema, facetsSchema, materialsSchema, placementModeSchema, relaxSettingsSchema, structureSchema, surfacePresetSchema } from './wire'

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

const slabSchema = z.custom<Slab>((v) => typeof v === 'object' && v !== null && 'structure' in v && 'origin' in v)
export const computeContract = {
  /** Loads the potential from its card or model file; everything that needs one uses the last one loaded. `fallback`: why the provider is not the one asked for. */
  load: call(z.object({ model: z.string(), provider: z.string().optional() })).returns<ModelSummary & { readonly provider: string; readonly fallback: string | null }>(),
  read: call(z.object({ name: z.string(), bytes: bytesSchema })).returns<readonly ReadMaterial[]>(),
  /** Formula, space group and warnings of materials that were read before. */
  describe: call(z.object({ materials: materialsSchema })).returns<readonly ReadMaterial[]>(),
  cut: call(z.object({ id: z.string(), structure: structureSchema, role: z.enum(['bulk', 'slab']), facets: facetsSchema, preset: surfacePresetSchema })).returns<CutSurfaces>(),
  place: call(
    z.object({ slab: slabSchema, adsorbate: z.string(), count: z.number().int().min(1).max(10_000), placement: placementModeSchema, seed: z.number().int() }),
  ).returns<readonly Placement[]>(),
  /** An adsorbate of the library by its id, or any other by its SMILES. */
  adsorbate: call(z.object({ id: z.string().min(1) })).returns<Adsorbate>(),
  /** What relaxation made of a placement; `clean` is the relaxed clean slab. */
  anomalies: call(z.object({ initial: structureSchema, final: structureSchema, clean: structureSchema.optional(), rules: anomalyRulesSchema.optional() })).returns<readonly Anomaly[]>(),
  evaluate: call(z.object({ structure: structureSchema, latents: z.boolean() })).returns<EvaluationData>(),
  /** Distances of its atoms to the training data, with the nearest environments; null where the model has no index of them. */
  explain: call(z.object({ structure: structureSchema })).returns<DistanceExplanation | null>(),
  /** With `watch` it may end as merged. */
  relax: stream(z.object({ structure: structureSchema, settings: relaxSettingsSchema, watch: watchSchema.optional() })).yields<RelaxEvent>(),
} as const

export type ComputeContract = typeof computeContract
export type ComputeClient = Client<ComputeContract>
