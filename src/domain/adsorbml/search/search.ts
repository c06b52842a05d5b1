/**
 * The search: starts in random order, in rounds, until the promise of success reaches its level.
 *
 * Starts that lie on each other up to the symmetry of the slab are relaxed once. A relaxation is stopped when it has entered a known
 * minimum, or cannot end near the best. All decisions are taken from what the rounds before have found, so the result depends on
 * the starts, the potential and the settings alone: not on how many relaxations run at once, nor on which ends first.
 */
import { invalidInput, isError } from '../../errors'
import { random } from '../../math/random'
import { SUCCESS_THRESHOLD } from '../success'
import { findBasins, SAME_BASIN } from './basins'
import { adsorbateNumbers, coincidence } from './coincide'
import { type Followed, type Knowledge, knowledgeOf, relaxedOf, type SeenStep, watcher } from './knowledge'
import type { SlabSymmetry } from './slab-symmetry'
import { expectedSuccess, type Tally, tallyOf } from './stopping'
import type { Fate, RaceSettings, Relaxing, SearchResult, SearchRound, SearchSettings, SearchStart } from './types'

/**
 * Merging from 1 eV/Å, into basins met three times: 2 of 519 merged relaxations of five pairs would have ended elsewhere (bench/search-pairs.ts);
 * with basins met once it was 24 of 652, ends on saddles being taken for minima. Racing is off: see RACE.
 */
export const DEFAULT_SEARCH: Omit<SearchSettings, 'seed'> = {
  round: 6,
  level: 0.95,
  sameStart: 0.05,
  merge: { fmax: 1, energy: 0.3, frames: 2, visits: 3 },
  race: null,
  tolerance: SAME_BASIN,
}

/**
 * Racing for those who want it. The bound is learned from the run itself, and of 40 placements too few finish to learn it: after 8 finished
 * relaxations 37 of 145 stopped ones would have ended within 0.1 eV of the best; after 12, 2 of 26, and it saved 1 % of the force calls.
 */
export const RACE: RaceSettings = { learnFrom: 16, safety: 1.5, keepWithin: SUCCESS_THRESHOLD, fromStep: 5 }

/** Every start relaxed to its end, as AdsorbML does. */
export const PLAIN_RECIPE: Omit<SearchSettings, 'seed'> = { round: 6, level: null, sameStart: null, merge: null, race: null, tolerance: SAME_BASIN }

/** Relaxes one start until it ends, or what is known stops it. `isBroken`: another relaxation of the round has met an error that ends the search. */
export type Follow = (start: SearchStart, knowledge: Knowledge, isBroken: () => boolean) => Promise<Followed>

/**
 * Runs a search; yields after every round. `relax` is called for all starts of a round at once and may run them as it likes.
 * Throws InvalidInput for two starts of one id, a start that is not the clean slab with an adsorbate, or impossible settings; rethrows
 * what concerns the whole work (Cancelled, ComputeLost, StoreFailure, ModelUnusable), after stopping the relaxations of its round.
 */
export async function* search(starts: readonly SearchStart[], symmetry: SlabSymmetry, relax: Relaxing, settings: SearchSettings): AsyncGenerator<SearchRound, SearchResult, void> {
  return yield* searchWith(starts, symmetry, (start, knowledge, isBroken) => followHere(start, knowledge, symmetry, relax, settings, isBroken), settings)
}

/** The same by whatever follows the starts, in this process or another. What it answers must depend on the start and the knowledge alone. */
export async function* searchWith(starts: readonly SearchStart[], symmetry: SlabSymmetry, follow: Follow, settings: SearchSettings): AsyncGenerator<SearchRound, SearchResult, void> {
  check(starts, symmetry, settings)
  const order = random(settings.seed, 'search').shuffle([...starts])
  const { distinct, twins } = distinctStarts(order, symmetry, settings.sameStart)
  const followed: Followed[] = []
  let state: Pick<SearchRound, 'tally' | 'promised'> = { tally: { placements: 0, best: 0 }, promised: 0 }
  let next = 0
  for (let number = 1; next < distinct.length && (settings.level === null || state.promised < settings.level); number++) {
    const round = distinct.slice(next, next + settings.round)
    next += round.length
    const knowledge = knowledgeOf(followed, symmetry, settings)
    const done = await relaxRound(round, knowledge, follow)
    followed.push(...done)
    state = promiseOf(followed, twins, starts.length, settings)
    yield { number, fates: done.map(({ fate }) => fate).sort((a, b) => (a.id < b.id ? -1 : 1)), ...state }
  }
  return resultOf(starts, followed, twins, symmetry, settings, state)
}

/** Runs a search to its end. */
export async function searched(starts: readonly SearchStart[], symmetry: SlabSymmetry, relax: Relaxing, settings: SearchSettings): Promise<SearchResult> {
  const rounds = search(starts, symmetry, relax, settings)
  for (;;) {
    const next = await rounds.next()
    if (next.done) return next.value
  }
}

function check(starts: readonly SearchStart[], symmetry: SlabSymmetry, { round, level, horizon, race }: SearchSettings): void {
  const ids = new Set(starts.map(({ id }) => id))
  if (ids.size < starts.length) throw invalidInput('Two starts of a search have the same id')
  for (const { structure } of starts) adsorbateNumbers(structure, symmetry)
  if (!(Number.isInteger(round) && round > 0)) throw invalidInput('A round has a positive whole number of starts', { found: String(round) })
  if (level !== null && !(level > 0 && level < 1)) throw invalidInput('The level of success lies between 0 and 1', { found: String(level) })
  if (horizon !== undefined && !(horizon >= starts.length)) throw invalidInput('The promise is measured against no fewer placements than are given', { found: String(horizon), expected: `${starts.length} or more` })
  if (race !== null && !(race.safety >= 1 && race.keepWithin >= SUCCESS_THRESHOLD)) throw invalidInput('A race must not stop what may end within the threshold of success', { found: `${race.safety}, ${race.keepWithin} eV`, expected: `a factor of 1 or more, and ${SUCCESS_THRESHOLD} eV or more` })
}

/** The starts to relax, and for the others the one that stands for them. */
function distinctStarts(order: readonly SearchStart[], symmetry: SlabSymmetry, distance: number | null): { readonly distinct: readonly SearchStart[]; readonly twins: ReadonlyMap<string, string> } {
  const twins = new Map<string, string>()
  if (distance === null) return { distinct: order, twins }
  const tolerance = { heavy: distance, hydrogen: distance, surface: distance, reach: 0 }
  const distinct: SearchStart[] = []
  for (const start of order) {
    const numbers = adsorbateNumbers(start.structure, symmetry)
    const twin = distinct.find((known) => coincidence(start.structure.positions, known.structure.positions, numbers, symmetry, tolerance) !== null)
    if (twin === undefined) distinct.push(start)
    else twins.set(start.id, twin.id)
  }
  return { distinct, twins }
}

/** All relaxations of a round; the first error that concerns the whole work ends the others. */
async function relaxRound(round: readonly SearchStart[], knowledge: Knowledge, follow: Follow): Promise<Followed[]> {
  let isBroken = false
  const all = round.map(async (start) => {
    try {
      return await follow(start, knowledge, () => isBroken)
    } catch (error) {
      isBroken = true
      throw error
    }
  })
  // all must have stopped before the error goes on: nothing may compute behind the caller's back
  await Promise.allSettled(all)
  return Promise.all(all)
}

async function followHere(start: SearchStart, knowledge: Knowledge, symmetry: SlabSymmetry, relax: Relaxing, settings: SearchSettings, isBroken: () => boolean): Promise<Followed> {
  const { id } = start
  const look = watcher(knowledge, symmetry, settings)
  const steps: SeenStep[] = []
  const relaxing = relax(start)
  try {
    for (;;) {
      const next = await relaxing.next()
      if (next.done) {
        const end = next.value
        return { fate: { kind: end.outcome === 'exploded' || end.anomalies.length > 0 ? 'anomalous' : 'relaxed', id, end }, steps }
      }
      const step = next.value
      steps.push({ energy: step.energy, fmax: step.fmax, ...(settings.merge !== null && step.fmax <= settings.merge.fmax ? { positions: step.positions } : {}) })
      const reason = isBroken() ? undefined : look(step)
      if (reason === null) continue
      // the generator's own answer to being stopped is not a result
      await relaxing.return(undefined as never)
      if (reason === undefined) return { fate: { kind: 'failed', id, reason: 'The search was ended by an error of another relaxation' }, steps }
      return { fate: { ...reason, id, step: step.step, forceCalls: steps.length }, steps }
    }
  } catch (error) {
    if (isError(error, 'InvalidInput') || isError(error, 'Unsupported') || isError(error, 'NumericalFailure')) return { fate: { kind: 'failed', id, reason: error.message }, steps }
    throw error
  }
}

/** Final energies of the valid draws: twins have that of the start that stands for them, merged ones that of their minimum, the outraced lie above. */
function promiseOf(followed: readonly Followed[], twins: ReadonlyMap<string, string>, starts: number, { horizon = starts }: SearchSettings): { readonly tally: Tally; readonly promised: number } {
  const fates = new Map(followed.map(({ fate }) => [fate.id, fate]))
  const energies = followed.flatMap(({ fate }) => {
    const energy = energyOf(fate, fates)
    const copies = 1 + [...twins.values()].filter((id) => id === fate.id).length
    return energy === null ? [] : Array.from({ length: copies }, () => energy)
  })
  const drawn = followed.length + [...twins.values()].filter((id) => fates.has(id)).length
  const tally = tallyOf(energies)
  return { tally, promised: expectedSuccess(tally, 0, { more: horizon - drawn }) }
}

function energyOf(fate: Fate, fates: ReadonlyMap<string, Fate>): number | null {
  if (fate.kind === 'relaxed') return fate.end.energy
  if (fate.kind === 'merged') return energyOf(fates.get(fate.into)!, fates)
  return fate.kind === 'cannot-win' ? Infinity : null
}

function resultOf(starts: readonly SearchStart[], followed: readonly Followed[], twins: ReadonlyMap<string, string>, symmetry: SlabSymmetry, settings: SearchSettings, state: Pick<SearchRound, 'tally' | 'promised'>): SearchResult {
  const known = new Map(followed.map(({ fate }) => [fate.id, fate]))
  const fates = starts.map(({ id }): Fate => {
    const fate = known.get(id)
    if (fate !== undefined) return fate
    const of = twins.get(id)
    return of !== undefined && known.has(of) ? { kind: 'same-start', id, of } : { kind: 'not-needed', id, promised: state.promised }
  })
  const basins = findBasins(relaxedOf(followed), symmetry, settings.tolerance)
  return { fates, basins, ...state, forceCalls: fates.reduce((sum, fate) => sum + callsOf(fate), 0) }
}

/** Force calls spent on a start; a failed one does not tell. */
export function callsOf(fate: Fate): number {
  if (fate.kind === 'relaxed' || fate.kind === 'anomalous') return fate.end.forceCalls
  return fate.kind === 'merged' || fate.kind === 'cannot-win' ? fate.forceCalls : 0
}
