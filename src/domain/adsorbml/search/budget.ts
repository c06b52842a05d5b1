/** Expected success over the budget spent: what the stopping rule says after each placement of one adsorbate on one surface, and of more. */
import { SUCCESS_THRESHOLD } from '../success'
import { invalidInput } from '../../errors'
import { expectedSuccess, type Tally } from './stopping'
import { HORIZON } from './summary'

/** A placement in the order in which it was taken. */
export interface DrawnPlacement {
  readonly id: string
  /** eV, final; Infinity where it is only known to lie above the threshold; null for an outcome that is not valid (anomaly, failure) */
  readonly energy: number | null
  readonly forceCalls: number
}

export interface BudgetPoint {
  /** the placement that was added; null for a placement that has not been made */
  readonly id: string | null
  /** placements taken in all, from 1 */
  readonly placements: number
  /** force calls spent in all; beyond what was spent, at the mean cost of a placement */
  readonly forceCalls: number
  /** eV, lowest final energy so far; null while there is none */
  readonly lowest: number | null
  /** stated probability that `lowest` lies within the threshold of success of the best of all placements of the horizon */
  readonly success: number
}

export interface SuccessOverBudget {
  /** placements in all that the probabilities are measured against */
  readonly horizon: number
  readonly drawn: readonly BudgetPoint[]
  /** of further placements, from the first that has not been made; empty where nothing valid was found */
  readonly expected: readonly BudgetPoint[]
}

export interface BudgetOptions {
  /** at least the placements taken; default: HORIZON, or twice those taken where that is more */
  readonly horizon?: number
  /** how many further placements to look ahead; default: as many again as were taken */
  readonly ahead?: number
}

/** Throws InvalidInput for a horizon below the placements taken, or an energy that is not a number. */
export function successOverBudget(placements: readonly DrawnPlacement[], options: BudgetOptions = {}): SuccessOverBudget {
  const n = placements.length
  const { horizon = Math.max(HORIZON, 2 * n), ahead = n } = options
  if (!(horizon >= n)) throw invalidInput('A promise is measured against no fewer placements than were made', { found: String(horizon), expected: `${n} or more` })
  const counter = tallyCounter()
  const drawn: BudgetPoint[] = []
  let forceCalls = 0
  for (const [k, placement] of placements.entries()) {
    forceCalls += placement.forceCalls
    const { tally, lowest } = counter.add(placement)
    drawn.push({ id: placement.id, placements: k + 1, forceCalls, lowest, success: expectedSuccess(tally, 0, { more: horizon - k - 1 }) })
  }
  const { tally, lowest } = counter.state()
  if (tally.placements === 0 || lowest === null) return { horizon, drawn, expected: [] }
  // further placements count as valid ones, as in the search's own promise
  const more = horizon - n
  const expected = Array.from({ length: Math.min(ahead, more) }, (_, k): BudgetPoint => {
    return { id: null, placements: n + k + 1, forceCalls: forceCalls * (1 + (k + 1) / n), lowest, success: expectedSuccess(tally, k + 1, { more }) }
  })
  return { horizon, drawn, expected }
}

/** The tally of the valid placements, kept as they come: those near the lowest are counted anew only when a new lowest is met. */
function tallyCounter(): { readonly add: (p: DrawnPlacement) => ReturnType<typeof state>; readonly state: typeof state } {
  const energies: number[] = []
  let lowest = Infinity
  let best = 0
  function state(): { readonly tally: Tally; readonly lowest: number | null } {
    return { tally: { placements: energies.length, best }, lowest: Number.isFinite(lowest) ? lowest : null }
  }
  return {
    state,
    add: ({ id, energy }) => {
      if (energy === null) return state()
      if (Number.isNaN(energy) || energy === -Infinity) throw invalidInput(`The energy of ${id} is not a number`, { found: String(energy) })
      energies.push(energy)
      if (energy < lowest) {
        lowest = energy
        best = energies.filter((e) => e - lowest <= SUCCESS_THRESHOLD).length
      } else if (energy - lowest <= SUCCESS_THRESHOLD) best++
      return state()
    },
  }
}
