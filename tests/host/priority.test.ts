/** A pair of surface and adsorbate that the user moves to the front is done first, and the ranking stays the same to the last byte. */
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCampaignOrder, pairKey } from '../../src/domain/adsorbml/campaign-order'
import type { Host } from '../../src/host/host'
import { computeEntry, ended, never, rankingCsv, settings, smallSlab, startRun, temporary, testHost } from './fixtures'

let entry: string
let host: Host
beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
}, 180_000)
afterAll(() => host.close())

const materials = [smallSlab(), { ...smallSlab(), id: 'Cu-2' }]
const chosen = settings({ adsorbates: ['O', 'H', 'OH'], configurations: 2, relax: { optimiser: 'fire', fmax: 0.3, maxSteps: 6 } })

test('the order: what was moved to the front comes before all, the newest first, with its clean slab', () => {
  const order = createCampaignOrder()
  const turns = (): number[] => [order.turn(pairKey('s', 'CO'), 3), order.turn(pairKey('s', 'H'), 1), order.turn(pairKey('t', 'H'), 1), order.slabTurn('t'), order.slabTurn('u')]
  expect(turns()).toEqual([3, 0, 0, 0, 0])
  order.moveToFront('s', 'CO')
  order.moveToFront('t', 'H')
  order.moveToFront('s', 'CO')
  order.moveToFront('t', 'H')
  expect(order.front()).toEqual([{ slab: 't', adsorbate: 'H' }, { slab: 's', adsorbate: 'CO' }])
  const [co, h, other, slabT, slabU] = turns() as [number, number, number, number, number]
  expect(slabT).toBeLessThan(other)
  expect(other).toBeLessThan(co)
  expect(co).toBeLessThan(Math.min(h, slabU))
})

test('moved to the front, the last pair ends before the others that had not begun; the list of pairs says so', async () => {
  const ran = await startRun(host, materials, chosen)
  const watching = ended(host, ran, (progress) => {
    if (progress.state === 'running' && progress.running.length > 0 && !moved) {
      moved = true
      void host.handlers.prioritise({ ...ran, slab: 'Cu-2', adsorbate: 'OH' }, never)
    }
  })
  let moved = false
  expect(await watching).toMatchObject({ state: 'done', done: 12 })
  const pairs = await host.handlers.pairs(ran, never)
  expect(pairs.map(({ slab, adsorbate }) => `${slab} ${adsorbate}`)).toHaveLength(6)
  expect(pairs.find(({ slab, adsorbate }) => slab === 'Cu-2' && adsorbate === 'OH')).toMatchObject({ total: 2, done: 2, running: 0, front: 1 })
  const csv = await rankingCsv(host, ran)
  const plain = await startRun(host, materials, chosen)
  await ended(host, plain)
  expect(await rankingCsv(host, plain)).toBe(csv)
}, 120_000)

test('what comes first is what was asked for, also after a pause', async () => {
  // no relaxation has ended before the order is given: clean slabs take 200 steps here, many times the tenth of a second between two reports of progress
  const own = testHost(entry, { dataDir: temporary() })
  const ran = await startRun(own, materials, { ...chosen, relax: { optimiser: 'fire', fmax: 1e-5, maxSteps: 200 } })
  for await (const { running } of own.handlers.watchRun(ran, never)) if (running.length > 0) break
  await own.handlers.prioritise({ ...ran, slab: 'Cu-2', adsorbate: 'H' }, never)
  await own.handlers.pauseRun(ran, never)
  await own.handlers.resumeRun(ran, never)
  const seen: string[] = []
  await ended(own, ran, ({ running }) => running.forEach(({ configuration }) => seen.push(configuration)))
  const placed = [...new Set(seen.filter((id) => id.includes('/')))]
  expect(placed[0]).toMatch(/^Cu-2\/H\//)
  await own.close()
}, 120_000)

test('a run that has ended, and a pair that it does not have, are refused', async () => {
  const ran = await startRun(host, [smallSlab()], chosen)
  await expect(async () => host.handlers.prioritise({ ...ran, slab: 'Cu', adsorbate: 'N2' }, never)).rejects.toThrow(/no N2 on Cu/)
  await host.handlers.cancelRun(ran, never)
  await expect(async () => host.handlers.prioritise({ ...ran, slab: 'Cu', adsorbate: 'O' }, never)).rejects.toThrow(/goes on/)
}, 60_000)
