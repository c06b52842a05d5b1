/**
 * The stopping rule's promise against what it achieves on finished DFT tables:
 *   [SHARED=../shared] npx node bench/run.mjs search stopping
 * Each half of the systems is scored with the prior fitted on the other half. Prints a table; nothing is written.
 */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { parseDenseTable, type DenseSystem } from '../src/domain/adsorbml/replay'
import { DEFAULT_SEARCH } from '../src/domain/adsorbml/search/search'
import { OC20_DENSE_PRIOR, type SharePrior } from '../src/domain/adsorbml/search/stopping'
import { fitSharePrior, promiseAt, promiseWhenStopped, SHARE_GRID, type PromiseRow } from '../src/domain/adsorbml/search/stopping-replay'

const ORDERS = 200
const FIT = { seed: 11, orders: 40, placements: [3, 5, 10, 15, 20, 30, 50], grid: SHARE_GRID }

export function stopping(): void {
  const file = `${process.env['SHARED'] ?? '../shared'}/data/oc20dense/val100_dft_targets.json.gz`
  if (!existsSync(file)) {
    process.stdout.write(`${file} is not here: skipped\n`)
    return
  }
  const systems = parseDenseTable(JSON.parse(gunzipSync(readFileSync(file)).toString()), file)
  const halves = [0, 1].map((half) => systems.filter((_, k) => k % 2 === half))
  const priors = halves.map((half) => fitSharePrior(half, FIT))
  const show = ({ a, b, own }: SharePrior): string => `(${a}, ${b}; ${own.weight} of (${own.a}, ${own.b}))`
  process.stdout.write(`prior fitted on all: ${show(fitSharePrior(systems, FIT))}, shipped ${show(OC20_DENSE_PRIOR)}; on the halves: ${priors.map(show).join(' ')}\n`)
  const heldOut = (of: (part: readonly DenseSystem[], prior: SharePrior) => PromiseRow): PromiseRow => pooled(halves.map((half, k) => of(half, priors[1 - k]!)))
  process.stdout.write('| | systems | placements | promised % | achieved % | difference in standard errors | Brier | of the mean alone |\n|---|---|---|---|---|---|---|---|\n')
  for (const n of [3, 5, 10, 20, 50]) print(`n = ${n}`, heldOut((part, prior) => promiseAt(part, n, { seed: 12, orders: ORDERS, prior })))
  for (const level of [0.7, 0.8, 0.9, 0.95]) print(`stopped at ${100 * level} %`, heldOut((part, prior) => promiseWhenStopped(part, level, DEFAULT_SEARCH.round, { seed: 13, orders: ORDERS, prior })))
}

/** Two halves as one, by their systems. */
function pooled(rows: readonly PromiseRow[]): PromiseRow {
  const systems = rows.reduce((s, r) => s + r.systems, 0)
  const mean = (of: (r: PromiseRow) => number): number => rows.reduce((s, r) => s + r.systems * of(r), 0) / systems
  return {
    systems,
    promised: mean((r) => r.promised),
    achieved: mean((r) => r.achieved),
    standardError: Math.sqrt(rows.reduce((s, r) => s + (r.systems * r.standardError) ** 2, 0)) / systems,
    brier: mean((r) => r.brier),
    placements: mean((r) => r.placements),
  }
}

function print(name: string, r: PromiseRow): void {
  const percent = (x: number): string => (100 * x).toFixed(1)
  const cells = [name, r.systems, r.placements.toFixed(1), percent(r.promised), percent(r.achieved), ((r.achieved - r.promised) / r.standardError).toFixed(1), r.brier.toFixed(3), (r.achieved * (1 - r.achieved)).toFixed(3)]
  process.stdout.write(`| ${cells.join(' | ')} |\n`)
}
