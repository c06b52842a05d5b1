/** What is wrong with a number as typed; null when nothing is. */
export function numberError(text: string, min: number, max: number, whole: boolean): string | null {
  const value = Number(text)
  if (text.trim() === '' || !Number.isFinite(value)) return 'A number is needed'
  if (whole && !Number.isInteger(value)) return 'A whole number is needed'
  if (value < min || value > max) return `Between ${min} and ${max}`
  return null
}
