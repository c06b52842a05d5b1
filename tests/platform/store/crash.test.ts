/** kill -9 between any two writes: everything committed is there, nothing is half there, and the file is sound. */
import { fork, type ChildProcess } from 'node:child_process'
import Database from 'better-sqlite3'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { openProject } from '../../../src/platform/store/project-store'
import { bundleEntry } from '../../host/bundle'
import { at, newPath, placed, projectWithRun, result, structure, trajectory } from './fixtures'

let writer: string
beforeAll(async () => {
  writer = await bundleEntry(join(import.meta.dirname, 'crash-writer.ts'))
}, 180_000)

/** Resolves when the writer says that it has reached barrier `at`, and stands there. */
const reached = (child: ChildProcess, barrier: number): Promise<void> =>
  new Promise((resolve, reject) => {
    child.on('message', (message) => message === barrier && resolve())
    child.once('exit', (code) => reject(new Error(`the writer ended with ${code}`)))
  })

const died = (child: ChildProcess): Promise<void> => new Promise((resolve) => child.once('exit', () => resolve()))

// 0: before anything; 1, 2, 5: after so many commits
test.each([0, 1, 2, 5])('killed after %i commits', async (barrier) => {
  const path = newPath()
  projectWithRun(path).close()
  const child = fork(writer, [path, String(barrier)])
  await reached(child, barrier)
  const end = died(child)
  child.kill('SIGKILL')
  await end

  const raw = new Database(path)
  expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
  expect(raw.pragma('foreign_key_check')).toEqual([])
  raw.close()
  const store = openProject(path, 'open', { name: 'x', at })
  expect(store.counts('run-1')).toEqual({ total: 8, done: barrier, failed: 0, skipped: 0, anomalies: 0 })
  for (let k = 0; k < 8; k++) {
    const found = store.configuration('run-1', placed(k).id)!
    if (k >= barrier) {
      expect(found.configuration.state).toBe('queued')
      expect(await store.trajectory('run-1', placed(k).id)).toBeUndefined()
      continue
    }
    expect(found).toMatchObject({ configuration: { state: 'done', result: result(-k - 1) }, final: structure() })
    expect(await store.trajectory('run-1', placed(k).id)).toEqual({ final: structure(), trajectory })
  }
  store.close()
})

test('killed in the middle of writing, again and again: no write is half there', async () => {
  const path = newPath()
  projectWithRun(path).close()
  for (let round = 0; round < 5; round++) {
    const child = fork(writer, [path, 'never'])
    await reached(child, 1)
    await new Promise((resolve) => setTimeout(resolve, 7 * round))
    const end = died(child)
    child.kill('SIGKILL')
    await end
    const raw = new Database(path)
    expect(raw.pragma('integrity_check', { simple: true })).toBe('ok')
    const halves = raw.prepare("SELECT count(*) FROM configurations LEFT JOIN trajectories ON trajectories.configuration = configurations.id WHERE (state = 'done') <> (data IS NOT NULL)").pluck().get()
    expect(halves).toBe(0)
    raw.close()
  }
})
