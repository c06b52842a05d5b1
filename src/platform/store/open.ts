/** Opens a project file: SQLite, one writer, WAL, every commit on disk before it counts. */
import { existsSync } from 'node:fs'
import Database from 'better-sqlite3'
import { AdatomError } from '../../domain/errors'
import { MIGRATIONS } from './migrations'

/** 'Adtm': tells a project file from any other SQLite database. */
const APPLICATION_ID = 0x4164746d

export type Connection = Database.Database

/**
 * Opens or creates a project file and brings its schema up to date. The file is locked until it is closed: a second opener is refused.
 * Throws StoreFailure: not a project, made by a newer Adatom, open elsewhere, damaged, or not writable.
 */
export function openDatabase(path: string, mode: 'open' | 'create'): Connection {
  if (mode === 'open' && !existsSync(path)) throw failure(path, `There is no project at ${path}`, 'the file does not exist')
  if (mode === 'create' && existsSync(path)) throw failure(path, `${path} exists already; open it, or choose another name`, 'the file exists')
  let db: Connection | undefined
  try {
    db = new Database(path, { timeout: 40 })
    // Exclusive before WAL: the lock is held for good, and no shared memory is needed (network file systems have none).
    db.pragma('locking_mode = EXCLUSIVE')
    assertOurs(db, path)
    db.pragma('journal_mode = WAL')
    db.pragma('synchronous = FULL')
    db.pragma('foreign_keys = ON')
    migrate(db)
    return db
  } catch (error) {
    db?.close()
    throw asStoreFailure(error, path)
  }
}

function assertOurs(db: Connection, path: string): void {
  const version = db.pragma('user_version', { simple: true }) as number
  const id = db.pragma('application_id', { simple: true }) as number
  const tables = db.prepare<[], number>('SELECT count(*) FROM sqlite_master').pluck().get() ?? 0
  if (id !== APPLICATION_ID && (tables > 0 || version > 0)) throw failure(path, `${path} is a database, but not an Adatom project`, 'another application made it')
  if (version > MIGRATIONS.length)
    throw failure(path, `${path} was made by a newer Adatom; update this one to open it`, `its format is ${version}, this version knows up to ${MIGRATIONS.length}`)
}

function migrate(db: Connection): void {
  const from = db.pragma('user_version', { simple: true }) as number
  db.transaction(() => {
    MIGRATIONS.slice(from).forEach((step) => db.exec(step))
    db.pragma(`application_id = ${APPLICATION_ID}`)
    db.pragma(`user_version = ${MIGRATIONS.length}`)
  }).immediate()
}

export const failure = (path: string, message: string, reason: string, cause?: unknown): AdatomError<'StoreFailure'> =>
  new AdatomError('StoreFailure', message, { path, reason }, cause)

/** SQLite's errors as StoreFailure; ours pass through. */
export function asStoreFailure(error: unknown, path: string): unknown {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string' || !error.code.startsWith('SQLITE')) {
    return error instanceof AdatomError ? error : failure(path, `${path} could not be read`, error instanceof Error ? error.message : String(error), error)
  }
  const [message] = [
    error.code.startsWith('SQLITE_BUSY') && `${path} is open in another Adatom; close it there first`,
    error.code === 'SQLITE_NOTADB' && `${path} is not an Adatom project`,
    error.code.startsWith('SQLITE_CORRUPT') && `${path} is damaged`,
    error.code === 'SQLITE_FULL' && `The disk is full; ${path} could not be written`,
    error.code.startsWith('SQLITE_READONLY') && `${path} cannot be written`,
  ].filter((text) => text !== false)
  return failure(path, message ?? `${path} could not be read or written`, `${error.code}: ${error.message}`, error)
}
