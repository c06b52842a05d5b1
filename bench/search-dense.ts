/**
 * The dense benchmark: 43 surface/adsorbate pairs that no setting was chosen on, ground truth from PLACEMENTS placements relaxed to their end,
 * and what each way of searching makes of them:
 *   [MODEL=models/NAME.onnx] [PLACEMENTS=100] [PUBLISHED=10] [PAIRS=43] [SHARD=0/2] nice -n 19 npx node bench/run.mjs search dense truth
 *   [MODEL=...] [SEEDS=10] nice -n 19 npx node bench/run.mjs search dense report
 * `adatom bench search` is the same. `truth` may be stopped at any time and goes on; SHARD=0/2 and SHARD=1/2 share the work between two
 * processes. MODEL: the default model. It is kept by the SHA-256 of the model in TRUTH (default: node_modules/.cache/adatom-bench/dense). `report` needs no model to
 * run, only its name; it takes the pairs that are complete, prints tables, and writes bench/results/search-dense-pairs.csv and docs/figures/search-dense.svg.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createModels } from '../src/host/models'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { loadSymmetryFinder } from '../src/platform/symmetry'
import { report } from './dense/report'
import { DENSE_PAIRS } from './dense/systems'
import { makeTruth, readTruth, type Truth, type TruthJob } from './dense/truth'

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)

export async function dense(what = 'all'): Promise<void> {
  if (!['truth', 'report', 'all'].includes(what)) throw new Error(`Unknown part of the dense benchmark: ${what}; expected truth, report or all`)
  const found = await loadCard(process.env['MODEL'] ?? (await createModels('models').find()).cardPath)
  const folder = join(process.env['TRUTH'] ?? 'node_modules/.cache/adatom-bench/dense', found.card.sha256.slice(0, 12))
  const pairs = DENSE_PAIRS.slice(0, number('PAIRS', DENSE_PAIRS.length))
  if (what !== 'report') await truth(found, folder, pairs)
  if (what === 'truth') return
  const complete = (await Promise.all(pairs.map((pair) => readTruth(folder, pair)))).filter((one): one is Truth => one !== null)
  if (complete.length === 0) throw new Error(`No pair is complete in ${folder}: npx node bench/run.mjs search dense truth`)
  const { text, csv, svg } = await report(complete, { model: found.card.name, sha256: found.card.sha256, seeds: number('SEEDS', 10), asked: pairs.length })
  process.stdout.write(text)
  for (const [file, content] of [['bench/results/search-dense-pairs.csv', csv], ['docs/figures/search-dense.svg', svg]] as const) {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content)
    process.stdout.write(`\nWritten: ${file}\n`)
  }
}

async function truth({ card, modelPath }: Awaited<ReturnType<typeof loadCard>>, folder: string, pairs: typeof DENSE_PAIRS): Promise<void> {
  const [shard = 0, shards = 1] = (process.env['SHARD'] ?? '0/1').split('/').map(Number)
  const potential = await openPotential(modelPath, card)
  const finder = await loadSymmetryFinder()
  const mine = pairs.filter((_, k) => k % shards === shard)
  // what the search needs first; the cost of the published optimiser last
  const jobs = (['recorded', 'published'] as const).flatMap((what) => mine.map((pair): TruthJob => ({ pair, what })))
  const began = performance.now()
  for (const [k, job] of jobs.entries()) {
    await makeTruth(job, potential, { folder, placements: number('PLACEMENTS', 100), published: number('PUBLISHED', 10), finder })
    process.stdout.write(`${k + 1}/${jobs.length} ${job.pair.id} ${job.what}, ${Math.round((performance.now() - began) / 1000)} s\n`)
  }
  await potential.close()
}
