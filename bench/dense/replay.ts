/** What each way of searching would have found and spent, from the recorded relaxations: exact for the plain recipe, by seeds for the others. */
import { expectedSuccess, tallyOf } from '../../src/domain/adsorbml/search/stopping'
import { callsOf, DEFAULT_SEARCH, search } from '../../src/domain/adsorbml/search/search'
import { slabSymmetry, type SlabSymmetry } from '../../src/domain/adsorbml/search/slab-symmetry'
import type { Fate, Relaxing, SearchSettings, SearchStart } from '../../src/domain/adsorbml/search/types'
import { SUCCESS_THRESHOLD } from '../../src/domain/adsorbml/success'
import { random } from '../../src/domain/math/random'
import { isValid, type Recorded, type Truth } from './truth'

/** The state of a search after a round. */
export interface Point {
  readonly placements: number
  readonly forceCalls: number
  readonly promised: number
  readonly success: boolean
}

export interface Replayed {
  readonly truth: Truth
  readonly seed: number
  readonly points: readonly Point[]
  readonly fates: readonly Fate[]
}

const energyOf = (r: Recorded): number => (isValid(r) ? r.end!.energy : Infinity)
const callsOfRecord = (r: Recorded): number => r.end?.forceCalls ?? 1

/** eV: the lowest valid end of all placements; Infinity where none is valid. */
export const lowest = ({ recorded }: Truth): number => recorded.reduce((low, r) => Math.min(low, energyOf(r)), Infinity)
export const totalCalls = ({ recorded }: Truth): number => recorded.reduce((sum, r) => sum + callsOfRecord(r), 0)
/** placements that end within the threshold of the lowest */
export const goodEnds = (truth: Truth): number => truth.recorded.filter((r) => energyOf(r) - lowest(truth) <= SUCCESS_THRESHOLD).length

/** The probability that n of all placements, drawn without replacement, hold a good one: 1 - C(N - good, n) / C(N, n). */
export function plainSuccess(truth: Truth, n: number): number {
  const [all, good] = [truth.recorded.length, goodEnds(truth)]
  let missed = 1
  for (let k = 0; k < n; k++) missed *= Math.max(0, all - good - k) / (all - k)
  return 1 - missed
}

const played = (recorded: ReadonlyMap<string, Recorded>): Relaxing =>
  async function* ({ id }) {
    const { steps, end } = recorded.get(id)!
    yield* steps
    if (end === null) throw new TypeError(`${id} has no end`)
    return end
  }

/** A search through all placements, and where it stands after each round: a level of the promise is reached at the first point that has it. */
export async function replay(truth: Truth, settings: Omit<SearchSettings, 'seed' | 'level' | 'horizon'>, seed: number): Promise<Replayed> {
  const usable = truth.recorded.filter(({ end }) => end !== null)
  const starts = usable.map(({ id, start }): SearchStart => ({ id, structure: start }))
  const best = lowest(truth)
  const rounds = search(starts, slabSymmetry(truth.clean), played(new Map(usable.map((r) => [r.id, r]))), { ...settings, level: null, horizon: truth.recorded.length, seed })
  const points: Point[] = []
  let [placements, forceCalls, found] = [0, 0, Infinity]
  for (;;) {
    const next = await rounds.next()
    if (next.done) return { truth, seed, points, fates: next.value.fates }
    for (const fate of next.value.fates) {
      placements++
      forceCalls += callsOf(fate)
      if (fate.kind === 'relaxed') found = Math.min(found, fate.end.energy)
    }
    points.push({ placements, forceCalls, promised: next.value.promised, success: found - best <= SUCCESS_THRESHOLD })
  }
}

/** Where a search that stops at the level, or after so many placements, has stopped. */
export const stoppedAt = ({ points }: Replayed, level: number, most = Infinity): Point => points.find(({ promised, placements }) => promised >= level || placements >= most) ?? points.at(-1)!

/** Merging, and same starts, without the rule that stops: what they save by themselves. */
export const WAYS = {
  search: DEFAULT_SEARCH,
  'rule alone': { ...DEFAULT_SEARCH, sameStart: null, merge: null },
} as const

/** Energies that end in another minimum than the one they were merged into, by more than 0.03 eV. */
export function wrongMerges({ truth, fates }: Replayed): { readonly merged: number; readonly wrong: number } {
  const ends = new Map(truth.recorded.map((r) => [r.id, energyOf(r)]))
  const merged = fates.filter((fate) => fate.kind === 'merged')
  return { merged: merged.length, wrong: merged.filter(({ id, into }) => !(Math.abs(ends.get(id)! - ends.get(into)!) <= 0.03)).length }
}

/** An order in which the next placement may depend on what the earlier ones found. `cost`: force calls spent on choosing. */
export interface Choice {
  readonly name: string
  readonly cost: (truth: Truth) => number
  /** index of the next among those left; `seen` in their order */
  readonly next: (left: readonly Recorded[], seen: readonly Recorded[], apart: Apart) => number
}

type Apart = (a: Recorded, b: Recorded) => number

const lowestBy = (left: readonly Recorded[], of: (r: Recorded) => number): number => left.reduce((best, r, k) => (of(r) < of(left[best]!) ? k : best), 0)
const energyAfter = (r: Recorded, steps: number): number => r.steps[Math.min(steps, r.steps.length - 1)]?.energy ?? Infinity
const bestSeen = (seen: readonly Recorded[]): Recorded => seen.reduce((best, r) => (energyOf(r) < energyOf(best) ? r : best))

/** Every other choice is at random where the rule would only exploit or only explore. */
export const CHOICES: readonly Choice[] = [
  { name: 'lowest first energy', cost: ({ recorded }) => recorded.length, next: (left) => lowestBy(left, (r) => energyAfter(r, 0)) },
  { name: 'lowest after 5 steps', cost: ({ recorded }) => 6 * recorded.length, next: (left) => lowestBy(left, (r) => energyAfter(r, 5)) },
  { name: 'farthest from those seen', cost: () => 0, next: (left, seen, apart) => (seen.length === 0 ? 0 : lowestBy(left, (r) => -Math.min(...seen.map((s) => apart(r, s))))) },
  { name: 'nearest to the best, every other', cost: () => 0, next: (left, seen, apart) => (seen.length % 2 === 0 ? 0 : lowestBy(left, (r) => apart(r, bestSeen(seen)))) },
]

/** Success once so many force calls have been spent, in the chosen order. */
export function successOf(choice: Choice | null, truth: Truth, seed: number, budgets: readonly number[]): boolean[] {
  const left = random(seed, 'choice').shuffle([...truth.recorded])
  const symmetry = slabSymmetry(truth.clean)
  const known = new Map<string, number>()
  const apart: Apart = (a, b) => {
    const key = a.id < b.id ? `${a.id} ${b.id}` : `${b.id} ${a.id}`
    const value = known.get(key) ?? startDistance(a, b, symmetry)
    known.set(key, value)
    return value
  }
  const seen: Recorded[] = []
  const [best, most] = [lowest(truth), Math.max(...budgets)]
  let spent = choice?.cost(truth) ?? 0
  let foundAt = Infinity
  while (left.length > 0 && spent < most && foundAt === Infinity) {
    const [next] = left.splice(choice === null ? 0 : choice.next(left, seen, apart), 1)
    seen.push(next!)
    spent += callsOfRecord(next!)
    if (energyOf(next!) - best <= SUCCESS_THRESHOLD) foundAt = spent
  }
  return budgets.map((budget) => foundAt <= budget)
}

/** Å: root mean square distance of the adsorbate's atoms, over the slab's operations the least; atoms keep their places in the list. */
function startDistance({ start: a }: Recorded, { start: b }: Recorded, { clean, operations, lateral2, rise }: SlabSymmetry): number {
  const first = clean.numbers.length
  const atoms = a.numbers.length - first
  let least = Infinity
  for (const { rotation: r, translation: t } of operations) {
    let sum = 0
    for (let i = 3 * first; i < a.positions.length && sum < least; i += 3) {
      const [x, y] = [a.positions[i]!, a.positions[i + 1]!]
      const dz = rise(b.positions[i + 2]! - a.positions[i + 2]!)
      sum += lateral2(b.positions[i]! - (r[0] * x + r[1] * y + t[0]), b.positions[i + 1]! - (r[2] * x + r[3] * y + t[1])) + dz * dz
    }
    least = Math.min(least, sum)
  }
  return Math.sqrt(least / atoms)
}

/** What the promise of the counts alone would be of the first n ends. */
export const promiseOf = (energies: readonly number[], horizon: number): number => {
  const valid = energies.filter(Number.isFinite)
  return expectedSuccess(tallyOf(valid), 0, { more: horizon - energies.length })
}
