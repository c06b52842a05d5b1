/** The configurations of a run: queued when placed, done or failed when relaxed, with result and trajectory in one commit. */
import type { Configuration, ConfigurationResult, ConfigurationState, PlacedConfiguration, SkipReason } from '../../domain/catalogue/records'
import type { Placement } from '../../domain/chemistry/types'
import type { Structure } from '../../domain/structure/structure'
import { readInterval } from '../../domain/uncertainty/interval'
import { decodeForces, decodeStructure, decodeTrajectory, encodeForces, encodeStructure, type StoredTrajectory } from './blobs'
import type { Connection } from './open'
import { endedIn } from './unfinished'

/** Everything that a finished relaxation leaves. `trajectory` comes from `encodeTrajectory`. */
export interface Finished {
  readonly result: ConfigurationResult
  readonly final: Structure
  readonly forces: Float64Array
  readonly trajectory: { readonly frames: number; readonly data: Uint8Array }
}

/** A relaxation that was stopped on its way: where, with the frames up to there. */
export type StoppedPart = Pick<Finished, 'final' | 'trajectory'>

export interface StoredConfiguration {
  readonly configuration: Configuration
  readonly placed: PlacedConfiguration
  readonly final: Structure | null
  readonly forces: Float64Array | null
}

export interface Counts {
  readonly total: number
  readonly done: number
  readonly failed: number
  readonly skipped: number
  /** of the done ones */
  readonly anomalies: number
}

export interface PairCounts extends Counts {
  readonly slab: string
  readonly adsorbate: string
}

export interface ConfigurationStore {
  counts(run: string): Counts
  /** of each pair that has placements */
  pairCounts(run: string): readonly PairCounts[]
  /** in the planned order */
  configurations(run: string): readonly Configuration[]
  /** ids of one pair's configurations, in the planned order */
  placements(run: string, slab: string, adsorbate: string): readonly string[]
  /** those that are neither done, failed nor skipped */
  open(run: string, slab: string, adsorbate: string): readonly string[]
  configuration(run: string, id: string): StoredConfiguration | undefined
  /** Committed, and on disk, when this returns. */
  finish(run: string, id: string, finished: Finished): void
  fail(run: string, id: string, reason: string): void
  /** Not relaxed to its end; `partial` where it was begun. */
  skip(run: string, id: string, reason: SkipReason, partial?: StoppedPart): void
  trajectory(run: string, id: string): Promise<{ readonly final: Structure; readonly trajectory: StoredTrajectory } | undefined>
}

interface Row {
  readonly id: string
  readonly material: string
  readonly slab: string
  readonly adsorbate: string
  readonly placement_id: string
  readonly state: string
  readonly reason: string | null
  readonly result: string | null
  readonly skipped: string | null
}

interface FullRow extends Row {
  readonly placement: string
  readonly initial: Uint8Array
  readonly final: Uint8Array | null
  readonly forces: Uint8Array | null
}

const COLUMNS = 'id, material, slab, adsorbate, placement_id, state, reason, result, skipped'

export function configurationStore(db: Connection): ConfigurationStore {
  const all = db.prepare<[string], Row>(`SELECT ${COLUMNS} FROM configurations WHERE run = ? ORDER BY ord`)
  const numbers =
    "count(*) AS total, count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'failed') AS failed, count(*) FILTER (WHERE state = 'skipped') AS skipped, " +
    "count(*) FILTER (WHERE json_array_length(result, '$.anomalies') > 0) AS anomalies"
  const counts = db.prepare<[string], Counts>(`SELECT ${numbers} FROM configurations WHERE run = ?`)
  const pairCounts = db.prepare<[string], PairCounts>(`SELECT slab, adsorbate, ${numbers} FROM configurations WHERE run = ? GROUP BY slab, adsorbate`)
  const one = db.prepare<[string, string], FullRow>(`SELECT ${COLUMNS}, placement, initial, final, forces FROM configurations WHERE run = ? AND id = ?`)
  const ofPair = 'SELECT id FROM configurations WHERE run = ? AND slab = ? AND adsorbate = ?'
  const placements = db.prepare<[string, string, string], string>(`${ofPair} ORDER BY ord`).pluck()
  const open = db.prepare<[string, string, string], string>(`${ofPair} AND state NOT IN ('done', 'failed', 'skipped') ORDER BY ord`).pluck()
  const finish = db.prepare("UPDATE configurations SET state = 'done', reason = NULL, result = ?, final = ?, forces = ? WHERE run = ? AND id = ?")
  const keep = db.prepare('INSERT OR REPLACE INTO trajectories (run, configuration, frames, data) VALUES (?, ?, ?, ?)')
  const ended = endedIn(db)
  const fail = db.prepare("UPDATE configurations SET state = 'failed', reason = ? WHERE run = ? AND id = ?")
  const skip = db.prepare("UPDATE configurations SET state = 'skipped', skipped = ?, final = ? WHERE run = ? AND id = ?")
  const trajectory = db.prepare<[string, string], { data: Uint8Array; final: Uint8Array }>(
    'SELECT data, final FROM trajectories JOIN configurations USING (run) WHERE run = ? AND configuration = ? AND configurations.id = configuration',
  )
  return {
    counts: (run) => counts.get(run)!,
    pairCounts: (run) => pairCounts.all(run),
    configurations: (run) => all.all(run).map(record),
    placements: (run, slab, adsorbate) => placements.all(run, slab, adsorbate),
    open: (run, slab, adsorbate) => open.all(run, slab, adsorbate),
    configuration: (run, id) => {
      const row = one.get(run, id)
      return row && full(row)
    },
    finish: db.transaction((run: string, id: string, done: Finished) => {
      finish.run(JSON.stringify(done.result), encodeStructure(done.final), encodeForces(done.forces), run, id)
      keep.run(run, id, done.trajectory.frames, done.trajectory.data)
      ended(run, id)
    }),
    fail: db.transaction((run: string, id: string, reason: string) => {
      fail.run(reason, run, id)
      ended(run, id)
    }),
    skip: db.transaction((run: string, id: string, reason: SkipReason, partial?: StoppedPart) => {
      skip.run(JSON.stringify(reason), partial ? encodeStructure(partial.final) : null, run, id)
      if (partial) keep.run(run, id, partial.trajectory.frames, partial.trajectory.data)
      ended(run, id)
    }),
    trajectory: async (run, id) => {
      const row = trajectory.get(run, id)
      if (!row) return undefined
      const final = decodeStructure(row.final)
      return { final, trajectory: await decodeTrajectory(row.data, final) }
    },
  }
}

function record(row: Row): Configuration {
  return {
    id: row.id,
    material: row.material,
    slab: row.slab,
    adsorbate: row.adsorbate,
    placement: row.placement_id,
    state: row.state as ConfigurationState,
    ...(row.reason === null ? {} : { reason: row.reason }),
    ...(row.result === null ? {} : { result: readResult(row.result) }),
    ...(row.skipped === null ? {} : { skipped: JSON.parse(row.skipped) as SkipReason }),
  }
}

function readResult(text: string): ConfigurationResult {
  const result = JSON.parse(text) as ConfigurationResult
  return { ...result, interval: readInterval(result.interval) }
}

function full(row: FullRow): StoredConfiguration {
  const placement: Placement = { ...(JSON.parse(row.placement) as Omit<Placement, 'structure'>), structure: decodeStructure(row.initial) }
  return {
    configuration: record(row),
    placed: { id: row.id, slab: row.slab, adsorbate: row.adsorbate, placement },
    final: row.final && decodeStructure(row.final),
    forces: row.forces && decodeForces(row.forces),
  }
}
