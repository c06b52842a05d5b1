/** Which rows of a long table exist, and where keys and selections take it. */

/** px */
export const ROW = 30
const OVERSCAN = 8

/** Where a key takes the selection; null for other keys. */
export function moved(index: number, key: string, count: number, page: number): number | null {
  const to = { ArrowDown: index + 1, ArrowUp: index - 1, Home: 0, End: count - 1, PageDown: index + page, PageUp: index - page }[key]
  return to === undefined ? null : Math.max(0, Math.min(count - 1, to))
}

/** Rows [first, end) that are in sight, and a few beyond: all rows have one height. */
export const inSight = (top: number, height: number, count: number): readonly [first: number, end: number] => [
  Math.max(0, Math.min(count, Math.floor(top / ROW)) - OVERSCAN),
  Math.min(count, Math.ceil((top + height) / ROW) + OVERSCAN),
]

/** Where to scroll so that a row is in sight; as it is when it already is. */
export const revealed = (top: number, height: number, index: number): number => Math.min(index * ROW, Math.max(top, (index + 1) * ROW - height))
