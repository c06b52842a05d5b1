/** Recalibrations side by side on one table: as it came, the published line, and ours. What SCIENCE.md A.6 tabulates, and coverage. */
import { crossValidatedHalfWidths, halfWidths, calibratorNamed, CALIBRATORS } from './calibrators/selection'
import type { Calibration } from './calibrators/types'
import { standardDeviation } from './calibrators/half-width'
import { errorBasedAsPublished } from './calibrators/published'
import { evaluateMonotone } from './calibrators/monotone'
import { intervalFor, type CalibratedModel } from './calibrated-model'
import { clipTable, type ErrorTable } from './error-table'
import { quantileSorted, sorted } from '../math/statistics'
import type { ReliabilityPoint } from './metrics/gaussian'
import { coverage, type Coverage } from './metrics/coverage'
import { gaussianMetrics, type GaussianMetrics, type ReportOptions } from './metrics/report'

/** One way to turn a distance into a standard deviation, judged on one table, clipped and unclipped. */
export interface SigmaRow {
  readonly name: 'as given' | 'published error-based line' | 'this calibration'
  readonly clipped: GaussianMetrics
  readonly unclipped: GaussianMetrics
}

/**
 * Standard deviations on `table`: as given, by the published line fitted on `fit`, by the model's monotone RMSE. Standard deviations
 * of zero and less, which the published line gives, enter as they are.
 */
export function sigmaReport(model: CalibratedModel, fit: ErrorTable, table: ErrorTable, options: ReportOptions): SigmaRow[] {
  const { clip = 5 } = options
  const line = errorBasedAsPublished.fit(fit, { level: model.level, clip, seed: model.seed })
  const ways: readonly (readonly [SigmaRow['name'], (d: number) => number])[] = [
    ['as given', (d) => d],
    ['published error-based line', (d) => standardDeviation(line, d)],
    ['this calibration', (d) => evaluateMonotone(model.sigma, d)],
  ]
  return ways.map(([name, sigma]) => {
    // clipped in eV, after the scaling: what comes in may be a distance without a unit
    const scaled = { ...table, uncertainties: table.uncertainties.map(sigma) }
    return { name, clipped: gaussianMetrics(clipTable(scaled, clip), options), unclipped: gaussianMetrics(scaled, options) }
  })
}

export interface CoverageRow {
  readonly method: string
  readonly level: number
  readonly coverage: Coverage
}

/** Every calibrator, fitted on the calibration table at every level of the model. */
export const fitAll = (model: CalibratedModel, fit: ErrorTable): FittedMethod[] =>
  model.bars.flatMap(({ level }) =>
    CALIBRATORS.filter((c) => c.needsGroups !== true || fit.groups !== undefined).map((c) => ({
      method: c.name,
      level,
      calibration: c.fit(fit, { level, clip: model.clip, seed: model.seed }),
    })),
  )

export interface FittedMethod {
  readonly method: string
  readonly level: number
  readonly calibration: Calibration
}

/** Coverage of fitted methods on a table. */
export const coverageOfAll = (fitted: readonly FittedMethod[], table: ErrorTable, clip: number): CoverageRow[] =>
  fitted.map(({ method, level, calibration }) => ({ method, level, coverage: coverage(table, halfWidths(calibration, table), level, { clip }) }))

/** Coverage on `table` of the model's own intervals, at each of its levels; every row counts, out of domain or not. */
export const coverageOfModel = (model: CalibratedModel, table: ErrorTable): CoverageRow[] =>
  model.bars.map(({ level, calibration }) => ({ method: model.method, level, coverage: coverage(table, halfWidths(calibration, table), level, { clip: model.clip }) }))

/** Coverage inside the calibration table by cross-validation: what a user can know before new data arrive. */
export const crossValidatedCoverage = (model: CalibratedModel, fit: ErrorTable): CoverageRow[] =>
  model.bars.map(({ level }) => {
    const widths = crossValidatedHalfWidths(calibratorNamed(model.method), fit, { level, clip: model.clip, seed: model.seed })
    return { method: model.method, level, coverage: coverage(fit, widths, level, { clip: model.clip }) }
  })

/**
 * The reliability diagram after calibration: share of rows inside the central interval of each nominal level, at `points` equidistant
 * levels, from the model's own error distribution (scale by distance, quantiles of the scaled errors). Before: `gaussianReliability`.
 */
export function modelReliability(model: CalibratedModel, table: ErrorTable, points = 21): ReliabilityPoint[] {
  const { scale, scores } = model.spread
  const scaled = sorted(table.errors.map((e, i) => Math.abs(e) / evaluateMonotone(scale, table.uncertainties[i]!)))
  let at = 0
  return Array.from({ length: points }, (_, k) => {
    const nominal = k / (points - 1)
    const reach = quantileSorted(scores, nominal)
    while (at < scaled.length && scaled[at]! <= reach) at++
    return { nominal, observed: at / scaled.length }
  })
}

/** Rows of `table` that the model refuses. */
export const outOfDomainCount = (model: CalibratedModel, table: ErrorTable): number =>
  table.uncertainties.filter((d, i) => intervalFor(model, 0, d, { group: table.groups?.[i] }).kind === 'out-of-domain').length
