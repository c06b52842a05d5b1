/** A project gives back the set-up of its runs: to another host, and also where the run was made by the command line. */
import Database from 'better-sqlite3'
import { beforeAll, expect, test } from 'vitest'
import type { Material } from '../../src/domain/catalogue/records'
import { computeEntry, fcc, never, settings, smallSlab, startRun, temporary, testHost } from './fixtures'

let entry: string
beforeAll(async () => {
  entry = await computeEntry()
}, 180_000)

const materials: readonly Material[] = [fcc('Cu', 3.61), { ...smallSlab(), id: 'mine' }]
const chosen = settings({ facets: { kind: 'indices', miller: [[1, -1, 0], [1, 1, 1]] }, adsorbates: ['CO', 'O'], configurations: 7, seed: 4_000_000_000, placement: 'random' })

async function project(): Promise<{ readonly path: string; readonly run: string }> {
  const host = testHost(entry)
  const ran = await startRun(host, materials, chosen)
  await host.handlers.cancelRun(ran, never)
  await host.close()
  return { path: ran.project, run: ran.run }
}

test('materials, surfaces, adsorbates, settings and model come back as they were run', async () => {
  const { path, run } = await project()
  const host = testHost(entry)
  await host.handlers.openProject({ path }, never)
  const setup = await host.handlers.runSetup({ project: path, run }, never)
  expect(setup.settings).toEqual(chosen)
  expect(setup.materials.map(({ material }) => material)).toEqual(materials)
  expect(setup.materials[0]).toMatchObject({ formula: 'Cu', spaceGroup: 'Fm-3m', warnings: [] })
  expect(setup).toMatchObject({ model: 'adatom-0', missing: [] })
  await host.close()
}, 60_000)

test('a project without materials, of a model that is gone, says both and gives back the rest', async () => {
  const { path, run } = await project()
  const raw = new Database(path)
  raw.exec('DELETE FROM materials')
  raw.close()
  const host = testHost(entry, { modelsDir: temporary() })
  await host.handlers.openProject({ path }, never)
  const setup = await host.handlers.runSetup({ project: path, run }, never)
  expect(setup.settings).toEqual(chosen)
  expect(setup).toMatchObject({ materials: [], model: null })
  expect(setup.missing).toEqual([expect.stringMatching(/no materials/), expect.stringMatching(/adatom-0 .*not installed/)])
  await host.close()
}, 60_000)
