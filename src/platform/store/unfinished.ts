/** Relaxations under way, to be gone on with after a pause or a crash. Losing a row only costs its steps. */
import type { Connection } from './open'

export interface UnfinishedStore {
  /** `relaxation`: id of a configuration, or of a surface whose clean slab it is; `key`: of everything that decides its outcome. Replaces what was kept before. */
  keepUnfinished(run: string, relaxation: string, key: string, data: Uint8Array): void
  /** What was kept under the same key, if anything. */
  unfinished(run: string, relaxation: string, key: string): Uint8Array | undefined
}

export function unfinishedStore(db: Connection): UnfinishedStore {
  const keep = db.prepare('INSERT OR REPLACE INTO unfinished (run, relaxation, key, data) VALUES (?, ?, ?, ?)')
  const kept = db.prepare<[string, string, string], Uint8Array>('SELECT data FROM unfinished WHERE run = ? AND relaxation = ? AND key = ?').pluck()
  return {
    keepUnfinished: (run, relaxation, key, data) => void keep.run(run, relaxation, key, data),
    unfinished: (run, relaxation, key) => kept.get(run, relaxation, key),
  }
}

/** Forgets a relaxation that has its end; to be called in the transaction that keeps the end. */
export function endedIn(db: Connection): (run: string, relaxation: string) => void {
  const forget = db.prepare('DELETE FROM unfinished WHERE run = ? AND relaxation = ?')
  return (run, relaxation) => void forget.run(run, relaxation)
}
