/** The host in this very process, for one command. */
import { readFile, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import type { ReadMaterial } from '../../contract/host-api'
import { invalidInput } from '../../domain/errors'
import { createPool, type Pool } from '../../host/compute/pool'
import { createHost, type Host } from '../../host/host'
import { forkProcess } from '../../platform/process/fork'
import { findInstallation, type Installation } from '../paths'

export interface Session {
  readonly installation: Installation
  readonly host: Host
  readonly handlers: Host['handlers']
  /** a compute process of the command's own, for what the host's contract does not have */
  readonly pool: Pool
  /** for calls that nothing cancels */
  readonly signal: AbortSignal
}

export interface SessionOptions {
  readonly provider?: string | undefined
  readonly processes?: number | undefined
  /** the app in a browser: the user's preferences hold; commands say everything they want */
  readonly remembers?: boolean
}

/** Opens the host, does the work, closes everything also when it fails. */
export async function withSession<T>(options: SessionOptions, work: (session: Session) => Promise<T>): Promise<T> {
  const installation = findInstallation()
  const spawnCompute = (): ReturnType<typeof forkProcess> => forkProcess(installation.compute)
  const host = createHost({
    ...installation,
    spawnCompute,
    remembers: options.remembers ?? false,
    ...(options.provider === undefined ? {} : { provider: options.provider }),
    ...(options.processes === undefined ? {} : { processes: options.processes }),
  })
  const pool = createPool({ spawn: spawnCompute, processes: 1 })
  try {
    return await work({ installation, host, handlers: host.handlers, pool, signal: new AbortController().signal })
  } finally {
    pool.close()
    await host.close()
  }
}

const MAX_FILE_BYTES = 512 * 1024 * 1024

/** Reads the structures of a file on disk, or of a bundled example of that name. */
export async function readStructures({ handlers, signal }: Session, path: string): Promise<readonly ReadMaterial[]> {
  const info = await stat(path).catch(() => null)
  if (info?.isFile()) {
    if (info.size > MAX_FILE_BYTES) throw invalidInput(`${path} is larger than 512 MB`, { at: { file: path } })
    return handlers.readFile({ name: basename(path), bytes: new Uint8Array(await readFile(path)) }, signal)
  }
  const examples = await handlers.examples(undefined, signal)
  if (!info && examples.some(({ name }) => name === path)) return handlers.example({ name: path }, signal)
  throw invalidInput(info ? `${path} is not a file` : `There is no file ${path}`, {
    at: { file: path },
    expected: `a CIF, POSCAR or extXYZ file, or a bundled example (${examples.map(({ name }) => name).join(', ')})`,
  })
}

/** The one structure of a file; several are an error that says how many. */
export async function readOne(session: Session, path: string, frame = -1): Promise<ReadMaterial> {
  const all = await readStructures(session, path)
  const found = all.at(frame)
  if (!found) throw invalidInput(`${path} has no frame ${frame}`, { at: { file: path }, found: `${all.length} structures` })
  return found
}
