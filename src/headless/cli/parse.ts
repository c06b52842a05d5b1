/** What stands in a command's options, as values. Every function throws UsageError with what was found and what is expected. */
import type { Miller } from '../../domain/chemistry/types'
import { UsageError } from './exit-codes'

/** 'CO, H,O' -> ['CO', 'H', 'O'] */
export function parseList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim())
  if (items.some((item) => item === '')) throw new UsageError(`An entry of the list "${text}" is empty`)
  return items
}

export interface ParsedMiller {
  readonly miller: Miller
  /** given with four indices, (hkil): only hexagonal crystals have them */
  readonly hexagonal: boolean
}

/**
 * Miller indices: '111', '1-10', '1 -1 0', '10-10' (four: hkil), '(2 1 0)'; several separated by commas.
 * Without spaces every index is one digit with an optional minus sign.
 */
export const parseMillers = (text: string): ParsedMiller[] => parseList(text).map(parseOne)

function parseOne(text: string): ParsedMiller {
  const bare = text.replace(/^[([{]\s*/, '').replace(/\s*[)\]}]$/, '')
  const indices = (/[\s.]/.test(bare) ? bare.split(/[\s.]+/) : (bare.match(/-?\d/g) ?? [])).map(Number)
  const readable = /^-?\d+([\s.]+-?\d+)*$|^(-?\d)+$/.test(bare) && indices.every(Number.isInteger)
  if (!readable || (indices.length !== 3 && indices.length !== 4)) throw new UsageError(`"${text}" is not a plane; write 111, 1-10, "1 -1 0", or 10-10 for hexagonal crystals`)
  const [h = 0, k = 0] = indices
  const l = indices.at(-1) ?? 0
  if (indices.length === 4 && h + k + indices[2]! !== 0) throw new UsageError(`"${text}" is not a hexagonal plane: its first three indices must add up to 0`)
  if (h === 0 && k === 0 && l === 0) throw new UsageError(`"${text}" is not a plane: all its indices are 0`)
  return { miller: [h, k, l], hexagonal: indices.length === 4 }
}

/** A whole number within bounds, for commander. */
export const whole =
  (name: string, min: number, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < min || value > max) throw new UsageError(`${name} is a whole number from ${min} to ${max}, not "${text}"`)
    return value
  }

export const positive =
  (name: string, max: number) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value > 0) || value > max) throw new UsageError(`${name} is a number above 0 and up to ${max}, not "${text}"`)
    return value
  }

export const oneOf =
  <T extends string>(name: string, choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found === undefined) throw new UsageError(`${name} is one of ${choices.join(', ')}, not "${text}"`)
    return found
  }
