/** The choice between calibrators: measured by cross-validation inside the calibration data, never on the data to be judged. */
import { invalidInput } from '../../errors'
import { rowCount, selectRows, type ErrorTable } from '../error-table'
import { coverage } from '../metrics/coverage'
import { folds } from './conformal'
import { conformalisedQuantile, isotonicSigma, locallyWeighted, mondrianDistance, mondrianGroup, mondrianGroupConstant } from './distribution-free'
import { halfWidth } from './half-width'
import { errorBasedAsPublished, errorBasedFloored, flexibleNll, splitConformal } from './published'
import type { Calibration, Calibrator, FitOptions } from './types'

/** Every calibrator there is, in the order of SCIENCE.md and of issue 6. */
export const CALIBRATORS: readonly Calibrator[] = [
  splitConformal,
  flexibleNll,
  errorBasedAsPublished,
  errorBasedFloored,
  isotonicSigma,
  mondrianDistance,
  mondrianGroup,
  mondrianGroupConstant,
  locallyWeighted(0.5),
  locallyWeighted(2 / 3),
  locallyWeighted('mean'),
  locallyWeighted('rms'),
  conformalisedQuantile,
]

/** Throws InvalidInput for a name that is not in the list. */
export function calibratorNamed(name: string): Calibrator {
  const found = CALIBRATORS.find((c) => c.name === name)
  if (found === undefined) throw invalidInput('There is no calibration of this name', { found: name, expected: CALIBRATORS.map((c) => c.name).join(', ') })
  return found
}

/** How one candidate did on held-out rows. */
export interface CandidateScore {
  readonly name: string
  readonly coverage: number
  /** coverage of the worst tenth of the distances (of fewer, larger cells below 1000 rows) */
  readonly worst: number
  /** eV, mean */
  readonly halfWidth: number
  /** eV: width plus penalty 2/(1 - level) times the miss (Winkler 1972; half of it, for half-widths); smaller is better */
  readonly intervalScore: number
  /** within 0.02 of the level overall and at most 0.05 below it in the worst cell */
  readonly holds: boolean
}

/**
 * Below this many rows nothing is chosen: picking the narrowest of several by 80 rows costs a point of coverage (docs/
 * uncertainty.md), and the fixed method is the one that larger tables choose.
 */
export const CHOICE_NEEDS = 200
export const WITHOUT_CHOICE = 'locally-weighted-0.67'

/** Methods whose coverage does not rest on a Gaussian shape; only these are recommended. */
const isConformal = (name: string): boolean => !['flexible-nll', 'error-based', 'error-based-floored', 'isotonic'].includes(name)

const TOLERANCE = 0.02
const WORST_BELOW = 0.05
/** five, or leave-one-out where a fifth less would leave too few rows for a quantile */
const foldCount = (n: number): number => (n < 50 ? n : 5)

/**
 * Scores every candidate by cross-validation (5 folds; below 50 rows leave-one-out) and orders them: conformal ones before those that read a Gaussian; of each, those
 * that hold first, the narrowest at the head, then the rest by their worst cell. Below CHOICE_NEEDS rows WITHOUT_CHOICE is put first.
 */
export function compareCalibrators(table: ErrorTable, options: FitOptions, candidates: readonly Calibrator[] = CALIBRATORS): CandidateScore[] {
  const usable = candidates.filter((c) => table.groups !== undefined || c.needsGroups !== true)
  const fixed = rowCount(table) < CHOICE_NEEDS ? WITHOUT_CHOICE : undefined
  const order = (s: CandidateScore): number => (s.name === fixed ? -1 : (isConformal(s.name) ? 0 : 2) + (s.holds ? 0 : 1))
  const better = (a: CandidateScore, b: CandidateScore): number => order(a) - order(b) || (a.holds ? a.halfWidth - b.halfWidth : b.worst - a.worst)
  return usable.map((c) => score(c, table, options)).sort(better)
}

function score(calibrator: Calibrator, table: ErrorTable, options: FitOptions): CandidateScore {
  const widths = crossValidatedHalfWidths(calibrator, table, options)
  const c = coverage(table, widths, options.level)
  const penalty = 1 / (1 - options.level)
  const loss = widths.reduce((s, w, i) => s + Math.min(w, 5) + penalty * Math.max(0, Math.min(Math.abs(table.errors[i]!), options.clip) - w), 0)
  const { value } = c.overall
  return {
    name: calibrator.name,
    coverage: value,
    worst: c.worst,
    halfWidth: c.halfWidth,
    intervalScore: loss / rowCount(table),
    // with few rows the binomial interval is wider than the tolerance, and decides
    holds: (Math.abs(value - options.level) <= TOLERANCE || (c.overall.low <= options.level && options.level <= c.overall.high)) && c.worst >= options.level - WORST_BELOW,
  }
}

/** [n] half-width of each row under a calibration fitted without it. */
export function crossValidatedHalfWidths(calibrator: Calibrator, table: ErrorTable, options: FitOptions): Float64Array {
  const widths = new Float64Array(rowCount(table))
  for (const { train, test } of folds(rowCount(table), { seed: options.seed + 1, folds: foldCount(rowCount(table)) })) {
    const fitted = calibrator.fit(selectRows(table, train), options)
    for (const i of test) widths[i] = halfWidth(fitted, table.uncertainties[i]!, table.groups?.[i])
  }
  return widths
}

/** [n] half-width of every row of a table under a fitted calibration. */
export const halfWidths = (calibration: Calibration, table: ErrorTable): Float64Array =>
  table.uncertainties.map((d, i) => halfWidth(calibration, d, table.groups?.[i]))
