/** Rows as tab-separated text: what a spreadsheet takes from the clipboard. */
import { dataName, type Column } from './columns'
import type { ResultRow } from './rows'

const cell = (text: string): string => text.replaceAll(/[\t\r\n]+/g, ' ')

function cellText({ value, text }: Column, row: ResultRow): string {
  if (text) return cell(text(row))
  const found = value(row)
  return found === null ? '' : cell(String(found))
}

/** One line of names with their units (those of exported files), one line for each row; numbers with a point and all their digits. */
export const rowsAsTsv = (rows: readonly ResultRow[], columns: readonly Column[]): string =>
  [['Configuration', ...columns.map(dataName)], ...rows.map((row) => [cell(row.configuration.id), ...columns.map((c) => cellText(c, row))])].map((line) => line.join('\t')).join('\n') + '\n'

/**
 * Puts text on the clipboard by a copy event, which needs no permission: the desktop shell grants none.
 * False where the browser refused (no user gesture).
 */
export function copyText(text: string): boolean {
  let taken = false
  const fill = (event: ClipboardEvent): void => {
    if (!event.clipboardData) return
    event.clipboardData.setData('text/plain', text)
    event.preventDefault()
    event.stopImmediatePropagation()
    taken = true
  }
  document.addEventListener('copy', fill, { capture: true })
  try {
    // Deprecated, and the only way that asks for no permission.
    document.execCommand('copy')
  } finally {
    document.removeEventListener('copy', fill, { capture: true })
  }
  return taken
}
