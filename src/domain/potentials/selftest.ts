/** Self-test of a potential: against stored double-precision values, and batched against one by one. */
import { isError } from '../errors'
import type { Structure } from '../structure/structure'
import type { Evaluation, Potential } from './potential'

export interface SelftestReference {
  readonly model: string
  /** how the values were computed, e.g. 'float64 (torch)' */
  readonly precision: string
  readonly tolerance: { /** eV per atom */ readonly energy: number; /** eV/Å */ readonly forces: number }
  readonly structures: readonly {
    readonly name: string
    readonly structure: Structure
    /** eV */
    readonly energy: number
    /** [3n] eV/Å */
    readonly forces: Float64Array
  }[]
}

/** Largest errors of one comparison. */
export interface SelftestErrors {
  /** eV per atom */
  readonly energy: number
  /** eV/Å, of a component */
  readonly forces: number
}

export interface SelftestReport {
  readonly structures: readonly ({ readonly name: string } & SelftestErrors)[]
  /** against the stored values, largest over all structures */
  readonly reference: SelftestErrors
  /** all structures in one call against one call each, largest over all structures */
  readonly batched: SelftestErrors
  readonly tolerance: SelftestErrors
  readonly passed: boolean
  /** why it did not pass; '' when it did */
  readonly reason: string
}

/**
 * Evaluates every reference structure alone with `potential` and all together with `batched` (the same model opened for several
 * structures in a run; `potential` itself where that is left out).
 * A number that is not finite is a failed test, not an error. Throws what else the potential throws.
 */
export async function selftest(potential: Potential, reference: SelftestReference, batched: Potential = potential): Promise<SelftestReport> {
  const structures = reference.structures.map(({ structure }) => structure)
  const serial: (Evaluation | null)[] = []
  for (const s of structures) serial.push((await evaluate(potential, [s]))?.[0] ?? null)
  const together = await evaluate(batched, structures)
  const perStructure = reference.structures.map((expected, k) => ({ name: expected.name, ...compare(serial[k] ?? null, expected) }))
  const batchErrors = structures.map((_, k) => compare(together?.[k] ?? null, serial[k] ?? null))
  const { tolerance } = reference
  const report = { structures: perStructure, reference: largest(perStructure), batched: largest(batchErrors), tolerance }
  const reason = [failure('the stored values', report.reference, tolerance), failure('one at a time', report.batched, tolerance)].filter(Boolean).join('; ')
  return { ...report, passed: reason === '', reason }
}

async function evaluate(potential: Potential, structures: readonly Structure[]): Promise<readonly Evaluation[] | null> {
  try {
    return await potential.evaluate(structures)
  } catch (error) {
    if (isError(error, 'NumericalFailure')) return null
    throw error
  }
}

/** Infinite where one side has no numbers. */
function compare(found: Pick<Evaluation, 'energy' | 'forces'> | null, expected: Pick<Evaluation, 'energy' | 'forces'> | null): SelftestErrors {
  if (found === null || expected === null || found.forces.length !== expected.forces.length) return { energy: Infinity, forces: Infinity }
  const atoms = Math.max(1, expected.forces.length / 3)
  let forces = 0
  for (let k = 0; k < expected.forces.length; k++) forces = Math.max(forces, Math.abs(found.forces[k]! - expected.forces[k]!))
  return { energy: Math.abs(found.energy - expected.energy) / atoms, forces }
}

const largest = (errors: readonly SelftestErrors[]): SelftestErrors => ({
  energy: errors.reduce((most, e) => Math.max(most, e.energy), 0),
  forces: errors.reduce((most, e) => Math.max(most, e.forces), 0),
})

function failure(against: string, found: SelftestErrors, tolerance: SelftestErrors): string {
  if (found.energy <= tolerance.energy && found.forces <= tolerance.forces) return ''
  return `against ${against} it errs by ${found.energy.toExponential(1)} eV/atom and ${found.forces.toExponential(1)} eV/Å, allowed are ${tolerance.energy} and ${tolerance.forces}`
}
