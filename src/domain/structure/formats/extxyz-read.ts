/** Reads XYZ and extended XYZ (https://github.com/libAtoms/extxyz): many frames, any columns. Å, eV, eV/Å. */
import { ADSORBATE, type StructureParts } from '../structure'
import { type ExtxyzColumns, type Row, plainColumns, parseProperties } from './extxyz-columns'
import { parseFlags, parsePairs, parseValue } from './extxyz-comment'
import { type InfoValue, type ReadFrame, type Source, stemOf } from './frame'
import { Lines, checkedAtomCount, countOf, numberOf, structureAt, tokensOf } from './text'

/** Keys of the comment line that become part of the structure. */
const STRUCTURAL = new Set(['Lattice', 'Properties', 'pbc'])

export function readExtxyz({ text, file }: Source): ReadFrame[] {
  const lines = new Lines(text, file)
  const frames: ReadFrame[] = []
  while (!lines.ended) {
    const header = lines.need('the number of atoms')
    if (header.trim() === '') continue
    frames.push(readFrame(header, lines, frames.length))
  }
  if (frames.length === 0) throw lines.fail('The file is empty', 'the end of the file', 'the number of atoms')
  const stem = stemOf(file)
  return frames.map((frame, k) => ({ ...frame, label: frames.length === 1 ? stem : `${stem} ${k + 1}` }))
}

function readFrame(header: string, lines: Lines, index: number): ReadFrame {
  const announced = countOf(header.trim())
  if (announced === undefined) throw lines.fail(`Frame ${index + 1} does not begin with its number of atoms`, header, 'a whole number')
  const n = checkedAtomCount(announced, lines)
  const comment = readComment(lines)
  const commentLine = lines.line
  const columns = comment.columns
  const numbers = new Uint8Array(n)
  const positions = new Float64Array(3 * n)
  const forces = columns.forces === undefined ? undefined : new Float64Array(3 * n)
  const tags = columns.tags === undefined ? undefined : new Float64Array(n)
  const fixed = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const row: Row = { tokens: tokensOf(lines.need(`atom ${i + 1} of ${n}`)), lines }
    columns.check(row)
    numbers[i] = columns.element(row)
    positions.set(columns.position(row), 3 * i)
    if (forces !== undefined) forces.set(columns.forces!(row), 3 * i)
    if (tags !== undefined) tags[i] = columns.tags!(row)
    fixed[i] = columns.fixed(row) ? 1 : 0
  }
  const parts: StructureParts = { numbers, positions, fixed, cell: comment.cell, pbc: comment.pbc }
  const { energy, ...info } = comment.info
  const oc20 = tags?.every((tag) => tag <= ADSORBATE && tag >= 0) ?? true
  return {
    structure: structureAt(tags !== undefined && oc20 ? { ...parts, tags } : parts, lines.file, commentLine),
    label: '',
    // Tags of another convention (ASE numbers the layers of a slab) are kept as they are, and mean nothing to us.
    info: { ...info, ...(tags === undefined || oc20 ? {} : { file_tags: Array.from(tags) }), ...(energy === undefined || typeof energy === 'number' ? {} : { energy }) },
    ...(typeof energy === 'number' ? { energy } : {}),
    ...(forces === undefined ? {} : { forces }),
  }
}

interface Comment {
  readonly info: Record<string, InfoValue>
  readonly cell: readonly number[]
  readonly pbc: [boolean, boolean, boolean]
  readonly columns: ExtxyzColumns
}

const NO_CELL = [0, 0, 0, 0, 0, 0, 0, 0, 0]

/** The second line of a frame: pairs where there are any, a remark in a plain XYZ file. */
function readComment(lines: Lines): Comment {
  const line = lines.need('the comment line')
  const pairs = line.includes('=') ? parsePairs(line) : undefined
  if (pairs === undefined) {
    if (/(?:Lattice|Properties)\s*=/.test(line)) throw lines.fail('A quote or bracket of the comment line is not closed', line, 'closing quotes')
    const remark = line.trim()
    return { info: remark === '' ? {} : { comment: remark }, cell: NO_CELL, pbc: [false, false, false], columns: plainColumns() }
  }
  const info: Record<string, InfoValue> = Object.create(null) as Record<string, InfoValue>
  for (const [key, value] of pairs) if (!STRUCTURAL.has(key)) info[key] = key === 'uid' ? value : parseValue(value)
  const lattice = pairs.get('Lattice')
  const properties = pairs.get('Properties')
  const flags = pairs.get('pbc')
  const pbc = flags === undefined ? undefined : parseFlags(flags)
  if (flags !== undefined && pbc === undefined) throw lines.fail('The periodicity could not be read', `pbc="${flags}"`, 'pbc="T T F" or the like')
  return {
    info: { ...info },
    cell: lattice === undefined ? NO_CELL : readLattice(lattice, lines),
    pbc: pbc ?? (lattice === undefined ? [false, false, false] : [true, true, true]),
    columns: properties === undefined ? plainColumns() : parseProperties(properties, lines),
  }
}

/** Nine numbers, a then b then c: the rows of our cell. */
function readLattice(text: string, lines: Lines): number[] {
  const values = text.split(/[\s,[\]]+/).filter((part) => part !== '').map(numberOf)
  if (values.length !== 9 || values.includes(undefined)) throw lines.fail('The lattice could not be read', `Lattice="${text}"`, 'nine numbers: ax ay az bx by bz cx cy cz')
  return values as number[]
}
