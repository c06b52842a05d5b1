/** Does the uncertainty know which energies are wrong? Metrics that need its order only, not its scale. */
import { argsort, ranks, spearman } from '../../math/statistics'
import { absoluteErrors, type ErrorTable } from '../error-table'

/** Spearman's rank correlation of the uncertainty with |error|. NaN when one of them is constant. */
export const spearmanOfErrors = (table: ErrorTable): number => spearman(table.uncertainties, absoluteErrors(table))

/**
 * Area under the ROC curve of the uncertainty as a detector of |error| >= threshold (eV): the chance that a wrong energy has the
 * larger uncertainty (Mann-Whitney). NaN when all rows fall on one side.
 */
export function auroc(table: ErrorTable, threshold: number): number {
  const rank = ranks(table.uncertainties)
  let positives = 0
  let rankSum = 0
  table.errors.forEach((e, i) => {
    if (Math.abs(e) < threshold) return
    positives++
    rankSum += rank[i]!
  })
  const negatives = table.errors.length - positives
  return positives === 0 || negatives === 0 ? NaN : (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives)
}

export interface RejectionPoint {
  /** share of rows kept, those of least uncertainty */
  readonly kept: number
  /** eV, mean |error| of those */
  readonly mae: number
  /** eV, the same for the rows of least error: no uncertainty can do better */
  readonly oracle: number
}

/** The rejection curve at the given kept shares; each keeps at least one row. */
export function rejectionCurve(table: ErrorTable, kept: readonly number[] = [0.1, 0.25, 0.5, 0.75, 0.9, 1]): RejectionPoint[] {
  const errors = absoluteErrors(table)
  const byUncertainty = cumulative(argsort(table.uncertainties), errors)
  const byError = cumulative(argsort(errors), errors)
  return kept.map((share) => {
    const count = Math.min(errors.length, Math.max(1, Math.round(share * errors.length)))
    return { kept: share, mae: byUncertainty[count - 1]! / count, oracle: byError[count - 1]! / count }
  })
}

function cumulative(order: Uint32Array, errors: Float64Array): Float64Array {
  let total = 0
  return Float64Array.from(order, (i) => (total += errors[i]!))
}
