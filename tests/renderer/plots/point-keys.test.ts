import { expect, test } from 'vitest'
import { nextPoint, POINT_KEYS, type PointKey, type PointPlace } from '../../../src/renderer/plots/point-keys'

// two rows of a plot of ranked energies
const ROWS: readonly PointPlace[] = [{ x: 30, y: 20 }, { x: 10, y: 20 }, { x: 20, y: 20 }, { x: 12, y: 54 }, { x: 90, y: 54 }]

test('within rows: along x, ends stay, up and down to the nearest of the next row', () => {
  const go = (at: number, key: PointKey): number => nextPoint(ROWS, at, key, true)
  expect([go(1, 'ArrowRight'), go(2, 'ArrowRight'), go(0, 'ArrowRight')]).toEqual([2, 0, 0])
  expect([go(0, 'ArrowLeft'), go(1, 'ArrowLeft')]).toEqual([2, 1])
  expect([go(2, 'ArrowDown'), go(0, 'ArrowDown'), go(4, 'ArrowUp'), go(3, 'ArrowDown'), go(1, 'ArrowUp')]).toEqual([3, 3, 0, 3, 1])
  expect([go(2, 'Home'), go(2, 'End'), go(3, 'End')]).toEqual([1, 0, 4])
})

test('scattered: right meets every point once, up is towards smaller y', () => {
  const points = Array.from({ length: 40 }, (_, k) => ({ x: (k * 37) % 11, y: (k * 53) % 17 }))
  const seen = [nextPoint(points, 0, 'Home', false)]
  while (nextPoint(points, seen.at(-1)!, 'ArrowRight', false) !== seen.at(-1)) seen.push(nextPoint(points, seen.at(-1)!, 'ArrowRight', false))
  expect(new Set(seen).size).toBe(40)
  expect(seen.at(-1)).toBe(nextPoint(points, 5, 'End', false))
  for (let k = 0; k < 40; k++) {
    expect(points[nextPoint(points, k, 'ArrowUp', false)]!.y).toBeLessThanOrEqual(points[k]!.y)
    const right = nextPoint(points, k, 'ArrowRight', false)
    if (right !== k) expect(nextPoint(points, right, 'ArrowLeft', false)).toBe(k)
  }
})

test('a point that is gone leads nowhere', () => {
  for (const key of POINT_KEYS) expect(nextPoint([], 0, key, true)).toBe(0)
})
