/** The supervisor, with real processes that are really killed. */
import { join } from 'node:path'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createPool, type Job, type Pool } from '../../src/host/compute/pool'
import { isError } from '../../src/domain/errors'
import { forkProcess } from '../../src/platform/process/fork'
import { bundleEntry } from './bundle'

let entry: string
beforeAll(async () => {
  entry = await bundleEntry(join(import.meta.dirname, 'fake-process.ts'))
}, 180_000)

let pool: Pool
let started = 0
const open = (processes = 1, maxDeaths = 2): Pool => {
  started = 0
  pool = createPool({ spawn: () => (started++, forkProcess(entry)), processes, maxDeaths, backoffMs: 5 })
  return pool
}
afterEach(() => pool.close())

/** The fake process answers by the name of the adsorbate: see fake-process.ts. */
const ask = (name: string, change: Partial<Job<string>> = {}): Job<string> => ({ run: async (client) => (await client.adsorbate({ id: name })).id, ...change })

describe('the pool', () => {
  test('runs jobs, each alone in its process, on as many processes as it has', async () => {
    open(2)
    const pids = await Promise.all(['pid', 'pid', 'pid', 'pid'].map((name) => pool.submit(ask(name))))
    expect(new Set(pids).size).toBeLessThanOrEqual(2)
    expect(started).toBeLessThanOrEqual(2)
    const overlaps = await Promise.all(['alone', 'alone', 'alone', 'alone'].map((name) => pool.submit(ask(name))))
    expect(overlaps).toEqual(['1', '1', '1', '1'])
  })

  test('takes the job whose turn it is when a process is free, of equal ones the first in line', async () => {
    open()
    const done: string[] = []
    let late = 5
    const turns: readonly (readonly [string, () => number])[] = [['c', () => 2], ['d', () => 2], ['a', () => 0], ['e', () => late], ['b', () => 1]]
    const first = pool.submit(ask('slow')).then(() => { late = -1 })
    await Promise.all([first, ...turns.map(([name, turn]) => pool.submit(ask(name, { turn })).then((x) => done.push(x)))])
    // the turn of e has changed while it waited; it is asked when the process is free again
    expect(done.toSorted()).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(done.filter((x) => x !== 'e')).toEqual(['a', 'b', 'c', 'd'])
    expect(done.indexOf('e')).toBeLessThan(2)
  })

  test('an error settles its job only, and the process goes on', async () => {
    open()
    const before = await pool.submit(ask('pid'))
    await expect(pool.submit(ask('fail'))).rejects.toThrow('no such thing')
    expect(await pool.submit(ask('pid'))).toBe(before)
  })

  test('kill -9 in the middle of a job: it is tried again in a new process, the others never notice', async () => {
    open()
    const losses: string[] = []
    const job = pool.submit(ask('slow', { onLost: (how, willRetry) => losses.push(`${how} ${willRetry}`) }))
    const waiting = pool.submit(ask('hello'))
    await expect.poll(() => pool.pids().length).toBe(1)
    await new Promise((resolve) => setTimeout(resolve, 100))
    process.kill(pool.pids()[0]!, 'SIGKILL')
    expect(await job).toBe('slow')
    expect(await waiting).toBe('hello')
    expect(losses).toEqual(['signal SIGKILL true'])
    expect(started).toBe(2)
  })

  test('a job that ends its process twice is set aside with the reason, and the line moves on', async () => {
    open()
    const losses: boolean[] = []
    const poison = pool.submit(ask('die', { onLost: (_how, willRetry) => losses.push(willRetry) })).catch((error: unknown) => error)
    const next = pool.submit(ask('hello'))
    const error = await poison
    expect(isError(error, 'ComputeLost')).toBe(true)
    expect((error as Error).message).toMatch(/ended 2 times \(exit code 7: Error: poisoned\)/)
    expect(losses).toEqual([true, false])
    expect(await next).toBe('hello')
  })

  test('a program that cannot be started does not make a loop', async () => {
    let tries = 0
    pool = createPool({ spawn: () => (tries++, forkProcess('/nowhere/compute.mjs')), processes: 1, backoffMs: 1 })
    await expect(pool.submit(ask('hello'))).rejects.toThrow(/Set aside/)
    expect(tries).toBe(2)
    pool.close()
    pool = createPool({
      spawn: () => {
        throw new Error('no more processes')
      },
      processes: 1,
      backoffMs: 1,
    })
    await expect(pool.submit(ask('hello'))).rejects.toThrow(/no more processes/)
  })

  test('a process that falls silent is ended', async () => {
    open(1, 1)
    await expect(pool.submit(ask('hang', { quietMs: 150 }))).rejects.toThrow(/no answer/)
    expect(await pool.submit(ask('hello'))).toBe('hello')
  })

  test('cancelling settles at once, waiting or running, and a cancelled wait never runs', async () => {
    open()
    const running = new AbortController()
    const waiting = new AbortController()
    let ran = false
    const first = pool.submit(ask('slow', { signal: running.signal })).catch((error: unknown) => error)
    const second = pool
      .submit({
        signal: waiting.signal,
        run: () => {
          ran = true
          return Promise.resolve('')
        },
      })
      .catch((error: unknown) => error)
    waiting.abort()
    expect(isError(await second, 'Cancelled')).toBe(true)
    running.abort()
    expect(isError(await first, 'Cancelled')).toBe(true)
    expect(await pool.submit(ask('hello'))).toBe('hello')
    expect(ran).toBe(false)
    expect(started).toBe(1)
  })

  test('a model is loaded once per process, and again in a new one', async () => {
    open()
    const job = ask('loads', { model: { model: 'a.json' } })
    expect(await pool.submit(job)).toBe('a.json')
    expect(await pool.submit(job)).toBe('a.json')
    expect(await pool.submit({ ...job, model: { model: 'b.json' } })).toBe('a.json,b.json')
    process.kill(pool.pids()[0]!, 'SIGKILL')
    await expect.poll(() => pool.pids().length).toBe(0)
    expect(await pool.submit(job)).toBe('a.json')
  })

  test('closing rejects what runs and what waits, and leaves no process', async () => {
    open(2)
    const jobs = ['slow', 'slow', 'slow'].map((name) => pool.submit(ask(name)).catch((error: unknown) => error))
    await expect.poll(() => pool.pids().length).toBe(2)
    const pids = pool.pids()
    pool.close()
    for (const job of jobs) expect(isError(await job, 'Cancelled')).toBe(true)
    for (const pid of pids) await expect.poll(() => isAlive(pid)).toBe(false)
  })
})

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
