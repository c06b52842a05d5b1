/**
 * Relaxations that were done before, to be used again. One file each, named by the hash of everything that decides its outcome: the version
 * of Adatom, model, provider, threads, structure, settings and the minima that were watched. Losing any of it only costs time.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { deserialize, serialize } from 'node:v8'
import { deflate, inflate } from 'node:zlib'
import type { ComputeClient, RelaxEvent } from '../contract/compute-api'
import type { CacheState } from '../contract/preferences'
import type { Structure } from '../domain/structure/structure'
import type { Pool } from './compute/pool'
import type { Loaded } from './compute/worker'

export type Ending = Exclude<RelaxEvent, { readonly kind: 'step' }>
type RelaxInput = Parameters<ComputeClient['relax']>[0]

export interface RelaxationCache {
  get(key: string): Promise<Ending | null>
  put(key: string, ending: Ending): Promise<void>
  state(): Promise<CacheState>
  clear(): Promise<void>
}

const SUFFIX = '.relaxation'

/** `limitBytes` is asked at every write; the files that were longest not used go first. */
export function createRelaxationCache(folder: string, limitBytes: () => number): RelaxationCache {
  const file = (key: string): string => join(folder, `${key}${SUFFIX}`)
  /** null: not counted yet */
  let bytes: number | null = null
  let writing: Promise<void> = Promise.resolve()

  async function entries(): Promise<{ readonly path: string; readonly bytes: number; readonly used: number }[]> {
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(SUFFIX))
    const found = await Promise.all(names.map(async (name) => ({ path: join(folder, name), info: await stat(join(folder, name)).catch(() => null) })))
    return found.flatMap(({ path, info }) => (info ? [{ path, bytes: info.size, used: info.mtimeMs }] : []))
  }

  async function makeRoom(limit: number): Promise<void> {
    const all = (await entries()).toSorted((a, b) => a.used - b.used)
    let total = all.reduce((sum, one) => sum + one.bytes, 0)
    for (const one of all) {
      // to nine tenths, so that not every write has to look
      if (total <= 0.9 * limit) break
      await rm(one.path, { force: true })
      total -= one.bytes
    }
    bytes = total
  }

  async function write(key: string, ending: Ending): Promise<void> {
    const limit = limitBytes()
    if (limit <= 0) return
    const data = await promisify(deflate)(serialize(ending), { level: 1 })
    await mkdir(folder, { recursive: true })
    await writeFile(`${file(key)}.new`, data)
    await rename(`${file(key)}.new`, file(key))
    bytes = (bytes ?? (await entries()).reduce((sum, one) => sum + one.bytes, 0) - data.length) + data.length
    if (bytes > limit) await makeRoom(limit)
  }

  return {
    get: async (key) => {
      if (limitBytes() <= 0) return null
      try {
        const ending = deserialize(await promisify(inflate)(await readFile(file(key)))) as Ending
        const now = new Date()
        await utimes(file(key), now, now).catch(() => undefined)
        return ending.kind === 'done' || ending.kind === 'merged' ? ending : null
      } catch {
        return null
      }
    },
    put: (key, ending) => {
      // One after the other. A disk that is full costs the entry, not the run.
      writing = writing.then(() => write(key, ending)).catch(() => undefined)
      return writing
    },
    state: async () => {
      await writing
      const all = await entries()
      return { folder, relaxations: all.length, bytes: all.reduce((sum, one) => sum + one.bytes, 0) }
    },
    clear: async () => {
      await writing
      await rm(folder, { recursive: true, force: true })
      bytes = 0
    },
  }
}

/** What a relaxation depends on beside its input. */
export interface RelaxationMaker {
  readonly software: string
  readonly threads: number
}

export function relaxationKey({ software, threads }: RelaxationMaker, loaded: Pick<Loaded, 'sha256' | 'provider' | 'calibration'>, input: RelaxInput): string {
  const hash = createHash('sha256').update(JSON.stringify([1, software, threads, loaded.sha256, loaded.provider, loaded.calibration, input.settings]))
  const watched = input.watch as { readonly clean: Structure; readonly targets: readonly { readonly id: string; readonly energy: number; readonly structure: Structure }[] } | undefined
  const structures = [input.structure as Structure, ...(watched ? [watched.clean, ...watched.targets.map(({ structure }) => structure)] : [])]
  hash.update(JSON.stringify(watched?.targets.map(({ id, energy }) => [id, energy]) ?? null))
  for (const { numbers, positions, cell, pbc, tags, fixed } of structures)
    hash.update(JSON.stringify([numbers.length, pbc])).update(numbers).update(positions).update(cell).update(tags).update(fixed)
  return hash.digest('hex')
}

/** A pool whose relaxations come from the cache where they are there. `onHit`: one did. */
export function cachedPool(pool: Pool, cache: RelaxationCache, maker: RelaxationMaker, onHit: () => void): Pool {
  return {
    ...pool,
    submit: (job) => pool.submit({ ...job, run: (client, alive, loaded) => job.run(loaded ? withCache(client, loaded) : client, alive, loaded) }),
  }

  function withCache(client: ComputeClient, loaded: Loaded): ComputeClient {
    return {
      ...client,
      relax: async function* (input) {
        const key = relaxationKey(maker, loaded, input)
        const known = await cache.get(key)
        if (known) {
          onHit()
          yield known
          return
        }
        for await (const event of client.relax(input)) {
          if (event.kind !== 'step') void cache.put(key, event)
          yield event
        }
      },
    }
  }
}
