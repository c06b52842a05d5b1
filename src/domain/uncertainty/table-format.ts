/**
 * Tables of errors as users bring them. CSV with a header, or JSON.
 *
 * Columns: `err` or `error` (eV); `unc`, `uncertainty` or `distance` (>= 0); optionally `group` or `adsorbate`. Other columns are
 * ignored, a unit in brackets after a name too: `error (eV)`. CSV: comma, semicolon or tab; lines that start with # are comments.
 * JSON: `{"err": [...], "unc": [...], "group": [...]}` (the form of jmusiel/uqocp), or an array of records with those names.
 * Rows whose distance is infinite or not a number are dropped and counted, as in SCIENCE.md A.3; anything else malformed is an error.
 */
import { invalidInput } from '../errors'
import { makeErrorTable, type ErrorTable } from './error-table'

export interface ReadTable {
  readonly table: ErrorTable
  /** rows without a finite distance */
  readonly dropped: number
}

const NAMES = { error: ['err', 'error'], uncertainty: ['unc', 'uncertainty', 'distance'], group: ['group', 'adsorbate'] } as const

interface Row {
  readonly error: unknown
  readonly uncertainty: unknown
  readonly group: unknown
  readonly line: number
}

/** Throws InvalidInput with the file and, in CSV, the line. */
export function parseErrorTable(text: string, file: string): ReadTable {
  const bare = text.replace(/^\uFEFF/, '')
  return fromRows(/^\s*[[{]/.test(bare) ? jsonRows(bare, file) : csvRows(bare, file), file)
}

function fromRows(rows: readonly Row[], file: string): ReadTable {
  const errors: number[] = []
  const uncertainties: number[] = []
  const groups: string[] = []
  let dropped = 0
  for (const { error, uncertainty, group, line } of rows) {
    const at = { file, line }
    const e = numeric(error)
    const u = numeric(uncertainty)
    if (e === undefined || !Number.isFinite(e)) throw invalidInput('An error is not a number', { at, found: show(error), expected: 'eV' })
    if (u === undefined) throw invalidInput('An uncertainty is not a number', { at, found: show(uncertainty), expected: 'a number of at least 0' })
    if (u < 0) throw invalidInput('An uncertainty is negative', { at, found: show(uncertainty), expected: 'a number of at least 0' })
    if (!Number.isFinite(u)) {
      dropped++
      continue
    }
    errors.push(e)
    uncertainties.push(u)
    if (group !== undefined) groups.push(typeof group === 'string' ? group : show(group))
  }
  if (errors.length === 0) throw invalidInput('The table has no usable row', { at: { file }, found: `${rows.length} rows, ${dropped} without a finite distance` })
  if (groups.length !== 0 && groups.length !== errors.length) throw invalidInput('Some rows have a group and some have none', { at: { file } })
  return { table: makeErrorTable({ errors, uncertainties, groups: groups.length === 0 ? undefined : groups }), dropped }
}

/** A number as written; JSON's null and the words of Python and FAISS count as "no finite value". */
function numeric(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (value === null) return NaN
  if (typeof value !== 'string' || value.trim() === '') return undefined
  if (/^[-+]?(nan|inf|infinity)$/i.test(value.trim())) return NaN
  const x = Number(value)
  return Number.isNaN(x) ? undefined : x
}

const show = (value: unknown): string => (typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing'))

function csvRows(text: string, file: string): Row[] {
  const lines = text.split(/\r?\n/).map((content, i) => ({ content, line: i + 1 })).filter(({ content }) => content.trim() !== '' && !content.trimStart().startsWith('#'))
  const header = lines[0]
  if (header === undefined) throw invalidInput('The table is empty', { at: { file } })
  const separator = ['\t', ';', ','].find((s) => header.content.includes(s)) ?? ','
  const names = cells(header.content, separator).map((name) => name.replace(/[[(].*$/, '').trim().toLowerCase())
  const column = columnFinder(names, { file, line: header.line })
  const [error, uncertainty, group] = [column('error', true), column('uncertainty', true), column('group', false)]
  return lines.slice(1).map(({ content, line }) => {
    const row = cells(content, separator)
    if (row.length !== names.length) throw invalidInput('A row has another number of columns than the header', { at: { file, line }, found: String(row.length), expected: String(names.length) })
    return { error: row[error], uncertainty: row[uncertainty], group: group < 0 ? undefined : row[group], line }
  })
}

/** Fields of one line; quotes as in RFC 4180, without line breaks inside. */
function cells(line: string, separator: string): string[] {
  const out: string[] = []
  let cell = ''
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const c = line[i]!
    if (c === '"' && quoted && line[i + 1] === '"') {
      cell += '"'
      i++
    } else if (c === '"') quoted = !quoted
    else if (c === separator && !quoted) {
      out.push(cell)
      cell = ''
    } else cell += c
  }
  return [...out, cell].map((s) => s.trim())
}

const columnFinder =
  (names: readonly string[], at: { readonly file: string; readonly line?: number }) =>
  (what: keyof typeof NAMES, needed: boolean): number => {
    const found = NAMES[what].map((name) => names.indexOf(name)).filter((i) => i >= 0)
    if (found.length > 1) throw invalidInput(`The table has two columns for the ${what}`, { at, found: NAMES[what].filter((name) => names.includes(name)).join(', '), expected: 'one of them' })
    if (found.length === 0 && needed) throw invalidInput(`The table has no column for the ${what}`, { at, found: names.join(', '), expected: NAMES[what].join(' or ') })
    return found[0] ?? -1
  }

function jsonRows(text: string, file: string): Row[] {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    throw invalidInput('The table is not JSON', { at: { file }, found: error instanceof Error ? error.message : '' })
  }
  if (Array.isArray(value)) return (value as unknown[]).map((record, i) => jsonRecord(record, i, file))
  const columns = value as Readonly<Record<string, unknown>>
  const names = Object.keys(columns)
  const column = columnFinder(names, { file })
  const list = (what: keyof typeof NAMES, needed: boolean): unknown[] | undefined => {
    const at = column(what, needed)
    if (at < 0) return undefined
    const x = columns[names[at]!]
    if (!Array.isArray(x)) throw invalidInput(`The column ${names[at]} is not a list`, { at: { file } })
    return x as unknown[]
  }
  const [errors, uncertainties, groups] = [list('error', true)!, list('uncertainty', true)!, list('group', false)]
  if (uncertainties.length !== errors.length || (groups !== undefined && groups.length !== errors.length)) {
    throw invalidInput('The columns have different lengths', { at: { file }, found: [errors, uncertainties, groups].flatMap((x) => x?.length ?? []).join(', ') })
  }
  return errors.map((error, i) => ({ error, uncertainty: uncertainties[i], group: groups?.[i], line: i + 1 }))
}

function jsonRecord(record: unknown, i: number, file: string): Row {
  if (typeof record !== 'object' || record === null) throw invalidInput('A row of the table is not a record', { at: { file, line: i + 1 }, found: show(record) })
  const names = Object.keys(record)
  const column = columnFinder(names, { file, line: i + 1 })
  const value = (what: keyof typeof NAMES, needed: boolean): unknown => {
    const at = column(what, needed)
    return at < 0 ? undefined : (record as Readonly<Record<string, unknown>>)[names[at]!]
  }
  return { error: value('error', true), uncertainty: value('uncertainty', true), group: value('group', false), line: i + 1 }
}
