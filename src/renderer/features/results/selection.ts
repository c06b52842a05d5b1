/** Which rows are marked after a click or a key. Pure. */

/** Marks every row from the anchor to the target, both included; without an anchor in sight, the target alone. */
export function markRange(marked: ReadonlySet<string>, ids: readonly string[], anchor: string | null, target: string): ReadonlySet<string> {
  const to = ids.indexOf(target)
  const from = anchor === null ? -1 : ids.indexOf(anchor)
  if (to < 0) return marked
  const [a, b] = from < 0 ? [to, to] : [Math.min(from, to), Math.max(from, to)]
  return new Set([...marked, ...ids.slice(a, b + 1)])
}

/** The other rows stay as they are. */
export function toggleMark(marked: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const next = new Set(marked)
  if (!next.delete(id)) next.add(id)
  return next
}
