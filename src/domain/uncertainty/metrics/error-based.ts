/** Error-based calibration: RMSE against RMV in bins of equal count. Levi et al., Sensors 22, 5540 (2022); A.5 as published. */
import { equalCountBins, fitLine, rootMeanSquare, rSquared, take } from '../../math/statistics'
import type { ErrorTable } from '../error-table'

export interface ErrorBasedCalibration {
  /** eV, per bin: root mean variance claimed */
  readonly rmv: readonly number[]
  /** eV, per bin: root mean square error found */
  readonly rmse: readonly number[]
  /** of the least-squares line rmse = slope rmv + intercept; 1 and 0 when calibrated */
  readonly slope: number
  /** eV */
  readonly intercept: number
  /** R^2 of that line */
  readonly r2Fit: number
  /** R^2 of rmse = rmv */
  readonly r2Parity: number
}

/** Bins by uncertainty (20 as published, fewer where there are fewer rows) and fits the line. */
export function errorBasedCalibration(table: ErrorTable, bins = 20): ErrorBasedCalibration {
  const members = equalCountBins(table.uncertainties, bins)
  const rmv = members.map((rows) => rootMeanSquare(take(table.uncertainties, rows)))
  const rmse = members.map((rows) => rootMeanSquare(take(table.errors, rows)))
  const line = fitLine(rmv, rmse)
  const fitted = rmv.map((v) => line.slope * v + line.intercept)
  return { rmv, rmse, ...line, r2Fit: rSquared(rmse, fitted), r2Parity: rSquared(rmse, rmv) }
}
