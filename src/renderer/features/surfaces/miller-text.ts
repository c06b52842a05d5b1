/** Miller indices as people type them: '111, 100', '1 1 1; 2 -1 0', '(1-10)', '0001', with bars written as a minus or as an overline. */
import type { Miller } from '../../../domain/chemistry/types'

export type MillerParse = { readonly kind: 'ok'; readonly miller: readonly Miller[] } | { readonly kind: 'wrong'; readonly token: string; readonly why: string }

const OVERLINE = /(\d)[\u0304\u0305]/g
const wrong = (token: string, why: string): MillerParse => ({ kind: 'wrong', token, why })

/** Indices that are typed twice are kept once. Four indices (h k i l) need i = -(h + k) and give (h k l). */
export function parseMiller(text: string): MillerParse {
  const found: Miller[] = []
  for (const token of tokens(text.replace(OVERLINE, '-$1').replace(/[\u2212\u2013]/g, '-'))) {
    const numbers = readNumbers(token)
    if (!numbers) return wrong(token, 'three indices are needed, such as 111 or (2 -1 0)')
    const index = toThree(numbers)
    if (typeof index === 'string') return wrong(token, index)
    if (!found.some((m) => m.every((v, i) => v === index[i]))) found.push(index)
  }
  return { kind: 'ok', miller: found }
}

/** '111', '(12 1 0)' where an index has two digits, '11̄0' with an overline for a minus. */
export function formatMiller(m: readonly number[]): string {
  if (m.some((v) => Math.abs(v) > 9)) return `(${m.join(' ')})`
  return m.map((v) => (v < 0 ? `${-v}\u0305` : String(v))).join('')
}

/** The text that parses back to the same indices. */
export const millerText = (list: readonly Miller[]): string => list.map((m) => (m.some((v) => Math.abs(v) > 9) ? `(${m.join(' ')})` : m.join(''))).join(', ')

/** Brackets keep their content together; else commas and semicolons separate, and spaces where what is between them is a whole index. */
function tokens(text: string): string[] {
  return [...text.matchAll(/[([{]([^)\]}]*)[)\]}]|([^,;()[\]{}]+)/g)].flatMap((match) => {
    if (match[1] !== undefined) return [match[1].replaceAll(',', ' ').trim() || match[0]]
    const part = match[2]!.trim()
    if (part === '') return []
    const words = part.split(/\s+/)
    return words.length > 1 && words.every((w) => (compact(w)?.length ?? 0) >= 3) ? words : [part]
  })
}

const compact = (word: string): number[] | null => (/^(-?\d)+$/.test(word) ? [...word.matchAll(/-?\d/g)].map(([digit]) => Number(digit)) : null)

function readNumbers(token: string): number[] | null {
  const words = token.split(/\s+/)
  if (words.length === 1) return compact(token)
  return words.every((w) => /^-?\d{1,2}$/.test(w)) ? words.map(Number) : null
}

function toThree(numbers: readonly number[]): Miller | string {
  const [h = 0, k = 0, i = 0, l = 0] = numbers.map((v) => v + 0)
  if (numbers.length !== 3 && numbers.length !== 4) return `${numbers.length} indices were found; three are needed (or four, h k i l)`
  if (numbers.length === 4 && i !== -(h + k)) return `the third of four indices must be ${-(h + k)}, the negative sum of the first two`
  const three: Miller = numbers.length === 4 ? [h, k, l] : [h, k, i]
  if (three.every((v) => v === 0)) return '(0 0 0) is not a plane'
  if (three.some((v) => Math.abs(v) > 20)) return 'an index is larger than 20'
  return three
}
