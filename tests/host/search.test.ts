/** The search as a run goes through it: the same to the byte whatever runs at once and whatever interrupts it; what is skipped keeps its reason. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { RankedRow } from '../../src/domain/catalogue/records'
import type { Host } from '../../src/host/host'
import { computeEntry, ended, never, rankingCsv, settings, smallSlab, startRun, temporary, testHost, type Ran } from './fixtures'

let entry: string
let host: Host
let first: Ran
let csv: string
let rows: readonly RankedRow[]
const small = [smallSlab()]
/** 40 placements on a cell of four surface atoms: many start or end on the same few sites */
const search = settings({ configurations: 40, placement: 'random', relax: { optimiser: 'precon-bfgs', fmax: 0.05, maxSteps: 60 }, search: { method: 'adatom', stopAt: 0.9 } })

beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
  first = await startRun(host, small, search)
  expect(await ended(host, first)).toMatchObject({ state: 'done', total: 40 })
  csv = await rankingCsv(host, first)
  rows = (await host.handlers.results(first, never)).rows
}, 180_000)
afterAll(() => host.close())

const skippedAs = (kind: string): RankedRow[] => rows.filter(({ configuration }) => configuration.skipped?.kind === kind)

describe('a run of the search', () => {
  test('every placement has an end or a reason for none, and the counts say so', async () => {
    const { run } = await host.handlers.results(first, never)
    const done = rows.filter(({ configuration }) => configuration.state === 'done')
    const skipped = rows.filter(({ configuration }) => configuration.state === 'skipped')
    expect(run).toMatchObject({ total: 40, done: done.length, skipped: skipped.length, failed: 0 })
    expect(done.length + skipped.length).toBe(40)
    for (const kind of ['merged', 'not-needed']) expect(skippedAs(kind).length, kind).toBeGreaterThan(0)
    for (const { rank, configuration } of skipped) {
      expect(rank).toBeNull()
      expect(configuration.skipped).toBeDefined()
      expect(configuration.result).toBeUndefined()
    }
  })

  test('a merged one lies in the basin of the one it entered, with its frames up to there', async () => {
    const byId = new Map(rows.map((row) => [row.configuration.id, row]))
    for (const row of skippedAs('merged')) {
      const { skipped, id } = row.configuration
      if (skipped?.kind !== 'merged') throw new TypeError('not merged')
      expect(byId.get(skipped.into)).toMatchObject({ rank: expect.any(Number), basin: row.basin })
      const { frames, energies } = await host.handlers.trajectory({ ...first, configuration: id }, never)
      expect(frames).toBe(skipped.forceCalls)
      expect(skipped.step).toBe(frames - 1)
      expect(energies).toHaveLength(frames)
    }
  })

  test('the promise that ended it has reached its level, and stands with every placement not needed', () => {
    const promises = new Set(skippedAs('not-needed').map(({ configuration: { skipped } }) => (skipped?.kind === 'not-needed' ? skipped.promised : 0)))
    expect(promises.size).toBe(1)
    expect([...promises][0]).toBeGreaterThanOrEqual(0.9)
  })

  test('the list holds all of them, with the reason', () => {
    const lines = csv.split('\n').filter((line) => line.includes('Cu/O/'))
    expect(lines).toHaveLength(40)
    expect(lines.filter((line) => line.includes('it had entered the minimum of'))).toHaveLength(skippedAs('merged').length)
    expect(lines.filter((line) => line.includes('the search had ended'))).toHaveLength(skippedAs('not-needed').length)
  })

  test('finds the minimum that every placement to its end finds, with fewer force calls', async () => {
    const whole = await startRun(host, small, { ...search, search: { method: 'every', stopAt: null } })
    await ended(host, whole)
    const plain = (await host.handlers.results(whole, never)).rows
    const calls = (all: readonly RankedRow[]): number => all.reduce((sum, { configuration: { result, skipped } }) => sum + (result?.forceCalls ?? (skipped?.kind === 'merged' ? skipped.forceCalls : 0)), 0)
    expect(rows[0]!.configuration.result!.energy).toBeLessThan(plain[0]!.configuration.result!.energy + 0.1)
    expect(calls(rows)).toBeLessThan(0.8 * calls(plain))
  })
})

describe('the same inputs give the same bytes', () => {
  test('in two processes as in one', async () => {
    const again = await startRun(host, small, search, 2)
    await ended(host, again)
    expect(await rankingCsv(host, again)).toBe(csv)
  })

  test('interrupted in the middle of a round, closed, opened by another host and gone on with', async () => {
    const dataDir = temporary()
    const one = testHost(entry, { dataDir })
    const ran = await startRun(one, small, search)
    let paused = false
    const last = await ended(one, ran, ({ done, skipped }) => {
      // the second round has begun: its decisions hang on the first
      if (done + skipped < 8 || paused) return
      paused = true
      void one.handlers.pauseRun(ran, never)
    })
    expect(last.state).toBe('paused')
    expect(last.done + last.skipped).toBeLessThan(40)
    await one.close()
    const two = testHost(entry, { dataDir })
    await two.handlers.openProject({ path: ran.project }, never)
    await two.handlers.resumeRun(ran, never)
    expect(await ended(two, ran)).toMatchObject({ state: 'done', total: 40 })
    expect(await rankingCsv(two, ran)).toBe(csv)
    await two.close()
  })
})
