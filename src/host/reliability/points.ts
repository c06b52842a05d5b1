/** What a project knows of its potential's errors: configurations with a DFT adsorption energy, truth by truth. */
import type { ReliabilityPoint } from '../../contract/reliability-api'
import { adsorptionFromDft, type DftTruth } from '../../domain/dft/adsorption'
import { isError } from '../../domain/errors'
import { symbolOf } from '../../domain/structure/elements'
import { ADSORBATE, atomsWhere, type Structure } from '../../domain/structure/structure'
import { makeErrorTable, type ErrorTable } from '../../domain/uncertainty/error-table'
import type { ProjectStore } from '../../platform/store/project-store'

/** A configuration with a DFT energy of one theory and truth; the newest of each. */
export interface ConfigurationEnergy {
  readonly run: string
  readonly configuration: string
  readonly truth: DftTruth
  readonly theory: string
  readonly adsorbate: string
  readonly slab: string
  /** 'Cu Pd' */
  readonly elements: string
  /** eV; null while references are missing */
  readonly dft: number | null
  /** eV, of the potential */
  readonly energy: number | null
  readonly missing: readonly string[]
  readonly distance: number | null
  /** why it is no calibration point */
  readonly excluded: string | null
}

export function configurationEnergies(store: ProjectStore): ConfigurationEnergy[] {
  const all = store.dft()
  const newest = new Map(all.filter(({ role }) => role === 'adslab').map((one) => [JSON.stringify([one.run, one.target, one.theory, one.calculation]), one]))
  return [...newest.values()].flatMap((one): ConfigurationEnergy[] => {
    const stored = store.configuration(one.run, one.target)
    const result = stored?.configuration.result
    if (!stored?.final || !result) return []
    const { slab, adsorbate } = stored.configuration
    const found = adsorptionOf(one, slab, stored.final, all.filter((other) => other.role === 'gas' || other.run === one.run))
    const bad = result.anomalies.map(({ kind }) => kind)
    return [{
      run: one.run, configuration: one.target, truth: found.truth, theory: one.theory, adsorbate, slab, elements: slabElements(stored.final),
      dft: found.kind === 'known' ? found.energy : null,
      missing: found.kind === 'waiting' ? found.missing : [],
      energy: result.energy,
      distance: result.distance ?? null,
      excluded: bad.length > 0 ? `its relaxation is ${bad.join(', ')}` : !result.inDomain ? (result.domainNote ?? 'the model was not made for it') : result.distance === undefined ? 'no latent distance was measured' : null,
    }]
  })
}

function adsorptionOf(one: Parameters<typeof adsorptionFromDft>[0], slab: string, final: Structure, all: Parameters<typeof adsorptionFromDft>[3]): ReturnType<typeof adsorptionFromDft> {
  const atoms = atomsWhere(final, (i) => final.tags[i] === ADSORBATE)
  try {
    return adsorptionFromDft(one, slab, { numbers: Uint8Array.from(atoms, (i) => final.numbers[i]!) }, all)
  } catch (error) {
    if (!isError(error, 'Unsupported')) throw error
    return { kind: 'waiting', truth: one.calculation === 'relaxation' ? 'own-minimum' : 'same-structure', theory: one.theory, missing: [`an adsorption energy: ${error.message}`] }
  }
}

const slabElements = (s: Structure): string => [...new Set(atomsWhere(s, (i) => s.tags[i] !== ADSORBATE).map((i) => symbolOf(s.numbers[i]!)))].toSorted().join(' ')

/** Points of one run's model: their DFT energy is known. */
export const pointOf = (one: ConfigurationEnergy): ReliabilityPoint => ({
  run: one.run, configuration: one.configuration, label: one.configuration, adsorbate: one.adsorbate, elements: one.elements, part: 'imported',
  error: one.energy! - one.dft!, dft: one.dft, energy: one.energy, distance: one.distance, excluded: one.excluded,
})

/** The points that may be calibrated on; undefined where there are none. */
export function tableOf(points: readonly ReliabilityPoint[]): { readonly table: ErrorTable; readonly used: readonly ReliabilityPoint[] } | undefined {
  const used = points.filter(({ excluded, distance }) => excluded === null && distance !== null)
  if (used.length === 0) return undefined
  return { used, table: makeErrorTable({ errors: used.map(({ error }) => error), uncertainties: used.map(({ distance }) => distance!), groups: used.map(({ adsorbate }) => adsorbate) }) }
}
