/** The answer to "did I search enough?", for the placements of one adsorbate on one surface. */
import { invalidInput } from '../../errors'
import { SUCCESS_THRESHOLD } from '../success'
import { expectedSuccess, type Tally, tallyOf } from './stopping'

/** Placements in all that a promise is measured against: those of AdsorbML's full recipe (SCIENCE.md B.1). Against more the same search promises less. */
export const HORIZON = 100

export interface SearchPromise {
  readonly tally: Tally
  /** placements in all */
  readonly horizon: number
  /** stated probability that the best so far lies within the threshold of the best of all */
  readonly success: number
  /** the same after as many placements again */
  readonly successAtTwice: number
}

/**
 * @param energies final energies of the valid placements, eV; without those, no promise
 * @param horizon at least the placements made; Throws InvalidInput for fewer, or an energy that is not a number
 * @param taken placements made, those without a valid outcome too
 */
export function searchPromise(energies: readonly number[], horizon = Math.max(HORIZON, 2 * energies.length), taken = energies.length): SearchPromise {
  const tally = tallyOf(energies)
  const more = horizon - taken
  if (!(more >= 0)) throw invalidInput('A promise is measured against no fewer placements than were made', { found: String(horizon), expected: `${taken} or more` })
  return { tally, horizon, success: expectedSuccess(tally, 0, { more }), successAtTwice: expectedSuccess(tally, Math.min(taken, more), { more }) }
}

/** A chance in percent; never '100 %' or '0 %' of one. */
export const chanceText = (p: number): string => (p > 0.99 ? 'above 99 %' : p < 0.01 ? 'below 1 %' : `${Math.round(100 * p)} %`)

/** One sentence. */
export function promiseSentence({ tally: { placements, best }, horizon, success, successAtTwice }: SearchPromise): string {
  if (best === 0) return 'No placement ended in a valid configuration: nothing can be said of the minimum'
  return (
    `${best} of ${placements} valid placements ended within ${SUCCESS_THRESHOLD} eV of the lowest; expected success, against ${horizon} placements: ` +
    `${chanceText(success)}, with twice as many ${chanceText(successAtTwice)}`
  )
}
