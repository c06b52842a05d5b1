/** Ranked lists of candidates as CSV and JSON: documented columns, units in the header, provenance in front. */
import { assertNever, invalidInput } from '../errors'
import type { Basis, Interval } from '../uncertainty/interval'

/** One configuration, or one candidate's best configuration. Nothing here is computed by the writers. */
export interface RankedRow {
  /** from 1; equal for rows whose order is not decided; null for what is kept but not ranked (an anomaly, no energy) */
  readonly rank: number | null
  /** number of the group of rows that cannot be told apart, from 1; null where that is not known, without calibration */
  readonly group: number | null
  /** number of the minimum it ended in, from 1 by energy within the same surface and adsorbate; equal up to the symmetry of the slab */
  readonly basin?: number
  /** unique within the list */
  readonly id: string
  /** label of the slab, e.g. 'Cu-111-t0' */
  readonly slab: string
  readonly adsorbate: string
  /** placement the relaxation started from, e.g. 'rand0017' */
  readonly placement: string
  /** Hill formula of slab and adsorbate */
  readonly formula: string
  /** Miller indices of the surface, 'custom' for a slab of the user's own */
  readonly miller?: string
  /** eV, adsorption energy against the list's reference; negative binds; null where the relaxation failed */
  readonly energy: number | null
  /** how many adsorbates the energy is of; absent for one */
  readonly adsorbates?: number
  /** eV above the best of the same surface and adsorbate */
  readonly relative?: number
  readonly interval: Interval
  /** latent distance; absent where none was measured */
  readonly distance?: number
  /** absent where the energies are not calibrated */
  readonly pBest?: number
  readonly pTopK?: number
  readonly pWindow?: number
  /** 'converged', 'max-steps', ... */
  readonly outcome: string
  /** anomaly kinds; empty for a clean configuration */
  readonly anomalies: readonly string[]
  readonly forceCalls: number
  /** eV/Å, largest force on a free atom at the end */
  readonly fmax?: number
  /** false: the potential was not made for this kind of system */
  readonly inDomain?: boolean
  /** what a reader should know of this row: why it failed, why it is out of the domain */
  readonly note?: string
  /** eV, once DFT has been imported */
  readonly dftEnergy?: number
  /** what that energy is of: the structure of the potential, or DFT's own minimum */
  readonly dftTruth?: 'same-structure' | 'own-minimum'
}

/** Where the numbers come from. Everything is written into both formats. */
export interface Provenance {
  readonly software: string
  /** name and SHA-256 of the potential */
  readonly model: { readonly name: string; readonly sha256: string }
  /** absent: the energies are not calibrated */
  readonly calibrationId?: string
  /** calibrations against other truths that some of the bars come from */
  readonly otherCalibrationIds?: readonly string[]
  /** the reference of the energies, in words: 'adsorption, RPBE, gas H2 H2O CO' */
  readonly reference: string
  readonly seed: number
  readonly settings: Readonly<Record<string, string | number | boolean>>
  /** ISO 8601, given by the caller; absent where equal input must give equal bytes */
  readonly created?: string
}

export interface RankedList {
  readonly provenance: Provenance
  /** k of `pTopK` */
  readonly topK: number
  /** eV, bounds of `pWindow` */
  readonly window?: readonly [number, number]
  readonly rows: readonly RankedRow[]
  /** by surface and adsorbate, for the JSON as they are (PairAnswer of domain/adsorbml/answer.ts); energies in eV */
  readonly answers?: readonly object[]
}

type Cell = string | number | null

export interface Column {
  readonly name: string
  /** '' for text and pure numbers */
  readonly unit: string
  readonly description: string
  readonly value: (row: RankedRow) => Cell
}

const bound = (interval: Interval, side: 'low' | 'high'): Cell => (interval.kind === 'calibrated' ? interval[side] : null)

const basisOf = (interval: Interval): Basis | undefined => (interval.kind === 'calibrated' ? interval.basis : undefined)

/** Every column of the list, in its order. */
export const COLUMNS: readonly Column[] = [
  { name: 'rank', unit: '', description: 'Place from 1; rows whose order is not decided share it', value: (r) => r.rank },
  { name: 'group', unit: '', description: 'Number of the group of rows that cannot be told apart, within the same surface and adsorbate', value: (r) => r.group },
  { name: 'basin', unit: '', description: 'Number of the minimum it ended in, from 1 by energy within the same surface and adsorbate; rows that are the same up to the symmetry of the slab share it', value: (r) => r.basin ?? null },
  { name: 'id', unit: '', description: 'Identity of the configuration', value: (r) => r.id },
  { name: 'slab', unit: '', description: 'Slab', value: (r) => r.slab },
  { name: 'adsorbate', unit: '', description: 'Adsorbate', value: (r) => r.adsorbate },
  { name: 'placement', unit: '', description: 'Placement the relaxation started from', value: (r) => r.placement },
  { name: 'formula', unit: '', description: 'Formula of slab and adsorbate, Hill order', value: (r) => r.formula },
  { name: 'miller', unit: '', description: 'Miller indices of the surface', value: (r) => r.miller ?? null },
  { name: 'energy', unit: 'eV', description: 'Adsorption energy of the potential, of all adsorbates together; negative binds', value: (r) => r.energy },
  { name: 'adsorbates', unit: '', description: 'How many adsorbates that energy is of', value: (r) => r.adsorbates ?? 1 },
  { name: 'energy_each', unit: 'eV', description: 'Adsorption energy per adsorbate', value: (r) => (r.energy === null ? null : r.energy / (r.adsorbates ?? 1)) },
  { name: 'above_best', unit: 'eV', description: 'Energy above the best of the same surface and adsorbate', value: (r) => r.relative ?? null },
  { name: 'low', unit: 'eV', description: 'Lower end of the calibrated interval; empty without one', value: (r) => bound(r.interval, 'low') },
  { name: 'high', unit: 'eV', description: 'Upper end of the calibrated interval; empty without one', value: (r) => bound(r.interval, 'high') },
  { name: 'level', unit: '', description: 'Nominal coverage of the interval', value: (r) => (r.interval.kind === 'calibrated' ? r.interval.level : null) },
  { name: 'bar', unit: '', description: 'calibrated, out-of-domain or uncalibrated', value: (r) => r.interval.kind },
  { name: 'truth', unit: '', description: "What the interval was calibrated against: same-structure (DFT at the structure of the potential), own-minimum (DFT's own relaxation), teacher or user; empty without one", value: (r) => basisOf(r.interval)?.truth ?? null },
  { name: 'points', unit: '', description: 'Calibration points of this adsorbate; 0: those of other adsorbates alone', value: (r) => basisOf(r.interval)?.own ?? null },
  { name: 'distance', unit: '', description: 'Latent distance to the training data', value: (r) => finiteOr(r.distance) },
  { name: 'p_best', unit: '', description: 'Probability that its minimum (basin) has the lowest true energy among the calibrated ones of the same surface and adsorbate; rows of one basin share it; empty without calibration', value: (r) => r.pBest ?? null },
  { name: 'p_top_k', unit: '', description: 'Probability that its minimum is among the k lowest of those', value: (r) => r.pTopK ?? null },
  { name: 'p_window', unit: '', description: 'Probability of a true energy inside the window', value: (r) => r.pWindow ?? null },
  { name: 'outcome', unit: '', description: 'How the relaxation ended', value: (r) => r.outcome },
  { name: 'anomalies', unit: '', description: 'Anomalies found, separated by spaces; empty for none', value: (r) => r.anomalies.join(' ') },
  { name: 'force_calls', unit: '', description: 'Evaluations of the potential spent', value: (r) => r.forceCalls },
  { name: 'fmax', unit: 'eV/Å', description: 'Largest force on a free atom at the end', value: (r) => r.fmax ?? null },
  { name: 'in_domain', unit: '', description: 'no: the potential was not made for this kind of system', value: (r) => (r.inDomain === undefined ? null : r.inDomain ? 'yes' : 'no') },
  { name: 'note', unit: '', description: 'Why it failed, or why it is out of the domain', value: (r) => r.note ?? null },
  { name: 'dft_energy', unit: 'eV', description: 'Adsorption energy by DFT, once imported', value: (r) => r.dftEnergy ?? null },
  { name: 'dft_truth', unit: '', description: 'same-structure: DFT at the structure of the potential; own-minimum: at its own minimum', value: (r) => r.dftTruth ?? null },
]

const finiteOr = (x: number | undefined): Cell => (x === undefined || !Number.isFinite(x) ? null : x)

/**
 * CSV (RFC 4180, LF): provenance as lines `# key: value`, a header with units, one line a row; numbers in full precision, an empty
 * field where there is no value. pandas reads it with `comment='#'`. Throws InvalidInput as `checkList`.
 */
export function rankedCsv(list: RankedList): string {
  checkList(list)
  const provenance = flatten({ ...list.provenance, topK: list.topK, ...(list.window === undefined ? {} : { window: list.window.join(' to ') }) })
  const header = COLUMNS.map((c) => (c.unit === '' ? c.name : `${c.name} (${c.unit})`))
  const lines = list.rows.map((row) => COLUMNS.map((c) => field(c.value(row))).join(','))
  return `${[...provenance.map(([k, v]) => `# ${k}: ${v}`), header.map(field).join(','), ...lines].join('\n')}\n`
}

/** JSON: format, version, provenance, the description of every column, and rows as records. Throws InvalidInput as `checkList`. */
export function rankedJson(list: RankedList): string {
  checkList(list)
  const { provenance, topK, window, answers } = list
  const columns = COLUMNS.map(({ name, unit, description }) => ({ name, unit, description }))
  const rows = list.rows.map((row) => Object.fromEntries(COLUMNS.map((c) => [c.name, c.value(row)])))
  return `${JSON.stringify({ format: 'adatom-ranked-list', version: 1, provenance, topK, ...(window === undefined ? {} : { window }), columns, ...(answers === undefined ? {} : { answers }), rows }, undefined, 2)}\n`
}

/** Refuses lists that would mislead: repeated ids, energies that are not numbers, probabilities beside bars that are not calibrated. */
function checkList(list: RankedList): void {
  const seen = new Set<string>()
  for (const row of list.rows) {
    if (seen.has(row.id)) throw invalidInput('Two rows of the list have the same id', { found: row.id })
    seen.add(row.id)
    if (row.energy === null && row.rank !== null) throw invalidInput(`${row.id} is ranked but has no energy`)
    if (row.energy !== null && !Number.isFinite(row.energy)) throw invalidInput(`The energy of ${row.id} is not a number`, { found: String(row.energy) })
    const probabilities = [row.pBest, row.pTopK, row.pWindow].filter((p) => p !== undefined)
    if (probabilities.some((p) => !(p >= 0 && p <= 1))) throw invalidInput(`A probability of ${row.id} is outside 0 to 1`, { found: probabilities.join(', ') })
    checkBar(row, probabilities.length, list.provenance)
  }
}

function checkBar(row: RankedRow, probabilities: number, { calibrationId, otherCalibrationIds = [] }: Provenance): void {
  const { interval } = row
  switch (interval.kind) {
    case 'calibrated':
      if (interval.calibrationId !== calibrationId && !otherCalibrationIds.includes(interval.calibrationId)) throw invalidInput(`The interval of ${row.id} comes from another calibration than the list's`, { found: interval.calibrationId, expected: calibrationId ?? 'none' })
      return
    case 'out-of-domain':
    case 'uncalibrated':
      if (probabilities > 0) throw invalidInput(`${row.id} has a probability but no calibrated interval`, { found: interval.kind })
      return
    default:
      assertNever(interval)
  }
}

function flatten(record: object, prefix = ''): [string, string][] {
  return Object.entries(record).flatMap(([key, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null ? flatten(value, `${prefix}${key}.`) : [[prefix + key, String(value).replaceAll(/\s+/g, ' ')] as [string, string]],
  )
}

function field(value: Cell): string {
  if (value === null) return ''
  const text = String(value)
  return /[",\n\r#]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
