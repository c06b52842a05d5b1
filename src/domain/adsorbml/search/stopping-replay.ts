/** What the stopping rule promises against what it achieves, by replaying random orders of finished tables. */
import { random } from '../../math/random'
import { invalidInput } from '../../errors'
import type { DenseSystem } from '../replay'
import { SUCCESS_THRESHOLD } from '../success'
import { expectedSuccess, type SharePrior, type Tally, tallyOf } from './stopping'

/** Means over systems, each system once whatever its size. */
export interface PromiseRow {
  /** systems that take part: those with more placements than were drawn */
  readonly systems: number
  /** mean of the stated probability that the best lies within the threshold of the table's minimum */
  readonly promised: number
  /** share of draws in which it did */
  readonly achieved: number
  /** standard error of `achieved - promised`, from the spread between systems: orders of one system are not independent */
  readonly standardError: number
  /** mean of (promised - outcome)^2 */
  readonly brier: number
  /** mean placements drawn */
  readonly placements: number
}

export interface ReplayOptions {
  readonly seed: number
  /** random orders per system */
  readonly orders: number
  readonly prior?: SharePrior
}

/** The promise after exactly n placements; the table's minimum is what is to be found. */
export function promiseAt(systems: readonly DenseSystem[], n: number, options: ReplayOptions): PromiseRow {
  const promise = promises(options.prior)
  return replayPromises(systems.filter((s) => s.configurations.length > n), options, (energies) => ({ drawn: n, promised: promise(tallyOf(energies.slice(0, n)), energies.length - n) }))
}

/** Draws in rounds until the promise reaches the level or the table is drawn whole. */
export function promiseWhenStopped(systems: readonly DenseSystem[], level: number, round: number, options: ReplayOptions): PromiseRow {
  const promise = promises(options.prior)
  return replayPromises(systems, options, (energies) => {
    for (let drawn = round; drawn < energies.length; drawn += round) {
      const promised = promise(tallyOf(energies.slice(0, drawn)), energies.length - drawn)
      if (promised >= level) return { drawn, promised }
    }
    return { drawn: energies.length, promised: 1 }
  })
}

/** The expected success of what was drawn, remembered: the same counts come again and again. */
function promises(prior?: SharePrior): (tally: Tally, more: number) => number {
  const known = new Map<string, number>()
  return (tally, more) => {
    const key = [tally.placements, tally.best, more].join()
    const value = known.get(key) ?? expectedSuccess(tally, 0, { more, ...(prior === undefined ? {} : { prior }) })
    known.set(key, value)
    return value
  }
}

type Stop = (energies: readonly number[]) => { readonly drawn: number; readonly promised: number }

function replayPromises(systems: readonly DenseSystem[], { seed, orders }: ReplayOptions, stop: Stop): PromiseRow {
  if (systems.length === 0) throw invalidInput('No system has more placements than are to be drawn')
  const stream = random(seed, 'stopping-replay')
  const each = systems.map((system) => {
    const energies = system.configurations.map((c) => c.energy)
    const best = energies.reduce((a, b) => Math.min(a, b), Infinity)
    const total = { promised: 0, achieved: 0, brier: 0, placements: 0 }
    for (let k = 0; k < orders; k++) {
      stream.shuffle(energies)
      const { drawn, promised } = stop(energies)
      const found = Number(energies.slice(0, drawn).reduce((a, b) => Math.min(a, b), Infinity) - best <= SUCCESS_THRESHOLD)
      total.promised += promised / orders
      total.achieved += found / orders
      total.brier += (promised - found) ** 2 / orders
      total.placements += drawn / orders
    }
    return total
  })
  const mean = (of: (row: (typeof each)[number]) => number): number => each.reduce((s, row) => s + of(row), 0) / each.length
  const [promised, achieved] = [mean((r) => r.promised), mean((r) => r.achieved)]
  const spread = mean((r) => (r.achieved - r.promised - (achieved - promised)) ** 2)
  return { systems: each.length, promised, achieved, standardError: Math.sqrt(spread / Math.max(1, each.length - 1)), brier: mean((r) => r.brier), placements: mean((r) => r.placements) }
}

/** The priors that are tried. */
export const SHARE_GRID: readonly SharePrior[] = [[0.6, 6], [1, 8], [1, 12], [1.5, 15], [2, 24]].flatMap(([a, b]) =>
  [[0.4, 2], [0.6, 4], [0.8, 6]].flatMap(([p, q]) => [0, 0.2, 0.3, 0.4, 0.5].map((weight): SharePrior => ({ a: a!, b: b!, own: { a: p!, b: q!, weight } }))),
)

/** The prior of a grid with the best log score at the given numbers of placements. Throws InvalidInput for an empty grid or nothing to score. */
export function fitSharePrior(systems: readonly DenseSystem[], options: Omit<ReplayOptions, 'prior'> & { readonly placements: readonly number[]; readonly grid: readonly SharePrior[] }): SharePrior {
  const stream = random(options.seed, 'share-prior')
  const cases = new Map<string, { readonly tally: Tally; readonly more: number; missed: number; total: number }>()
  for (const system of systems) {
    const energies = system.configurations.map((c) => c.energy)
    const best = energies.reduce((a, b) => Math.min(a, b), Infinity)
    for (const n of options.placements.filter((m) => m < energies.length)) {
      for (let k = 0; k < options.orders; k++) {
        const drawn = stream.shuffle(energies).slice(0, n)
        const [tally, more] = [tallyOf(drawn), energies.length - n]
        const key = [n, tally.best, more].join()
        const one = cases.get(key) ?? { tally, more, missed: 0, total: 0 }
        one.missed += Number(drawn.reduce((a, b) => Math.min(a, b), Infinity) - best > SUCCESS_THRESHOLD)
        one.total++
        cases.set(key, one)
      }
    }
  }
  if (cases.size === 0 || options.grid.length === 0) throw invalidInput('There is nothing to fit a prior to')
  const score = (prior: SharePrior): number =>
    [...cases.values()].reduce((sum, { tally, more, missed, total }) => {
      const p = Math.min(Math.max(expectedSuccess(tally, 0, { more, prior }), 1e-6), 1 - 1e-6)
      return sum + missed * Math.log(1 - p) + (total - missed) * Math.log(p)
    }, 0)
  return options.grid.map((prior) => ({ prior, score: score(prior) })).reduce((best, one) => (one.score > best.score ? one : best)).prior
}
