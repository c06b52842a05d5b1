/**
 * Metrics of an uncertainty read as the standard deviation of a Gaussian: SCIENCE.md A.5, after jmusiel/uqocp and
 * Tran et al., Mach. Learn.: Sci. Technol. 1, 025006 (2020).
 */
import { bootstrap, type ConfidenceInterval } from '../../math/bootstrap'
import { random } from '../../math/random'
import { normalCdf } from '../../math/special'
import { mean, ranks, pearson, rootMeanSquare, sorted, variance } from '../../math/statistics'
import type { ErrorTable } from '../error-table'

const THRESHOLDS = 1001
/** below this an uncertainty is taken as this, eV: as published */
const NLL_FLOOR = 1e-3

/** [n] probability mass of the symmetric interval that just reaches the error: 2 (Phi(|err|/u) - 1/2). Uniform when calibrated. */
const probabilities = (table: ErrorTable): Float64Array =>
  table.errors.map((e, i) => {
    const u = table.uncertainties[i]!
    return e === 0 ? 0 : u === 0 ? 1 : 2 * normalCdf(Math.abs(e) / u) - 1
  })

export interface ReliabilityPoint {
  /** nominal coverage of the central interval */
  readonly nominal: number
  /** share of errors inside it */
  readonly observed: number
}

/** The reliability diagram of the Gaussian reading at `points` equidistant levels, both ends included. */
export function gaussianReliability(table: ErrorTable, points = THRESHOLDS): ReliabilityPoint[] {
  const p = sorted(probabilities(table))
  let at = 0
  return Array.from({ length: points }, (_, k) => {
    const nominal = k / (points - 1)
    // 1e-12: the last threshold is 1 and a far outlier's mass rounds to 1
    while (at < p.length && p[at]! <= nominal + 1e-12) at++
    return { nominal, observed: at / p.length }
  })
}

/** Area between the reliability curve and the diagonal: trapezoid over 1001 thresholds. 0 is perfect, 0.5 the worst. */
export function miscalibrationArea(table: ErrorTable): number {
  const gap = gaussianReliability(table).map((point) => Math.abs(point.observed - point.nominal))
  return gap.slice(1).reduce((area, g, i) => area + (g + gap[i]!) / 2, 0) / (THRESHOLDS - 1)
}

/** Mean Gaussian negative log likelihood: ln(2 pi u^2)/2 + err^2/(2 u^2). */
export function negativeLogLikelihood(table: ErrorTable): number {
  return mean(table.errors.map((e, i) => logLoss(e, table.uncertainties[i]!)))
}

function logLoss(error: number, uncertainty: number): number {
  const u = Math.max(uncertainty, NLL_FLOOR)
  return Math.log(2 * Math.PI * u * u) / 2 + (error * error) / (2 * u * u)
}

export interface Simulated {
  readonly nll: number
  readonly spearman: number
}

/** What NLL and Spearman would be if the errors were drawn from the stated Gaussians: means over `draws` draws. */
export function simulateGaussian(table: ErrorTable, options: { readonly seed: number; readonly draws?: number }): Simulated {
  const { seed, draws = 1000 } = options
  const u = table.uncertainties
  const rankOfU = ranks(u)
  const stream = random(seed, 'simulated errors')
  const errors = new Float64Array(u.length)
  let nll = 0
  let rho = 0
  for (let d = 0; d < draws; d++) {
    let loss = 0
    for (let i = 0; i < u.length; i++) {
      errors[i] = Math.abs(stream.normal()) * Math.max(Math.abs(u[i]!), 1e-6)
      loss += logLoss(errors[i]!, u[i]!)
    }
    nll += loss / u.length
    rho += pearson(rankOfU, ranks(errors))
  }
  return { nll: nll / draws, spearman: rho / draws }
}

/**
 * [n] error/u. A negative u, which a recalibration by a line can give, enters as it is: as published, and the reason why Var(Z)
 * explodes (SCIENCE.md A.6, trap 2). Zero with an error counts as 1e-12.
 */
const zScores = (table: ErrorTable): Float64Array => table.errors.map((e, i) => (e === 0 ? 0 : e / (table.uncertainties[i]! || 1e-12)))

export interface VarZ extends ConfidenceInterval {
  readonly value: number
}

/**
 * Variance of Z = error/u with a bootstrap interval (95 %), as published: where the table holds absolute errors, that is the
 * variance of |Z|, which is smaller than the mean square by mean(|Z|)^2. See `meanSquareZ` for the quantity that is 1 by theory.
 */
export function varZ(table: ErrorTable, options: { readonly seed: number; readonly resamples?: number }): VarZ {
  const z = zScores(table)
  return { value: variance(z), ...bootstrap(z, variance, options) }
}

/** Mean of Z^2 with its bootstrap interval: 1 for calibrated standard deviations whatever the shape of the distribution. */
export function meanSquareZ(table: ErrorTable, options: { readonly seed: number; readonly resamples?: number }): VarZ {
  const z2 = zScores(table).map((z) => z * z)
  return { value: mean(z2), ...bootstrap(z2, mean, options) }
}

/** Root mean square of the uncertainty, eV: how sharp the claims are, right or wrong. */
export const sharpness = (table: ErrorTable): number => rootMeanSquare(table.uncertainties)
