/** Calibration: from measured errors to a model that may draw error bars. */
import { invalidInput } from '../errors'
import { quantile } from '../math/statistics'
import { conformalQuantile, coverageSpread, meaningfulCount, smallestCount } from './calibrators/conformal'
import { fitMonotone } from './calibrators/monotone'
import { calibratorNamed, CHOICE_NEEDS, compareCalibrators, type CandidateScore } from './calibrators/selection'
import { sealCalibration, TRUTHS, type CalibratedModel, type Truth } from './calibrated-model'
import { rowCount, type ErrorTable } from './error-table'
import type { DistanceSettings } from './latent/distance'
import { membersByGroup } from './metrics/coverage'
import { pooling } from './leave-one-out'
import { fitSpread } from './spread'

export interface CalibrateOptions {
  /** id of the potential whose errors these are */
  readonly potential: string
  readonly truth: Truth
  /** where the reference energies came from */
  readonly source: string
  /** nominal coverage of the intervals; default 0.9 */
  readonly level?: number
  /** further levels; default 0.68 and 0.95. Those that need more points than there are, are left out with a warning. */
  readonly otherLevels?: readonly number[]
  /** a calibrator's name; by default the one that cross-validation inside this table prefers */
  readonly method?: string
  readonly distance?: DistanceSettings
  /** independent sources (crystals) that the rows come from, where rows of one source are alike: the warnings count these */
  readonly sources?: number
  /** SHA-256 of the file of latents that the distances were measured with */
  readonly index?: string
  /** the table's groups are adsorbates, and no other adsorbate shall get an interval; one with fewer points than the level needs is no exception */
  readonly byAdsorbate?: boolean
  /** under `byAdsorbate`: adsorbates with too few points of their own, and other small ones, get the width of all where leaving out adsorbates shows that it holds for them (`pooling`) */
  readonly pool?: boolean
  /** points that an adsorbate needs for an interval under `byAdsorbate`; default: the fewest that the level can be promised with */
  readonly fewest?: number
  /** eV; default 5 */
  readonly clip?: number
  readonly seed?: number
  /** share of the calibration distances inside the domain; default 0.999: below 1000 points, all of them */
  readonly domain?: number
}

/**
 * Calibrates on errors and latent distances. The method is chosen by cross-validation inside the table (`compareCalibrators`; from 200
 * rows on), at the main level, and refitted at the others. The out-of-domain threshold is the conformal quantile of the calibration distances.
 * Throws InvalidInput when there are fewer points than the level can be promised with.
 */
export function calibrate(table: ErrorTable, options: CalibrateOptions): CalibratedModel {
  const { potential, truth, source, level = 0.9, otherLevels = [0.68, 0.95], clip = 5, seed = 0, domain = 0.999 } = options
  checkSettings(options, level, clip, domain)
  const n = rowCount(table)
  if (n < smallestCount(level)) {
    throw invalidInput(`${n} points are too few: an interval of ${percent(level)} needs at least ${smallestCount(level)}`, { found: String(n), expected: `at least ${smallestCount(level)}` })
  }
  const comparison: readonly CandidateScore[] = options.method === undefined ? compareCalibrators(table, { level, clip, seed }) : []
  const method = options.method ?? comparison[0]!.name
  const calibrator = calibratorNamed(method)
  const levels = [...new Set([level, ...otherLevels.filter((l) => n >= smallestCount(l))])].sort((a, b) => a - b)
  const threshold = conformalQuantile(table.uncertainties, domain)
  const pool = options.pool === true ? pooling(table, method, { level, clip, seed }) : undefined
  return sealCalibration({
    format: 'adatom-calibration',
    version: 1,
    potential,
    truth,
    source,
    n,
    ...(options.sources === undefined ? {} : { sources: options.sources }),
    level,
    method,
    bars: levels.map((l) => ({ level: l, calibration: calibrator.fit(table, { level: l, clip, seed }) })),
    sigma: fitMonotone(table, 'rms', clip),
    spread: fitSpread(table, { clip, seed, method, level }),
    ...(options.distance === undefined ? {} : { distance: options.distance }),
    ...(options.index === undefined ? {} : { index: options.index }),
    ...(options.byAdsorbate === true ? { adsorbates: adsorbatesOf(table, options.fewest ?? smallestCount(level), pool?.held) } : {}),
    ...(pool?.rule === undefined ? {} : { pooled: pool.rule }),
    // below 1000 points the order statistic does not exist: the largest distance seen
    threshold: Number.isFinite(threshold) ? threshold : quantile(table.uncertainties, 1),
    clip,
    seed,
    comparison,
    warnings: [...warnings({ n, sources: options.sources }, level, otherLevels, comparison), ...thinAdsorbates(table, options, level, pool?.held)],
  })
}

/** Points of each adsorbate that has at least `fewest`, or is `held`. Throws InvalidInput for a table without groups. */
function adsorbatesOf(table: ErrorTable, fewest: number, held?: ReadonlySet<string>): Record<string, number> {
  if (table.groups === undefined) throw invalidInput('The table does not name the adsorbates', { expected: 'a column group or adsorbate' })
  const counts = [...membersByGroup(table)].map(([adsorbate, rows]) => [adsorbate, rows.length] as const)
  return Object.fromEntries(counts.filter(([adsorbate, count]) => count >= fewest || held?.has(adsorbate) === true))
}

/** Adsorbates that share the width of all, because they have too few points for one that could be promised to them alone. */
function thinAdsorbates(table: ErrorTable, { byAdsorbate, fewest }: CalibrateOptions, level: number, held?: ReadonlySet<string>): string[] {
  if (byAdsorbate !== true || (fewest === undefined && held === undefined)) return []
  const thin = Object.entries(adsorbatesOf(table, fewest ?? smallestCount(level), held)).filter(([, count]) => count < smallestCount(level))
  if (thin.length > 3) return [`${thin.map(([adsorbate, count]) => `${adsorbate} (${count})`).join(', ')}: their ${percent(level)} intervals rest on all adsorbates together, and need not hold for each alone.`]
  return thin.map(([adsorbate, count]) => `${adsorbate} has ${count} ${count === 1 ? 'point' : 'points'}: its ${percent(level)} intervals rest on all adsorbates together, and need not hold for it alone.`)
}

function checkSettings(options: CalibrateOptions, level: number, clip: number, domain: number): void {
  for (const l of [level, ...(options.otherLevels ?? [])]) {
    if (!(l > 0 && l < 1)) throw invalidInput('A level of coverage lies between 0 and 1', { found: String(l), expected: 'for example 0.9' })
  }
  if (!(clip > 0)) throw invalidInput('The clip of the errors must be positive', { found: String(clip) })
  if (!(domain > 0 && domain <= 1)) throw invalidInput('The share of calibration distances inside the domain lies between 0 and 1', { found: String(domain) })
  if (!TRUTHS.includes(options.truth)) throw invalidInput('The truth of a calibration must be named', { found: options.truth, expected: TRUTHS.join(', ') })
}

/** What a user should know before trusting the bars. */
function warnings({ n, sources }: { readonly n: number; readonly sources: number | undefined }, level: number, otherLevels: readonly number[], comparison: readonly CandidateScore[]): string[] {
  const out: string[] = []
  const enough = meaningfulCount(level)
  const independent = sources ?? n
  if (independent < enough) {
    const { low, high } = coverageSpread(independent, level)
    out.push(`With ${independent} ${sources === undefined ? 'points' : 'independent sources of points'} the true coverage of a ${percent(level)} interval lies between ${percent(low)} and ${percent(high)} (90 % of the time); from ${enough} points on it is at least ${percent(level - 0.05)}.`)
  }
  for (const l of otherLevels) if (n < smallestCount(l)) out.push(`No ${percent(l)} interval: it needs at least ${smallestCount(l)} points.`)
  if (n >= CHOICE_NEEDS && comparison.length > 0 && !comparison[0]!.holds) {
    const { name, coverage, worst } = comparison[0]!
    out.push(`No method held its level everywhere in cross-validation; ${name} came nearest (${percent(coverage)} overall, ${percent(worst)} in the worst cell).`)
  }
  return out
}

const percent = (share: number): string => `${Number((100 * share).toFixed(1))} %`
