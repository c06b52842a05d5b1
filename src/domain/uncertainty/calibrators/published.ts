/** The calibrations of jmusiel/uqocp (SCIENCE.md A.4), kept as they were published so that ours can be measured against them. */
import { nelderMead } from '../../math/nelder-mead'
import { normalQuantile } from '../../math/special'
import { median } from '../../math/statistics'
import { absoluteErrors, clipTable, type ErrorTable } from '../error-table'
import { errorBasedCalibration } from '../metrics/error-based'
import { negativeLogLikelihood } from '../metrics/gaussian'
import { conformalQuantile } from './conformal'
import type { Calibrator, ErrorBased, FlexibleNll, SplitConformal } from './types'

/** z of the central Gaussian interval: 1.645 at 90 %. */
export const gaussianZ = (level: number): number => normalQuantile((1 + level) / 2)

export const splitConformal: Calibrator<SplitConformal> = {
  name: 'split-conformal',
  title: 'Split conformal: half-width proportional to the distance (A.4a)',
  fit: (table, { level }) => {
    // A distance of zero with an error is a score without bound; both zero says nothing
    const scores = absoluteErrors(table).map((e, i) => (e === 0 ? 0 : e / table.uncertainties[i]!))
    return { method: 'split-conformal', qhat: conformalQuantile(scores, level) }
  },
}

export const flexibleNll: Calibrator<FlexibleNll> = {
  name: 'flexible-nll',
  title: 'Linear standard deviation by maximum likelihood (A.4b)',
  fit: (table, { level }) => {
    const sigma = (p0: number, p1: number): ErrorTable => ({ ...table, uncertainties: table.uncertainties.map((d) => Math.max(1e-4, p0 + p1 ** 2 * d)) })
    const { x } = nelderMead(([p0 = 0, p1 = 1]) => negativeLogLikelihood(sigma(p0, p1)), [0, 1], { maxIterations: 200 })
    const largest = absoluteErrors(table).reduce((a, b) => Math.max(a, b), 0)
    return { method: 'flexible-nll', p0: x[0]!, p1: x[1]!, largest, z: gaussianZ(level) }
  },
}

function errorBased(floored: boolean): Calibrator<ErrorBased> {
  return {
    name: floored ? 'error-based-floored' : 'error-based',
    title: floored ? 'Error-based line, never below the median calibration error' : 'Error-based line on errors clipped at 5 eV (A.4c, as published)',
    fit: (table, { level, clip }) => {
      const { slope, intercept } = errorBasedCalibration(clipTable(table, clip))
      return {
        method: floored ? 'error-based-floored' : 'error-based',
        slope,
        intercept,
        floor: floored ? Math.max(1e-4, median(absoluteErrors(table))) : 0,
        z: gaussianZ(level),
      }
    },
  }
}

/** Can give zero and negative standard deviations: the second trap of A.6. Never chosen, kept for comparison. */
export const errorBasedAsPublished = errorBased(false)
export const errorBasedFloored = errorBased(true)
