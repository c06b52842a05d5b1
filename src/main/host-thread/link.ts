/** What the main thread and the host's thread say to each other. Requests of the page pass through as bytes: the main thread neither reads nor rebuilds them. */
import type { HostOptions } from '../../host/host'

/** What the host's thread is started with. */
export type HostSettings = Omit<HostOptions, 'spawnCompute' | 'now'>

export type ToHost =
  | { readonly kind: 'page'; readonly page: number; readonly bytes: Uint8Array }
  | { readonly kind: 'page-closed'; readonly page: number }
  | { readonly kind: 'started'; readonly process: number; readonly pid: number | undefined }
  | { readonly kind: 'compute'; readonly process: number; readonly message: unknown }
  | { readonly kind: 'exit'; readonly process: number; readonly code: number | null; readonly signal: string | undefined; readonly stderr: string | undefined }
  | { readonly kind: 'close' }

export type ToMain =
  | { readonly kind: 'page'; readonly page: number; readonly bytes: Uint8Array }
  | { readonly kind: 'spawn'; readonly process: number }
  | { readonly kind: 'compute'; readonly process: number; readonly message: unknown }
  | { readonly kind: 'kill'; readonly process: number }
  | { readonly kind: 'closed' }
