/**
 * The placements of one adsorbate on one surface, gone through as the run's settings say. Every decision is taken from what the project file
 * holds, and those of a round from the rounds before: a run that is interrupted and resumed, or runs on more processes, decides the same.
 */
import { setImmediate } from 'node:timers/promises'
import { isRanked } from '../../domain/adsorbml/rank'
import type { Final } from '../../domain/adsorbml/search/basins'
import type { Followed, SeenStep } from '../../domain/adsorbml/search/knowledge'
import { isSample, searchOf } from '../../domain/adsorbml/search/presets'
import { DEFAULT_SEARCH, searchWith, type Follow } from '../../domain/adsorbml/search/search'
import { slabSymmetry, type SlabSymmetry } from '../../domain/adsorbml/search/slab-symmetry'
import { HORIZON } from '../../domain/adsorbml/search/summary'
import type { Fate, SearchResult, SearchSettings, SearchStart } from '../../domain/adsorbml/search/types'
import { cancelled, isError } from '../../domain/errors'
import { noteStanding, pairName, relaxConfiguration } from './configuration'
import { settleAll, type RunEnvironment } from './environment'
import type { PreparedPair } from './prepare'
import type { CleanSurface } from './surface'

/** Does what is not done yet of a pair whose placements are in the project. */
export async function searchPair(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair): Promise<void> {
  const { store, run, say } = environment
  if (store.open(run.id, pair.slab, pair.adsorbate).length === 0) return
  const { method, stopAt } = searchOf(run.settings)
  if (method !== 'adatom') return relaxAll(environment, clean, pair)
  const symmetry = symmetryOf(clean)
  if (symmetry === null) {
    say('warning', `${pair.adsorbate} on ${pair.slab}: every placement is relaxed, since its surface has no symmetry to compare them by`)
    return relaxAll(environment, clean, pair)
  }
  const name = pairName(pair)
  await environment.gate.pass(() => environment.order.turn(name, 1), () => searchRounds(environment, clean, pair, symmetry, stopAt))
}

async function searchRounds(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair, symmetry: SlabSymmetry, stopAt: number | null): Promise<void> {
  const { store, run, signal } = environment
  if (signal.aborted) throw cancelled()
  const ids = store.placements(run.id, pair.slab, pair.adsorbate)
  const starts = ids.map((id): SearchStart => ({ id, structure: store.configuration(run.id, id)!.placed.placement.structure }))
  const settings: SearchSettings = { ...DEFAULT_SEARCH, seed: pair.seed, level: isSample(run.settings.placement) ? stopAt : null, horizon: Math.max(HORIZON, starts.length) }
  keepSkipped(environment, await rounds(environment, clean, pair, starts, symmetry, settings))
}

async function rounds(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair, starts: readonly SearchStart[], symmetry: SlabSymmetry, settings: SearchSettings): Promise<SearchResult> {
  let round = 1
  const follow: Follow = async ({ id }, { targets }) => {
    const now = round
    await relaxOnce(environment, clean, pair, id, now, targets)
    return followed(environment, id, settings)
  }
  const going = searchWith(starts, symmetry, follow, settings)
  for (;;) {
    const next = await going.next()
    if (next.done) return next.value
    round = next.value.number + 1
    // a turn for everything else: what is known is compared with every frame
    await setImmediate()
  }
}

/** Relaxes a placement that has no end yet. */
async function relaxOnce(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair, id: string, round: number, targets: readonly Final[]): Promise<void> {
  const { store, run, order } = environment
  const state = store.configuration(run.id, id)?.configuration.state
  if (state === 'done' || state === 'failed' || state === 'skipped') return
  const name = pairName(pair)
  await relaxConfiguration(environment, clean, pair, id, {
    turn: () => order.turn(name, round),
    watch: () => ({ clean: clean.relaxed, targets: targets.map(({ id: target, energy, structure }) => ({ id: target, energy, structure })) }),
  })
}

/** All open placements, to their end; the lanes keep the line of the pool short. */
async function relaxAll(environment: RunEnvironment, clean: CleanSurface, pair: PreparedPair): Promise<void> {
  const { store, run, order } = environment
  const name = pairName(pair)
  const waiting = store.open(run.id, pair.slab, pair.adsorbate).entries()
  const lane = async (): Promise<void> => {
    for (const [k, id] of waiting) await relaxConfiguration(environment, clean, pair, id, { turn: () => order.turn(name, 1 + Math.floor(k / DEFAULT_SEARCH.round)) })
  }
  await settleAll(Array.from({ length: LANES }, lane), environment)
}

/** Placements of one pair in line at the same time: no fewer than a machine has processes. */
const LANES = 64

/** Null for a surface without a plane group to compare by. */
function symmetryOf({ relaxed }: CleanSurface): SlabSymmetry | null {
  try {
    return slabSymmetry(relaxed)
  } catch (error) {
    if (isError(error, 'InvalidInput') || isError(error, 'NumericalFailure')) return null
    throw error
  }
}

/** What became of a placement, from the project file: the same now and after a restart. Energies are the potential's. */
async function followed({ store, run }: RunEnvironment, id: string, { merge }: SearchSettings): Promise<Followed> {
  const { configuration, final } = store.configuration(run.id, id)!
  const { state, reason, result, skipped } = configuration
  if (state === 'failed') return { fate: { kind: 'failed', id, reason: reason ?? '' }, steps: [] }
  if (skipped?.kind === 'merged') return { fate: { ...skipped, id }, steps: [] }
  const stored = await store.trajectory(run.id, id)
  if (!stored || !final || !result) throw new TypeError(`${id} has neither an end nor a reason for none`)
  const { energies, fmax, positions, frames } = stored.trajectory
  const size = positions.length / frames
  const steps = Array.from({ length: frames }, (_, k): SeenStep => ({ energy: energies[k]!, fmax: fmax[k]!, ...(merge !== null && fmax[k]! <= merge.fmax ? { positions: positions.slice(k * size, (k + 1) * size) } : {}) }))
  const end = { outcome: result.outcome, energy: energies.at(-1)!, structure: final, forceCalls: result.forceCalls, anomalies: result.anomalies }
  return { fate: { kind: isRanked(configuration) ? 'relaxed' : 'anomalous', id, end }, steps }
}

/** Keeps the reasons of what the search did not relax. */
function keepSkipped({ store, run, tracker }: RunEnvironment, { fates }: SearchResult): void {
  for (const fate of fates) {
    const reason = skippedOf(fate)
    if (reason === null || store.configuration(run.id, fate.id)?.configuration.state !== 'queued') continue
    store.skip(run.id, fate.id, reason)
    tracker.count({ skipped: 1 })
  }
}

const skippedOf = (fate: Fate): Parameters<RunEnvironment['store']['skip']>[2] | null => {
  if (fate.kind === 'same-start') return { kind: 'same-start', of: fate.of }
  return fate.kind === 'not-needed' ? { kind: 'not-needed', promised: fate.promised } : null
}

/** Tells the order of the campaign what an earlier start of the run had found. */
export function recallStandings(environment: RunEnvironment): void {
  const { store, run } = environment
  for (const { state, result, slab, adsorbate } of store.configurations(run.id)) {
    if (result && isRanked({ state, result })) noteStanding(environment, { slab, adsorbate }, result)
  }
}
