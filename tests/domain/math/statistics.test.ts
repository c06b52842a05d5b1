/** Against scipy and numpy (tests/fixtures/uncertainty/make_statistics.py), and node:crypto for the hash. */
import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { logChoose, probabilityOfAny, proportion } from '../../../src/domain/math/binomial'
import { bootstrap } from '../../../src/domain/math/bootstrap'
import { isotonic } from '../../../src/domain/math/isotonic'
import { nelderMead } from '../../../src/domain/math/nelder-mead'
import { random } from '../../../src/domain/math/random'
import { sha256, utf8 } from '../../../src/domain/math/sha256'
import { betaQuantile, erf, erfc, logGamma, normalCdf, normalQuantile, regularisedBeta } from '../../../src/domain/math/special'
import { equalCountBins, fitLine, mean, quantile, ranks, variance } from '../../../src/domain/math/statistics'
import oracle from '../../fixtures/uncertainty/statistics.json'

/** Relative agreement; the implementations are in double precision and lose a few digits in the tails. */
const close = (value: number, expected: number, relative = 1e-12): void =>
  expect(Math.abs(value - expected), `${value} against ${expected}`).toBeLessThanOrEqual(relative * Math.abs(expected) + 1e-300)

describe('special functions', () => {
  const s = oracle.special
  it('erf, erfc and the normal distribution', () => {
    s.x.forEach((x, i) => {
      close(erf(x), s.erf[i]!)
      // above 2 by the continued fraction, below as 1 - erf: 1e-14 absolute there
      close(erfc(x), s.erfc[i]!, 1e-11)
      close(normalCdf(x), s.cdf[i]!, 1e-11)
    })
  })
  it('normal quantiles', () => s.q.forEach((q, i) => expect(normalQuantile(q)).toBeCloseTo(s.ppf[i]!, 10)))
  it('normal quantiles at the ends', () => expect([normalQuantile(0), normalQuantile(1), normalQuantile(1.1)]).toEqual([-Infinity, Infinity, NaN]))
  it('ln Gamma', () => s.gammaX.forEach((x, i) => expect(logGamma(x)).toBeCloseTo(s.logGamma[i]!, 8)))
  it('incomplete beta and its inverse', () => {
    for (const [a, b, x, value] of s.beta as [number, number, number, number][]) close(regularisedBeta(x, a, b), value, 1e-9)
    for (const [a, b, p, x] of s.betaQuantile as [number, number, number, number][]) close(betaQuantile(p, a, b), x, 1e-9)
  })
})

describe('proportions', () => {
  it('Clopper-Pearson equals scipy', () => {
    for (const [k, n, low, high] of oracle.binomial as [number, number, number, number][]) {
      close(proportion(k, n).low, low, 1e-8)
      close(proportion(k, n).high, high, 1e-8)
    }
  })
  it('no trials say nothing', () => expect(proportion(0, 0)).toMatchObject({ value: NaN, low: 0, high: 1 }))
  it('the hypergeometric probability equals scipy', () => {
    for (const [total, good, draws, p] of oracle.hypergeometric as [number, number, number, number][]) expect(probabilityOfAny(total, good, draws)).toBeCloseTo(p, 12)
  })
  it('draws beyond the total change nothing', () => expect(probabilityOfAny(5, 1, 99)).toBe(1))
  it('choose', () => expect([Math.exp(logChoose(10, 3)), logChoose(3, 4)]).toEqual([expect.closeTo(120, 8), -Infinity]))
})

describe('descriptive statistics', () => {
  it('quantiles and ranks equal numpy and scipy', () => {
    oracle.quantile.p.forEach((p, i) => expect(quantile(oracle.quantile.y, p)).toBeCloseTo(oracle.quantile.value[i]!, 12))
    expect([...ranks(oracle.ranks.x)]).toEqual(oracle.ranks.rank)
  })
  it('a constant x has no slope', () => expect(fitLine([2, 2], [1, 3])).toEqual({ slope: 0, intercept: 2 }))
  it('bins have sizes as equal as can be, and none is empty', () => {
    expect(equalCountBins([5, 4, 3, 2, 1, 0, 9], 3).map((b) => [...b])).toEqual([[5, 4, 3], [2, 1], [0, 6]])
    expect(equalCountBins([1, 2], 10)).toHaveLength(2)
  })
})

describe('isotonic regression', () => {
  it('equals scipy', () => isotonic(oracle.isotonic.y, oracle.isotonic.w).forEach((v, i) => expect(v).toBeCloseTo(oracle.isotonic.fit[i]!, 12)))
  it('keeps what is already monotone', () => expect([...isotonic([1, 2, 2, 5])]).toEqual([1, 2, 2, 5]))
})

describe('Nelder-Mead', () => {
  const rosenbrock = ([x = 0, y = 0]: readonly number[]): number => 100 * (y - x * x) ** 2 + (1 - x) ** 2
  it('finds the minimum of Rosenbrock', () => {
    const found = nelderMead(rosenbrock, [-1.2, 1], { maxIterations: 2000, xTolerance: 1e-9, fTolerance: 1e-12 })
    found.x.forEach((v, i) => expect(v).toBeCloseTo(oracle.rosenbrock.x[i]!, 6))
  })
  it('walks around what is not a number', () => expect(nelderMead(([x = 0]) => (x < 0 ? NaN : (x - 0.5) ** 2), [0.1]).x[0]).toBeCloseTo(0.5, 3))
})

describe('bootstrap', () => {
  const draw = random(3)
  const x = Float64Array.from({ length: 400 }, () => draw.normal())
  it('gives the interval of a mean that theory gives', () => {
    const ci = bootstrap(x, mean, { seed: 1 })
    // standard error 1/20; 1000 resamples know the ends to about 5 % of the width
    expect((ci.high - ci.low) / 2).toBeCloseTo((1.96 * Math.sqrt(variance(x))) / 20, 1)
    expect(ci.low).toBeLessThan(mean(x))
    expect(ci.high).toBeGreaterThan(mean(x))
  })
  it('repeats for a seed', () => expect(bootstrap(x, mean, { seed: 7, resamples: 50 })).toEqual(bootstrap(x, mean, { seed: 7, resamples: 50 })))
})

describe('SHA-256', () => {
  it('equals node:crypto at every padding length', () => {
    for (const length of [0, 1, 55, 56, 63, 64, 65, 119, 120, 1000]) {
      const bytes = Uint8Array.from({ length }, (_, i) => (i * 37) & 255)
      expect(sha256(bytes)).toBe(createHash('sha256').update(bytes).digest('hex'))
    }
  })
  it('encodes text as UTF-8', () => expect([...utf8('aé€𝄞\ud800')]).toEqual([...new TextEncoder().encode('aé€𝄞\ud800')]))
})
