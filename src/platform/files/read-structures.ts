/** Structure files from disk or from bytes: plain or gzip, bounded in size. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import { AdatomError, invalidInput, unsupported } from '../../domain/errors'
import { type ReadFrame, type StructureFormat, formatOfContent, formatOfName, readStructures } from '../../domain/structure/formats'
import { loadSpaceGroups } from '../symmetry'

/** Bytes, of a file and of what a gzip file unpacks to. JavaScript's longest string is about twice this. */
export const MAX_FILE_BYTES = 256 * 1024 * 1024

export interface ReadFileOptions {
  /** otherwise by name, then by content */
  readonly format?: StructureFormat
}

/** All structures of a file. Throws InvalidInput or Unsupported, with the path and the line. */
export async function readStructureFile(path: string, options: ReadFileOptions = {}): Promise<ReadFrame[]> {
  return readStructureBytes(await readBounded(path), path, options)
}

/** The same for a file's content, as a dropped file gives it. gzip is seen by its first bytes, whatever the name. */
export async function readStructureBytes(bytes: Uint8Array, name: string, { format }: ReadFileOptions = {}): Promise<ReadFrame[]> {
  if (bytes.length > MAX_FILE_BYTES) throw tooLarge(name, bytes.length)
  const plain = isGzip(bytes) ? await unpack(bytes, name) : bytes
  const text = new TextDecoder('utf-8').decode(plain)
  const chosen = format ?? formatOfName(name) ?? formatOfContent(text)
  return readStructures(text, {
    name,
    ...(chosen === undefined ? {} : { format: chosen }),
    ...(chosen === 'cif' ? { spaceGroups: await loadSpaceGroups() } : {}),
  })
}

const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b

async function unpack(bytes: Uint8Array, name: string): Promise<Uint8Array> {
  try {
    return await promisify(gunzip)(bytes, { maxOutputLength: MAX_FILE_BYTES })
  } catch (error) {
    if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(name, undefined)
    throw invalidInput(`${name} could not be unpacked`, { found: error instanceof Error ? error.message : String(error), expected: 'a complete gzip file', at: { file: name } })
  }
}

/** The bytes of a regular file; a folder, a device or a missing file is an error that says so. */
async function readBounded(path: string): Promise<Uint8Array> {
  const cannot = (found: string): Error => invalidInput(`${basename(path)} cannot be read`, { found, expected: 'a readable file', at: { file: path } })
  try {
    const found = await stat(path)
    if (!found.isFile()) throw cannot('something that is not a file')
    if (found.size > MAX_FILE_BYTES) throw tooLarge(path, found.size)
    return await readFile(path)
  } catch (error) {
    if (error instanceof AdatomError) throw error
    throw cannot(codeOf(error) === 'ENOENT' ? `no file at ${path}` : String(error instanceof Error ? error.message : error))
  }
}

const tooLarge = (name: string, size: number | undefined): Error =>
  unsupported(`${name} is too large`, { what: `${size === undefined ? 'more' : `${size} bytes, more`} than ${MAX_FILE_BYTES} bytes unpacked`, at: { file: name } })

const codeOf = (error: unknown): string | undefined => (error instanceof Error && 'code' in error ? String(error.code) : undefined)
