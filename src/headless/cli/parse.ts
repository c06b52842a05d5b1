/** What stands in a command's options, as values. Every function throws UsageError with what was found and what is expected. */
import { parseMillers, type TypedPlane } from '../../domain/chemistry/surfaces/miller-notation'
import { UsageError } from './exit-codes'

/** 'CO, H,O' -> ['CO', 'H', 'O'] */
export function parseList(text: string): string[] {
  const items = text.split(',').map((item) => item.trim())
  if (items.some((item) => item === '')) throw new UsageError(`An entry of the list "${text}" is empty`)
  return items
}

/** At least one plane, as an option's value. */
export function planes(text: string): readonly TypedPlane[] {
  const found = parseMillers(text)
  if (found.length === 0) throw new UsageError('No plane is given; write for example 111,1-10 or 10-10')
  return found
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

export const probability =
  (name: string) =>
  (text: string): number => {
    const value = Number(text)
    if (text.trim() === '' || !(value > 0 && value < 1)) throw new UsageError(`${name} is a probability between 0 and 1, not "${text}"`)
    return value
  }

export const oneOf =
  <T extends string>(name: string, choices: readonly T[]) =>
  (text: string): T => {
    const found = choices.find((choice) => choice === text)
    if (found === undefined) throw new UsageError(`${name} is one of ${choices.join(', ')}, not "${text}"`)
    return found
  }
