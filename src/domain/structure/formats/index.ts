/** Structure files: one reader for all, one writer for each. What is read, written and refused: docs/formats.md. */
import { invalidInput } from '../../errors'
import type { SpaceGroupLookup } from '../symmetry'
import { readCif } from './cif-read'
import { readExtxyz } from './extxyz-read'
import type { ReadFrame, Source, StructureFormat } from './frame'
import { readPoscar } from './poscar-read'
import { countOf, numberOf, quoted, tokensOf } from './text'

export { writeCif } from './cif-write'
export { type WriteFrame, writeExtxyz } from './extxyz-write'
export { type InfoValue, type ReadFrame, type StructureFormat, stemOf } from './frame'
export { writePoscar } from './poscar-write'

export interface ReadOptions {
  /** the file's name, with or without its folder: for messages, labels and the format */
  readonly name: string
  /** otherwise by name, then by content */
  readonly format?: StructureFormat
  /** operations of a CIF that only names its space group; without it such a file is Unsupported */
  readonly spaceGroups?: SpaceGroupLookup
}

/**
 * All structures of a text, in order; at least one. Throws InvalidInput or Unsupported, with the file and the line.
 * Time and memory are linear in the length of the text.
 */
export function readStructures(text: string, { name, format, spaceGroups }: ReadOptions): ReadFrame[] {
  const source = { text: normalised(text), file: name }
  if (source.text.includes('\0')) throw invalidInput(`${name} is not a text file`, { found: 'a zero byte', expected: 'CIF, POSCAR or extended XYZ', at: { file: name } })
  const chosen = format ?? formatOfName(name) ?? formatOfContent(source.text)
  if (chosen === undefined) throw invalidInput(`The format of ${name} is not known`, { found: quoted(source.text), expected: 'CIF, POSCAR or extended XYZ', at: { file: name, line: 1 } })
  return READERS[chosen](source, spaceGroups)
}

const READERS: Readonly<Record<StructureFormat, (source: Source, spaceGroups: SpaceGroupLookup | undefined) => ReadFrame[]>> = { cif: readCif, poscar: readPoscar, extxyz: readExtxyz }

/** The format that a file's name announces; '.gz' is passed over. */
export function formatOfName(name: string): StructureFormat | undefined {
  const base = name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1).toLowerCase().replace(/\.gz$/, '')
  if (base.endsWith('.cif')) return 'cif'
  if (base.endsWith('.xyz') || base.endsWith('.extxyz')) return 'extxyz'
  if (/\.(?:vasp|poscar|contcar)$/.test(base) || base.startsWith('poscar') || base.startsWith('contcar')) return 'poscar'
  return undefined
}

/** The format that a text looks like. */
export function formatOfContent(text: string): StructureFormat | undefined {
  const head = text.slice(0, 100_000).split('\n', 1000)
  const filled = head.filter((line) => line.trim() !== '')
  const startsWithNumbers = (line: string | undefined, count: number): boolean => {
    const tokens = tokensOf((line ?? '').slice(0, 1000)).slice(0, count)
    return tokens.length === count && tokens.every((token) => numberOf(token) !== undefined)
  }
  if (head.some((line) => /^\s*(?:data_|_cell[_.]length_a\s|_atom_site[_.])/i.test(line))) return 'cif'
  if (startsWithNumbers(head[1], 1) && [2, 3, 4].every((i) => startsWithNumbers(head[i], 3))) return 'poscar'
  if (countOf((filled[0] ?? '').trim()) !== undefined) return 'extxyz'
  return undefined
}

/** Without a byte-order mark, and with the line ends of old Macs made ordinary. */
function normalised(text: string): string {
  const start = text.startsWith('\uFEFF') ? text.slice(1) : text
  return start.includes('\r') && !start.includes('\n') ? start.replaceAll('\r', '\n') : start
}
