/**
 * Miller indices as people type them, for every field and option alike: '111, 100', '1 1 1; 2 -1 0', '(1-10)', '1.10.0', '10-10', with bars
 * written as a minus or as an overline.
 */
import { invalidInput } from '../../errors'
import { plural } from '../../units/plural'
import type { Miller } from '../types'
import { MAX_MILLER } from './miller'

export interface TypedPlane {
  readonly miller: Miller
  /** given with four indices, (hkil): only hexagonal cells have them */
  readonly hexagonal: boolean
}

const OVERLINE = /(\d)[\u0304\u0305]/g
const MINUSES = /[\u2212\u2013]/g

/**
 * Every plane of a text; one that is typed twice is kept once, and an empty text gives none. Without separators every index is one digit with
 * an optional minus sign; spaces or points keep indices of two digits apart. Four indices (h k i l) need i = -(h + k) and give (h k l).
 * Throws InvalidInput with the piece of the text that is no plane.
 */
export function parseMillers(text: string): TypedPlane[] {
  const found = new Map<string, TypedPlane>()
  for (const token of tokens(text.replace(OVERLINE, '-$1').replace(MINUSES, '-'))) {
    const numbers = readNumbers(token)
    if (!numbers) throw noPlane(token, 'three indices are needed, such as 111 or (2 -1 0)')
    const plane: TypedPlane = { miller: toThree(token, numbers), hexagonal: numbers.length === 4 }
    const key = plane.miller.join()
    found.set(key, { miller: plane.miller, hexagonal: plane.hexagonal || found.get(key)?.hexagonal === true })
  }
  return [...found.values()]
}

const noPlane = (token: string, why: string): Error => invalidInput(`“${token}” is not a plane: ${why}`, { found: token })

/** Brackets keep their content together; else commas and semicolons separate, and spaces where what is between them is a whole index. */
function tokens(text: string): string[] {
  return [...text.matchAll(/[([{]([^)\]}]*)[)\]}]|([^,;()[\]{}]+)/g)].flatMap((match) => {
    if (match[1] !== undefined) return [match[1].replaceAll(',', ' ').trim() || match[0]]
    const part = match[2]!.trim()
    if (part === '') return []
    const words = part.split(/\s+/)
    return words.length > 1 && words.every((w) => (readWord(w)?.length ?? 0) >= 3) ? words : [part]
  })
}

function readNumbers(token: string): number[] | null {
  const words = token.split(/\s+/)
  if (words.length === 1) return readWord(token)
  return words.every((w) => /^-?\d{1,2}$/.test(w)) ? words.map(Number) : null
}

/** '1-10', or '1.-10.0' */
function readWord(word: string): number[] | null {
  if (/^(-?\d)+$/.test(word)) return [...word.matchAll(/-?\d/g)].map(([digit]) => Number(digit))
  return /^-?\d{1,2}(\.-?\d{1,2})+$/.test(word) ? word.split('.').map(Number) : null
}

function toThree(token: string, numbers: readonly number[]): Miller {
  const [h = 0, k = 0, i = 0, l = 0] = numbers.map((v) => v + 0)
  if (numbers.length !== 3 && numbers.length !== 4) throw noPlane(token, `${plural(numbers.length, 'index', 'indices')} found; three indices are needed (or four, h k i l)`)
  if (numbers.length === 4 && i !== -(h + k)) throw noPlane(token, `the third of four indices must be ${-(h + k)}, the negative sum of the first two`)
  const three: Miller = numbers.length === 4 ? [h, k, l] : [h, k, i]
  if (three.every((v) => v === 0)) throw noPlane(token, 'all its indices are 0')
  if (three.some((v) => Math.abs(v) > MAX_MILLER)) throw noPlane(token, `an index is larger than ${MAX_MILLER}`)
  return three
}
