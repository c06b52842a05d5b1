/** The user's views of the results are kept for the next session, whole; what cannot be kept is an error, and loses nothing. */
import { mkdirSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { viewHandlers } from '../../src/host/views'
import { never, temporary } from './fixtures'

const folder = temporary()
afterAll(() => rmSync(folder, { recursive: true }))
const handlers = (name: string): ReturnType<typeof viewHandlers> => viewHandlers({ options: { dataDir: join(folder, name), modelsDir: '', resourcesDir: '', spawnCompute: () => { throw new Error('not needed') }, version: '' } })

test('none, then the last of those written, also by another host on the same folder', async () => {
  const first = handlers('data')
  expect(await first.resultsViews(undefined, never)).toBeNull()
  await Promise.all(['1', '2', '3 äé'].map((text) => Promise.resolve(first.keepResultsViews({ text }, never))))
  expect(await handlers('data').resultsViews(undefined, never)).toBe('3 äé')
  expect(readdirSync(join(folder, 'data'))).toEqual(['results-views.json'])
})

test('a file that cannot be read or written is an error with its path, and writing works again once it can be', async () => {
  mkdirSync(join(folder, 'bad', 'results-views.json'), { recursive: true })
  const bad = handlers('bad')
  await expect(Promise.resolve(bad.resultsViews(undefined, never))).rejects.toMatchObject({ kind: 'StoreFailure', fields: { path: join(folder, 'bad', 'results-views.json') } })
  await expect(Promise.resolve(bad.keepResultsViews({ text: 'x' }, never))).rejects.toThrow('The view could not be saved')
  rmSync(join(folder, 'bad', 'results-views.json'), { recursive: true })
  await bad.keepResultsViews({ text: 'y' }, never)
  expect(await bad.resultsViews(undefined, never)).toBe('y')
})
