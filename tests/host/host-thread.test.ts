/** The host in a thread of its own: the desktop's main thread only passes bytes on. */
import { writeFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bytesChannel } from '../../src/contract/channels'
import { hostContract, type HostClient, type RunProgress } from '../../src/contract/host-api'
import { connect } from '../../src/contract/rpc'
import { isError } from '../../src/domain/errors'
import { startHostThread, type HostThread, type PagePort } from '../../src/main/host-thread/host-thread'
import { forkProcess } from '../../src/platform/process/fork'
import { bundleEntry } from './bundle'
import { computeEntry, ROOT, settings, smallSlab, temporary } from './fixtures'

const data = temporary()
let compute: string
let entry: string
const start = (file = entry): HostThread =>
  startHostThread({ entry: file, settings: { dataDir: data, modelsDir: join(ROOT, 'models'), resourcesDir: join(ROOT, 'resources'), version: '0.0.0-test', processes: 1 }, spawnCompute: () => forkProcess(compute) })

/** A page as the desktop shell connects one; bytes are copied, as they are between processes. */
function page(host: HostThread): { readonly client: HostClient; readonly close: () => void; readonly closed: Promise<void> } {
  const closed = Promise.withResolvers<void>()
  let [toPage, toHost, hostGone] = [(_bytes: Uint8Array): void => undefined, (_bytes: Uint8Array): void => undefined, (): void => undefined]
  const port: PagePort = {
    post: (bytes) => toPage(bytes.slice()),
    onBytes: (listen) => (toHost = listen),
    onClose: (listen) => (hostGone = listen),
    close: () => closed.resolve(),
  }
  host.connect(port)
  const channel = bytesChannel({ send: (bytes) => toHost(bytes.slice()), onBytes: (listen) => (toPage = listen), onClose: (listen) => void closed.promise.then(listen) })
  return { client: connect(channel, hostContract), close: () => hostGone(), closed: closed.promise }
}

beforeAll(async () => {
  ;[entry, compute] = await Promise.all([bundleEntry(join(ROOT, 'src/main/host-thread/worker.ts')), computeEntry()])
}, 180_000)
afterAll(() => rmSync(data, { recursive: true }))

test('a run from the page to the compute process and back; closing the thread pauses what goes on', async () => {
  const host = start()
  const { client } = page(host)
  expect((await client.about()).models.map(({ name }) => name)).toContain('adatom-0')
  const { path } = await client.createProject({ name: 'Thread' })
  const chosen = settings({ configurations: 2, relax: { optimiser: 'fire', fmax: 0.2, maxSteps: 8 } })
  const { run } = await client.startRun({ project: path, materials: [smallSlab()], settings: chosen, model: 'adatom-0' })
  let last: RunProgress | undefined
  for await (const progress of client.watchRun({ project: path, run })) last = progress
  expect(last).toMatchObject({ state: 'done', done: 2, failed: 0 })
  const { rows } = await client.results({ project: path, run })
  const trajectory = await client.trajectory({ project: path, run, configuration: rows[0]!.configuration.id })
  expect(trajectory.positions).toBeInstanceOf(Float32Array)
  expect(trajectory.positions.length).toBe(trajectory.frames * trajectory.structure.positions.length)

  const second = await client.startRun({ project: path, materials: [smallSlab()], settings: settings({ configurations: 200 }), model: 'adatom-0' })
  for await (const progress of client.watchRun({ project: path, run: second.run })) if (progress.running.length > 0) break
  await host.close()

  const again = start()
  const { runs } = await page(again).client.openProject({ path })
  expect(runs.map(({ state }) => state)).toEqual(['done', 'paused'])
  await again.close()
}, 120_000)

test('an error of the host reaches the page with its kind and fields; two pages are two', async () => {
  const host = start()
  const [one, two] = [page(host), page(host)]
  const error = await one.client.openProject({ path: '/nowhere/x.adatom' }).catch((caught: unknown) => caught)
  expect(isError(error, 'StoreFailure') && error.fields.path).toBe('/nowhere/x.adatom')
  one.close()
  expect((await two.client.examples()).length).toBeGreaterThan(3)
  await host.close()
}, 60_000)

test('a host that ends by itself tells its pages, and the next page gets a new one', async () => {
  const bad = join(data, 'bad.mjs')
  writeFileSync(bad, "import { parentPort } from 'node:worker_threads'\nparentPort.on('message', () => { throw new Error('as if SQLite had crashed') })\n")
  const host = start(bad)
  const first = page(host)
  const asked = first.client.about().catch((caught: unknown) => caught)
  await first.closed
  expect(isError(await asked, 'ComputeLost')).toBe(true)
  const second = page(host)
  void second.client.about().catch(() => undefined)
  await second.closed
  await host.close()
}, 30_000)
