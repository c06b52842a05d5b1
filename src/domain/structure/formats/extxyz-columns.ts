/** The columns of an extended XYZ file: Properties=name:type:count:... with types S (text), R (real), I (integer), L (logical). */
import { type Lines, coordinates, countOf, elementOf, notHandled, numberOf, quoted } from './text'
import { MAX_ATOMIC_NUMBER } from '../elements'

export interface Row {
  readonly tokens: readonly string[]
  readonly lines: Lines
}

/** How to take each quantity out of a row. Columns that have no place in a structure are passed over. */
export interface ExtxyzColumns {
  readonly check: (row: Row) => void
  /** atomic number */
  readonly element: (row: Row) => number
  /** Å */
  readonly position: (row: Row) => [number, number, number]
  /** eV/Å */
  readonly forces?: (row: Row) => [number, number, number]
  readonly tags?: (row: Row) => number
  readonly fixed: (row: Row) => boolean
}

interface Column {
  readonly type: string
  readonly count: number
  /** index of its first token */
  readonly first: number
}

const MOST_COLUMNS = 10_000

/** Plain XYZ: symbol, x, y, z; whatever follows is passed over. */
export function plainColumns(): ExtxyzColumns {
  return { check: (row) => requireColumns(row, 4, false), element: (row) => elementAt(row, 0), position: ({ tokens, lines }) => coordinates(tokens, 1, lines), fixed: () => false }
}

export function parseProperties(text: string, lines: Lines): ExtxyzColumns {
  const columns = new Map<string, Column>()
  const fields = text.split(':')
  let width = 0
  for (let k = 0; k < fields.length; k += 3) {
    const [name, type, countText] = [fields[k]!, fields[k + 1] ?? '', fields[k + 2] ?? '']
    const count = countOf(countText)
    if (name === '' || !['S', 'R', 'I', 'L'].includes(type) || count === undefined || count === 0 || width + count > MOST_COLUMNS) {
      throw lines.fail('The columns could not be read', `Properties=${text}`, 'name:type:count repeated, the type one of S R I L, such as species:S:1:pos:R:3')
    }
    if (columns.has(name)) throw lines.fail(`The column ${quoted(name)} is announced twice`, `Properties=${text}`, 'each name once')
    columns.set(name, { type, count, first: width })
    width += count
  }
  return readersOf(columns, width, text, lines)
}

function readersOf(columns: ReadonlyMap<string, Column>, width: number, text: string, lines: Lines): ExtxyzColumns {
  const find = (names: readonly string[], count: number): Column | undefined => {
    const name = names.find((candidate) => columns.has(candidate))
    const column = name === undefined ? undefined : columns.get(name)!
    if (column !== undefined && column.count !== count) throw lines.fail(`The column ${name} has the wrong width`, `Properties=${text}`, `${name} with ${count} value${count === 1 ? '' : 's'}`)
    return column
  }
  const species = find(['species', 'symbols', 'element'], 1)
  const atomic = find(['Z', 'numbers'], 1)
  const position = find(['pos', 'positions'], 3)
  if ((species === undefined && atomic === undefined) || position === undefined) throw lines.fail('The columns lack elements or positions', `Properties=${text}`, 'species:S:1 or Z:I:1, and pos:R:3')
  const forces = find(['forces', 'force'], 3)
  const tags = find(['tags'], 1)
  return {
    check: (row) => requireColumns(row, width, true),
    element: (row) => elementAt(row, (species ?? atomic!).first),
    position: (row) => coordinates(row.tokens, position.first, row.lines),
    ...(forces === undefined ? {} : { forces: (row: Row) => vectorAt(row, forces.first) }),
    ...(tags === undefined ? {} : { tags: (row: Row) => integerAt(row, tags.first) }),
    fixed: fixedReader(columns, lines),
  }
}

/** `move_mask` (ASE: true = moves) with one or three values, or `fixed` (true = held) with one. */
function fixedReader(columns: ReadonlyMap<string, Column>, lines: Lines): (row: Row) => boolean {
  const [mask, held] = [columns.get('move_mask'), columns.get('fixed')]
  if (mask !== undefined) {
    if (mask.count !== 1 && mask.count !== 3) throw lines.fail('move_mask has the wrong width', `${mask.count} values`, 'one or three')
    return (row) => {
      const moves = Array.from({ length: mask.count }, (_, k) => flagAt(row, mask.first + k))
      if (new Set(moves).size > 1) throw partlyFixed(row)
      return !moves[0]!
    }
  }
  return held === undefined || held.count !== 1 || held.type === 'R' || held.type === 'S' ? () => false : (row) => flagAt(row, held.first)
}

/** Adatom holds an atom or lets it go; one that is held along some axes only would be relaxed wrongly. */
const partlyFixed = ({ tokens, lines }: Row): Error =>
  notHandled(lines.file, lines.line, 'An atom is fixed along some directions only; Adatom fixes an atom wholly or not at all', tokens.join(' '))

function requireColumns({ tokens, lines }: Row, width: number, exactly: boolean): void {
  if (tokens.length < width || (exactly && tokens.length > width)) {
    throw lines.fail('An atom has the wrong number of columns', `${tokens.length} columns: ${quoted(tokens.join(' '))}`, `${width} columns`)
  }
}

function elementAt({ tokens, lines }: Row, k: number): number {
  const token = tokens[k]!
  const z = countOf(token) ?? elementOf(/^([A-Za-z]{1,2})\d*$/.exec(token.slice(0, 16))?.[1] ?? '')
  if (z === undefined || z < 1 || z > MAX_ATOMIC_NUMBER) throw lines.fail('An element is not known', token, 'an element symbol or an atomic number')
  return z
}

function vectorAt({ tokens, lines }: Row, first: number): [number, number, number] {
  const at = (k: number): number => {
    const value = numberOf(tokens[first + k]!)
    if (value === undefined) throw lines.fail('A force could not be read', tokens[first + k]!, 'a finite number')
    return value
  }
  return [at(0), at(1), at(2)]
}

function integerAt({ tokens, lines }: Row, k: number): number {
  const value = numberOf(tokens[k]!)
  if (value === undefined || !Number.isInteger(value)) throw lines.fail('A tag could not be read', tokens[k]!, 'a whole number')
  return value
}

function flagAt({ tokens, lines }: Row, k: number): boolean {
  const token = tokens[k]!
  if (['T', 'True', 'true', 'TRUE', '1'].includes(token)) return true
  if (['F', 'False', 'false', 'FALSE', '0'].includes(token)) return false
  throw lines.fail('A flag could not be read', token, 'T or F')
}
