/** A model with two truths on disk: each with its own points, judged apart, both on the Reliability page. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { calibrate } from '../../../src/domain/uncertainty/calibrate'
import { serialiseCalibration, withAlso, type CalibratedModel } from '../../../src/domain/uncertainty/calibrated-model'
import { tableOfPoints, writeErrorPoints, type ErrorPoint } from '../../../src/domain/uncertainty/error-points'
import { reliability } from '../../../src/host/reliability/recalibrate'
import { loadCard } from '../../../src/platform/models/registry'
import { calibrationOf, errorPointsFile, loadErrorPoints } from '../../../src/platform/models/uncertainty'

const ROOT = resolve(import.meta.dirname, '../../..')

/** adatom-s with a second truth beside its own, from made-up errors of two adsorbates. */
async function twoTruths(): Promise<{ readonly folder: string; readonly main: CalibratedModel; readonly other: CalibratedModel; readonly points: readonly ErrorPoint[] }> {
  const folder = mkdtempSync(join(tmpdir(), 'adatom-truths-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['adatom-s.json', 'adatom-s.onnx', 'adatom-s.calibration.json', 'adatom-s.errors.csv']) cpSync(join(ROOT, 'models', name), join(folder, name))
  const shipped = calibrationOf((await loadCard(join(folder, 'adatom-s.json'))).card)!
  const stream = random(4, 'two truths')
  const points = Array.from({ length: 60 }, (_, i): ErrorPoint => ({ part: i % 3 === 0 ? 'test' : 'calibration', label: `${i}`, adsorbate: i % 2 === 0 ? 'O' : 'CO', elements: 'Cu', error: 0.2 * stream.normal(), distance: 10 + stream.next() }))
  const other = calibrate(tableOfPoints(points.filter(({ part }) => part === 'calibration')), { potential: shipped.potential, truth: 'same-structure', source: 'made up', byAdsorbate: true, index: shipped.index!, distance: shipped.distance! })
  writeFileSync(join(folder, 'adatom-s.calibration.json'), serialiseCalibration(withAlso({ ...shipped, also: [] }, [other])))
  writeFileSync(join(folder, errorPointsFile('adatom-s', 'same-structure')), writeErrorPoints(other.id, points))
  return { folder, main: shipped, other, points }
}

it('both are read, each with its own points', async () => {
  const { folder, main, other, points } = await twoTruths()
  const model = await loadCard(join(folder, 'adatom-s.json'))
  expect(calibrationOf(model.card)!.also!.map(({ id }) => id)).toEqual([other.id])
  const found = await loadErrorPoints(model)
  expect(found.map(({ calibration: { id } }) => id)).toEqual([main.id, other.id])
  expect(found[1]!.points.map(({ label }) => label)).toEqual(points.map(({ label }) => label))
})

it('the Reliability page has both, and judges each on its own test part', async () => {
  const { folder, main, other } = await twoTruths()
  const page = await reliability(undefined, await loadCard(join(folder, 'adatom-s.json')))
  expect(page.groups.map(({ truth }) => truth)).toEqual(['own-minimum', 'same-structure'])
  expect(page.versions.map(({ id, truth, active, judgement }) => [id, truth, active, judgement!.n])).toEqual([[main.id, 'own-minimum', true, page.groups[0]!.points.filter(({ part }) => part === 'test').length], [other.id, 'same-structure', true, 20]])
  expect(page.versions.map(({ bars }) => /Further/.test(bars))).toEqual([false, false])
})

it('points of another calibration are refused', async () => {
  const { folder } = await twoTruths()
  const file = join(folder, 'adatom-s.same-structure.errors.csv')
  writeFileSync(file, readFileSync(file, 'utf8').replace(/calibration: \w+/, 'calibration: 0000000000000000'))
  await expect(loadErrorPoints(await loadCard(join(folder, 'adatom-s.json')))).rejects.toThrow(/cannot be used/)
})
