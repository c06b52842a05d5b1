/**
 * From measured errors to a calibrated model:  MODEL=models/adatom-s.onnx npx node bench/run.mjs calibrate-model FOLDER
 * after measure-errors with the same FOLDER. Writes, beside the model, NAME.latents.bin (latents and surroundings of atoms of the training part's adslabs) and
 * NAME.calibration.json, names both in the card, writes the points of both parts for the app (NAME.errors.csv), and leaves the errors and distances of both parts in training/results/errors-NAME/ (tables
 * for `adatom uq-report`) and the figures judged on the test part in training/results/calibration-NAME.json. Slabs that the model was not made for take no part. Everything is chosen on the calibration part; the test part is only judged.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { random } from '../src/domain/math/random'
import { environments } from '../src/domain/neighbours/environments'
import { ENVIRONMENT_RADIUS } from '../src/domain/structure/environment'
import { symbolOf } from '../src/domain/structure/elements'
import { ADSORBATE, atomsWhere, selectAtoms, withParts } from '../src/domain/structure/structure'
import { calibrate } from '../src/domain/uncertainty/calibrate'
import { serialiseCalibration, type CalibratedModel } from '../src/domain/uncertainty/calibrated-model'
import { writeErrorPoints, type ErrorPoint } from '../src/domain/uncertainty/error-points'
import { makeErrorTable, type ErrorTable } from '../src/domain/uncertainty/error-table'
import { buildLatentIndex, type ReferenceAtoms } from '../src/domain/uncertainty/latent/build'
import { countedAtoms, DEFAULT_DISTANCE, type DistanceSettings } from '../src/domain/uncertainty/latent/distance'
import { encodingLoss, type EncodingLoss } from '../src/domain/uncertainty/latent/encoding-loss'
import { readLatentIndex, writeLatentIndex, type LatentIndexData } from '../src/domain/uncertainty/latent/index-format'
import { latentIndex, structureDistance } from '../src/domain/uncertainty/latent/latent-index'
import { uncertaintyReport } from '../src/domain/uncertainty/metrics/report'
import { spearmanOfErrors } from '../src/domain/uncertainty/metrics/discrimination'
import { coverageOfModel, outOfDomainCount } from '../src/domain/uncertainty/recalibration-report'
import { reducedFormula } from '../src/domain/structure/formula'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { folderArgument, heldAdslabs, measuredFile, modelArgument, readAdslabs, readMeasured, type Adslab, type Measured } from './adslabs'

const ENTRIES = 12_000
const SEED = 1
const SOURCE = 'own minimum, RPBE: OH and H adslabs (GASpy, OC20 recipe), crystals (OH) and compositions (H) kept out of the training'

/** Candidates for the distance, the default first: see `chosenDistance`. */
const SETTINGS: Readonly<Record<string, DistanceSettings>> = {
  mean: DEFAULT_DISTANCE,
  'mean-any-element': { ...DEFAULT_DISTANCE, sameElement: false },
  'mean-adsorbate': { ...DEFAULT_DISTANCE, atoms: 'adsorbate' },
  'mean-5': { ...DEFAULT_DISTANCE, k: 5 },
  top3: { ...DEFAULT_DISTANCE, aggregate: 'top' },
  max: { ...DEFAULT_DISTANCE, aggregate: 'max' },
  sum: { ...DEFAULT_DISTANCE, aggregate: 'sum' },
}

interface Row {
  readonly adslab: Adslab
  readonly measured: Measured
  /** by candidate */
  readonly distances: Readonly<Record<string, number>>
}

const folder = folderArgument()
const { card, cardPath, modelPath } = await loadCard(modelArgument())
const potential = await openPotential(modelPath, card)
const latentsOf = async (adslab: Adslab, positions?: readonly number[]): Promise<Float32Array> =>
  (await potential.evaluate([positions ? withParts(adslab.structure, { positions: Float64Array.from(positions) }) : adslab.structure], { latents: true }))[0]!.latents!

const exact = await referenceIndex()
const measured = readMeasured(measuredFile(folder, card.sha256))
const held = heldAdslabs(folder, card)
const open = held.filter(({ id }) => !measured.has(id)).length
if (open > 0) throw new Error(`${open} of ${held.length} entries are not measured yet: run measure-errors again`)
const latents = new Map<string, Float32Array>()
for (const adslab of held) latents.set(adslab.id, await latentsOf(adslab, measured.get(adslab.id)!.positions))
await potential.close()

const losses = (['float16', 'int8'] as const).map((encoding) => lossOf(exact, encoding))
const indexFile = `${card.name}.latents.bin`
const bytes = writeLatentIndex(exact, 'int8')
writeFileSync(join(dirname(cardPath), indexFile), bytes)
const index = latentIndex(readLatentIndex(bytes, indexFile))
const rows = held.map((adslab): Row => {
  const one = measured.get(adslab.id)!
  const structure = withParts(adslab.structure, { positions: Float64Array.from(one.positions) })
  return { adslab, measured: one, distances: Object.fromEntries(Object.entries(SETTINGS).map(([name, settings]) => [name, structureDistance(index, structure, latents.get(adslab.id)!, settings).distance])) }
})
const usable = rows.filter(({ measured: { energy, anomalies }, distances }) => energy !== null && anomalies.length === 0 && Object.values(distances).every(Number.isFinite))
const tables = `training/results/errors-${card.name}`
mkdirSync(tables, { recursive: true })
for (const part of ['calibration', 'test']) writeFileSync(join(tables, `${part}.csv`), csv(usable.filter(({ adslab }) => adslab.part === part)))
const of = (part: string, name: string): ErrorTable => tableOf(usable.filter(({ adslab }) => adslab.part === part), name)
const ranking = Object.keys(SETTINGS).map((name) => ({ name, spearman: spearmanOfErrors(of('calibration', name)) })).sort((a, b) => b.spearman - a.spearman)
const sources = new Set(usable.filter(({ adslab }) => adslab.part === 'calibration').map(({ adslab }) => `${adslab.adsorbate} ${adslab.key}`)).size
const chosen = chosenDistance(ranking, sources)
const model = calibrate(of('calibration', chosen), {
  potential: card.sha256, truth: 'own-minimum', source: SOURCE, distance: SETTINGS[chosen]!, byAdsorbate: true, sources, index: createHash('sha256').update(bytes).digest('hex'), seed: SEED,
})
const calibrationFile = `${card.name}.calibration.json`
writeFileSync(join(dirname(cardPath), calibrationFile), serialiseCalibration(model))
writeFileSync(join(dirname(cardPath), `${card.name}.errors.csv`), writeErrorPoints(model.id, usable.map((row) => pointOf(row, chosen))))
nameInCard(calibrationFile)
const results = { model: card.name, sha256: card.sha256, calibration: describe(model), distance: ranking, index: { note: exact.note, losses }, excluded: excluded(), test: judge(model, of('test', chosen)), testByAdsorbate: adsorbates(of('test', chosen)).map(([name, table]) => ({ name, ...judge(model, table) })) }
writeFileSync(`training/results/calibration-${card.name}.json`, `${JSON.stringify(results, undefined, 1)}\n`)
console.log(JSON.stringify(results, undefined, 1))

/** Latents and surroundings of the free atoms of every training adslab that the potential knows, at the DFT minimum. */
async function referenceIndex(): Promise<LatentIndexData> {
  const reference: ReferenceAtoms[] = []
  const d = card.latents.dim
  for (const adslab of readAdslabs(folder, 'train')) {
    const { structure: s } = adslab
    if (!s.numbers.every((z) => potential.elements.has(z))) continue
    const atoms = countedAtoms(s, 'both')
    const all = await latentsOf(adslab)
    const own = new Float32Array(atoms.length * d)
    atoms.forEach((i, k) => own.set(all.subarray(i * d, (i + 1) * d), k * d))
    reference.push({ system: { id: adslab.id, title: `${adslab.adsorbate} on ${reducedFormula(selectAtoms(s, slabAtoms(s)))} ${adslab.miller === '(unknown)' ? '' : adslab.miller}`.trim() }, atoms, elements: atoms.map((i) => s.numbers[i]!), latents: own, environments: environments(s, atoms, ENVIRONMENT_RADIUS) })
  }
  return buildLatentIndex(reference, { potential: card.sha256, dimension: d, limit: ENTRIES, seed: SEED })
}

/** On 2,000 free atoms of the calibration part. */
function lossOf(data: LatentIndexData, encoding: 'float16' | 'int8'): EncodingLoss {
  const d = data.dimension
  const atoms = held.filter(({ part }) => part === 'calibration').flatMap((adslab) => countedAtoms(adslab.structure, 'both').map((i) => ({ adslab, i })))
  const some = random(SEED, 'encoding loss').shuffle(atoms).slice(0, 2000)
  const queries = new Float32Array(some.length * d)
  some.forEach(({ adslab, i }, k) => queries.set(latents.get(adslab.id)!.subarray(i * d, (i + 1) * d), k * d))
  return encodingLoss(data, encoding, queries, some.map(({ adslab, i }) => adslab.structure.numbers[i]!), DEFAULT_DISTANCE)
}

/**
 * The largest Spearman on the calibration part, where it is larger than the default's by more than the standard error of a correlation,
 * 1/sqrt(sources); else the default, which also sees slab atoms unlike any known.
 */
function chosenDistance([first, ...rest]: readonly { readonly name: string; readonly spearman: number }[], independent: number): string {
  const standard = [first!, ...rest].find(({ name }) => name === 'mean')!
  return first!.spearman - standard.spearman > 1 / Math.sqrt(independent) ? first!.name : standard.name
}

function slabAtoms(s: Adslab['structure']): number[] {
  return atomsWhere(s, (i) => s.tags[i] !== ADSORBATE)
}

/** As the app draws it. */
function pointOf({ adslab: a, measured: m, distances }: Row, name: string): ErrorPoint {
  const slab = slabAtoms(a.structure)
  return {
    part: a.part === 'test' ? 'test' : 'calibration', label: `${a.adsorbate} on ${reducedFormula(selectAtoms(a.structure, slab))} (${a.key})`, adsorbate: a.adsorbate,
    elements: [...new Set(slab.map((i) => symbolOf(a.structure.numbers[i]!)))].toSorted().join(' '), error: m.energy! - a.dft, distance: distances[name]!,
  }
}

function tableOf(part: readonly Row[], name: string): ErrorTable {
  return makeErrorTable({ errors: part.map((r) => r.measured.energy! - r.adslab.dft), uncertainties: part.map((r) => r.distances[name]!), groups: part.map((r) => r.adslab.adsorbate) })
}

function adsorbates(table: ErrorTable): [string, ErrorTable][] {
  return [...new Set(table.groups)].toSorted().map((name) => [name, tableOf(usable.filter(({ adslab }) => adslab.part === 'test' && adslab.adsorbate === name), chosen)])
}

/** The figures of issue 6 on one table. */
function judge(calibration: CalibratedModel, table: ErrorTable): object {
  const report = uncertaintyReport(table, { seed: SEED })
  const kept = (share: number): number => report.rejection.find((p) => p.kept === share)!.mae
  return {
    n: report.n, errors: report.errors, spearman: report.spearman, auroc: report.auroc, bestHalfOverAll: kept(0.5) / kept(1), rejection: report.rejection,
    outOfDomain: outOfDomainCount(calibration, table),
    coverage: coverageOfModel(calibration, table).map(({ level, coverage: c }) => ({ level, value: c.overall.value, low: c.overall.low, high: c.overall.high, halfWidth: c.halfWidth, constantHalfWidth: c.constantHalfWidth, cells: c.deciles.map(({ name, value, n }) => ({ name, value, n })), groups: c.groups })),
  }
}

function describe({ id, method, n, sources: crystals, level, threshold, adsorbates: by, warnings, comparison }: CalibratedModel): object {
  return { id, method, n, crystals, by, level, threshold, warnings, comparison }
}

/** Rows that are no calibration or test points, by reason. */
function excluded(): object {
  const count = (part: string, test: (r: Row) => boolean): number => rows.filter((r) => r.adslab.part === part && test(r)).length
  return Object.fromEntries(['calibration', 'test'].map((part) => [part, {
    measured: count(part, () => true),
    exploded: count(part, (r) => r.measured.energy === null),
    anomalous: count(part, (r) => r.measured.anomalies.length > 0),
    withoutDistance: count(part, (r) => !Object.values(r.distances).every(Number.isFinite)),
    unconverged: count(part, (r) => r.measured.outcome === 'max-steps'),
  }]))
}

/** A table for `adatom uq-report` and `adatom calibrate`, too. Errors are ours; the DFT energies belong to their source and are not repeated. */
function csv(all: readonly Row[]): string {
  const names = Object.keys(SETTINGS)
  const number = (x: number): string => (Number.isFinite(x) ? String(Number(x.toPrecision(6))) : 'nan')
  const lines = all.map(({ adslab: a, measured: m, distances }) =>
    [a.id, a.adsorbate, a.key, reducedFormula(a.structure), a.structure.numbers.length, number(m.energy! - a.dft), m.outcome, m.forceCalls, ...names.map((name) => number(distances[name]!))].join(','),
  )
  const columns = ['id', 'adsorbate', 'key', 'formula', 'atoms', 'error (eV)', 'outcome', 'force_calls', ...names.map((name) => (name === 'mean' ? 'distance' : `distance_${name}`))]
  return `# ${card.name} ${card.sha256}: own minimum against RPBE DFT\n${columns.join(',')}\n${lines.join('\n')}\n`
}

/** Only the two entries are changed, so that the card stays as it was written. */
function nameInCard(calibration: string): void {
  const text = readFileSync(cardPath, 'utf8')
  const changed = text.replace(/"index_file": (?:null|"[^"]*")/, `"index_file": "${indexFile}"`).replace(/"calibration": (?:null|"[^"]*")/, `"calibration": "${calibration}"`)
  if (!changed.includes(`"index_file": "${indexFile}"`) || !changed.includes(`"calibration": "${calibration}"`)) throw new Error(`${cardPath} has no entries calibration and latents.index_file to fill`)
  writeFileSync(cardPath, changed)
}
