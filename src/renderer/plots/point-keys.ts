/** Points of a plot by keyboard: Tab goes to one of them, the arrow keys go on from it, Enter or Space chooses. */

export interface PointPlace {
  /** px, as on the screen: y grows downwards */
  readonly x: number
  readonly y: number
}

export const POINT_KEYS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown', 'Home', 'End'] as const
export type PointKey = (typeof POINT_KEYS)[number]
export const isPointKey = (key: string): key is PointKey => (POINT_KEYS as readonly string[]).includes(key)

const SAME_ROW = 1

/**
 * Where a key leads from point `at`; the point itself at the end of the way. Left and right: along x, within a row where points stand in `rows`, else through
 * all of them. Up and down: to the nearest point of the next row, else along y through all. Home and End: the first and the last of what left and right reach.
 */
export function nextPoint(points: readonly PointPlace[], at: number, key: PointKey, rows: boolean): number {
  const here = points[at]
  if (!here) return at
  const sideways = key !== 'ArrowUp' && key !== 'ArrowDown'
  if (rows && !sideways) return inNextRow(points, here, key === 'ArrowDown' ? 1 : -1) ?? at
  const indices = points.map((_, k) => k).filter((k) => !rows || Math.abs(points[k]!.y - here.y) < SAME_ROW)
  const [a, b] = sideways ? (['x', 'y'] as const) : (['y', 'x'] as const)
  const order = indices.toSorted((i, j) => points[i]![a] - points[j]![a] || points[i]![b] - points[j]![b] || i - j)
  if (key === 'Home') return order[0]!
  if (key === 'End') return order.at(-1)!
  return order[order.indexOf(at) + (key === 'ArrowRight' || key === 'ArrowDown' ? 1 : -1)] ?? at
}

function inNextRow(points: readonly PointPlace[], here: PointPlace, way: 1 | -1): number | null {
  const beyond = points.flatMap(({ y }) => (way * (y - here.y) >= SAME_ROW ? [way * y] : []))
  if (beyond.length === 0) return null
  const row = way * Math.min(...beyond)
  const distance = (k: number): number => Math.abs(points[k]!.x - here.x)
  return points.reduce<number | null>((best, p, k) => (Math.abs(p.y - row) < SAME_ROW && (best === null || distance(k) < distance(best)) ? k : best), null)
}

/** Of a circle: where it is drawn. */
export const placeOf = (circle: Element): PointPlace => ({ x: Number(circle.getAttribute('cx')), y: Number(circle.getAttribute('cy')) })
