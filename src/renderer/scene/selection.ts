/** Which drawn atoms are selected, click by click. */
const NONE: readonly number[] = []

/** A plain click selects one atom, a click on nothing none; with a modifier atoms are added (four at most) or taken away. */
export function nextSelection(selected: readonly number[], drawn: number, more: boolean): readonly number[] {
  if (drawn < 0) return more ? selected : NONE
  if (!more) return selected.length === 1 && selected[0] === drawn ? NONE : [drawn]
  if (selected.includes(drawn)) return selected.filter((k) => k !== drawn)
  return selected.length >= 4 ? [drawn] : [...selected, drawn]
}
