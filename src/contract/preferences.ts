/** What the user set for this machine, beside the settings of a run. */
import { z } from 'zod'
import type { SelftestReport } from '../domain/potentials/selftest'

export const PROVIDER_CHOICES = ['cpu', 'auto', 'cuda', 'tensorrt', 'dml', 'coreml', 'webgpu'] as const
export type ProviderChoice = (typeof PROVIDER_CHOICES)[number]

export const preferencesSchema = z.object({
  /** ONNX Runtime's execution provider; 'auto': the fastest that gives the CPU's numbers */
  provider: z.enum(PROVIDER_CHOICES),
  /** compute processes of a run; null: the cores less one, at most 8 */
  processes: z.number().int().min(1).max(64).nullable(),
  /** threads within one process */
  threads: z.number().int().min(1).max(64),
  /** MB of finished relaxations that are kept to be used again; 0: none */
  cacheMegabytes: z.number().int().min(0).max(100_000),
  /** what the page remembers of itself, as it wrote it; null: nothing */
  page: z.string().max(262_144).nullable(),
})
export type Preferences = z.output<typeof preferencesSchema>

export interface PreferencesState {
  readonly preferences: Preferences
  /** set by the command that started this host: it wins over the preference */
  readonly fixed: { readonly provider?: string; readonly processes?: number }
  /** cores of the host's machine */
  readonly cores: number
  /** why the remembered preferences could not be read; null when they could */
  readonly problem: string | null
}

export interface CacheState {
  readonly folder: string
  readonly relaxations: number
  readonly bytes: number
}

/** The model on this machine and provider, against stored double-precision values and against itself in batches. */
export type ProviderSelftest = SelftestReport & {
  readonly model: string
  /** the provider that ran */
  readonly provider: string
  /** why it is not the one asked for; null when it is */
  readonly fallback: string | null
  /** how the stored values were computed */
  readonly precision: string
}
