/** The project file: exact round trips, one writer, and files that are not ours or too new. */
import Database from 'better-sqlite3'
import { writeFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { AdatomError, isError } from '../../../src/domain/errors'
import { searchOf } from '../../../src/domain/adsorbml/search/presets'
import { encodeStructure, encodeTrajectory } from '../../../src/platform/store/blobs'
import { MIGRATIONS } from '../../../src/platform/store/migrations'
import { openProject } from '../../../src/platform/store/project-store'
import { at, newPath, placed, projectWithRun, result, settings, slab, structure, trajectory } from './fixtures'

const reopen = (path: string): ReturnType<typeof openProject> => openProject(path, 'open', { name: 'x', at })
const reason = (open: () => unknown): AdatomError<'StoreFailure'> => {
  try {
    open()
  } catch (error) {
    if (isError(error, 'StoreFailure')) return error
    throw error
  }
  throw new Error('it was opened')
}

describe('what is kept comes back bit for bit', () => {
  test('runs, materials, surfaces, placements', () => {
    const path = newPath()
    projectWithRun(path).close()
    const store = reopen(path)
    expect(store.name).toBe('Test')
    const [run] = store.runs()
    expect(run).toMatchObject({ id: 'run-1', state: 'preparing', created: at })
    expect(store.materials('run-1')[0]).toEqual({ id: 'Cu', source: 'Cu.cif', structure: structure(), role: 'bulk' })
    expect(store.surfaces('run-1')).toEqual([{ slab, material: 'Cu' }])
    expect(store.pairs('run-1')).toEqual([{ slab: 'Cu-111-t0', adsorbate: 'CO' }])
    expect(store.configurations('run-1').map(({ id }) => id)).toEqual(Array.from({ length: 8 }, (_, k) => placed(k).id))
    const { id, slab: on, adsorbate, placement } = placed(2)
    expect(store.configuration('run-1', id)?.placed).toEqual({ id, slab: on, adsorbate, placement })
    store.close()
  })

  test('a finished relaxation, with its trajectory', async () => {
    const path = newPath()
    const store = projectWithRun(path)
    const final = structure()
    const forces = new Float64Array([1 / 3, -0, 1e-300, 4, 5, 6, 7, 8, 9])
    store.finish('run-1', placed(1).id, { result: result(-1 / 3), final, forces, trajectory: { frames: 2, data: await encodeTrajectory(trajectory, final) } })
    store.relaxedSurface('run-1', slab.id, -1234.567890123456, final)
    store.close()
    const again = reopen(path)
    expect(again.configuration('run-1', placed(1).id)).toMatchObject({ configuration: { state: 'done', result: result(-1 / 3) }, final, forces })
    expect(await again.trajectory('run-1', placed(1).id)).toEqual({ final, trajectory })
    expect(await again.trajectory('run-1', placed(0).id)).toBeUndefined()
    expect(again.surfaces('run-1')[0]).toMatchObject({ energy: -1234.567890123456, relaxed: final })
    again.close()
  })

  test('counts and open work', async () => {
    const store = projectWithRun(newPath())
    const data = await encodeTrajectory(trajectory, structure())
    const done = (k: number, energy: number): void => store.finish('run-1', placed(k).id, { result: result(energy), final: structure(), forces: new Float64Array(9), trajectory: { frames: 2, data } })
    done(0, -1)
    done(1, 1)
    store.fail('run-1', placed(2).id, 'it did')
    expect(store.counts('run-1')).toEqual({ total: 8, done: 2, failed: 1, skipped: 0, anomalies: 1 })
    expect(store.open('run-1', 'Cu-111-t0', 'CO')).toEqual([3, 4, 5, 6, 7].map((k) => placed(k).id))
    expect(store.configurations('run-1')[2]).toMatchObject({ state: 'failed', reason: 'it did' })
    store.close()
  })

  test('messages keep their order; the newest are shown', () => {
    const store = projectWithRun(newPath())
    for (const text of ['a', 'b', 'c']) store.addMessage('run-1', { at, level: 'info', text })
    expect(store.messages('run-1', 2).map(({ text }) => text)).toEqual(['b', 'c'])
    store.close()
  })

  test('placements of a pair are kept all or none', () => {
    const store = projectWithRun(newPath())
    expect(() => store.addPair('run-1', { slab: slab.id, adsorbate: 'O' }, 'Cu', [{ ...placed(0), id: 'new' }, placed(1)])).toThrow(AdatomError)
    expect(store.pairs('run-1')).toHaveLength(1)
    expect(store.counts('run-1').total).toBe(8)
    store.close()
  })
})

describe('a relaxation under way', () => {
  test('is kept, the newest only, for who asks with its key, until it has its end of any kind', async () => {
    const path = newPath()
    const store = projectWithRun(path)
    const bytes = (k: number): Uint8Array => new Uint8Array([1, 2, 3, k])
    const names = [...[0, 1, 2].map((k) => placed(k).id), slab.id]
    names.forEach((name, k) => store.keepUnfinished('run-1', name, 'old', bytes(k)))
    names.forEach((name, k) => store.keepUnfinished('run-1', name, 'key', bytes(k)))
    store.close()
    const again = reopen(path)
    const kept = (): unknown[] => names.map((name) => again.unfinished('run-1', name, 'key')).map((data) => data && [...data])
    expect(kept()).toEqual([0, 1, 2, 3].map((k) => [...bytes(k)]))
    expect(again.unfinished('run-1', slab.id, 'old')).toBeUndefined()
    again.finish('run-1', names[0]!, { result: result(-1), final: structure(), forces: new Float64Array(9), trajectory: { frames: 2, data: await encodeTrajectory(trajectory, structure()) } })
    again.fail('run-1', names[1]!, 'no')
    expect(kept()).toEqual([undefined, undefined, [...bytes(2)], [...bytes(3)]])
    again.skip('run-1', names[2]!, { kind: 'not-needed', promised: 0.96 })
    again.relaxedSurface('run-1', slab.id, -1, structure())
    expect(kept()).toEqual([undefined, undefined, undefined, undefined])
    again.close()
  })
})

describe('files of earlier versions', () => {
  test('one of the first format opens, with everything in it; its runs relaxed every placement', () => {
    const path = newPath()
    const raw = new Database(path)
    raw.exec(MIGRATIONS[0]!)
    raw.pragma('application_id = 0x4164746d')
    raw.pragma('user_version = 1')
    raw.prepare('INSERT INTO project VALUES (1, ?, ?)').run('Old', at)
    raw.prepare('INSERT INTO runs (id, ord, created, state, total, settings, provenance) VALUES (?, 1, ?, ?, 1, ?, ?)').run('run-1', at, 'done', JSON.stringify(settings), '{}')
    raw.prepare('INSERT INTO surfaces VALUES (?, ?, 0, ?, ?, 1, ?, NULL, NULL, NULL)').run('run-1', slab.id, 'Cu', JSON.stringify(slab.origin), encodeStructure(structure()))
    const { structure: _, ...how } = placed(0).placement
    raw.prepare("INSERT INTO configurations VALUES (?, ?, 0, 'Cu', ?, 'CO', ?, ?, ?, 'done', NULL, ?, NULL, NULL)").run('run-1', placed(0).id, slab.id, how.id, JSON.stringify(how), encodeStructure(structure()), JSON.stringify(result(-1)))
    raw.close()
    const store = reopen(path)
    expect(store.configurations('run-1')).toEqual([{ id: placed(0).id, material: 'Cu', slab: slab.id, adsorbate: 'CO', placement: 'rand0000', state: 'done', result: result(-1) }])
    expect(store.counts('run-1')).toMatchObject({ total: 1, done: 1, skipped: 0 })
    expect(searchOf(store.run('run-1')!.settings)).toEqual({ method: 'every', stopAt: null })
    expect(store.unfinished('run-1', placed(0).id, '')).toBeUndefined()
    store.close()
  })

  test('a skipped placement keeps its reason, a merged one its frames', async () => {
    const path = newPath()
    const store = projectWithRun(path)
    const merged = { kind: 'merged', into: placed(0).id, above: 1 / 3, step: 1, forceCalls: 2 } as const
    store.skip('run-1', placed(1).id, merged, { final: structure(), trajectory: { frames: 2, data: await encodeTrajectory(trajectory, structure()) } })
    store.skip('run-1', placed(2).id, { kind: 'not-needed', promised: 0.96 })
    store.close()
    const again = reopen(path)
    expect(again.configuration('run-1', placed(1).id)).toMatchObject({ configuration: { state: 'skipped', skipped: merged }, final: structure() })
    expect(await again.trajectory('run-1', placed(1).id)).toEqual({ final: structure(), trajectory })
    expect(again.configurations('run-1')[2]).toMatchObject({ state: 'skipped', skipped: { kind: 'not-needed', promised: 0.96 } })
    expect(again.counts('run-1')).toMatchObject({ total: 8, done: 0, skipped: 2 })
    expect(again.open('run-1', slab.id, 'CO')).toHaveLength(6)
    again.close()
  })
})

describe('files that cannot be opened say why', () => {
  test('missing, existing, open elsewhere', () => {
    const path = newPath()
    expect(reason(() => reopen(path)).message).toMatch(/no project/)
    const store = projectWithRun(path)
    expect(reason(() => openProject(path, 'create', { name: 'x', at })).message).toMatch(/exists already/)
    expect(reason(() => reopen(path)).message).toMatch(/open in another Adatom/)
    store.close()
    reopen(path).close()
  })

  test('made by a newer Adatom, by another application, or no database', () => {
    const newer = newPath()
    projectWithRun(newer).close()
    const raw = new Database(newer)
    raw.pragma('user_version = 99')
    raw.close()
    const error = reason(() => reopen(newer))
    expect(error.message).toMatch(/newer Adatom/)
    expect(error.fields.reason).toMatch(/99/)

    const foreign = newPath()
    const other = new Database(foreign)
    other.exec('CREATE TABLE photos (id INTEGER)')
    other.close()
    expect(reason(() => reopen(foreign)).message).toMatch(/not an Adatom project/)

    const text = newPath()
    writeFileSync(text, 'Cu.cif, not a database, and long enough to be taken for one\n'.repeat(100))
    expect(reason(() => reopen(text)).message).toMatch(/not an Adatom project/)
  })

  test('damaged bytes are an error, not a wrong structure', () => {
    const path = newPath()
    projectWithRun(path).close()
    const raw = new Database(path)
    raw.exec("UPDATE materials SET structure = substr(structure, 1, 50)")
    raw.close()
    const store = reopen(path)
    expect(reason(() => store.materials('run-1')).fields.reason).toMatch(/not a stored structure/)
    store.close()
  })

  test('a closed project is a sound database with a write-ahead log', () => {
    const path = newPath()
    const store = projectWithRun(path)
    store.close()
    const raw = new Database(path)
    expect(raw.pragma('journal_mode', { simple: true })).toBe('wal')
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
    raw.close()
  })
})
