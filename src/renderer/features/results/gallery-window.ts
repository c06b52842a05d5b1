/** Which cards of a long gallery exist, and where keys take the selection. All cards have one height. */

/** px, gap included */
export const CARD_WIDTH = 190
export const CARD_HEIGHT = 226
export const GAP = 10
const OVERSCAN = 1

export const columnsIn = (width: number): number => Math.max(1, Math.floor((width + GAP) / CARD_WIDTH))

/** Lines [first, end) of cards in sight, and one beyond on each side. */
export const linesInSight = (top: number, height: number, cards: number, columns: number): readonly [first: number, end: number] => {
  const lines = Math.ceil(cards / columns)
  return [Math.max(0, Math.min(lines, Math.floor(top / CARD_HEIGHT)) - OVERSCAN), Math.min(lines, Math.ceil((top + height) / CARD_HEIGHT) + OVERSCAN)]
}

/** Where a key takes the selection in the grid; null for other keys. */
export function movedInGrid(index: number, key: string, cards: number, columns: number, linesOfPage: number): number | null {
  if (cards === 0) return null
  const step = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -columns, ArrowDown: columns, PageUp: -columns * linesOfPage, PageDown: columns * linesOfPage }[key]
  if (key === 'Home') return 0
  if (key === 'End') return cards - 1
  if (step === undefined) return null
  if (index < 0) return 0
  const to = index + step
  // up from the first line and down from the last stay where they are
  if (Math.abs(step) === columns) return to < 0 || to >= cards ? index : to
  return Math.max(0, Math.min(cards - 1, to))
}

export const revealedLine = (top: number, height: number, line: number): number => Math.min(line * CARD_HEIGHT, Math.max(top, (line + 1) * CARD_HEIGHT - height))
