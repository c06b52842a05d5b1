/** Draws of the true energies of a set of configurations, from their energies and the calibrated distribution of their errors. */
import { invalidInput } from '../../errors'
import { random } from '../../math/random'
import { normalCdf } from '../../math/special'
import { errorQuantile, type ErrorSpread } from '../calibrated-model'

/** A configuration that may be ranked by probability: only a calibrated model makes a spread (`errorSpread`), so an uncalibrated energy cannot be. */
export interface SpreadEnergy {
  /** eV, of the potential */
  readonly energy: number
  readonly spread: ErrorSpread
}

export interface DrawOptions {
  readonly seed: number
  /** default 4096: a probability of one half is then known to 0.008 */
  readonly samples?: number
  /**
   * correlation of the errors, in [0, 1); default 0. Errors of one adsorbate on one surface share a bias that does not change their
   * order: independence overstates the doubt about an order, and never hides it.
   */
  readonly correlation?: number
}

/** Row s holds the n true energies of draw s. */
export interface Draws {
  readonly count: number
  readonly n: number
  /** [count * n] eV */
  readonly energies: Float64Array
}

/**
 * Draws with a one-factor Gaussian copula, so that each marginal is the calibrated one whatever the correlation. Throws InvalidInput
 * for no configurations, energies that are not finite, spreads of different calibrations, or impossible options.
 */
export function drawEnergies(entries: readonly SpreadEnergy[], options: DrawOptions): Draws {
  const { seed, samples = 4096, correlation = 0 } = options
  check(entries, samples, correlation)
  const n = entries.length
  const stream = random(seed, 'rank')
  const energies = new Float64Array(samples * n)
  const [shared, own] = [Math.sqrt(correlation), Math.sqrt(1 - correlation)]
  for (let s = 0; s < samples; s++) {
    const common = correlation === 0 ? 0 : shared * stream.normal()
    entries.forEach(({ energy, spread }, i) => {
      const p = correlation === 0 ? stream.next() : normalCdf(common + own * stream.normal())
      energies[s * n + i] = energy + errorQuantile(spread, p)
    })
  }
  return { count: samples, n, energies }
}

function check(entries: readonly SpreadEnergy[], samples: number, correlation: number): void {
  if (entries.length === 0) throw invalidInput('There is nothing to rank')
  if (!(Number.isInteger(samples) && samples > 0)) throw invalidInput('The number of draws must be a positive whole number', { found: String(samples) })
  if (!(correlation >= 0 && correlation < 1)) throw invalidInput('A correlation of errors lies between 0 and 1', { found: String(correlation) })
  const calibrations = new Set(entries.map((e) => e.spread.calibrationId))
  if (calibrations.size > 1) throw invalidInput('Energies of different calibrations cannot be ranked together', { found: [...calibrations].join(', ') })
  if (!entries.every((e) => Number.isFinite(e.energy))) throw invalidInput('An energy to be ranked is not a number')
}
