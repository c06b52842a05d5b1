/** Probabilities of rank: best, among the k best, inside a window. Issue 6, point 7. */
import { invalidInput } from '../../errors'
import { drawEnergies, type DrawOptions, type Draws, type SpreadEnergy } from './draws'

export interface RankOptions extends DrawOptions {
  /** for P(top k); default 5 */
  readonly k?: number
  /** eV, low and high */
  readonly window?: readonly [number, number]
}

/** [n] each, in the order of the input. */
export interface RankProbabilities {
  readonly best: readonly number[]
  readonly topK: readonly number[]
  /** absent without a window */
  readonly window?: readonly number[]
  /** eV: mean and standard deviation of the lowest true energy of all */
  readonly minimum: { readonly mean: number; readonly deviation: number }
}

/** The same entries, options and seed give the same probabilities. `best` sums to 1, `topK` to min(k, n). */
export function rankProbabilities(entries: readonly SpreadEnergy[], options: RankOptions): RankProbabilities {
  const { k = 5, window } = options
  if (!(Number.isInteger(k) && k > 0)) throw invalidInput('k must be a positive whole number', { found: String(k) })
  if (window !== undefined && !(window[0] <= window[1])) throw invalidInput('The window of energies is empty', { found: window.join(' to ') })
  const draws = drawEnergies(entries, options)
  const { n, count, energies } = draws
  const best = new Float64Array(n)
  const topK = new Float64Array(n)
  const inWindow = new Float64Array(n)
  const minima = new Float64Array(count)
  for (let s = 0; s < count; s++) {
    const row = energies.subarray(s * n, (s + 1) * n)
    const cut = [...row].sort((a, b) => a - b)[Math.min(k, n) - 1]!
    const lowest = row.reduce((a, b) => Math.min(a, b), Infinity)
    minima[s] = lowest
    best[row.indexOf(lowest)]! += 1
    row.forEach((e, i) => {
      if (e <= cut) topK[i]! += 1
      if (window !== undefined && e >= window[0] && e <= window[1]) inWindow[i]! += 1
    })
  }
  const share = (x: Float64Array): number[] => Array.from(x, (v) => v / count)
  const mean = minima.reduce((a, b) => a + b, 0) / count
  const deviation = Math.sqrt(minima.reduce((s, e) => s + (e - mean) ** 2, 0) / count)
  return { best: share(best), topK: share(topK), ...(window === undefined ? {} : { window: share(inWindow) }), minimum: { mean, deviation } }
}

/** P(true energy of i is below that of j). */
export function probabilityBelow(draws: Draws, i: number, j: number): number {
  let below = 0
  for (let s = 0; s < draws.count; s++) if (draws.energies[s * draws.n + i]! < draws.energies[s * draws.n + j]!) below++
  return below / draws.count
}

/**
 * Groups of configurations whose order is not decided at `level`, lowest group first; indices within a group by energy. The lowest
 * configuration leads the first group, and with it goes every one that it is not below with probability >= level; the lowest of the
 * rest leads the next. So every member is undecided against its leader, and no chain of small steps ties a group together.
 */
export function indistinguishableGroups(entries: readonly SpreadEnergy[], level: number, options: DrawOptions): number[][] {
  if (!(level > 0.5 && level < 1)) throw invalidInput('The level at which an order counts as decided lies between 0.5 and 1', { found: String(level) })
  const draws = drawEnergies(entries, options)
  let rest = entries.map((_, i) => i).sort((a, b) => entries[a]!.energy - entries[b]!.energy || a - b)
  const groups: number[][] = []
  while (rest.length > 0) {
    const leader = rest[0]!
    const undecided = rest.filter((i) => i === leader || probabilityBelow(draws, leader, i) < level)
    groups.push(undecided)
    rest = rest.filter((i) => !undecided.includes(i))
  }
  return groups
}

/**
 * Which configurations to send to DFT: greedily, each time the one that lowers the expected minimum over the chosen the most. The
 * expected minimum is submodular, so greed loses at most a factor 1 - 1/e of the gain. Returns indices in the order chosen.
 */
export function chooseForDft(draws: Draws, count: number): { readonly index: number; readonly expectedMinimum: number }[] {
  const lowest = new Float64Array(draws.count).fill(Infinity)
  const chosen: { index: number; expectedMinimum: number }[] = []
  for (let round = 0; round < Math.min(count, draws.n); round++) {
    let pick = { index: -1, expectedMinimum: Infinity }
    for (let i = 0; i < draws.n; i++) {
      if (chosen.some((c) => c.index === i)) continue
      let total = 0
      for (let s = 0; s < draws.count; s++) total += Math.min(lowest[s]!, draws.energies[s * draws.n + i]!)
      if (total / draws.count < pick.expectedMinimum) pick = { index: i, expectedMinimum: total / draws.count }
    }
    chosen.push(pick)
    for (let s = 0; s < draws.count; s++) lowest[s] = Math.min(lowest[s]!, draws.energies[s * draws.n + pick.index]!)
  }
  return chosen
}
