/** Where a pair of surface and adsorbate stands, in one word. */
import type { PairProgress } from '../../../contract/host-api'

export type PairState = 'left out' | 'done' | 'running' | 'next' | 'waiting'

export function pairState({ total, done, failed, skipped, running, front, refused }: PairProgress): PairState {
  if (refused !== undefined) return 'left out'
  if (total > 0 && done + failed + skipped >= total) return 'done'
  if (running > 0) return 'running'
  return front === null ? 'waiting' : 'next'
}
