/**
 * The three demonstrations of arXiv:2407.10844 with a model that ships: equation of state, coverage, clustering. Draws docs/figures/*.svg, prints the
 * numbers of docs/uncertainty.md, and appends a row:
 *   [MODEL=models/adatom-s.onnx] npx node bench/run.mjs demonstrations
 * tests/platform/models/demonstrations.test.ts runs the same.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { calibrationOf } from '../src/platform/models/uncertainty'
import { loadSymmetryFinder } from '../src/platform/symmetry'
import { aboveChance, clusteringOfIndex, clusteringOfStructures, type Purity } from './demonstrations/clustering'
import { coverages, DFT_ENERGY_PER_O } from './demonstrations/coverage'
import { CRYSTALS } from './demonstrations/crystals'
import { clusteringFigure, coverageFigure, equationOfStateFigure } from './demonstrations/draw'
import { equationsOfState, knownSlabs, leastAt, medianCurve, STRAINS, type EquationOfState } from './demonstrations/equation-of-state'
import { freshAdslabs } from './demonstrations/fresh'
import { openDemonstrated } from './demonstrations/model'
import { record } from './record'

const QUERIES = 2000
const SEED = 1
const FIGURES = 'docs/figures'

const model = await openDemonstrated(process.env['MODEL'] ?? 'models/adatom-s.onnx')
const threshold = calibrationOf(model.card)!.threshold
const symmetry = await loadSymmetryFinder()
mkdirSync(FIGURES, { recursive: true })
const rounded = (values: readonly number[]): string => values.map((v) => Number(v.toPrecision(3))).join(' ')

const equations: EquationOfState[] = []
for (const crystal of CRYSTALS) {
  const both = await equationsOfState(crystal, model, symmetry)
  equations.push(...both)
  for (const one of both) console.log(`${one.crystal} ${one.of}: a ${one.a.toFixed(3)} Å, slabs in the index ${knownSlabs(model, crystal)}, distance ${rounded(one.distances)}, least at ${leastAt(one)}`)
}
const [slabs, bulks] = (['slab', 'bulk'] as const).map((of) => equations.filter((one) => one.of === of)) as [EquationOfState[], EquationOfState[]]
console.log(`strain ${STRAINS.join(' ')}`)
for (const [name, curves] of [['slabs', slabs], ['bulks', bulks]] as const) console.log(`median of ${name} over the relaxed one's: ${rounded(medianCurve(curves))}`)
writeFileSync(`${FIGURES}/equation-of-state.svg`, equationOfStateFigure(equations))

const spread = await coverages(model, symmetry, 'spread')
const packed = await coverages(model, symmetry, 'packed')
for (const [name, rows] of [['spread', spread], ['packed', packed]] as const) {
  for (const { count, energy, distance, ofOxygen, ofPlatinum, closest, drift, outcome } of rows) {
    console.log(`${name} ${count} O: ${energy.toFixed(3)} eV an O (DFT ${DFT_ENERGY_PER_O[count - 1]!}), distance ${rounded([distance])} (O ${rounded([ofOxygen])}, Pt ${rounded([ofPlatinum])}; threshold ${rounded([threshold])}), O-O ${closest.toFixed(2)} Å, drift ${drift.toFixed(2)} Å, ${outcome}`)
  }
}
writeFileSync(`${FIGURES}/coverage.svg`, coverageFigure({ spread, packed, threshold }))

const ofIndex = clusteringOfIndex(model.meter.index.data, QUERIES, SEED)
const fresh = await freshAdslabs(model, symmetry)
const ofFresh = clusteringOfStructures(fresh.map(({ structure }) => structure), fresh.map(({ evaluation }) => evaluation), model)
const show = (name: string, purities: readonly Purity[]): void =>
  purities.forEach((one) => console.log(`${name}, ${one.trait}: ${one.found.toFixed(3)} of ${one.atoms} atoms, chance ${one.chance.toFixed(3)}, above chance ${aboveChance(one).toFixed(2)}`))
show('index', ofIndex)
show('fresh', ofFresh)
writeFileSync(`${FIGURES}/clustering.svg`, clusteringFigure(ofIndex, ofFresh))
await model.potential.close()

const near = (curves: readonly EquationOfState[]): number => curves.filter((one) => Math.abs(leastAt(one)) <= 0.0401).length
record('demonstrations', [{
  model: model.card.name, sha256: model.card.sha256.slice(0, 12), crystals: CRYSTALS.length, slabs_least_within_4_percent: near(slabs), bulks_least_within_4_percent: near(bulks),
  median_slab_minus_12: medianCurve(slabs)[0]!, median_slab_plus_12: medianCurve(slabs).at(-1)!,
  energy_1_O: spread[0]!.energy, energy_6_O: spread.at(-1)!.energy, distance_1_O: spread[0]!.distance, distance_6_O: spread.at(-1)!.distance,
  ...Object.fromEntries(ofIndex.flatMap(({ trait, found, chance }) => [[trait.replaceAll(' ', '_'), found], [`${trait.replaceAll(' ', '_')}_by_chance`, chance]])),
}])
