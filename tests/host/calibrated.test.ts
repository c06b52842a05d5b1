/** A model with a calibration: bars from its own latents, out of domain where it has seen nothing alike; tampering is noticed. */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { random } from '../../src/domain/math/random'
import { calibrate } from '../../src/domain/uncertainty/calibrate'
import { serialiseCalibration, type CalibratedModel } from '../../src/domain/uncertainty/calibrated-model'
import { makeErrorTable } from '../../src/domain/uncertainty/error-table'
import { buildLatentIndex } from '../../src/domain/uncertainty/latent/build'
import { DEFAULT_DISTANCE } from '../../src/domain/uncertainty/latent/distance'
import { writeLatentIndex } from '../../src/domain/uncertainty/latent/index-format'
import { createPool } from '../../src/host/compute/pool'
import { createModels } from '../../src/host/models'
import type { Host } from '../../src/host/host'
import { loadCard } from '../../src/platform/models/registry'
import { loadDistanceMeter } from '../../src/platform/models/uncertainty'
import { forkProcess } from '../../src/platform/process/fork'
import { computeEntry, ended, never, ROOT, settings, smallSlab, startRun, temporary, testHost, type Ran } from './fixtures'

let entry: string
const copper = smallSlab()
const quick = settings({ configurations: 2, placement: 'random', relax: { optimiser: 'lbfgs', fmax: 0.3, maxSteps: 5 } })
const card = JSON.parse(readFileSync(join(ROOT, 'models/adatom-0.json'), 'utf8')) as { sha256: string } & Record<string, unknown>

beforeAll(async () => {
  entry = await computeEntry()
}, 180_000)

/** A folder with adatom-0 under another card. */
function modelsWith(change: Record<string, unknown>, index?: Uint8Array): string {
  const folder = join(temporary(), 'models')
  mkdirSync(folder)
  symlinkSync(join(ROOT, 'models/adatom-0.onnx'), join(folder, 'adatom-0.onnx'))
  writeFileSync(join(folder, 'adatom-0.json'), JSON.stringify({ ...card, ...change }))
  if (index) writeFileSync(join(folder, 'index.bin'), index)
  return folder
}

/** Distances up to `farthest`, errors that grow with them. */
function calibration(farthest: number, potential = card.sha256, index?: string): CalibratedModel {
  const stream = random(1, 'calibration')
  const uncertainties = Float64Array.from({ length: 400 }, () => farthest * stream.next())
  const errors = uncertainties.map((d) => 0.1 + (0.2 * d * stream.normal()) / farthest)
  return calibrate(makeErrorTable({ errors, uncertainties }), { potential, truth: 'user', source: 'a test', distance: DEFAULT_DISTANCE, ...(index === undefined ? {} : { index }) })
}

/** The latents of the relaxed structures of an uncalibrated run: with these as reference, the same structures have the distance 0. */
async function latentsOfRun(): Promise<Uint8Array> {
  const host = testHost(entry)
  const ran = await startRun(host, [copper], quick)
  await ended(host, ran)
  const { rows } = await host.handlers.results(ran, never)
  const pool = createPool({ spawn: () => forkProcess(entry), processes: 1 })
  const { final } = await host.handlers.configuration({ ...ran, configuration: rows[0]!.configuration.id }, never)
  const { latents, latentDim } = await pool.submit({ model: { model: join(ROOT, 'models/adatom-0.json') }, run: (client) => client.evaluate({ structure: final!, latents: true }) })
  pool.close()
  await host.close()
  const atoms = Array.from(final!.numbers.keys())
  const data = buildLatentIndex([{ system: { id: 'a', title: 'a' }, atoms, elements: Array.from(final!.numbers), latents }], { potential: card.sha256, dimension: latentDim, seed: 1 })
  return writeLatentIndex(data, 'float32')
}

/** The column p_best where it is filled, once for each basin. */
function probabilitiesIn(csv: string): number[] {
  const [header, ...lines] = csv.split('\n').filter((line) => line !== '' && !line.startsWith('#')).map((line) => line.split(','))
  const cell = (line: readonly string[], name: string): string => line[header!.indexOf(name)]!
  const filled = lines.filter((line) => cell(line, 'p_best') !== '')
  return [...new Map(filled.map((line) => [cell(line, 'basin') || cell(line, 'id'), Number(cell(line, 'p_best'))])).values()]
}

/** Of every calibrated row, among all of them, and with a window that no energy leaves. */
async function checkProbabilities(host: Host, ran: Ran, others: boolean): Promise<void> {
  const { rows } = await host.handlers.results(ran, never)
  const { rows: chances, missing, topK } = await host.handlers.probabilities({ ...ran, window: [-1e3, 1e3] }, never)
  const calibrated = rows.filter(({ configuration: { result } }) => result!.interval.kind === 'calibrated')
  expect(Object.keys(chances).toSorted()).toEqual(calibrated.map(({ configuration: { id } }) => id).toSorted())
  expect(calibrated.length > 1).toBe(others)
  expect([missing, topK]).toEqual([null, 5])
  expect(Object.values(chances).every(({ window }) => window === 1)).toBe(true)
  // asked again: remembered, and without the window there is none
  const again = await host.handlers.probabilities(ran, never)
  for (const [id, { best, group }] of Object.entries(chances)) expect(again.rows[id]).toEqual({ best, group, topK: chances[id]!.topK })
  await expect(Promise.resolve(host.handlers.probabilities({ ...ran, window: [1, -1] }, never))).rejects.toThrow(/window of energies is empty/)
}

test('intervals of the calibration where it speaks, out of domain where it does not, and its id in the provenance', async () => {
  const index = await latentsOfRun()
  for (const [farthest, kind] of [[1e6, 'calibrated'], [1e-9, 'out-of-domain']] as const) {
    const model = calibration(farthest)
    const host = testHost(entry, { modelsDir: modelsWith({ calibration: model, latents: { dim: 192, what: 'x', index_file: 'index.bin' } }, index) })
    expect((await Promise.resolve(host.handlers.about(undefined, never))).models[0]!.calibration).toBe(model.id)
    const ran = await startRun(host, [copper], quick)
    expect((await ended(host, ran)).state).toBe('done')
    const { rows, provenance } = await host.handlers.results(ran, never)
    expect(provenance.calibration).toBe(model.id)
    const results = rows.map(({ configuration }) => configuration.result!)
    // The first structure is the reference itself (distance 0 up to the rounding of standardised float32), the other is not.
    expect(Math.min(...results.map(({ distance }) => distance!))).toBeLessThan(1e-6)
    const other = results.find(({ distance }) => distance! > 1e-6)!
    expect(other.interval.kind).toBe(kind)
    if (other.interval.kind === 'calibrated') {
      expect(other.interval.calibrationId).toBe(model.id)
      expect(other.interval.low).toBeLessThan(other.energy)
      expect(other.interval.high).toBeGreaterThan(other.energy)
    }
    await checkProbabilities(host, ran, kind === 'calibrated')
    const [csv] = await host.handlers.exportRun({ ...ran, formats: ['csv'] }, never)
    const text = new TextDecoder().decode(csv!.bytes)
    expect(text).toContain(`# calibrationId: ${model.id}`)
    expect(probabilitiesIn(text).reduce((a, b) => a + b, 0)).toBeCloseTo(results.some(({ interval }) => interval.kind === 'calibrated') ? 1 : 0, 9)
    await host.close()
  }
})

test('a calibration that was changed, or that belongs to another model, makes the model unusable; so does a missing index', async () => {
  const changed = createModels(modelsWith({ calibration: { ...calibration(1), threshold: 99 } }))
  expect((await changed.list()).unusable[0]!.reason).toMatch(/changed after it was made/)
  const foreign = createModels(modelsWith({ calibration: calibration(1, 'somebody else') }))
  expect((await foreign.list()).unusable[0]!.reason).toMatch(/belongs to another model/)
  const named = createModels(modelsWith({ calibration: 'nowhere.json' }))
  expect((await named.list()).unusable[0]!.reason).toMatch(/calibration of adatom-0 cannot be read: .*nowhere\.json/)
  const host = testHost(entry, { modelsDir: modelsWith({ calibration: calibration(1), latents: { dim: 192, what: 'x', index_file: 'index.bin' } }) })
  const last = await ended(host, await startRun(host, [copper], quick))
  expect([last.state, last.messages.at(-1)?.text]).toEqual(['failed', expect.stringMatching(/latent index of adatom-0 cannot be used: index\.bin: /)])
  await host.close()
})

test('a calibration may stand in a file beside the card; the index must be of the same weights, of the same width, and the one it was measured with', async () => {
  const index = (potential: string, dimension = 192): Uint8Array =>
    writeLatentIndex(buildLatentIndex([{ system: { id: 'a', title: 'a' }, atoms: [0], elements: [29], latents: new Float32Array(dimension) }], { potential, dimension, seed: 1 }), 'float32')
  const meter = async (bytes: Uint8Array, measuredWith = bytes): Promise<unknown> => {
    const folder = modelsWith({ calibration: 'c.json', latents: { dim: 192, what: 'x', index_file: 'index.bin' } }, bytes)
    const digest = createHash('sha256').update(measuredWith).digest('hex')
    writeFileSync(join(folder, 'c.json'), serialiseCalibration(calibration(1, card.sha256, digest)))
    return loadDistanceMeter(await loadCard(join(folder, 'adatom-0.json')))
  }
  await expect(meter(index(card.sha256))).resolves.toMatchObject({ settings: DEFAULT_DISTANCE })
  const refused = (reason: RegExp): object => expect.objectContaining({ kind: 'ModelUnusable', fields: expect.objectContaining({ reason: expect.stringMatching(reason) as string }) as object }) as object
  await expect(meter(index('other'))).rejects.toEqual(refused(/latents of another model/))
  await expect(meter(index(card.sha256, 8))).rejects.toEqual(refused(/another width/))
  await expect(meter(index(card.sha256), new Uint8Array(3))).rejects.toEqual(refused(/not the index that the calibration was measured with/))
})
