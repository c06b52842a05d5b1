/** The data blocks of a CIF: only the items that make a structure are kept, so that a file with reflections stays cheap. */
import { type CifToken, CifScanner } from './cif-tokens'
import { malformed } from './text'

/** A value and the line it stands in. '?' and '.' (unknown, does not apply) are absent values, not text. */
export interface CifValue {
  readonly text: string
  readonly line: number
}

/** A loop: for each name its column; all columns are of one length. */
export type CifLoop = ReadonlyMap<string, readonly (CifValue | undefined)[]>

export interface CifBlock {
  readonly name: string
  readonly line: number
  readonly items: ReadonlyMap<string, CifValue>
  readonly sites: CifLoop
  /** _symmetry_equiv_pos_as_xyz and its successor, one per operation */
  readonly operations: readonly CifValue[]
}

const SITE_NAMES = new Set(
  ['label', 'type_symbol', 'fract_x', 'fract_y', 'fract_z', 'cartn_x', 'occupancy', 'disorder_group', 'attached_hydrogens', 'calc_flag'].map((n) => `_atom_site_${n}`),
)
const OPERATION_NAMES = new Set(['_symmetry_equiv_pos_as_xyz', '_space_group_symop_operation_xyz'])
const ITEM_NAMES = new Set([
  ...['length_a', 'length_b', 'length_c', 'angle_alpha', 'angle_beta', 'angle_gamma'].map((n) => `_cell_${n}`),
  '_symmetry_space_group_name_hall', '_space_group_name_hall', '_symmetry_space_group_name_h-m', '_space_group_name_h-m_alt', '_space_group_name_h-m_ref', '_space_group_name_h-m_full',
  '_symmetry_int_tables_number', '_space_group_it_number',
  '_chemical_name_common', '_chemical_name_mineral', '_chemical_name_systematic', '_chemical_formula_sum', '_cod_database_code', '_database_code_icsd',
])

interface OpenBlock {
  readonly name: string
  readonly line: number
  readonly items: Map<string, CifValue>
  readonly sites: Map<string, (CifValue | undefined)[]>
  readonly operations: CifValue[]
}

export function readBlocks(text: string, file: string): CifBlock[] {
  const scanner = new CifScanner(text, file)
  const blocks: OpenBlock[] = []
  let token = scanner.next()
  while (token !== undefined) {
    if (token.kind === 'data') {
      blocks.push({ name: token.name, line: token.line, items: new Map(), sites: new Map(), operations: [] })
      token = scanner.next()
    } else if (token.kind === 'other') {
      token = scanner.next()
    } else {
      const block = blocks.at(-1)
      if (block === undefined) throw malformed(file, token.line, 'A CIF begins with a data block', describe(token), 'data_ and a name')
      token = token.kind === 'loop' ? readLoop(scanner, block, token.line) : readItem(scanner, block, token)
    }
  }
  return blocks
}

/** A name and its value. Returns the token after them. */
function readItem(scanner: CifScanner, block: OpenBlock, token: CifToken): CifToken | undefined {
  if (token.kind !== 'name') throw malformed(scanner.file, token.line, 'A value stands without a name', describe(token), 'a name that begins with an underscore')
  const value = scanner.next()
  if (value?.kind !== 'value') throw malformed(scanner.file, value?.line ?? scanner.line, `${token.name} has no value`, describe(value), 'a value')
  const kept = valueOf(value)
  if (kept !== undefined) store(block, token.name, kept, scanner)
  return scanner.next()
}

function store(block: OpenBlock, name: string, value: CifValue, scanner: CifScanner): void {
  if (ITEM_NAMES.has(name)) {
    if (block.items.has(name)) throw malformed(scanner.file, value.line, `${name} is given twice in one block`, value.text, 'each name once')
    block.items.set(name, value)
  } else if (OPERATION_NAMES.has(name)) {
    block.operations.push(value)
  } else if (SITE_NAMES.has(name)) {
    block.sites.set(name, [value])
  }
}

/** loop_, names, then rows of values. Returns the token after them. */
function readLoop(scanner: CifScanner, block: OpenBlock, line: number): CifToken | undefined {
  const names: string[] = []
  let token = scanner.next()
  for (; token?.kind === 'name'; token = scanner.next()) names.push(token.name)
  if (names.length === 0) throw malformed(scanner.file, token?.line ?? line, 'A loop has no names', describe(token), 'names that begin with an underscore')
  const columns = names.map((name) => columnFor(block, name, scanner, line))
  let count = 0
  for (; token?.kind === 'value'; token = scanner.next()) {
    columns[count % names.length]?.push(valueOf(token))
    count++
  }
  if (count % names.length !== 0) {
    throw malformed(scanner.file, token?.line ?? scanner.line, `The loop that begins in line ${line} ends within a row`, `${count} values`, `a multiple of its ${names.length} columns`)
  }
  const operations = columns[names.findIndex((name) => OPERATION_NAMES.has(name))]
  for (const value of operations ?? []) if (value !== undefined) block.operations.push(value)
  return token
}

/** Where the values of a column go; undefined for columns that are passed over. */
function columnFor(block: OpenBlock, name: string, scanner: CifScanner, line: number): (CifValue | undefined)[] | undefined {
  if (OPERATION_NAMES.has(name)) return []
  if (!SITE_NAMES.has(name)) return undefined
  if (block.sites.has(name)) throw malformed(scanner.file, line, `${name} is given twice in one block`, name, 'each name once')
  const column: (CifValue | undefined)[] = []
  block.sites.set(name, column)
  return column
}

const valueOf = (token: { text: string; quoted: boolean; line: number }): CifValue | undefined =>
  !token.quoted && (token.text === '?' || token.text === '.') ? undefined : { text: token.text, line: token.line }

function describe(token: CifToken | undefined): string {
  if (token === undefined) return 'the end of the file'
  if (token.kind === 'value') return token.text
  return token.kind === 'name' ? token.name : token.kind === 'data' ? `data_${token.name}` : `${token.kind}_`
}
