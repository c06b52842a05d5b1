/** Miller indices on the screen. */
import { millerLabel } from '../../../domain/chemistry/surfaces/miller'
import type { Miller } from '../../../domain/chemistry/types'

/** '111', '(12 1 0)' where an index has two digits, '11̄0' with an overline for a minus. */
export function formatMiller(m: readonly number[]): string {
  if (m.some((v) => Math.abs(v) > 9)) return `(${m.join(' ')})`
  return m.map((v) => (v < 0 ? `${-v}\u0305` : String(v))).join('')
}

/** The text that parses back to the same indices. */
export const millerText = (list: readonly Miller[]): string => list.map(millerLabel).join(', ')
