import { describe, expect, it } from 'vitest'
import { promiseSentence, searchPromise } from '../../../../src/domain/adsorbml/search/summary'
import { expectedSuccess } from '../../../../src/domain/adsorbml/search/stopping'

describe('the promise of a finished search', () => {
  it('is that of its counts, now and with twice the placements', () => {
    const promise = searchPromise([-1, -0.95, -0.5, 0])
    expect(promise).toEqual({
      tally: { placements: 4, best: 2 }, horizon: 100,
      success: expectedSuccess({ placements: 4, best: 2 }, 0, { more: 96 }), successAtTwice: expectedSuccess({ placements: 4, best: 2 }, 4, { more: 96 }),
    })
    expect(promise.successAtTwice).toBeGreaterThan(promise.success)
  })
  it('looks beyond long searches too, and refuses a horizon that is behind', () => {
    expect(searchPromise(Array.from({ length: 200 }, () => -1)).horizon).toBe(400)
    expect(searchPromise([-1, -1], 2).success).toBe(1)
    expect(() => searchPromise([-1, -1], 1)).toThrow(/no fewer/)
  })
  it('is said in one sentence', () => {
    const { success, successAtTwice } = searchPromise([-1, -0.95, -0.5, 0])
    expect(promiseSentence(searchPromise([-1, -0.95, -0.5, 0]))).toBe(
      `2 of 4 valid placements ended within 0.1 eV of the lowest; expected success, against 100 placements: ${Math.round(100 * success)} %, with twice as many ${Math.round(100 * successAtTwice)} %`,
    )
    expect(promiseSentence(searchPromise([]))).toMatch(/^No placement/)
    expect(promiseSentence({ tally: { placements: 9, best: 9 }, horizon: 100, success: 0.9999, successAtTwice: 1 })).toMatch(/above 99 %, with twice as many above 99 %/)
  })
})
