import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { chosenFrames } from '../../../src/renderer/scene/film'

test('a film shows the first and the last frame, in order, and no more than its limit', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.integer({ min: 2, max: 100 }), (frames, limit) => {
      const chosen = chosenFrames(frames, limit)
      expect(chosen).toHaveLength(Math.min(frames, limit))
      expect([chosen[0], chosen.at(-1)]).toEqual([0, frames - 1])
      expect(chosen.every((f, k) => k === 0 || f > chosen[k - 1]!)).toBe(true)
    }),
  )
})
