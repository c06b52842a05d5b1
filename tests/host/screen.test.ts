import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Host } from '../../src/host/host'
import { computeEntry, fcc, never, settings, testHost, untilEnded } from './fixtures'

let entry: string
let host: Host
beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
})
afterAll(() => host.close())

test('a run goes from a crystal to a ranked list', async () => {
  const { path } = await host.handlers.createProject({ name: 'Copper' }, never)
  const { run } = await host.handlers.startRun({ project: path, materials: [fcc('Cu', 3.61)], settings: settings() }, never)
  let last
  for await (const progress of untilEnded(host, path, run)) last = progress
  console.log(JSON.stringify(last))
  const results = await host.handlers.results({ project: path, run }, never)
  for (const row of results.rows) console.log(row.rank, row.configuration.id, row.configuration.state, row.configuration.reason, JSON.stringify(row.configuration.result))
  expect(last?.state).toBe('done')
})
