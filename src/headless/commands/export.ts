/** adatom export PROJECT: what a run found, as files: lists, structures, DFT decks. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { Option, type Command } from 'commander'
import type { RunResults } from '../../contract/host-api'
import type { ExportFormat } from '../../host/runs/export'
import { withJson, type JsonOption } from '../cli/options'
import { plural } from '../../domain/units/plural'
import { note, print, printJson } from '../cli/output'
import { oneOf, parseList, whole } from '../cli/parse'
import { openRun } from '../cli/project'
import { withSession } from '../cli/session'

const FORMATS = ['csv', 'json', 'extxyz', 'poscar', 'cif', 'vasp-oc20', 'vasp-oc22', 'espresso', 'gpaw'] as const satisfies readonly ExportFormat[]

interface ExportOptions extends JsonOption {
  readonly run?: string
  readonly out: string
  readonly formats: readonly ExportFormat[]
  readonly top?: number
  readonly ids?: readonly string[]
  readonly calculation: 'single-point' | 'relaxation'
}

export function register(program: Command): void {
  withJson(
    program
      .command('export <project>')
      .description('Write lists, structures or DFT decks of a project (project.adatom, or the folder of `adatom screen`)')
      .requiredOption('--out <dir>', 'folder to write into; made where it is missing')
      .addOption(new Option('--formats <list>', FORMATS.join(',')).default(['csv', 'json', 'extxyz'], 'csv,json,extxyz').argParser((text) => parseList(text).map(oneOf('--formats', FORMATS))))
      .addOption(new Option('--top <n>', 'the best configuration of each of the n lowest minima of every surface and adsorbate').argParser(whole('--top', 1, 1000)))
      .addOption(new Option('--ids <list>', 'configurations by id, instead of --top').argParser(parseList).conflicts('top'))
      .addOption(new Option('--calculation <kind>', 'of DFT decks: single-point, relaxation').default('single-point').argParser(oneOf('--calculation', ['single-point', 'relaxation'])))
      .option('--run <id>', 'which run (default: the last)'),
  ).action(exportProject)
}

async function exportProject(path: string, { run, out, formats, top, ids, calculation, json }: ExportOptions): Promise<void> {
  await withSession({}, async (session) => {
    const opened = await openRun(session, path, run)
    const configurations = ids ?? (top === undefined ? undefined : lowestMinima(await session.handlers.results(opened, session.signal), top))
    const files = await session.handlers.exportRun({ ...opened, formats: [...formats], calculation, ...(configurations ? { configurations: [...configurations] } : {}) }, session.signal)
    for (const { name, bytes } of files) {
      const file = join(resolve(out), name)
      await mkdir(dirname(file), { recursive: true })
      await writeFile(file, bytes)
    }
    if (json) return printJson({ out, configurations: configurations ?? null, files: files.map(({ name }) => name) })
    print(files.map(({ name }) => name).join('\n'))
    note(`${plural(files.length, 'file')} in ${out}`)
  })
}

/** Ranked rows only; a row whose minimum is not known counts as one of its own. */
function lowestMinima({ rows }: RunResults, n: number): string[] {
  const pairs = Map.groupBy(rows.filter(({ rank }) => rank !== null), ({ configuration: { slab, adsorbate } }) => JSON.stringify([slab, adsorbate]))
  return [...pairs.values()].flatMap((pair) => {
    const best = new Map(pair.toReversed().map((row) => [row.basin ?? row.configuration.id, row.configuration.id]))
    return pair.flatMap(({ configuration: { id } }) => ([...best.values()].includes(id) ? [id] : [])).slice(0, n)
  })
}
