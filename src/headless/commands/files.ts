/** Files that the commands of this folder read: plain or gzip, with errors that name them. */
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { AdatomError, invalidInput } from '../../domain/errors'
import { parseErrorTable, type ReadTable } from '../../domain/uncertainty/table-format'

export interface NamedTable extends ReadTable {
  /** the file's name without its extensions */
  readonly name: string
}

/** Text of a file; `.gz` is unpacked. Throws InvalidInput when it is missing or is no gzip, StoreFailure when it cannot be read. */
export async function readText(path: string): Promise<string> {
  const bytes = await readFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw invalidInput(`There is no file ${path}`, { at: { file: path } })
    throw new AdatomError('StoreFailure', `${path} cannot be read`, { path, reason: String(error) }, error)
  })
  if (!path.endsWith('.gz')) return bytes.toString('utf8')
  try {
    return gunzipSync(bytes).toString('utf8')
  } catch {
    throw invalidInput(`${path} is not a gzip file`, { at: { file: path } })
  }
}

export async function readJson(path: string): Promise<unknown> {
  const text = await readText(path)
  try {
    return JSON.parse(text) as unknown
  } catch {
    throw invalidInput(`${path} is not JSON`, { at: { file: path } })
  }
}

export async function writeText(path: string, text: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, text)
  } catch (error) {
    throw new AdatomError('StoreFailure', `${path} cannot be written`, { path, reason: String(error) }, error)
  }
}

const TABLE = /\.(csv|tsv|json)(\.gz)?$/

/** The tables named: a file is one, a folder every table file in it, in alphabetical order. */
export async function readTables(paths: readonly string[]): Promise<NamedTable[]> {
  const files = (await Promise.all(paths.map(tableFiles))).flat()
  const tables: NamedTable[] = []
  for (const file of files) tables.push({ name: basename(file).replace(TABLE, ''), ...parseErrorTable(await readText(file), file) })
  return tables
}

async function tableFiles(path: string): Promise<string[]> {
  const info = await stat(path).catch(() => undefined)
  if (info === undefined) throw invalidInput(`There is no file or folder ${path}`, { at: { file: path } })
  if (!info.isDirectory()) return [path]
  const found = (await readdir(path)).filter((name) => TABLE.test(name)).sort()
  if (found.length === 0) throw invalidInput(`The folder ${path} holds no table`, { at: { file: path }, expected: 'CSV or JSON files, plain or .gz' })
  return found.map((name) => join(path, name))
}
