/** Reading text by lines and tokens, with errors that say where. Everything here is linear in the length of its input. */
import { type AdatomError, invalidInput, unsupported } from '../../errors'
import { atomicNumberOf } from '../elements'
import { MAX_ATOMS, type Structure, type StructureParts, makeStructure } from '../structure'

/** Å. A coordinate beyond a millimetre is a mistake, and would overflow further on. */
const MAX_COORDINATE = 1e7

const LONGEST_QUOTE = 80
const LONGEST_NUMBER = 64
/** Characters. The widest line of a real file is the comment line of an extended XYZ frame. */
const LONGEST_LINE = 1_000_000

/** Text of a file as it is shown in a message: one line, not too long. */
export function quoted(text: string): string {
  const line = text.slice(0, LONGEST_QUOTE + 1).replaceAll(/[\p{Cc}\p{Cs}]/gu, ' ')
  return line.length > LONGEST_QUOTE ? `${line.slice(0, LONGEST_QUOTE)}...` : line
}

/** `line` counts from 1. */
export const malformed = (file: string, line: number, message: string, found: string, expected: string): AdatomError<'InvalidInput'> =>
  invalidInput(`${message} (${file}, line ${line})`, { found: quoted(found), expected, at: { file, line } })

export const notHandled = (file: string, line: number, message: string, what: string): AdatomError<'Unsupported'> =>
  unsupported(`${message} (${file}, line ${line})`, { what: quoted(what), at: { file, line } })

/** The lines of a text, one after the other, without a copy of all of them. */
export class Lines {
  readonly file: string
  readonly #text: string
  #offset = 0
  /** number of the line that `next` returned last */
  line = 0
  constructor(text: string, file: string) {
    this.#text = text
    this.file = file
  }

  get ended(): boolean { return this.#offset >= this.#text.length }
  /** characters not yet read: a bound on what the file can still hold */
  get remaining(): number { return this.#text.length - this.#offset }

  /** The next line without its end; undefined after the last. */
  next(): string | undefined {
    if (this.ended) return undefined
    const end = this.#text.indexOf('\n', this.#offset)
    const stop = end < 0 ? this.#text.length : end
    this.line++
    const line = this.#text.slice(this.#offset, stop)
    if (line.length > LONGEST_LINE) throw this.fail('The line is too long', `${line.length} characters`, `at most ${LONGEST_LINE}`)
    this.#offset = stop + 1
    return line.endsWith('\r') ? line.slice(0, -1) : line
  }

  /** The next line; an error that names what is missing after the last. */
  need(what: string): string {
    const line = this.next()
    if (line === undefined) throw malformed(this.file, this.line + 1, 'The file ends too early', 'the end of the file', what)
    return line
  }

  fail(message: string, found: string, expected: string): AdatomError<'InvalidInput'> {
    return malformed(this.file, this.line, message, found, expected)
  }
}

/** Tokens between blanks. */
export function tokensOf(line: string): string[] {
  const trimmed = line.trim()
  return trimmed === '' ? [] : trimmed.split(/\s+/)
}

/** A finite number written in decimal (an exponent may be e, or Fortran's d); undefined for anything else. */
export function numberOf(token: string): number | undefined {
  if (token.length > LONGEST_NUMBER || !/^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eEdD][+-]?\d+)?$/.test(token)) return undefined
  const value = Number(token.replace(/[dD]/, 'e'))
  return Number.isFinite(value) ? value : undefined
}

/** A whole number from 0 to 2^53; undefined for anything else. */
export function countOf(token: string): number | undefined {
  if (token.length > LONGEST_NUMBER || !/^\+?\d+$/.test(token)) return undefined
  const value = Number(token)
  return Number.isSafeInteger(value) ? value : undefined
}

/** The number of atoms a file announces. It must be able to hold them: an announcement alone allocates nothing. */
export function checkedAtomCount(count: number, lines: Lines): number {
  if (count === 0) throw lines.fail('The file has no atoms', '0', 'at least one atom')
  if (count > MAX_ATOMS) throw lines.fail('The file announces more atoms than Adatom handles', String(count), `at most ${MAX_ATOMS}`)
  // 'H 0 0 0' and 'x y z' are the shortest lines; 6 characters with the line's end
  if (count * 5 > lines.remaining) throw lines.fail('The file is too short for the atoms it announces', `${count} atoms announced, ${lines.remaining} characters left`, `a line for each of the ${count} atoms`)
  return count
}

/** Three coordinates from tokens[first..first+2]. */
export function coordinates(tokens: readonly string[], first: number, lines: Lines): [number, number, number] {
  const at = (k: number): number => {
    const token = tokens[first + k]
    const value = token === undefined ? undefined : numberOf(token)
    if (value === undefined || Math.abs(value) > MAX_COORDINATE) {
      throw lines.fail('A coordinate could not be read', token ?? `${tokens.length} columns: ${tokens.join(' ')}`, `three numbers of at most ${MAX_COORDINATE} Å`)
    }
    return value
  }
  return [at(0), at(1), at(2)]
}

/** Atomic number of a symbol in any case ('CU', 'cu'); D and T are hydrogen. */
export function elementOf(symbol: string): number | undefined {
  if (symbol === '' || symbol.length > 2) return undefined
  const name = symbol[0]!.toUpperCase() + symbol.slice(1).toLowerCase()
  return name === 'D' || name === 'T' ? 1 : atomicNumberOf(name)
}

/** `makeStructure`, whose complaints then name the file and the line. */
export function structureAt(parts: StructureParts, file: string, line: number): Structure {
  const largest = Array.from(parts.cell).reduce((m, x) => Math.max(m, Math.abs(x)), 0)
  if (!(largest <= MAX_COORDINATE)) throw malformed(file, line, 'The cell is too large', `${largest} Å`, `at most ${MAX_COORDINATE} Å`)
  try {
    return makeStructure(parts)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw malformed(file, line, reason, `cell ${Array.from(parts.cell, (x) => String(x)).join(' ')}`, 'a cell whose periodic directions span space, and finite coordinates')
  }
}
