/** The tables and the figure of the dense benchmark. */
import { callsOf } from '../../src/domain/adsorbml/search/search'
import { SUCCESS_THRESHOLD } from '../../src/domain/adsorbml/success'
import { curveSvg } from './curve'
import { CHOICES, goodEnds, lowest, plainSuccess, replay, stoppedAt, successOf, totalCalls, WAYS, wrongMerges, type Point, type Replayed } from './replay'
import type { Truth } from './truth'

export interface ReportOptions {
  readonly model: string
  readonly sha256: string
  /** random orders a pair */
  readonly seeds: number
  /** pairs that were asked for */
  readonly asked: number
}

const LEVELS = [0.7, 0.8, 0.9, 0.95, 0.99] as const
const mean = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length
const percent = (p: number): string => (100 * p).toFixed(1)
const seedsOf = (n: number): number[] => Array.from({ length: n }, (_, k) => k + 1)

/** Standard error of a mean over pairs: the orders of one pair are not independent. */
const spread = (values: readonly number[]): number => Math.sqrt(values.reduce((s, v) => s + (v - mean(values)) ** 2, 0) / Math.max(1, values.length - 1) / values.length)

export async function report(all: readonly Truth[], { model, sha256, seeds, asked }: ReportOptions): Promise<{ readonly text: string; readonly csv: string; readonly svg: string }> {
  const truths = all.filter((truth) => Number.isFinite(lowest(truth)))
  const replayed = new Map<keyof typeof WAYS, Replayed[][]>()
  for (const way of Object.keys(WAYS) as (keyof typeof WAYS)[]) {
    const rows: Replayed[][] = []
    for (const truth of truths) rows.push(await Promise.all(seedsOf(seeds).map((seed) => replay(truth, WAYS[way], seed))))
    replayed.set(way, rows)
  }
  const placements = truths[0]!.recorded.length
  const plainCalls = mean(truths.map(totalCalls))
  const ratio = publishedCost(truths)
  const text = [
    `Model ${model} (${sha256.slice(0, 12)}), ${truths.length} pairs of ${asked} asked for${all.length > truths.length ? `, ${all.length - truths.length} without any valid end` : ''}; ${placements} placements each, ${seeds} orders; success: within ${SUCCESS_THRESHOLD} eV of the lowest end`,
    ratio === null ? 'The published optimiser was not measured' : `The published optimiser takes ${ratio.factor.toFixed(2)} times the force calls (${ratio.n} placements, ${percent(ratio.agree)} % of its valid ends within ${SUCCESS_THRESHOLD} eV of ours)`,
    methodTable(truths, replayed, plainCalls, ratio?.factor ?? null),
    promiseTable(replayed.get('search')!),
    reliabilityTable(replayed.get('search')!),
    mergeLine(replayed.get('search')!),
    choiceTable(truths, seeds),
  ].join('\n\n')
  return { text: `${text}\n`, csv: pairsCsv(truths, replayed.get('search')!), svg: figure(truths, replayed.get('search')!, ratio?.factor ?? null, model) }
}

function publishedCost(truths: readonly Truth[]): { readonly factor: number; readonly n: number; readonly agree: number } | null {
  const both = truths.flatMap(({ published, recorded }) => published.flatMap((one) => recorded.flatMap((r) => (r.id === one.id && r.end ? [{ one, end: r.end }] : []))))
  if (both.length === 0) return null
  const valid = both.filter(({ one, end }) => one.energy !== null && end.anomalies.length === 0)
  return {
    factor: mean(both.map(({ one }) => one.forceCalls)) / mean(both.map(({ end }) => end.forceCalls)),
    n: both.length,
    agree: mean(valid.map(({ one, end }) => Number(Math.abs(one.energy! - end.energy) <= SUCCESS_THRESHOLD))),
  }
}

/** By pair: the mean over its orders. */
const byPair = (rows: readonly (readonly Replayed[])[], of: (r: Replayed) => number): number[] => rows.map((orders) => mean(orders.map(of)))

function methodTable(truths: readonly Truth[], replayed: ReadonlyMap<string, readonly (readonly Replayed[])[]>, plainCalls: number, factor: number | null): string {
  const all = truths[0]!.recorded.length
  const line = (name: string, success: readonly number[], calls: number, placements: number): string =>
    `| ${name} | ${percent(mean(success))} ± ${percent(spread(success))} | ${placements.toFixed(1)} | ${calls.toFixed(0)} | ${(plainCalls / calls).toFixed(1)} | ${factor === null ? '' : ((plainCalls * factor) / calls).toFixed(1)} |`
  const plain = [...[5, 10, 20, 50].filter((n) => n < all), all].map((n) => line(`plain, ${n} placements`, truths.map((t) => plainSuccess(t, n)), (plainCalls * n) / all, n))
  const stops = [...replayed].flatMap(([way, rows]) =>
    LEVELS.map((level) => {
      const stop = (r: Replayed): Point => stoppedAt(r, level)
      return line(`${way}, to ${percent(level)} %`, byPair(rows, (r) => Number(stop(r).success)), mean(byPair(rows, (r) => stop(r).forceCalls)), mean(byPair(rows, (r) => stop(r).placements)))
    }),
  )
  const capped = line('search, to 95 %, at most 50', byPair(replayed.get('search')!, (r) => Number(stoppedAt(r, 0.95, 50).success)), mean(byPair(replayed.get('search')!, (r) => stoppedAt(r, 0.95, 50).forceCalls)), mean(byPair(replayed.get('search')!, (r) => stoppedAt(r, 0.95, 50).placements)))
  return ['| way | success % | placements taken | force calls | fewer than plain by | than the published recipe by |', '|---|---|---|---|---|---|', ...plain, ...stops, capped].join('\n')
}

function promiseTable(rows: readonly (readonly Replayed[])[]): string {
  const lines = LEVELS.map((level) => {
    const promised = byPair(rows, (r) => stoppedAt(r, level).promised)
    const achieved = byPair(rows, (r) => Number(stoppedAt(r, level).success))
    // of as many pairs as there are: the orders of one pair are not independent, and none would leave no spread to divide by
    const binomial = Math.sqrt((mean(promised) * (1 - mean(promised))) / promised.length)
    const brier = mean(byPair(rows, (r) => (stoppedAt(r, level).promised - Number(stoppedAt(r, level).success)) ** 2))
    return `| stopped at ${percent(level)} % | ${percent(mean(promised))} | ${percent(mean(achieved))} | ${((mean(achieved) - mean(promised)) / binomial).toFixed(1)} | ${brier.toFixed(3)} |`
  })
  return ['| | promised % | achieved % | difference, binomial standard errors | Brier score |', '|---|---|---|---|---|', ...lines].join('\n')
}

/** All rounds of all searches together. */
function reliabilityTable(rows: readonly (readonly Replayed[])[]): string {
  const edges = [0, 0.3, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1]
  const lines = edges.slice(1).map((high, k) => {
    const low = edges[k]!
    const inside = (p: Point): boolean => p.promised > low && p.promised <= high && p.promised < 1
    const pairs = rows.map((orders) => orders.flatMap(({ points }) => points.filter(inside))).filter((points) => points.length > 0)
    if (pairs.length === 0) return `| ${percent(low)} to ${percent(high)} | 0 | | | |`
    const achieved = pairs.map((points) => mean(points.map((p) => Number(p.success))))
    return `| ${percent(low)} to ${percent(high)} | ${pairs.length} | ${percent(mean(pairs.map((points) => mean(points.map((p) => p.promised)))))} | ${percent(mean(achieved))} | ${percent(spread(achieved))} |`
  })
  return ['| promised % | pairs | mean promised % | achieved % | standard error |', '|---|---|---|---|---|', ...lines].join('\n')
}

function mergeLine(rows: readonly (readonly Replayed[])[]): string {
  const merges = rows.flat().map(wrongMerges)
  const [merged, wrong] = [merges.reduce((s, m) => s + m.merged, 0), merges.reduce((s, m) => s + m.wrong, 0)]
  return `Merged without the stopping rule: ${merged} relaxations of all orders, of which ${wrong} would have ended more than 0.03 eV from the minimum they were merged into, or without a valid end`
}

/** Whether choosing the next placement from what was found helps: success at equal force calls, no merging, no stopping. */
function choiceTable(truths: readonly Truth[], seeds: number): string {
  const counts = [5, 10, 20, 40]
  const line = (name: string, of: (truth: Truth, seed: number, budgets: readonly number[]) => readonly boolean[]): string => {
    const rows = truths.map((truth) => {
      const budgets = counts.map((n) => (n * totalCalls(truth)) / truth.recorded.length)
      const found = seedsOf(seeds).map((seed) => of(truth, seed, budgets))
      return counts.map((_, k) => mean(found.map((one) => Number(one[k]))))
    })
    return `| ${name} | ${counts.map((_, k) => `${percent(mean(rows.map((r) => r[k]!)))} ± ${percent(spread(rows.map((r) => r[k]!)))}`).join(' | ')} |`
  }
  return [
    `| order of the placements | ${counts.map((n) => `force calls of ${n}`).join(' | ')} |`,
    `|---|${counts.map(() => '---|').join('')}`,
    line('random', (truth, seed, budgets) => successOf(null, truth, seed, budgets)),
    ...CHOICES.map((choice) => line(choice.name, (truth, seed, budgets) => successOf(choice, truth, seed, budgets))),
  ].join('\n')
}

function pairsCsv(truths: readonly Truth[], rows: readonly (readonly Replayed[])[]): string {
  const header = 'pair,kind,atoms,placements,valid,good,plain_force_calls,success_95,force_calls_95,promised_95,placements_95,merged,same_start,not_relaxed_calls'
  const lines = truths.map((truth, k) => {
    const orders = rows[k]!
    const stops = orders.map((r) => stoppedAt(r, 0.95))
    const share = (kind: string): number => mean(orders.map(({ fates }) => fates.filter((f) => f.kind === kind).length))
    const valid = truth.recorded.filter(({ end }) => end !== null && end.outcome !== 'exploded' && end.anomalies.length === 0).length
    const cells = [truth.pair.id, truth.pair.kind, truth.recorded[0]!.start.numbers.length, truth.recorded.length, valid, goodEnds(truth), totalCalls(truth), mean(stops.map((p) => Number(p.success))), mean(stops.map((p) => p.forceCalls)), mean(stops.map((p) => p.promised)), mean(stops.map((p) => p.placements)), share('merged'), share('same-start'), mean(orders.map(({ fates }) => fates.filter((f) => f.kind === 'merged').reduce((s, f) => s + callsOf(f), 0)))]
    return cells.map((c) => (typeof c === 'number' ? Number(c.toPrecision(4)) : c)).join(',')
  })
  return `${[header, ...lines].join('\n')}\n`
}

function figure(truths: readonly Truth[], rows: readonly (readonly Replayed[])[], factor: number | null, model: string): string {
  const all = truths[0]!.recorded.length
  const plainCalls = mean(truths.map(totalCalls))
  const plain = Array.from({ length: all }, (_, k) => [((k + 1) * plainCalls) / all, mean(truths.map((t) => plainSuccess(t, k + 1)))] as const)
  const longest = Math.max(...rows.flat().map(({ points }) => points.length))
  const at = (r: Replayed, k: number): Point => r.points[Math.min(k, r.points.length - 1)]!
  const search = Array.from({ length: longest }, (_, k) => [mean(byPair(rows, (r) => at(r, k).forceCalls)), mean(byPair(rows, (r) => Number(at(r, k).success)))] as const)
  const stops = LEVELS.map((level) => [mean(byPair(rows, (r) => stoppedAt(r, level).forceCalls)), mean(byPair(rows, (r) => Number(stoppedAt(r, level).success)))] as const)
  return curveSvg(`Success of the search over force calls, ${truths.length} pairs, ${model}`, [
    ...(factor === null ? [] : [{ name: 'plain recipe, published optimiser', colour: '#8a8a8a', dashed: true, points: plain.map(([x, y]) => [x * factor, y] as const) }]),
    { name: 'plain recipe, our optimiser', colour: '#444', points: plain },
    { name: 'search, without stopping', colour: '#0b6bcb', points: search },
    { name: 'search, stopped at the promised level', colour: '#c2410c', points: stops, labels: LEVELS.map((l) => `${Math.round(100 * l)} %`) },
  ])
}
