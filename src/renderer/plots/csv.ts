/** The data behind a plot as CSV: what is null is empty, and a text is quoted where it must be. */
export type CsvValue = string | number | null

const cell = (value: CsvValue): string => (typeof value === 'string' && /[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value ?? ''))

export const plotCsvOf = (header: readonly string[], rows: readonly (readonly CsvValue[])[]): string => `${[header, ...rows].map((row) => row.map(cell).join(',')).join('\n')}\n`
