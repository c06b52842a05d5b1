/** The card of the tour never leaves the window, and never covers its control where there is room beside it. */
import * as fc from 'fast-check'
import { expect, test, vi } from 'vitest'
import { placeCard, type Box } from '../../../src/renderer/features/app/tour-place'

const card = { width: 340, height: 160 }
const window = { width: 1280, height: 800 }
const inside = ({ left, top }: { left: number; top: number }): boolean => left >= 0 && top >= 0 && left + card.width <= window.width && top + card.height <= window.height
const overlap = (a: Box, b: Box): boolean => a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height

test('beside the control where there is room: right, below, above, left; in the middle else', () => {
  expect(placeCard({ left: 200, top: 300, width: 400, height: 50 }, card, window).card).toEqual({ left: 614, top: 300 })
  expect(placeCard({ left: 20, top: 100, width: 1240, height: 50 }, card, window).card).toEqual({ left: 20, top: 164 })
  expect(placeCard({ left: 20, top: 740, width: 1240, height: 50 }, card, window).card).toEqual({ left: 20, top: 566 })
  expect(placeCard({ left: 600, top: 0, width: 680, height: 800 }, card, window).card).toEqual({ left: 246, top: 10 })
  expect(placeCard({ left: 0, top: 0, width: 1280, height: 800 }, card, window).card).toEqual({ left: 470, top: 320 })
  expect(placeCard(null, card, window)).toEqual({ card: { left: 470, top: 320 }, ring: null })
})

test('whatever the control, the card is in the window; it covers the control only where it stands in the middle', () => {
  const box = fc.record({ left: fc.integer({ min: -300, max: 1400 }), top: fc.integer({ min: -300, max: 900 }), width: fc.integer({ min: 1, max: 1500 }), height: fc.integer({ min: 1, max: 1000 }) })
  fc.assert(
    fc.property(box, (anchor) => {
      const { card: at } = placeCard(anchor, card, window)
      expect(inside(at)).toBe(true)
      const isMiddle = at.left === 470 && at.top === 320
      if (!isMiddle) expect(overlap({ ...at, ...card }, anchor)).toBe(false)
    }),
  )
})

test('the tour is short: five to seven stops, each with a control and few words', async () => {
  // the stores of the window remember things there
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  const { TOUR } = await import('../../../src/renderer/features/app/tour-stops')
  expect(TOUR.length).toBeGreaterThanOrEqual(5)
  expect(TOUR.length).toBeLessThanOrEqual(7)
  expect(new Set(TOUR.map(({ id }) => id)).size).toBe(TOUR.length)
  for (const { text, anchors } of TOUR) {
    expect(text.split(/\s+/).length).toBeLessThan(40)
    expect(anchors.length).toBeGreaterThan(0)
  }
})
