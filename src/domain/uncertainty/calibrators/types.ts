/** The one shape of every calibrator: a fit that returns plain data, and its application to a new distance. */
import type { ErrorTable } from '../error-table'
import type { MonotoneFunction, Statistic } from './monotone'

export interface FitOptions {
  /** nominal coverage, in (0, 1) */
  readonly level: number
  /** eV: larger errors count as this in every least-squares fit (A.4c) */
  readonly clip: number
  /** decides the folds of methods that hold rows back */
  readonly seed: number
}

/** Half-width qhat d (A.4a). */
export interface SplitConformal {
  readonly method: 'split-conformal'
  readonly qhat: number
}

/** sigma = max(p0 + p1^2 d, 1e-4), clipped at twice the largest calibration error (A.4b). */
export interface FlexibleNll {
  readonly method: 'flexible-nll'
  readonly p0: number
  readonly p1: number
  /** eV */
  readonly largest: number
  readonly z: number
}

/** sigma = max(slope d + intercept, floor) (A.4c); floor 0 is the published form, which fails where the line goes negative. */
export interface ErrorBased {
  readonly method: 'error-based' | 'error-based-floored'
  readonly slope: number
  readonly intercept: number
  /** eV */
  readonly floor: number
  readonly z: number
}

/** sigma = monotone RMSE of the distance; half-width z sigma. */
export interface Isotonic {
  readonly method: 'isotonic'
  readonly sigma: MonotoneFunction
  readonly z: number
}

/** Half-width = conformal quantile of |error| within the cell of the distance. */
export interface MondrianDistance {
  readonly method: 'mondrian-distance'
  /** ascending inner edges: cell k holds edges[k-1] <= d < edges[k] */
  readonly edges: readonly number[]
  /** eV, [edges + 1] */
  readonly halfWidths: readonly number[]
}

/** Half-width = q(group) g(d): conformal within a group of |error| / g, shrunk towards the pooled quantile. Groups too small for a quantile use the pooled one. */
export interface MondrianGroup {
  readonly method: 'mondrian-group'
  readonly scale: MonotoneFunction
  readonly pooled: number
  readonly qhat: Readonly<Record<string, number>>
}

/** Half-width = qhat g(d), g a monotone statistic of |error|, qhat from scores of held-out rows. */
export interface LocallyWeighted {
  readonly method: 'locally-weighted'
  readonly statistic: Statistic
  readonly scale: MonotoneFunction
  readonly qhat: number
}

/** Half-width = max(q(d) + offset, 0), q the monotone level-quantile (binned pinball), offset conformal (Romano et al. 2019). */
export interface ConformalisedQuantile {
  readonly method: 'conformalised-quantile'
  readonly quantile: MonotoneFunction
  /** eV */
  readonly offset: number
}

export type Calibration = SplitConformal | FlexibleNll | ErrorBased | Isotonic | MondrianDistance | MondrianGroup | LocallyWeighted | ConformalisedQuantile

export interface Calibrator<C extends Calibration = Calibration> {
  /** stable name in files and on the command line, e.g. 'locally-weighted-0.67' */
  readonly name: string
  /** one line for a table of choices */
  readonly title: string
  /** what it needs beside errors and distances */
  readonly needsGroups?: boolean
  fit(table: ErrorTable, options: FitOptions): C
}
