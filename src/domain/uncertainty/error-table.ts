/** Errors of a potential beside what it said about its own ignorance: what every metric and every calibration reads. */
import { invalidInput } from '../errors'

export interface ErrorTable {
  /** [n] eV; signed where the sign is known, else absolute. Everything here uses |error|. */
  readonly errors: Float64Array
  /** [n] >= 0: latent distance, or any other score that should grow with the error; eV where it claims to be a standard deviation */
  readonly uncertainties: Float64Array
  /** [n] label of the group of each row, e.g. its adsorbate; absent when there are none */
  readonly groups?: readonly string[]
}

export interface ErrorTableParts {
  readonly errors: ArrayLike<number>
  readonly uncertainties: ArrayLike<number>
  readonly groups?: readonly string[] | undefined
}

/** Checks and copies. Throws InvalidInput on no rows, unequal lengths, and values that are not finite or a negative uncertainty. */
export function makeErrorTable(parts: ErrorTableParts): ErrorTable {
  const { errors, uncertainties, groups } = parts
  const n = errors.length
  if (n === 0) throw invalidInput('The table of errors has no rows')
  if (uncertainties.length !== n) throw invalidInput('Errors and uncertainties must have the same number of rows', { found: `${n} and ${uncertainties.length}` })
  if (groups !== undefined && groups.length !== n) throw invalidInput('There must be one group label per row', { found: String(groups.length), expected: String(n) })
  for (let i = 0; i < n; i++) {
    if (!Number.isFinite(errors[i])) throw invalidInput(`The error in row ${i + 1} is not a finite number`, { found: String(errors[i]) })
    if (!(Number.isFinite(uncertainties[i]) && uncertainties[i]! >= 0)) {
      throw invalidInput(`The uncertainty in row ${i + 1} is not a finite number of at least zero`, { found: String(uncertainties[i]) })
    }
  }
  const table = { errors: Float64Array.from(errors), uncertainties: Float64Array.from(uncertainties) }
  return groups === undefined ? table : { ...table, groups: [...groups] }
}

export const rowCount = (table: ErrorTable): number => table.errors.length

export const absoluteErrors = (table: ErrorTable): Float64Array => table.errors.map(Math.abs)

/** The chosen rows, in the order given. */
export function selectRows(table: ErrorTable, rows: ArrayLike<number>): ErrorTable {
  const pick = (x: Float64Array): Float64Array => Float64Array.from(rows, (i) => x[i]!)
  const part = { errors: pick(table.errors), uncertainties: pick(table.uncertainties) }
  return table.groups === undefined ? part : { ...part, groups: Array.from(rows, (i) => table.groups![i]!) }
}

/**
 * Errors (to +-limit) and uncertainties (to limit) clipped, as `--regularize_cutoff 5` of jmusiel/uqocp does before it fits and
 * evaluates: 26 of 24,931 errors above 5 eV otherwise decide every least-squares fit (SCIENCE.md A.6).
 */
export function clipTable(table: ErrorTable, limit: number): ErrorTable {
  return {
    ...table,
    errors: table.errors.map((e) => Math.min(limit, Math.max(-limit, e))),
    uncertainties: table.uncertainties.map((u) => Math.min(limit, u)),
  }
}
