/** The promise against its closed forms, against drawing from the ladder it assumes, and against DFT tables. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { expectedSuccess as replaySuccess, parseDenseTable } from '../../../../src/domain/adsorbml/replay'
import { expectedSuccess, OC20_DENSE_PRIOR, placementsFor, type SharePrior, tallyOf, unseenBetterProbability } from '../../../../src/domain/adsorbml/search/stopping'
import { fitSharePrior, promiseAt, promiseWhenStopped, SHARE_GRID } from '../../../../src/domain/adsorbml/search/stopping-replay'
import { logGamma } from '../../../../src/domain/math/special'
import { random } from '../../../../src/domain/math/random'
import { SHARED } from '../../chemistry/fixtures'

/** All groups alike: the closed forms are of one Beta distribution. */
const alike = (a: number, b: number): SharePrior => ({ a, b, own: { a: 1, b: 1, weight: 0 } })
const logBeta = (a: number, b: number): number => logGamma(a) + logGamma(b) - logGamma(a + b)

describe('tally', () => {
  it('counts what lies within the threshold of the lowest', () => {
    expect(tallyOf([-1, -0.95, -0.85, 0, Infinity])).toEqual({ placements: 5, best: 2 })
    expect(tallyOf([])).toEqual({ placements: 0, best: 0 })
    expect(tallyOf([Infinity])).toEqual({ placements: 1, best: 0 })
    expect(() => tallyOf([Number.NaN])).toThrow(/not a number/)
  })
})

describe('the promise', () => {
  it('against all that could ever be drawn it is 1 - B(a + c, b + 2n - c) / B(a + c, b + n - c)', () => {
    for (const [n, c] of [[1, 1], [5, 1], [20, 4], [20, 19], [200, 3]] as const) {
      const [a, b] = [OC20_DENSE_PRIOR.a + c, OC20_DENSE_PRIOR.b + n - c]
      const exact = Math.exp(logBeta(a, b + n) - logBeta(a, b))
      expect(unseenBetterProbability({ placements: n, best: c }, { more: Infinity, prior: alike(OC20_DENSE_PRIOR.a, OC20_DENSE_PRIOR.b) }), `${c} of ${n}`).toBeCloseTo(exact, 8)
    }
  })
  it('holds with a prior far from the shipped one', () => {
    const [n, c, a, b] = [7, 2, 0.5, 0.5]
    expect(unseenBetterProbability({ placements: n, best: c }, { more: Infinity, prior: alike(a, b) })).toBeCloseTo(Math.exp(logBeta(a + c, b + 2 * n - c) - logBeta(a + c, b + n - c)), 8)
  })
  it('after k more it is that of n + k draws with what n have told', () => {
    const tally = { placements: 10, best: 3 }
    const [a, b] = [OC20_DENSE_PRIOR.a + 3, OC20_DENSE_PRIOR.b + 7]
    expect(expectedSuccess(tally, 10, { more: Infinity, prior: alike(OC20_DENSE_PRIOR.a, OC20_DENSE_PRIOR.b) })).toBeCloseTo(1 - Math.exp(logBeta(a, b + 20) - logBeta(a, b)), 8)
  })
  it('grows with what is drawn, with how often the best was met, and with a nearer horizon', () => {
    const p = (n: number, c: number, more: number): number => expectedSuccess({ placements: n, best: c }, 0, { more })
    expect(p(20, 4, 80)).toBeGreaterThan(p(10, 2, 80))
    expect(p(20, 8, 80)).toBeGreaterThan(p(20, 2, 80))
    expect(p(20, 4, 20)).toBeGreaterThan(p(20, 4, 80))
    expect(p(20, 4, 80)).toBeGreaterThan(p(20, 4, Infinity))
  })
  it('is certain where nothing is left, and nothing where nothing was seen', () => {
    expect(expectedSuccess({ placements: 3, best: 1 }, 0, { more: 0 })).toBe(1)
    expect(expectedSuccess({ placements: 3, best: 1 }, 8, { more: 8 })).toBe(1)
    expect(expectedSuccess({ placements: 0, best: 0 }, 0, { more: 5 })).toBe(0)
  })
  it('says how many more a level takes', () => {
    const tally = { placements: 10, best: 2 }
    const k = placementsFor(0.95, tally, { more: 200 })
    expect(expectedSuccess(tally, k, { more: 200 })).toBeGreaterThanOrEqual(0.95)
    expect(expectedSuccess(tally, k - 1, { more: 200 })).toBeLessThan(0.95)
    expect(placementsFor(0.1, { placements: 50, best: 40 }, { more: 200 })).toBe(0)
  })
  it.each([[{ placements: 2, best: 3 }, 0, 5], [{ placements: -1, best: 0 }, 0, 5], [{ placements: 2.5, best: 1 }, 0, 5], [{ placements: 2, best: 1 }, 0.5, 5], [{ placements: 2, best: 1 }, 0, Number.NaN]])('refuses %j', (tally, extra, more) =>
    expect(() => expectedSuccess(tally, extra, { more })).toThrow())
  it('shares of their own are told nothing by the count', () => {
    const prior: SharePrior = { a: 1, b: 1, own: { a: 0.7, b: 3, weight: 1 } }
    for (const best of [1, 5, 9]) expect(unseenBetterProbability({ placements: 9, best }, { more: Infinity, prior })).toBeCloseTo(Math.exp(logBeta(0.7, 12) - logBeta(0.7, 3)), 8)
  })
  it.each([[4, 6], [2, 30], [10, 10]])('is what drawing from the ladder gives: %i, then %i more', (n, more) => {
    // a prior so narrow that p is 0.2; the bottom of the ladder is the lowest level of the n + more drawn, as in a table of that size
    const p = 0.2
    const stream = random(3, 'ladder')
    const trials = 20_000
    let hits = 0
    for (let t = 0; t < trials; t++) {
      // the level of the lowest group reached by k draws from a ladder without end: geometric with ratio (1 - p)^k
      const lowest = (k: number): number => Math.floor(Math.log(1 - stream.next()) / (k * Math.log1p(-p)))
      hits += Number(lowest(n) <= lowest(more))
    }
    const promised = expectedSuccess({ placements: n, best: 0 }, 0, { more, prior: alike(2e7, 8e7) })
    // standard error of a share: at most 0.5 / sqrt(20,000) = 0.0035; four of it
    expect(Math.abs(hits / trials - promised)).toBeLessThan(0.015)
  })
})

const table = `${SHARED}/oc20dense/val100_dft_targets.json.gz`
const present = existsSync(table)

describe.skipIf(!present)('OC20-Dense (needs ../shared/data/oc20dense)', () => {
  const systems = present ? parseDenseTable(JSON.parse(gunzipSync(readFileSync(table)).toString()), 'targets') : []
  const halves = [0, 1].map((half) => systems.filter((_, k) => k % 2 === half))
  it('what the replay achieves is the exact hypergeometric success', () => {
    const row = promiseAt(systems, 10, { seed: 1, orders: 200 })
    const exact = replaySuccess(systems.filter((s) => s.configurations.length > 10), 10, 'all')
    // 200 orders of 95 systems: a standard error of at most 0.5 / sqrt(19,000) = 0.004; four of it
    expect(Math.abs(row.achieved - exact)).toBeLessThan(0.015)
  })
  it.each([[0, 1], [1, 0]] as const)('a prior fitted on half %i keeps its promise on half %i', (fitted, tested) => {
    const prior = fitSharePrior(halves[fitted]!, { seed: 2, orders: 5, placements: [5, 10, 20], grid: SHARE_GRID.filter((_, k) => k % 2 === 0) })
    for (const n of [5, 10, 20]) {
      const row = promiseAt(halves[tested]!, n, { seed: 3, orders: 40, prior })
      // about 48 systems on either side, by chance of unlike difficulty: three standard errors of the difference of two such halves
      expect(Math.abs(row.promised - row.achieved), `n = ${n}`).toBeLessThan(3 * Math.SQRT2 * row.standardError)
    }
  })
  it('the shipped prior tells systems apart: better than saying the mean success of all to each', () => {
    for (const n of [5, 10, 20]) {
      const row = promiseAt(systems, n, { seed: 3, orders: 40 })
      expect(row.brier, `n = ${n}`).toBeLessThan(row.achieved * (1 - row.achieved))
    }
  })
  it('the rule stops later for a higher level, and does not draw the whole table', () => {
    const [low, high] = [0.8, 0.95].map((level) => promiseWhenStopped(systems, level, 5, { seed: 4, orders: 20 }))
    expect(high!.placements).toBeGreaterThan(low!.placements)
    expect(high!.achieved).toBeGreaterThan(low!.achieved)
    expect(low!.placements).toBeLessThan(0.6 * 65)
  })
})
