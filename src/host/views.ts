/** The user's own views of the results: a file beside the other things this host remembers of its user, the same for every project and shell. */
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { HostContract } from '../contract/host-api'
import type { Handlers } from '../contract/define'
import { AdatomError } from '../domain/errors'
import type { Context } from './context'

type ViewHandlers = Pick<Handlers<HostContract>, 'resultsViews' | 'keepResultsViews'>

export function viewHandlers({ options: { dataDir } }: Pick<Context, 'options'>): ViewHandlers {
  const path = join(dataDir, 'results-views.json')
  // one after the other: two windows may write at once
  let writing: Promise<void> = Promise.resolve()
  return {
    resultsViews: async () => {
      await writing.catch(() => undefined)
      try {
        return await readFile(path, 'utf8')
      } catch (error) {
        if (codeOf(error) === 'ENOENT') return null
        throw storeFailure('The saved views cannot be read', path, error)
      }
    },
    keepResultsViews: ({ text }) => {
      writing = writing.catch(() => undefined).then(() => replace(dataDir, path, text))
      return writing
    },
  }
}

/** Written whole beside the old file and put in its place: a crash leaves one or the other. */
async function replace(folder: string, path: string, text: string): Promise<void> {
  try {
    await mkdir(folder, { recursive: true })
    await writeFile(`${path}.new`, text)
    await rename(`${path}.new`, path)
  } catch (error) {
    throw storeFailure('The view could not be saved', path, error)
  }
}

const codeOf = (error: unknown): string | undefined => (error instanceof Error && 'code' in error ? String(error.code) : undefined)

const storeFailure = (message: string, path: string, error: unknown): AdatomError => new AdatomError('StoreFailure', message, { path, reason: error instanceof Error ? error.message : String(error) })
