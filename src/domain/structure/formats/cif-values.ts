/** Numbers, elements and symmetry operations as CIF writes them. */
import { determinant } from '../../math/vec3'
import type { SymmetryOperation } from '../symmetry'
import type { CifValue } from './cif-blocks'
import { elementOf, malformed, notHandled, numberOf } from './text'

/** A number with or without its standard uncertainty: 1.234(5) -> 1.234. */
export function cifNumber(value: CifValue, what: string, file: string): number {
  const text = value.text.trim()
  const bracket = text.indexOf('(')
  const wellFormed = bracket < 0 || (text.length - bracket < 20 && /^\(\d+\)$/.test(text.slice(bracket)))
  const found = wellFormed ? numberOf(bracket < 0 ? text : text.slice(0, bracket)) : undefined
  if (found === undefined) throw malformed(file, value.line, `${what} could not be read`, value.text, 'a number such as 1.234 or 1.234(5)')
  return found
}

/** The element of `_atom_site_type_symbol`: Ti, TI, Ti4+, O2-, D. */
export function elementOfType(value: CifValue, file: string): number {
  const letters = leadingLetters(value.text)
  const z = elementOf(letters)
  if (z === undefined) throw malformed(file, value.line, 'An element is not known', value.text, 'an element symbol, with or without a charge')
  return z
}

/** The element at the start of a label: Cu1, O1W, HO2 is refused (holmium, or hydrogen on oxygen). */
export function elementOfLabel(value: CifValue, file: string): number {
  const letters = leadingLetters(value.text)
  const [one, two] = [elementOf(letters.slice(0, 1)), letters.length >= 2 ? elementOf(letters.slice(0, 2)) : undefined]
  if (two !== undefined && /^[A-Z][a-z]/.test(letters)) return two
  if (one !== undefined && two !== undefined) throw notHandled(file, value.line, 'The element of a label can be read in two ways; the file needs _atom_site_type_symbol', value.text)
  const z = two ?? one
  if (z === undefined) throw malformed(file, value.line, 'An element is not known', value.text, 'a label that begins with an element symbol')
  return z
}

const leadingLetters = (text: string): string => /^[A-Za-z]{0,8}/.exec(text.trim())?.[0] ?? ''

/**
 * 'x, y+1/2, -z' and its like: signs, fractions or decimals, coefficients, any order, spaces. Translations within 5e-4 of a
 * multiple of 1/24 are taken as that multiple (0.3333 is 1/3): operations in a conventional cell have no others.
 */
export function parseOperation(value: CifValue, file: string): SymmetryOperation {
  const wrong = (): Error => malformed(file, value.line, 'A symmetry operation could not be read', value.text, "three terms such as 'x, y+1/2, -z'")
  if (value.text.length > 200) throw wrong()
  const rows = value.text.split(',').map(parseTerm)
  if (rows.length !== 3 || rows.includes(undefined)) throw wrong()
  const [a, b, c] = rows as [Term, Term, Term]
  const rotation = [...a.coefficients, ...b.coefficients, ...c.coefficients].map((x) => x + 0)
  if (Math.abs(determinant(rotation)) !== 1) throw malformed(file, value.line, 'A symmetry operation does not map space onto itself', value.text, 'a determinant of 1 or -1')
  return { rotation, translation: [snapped(a.constant), snapped(b.constant), snapped(c.constant)] }
}

interface Term {
  readonly coefficients: readonly [number, number, number]
  readonly constant: number
}

/** One coordinate: a sum of signed numbers, fractions and letters. */
function parseTerm(text: string): Term | undefined {
  const coefficients: [number, number, number] = [0, 0, 0]
  let constant = 0
  const compact = text.replaceAll(/\s/g, '').toLowerCase()
  const pieces = compact.match(/[+-]?[^+-]+/g)
  if (pieces === null || pieces.join('') !== compact) return undefined
  for (const piece of pieces) {
    const match = /^([+-]?)(\d+(?:\.\d*)?|\.\d+)?(?:\/(\d+))?\*?([xyz])?(?:\/(\d+))?$/.exec(piece)
    if (match === null || (match[2] === undefined && (match[3] !== undefined || match[4] === undefined))) return undefined
    const size = Number(match[2] ?? 1) / Number(match[3] ?? 1) / Number(match[5] ?? 1)
    const signed = match[1] === '-' ? -size : size
    if (!Number.isFinite(signed)) return undefined
    if (match[4] === undefined) constant += signed
    else coefficients['xyz'.indexOf(match[4])]! += signed
  }
  return coefficients.every(Number.isInteger) ? { coefficients, constant } : undefined
}

function snapped(x: number): number {
  const fraction = x - Math.floor(x)
  const nearest = Math.round(24 * fraction) / 24
  return Math.abs(fraction - nearest) < 5e-4 ? nearest % 1 : fraction
}
