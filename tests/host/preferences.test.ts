/** The user's preferences, the self-test of a provider, and finished relaxations used again. */
import { existsSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createRelaxationCache, relaxationKey, type Ending } from '../../src/host/cache'
import { createPreferences, DEFAULT_PREFERENCES } from '../../src/host/preferences'
import { computeEntry, ended, never, rankingCsv, settings, smallSlab, startRun, temporary, testHost } from './fixtures'

const folders: string[] = []
const folder = (): string => {
  const made = temporary()
  folders.push(made)
  return made
}
afterAll(() => folders.forEach((path) => rmSync(path, { recursive: true, force: true })))

let entry: string
beforeAll(async () => {
  entry = await computeEntry()
}, 180_000)

describe('preferences', () => {
  test('are kept across starts; those of an older Adatom take the defaults for what it did not have', async () => {
    const path = join(folder(), 'new', 'preferences.json')
    const keeper = createPreferences(path)
    await Promise.all([keeper.change({ processes: 3 }), keeper.change({ threads: 2 }), keeper.change({ provider: 'auto', page: '{"theme":"dark"}' })])
    expect(createPreferences(path).current).toEqual({ ...DEFAULT_PREFERENCES, processes: 3, threads: 2, provider: 'auto', page: '{"theme":"dark"}' })
    writeFileSync(path, '{"threads": 4}')
    expect(createPreferences(path)).toMatchObject({ current: { ...DEFAULT_PREFERENCES, threads: 4 }, problem: null })
  })

  test.each(['{', '{"threads": 0}', '{"provider": "quantum"}'])('a file that makes no sense (%s) gives the defaults and says so', (text) => {
    const path = join(folder(), 'preferences.json')
    writeFileSync(path, text)
    expect(createPreferences(path)).toMatchObject({ current: DEFAULT_PREFERENCES, problem: expect.stringContaining(path) as string })
  })

  test('hold for the app, and not for commands, which say what they want; what was given wins', async () => {
    const dataDir = folder()
    writeFileSync(join(dataDir, 'preferences.json'), JSON.stringify({ ...DEFAULT_PREFERENCES, provider: 'webgpu', processes: 5 }))
    const app = testHost(entry, { dataDir, remembers: true })
    expect(await app.handlers.preferences(undefined, never)).toMatchObject({ preferences: { provider: 'webgpu', processes: 5 }, fixed: { processes: 1 }, problem: null })
    await app.handlers.setPreferences({ threads: 2 }, never)
    expect(JSON.parse(readFileSync(join(dataDir, 'preferences.json'), 'utf8'))).toMatchObject({ provider: 'webgpu', processes: 5, threads: 2 })
    await app.close()
    const command = testHost(entry, { dataDir })
    expect(await command.handlers.preferences(undefined, never)).toMatchObject({ preferences: DEFAULT_PREFERENCES })
    await command.close()
  })
})

describe('the self-test of a provider', () => {
  test('gives both errors: against the stored values and in batches; a provider that is not there says why the CPU ran', async () => {
    const host = testHost(entry)
    const cpu = await host.handlers.selftest({ provider: 'cpu' }, never)
    expect(cpu).toMatchObject({ model: 'adatom-0', provider: 'cpu', fallback: null, passed: true })
    expect(cpu.reference.energy).toBeGreaterThan(0)
    expect(cpu.reference.energy).toBeLessThan(cpu.tolerance.energy)
    expect(cpu.batched.forces).toBeLessThan(cpu.tolerance.forces)
    // CoreML is Apple's: there is none on the systems that run this test, and where there is one it passes
    const other = await host.handlers.selftest({ provider: process.platform === 'darwin' ? 'dml' : 'coreml' }, never)
    expect(other.provider).toBe('cpu')
    expect(other.fallback).toMatch(/could not be used/)
    await host.close()
  }, 120_000)
})

describe('finished relaxations', () => {
  const chosen = settings({ configurations: 3, relax: { optimiser: 'fire', fmax: 0.2, maxSteps: 10 } })

  test('are used again by a run that asks for the same, with the same ranking to the last byte; a change makes them new', async () => {
    const dataDir = folder()
    const host = testHost(entry, { dataDir, remembers: true })
    const runs: string[] = []
    for (const change of [{}, {}, { relax: { ...chosen.relax, fmax: 0.19 } }]) {
      const ran = await startRun(host, [smallSlab()], { ...chosen, ...change })
      expect(await ended(host, ran)).toMatchObject({ state: 'done' })
      runs.push(await rankingCsv(host, ran))
      if (runs.length === 1) expect((await host.handlers.cache(undefined, never)).relaxations).toBe(4)
    }
    expect(runs[1]).toBe(runs[0])
    // the third run added its own
    const state = await host.handlers.cache(undefined, never)
    expect(state.relaxations).toBe(8)
    expect(state.bytes).toBeGreaterThan(1000)
    expect(await host.handlers.clearCache(undefined, never)).toMatchObject({ relaxations: 0, bytes: 0 })
    expect(existsSync(join(dataDir, 'cache'))).toBe(false)
    await host.close()
  }, 120_000)

  const ending = (size: number): Ending => ({
    kind: 'done',
    relaxation: {
      outcome: 'converged', structure: smallSlab().structure, energy: -1, forces: Float64Array.from({ length: size }, (_, i) => Math.sin(12.9898 * i) * 43758.5453), fmax: 0.01, distance: null, steps: 1, forceCalls: 2,
      trajectory: { structure: smallSlab().structure, positions: new Float32Array(3), frames: 1, energies: new Float64Array(1), fmax: new Float64Array(1) },
    },
  })

  test('stay below the limit: the longest unused go first; a damaged one is not used', async () => {
    const path = folder()
    const cache = createRelaxationCache(path, () => 40_000)
    for (const [k, key] of ['a', 'b', 'c'].entries()) {
      await cache.put(key, ending(1500))
      utimesSync(join(path, `${key}.relaxation`), 1000 + k, 1000 + k)
    }
    expect(await cache.get('a')).toEqual(ending(1500))
    await cache.put('d', ending(1500))
    // each is about 12 kB: the fourth is too many; 'a' was just used, so 'b' goes
    expect(readdirSync(path).toSorted()).toEqual(['a.relaxation', 'c.relaxation', 'd.relaxation'])
    writeFileSync(join(path, 'c.relaxation'), 'damaged')
    expect(await cache.get('c')).toBeNull()
    const none = createRelaxationCache(path, () => 0)
    expect(await none.get('a')).toBeNull()
  })

  test('the key changes with everything that decides the outcome', () => {
    const maker = { software: '1', threads: 1 }
    const model = { sha256: 'x', provider: 'cpu', calibration: null }
    const input = { structure: smallSlab().structure, settings: chosen.relax }
    const moved = { ...input.structure, positions: input.structure.positions.map((x, i) => (i === 4 ? x + 1e-12 : x)) }
    const released = { ...input.structure, fixed: new Uint8Array(12) }
    const watch = { clean: input.structure, targets: [{ id: 'm', energy: -1, structure: input.structure }] }
    const keys = [
      relaxationKey(maker, model, input),
      relaxationKey({ ...maker, software: '2' }, model, input),
      relaxationKey({ ...maker, threads: 2 }, model, input),
      relaxationKey(maker, { ...model, sha256: 'y' }, input),
      relaxationKey(maker, { ...model, provider: 'cuda' }, input),
      relaxationKey(maker, { ...model, calibration: 'c' }, input),
      relaxationKey(maker, model, { ...input, settings: { ...input.settings, fmax: 0.1 } }),
      relaxationKey(maker, model, { ...input, structure: moved }),
      relaxationKey(maker, model, { ...input, structure: released }),
      relaxationKey(maker, model, { ...input, watch }),
      relaxationKey(maker, model, { ...input, watch: { ...watch, targets: [{ ...watch.targets[0]!, energy: -2 }] } }),
    ]
    expect(new Set(keys).size).toBe(keys.length)
    expect(relaxationKey(maker, model, { ...input })).toBe(keys[0])
  })
})
