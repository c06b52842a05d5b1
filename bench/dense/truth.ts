/**
 * The ground truth of a pair: placements, each relaxed to its end by the plain recipe and kept with all frames. One file a pair, a line a
 * relaxation, appended as it ends: stopped at any time, the same command goes on. The folder is named after the model's SHA-256.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { initialPlacements } from '../../src/domain/adsorbml/mix'
import type { SearchEnd, SearchStep } from '../../src/domain/adsorbml/search/types'
import { findAdsorbate } from '../../src/domain/chemistry/adsorbates'
import { detectAnomalies } from '../../src/domain/chemistry/anomalies'
import { isError } from '../../src/domain/errors'
import type { Potential } from '../../src/domain/potentials/potential'
import { DEFAULT_OPTIMISER } from '../../src/domain/relax/optimisers'
import { relaxed } from '../../src/domain/relax/relax'
import type { RelaxOutcome, RelaxSettings } from '../../src/domain/relax/types'
import type { Structure } from '../../src/domain/structure/structure'
import type { SymmetryFinder } from '../../src/domain/structure/symmetry'
import { decodeStructure, decodeTrajectory, encodeStructure, encodeTrajectory } from '../../src/platform/store/blobs'
import { denseSlab, type DensePair } from './systems'

/** Of AdsorbML (SCIENCE.md B.1), with our optimiser. */
export const RECIPE: RelaxSettings = { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: 300 }
/** AdsorbML's own of 2023. */
export const PUBLISHED: RelaxSettings = { optimiser: 'lbfgs-adsorbml-2023', fmax: 0.02, maxSteps: 300 }

export interface Recorded {
  readonly id: string
  readonly start: Structure
  readonly steps: readonly SearchStep[]
  /** null: could not be evaluated */
  readonly end: SearchEnd | null
}

/** The same placement by the published optimiser: what it cost, where it ended. */
export interface Published {
  readonly id: string
  readonly forceCalls: number
  /** eV; null where it is no valid end */
  readonly energy: number | null
}

export interface Truth {
  readonly pair: DensePair
  readonly clean: Structure
  readonly recorded: readonly Recorded[]
  readonly published: readonly Published[]
}

type Line =
  | { readonly kind: 'clean'; readonly structure: string; readonly placements: number }
  | { readonly kind: 'recorded'; readonly id: string; readonly start: string; readonly outcome: RelaxOutcome | null; readonly final?: string; readonly trajectory?: string; readonly energy?: number; readonly forceCalls: number; readonly anomalies: SearchEnd['anomalies'] }
  | ({ readonly kind: 'published' } & Published)

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
const bytes = (of: string): Uint8Array => new Uint8Array(Buffer.from(of, 'base64'))

const fileOf = (folder: string, { id }: DensePair): string => join(folder, `${id}.jsonl`)

/** What is there; a line that a killed process left half written is none. */
function linesOf(file: string): Line[] {
  if (!existsSync(file)) return []
  return readFileSync(file, 'utf8').split('\n').flatMap((line): Line[] => {
    try {
      return line === '' ? [] : [JSON.parse(line) as Line]
    } catch {
      return []
    }
  })
}

export interface TruthOptions {
  readonly folder: string
  readonly placements: number
  /** placements that the published optimiser relaxes too */
  readonly published: number
  readonly finder: SymmetryFinder
}

export interface TruthJob {
  readonly pair: DensePair
  readonly what: 'recorded' | 'published'
}

/** Computes what the file lacks. */
export async function makeTruth({ pair, what }: TruthJob, potential: Potential, { folder, placements, published, finder }: TruthOptions): Promise<void> {
  mkdirSync(folder, { recursive: true })
  const file = fileOf(folder, pair)
  const lines = linesOf(file)
  const append = (line: Line): void => appendFileSync(file, `\n${JSON.stringify(line)}`)
  const slab = denseSlab(pair, finder)
  const known = lines.find((line) => line.kind === 'clean')
  const clean = known ? decodeStructure(bytes(known.structure)) : (await relaxed(slab.structure, potential, RECIPE)).structure
  if (!known) append({ kind: 'clean', structure: text(encodeStructure(clean)), placements })
  else if (known.placements !== placements) throw new Error(`${file} holds ${known.placements} placements, not ${placements}: say PLACEMENTS=${known.placements}, or remove it`)
  const done = new Set(lines.flatMap((line) => (line.kind === what ? [line.id] : [])))
  const all = initialPlacements({ ...slab, structure: clean }, [findAdsorbate(pair.adsorbate)], { placement: 'mixed', count: placements, seed: 1 })
  // every fifth or so: of heuristic and random ones alike
  const wanted = what === 'recorded' ? all : all.filter((_, k) => Math.floor((k * published) / all.length) !== Math.floor(((k - 1) * published) / all.length))
  for (const { id, structure } of wanted) {
    if (done.has(id)) continue
    append(what === 'recorded' ? await record(id, structure, clean, potential) : await publishedLine(id, structure, clean, potential))
  }
}

async function record(id: string, start: Structure, clean: Structure, potential: Potential): Promise<Line> {
  try {
    const { outcome, structure, evaluation, forceCalls, trajectory } = await relaxed(start, potential, RECIPE)
    const anomalies = outcome === 'exploded' ? [] : detectAnomalies({ initial: start, final: structure, cleanFinal: clean })
    const size = structure.positions.length
    const positions = new Float32Array(trajectory.frames.length * size)
    trajectory.frames.forEach((frame, k) => positions.set(frame, k * size))
    const kept = await encodeTrajectory({ frames: trajectory.frames.length, positions, energies: Float64Array.from(trajectory.energies), fmax: Float64Array.from(trajectory.fmax) }, structure)
    return { kind: 'recorded', id, start: text(encodeStructure(start)), outcome, final: text(encodeStructure(structure)), trajectory: text(kept), energy: evaluation.energy, forceCalls, anomalies }
  } catch (error) {
    if (!isError(error, 'NumericalFailure')) throw error
    return { kind: 'recorded', id, start: text(encodeStructure(start)), outcome: null, forceCalls: 1, anomalies: [] }
  }
}

async function publishedLine(id: string, start: Structure, clean: Structure, potential: Potential): Promise<Line> {
  const { outcome, structure, evaluation, forceCalls } = await relaxed(start, potential, PUBLISHED)
  const isValid = outcome !== 'exploded' && detectAnomalies({ initial: start, final: structure, cleanFinal: clean }).length === 0
  return { kind: 'published', id, forceCalls, energy: isValid ? evaluation.energy : null }
}

/** Null while not all placements are there. */
export async function readTruth(folder: string, pair: DensePair): Promise<Truth | null> {
  const lines = linesOf(fileOf(folder, pair))
  const head = lines.find((line) => line.kind === 'clean')
  const rows = lines.filter((line) => line.kind === 'recorded')
  if (!head || rows.length < head.placements) return null
  const recorded = await Promise.all(rows.map(async (row): Promise<Recorded> => {
    const start = decodeStructure(bytes(row.start))
    if (row.outcome === null || row.final === undefined || row.trajectory === undefined) return { id: row.id, start, steps: [], end: null }
    const structure = decodeStructure(bytes(row.final))
    const { frames, positions, energies, fmax } = await decodeTrajectory(bytes(row.trajectory), structure)
    const size = structure.positions.length
    const steps = Array.from({ length: frames }, (_, k): SearchStep => ({ step: k, energy: energies[k]!, fmax: fmax[k]!, positions: positions.subarray(k * size, (k + 1) * size) }))
    return { id: row.id, start, steps, end: { outcome: row.outcome, energy: row.energy!, structure, forceCalls: row.forceCalls, anomalies: row.anomalies } }
  }))
  return { pair, clean: decodeStructure(bytes(head.structure)), recorded, published: lines.filter((line) => line.kind === 'published') }
}

/** Whether a recorded end takes part in a ranking. */
export const isValid = ({ end }: Recorded): boolean => end !== null && end.outcome !== 'exploded' && end.anomalies.length === 0
