/** Where the card of the tour stands: beside its control, inside the window. Lengths in CSS pixels. */
export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

const GAP = 14
const MARGIN = 10
const RING = 5

interface Placed {
  readonly card: { readonly left: number; readonly top: number }
  readonly ring: Box | null
}

/** To the right of the control, below it, above it or to its left, the first that fits; in the middle where nothing fits or there is no control. */
export function placeCard(anchor: Box | null, card: Pick<Box, 'width' | 'height'>, window: Pick<Box, 'width' | 'height'>): Placed {
  const middle = { left: (window.width - card.width) / 2, top: (window.height - card.height) / 2 }
  if (!anchor) return { card: middle, ring: null }
  const seen = clipped(anchor, window)
  const ring = { left: seen.left - RING, top: seen.top - RING, width: seen.width + 2 * RING, height: seen.height + 2 * RING }
  const inX = (left: number): number => Math.max(MARGIN, Math.min(left, window.width - card.width - MARGIN))
  const inY = (top: number): number => Math.max(MARGIN, Math.min(top, window.height - card.height - MARGIN))
  const candidates = [
    { left: seen.left + seen.width + GAP, top: inY(seen.top) },
    { left: inX(seen.left), top: seen.top + seen.height + GAP },
    { left: inX(seen.left), top: seen.top - card.height - GAP },
    { left: seen.left - card.width - GAP, top: inY(seen.top) },
  ]
  const fits = ({ left, top }: { left: number; top: number }): boolean => left >= MARGIN && top >= MARGIN && left + card.width <= window.width - MARGIN && top + card.height <= window.height - MARGIN
  return { card: candidates.find(fits) ?? middle, ring }
}

/** The part of a box that is in the window. */
function clipped({ left, top, width, height }: Box, window: Pick<Box, 'width' | 'height'>): Box {
  const [right, bottom] = [Math.min(left + width, window.width), Math.min(top + height, window.height)]
  const [x, y] = [Math.max(0, left), Math.max(0, top)]
  return { left: x, top: y, width: Math.max(0, right - x), height: Math.max(0, bottom - y) }
}
