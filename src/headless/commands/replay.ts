/** `adatom replay`: what a search would have found in OC20-Dense, from finished DFT tables. */
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Command } from 'commander'
import { expectedSuccess, parseDenseTable, parseModelTables, POOLS, sampledSuccess, topKSuccess, type DenseSystem } from '../../domain/adsorbml/replay'
import { invalidInput } from '../../domain/errors'
import { print, printJson, table as layout } from '../cli/output'
import { whole } from '../cli/parse'
import { readJson } from './files'

interface Options {
  readonly budgets: number[]
  readonly draws: number
  readonly seed: number
  readonly json?: true
}

const HELP = `
DIR holds *dft_targets.json[.gz], {system: [[configuration, eV], ...]}, and, if there, *mlrelaxed_dft.json[.gz],
{model: {system: {configuration: eV}}} in each model's order: DFT energies on its best relaxed configurations.`

export function register(program: Command): void {
  program
    .command('replay')
    .description('expected success of placements, and top-k success of models, on OC20-Dense tables')
    .argument('<dir>', 'folder of the tables')
    .option('--budgets <n,...>', 'numbers of placements', budgets, [1, 2, 5, 10, 20, 50, 100])
    .option('--draws <n>', 'check the expectations by this many draws; 0: no check', whole('draws', 0, 100_000), 200)
    .option('--seed <n>', 'of the draws', whole('seed', 0, 2 ** 31), 1)
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action(async (dir: string, options: Options) => {
      const result = replay(await readDense(dir), options)
      if (options.json) printJson(result)
      else print(text(result))
    })
}

function budgets(list: string): number[] {
  return list.split(',').map(whole('a number of placements', 1, 1_000_000))
}

interface DenseTables {
  readonly systems: readonly DenseSystem[]
  readonly models: ReadonlyMap<string, readonly DenseSystem[]>
}

async function readDense(dir: string): Promise<DenseTables> {
  const names = await readdir(dir).catch(() => {
    throw invalidInput(`There is no folder ${dir}`, { at: { file: dir } })
  })
  const one = (ending: string): string | undefined => {
    const found = names.filter((n) => n.replace(/\.gz$/, '').endsWith(ending))
    if (found.length > 1) throw invalidInput(`The folder ${dir} has several files *${ending}`, { found: found.join(', ') })
    return found[0] === undefined ? undefined : join(dir, found[0])
  }
  const targets = one('dft_targets.json')
  if (targets === undefined) throw invalidInput(`The folder ${dir} has no table of DFT targets`, { at: { file: dir }, expected: '*dft_targets.json or .json.gz' })
  const ml = one('mlrelaxed_dft.json')
  return { systems: parseDenseTable(await readJson(targets), targets), models: ml === undefined ? new Map() : parseModelTables(await readJson(ml), ml) }
}

type Result = ReturnType<typeof replay>

function replay({ systems, models }: DenseTables, options: Options) {
  return {
    systems: systems.length,
    configurations: systems.reduce((s, x) => s + x.configurations.length, 0),
    placements: POOLS.map((pool) => ({
      pool,
      success: options.budgets.map((n) => ({
        n,
        expected: expectedSuccess(systems, n, pool),
        ...(options.draws === 0 ? {} : { sampled: sampledSuccess(systems, n, pool, { seed: options.seed, draws: options.draws }) }),
      })),
    })),
    models: [...models].map(([model, table]) => ({ model, systems: table.length, topK: topKSuccess(systems, new Map(table.map((s) => [s.id, s]))) })),
  }
}

function text(r: Result): string {
  const percent = (x: number): string => (100 * x).toFixed(1)
  const ns = r.placements[0]!.success.map((s) => s.n)
  const rows = r.placements.flatMap(({ pool, success }) => [
    [pool, 'exact', ...success.map((s) => percent(s.expected))],
    ...(success[0]?.sampled === undefined ? [] : [[pool, 'drawn', ...success.map((s) => percent(s.sampled!.value))]]),
  ])
  const parts = [
    `${r.systems} systems, ${r.configurations} configurations`,
    `\nSuccess of the best of n placements, perfect energies (%): within 0.1 eV of the DFT minimum\n${layout(['pool', '', ...ns.map((n) => `n = ${n}`)], rows)}`,
  ]
  if (r.models.length > 0) {
    const lines = r.models.map((m) => [m.model, String(m.systems), ...m.topK.map((t) => `${percent(t.success)} (${percent(t.muchBetter)})`)])
    parts.push(`\nML + DFT success of the first k (%), much better in brackets; of ${r.systems} systems\n${layout(['model', 'systems', ...r.models[0]!.topK.map((t) => `k = ${t.k}`)], lines)}`)
  }
  return parts.join('\n')
}
