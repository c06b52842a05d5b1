/** What the parts of the host share. */
import type { RelaxSettings } from '../domain/relax/types'
import type { RelaxationCache } from './cache'
import type { Pool } from './compute/pool'
import type { ComputeProcess } from './compute-process'
import type { Measurements } from './measurements'
import type { Models } from './models'
import type { PreferenceKeeper } from './preferences'
import type { Providers } from './providers'
import type { Projects } from './projects'

export interface HostOptions {
  /** recent projects, default folder of new ones, measurements of this machine; made when missing */
  readonly dataDir: string
  readonly modelsDir: string
  /** adsorbate and bulk libraries, examples */
  readonly resourcesDir: string
  /** starts one compute process (src/compute) */
  readonly spawnCompute: () => ComputeProcess
  readonly version: string
  /** ONNX Runtime provider; 'auto' tries them. Default 'cpu' */
  readonly provider?: string
  /** compute processes of a run that does not say how many; default: the cores less one, at most 8 */
  readonly processes?: number
  /** threads within a compute process; default 1 */
  readonly threads?: number
  /** how often a relaxation of a run is saved on its way; default 10 s */
  readonly saveEveryMs?: number
  /** the user's preferences are read, used and kept, and finished relaxations used again: for the app. Default: neither */
  readonly remembers?: boolean
  /** the present, for records; default: the system's clock */
  readonly now?: () => Date
}

export interface Context {
  /** as given, or as the user prefers where nothing was given */
  readonly options: HostOptions
  readonly preferences: PreferenceKeeper
  readonly providers: Providers
  readonly cache: RelaxationCache
  readonly models: Models
  readonly projects: Projects
  readonly measurements: Measurements
  /** for what a user waits for: reading, cutting, placing, one structure relaxed; a second process starts when the first is busy */
  readonly desk: Pool
  /** ISO 8601, UTC */
  readonly now: () => string
}

/** fmax as in AdsorbML; the optimiser is the engine's default. */
export const DEFAULT_RELAX: Omit<RelaxSettings, 'optimiser'> = { fmax: 0.03, maxSteps: 300 }
