/** Where a pair of surface and adsorbate stands, in one word. */
import type { PairProgress } from '../../../contract/host-api'

export type PairState = 'left out' | 'done' | 'running' | 'next' | 'waiting' | 'open'

/** `running`: ids of the configurations that are relaxed now; null: the run does not go on. */
export function pairState({ slab, adsorbate, total, done, failed, skipped, front, refused }: PairProgress, running: readonly string[] | null): PairState {
  if (refused !== undefined) return 'left out'
  if (total > 0 && done + failed + skipped >= total) return 'done'
  if (running === null) return 'open'
  if (running.some((id) => id.startsWith(`${slab}/${adsorbate}/`) || id === `${slab} (clean)`)) return 'running'
  return front === null ? 'waiting' : 'next'
}
