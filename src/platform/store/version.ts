/** The version of the SQLite library in use. */
import Database from 'better-sqlite3'

export function version(): string {
  const db = new Database(':memory:')
  try {
    return db.prepare<[], string>('SELECT sqlite_version()').pluck().get() ?? ''
  } finally {
    db.close()
  }
}
