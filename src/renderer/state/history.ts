/** Undo and redo over immutable states. */
export interface Entry<T> {
  readonly state: T
  /** what led away from this state, e.g. 'remove Cu' */
  readonly label: string
}

export interface History<T> {
  /** oldest first */
  readonly past: readonly Entry<T>[]
  readonly present: T
  /** next first */
  readonly future: readonly Entry<T>[]
  /** edits with this key join the newest step */
  readonly open: string | null
}

/** Steps that are kept; older ones are forgotten. */
export const HISTORY_LIMIT = 200

export const startHistory = <T>(present: T): History<T> => ({ past: [], present, future: [], open: null })

/** Records a new state. The same state again is no step; a state under the open key replaces the present one. */
export function record<T>(history: History<T>, next: T, label: string, key: string | null = null): History<T> {
  if (next === history.present) return history
  if (key !== null && key === history.open) return { ...history, present: next, future: [] }
  const past = [...history.past, { state: history.present, label }].slice(-HISTORY_LIMIT)
  return { past, present: next, future: [], open: key }
}

export function undo<T>(history: History<T>): History<T> {
  const last = history.past.at(-1)
  if (!last) return history
  return { past: history.past.slice(0, -1), present: last.state, future: [{ state: history.present, label: last.label }, ...history.future], open: null }
}

export function redo<T>(history: History<T>): History<T> {
  const [next, ...future] = history.future
  if (!next) return history
  return { past: [...history.past, { state: history.present, label: next.label }], present: next.state, future, open: null }
}
