/**
 * The second truth of a calibrated model:  MODEL=models/adatom-s.onnx npx node bench/run.mjs calibrate-same-structure FOLDER
 * FOLDER is what `python -m adatom_training.same_structure collect` wrote (training/README.md): RPBE single points at structures that the potential
 * itself relaxed. After calibrate-model, whose index and distance it uses. Writes the calibration beside the other one into NAME.calibration.json, its
 * points for the app into NAME.same-structure.errors.csv, and the figures into FOLDER/calibration.json: fitted to the metals of the
 * calibration part, judged on the others. Widths do not depend on the distance: it is a mean over free atoms, of which these small cells have few, so that
 * one of them is farther than the same site of a larger slab. Adsorbates share widths as `mondrian-group` does; those without
 * points of their own get the width of all only where leaving each adsorbate out shows that it holds.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { readStructures } from '../src/domain/structure/formats'
import { symbolOf } from '../src/domain/structure/elements'
import { ADSORBATE, atomsWhere } from '../src/domain/structure/structure'
import { calibrate } from '../src/domain/uncertainty/calibrate'
import { describeCalibration, serialiseCalibration, withAlso, type CalibratedModel } from '../src/domain/uncertainty/calibrated-model'
import { tableOfPoints, writeErrorPoints, type ErrorPoint } from '../src/domain/uncertainty/error-points'
import { judgeCalibration } from '../src/domain/uncertainty/judgement'
import { structureDistance } from '../src/domain/uncertainty/latent/latent-index'
import { leaveOneAdsorbateOut } from '../src/domain/uncertainty/leave-one-out'
import { coverageOfModel, outOfDomainCount } from '../src/domain/uncertainty/recalibration-report'
import { loadCard } from '../src/platform/models/registry'
import { calibrationOf, errorPointsFile, loadDistanceMeter } from '../src/platform/models/uncertainty'
import { openPotential } from '../src/platform/onnx/potential'
import { isMadeFor, modelArgument, type Adslab } from './adslabs'

const SEED = 1
const METHOD = 'mondrian-group-constant'
/** Share of the calibration distances inside the domain: of seventy, the farthest would be the word of a single odd slab. */
const DOMAIN = 0.95
/** eV/Å: the structures are minima of the model that relaxed them (0.06), and of no other */
const LARGEST_FORCE = 0.1

const folder = process.argv[2]
if (folder === undefined) throw new Error('Give the folder that same_structure collect wrote, e.g. training/results/same-structure-adatom-s')
const model = await loadCard(modelArgument())
const { card, cardPath } = model
const main = calibrationOf(card)
const meter = await loadDistanceMeter(model)
if (main === undefined || meter === null) throw new Error(`${card.name} has no calibration with a latent index yet: run calibrate-model first`)
const code = /^# \S+ (\w+): .*RPBE by (.*); error/.exec(readFileSync(join(folder, 'points.csv'), 'utf8'))
if (code?.[1] !== card.sha256) throw new Error(`The structures of ${folder} were relaxed by other weights (${code?.[1]?.slice(0, 12) ?? 'unknown'}) than those of ${card.name} (${card.sha256.slice(0, 12)}): relax and compute them again`)

interface Point extends ErrorPoint {
  readonly key: string
  readonly force: number
}

const entries = readStructures(readFileSync(join(folder, 'adslabs.extxyz'), 'utf8'), { name: 'adslabs.extxyz' })
const points: Point[] = []
const left: string[] = []
const potential = await openPotential(model.modelPath, card)
for (const { structure, info } of entries) {
  const text = (name: string): string => String(info[name])
  const adslab: Adslab = { id: text('id'), part: text('part') === 'test' ? 'test' : 'calibration', adsorbate: text('adsorbate'), key: text('key'), miller: text('facet'), dft: Number(info['dft_adsorption_energy']), structure }
  if (!isMadeFor(card, adslab)) {
    left.push(`${adslab.id}: the model was not made for it`)
    continue
  }
  const [one] = await potential.evaluate([structure], { latents: true })
  const { distance } = structureDistance(meter.index, structure, one!.latents!, meter.settings)
  const free = atomsWhere(structure, (i) => structure.tags[i]! > 0)
  const force = Math.max(...free.map((i) => Math.hypot(...one!.forces.subarray(3 * i, 3 * i + 3))))
  if (force > LARGEST_FORCE) throw new Error(`${adslab.id} is no minimum of ${card.name} (${force.toFixed(2)} eV/Å): were these structures relaxed by it?`)
  if (!Number.isFinite(distance)) {
    left.push(`${adslab.id}: an element that the index does not hold`)
    continue
  }
  const elements = [...new Set(atomsWhere(structure, (i) => structure.tags[i] !== ADSORBATE).map((i) => symbolOf(structure.numbers[i]!)))].toSorted().join(' ')
  points.push({ part: adslab.part === 'test' ? 'test' : 'calibration', label: `${adslab.adsorbate} on ${adslab.key} (${adslab.miller})`, adsorbate: adslab.adsorbate, elements, error: Number(info['model_energy']) - adslab.dft, distance, key: adslab.key, force })
}
await potential.close()

const of = (part: ErrorPoint['part']): Point[] => points.filter((point) => point.part === part)
const options = {
  potential: card.sha256, truth: 'same-structure', source: `RPBE single points (${code[2]}) at structures that ${card.name} relaxed: small slabs at coverages of 1/4 to 1/2; metals kept apart from the test`,
  level: main.level, otherLevels: main.bars.map(({ level }) => level), method: METHOD, byAdsorbate: true, pool: true, domain: DOMAIN, sources: new Set(of('calibration').map(({ key }) => key)).size, seed: SEED, index: main.index!, distance: main.distance!,
} as const
const fitted = calibrate(tableOfPoints(of('calibration')), options)
const both = withAlso({ ...main, also: [] }, [...(main.also ?? []).filter(({ truth }) => truth !== 'same-structure'), fitted])
const { calibration: named } = JSON.parse(readFileSync(cardPath, 'utf8')) as { readonly calibration?: unknown }
const calibrationFile = typeof named === 'string' ? named : `${card.name}.calibration.json`
writeFileSync(join(dirname(cardPath), calibrationFile), serialiseCalibration(both))
writeFileSync(join(dirname(cardPath), errorPointsFile(card.name, 'same-structure')), writeErrorPoints(fitted.id, points))
const results = { model: card.name, sha256: card.sha256, calibration: summary(fitted), leftOut: left, leaveOneAdsorbateOut: leftOut('calibration'), leaveOneAdsorbateOutAll: leftOut(undefined), ...(of('test').length === 0 ? {} : { test: judge() }), byAdsorbate: byAdsorbate() }
const rounded = JSON.stringify(results, (_, value: unknown) => (typeof value === 'number' ? Number(value.toPrecision(6)) : value), 1)
writeFileSync(join(folder, 'calibration.json'), `${rounded}\n`)
console.log(rounded)
console.log(`${basename(calibrationFile)}: ${describeCalibration(both)}`)

function summary({ id, method, n, sources, level, threshold, adsorbates, pooled, warnings }: CalibratedModel): object {
  return { id, method, n, metals: sources, level, threshold, adsorbates, pooled: pooled ?? null, warnings }
}

/** Coverage of each adsorbate by a fit without it; `part` undefined: of all points, which decides nothing. */
function leftOut(part: ErrorPoint['part'] | undefined): object {
  return leaveOneAdsorbateOut(tableOfPoints(part === undefined ? points : of(part)), METHOD, { level: fitted.level, clip: fitted.clip, seed: SEED }).map(({ adsorbate, n, value, low, high }) => ({ adsorbate, n, value, low, high }))
}

/** On metals that no calibration point is of. */
function judge(): object {
  const test = of('test')
  const table = tableOfPoints(test)
  const judged = judgeCalibration(fitted, table, { elements: test.map(({ elements }) => elements), crossValidated: false })
  return {
    n: test.length, mae: judged.mae, spearman: judged.spearman, auroc: judged.auroc, outOfDomain: outOfDomainCount(fitted, table), reliability: judged.reliability,
    coverage: coverageOfModel(fitted, table).map(({ level, coverage: c }) => ({ level, ...c.overall, halfWidth: c.halfWidth, constantHalfWidth: c.constantHalfWidth, groups: c.groups })),
  }
}

/** Errors themselves, both parts. */
function byAdsorbate(): object {
  const groups = Map.groupBy(points, ({ adsorbate }) => adsorbate)
  const mean = (all: readonly number[]): number => all.reduce((a, b) => a + b, 0) / all.length
  return [...groups].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([adsorbate, own]) => ({ adsorbate, n: own.length, mean: mean(own.map(({ error }) => error)), mae: mean(own.map(({ error }) => Math.abs(error))) }))
}
