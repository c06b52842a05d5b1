/** Several adsorbates at once, and molecules of the user's own, through the host: previews, plan, run, ranked list. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { gasEnergy } from '../../src/domain/chemistry/references'
import { createModels, gasReferencesOf } from '../../src/host/models'
import type { Host } from '../../src/host/host'
import { computeEntry, ended, never, ROOT, settings, smallSlab, startRun, testHost } from './fixtures'

let host: Host
let entry: string
beforeAll(async () => {
  entry = await computeEntry()
  host = testHost(entry)
}, 180_000)
afterAll(() => host.close())

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

test('the energy of two adsorbates counts two gas references, and the list states it for each', async () => {
  const ran = await startRun(host, [smallSlab()], settings({ adsorbates: ['H', '2H', 'H+H'], placement: 'heuristic', configurations: 1 }))
  await ended(host, ran)
  const { rows } = await host.handlers.results(ran, never)
  // '2H' and 'H+H' are one set
  expect(rows.map(({ configuration }) => configuration.adsorbate)).toEqual(['H', '2H'])
  const [one, two] = rows.map(({ configuration }) => configuration)
  expect([one!.result!.adsorbates, two!.result!.adsorbates]).toEqual([undefined, 2])
  const total = async (configuration: string): Promise<number> => (await host.handlers.trajectory({ ...ran, configuration }, never)).energies.at(-1)!
  const mu = gasEnergy([1], gasReferencesOf((await createModels(join(ROOT, 'models')).find('adatom-0')).card))
  const slab = (await total(one!.id)) - one!.result!.energy - mu
  // total energies of some -50 eV in double precision
  expect(two!.result!.energy).toBeCloseTo((await total(two!.id)) - slab - 2 * mu, 9)
  const [csv] = await host.handlers.exportRun({ ...ran, formats: ['json'] }, never)
  const list = JSON.parse(new TextDecoder().decode(csv!.bytes)) as { rows: { adsorbate: string; energy: number; adsorbates: number; energy_each: number }[] }
  expect(list.rows.map((row) => [row.adsorbate, row.adsorbates])).toEqual([['H', 1], ['2H', 2]])
  expect(list.rows[1]!.energy_each).toBeCloseTo(list.rows[1]!.energy / 2, 12)
  const { placed } = await host.handlers.configuration({ ...ran, configuration: two!.id }, never)
  expect(placed.placement.more).toHaveLength(1)
})

test('a molecule of a file is read, previewed and screened under its name', async () => {
  const { name, text, adsorbate } = await host.handlers.molecule({ name: 'my NH.xyz', bytes: bytes('2\n\nN 0 0 0\nH 0 0 1.04\n'), binding: [1] }, never)
  expect([name, adsorbate.bindingAtoms]).toEqual(['my-NH', [0]])
  const molecules = { [name]: text }
  expect(await host.handlers.adsorbate({ id: '2my-NH+H', molecules }, never)).toMatchObject({ id: '2my-NH+H', members: { length: 3 } })
  await expect(host.handlers.adsorbate({ id: 'my-NH' }, never)).rejects.toThrow(/no adsorbate my-NH/)
  const asked = settings({ adsorbates: ['my-NH'], molecules, configurations: 1, placement: 'heuristic' })
  expect((await host.handlers.plan({ materials: [smallSlab()], settings: asked }, never)).configurations).toBe(1)
  const ran = await startRun(host, [smallSlab()], asked)
  await ended(host, ran)
  expect((await host.handlers.results(ran, never)).rows.map(({ configuration }) => [configuration.adsorbate, configuration.state])).toEqual([['my-NH', 'done']])
  await expect(host.handlers.molecule({ name: 'two.xyz', bytes: bytes('1\n\nH 0 0 0\n1\n\nH 0 0 0\n') }, never)).rejects.toThrow(/one molecule/)
})

test('a slab is turned over by hand: the other side is its surface, and its lower half fixed', async () => {
  const { structure } = smallSlab()
  const turned = await host.handlers.standUp({ structure, handling: { side: 'bottom' } }, never)
  const z = (i: number): number => turned.positions[3 * i + 2]!
  // the first layer, which was fixed, is on top now
  for (const i of [0, 1, 2, 3]) expect([turned.tags[i], turned.fixed[i], z(i) > z(8)]).toEqual([1, 0, true])
})
