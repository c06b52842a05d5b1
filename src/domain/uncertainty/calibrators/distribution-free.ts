/** Calibrations that assume no shape of the errors: isotonic, Mondrian, locally weighted, conformalised quantile. */
import { quantileSorted, sorted, take } from '../../math/statistics'
import { absoluteErrors, rowCount, type ErrorTable } from '../error-table'
import { membersByGroup } from '../metrics/coverage'
import { conformalQuantile, outOfFoldScores, smallestCount } from './conformal'
import { evaluateMonotone, fitMonotone, type MonotoneFunction, type Statistic } from './monotone'
import { gaussianZ } from './published'
import type { Calibrator, ConformalisedQuantile, FitOptions, Isotonic, LocallyWeighted, MondrianDistance, MondrianGroup } from './types'

const FOLDS = 5

export const isotonicSigma: Calibrator<Isotonic> = {
  name: 'isotonic',
  title: 'Monotone RMSE of the distance, Gaussian quantile',
  fit: (table, { level, clip }) => ({ method: 'isotonic', sigma: fitMonotone(table, 'rms', clip), z: gaussianZ(level) }),
}

export const mondrianDistance: Calibrator<MondrianDistance> = {
  name: 'mondrian-distance',
  title: 'Conformal within each tenth of the distance (Mondrian)',
  fit: (table, { level }) => {
    // each cell needs its own quantile: as many of the ten as the rows allow, twice the least possible in each
    const cells = Math.min(10, Math.max(1, Math.floor(rowCount(table) / (2 * smallestCount(level)))))
    const distances = sorted(table.uncertainties)
    const edges = [...new Set(Array.from({ length: cells - 1 }, (_, k) => quantileSorted(distances, (k + 1) / cells)))]
    const scores: number[][] = Array.from({ length: edges.length + 1 }, () => [])
    const errors = absoluteErrors(table)
    errors.forEach((e, i) => scores[edges.findLastIndex((edge) => edge <= table.uncertainties[i]!) + 1]!.push(e))
    // many equal distances can leave a cell too small for its own quantile
    const pooled = conformalQuantile(errors, level)
    return { method: 'mondrian-distance', edges, halfWidths: scores.map((s) => (s.length < smallestCount(level) ? pooled : conformalQuantile(s, level))) }
  },
}

/** Rows at which a group's own quantile weighs as much as the pooled one. Of 0 (own quantiles), 10, 20 and 40, the best interval score on the calibration part of adatom-s (docs/uncertainty.md). */
const SHRINKAGE = 20

export const mondrianGroup: Calibrator<MondrianGroup> = {
  name: 'mondrian-group',
  title: 'Conformal within each group of errors scaled by the distance, shrunk towards the pooled quantile (Mondrian)',
  needsGroups: true,
  fit: (table, options) => byGroup(table, options, fitMonotone(table, 2 / 3, options.clip), scaledScores(table, 2 / 3, options)),
}

/** For tables whose distances are not those of the structures to be judged: small cells, where a mean over free atoms is largely one of the adsorbate. */
export const mondrianGroupConstant: Calibrator<MondrianGroup> = {
  name: 'mondrian-group-constant',
  title: 'Conformal within each group, whatever the distance, shrunk towards the pooled quantile (Mondrian)',
  needsGroups: true,
  fit: (table, options) => byGroup(table, options, UNSCALED, absoluteErrors(table)),
}

/** The scale of errors that are left as they are. */
export const UNSCALED: MonotoneFunction = { x: [0], y: [1] }

function byGroup(table: ErrorTable, { level }: FitOptions, scale: MonotoneFunction, scores: Float64Array): MondrianGroup {
  const pooled = conformalQuantile(scores, level)
  const enough = [...membersByGroup(table)].filter(([, rows]) => rows.length >= smallestCount(level))
  return {
    method: 'mondrian-group',
    scale,
    pooled,
    qhat: Object.fromEntries(enough.map(([group, rows]) => [group, shrunk(conformalQuantile(take(scores, rows), level), pooled, rows.length)])),
  }
}

/** Geometric mean of a group's quantile and the pooled one, weights n and SHRINKAGE: with few rows the quantile is one row's opinion. */
const shrunk = (own: number, pooled: number, n: number): number => (own > 0 && pooled > 0 && Number.isFinite(pooled) ? Math.exp((n * Math.log(own) + SHRINKAGE * Math.log(pooled)) / (n + SHRINKAGE)) : own)

/** |error| / g(distance) of every row, g fitted without that row's fold. */
export const scaledScores = (table: ErrorTable, statistic: Statistic, options: Pick<FitOptions, 'clip' | 'seed'>): Float64Array =>
  outOfFoldScores(
    table,
    (part) => {
      const scale = fitMonotone(part, statistic, options.clip)
      return ({ error, distance }) => error / evaluateMonotone(scale, distance)
    },
    { seed: options.seed, folds: FOLDS },
  )

export function locallyWeighted(statistic: Statistic): Calibrator<LocallyWeighted> {
  const label = typeof statistic === 'number' ? `${Number(statistic.toFixed(2))}` : statistic
  return {
    name: `locally-weighted-${label}`,
    title: `Conformal on errors scaled by a monotone ${typeof statistic === 'number' ? `${Math.round(100 * statistic)} % quantile` : statistic} of the distance`,
    fit: (table, options) => ({
      method: 'locally-weighted',
      statistic,
      scale: fitMonotone(table, statistic, options.clip),
      qhat: conformalQuantile(scaledScores(table, statistic, options), options.level),
    }),
  }
}

export const conformalisedQuantile: Calibrator<ConformalisedQuantile> = {
  name: 'conformalised-quantile',
  title: 'Monotone quantile of the distance, corrected by conformal residuals',
  fit: (table, { level, clip, seed }) => {
    const residuals = outOfFoldScores(
      table,
      (part) => {
        const q = fitMonotone(part, level, clip)
        return ({ error, distance }) => error - evaluateMonotone(q, distance)
      },
      { seed, folds: FOLDS },
    )
    return { method: 'conformalised-quantile', quantile: fitMonotone(table, level, clip), offset: conformalQuantile(residuals, level) }
  },
}
