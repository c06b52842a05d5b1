/** Success over the budget is what the stopping rule says of the placements made so far; it agrees with the sentence of the summary. */
import { describe, expect, it } from 'vitest'
import { successOverBudget, type DrawnPlacement } from '../../../../src/domain/adsorbml/search/budget'
import { expectedSuccess, tallyOf } from '../../../../src/domain/adsorbml/search/stopping'
import { searchPromise } from '../../../../src/domain/adsorbml/search/summary'
import { random } from '../../../../src/domain/math/random'

const stream = random(5, 'budget')
const draws = Array.from({ length: 24 }, (_, k): DrawnPlacement => ({ id: `p${k}`, energy: -1 + stream.next(), forceCalls: 10 + k }))
const energies = draws.map((d) => d.energy!)

describe('the points of placements made', () => {
  const { drawn, expected, horizon } = successOverBudget(draws, { horizon: 300 })
  it('are the rule after each of them, with the tally counted anew', () => {
    drawn.forEach((point, k) => {
      const seen = energies.slice(0, k + 1)
      expect(point.success).toBeCloseTo(expectedSuccess(tallyOf(seen), 0, { more: 300 - k - 1 }), 12)
      expect(point.lowest).toBe(Math.min(...seen))
      expect(point.forceCalls).toBe(draws.slice(0, k + 1).reduce((sum, d) => sum + d.forceCalls, 0))
    })
  })
  it('end in the promise of the summary, and go on without a step', () => {
    const promise = searchPromise(energies, 300)
    expect([drawn.at(-1)!.success, expected.at(-1)!.success]).toEqual([promise.success, promise.successAtTwice])
    expect(horizon).toBe(300)
    const all = [drawn.at(-1)!, ...expected].map((p) => p.success)
    // more placements never make success less likely
    for (let k = 1; k < all.length; k++) expect(all[k]!).toBeGreaterThan(all[k - 1]!)
    expect(expected.at(-1)!.forceCalls).toBeCloseTo(2 * drawn.at(-1)!.forceCalls, 9)
  })
})

describe('placements without a valid outcome', () => {
  it('cost, and tell nothing', () => {
    const invalid: DrawnPlacement = { id: 'x', energy: null, forceCalls: 7 }
    const { drawn } = successOverBudget([invalid, draws[0]!, invalid], { horizon: 100 })
    expect(drawn.map((p) => [p.lowest, p.forceCalls])).toEqual([[null, 7], [energies[0], 17], [energies[0], 24]])
    expect(drawn[0]!.success).toBe(0)
    expect(drawn[2]!.success).toBeCloseTo(expectedSuccess({ placements: 1, best: 1 }, 0, { more: 97 }), 12)
  })
  it('alone promise nothing, now or later; known only to lie above counts as seen', () => {
    expect(successOverBudget([{ id: 'x', energy: null, forceCalls: 7 }]).expected).toEqual([])
    const { drawn } = successOverBudget([draws[0]!, { id: 'y', energy: Infinity, forceCalls: 1 }], { horizon: 100 })
    expect(drawn[1]!.success).toBeCloseTo(expectedSuccess({ placements: 2, best: 1 }, 0, { more: 98 }), 12)
  })
})

it('the horizon is never passed, and what is no energy is refused', () => {
  expect(successOverBudget(draws, { horizon: 30 }).expected).toHaveLength(6)
  expect(successOverBudget(draws, { horizon: 30 }).expected.at(-1)!.success).toBe(1)
  expect(() => successOverBudget(draws, { horizon: 3 })).toThrow(/no fewer placements than were made/)
  expect(() => successOverBudget([{ id: 'n', energy: Number.NaN, forceCalls: 1 }])).toThrow(/energy of n is not a number/)
})
