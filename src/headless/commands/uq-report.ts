/** `adatom uq-report`: every metric of SCIENCE.md A.5 on tables of errors, and recalibrations fitted on one of them. */
import type { Command } from 'commander'
import { invalidInput } from '../../domain/errors'
import { calibrate } from '../../domain/uncertainty/calibrate'
import { coverageOfAll, coverageOfModel, fitAll, modelReliability, outOfDomainCount, sigmaReport, type CoverageRow, type SigmaRow } from '../../domain/uncertainty/recalibration-report'
import type { ReliabilityPoint } from '../../domain/uncertainty/metrics/gaussian'
import type { GaussianMetrics, UncertaintyReport } from '../../domain/uncertainty/metrics/report'
import { uncertaintyReport } from '../../domain/uncertainty/metrics/report'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import { print, printJson, table as layout } from '../cli/output'
import { positive, whole } from '../cli/parse'
import { UsageError } from '../cli/exit-codes'
import { reportProject } from './project-reliability'
import { readTables, type NamedTable } from './files'

interface Options {
  readonly fit?: string
  readonly level: number
  readonly method?: string
  readonly clip: number
  readonly seed: number
  readonly draws: number
  readonly json?: true
  readonly project?: string
}

const HELP = `
A table has the columns err (eV), unc or distance, and optionally group; CSV or JSON, plain or .gz (docs/uncertainty.md).
A folder stands for every table in it. With --fit, or where one table's name ends in "_id", that table is calibrated on and
the others are judged; nothing of them is used in the fit.`

export function register(program: Command): void {
  program
    .command('uq-report')
    .description('metrics of an uncertainty: coverage, calibration, order, on tables of errors')
    .argument('[tables...]', 'tables of errors, or folders of them')
    .option('--project <path>', "in place of tables: a project's imported DFT energies and its calibrations")
    .option('--fit <name>', 'the table to calibrate on, by its name without extension')
    .option('--level <share>', 'nominal coverage of the intervals', positive('level', 0.999), 0.9)
    .option('--method <name>', 'calibration method; default: chosen by cross-validation inside the fitted table')
    .option('--clip <eV>', 'errors and uncertainties are clipped at this', positive('clip', 1000), 5)
    .option('--seed <n>', 'of bootstrap, simulation and folds', whole('seed', 0, 2 ** 31), 1)
    .option('--draws <n>', 'of the simulated NLL and Spearman', whole('draws', 1, 10_000), 20)
    .option('--json', 'one JSON document')
    .addHelpText('after', HELP)
    .action(async (paths: string[], options: Options) => {
      if (options.project !== undefined) return reportProject(options.project, options.json)
      if (paths.length === 0) throw new UsageError('uq-report needs tables, or --project')
      const result = report(await readTables(paths), options)
      if (options.json) printJson(result)
      else print(text(result))
    })
}

interface Judged {
  readonly name: string
  readonly fitted: boolean
  readonly dropped: number
  readonly report: UncertaintyReport
  readonly sigma?: readonly SigmaRow[]
  readonly coverage?: readonly CoverageRow[]
  readonly alternatives?: readonly CoverageRow[]
  /** after calibration; `report.reliability` is before */
  readonly reliability?: readonly ReliabilityPoint[]
  readonly outOfDomain?: number
}

interface Result {
  readonly calibration?: CalibratedModel
  readonly tables: readonly Judged[]
}

function report(tables: readonly NamedTable[], options: Options): Result {
  const fit = tableToFit(tables, options.fit)
  const { level, clip, seed, draws } = options
  const model =
    fit === undefined
      ? undefined
      : calibrate(fit.table, { potential: fit.name, truth: 'user', source: fit.name, level, clip, seed, ...(options.method === undefined ? {} : { method: options.method }) })
  const fitted = model === undefined || fit === undefined ? [] : fitAll(model, fit.table)
  const judge = (t: NamedTable): Judged => {
    const base = { name: t.name, fitted: t === fit, dropped: t.dropped, report: uncertaintyReport(t.table, { seed, clip, draws }) }
    if (model === undefined || fit === undefined) return base
    return {
      ...base,
      sigma: sigmaReport(model, fit.table, t.table, { seed, clip, draws }),
      coverage: coverageOfModel(model, t.table),
      alternatives: coverageOfAll(fitted, t.table, clip),
      reliability: modelReliability(model, t.table),
      outOfDomain: outOfDomainCount(model, t.table),
    }
  }
  return { ...(model === undefined ? {} : { calibration: model }), tables: tables.map(judge) }
}

function tableToFit(tables: readonly NamedTable[], name: string | undefined): NamedTable | undefined {
  const named = tables.filter((t) => (name === undefined ? t.name.endsWith('_id') : t.name === name))
  if (name !== undefined && named.length !== 1) throw invalidInput(`There is no one table called ${name}`, { found: tables.map((t) => t.name).join(', ') })
  return named.length === 1 ? named[0] : undefined
}

const f = (x: number, digits = 3): string => (Number.isFinite(x) ? x.toFixed(digits) : '-')

function text(result: Result): string {
  const parts = result.tables.map(judgedText)
  const { calibration } = result
  if (calibration === undefined) return parts.join('\n\n')
  const chosen = [
    `Calibration ${calibration.id}: ${calibration.method} on ${calibration.n} rows, out of domain above a distance of ${f(calibration.threshold)}`,
    ...(calibration.comparison.length === 0 ? [] : ['', `Cross-validation inside the fitted table, level ${calibration.level}`, comparisonText(calibration)]),
    ...calibration.warnings.map((w) => `Warning: ${w}`),
  ]
  return [chosen.join('\n'), ...parts].join('\n\n')
}

export const comparisonText = (calibration: CalibratedModel): string =>
  layout(
    ['method', 'coverage', 'worst cell', 'half-width (eV)', 'interval score', 'holds'],
    calibration.comparison.map((c) => [c.name, f(c.coverage), f(c.worst), f(c.halfWidth), f(c.intervalScore), c.holds ? 'yes' : 'no']),
  )

function judgedText(t: Judged): string {
  const { report: r } = t
  const lines = [
    `== ${t.name}: ${r.n} rows${t.fitted ? ' (calibrated on)' : ''}${t.dropped === 0 ? '' : `, ${t.dropped} dropped without a finite distance`}`,
    `|error| (eV): mean ${f(r.errors.mae, 4)}, rms ${f(r.errors.rmse)}, median ${f(r.errors.median, 4)}, 90 % ${f(r.errors.q90)}, 99 % ${f(r.errors.q99)}; ${r.errors.aboveClip} above ${r.clip} eV${r.errors.bias === undefined ? '' : `; signed mean ${f(r.errors.bias, 4)}`}`,
    `Spearman ${f(r.spearman)} (a perfect Gaussian model: ${f(r.unclipped.simulated.spearman)}); AUROC ${r.auroc.map((a) => `${f(a.value)} at ${a.threshold} eV`).join(', ')}`,
    '',
    layout(
      ['kept (%)', 'MAE (eV)', 'oracle (eV)'],
      r.rejection.map((p) => [String(Math.round(100 * p.kept)), f(p.mae), f(p.oracle)]),
    ),
    '',
    sigmaText(t.sigma ?? [{ name: 'as given', clipped: r.clipped, unclipped: r.unclipped }], r.clip),
  ]
  if (t.coverage !== undefined) lines.push('', `Intervals of this calibration (${t.outOfDomain} rows out of domain, counted all the same)`, coverageText(t.coverage), '', cellText(t.coverage, 'deciles'))
  if (t.coverage?.[0]?.coverage.groups.length) lines.push('', cellText(t.coverage, 'groups'))
  if (t.reliability !== undefined) lines.push('', 'Reliability: share of errors inside the central interval', reliabilityText(r.reliability, t.reliability))
  if (t.alternatives !== undefined) lines.push('', 'Every method, fitted on the same table', coverageText(t.alternatives))
  return lines.join('\n')
}

function sigmaText(rows: readonly SigmaRow[], clip: number): string {
  const line = (name: string, what: string, m: GaussianMetrics): string[] => [
    name,
    what,
    f(m.meanUncertainty),
    f(m.sharpness),
    f(m.miscalibrationArea),
    `${f(m.nll)} (${f(m.simulated.nll)})`,
    `${f(m.varZ.value)} [${f(m.varZ.low, 2)}, ${f(m.varZ.high, 2)}]`,
    `${f(m.meanSquareZ.value)} [${f(m.meanSquareZ.low, 2)}, ${f(m.meanSquareZ.high, 2)}]`,
    f(m.errorBased.slope),
    f(m.errorBased.intercept),
    f(m.errorBased.r2Fit),
    f(m.errorBased.r2Parity),
  ]
  return layout(
    ['standard deviation', 'errors', 'mean (eV)', 'rms (eV)', 'area', 'NLL (simulated)', 'Var(Z)', 'mean Z^2', 'slope', 'intercept', 'R2 fit', 'R2 parity'],
    rows.flatMap((r) => [line(r.name, `to ${clip} eV`, r.clipped), line(r.name, 'all', r.unclipped)]),
  )
}

export const coverageText = (rows: readonly CoverageRow[]): string =>
  layout(
    ['level', 'method', 'coverage', '95 % interval', 'worst decile', 'half-width (eV)', 'constant (eV)'],
    rows.map(({ level, method, coverage: c }) => [
      String(level),
      method,
      f(c.overall.value),
      `${f(c.overall.low)} to ${f(c.overall.high)}`,
      f(c.worst),
      f(c.halfWidth),
      f(c.constantHalfWidth),
    ]),
  )

const cellText = (rows: readonly CoverageRow[], cells: 'deciles' | 'groups'): string =>
  layout(
    [cells === 'groups' ? 'group' : 'distance', ...rows.map((r) => `at ${r.level}`), 'rows'],
    (rows[0]?.coverage[cells] ?? []).map((d, k) => [d.name, ...rows.map((r) => f(r.coverage[cells][k]!.value)), String(d.n)]),
  )

const reliabilityText = (before: readonly ReliabilityPoint[], after: readonly ReliabilityPoint[]): string =>
  layout(
    ['nominal', 'before, as a Gaussian', 'after'],
    after.filter((_, k) => k % 2 === 0).map((p) => [f(p.nominal, 2), f(before.find((b) => Math.abs(b.nominal - p.nominal) < 1e-9)?.observed ?? NaN), f(p.observed)]),
  )
