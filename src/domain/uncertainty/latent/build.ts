/** Building the reference index from training atoms: the scaler, and a choice of entries that fits a few megabytes. */
import { invalidInput } from '../../errors'
import { random } from '../../math/random'
import type { Environment } from '../../structure/environment'
import type { LatentIndexData, ReferenceSystem } from './index-format'

/** Atoms of one training system with their latents. */
export interface ReferenceAtoms {
  readonly system: ReferenceSystem
  /** [m] atom indices in the system's structure */
  readonly atoms: readonly number[]
  /** [m] */
  readonly elements: readonly number[]
  /** [m D] as the potential gives them */
  readonly latents: ArrayLike<number>
  /** [m] what surrounds each atom, where it is to be drawn */
  readonly environments?: readonly Environment[]
}

export interface BuildOptions {
  readonly potential: string
  readonly dimension: number
  /** keep at most this many atoms, the same share of every element but at least 20 of each; absent keeps all */
  readonly limit?: number
  readonly seed: number
}

/**
 * The scaler is fitted on ALL atoms given (A.3), dimensions that do not vary get deviation 1; the entries kept are a seeded choice.
 * Throws InvalidInput for no atoms, lengths that do not fit, or latents that are not finite.
 */
export function buildLatentIndex(reference: readonly ReferenceAtoms[], options: BuildOptions): LatentIndexData {
  const { dimension: d, potential, limit, seed } = options
  for (const { system, atoms, elements, latents, environments } of reference) {
    if (environments && environments.length !== atoms.length) throw invalidInput(`The environments of ${system.id} do not fit its atoms`, { found: String(environments.length), expected: String(atoms.length) })
    if (elements.length !== atoms.length || latents.length !== atoms.length * d) throw invalidInput(`The latents of ${system.id} do not fit its atoms`, { found: `${latents.length} for ${atoms.length} atoms`, expected: `${d} each` })
    for (let i = 0; i < latents.length; i++) if (!Number.isFinite(latents[i])) throw invalidInput(`A latent of ${system.id} is not a finite number`)
  }
  const places = reference.flatMap((r, s) => r.atoms.map((atom, k) => ({ s, k, atom, element: r.elements[k]! })))
  if (places.length === 0) throw invalidInput('There are no atoms to make an index of')
  const { mean, deviation } = fitScaler(reference, d, places.length)
  const kept = limit === undefined || places.length <= limit ? places : chooseEntries(places, limit, seed)
  const rows = new Float32Array(kept.length * d)
  kept.forEach(({ s, k }, r) => {
    const { latents } = reference[s]!
    for (let c = 0; c < d; c++) rows[r * d + c] = (latents[k * d + c]! - mean[c]!) / deviation[c]!
  })
  return {
    potential,
    note: `${kept.length} of ${places.length} training atoms of ${reference.length} systems, seed ${seed}`,
    dimension: d,
    mean,
    deviation,
    elements: Uint8Array.from(kept, (p) => p.element),
    systemOf: Uint32Array.from(kept, (p) => p.s),
    atomOf: Uint32Array.from(kept, (p) => p.atom),
    rows,
    systems: reference.map((r) => r.system),
    environments: kept.map(({ s, k }) => reference[s]!.environments?.[k] ?? null),
  }
}

/** Mean and population standard deviation of each dimension, in two passes. */
function fitScaler(reference: readonly ReferenceAtoms[], d: number, count: number): { readonly mean: Float32Array; readonly deviation: Float32Array } {
  const sum = new Float64Array(d)
  for (const { latents } of reference) for (let i = 0; i < latents.length; i++) sum[i % d]! += latents[i]!
  const mean = sum.map((s) => s / count)
  const squares = new Float64Array(d)
  for (const { latents } of reference) for (let i = 0; i < latents.length; i++) squares[i % d]! += (latents[i]! - mean[i % d]!) ** 2
  // 1e-9: a dimension of one value, up to rounding, carries no information and must not be blown up
  return { mean: Float32Array.from(mean), deviation: Float32Array.from(squares, (s, c) => (s / count > (1e-9 * (1 + Math.abs(mean[c]!))) ** 2 ? Math.sqrt(s / count) : 1)) }
}

const SMALLEST_SHARE = 20

/** A seeded choice, in input order: proportional to each element's count, with a floor so that no rare element disappears. */
function chooseEntries<T extends { readonly element: number }>(places: readonly T[], limit: number, seed: number): T[] {
  const members = new Map<number, number[]>()
  places.forEach(({ element }, i) => {
    const list = members.get(element)
    if (list === undefined) members.set(element, [i])
    else list.push(i)
  })
  const kept: number[] = []
  for (const [element, rows] of [...members].sort(([a], [b]) => a - b)) {
    const quota = Math.min(rows.length, Math.max(SMALLEST_SHARE, Math.floor((limit * rows.length) / places.length)))
    kept.push(...random(seed, 'latent index', element).shuffle([...rows]).slice(0, quota))
  }
  return kept.sort((a, b) => a - b).map((i) => places[i]!)
}
