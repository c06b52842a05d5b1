/**
 * Replay of OC20-Dense: what a search would have found, computed from finished DFT tables and no new calculation.
 * SCIENCE.md B.2, B.3, B.6.
 */
import { invalidInput } from '../errors'
import { probabilityOfAny } from '../math/binomial'
import { random } from '../math/random'
import { bestOfTopK, oneSided, SUCCESS_THRESHOLD } from './success'

export interface DenseConfiguration {
  /** 'rand17', 'heur3' */
  readonly id: string
  /** eV, adsorption energy */
  readonly energy: number
}

export interface DenseSystem {
  /** adsorbate_bulk_surface, as in OC20-Dense */
  readonly id: string
  readonly configurations: readonly DenseConfiguration[]
}

/** Which placements a search may draw from; the minimum to be found is always that of all of them. */
export type PlacementPool = 'all' | 'random' | 'heuristic'
export const POOLS: readonly PlacementPool[] = ['all', 'random', 'heuristic']

const inPool = (id: string, pool: PlacementPool): boolean => pool === 'all' || id.startsWith(pool === 'random' ? 'rand' : 'heur')

export const bestEnergy = (system: DenseSystem): number => system.configurations.reduce((best, c) => Math.min(best, c.energy), Infinity)

interface PoolCount {
  readonly total: number
  readonly good: number
}

/** Placements in the pool, and those within the threshold of the minimum of the whole system. */
function count(system: DenseSystem, pool: PlacementPool, threshold: number): PoolCount {
  const best = bestEnergy(system)
  const members = system.configurations.filter((c) => inPool(c.id, pool))
  return { total: members.length, good: members.filter((c) => oneSided(c.energy, best, threshold).success).length }
}

/**
 * Exact probability, averaged over the systems, that the best of n placements drawn without replacement lies within the threshold
 * of the minimum: 1 - C(N - good, n)/C(N, n). A pool with fewer than n placements is drawn whole; an empty one never succeeds.
 */
export function expectedSuccess(systems: readonly DenseSystem[], n: number, pool: PlacementPool, threshold = SUCCESS_THRESHOLD): number {
  const each = systems.map((system) => {
    const { total, good } = count(system, pool, threshold)
    return probabilityOfAny(total, good, n)
  })
  return each.reduce((a, b) => a + b, 0) / systems.length
}

export interface SampledSuccess {
  readonly value: number
  /** of `value`, from the spread between draws */
  readonly standardError: number
}

/** The same by drawing: a check of the formula, and of the sampler that a search uses. */
export function sampledSuccess(systems: readonly DenseSystem[], n: number, pool: PlacementPool, options: { readonly seed: number; readonly draws: number }): SampledSuccess {
  const stream = random(options.seed, 'replay', pool, n)
  const shares = Array.from({ length: options.draws }, () => {
    const found = systems.filter((system) => {
      const energies = stream.shuffle(system.configurations.filter((c) => inPool(c.id, pool)).map((c) => c.energy)).slice(0, n)
      return oneSided(bestOfTopK(energies, n), bestEnergy(system)).success
    })
    return found.length / systems.length
  })
  const value = shares.reduce((a, b) => a + b, 0) / shares.length
  const spread = shares.reduce((s, x) => s + (x - value) ** 2, 0) / Math.max(1, shares.length - 1)
  return { value, standardError: Math.sqrt(spread / shares.length) }
}

export interface TopKSuccess {
  readonly k: number
  /** share of all systems of the DFT table */
  readonly success: number
  readonly muchBetter: number
}

/**
 * ML + DFT success for each k (B.2). `ml` holds, per system, DFT energies of the potential's best configurations in its own order.
 * A system the potential has nothing for is a failure, as in `dense_eval.py`.
 */
export function topKSuccess(systems: readonly DenseSystem[], ml: ReadonlyMap<string, DenseSystem>, ks: readonly number[] = [1, 2, 3, 4, 5]): TopKSuccess[] {
  return ks.map((k) => {
    const outcomes = systems.map((system) => {
      const energies = ml.get(system.id)?.configurations.map((c) => c.energy) ?? []
      return oneSided(bestOfTopK(energies, k), bestEnergy(system))
    })
    const share = (key: 'success' | 'muchBetter'): number => outcomes.filter((o) => o[key]).length / systems.length
    return { k, success: share('success'), muchBetter: share('muchBetter') }
  })
}

/**
 * Reads `{system: [[configuration, eV], ...]}` (the released targets) or `{system: {configuration: eV}}` (ML tables, in their order).
 * A null energy means that DFT gave none there, and is left out. Throws InvalidInput with the system that is malformed.
 */
export function parseDenseTable(value: unknown, file: string): DenseSystem[] {
  if (!isRecord(value) || Object.keys(value).length === 0) throw invalidInput('The table must map systems to configurations', { at: { file }, expected: '{"system": [["rand0", -1.2], ...]}' })
  return Object.entries(value).map(([id, entry]) => ({ id, configurations: parseConfigurations(id, entry, file) }))
}

function parseConfigurations(system: string, entry: unknown, file: string): DenseConfiguration[] {
  const pairs = Array.isArray(entry) ? (entry as unknown[]) : isRecord(entry) ? Object.entries(entry) : undefined
  if (pairs === undefined) throw invalidInput(`System ${system} has no list of configurations`, { at: { file } })
  return pairs.flatMap((pair) => {
    const [id, energy] = Array.isArray(pair) ? (pair as unknown[]) : []
    if (typeof id !== 'string') throw invalidInput(`System ${system} has a configuration without a name`, { at: { file }, found: JSON.stringify(pair) })
    if (energy === null) return []
    if (typeof energy !== 'number' || !Number.isFinite(energy)) throw invalidInput(`Configuration ${id} of system ${system} has no energy`, { at: { file }, found: JSON.stringify(energy), expected: 'eV' })
    return [{ id, energy }]
  })
}

/** Reads `{model: {system: {configuration: eV}}}`. */
export function parseModelTables(value: unknown, file: string): Map<string, DenseSystem[]> {
  if (!isRecord(value) || Object.keys(value).length === 0) throw invalidInput('The table must map models to systems', { at: { file } })
  return new Map(Object.entries(value).map(([model, systems]) => [model, parseDenseTable(systems, `${file}, ${model}`)]))
}

const isRecord = (x: unknown): x is Readonly<Record<string, unknown>> => typeof x === 'object' && x !== null && !Array.isArray(x)
