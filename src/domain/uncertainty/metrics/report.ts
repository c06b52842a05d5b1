/** Everything A.5 asks of one table, in one record: what `adatom uq-report` prints and the app draws. */
import { mean, median, quantile } from '../../math/statistics'
import { absoluteErrors, clipTable, rowCount, type ErrorTable } from '../error-table'
import { auroc, rejectionCurve, spearmanOfErrors, type RejectionPoint } from './discrimination'
import { errorBasedCalibration, type ErrorBasedCalibration } from './error-based'
import { gaussianReliability, meanSquareZ, miscalibrationArea, negativeLogLikelihood, sharpness, simulateGaussian, varZ, type ReliabilityPoint, type Simulated, type VarZ } from './gaussian'

export interface ReportOptions {
  readonly seed: number
  /** eV, errors and uncertainties are clipped at this for the metrics under `clipped`; default 5 */
  readonly clip?: number
  /** draws of the simulated NLL and Spearman; default 20, which fixes their means to 0.001 at 25,000 rows */
  readonly draws?: number
  readonly resamples?: number
}

export interface ErrorSummary {
  /** eV */
  readonly mae: number
  readonly rmse: number
  readonly median: number
  readonly q90: number
  readonly q99: number
  /** eV, mean of the signed errors; absent where none is negative, because then the signs are not known */
  readonly bias?: number
  /** rows with |error| above the clip */
  readonly aboveClip: number
}

/** The metrics that read the uncertainty as a standard deviation, in eV. */
export interface GaussianMetrics {
  readonly meanUncertainty: number
  readonly sharpness: number
  readonly miscalibrationArea: number
  readonly nll: number
  readonly simulated: Simulated
  readonly varZ: VarZ
  readonly meanSquareZ: VarZ
  readonly errorBased: ErrorBasedCalibration
}

export interface UncertaintyReport {
  readonly n: number
  readonly clip: number
  readonly errors: ErrorSummary
  readonly spearman: number
  /** by threshold in eV */
  readonly auroc: readonly { readonly threshold: number; readonly value: number }[]
  /** of the errors as they are */
  readonly rejection: readonly RejectionPoint[]
  /** 21 points, clipped table */
  readonly reliability: readonly ReliabilityPoint[]
  readonly clipped: GaussianMetrics
  readonly unclipped: GaussianMetrics
}

/** Spearman, AUROC and rejection use the errors as they are; the Gaussian metrics are given clipped and unclipped side by side. */
export function uncertaintyReport(table: ErrorTable, options: ReportOptions): UncertaintyReport {
  const { clip = 5 } = options
  const errors = absoluteErrors(table)
  const clippedTable = clipTable(table, clip)
  return {
    n: rowCount(table),
    clip,
    errors: {
      mae: mean(errors),
      rmse: Math.sqrt(mean(errors.map((e) => e * e))),
      median: median(errors),
      q90: quantile(errors, 0.9),
      q99: quantile(errors, 0.99),
      ...(table.errors.some((e) => e < 0) ? { bias: mean(table.errors) } : {}),
      aboveClip: errors.filter((e) => e > clip).length,
    },
    spearman: spearmanOfErrors(table),
    auroc: [0.05, 0.1, 0.5].map((threshold) => ({ threshold, value: auroc(table, threshold) })),
    rejection: rejectionCurve(table),
    reliability: gaussianReliability(clippedTable, 21),
    clipped: gaussianMetrics(clippedTable, options),
    unclipped: gaussianMetrics(table, options),
  }
}

export function gaussianMetrics(table: ErrorTable, options: ReportOptions): GaussianMetrics {
  const { seed, draws = 20, resamples = 1000 } = options
  return {
    meanUncertainty: mean(table.uncertainties),
    sharpness: sharpness(table),
    miscalibrationArea: miscalibrationArea(table),
    nll: negativeLogLikelihood(table),
    simulated: simulateGaussian(table, { seed, draws }),
    varZ: varZ(table, { seed, resamples }),
    meanSquareZ: meanSquareZ(table, { seed, resamples }),
    errorBased: errorBasedCalibration(table),
  }
}
