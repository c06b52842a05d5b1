/** Text and JSON on the terminal. Results go to stdout; progress, messages and errors to stderr. */

/** Left- or right-aligned columns, two spaces apart. A column of numbers is right-aligned. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = header.map((title, k) => Math.max(title.length, ...rows.map((row) => (row[k] ?? '').length)))
  const numeric = header.map((_, k) => rows.length > 0 && rows.every((row) => /^[-+]?[\d.]*(e[-+]?\d+)?$/.test(row[k] ?? '')))
  const line = (cells: readonly string[]): string => cells.map((cell, k) => (numeric[k] ? cell.padStart(widths[k]!) : cell.padEnd(widths[k]!))).join('  ').trimEnd()
  return [line(header), widths.map((width) => '-'.repeat(width)).join('  '), ...rows.map(line)].join('\n')
}

export const print = (text: string): void => void process.stdout.write(`${text}\n`)
export const note = (text: string): void => void process.stderr.write(`${text}\n`)

/** One JSON document; typed arrays become plain arrays. */
export const printJson = (value: unknown): void => print(toJson(value))

export const toJson = (value: unknown): string => JSON.stringify(value, (_key, v: unknown) => (ArrayBuffer.isView(v) ? Array.from(v as unknown as ArrayLike<number>) : v), 2)

/** '45 s', '3 min', '2.5 h' */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${(seconds / 3600).toFixed(1)} h`
}
