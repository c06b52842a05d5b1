/** What the host asks of a compute process: everything that takes CPU. One process, one ONNX Runtime, one task at a time. */
import { z } from 'zod'
import type { Adsorbate, Anomaly, Placement, Slab } from '../domain/chemistry/types'
import type { RelaxOutcome } from '../domain/relax/types'
import type { Structure } from '../domain/structure/structure'
import { call, stream, type Client } from './define'
import type { CutSurfaces, ModelSummary, ReadMaterial, TrajectoryData } from './host-api'
import { bytesSchema, facetsSchema, placementModeSchema, relaxSettingsSchema, structureSchema, surfacePresetSchema } from './wire'

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

export type RelaxEvent =
  | { readonly kind: 'step'; readonly step: number; readonly energy: number; readonly fmax: number; readonly forceCalls: number }
  | { readonly kind: 'done'; readonly relaxation: RelaxationData }

const slabSchema = z.custom<Slab>((v) => typeof v === 'object' && v !== null && 'structure' in v && 'origin' in v)
export const computeContract = {
  /** Loads the potential from its card or model file; everything that needs one uses the last one loaded. `fallback`: why the provider is not the one asked for. */
  load: call(z.object({ model: z.string(), provider: z.string().optional() })).returns<ModelSummary & { readonly provider: string; readonly fallback: string | null }>(),
  read: call(z.object({ name: z.string(), bytes: bytesSchema })).returns<readonly ReadMaterial[]>(),
  cut: call(z.object({ id: z.string(), structure: structureSchema, role: z.enum(['bulk', 'slab']), facets: facetsSchema, preset: surfacePresetSchema })).returns<CutSurfaces>(),
  place: call(
    z.object({ slab: slabSchema, adsorbate: z.string(), count: z.number().int().min(1).max(10_000), placement: placementModeSchema, seed: z.number().int() }),
  ).returns<readonly Placement[]>(),
  /** An adsorbate of the library by its id, or any other by its SMILES. */
  adsorbate: call(z.object({ id: z.string().min(1) })).returns<Adsorbate>(),
  /** What relaxation made of a placement; `clean` is the relaxed clean slab. */
  anomalies: call(z.object({ initial: structureSchema, final: structureSchema, clean: structureSchema.optional() })).returns<readonly Anomaly[]>(),
  evaluate: call(z.object({ structure: structureSchema, latents: z.boolean() })).returns<EvaluationData>(),
  relax: stream(z.object({ structure: structureSchema, settings: relaxSettingsSchema })).yields<RelaxEvent>(),
} as const

export type ComputeContract = typeof computeContract
export type ComputeClient = Client<ComputeContract>
