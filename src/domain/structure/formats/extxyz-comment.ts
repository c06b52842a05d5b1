/**
 * The comment line of an extended XYZ file: key=value pairs, with the quoting of ASE (ase/io/extxyz.py) and of libAtoms/extxyz.
 * A backslash takes the next character as it is; "..." '...' {...} [...] group; a key without a value means true.
 */
import { numberOf } from './text'
import type { InfoValue } from './frame'

const CLOSING: Readonly<Record<string, string>> = { '"': '"', "'": "'", '{': '}', '[': ']' }
const TRUE = new Set(['T', 'true', 'True', 'TRUE'])
const FALSE = new Set(['F', 'false', 'False', 'FALSE'])

/** Raw text of each value; undefined when a quote or bracket is never closed. */
export function parsePairs(line: string): Map<string, string> | undefined {
  const pairs = new Map<string, string>()
  let key: string[] | undefined
  let current: string[] = []
  let quotedEmpty = false
  const finish = (): void => {
    const text = current.join('')
    if (key !== undefined) pairs.set(key.join(''), text)
    else if (text !== '') pairs.set(text, 'T')
    key = undefined
    current = []
    quotedEmpty = false
  }
  let i = 0
  while (i < line.length) {
    const c = line[i]!
    if (c === '\\') {
      current.push(line[i + 1] ?? '')
      i += 2
    } else if (CLOSING[c] !== undefined) {
      const group = readGroup(line, i)
      if (group === undefined) return undefined
      current.push(group.text)
      quotedEmpty = true
      i = group.end
    } else if (c === '=') {
      if (key === undefined) [key, current] = [current, []]
      else current.push(c)
      i++
      // 'key = value': blanks around the sign do not end the pair
      if (current.length === 0) while (isBlank(line[i])) i++
    } else if (isBlank(c)) {
      while (isBlank(line[i])) i++
      if (line[i] !== '=' || key !== undefined) {
        if (current.length > 0 || key !== undefined || quotedEmpty) finish()
      }
    } else {
      current.push(c)
      i++
    }
  }
  finish()
  return pairs
}

const isBlank = (c: string | undefined): boolean => c === ' ' || c === '\t' || c === '\r' || c === '\v' || c === '\f'

/** A quoted or bracketed group that opens at `start`. Brackets nest; an array of arrays keeps its outer brackets. */
function readGroup(line: string, start: number): { text: string; end: number } | undefined {
  const open = line[start]!
  const close = CLOSING[open]!
  const parts: string[] = []
  let depth = 1
  let nested = false
  for (let i = start + 1; i < line.length; i++) {
    const c = line[i]!
    if (c === '\\') {
      parts.push(line[++i] ?? '')
    } else if (c === close && --depth === 0) {
      const text = parts.join('')
      return { text: nested ? open + text + close : text, end: i + 1 }
    } else {
      if (c === open && open !== close) {
        depth++
        nested = true
      }
      parts.push(c)
    }
  }
  return undefined
}

/** A number, an array of numbers, a truth value or text, as ASE decides. What would lose digits or shape stays text. */
export function parseValue(text: string): InfoValue {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  const numbers = parts.map(exactNumberOf)
  if (parts.length > 0 && numbers.every((x) => x !== undefined)) return numbers.length === 1 ? numbers[0]! : numbers
  if (parts.length === 1 && TRUE.has(parts[0]!)) return true
  if (parts.length === 1 && FALSE.has(parts[0]!)) return false
  return text.startsWith('_JSON ') ? parseJson(text) : text
}

/** Three truth values, as `pbc` has them; undefined for anything else. */
export function parseFlags(text: string): [boolean, boolean, boolean] | undefined {
  const parts = text.split(/[\s,]+/).filter((part) => part !== '')
  const flags = parts.map((part) => (TRUE.has(part) || part === '1' ? true : FALSE.has(part) || part === '0' ? false : undefined))
  const [a, b, c] = flags
  return flags.length === 3 && a !== undefined && b !== undefined && c !== undefined ? [a, b, c] : undefined
}

/** The pair as it is written: read back by `parseValue` (and by ASE) it gives the same value. */
export const writePair = (key: string, value: InfoValue): string => `${escape(key)}=${escape(valueText(value))}`

function valueText(value: InfoValue): string {
  if (typeof value === 'boolean') return value ? 'T' : 'F'
  if (typeof value === 'number') return String(value)
  if (typeof value !== 'string') return value.length < 2 ? `_JSON ${JSON.stringify(value)}` : value.join(' ')
  return parseValue(value) === value && value !== '' && !/[\n\r]/.test(value) ? value : `_JSON ${JSON.stringify(value)}`
}

function escape(text: string): string {
  if (text !== '' && !/[\s"'{}[\]\\=,]/.test(text)) return text
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`
}

/** An integer beyond 2^53 would change: it stays text. */
function exactNumberOf(token: string): number | undefined {
  const value = /[dD]/.test(token) ? undefined : numberOf(token)
  return value !== undefined && /^[+-]?\d+$/.test(token) && !Number.isSafeInteger(value) ? undefined : value
}

function parseJson(text: string): InfoValue {
  try {
    const value: unknown = JSON.parse(text.slice('_JSON '.length))
    if (typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return value
    return Array.isArray(value) && value.every((x) => typeof x === 'number' && Number.isFinite(x)) ? (value as number[]) : text
  } catch {
    return text
  }
}
