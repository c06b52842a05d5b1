/**
 * The points behind a shipped calibration, NAME.errors.csv beside the model: `# calibration: ID`, then part (calibration or test), label,
 * adsorbate, elements of the slab separated by blanks, error (eV, potential less DFT), distance.
 */
import { invalidInput } from '../errors'
import { makeErrorTable, type ErrorTable } from './error-table'

export interface ErrorPoint {
  readonly part: 'calibration' | 'test'
  readonly label: string
  readonly adsorbate: string
  readonly elements: string
  readonly error: number
  readonly distance: number
}

const HEADER = 'part,label,adsorbate,elements,error (eV),distance'

/** Six significant digits: a distance is no better known. */
export function writeErrorPoints(calibration: string, points: readonly ErrorPoint[]): string {
  const number = (x: number): string => String(Number(x.toPrecision(6)))
  const lines = points.map((p) => [p.part, p.label.replaceAll(/[",\n]/g, ' '), p.adsorbate, p.elements, number(p.error), number(p.distance)].join(','))
  return `# calibration: ${calibration}\n${HEADER}\n${lines.join('\n')}\n`
}

/** Throws InvalidInput for a file that is something else, and for one that belongs to another calibration. */
export function parseErrorPoints(text: string, file: string, calibration: string): ErrorPoint[] {
  const [first, header, ...lines] = text.trimEnd().split(/\r?\n/)
  const id = /^# calibration: (\w+)$/.exec(first ?? '')?.[1]
  if (id === undefined || header !== HEADER) throw invalidInput(`${file} is not a table of calibration points`, { at: { file }, expected: HEADER })
  if (id !== calibration) throw invalidInput(`${file} belongs to another calibration`, { at: { file }, found: id, expected: calibration })
  return lines.map((line, k) => {
    const [part, label, adsorbate, elements, error, distance] = line.split(',')
    const point = { part, label, adsorbate, elements, error: Number(error), distance: Number(distance) }
    if ((part !== 'calibration' && part !== 'test') || label === undefined || adsorbate === undefined || elements === undefined || !Number.isFinite(point.error) || !(point.distance >= 0)) {
      throw invalidInput(`${file} has a row that could not be read`, { at: { file, line: k + 3 }, found: line })
    }
    return point as ErrorPoint
  })
}

export const tableOfPoints = (points: readonly ErrorPoint[]): ErrorTable =>
  makeErrorTable({ errors: points.map(({ error }) => error), uncertainties: points.map(({ distance }) => distance), groups: points.map(({ adsorbate }) => adsorbate) })
