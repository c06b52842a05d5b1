/** A project file as an object: what was asked, what has been done, committed as soon as it is known. */
import { basename } from 'node:path'
import type { Material, PlacedConfiguration, Provenance, RunState, ScreenSettings, SurfaceRecord } from '../../domain/catalogue/records'
import type { Slab, SlabOrigin } from '../../domain/chemistry/types'
import { decodeStructure, encodeStructure } from './blobs'
import { configurationStore, type ConfigurationStore } from './configurations'
import { asStoreFailure, openDatabase, type Connection } from './open'
import { reliabilityStore, type ReliabilityStore } from './reliability'
import { endedIn, unfinishedStore, type UnfinishedStore } from './unfinished'

export interface RunRecord {
  readonly id: string
  readonly created: string
  readonly state: RunState
  /** configurations planned, as far as known when the state last changed */
  readonly total: number
  readonly settings: ScreenSettings
  readonly provenance: Provenance
}

export type NewRun = Pick<RunRecord, 'created' | 'settings' | 'provenance'>

export interface Message {
  readonly at: string
  readonly level: 'info' | 'warning' | 'error'
  readonly text: string
}

export interface StoredSurface extends SurfaceRecord {
  /** one sentence, when nothing can be done on this surface */
  readonly refused?: string
}

/** One (surface, adsorbate) pair that has its placements, or was refused them. */
export interface StoredPair {
  readonly slab: string
  readonly adsorbate: string
  readonly refused?: string
}

export interface ProjectStore extends ConfigurationStore, ReliabilityStore, UnfinishedStore {
  readonly path: string
  readonly name: string
  readonly created: string
  runs(): readonly RunRecord[]
  run(id: string): RunRecord | undefined
  addRun(run: NewRun, materials: readonly Material[]): RunRecord
  setState(run: string, state: RunState, total?: number): void
  setProvenance(run: string, provenance: Provenance): void
  materials(run: string): readonly Material[]
  /** All surfaces of a run at once: a run has either none or all of them. */
  addSurfaces(run: string, surfaces: readonly StoredSurface[]): void
  surfaces(run: string): readonly StoredSurface[]
  relaxedSurface(run: string, slab: string, energy: number, relaxed: Slab['structure']): void
  refuseSurface(run: string, slab: string, reason: string): void
  /** The placements of one pair, all or none. `ord` orders configurations within the run. */
  addPair(run: string, pair: StoredPair, material: string, placed: readonly (PlacedConfiguration & { readonly ord: number })[]): void
  pairs(run: string): readonly StoredPair[]
  addMessage(run: string, message: Message): void
  messages(run: string, newest: number): readonly Message[]
  close(): void
}

/** Throws StoreFailure, also from every method. */
export function openProject(path: string, mode: 'open' | 'create', created: { readonly name: string; readonly at: string }): ProjectStore {
  const db = openDatabase(path, mode)
  try {
    db.prepare('INSERT OR IGNORE INTO project VALUES (1, ?, ?)').run(created.name, created.at)
    return guarded(makeStore(db, path), path)
  } catch (error) {
    db.close()
    throw asStoreFailure(error, path)
  }
}

function makeStore(db: Connection, path: string): ProjectStore {
  const { name, created } = db.prepare<[], { name: string; created: string }>('SELECT name, created FROM project').get() ?? { name: basename(path), created: '' }
  return {
    path,
    name,
    created,
    ...runTables(db),
    ...surfaceTables(db),
    ...configurationStore(db),
    ...reliabilityStore(db),
    ...unfinishedStore(db),
    close: () => db.close(),
  }
}

interface RunRow {
  readonly id: string
  readonly created: string
  readonly state: string
  readonly total: number
  readonly settings: string
  readonly provenance: string
}

function runTables(db: Connection): Pick<ProjectStore, 'runs' | 'run' | 'addRun' | 'setState' | 'setProvenance' | 'materials' | 'addMessage' | 'messages'> {
  const all = db.prepare<[], RunRow>('SELECT id, created, state, total, settings, provenance FROM runs ORDER BY ord')
  const one = db.prepare<[string], RunRow>('SELECT id, created, state, total, settings, provenance FROM runs WHERE id = ?')
  const next = db.prepare<[], number>('SELECT coalesce(max(ord), 0) + 1 FROM runs').pluck()
  const insert = db.prepare('INSERT INTO runs (id, ord, created, state, settings, provenance) VALUES (?, ?, ?, ?, ?, ?)')
  const insertMaterial = db.prepare('INSERT INTO materials (run, id, ord, source, role, structure) VALUES (?, ?, ?, ?, ?, ?)')
  const materials = db.prepare<[string], { id: string; source: string; role: 'bulk' | 'slab'; structure: Uint8Array }>('SELECT id, source, role, structure FROM materials WHERE run = ? ORDER BY ord')
  const setState = db.prepare('UPDATE runs SET state = ?, total = coalesce(?, total) WHERE id = ?')
  const setProvenance = db.prepare('UPDATE runs SET provenance = ? WHERE id = ?')
  const addMessage = db.prepare('INSERT INTO messages (run, at, level, text) VALUES (?, ?, ?, ?)')
  const messages = db.prepare<[string, number], Message>('SELECT at, level, text FROM (SELECT * FROM messages WHERE run = ? ORDER BY id DESC LIMIT ?) ORDER BY id')
  const record = (row: RunRow): RunRecord => ({
    id: row.id,
    created: row.created,
    state: row.state as RunState,
    total: row.total,
    settings: JSON.parse(row.settings) as ScreenSettings,
    provenance: JSON.parse(row.provenance) as Provenance,
  })
  return {
    runs: () => all.all().map(record),
    run: (id) => {
      const row = one.get(id)
      return row && record(row)
    },
    addRun: db.transaction((run: NewRun, brought: readonly Material[]) => {
      const ord = next.get()!
      const added: RunRecord = { ...run, id: `run-${ord}`, state: 'preparing', total: 0 }
      insert.run(added.id, ord, added.created, added.state, JSON.stringify(added.settings), JSON.stringify(added.provenance))
      brought.forEach((m, k) => insertMaterial.run(added.id, m.id, k, m.source, m.role, encodeStructure(m.structure)))
      return added
    }),
    setState: (run, state, total) => void setState.run(state, total ?? null, run),
    setProvenance: (run, provenance) => void setProvenance.run(JSON.stringify(provenance), run),
    materials: (run) => materials.all(run).map((row) => ({ ...row, structure: decodeStructure(row.structure) })),
    addMessage: (run, { at, level, text }) => void addMessage.run(run, at, level, text),
    messages: (run, newest) => messages.all(run, newest),
  }
}

interface SurfaceRow {
  readonly id: string
  readonly material: string
  readonly origin: string
  readonly area: number
  readonly structure: Uint8Array
  readonly refused: string | null
  readonly energy: number | null
  readonly relaxed: Uint8Array | null
}

function surfaceTables(db: Connection): Pick<ProjectStore, 'addSurfaces' | 'surfaces' | 'relaxedSurface' | 'refuseSurface' | 'addPair' | 'pairs'> {
  const insert = db.prepare('INSERT INTO surfaces (run, id, ord, material, origin, area, structure, refused, energy, relaxed) VALUES (?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL)')
  const all = db.prepare<[string], SurfaceRow>('SELECT id, material, origin, area, structure, refused, energy, relaxed FROM surfaces WHERE run = ? ORDER BY ord')
  const relax = db.prepare('UPDATE surfaces SET energy = ?, relaxed = ? WHERE run = ? AND id = ?')
  const refuse = db.prepare('UPDATE surfaces SET refused = ? WHERE run = ? AND id = ?')
  const ended = endedIn(db)
  const insertPair = db.prepare('INSERT INTO pairs (run, slab, adsorbate, refused) VALUES (?, ?, ?, ?)')
  const pairs = db.prepare<[string], { slab: string; adsorbate: string; refused: string | null }>('SELECT slab, adsorbate, refused FROM pairs WHERE run = ? ORDER BY rowid')
  const insertConfiguration = db.prepare(
    "INSERT INTO configurations (run, id, ord, material, slab, adsorbate, placement_id, placement, initial, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'queued')",
  )
  return {
    addSurfaces: db.transaction((run: string, surfaces: readonly StoredSurface[]) => {
      surfaces.forEach(({ slab, material, refused }, k) =>
        insert.run(run, slab.id, k, material, JSON.stringify(slab.origin), slab.area, encodeStructure(slab.structure), refused ?? null),
      )
    }),
    surfaces: (run) => all.all(run).map(surfaceRecord),
    relaxedSurface: db.transaction((run: string, slab: string, energy: number, relaxed: Slab['structure']) => {
      relax.run(energy, encodeStructure(relaxed), run, slab)
      ended(run, slab)
    }),
    refuseSurface: db.transaction((run: string, slab: string, reason: string) => {
      refuse.run(reason, run, slab)
      ended(run, slab)
    }),
    addPair: db.transaction((run: string, pair: StoredPair, material: string, placed: readonly (PlacedConfiguration & { readonly ord: number })[]) => {
      insertPair.run(run, pair.slab, pair.adsorbate, pair.refused ?? null)
      for (const { id, ord, placement } of placed) {
        const { structure, ...how } = placement
        insertConfiguration.run(run, id, ord, material, pair.slab, pair.adsorbate, placement.id, JSON.stringify(how), encodeStructure(structure))
      }
    }),
    pairs: (run) => pairs.all(run).map(({ slab, adsorbate, refused }) => ({ slab, adsorbate, ...(refused === null ? {} : { refused }) })),
  }
}

function surfaceRecord(row: SurfaceRow): StoredSurface {
  const slab: Slab = { id: row.id, origin: JSON.parse(row.origin) as SlabOrigin, area: row.area, structure: decodeStructure(row.structure) }
  return {
    slab,
    material: row.material,
    ...(row.refused === null ? {} : { refused: row.refused }),
    ...(row.energy === null ? {} : { energy: row.energy }),
    ...(row.relaxed === null ? {} : { relaxed: decodeStructure(row.relaxed) }),
  }
}

/** The same store, every method's SQLite errors turned into StoreFailure. */
function guarded(store: ProjectStore, path: string): ProjectStore {
  const fail = (error: unknown): never => {
    throw asStoreFailure(error, path)
  }
  const wrap = (value: unknown): unknown =>
    typeof value === 'function'
      ? (...args: unknown[]): unknown => {
          try {
            const answer = (value as (...given: unknown[]) => unknown)(...args)
            return answer instanceof Promise ? answer.catch(fail) : answer
          } catch (error) {
            return fail(error)
          }
        }
      : value
  return Object.fromEntries(Object.entries(store).map(([key, value]) => [key, wrap(value)])) as unknown as ProjectStore
}
