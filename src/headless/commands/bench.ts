/** adatom bench search: the dense benchmark of the search, from a checkout of the sources. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Option, type Command } from 'commander'
import { unsupported } from '../../domain/errors'
import { oneOf, whole } from '../cli/parse'
import { findInstallation } from '../paths'

interface BenchOptions {
  readonly part: 'truth' | 'report' | 'all'
  readonly model?: string
  readonly pairs?: number
  readonly placements: number
  readonly seeds: number
  readonly shard?: string
}

const HELP = `
truth relaxes every placement of the pairs to its end and keeps it by the model's SHA-256: hours on one core; stopped at any time, the same
command goes on. --shard 0/2 and --shard 1/2 share it between two processes. report replays the searches on what is complete. docs/search.md`

export function register(program: Command): void {
  program
    .command('bench')
    .argument('<name>', 'search', oneOf('The benchmark', ['search']))
    .description('search: success, force calls and promises of the search on surface/adsorbate pairs kept out of its tuning (from a checkout)')
    .addOption(new Option('--part <name>', 'truth, report or all').default('all').argParser(oneOf('--part', ['truth', 'report', 'all'])))
    .option('--model <file>', 'a card or .onnx file (default: the default model)')
    .addOption(new Option('--pairs <n>', 'only the first n pairs').argParser(whole('--pairs', 1, 1000)))
    .addOption(new Option('--placements <n>', 'of each pair').default(100).argParser(whole('--placements', 10, 2000)))
    .addOption(new Option('--seeds <n>', 'random orders a pair').default(10).argParser(whole('--seeds', 1, 1000)))
    .option('--shard <k/n>', 'this process takes every nth pair, from the kth')
    .addHelpText('after', HELP)
    .action((_name: string, options: BenchOptions) => bench(options))
}

async function bench({ part, model, pairs, placements, seeds, shard }: BenchOptions): Promise<void> {
  const { root } = findInstallation()
  const script = join(root, 'bench', 'run.mjs')
  if (!existsSync(script)) throw unsupported('The benchmarks come with the sources, not with the app: run this in a checkout', { what: script })
  const chosen = { MODEL: model, PAIRS: pairs, PLACEMENTS: placements, SEEDS: seeds, SHARD: shard }
  const environment = Object.fromEntries(Object.entries(chosen).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])))
  const child = spawn(process.execPath, [script, 'search', 'dense', part], { cwd: root, stdio: 'inherit', env: { ...process.env, ...environment } })
  const [code] = (await once(child, 'exit')) as [number | null]
  process.exitCode = code ?? 1
}
