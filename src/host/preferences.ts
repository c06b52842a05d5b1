/** The user's preferences: one small JSON file, read when the host starts, replaced whole when one changes. */
import { readFileSync } from 'node:fs'
import { mkdir, rename, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { z } from 'zod'
import { preferencesSchema, type Preferences } from '../contract/preferences'
import { AdatomError } from '../domain/errors'

export const DEFAULT_PREFERENCES: Preferences = { provider: 'cpu', processes: null, threads: 1, cacheMegabytes: 1000, page: null }

export interface PreferenceKeeper {
  readonly current: Preferences
  /** why the remembered ones could not be read; null when they could, or there were none */
  readonly problem: string | null
  change(patch: Partial<Preferences>): Promise<Preferences>
}

/** Without a path nothing is remembered: the command line says everything it wants. */
export function createPreferences(path: string | null): PreferenceKeeper {
  const remembered = path === null ? { preferences: DEFAULT_PREFERENCES, problem: null } : read(path)
  let current = remembered.preferences
  let writing: Promise<void> = Promise.resolve()
  return {
    get current() {
      return current
    },
    problem: remembered.problem,
    change: async (patch) => {
      current = { ...current, ...patch }
      if (path !== null) {
        // the newest is written last
        writing = writing.catch(() => undefined).then(() => replace(path, JSON.stringify(current, null, 2)))
        await writing
      }
      return current
    },
  }
}

function read(path: string): { readonly preferences: Preferences; readonly problem: string | null } {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { preferences: DEFAULT_PREFERENCES, problem: null }
  }
  try {
    // a preference that an older Adatom did not have takes its default
    return { preferences: preferencesSchema.parse({ ...DEFAULT_PREFERENCES, ...(JSON.parse(text) as object) }), problem: null }
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error instanceof Error ? error.message : String(error)
    return { preferences: DEFAULT_PREFERENCES, problem: `${path} makes no sense, so the defaults hold: ${why}` }
  }
}

async function replace(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  } catch (error) {
    throw new AdatomError('StoreFailure', 'The preferences could not be saved', { path, reason: error instanceof Error ? error.message : String(error) }, error)
  }
}
