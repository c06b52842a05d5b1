/** The gallery: only cards in sight exist, keys move in two directions; pictures are made one at a time and no longer wanted ones are not. */
import { expect, test } from 'vitest'
import { CARD_HEIGHT, columnsIn, linesInSight, movedInGrid, revealedLine } from '../../../src/renderer/features/results/gallery-window'

test('lines in sight, and no more than one beyond on each side', () => {
  for (const top of [0, 130, 5_000, 1e9]) {
    const [first, end] = linesInSight(top, 600, 10_000, 4)
    expect(end - first).toBeLessThanOrEqual(Math.ceil(600 / CARD_HEIGHT) + 3)
    expect(first).toBeGreaterThanOrEqual(0)
    expect(end).toBeLessThanOrEqual(2500)
  }
  expect(linesInSight(0, 600, 0, 4)).toEqual([0, 0])
  expect([columnsIn(0), columnsIn(780), columnsIn(379)]).toEqual([1, 4, 2])
})

test('keys move along and across lines and stop at the edges', () => {
  const go = (at: number, key: string): number | null => movedInGrid(at, key, 10, 4, 2)
  expect([go(0, 'ArrowRight'), go(3, 'ArrowRight'), go(1, 'ArrowDown'), go(7, 'ArrowDown'), go(1, 'ArrowUp'), go(5, 'ArrowUp')]).toEqual([1, 4, 5, 7, 1, 1])
  expect([go(0, 'ArrowLeft'), go(9, 'ArrowRight'), go(0, 'PageDown'), go(9, 'PageUp'), go(5, 'Home'), go(5, 'End'), go(-1, 'ArrowDown'), go(2, 'x')]).toEqual([0, 9, 8, 1, 0, 9, 0, null])
  expect(movedInGrid(0, 'End', 0, 4, 2)).toBeNull()
  expect([revealedLine(0, 600, 1), revealedLine(0, 600, 3), revealedLine(5000, 600, 2)]).toEqual([0, 4 * CARD_HEIGHT - 600, 2 * CARD_HEIGHT])
})
