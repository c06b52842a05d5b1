/** Keys that the table and the gallery share: what is marked and copied. Moving is each view's own. */
import { useView } from '../../state/view-store'
import { plural } from '../../ui/format'
import { shownColumns } from './columns'
import { copyText, rowsAsTsv } from './copy-rows'
import { useResultsView } from './results-store'
import type { ResultRow } from './rows'

/** The marked rows that are shown, or the current one where none is marked. */
export function chosenRows(rows: readonly ResultRow[], selected: string | null): readonly ResultRow[] {
  const { marked } = useResultsView.getState()
  const chosen = rows.filter((row) => marked.has(row.configuration.id))
  return chosen.length > 0 ? chosen : rows.filter((row) => row.configuration.id === selected)
}

/** Copies rows with the columns that are shown, and says so. */
export function copyRows(rows: readonly ResultRow[]): void {
  const { columns } = useResultsView.getState()
  const { notify } = useView.getState()
  if (rows.length === 0) return
  if (copyText(rowsAsTsv(rows, shownColumns(columns)))) notify({ text: `${plural(rows.length, 'row')} copied` })
  else notify({ text: 'The rows could not be copied: the browser refused the clipboard' })
}

/** True when the key was one of these. */
export function handleMarkKeys(event: React.KeyboardEvent, rows: readonly ResultRow[], selected: string | null): boolean {
  const { mark, markAll, unmarkAll, marked } = useResultsView.getState()
  const mod = event.ctrlKey || event.metaKey
  if (event.key === ' ' && selected !== null) mark(selected)
  else if (mod && event.key.toLowerCase() === 'a') markAll(rows.map((r) => r.configuration.id))
  else if (mod && event.key.toLowerCase() === 'c') copyRows(chosenRows(rows, selected))
  else if (event.key === 'Escape' && marked.size > 0) unmarkAll()
  else return false
  event.preventDefault()
  return true
}

/** A click selects; with Shift it marks the range from the last click, with Ctrl or Cmd it marks one more. */
export function clickRow(event: React.MouseEvent, rows: readonly ResultRow[], id: string, select: (id: string) => void): void {
  const { mark, markTo, setAnchor } = useResultsView.getState()
  if (event.shiftKey) markTo(rows.map((r) => r.configuration.id), id)
  else if (event.ctrlKey || event.metaKey) mark(id)
  else setAnchor(id)
  select(id)
}
