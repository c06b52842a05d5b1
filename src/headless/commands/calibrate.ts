/** `adatom calibrate`: error bars from a table of errors, kept as a file that the app and the other commands use. */
import type { Command } from 'commander'
import { calibrate } from '../../domain/uncertainty/calibrate'
import { serialiseCalibration, TRUTHS, type Truth } from '../../domain/uncertainty/calibrated-model'
import { CALIBRATORS } from '../../domain/uncertainty/calibrators/selection'
import { crossValidatedCoverage } from '../../domain/uncertainty/recalibration-report'
import { UsageError } from '../cli/exit-codes'
import { note, print, printJson } from '../cli/output'
import { oneOf, positive, whole } from '../cli/parse'
import { readTables, writeText } from './files'
import { calibrateProject } from './project-reliability'
import { comparisonText, coverageText } from './uq-report'
import { invalidInput } from '../../domain/errors'

interface Options {
  readonly out?: string
  readonly potential: string
  readonly truth: Truth
  readonly source?: string
  readonly level: number
  readonly method?: string
  readonly clip: number
  readonly seed: number
  readonly json?: true
  readonly project?: string
  readonly theory?: string
  readonly use?: string
}

export function register(program: Command): void {
  program
    .command('calibrate')
    .description('fit error bars to a table of errors and latent distances')
    .argument('[table]', 'CSV or JSON with the columns err (eV), unc or distance, and optionally group')
    .option('--project <path>', "in place of a table: the energies imported into a project; the calibration is kept there and its bars are shown from then on")
    .option('--theory <text>', 'with --project: which imported energies, where there are several theories')
    .option('--use <id>', 'with --project: make an earlier version active, or the one of the model (`model`)')
    .option('--out <file>', 'write the calibration here')
    .option('--potential <id>', 'the potential whose errors these are', 'unnamed')
    .option('--truth <kind>', `what the errors were measured against: ${TRUTHS.join(', ')}`, oneOf('truth', TRUTHS), 'user')
    .option('--source <text>', 'where the reference energies came from; default: the file')
    .option('--level <share>', 'nominal coverage of the intervals', positive('level', 0.999), 0.9)
    .option('--method <name>', `one of ${CALIBRATORS.map((c) => c.name).join(', ')}; default: chosen by cross-validation inside the table`)
    .option('--clip <eV>', 'larger errors count as this in the fits', positive('clip', 1000), 5)
    .option('--seed <n>', 'of the folds', whole('seed', 0, 2 ** 31), 0)
    .option('--json', 'one JSON document')
    .action(run)
}

async function run(path: string | undefined, options: Options, command: Command): Promise<void> {
  if (options.project !== undefined) return runOnProject(options.project, options, command)
  if (path === undefined) throw new UsageError('calibrate needs a table, or --project')
  const tables = await readTables([path])
  if (tables.length !== 1) throw invalidInput('One table is calibrated at a time', { found: tables.map((t) => t.name).join(', ') })
  const { table, dropped } = tables[0]!
  const { potential, truth, source = path, level, clip, seed } = options
  const model = calibrate(table, { potential, truth, source, level, clip, seed, ...(options.method === undefined ? {} : { method: options.method }) })
  const inside = crossValidatedCoverage(model, table)
  if (options.out !== undefined) await writeText(options.out, serialiseCalibration(model))
  if (options.json) {
    printJson({ calibration: model, dropped, crossValidated: inside })
    return
  }
  print(`Calibration ${model.id}: ${model.method} on ${model.n} rows${dropped === 0 ? '' : ` (${dropped} dropped without a finite distance)`}, truth: ${truth}`)
  print(`Out of domain above a distance of ${model.threshold}`)
  if (model.comparison.length > 0) print(`\nCandidates by cross-validation, level ${level}\n${comparisonText(model)}`)
  print(`\nCoverage of the chosen one by cross-validation\n${coverageText(inside)}`)
  for (const warning of model.warnings) note(`Warning: ${warning}`)
  if (options.out !== undefined) note(`Written to ${options.out}`)
}

/** Options of tables that a project has its own answer to are left to it unless they were given. */
function runOnProject(project: string, { truth, theory, level, method, seed, use, json }: Options, command: Command): Promise<void> {
  const isGiven = command.getOptionValueSource('truth') !== 'default'
  if (isGiven && truth !== 'same-structure' && truth !== 'own-minimum') throw new UsageError('Imported energies are of the truth same-structure or own-minimum')
  return calibrateProject({
    project, level, seed,
    ...(isGiven ? { truth: truth as 'same-structure' | 'own-minimum' } : {}), ...(theory === undefined ? {} : { theory }), ...(method === undefined ? {} : { method }), ...(use === undefined ? {} : { use }), ...(json ? { json } : {}),
  })
}
