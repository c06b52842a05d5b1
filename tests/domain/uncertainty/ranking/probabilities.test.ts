/** Probabilities of rank against laws of probability, against a closed form, and against what happens when truth is drawn. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../../src/domain/math/random'
import { normalCdf } from '../../../../src/domain/math/special'
import { calibrate } from '../../../../src/domain/uncertainty/calibrate'
import { errorSpread } from '../../../../src/domain/uncertainty/calibrated-model'
import { makeErrorTable } from '../../../../src/domain/uncertainty/error-table'
import { drawEnergies, type SpreadEnergy } from '../../../../src/domain/uncertainty/ranking/draws'
import { chooseForDft, indistinguishableGroups, probabilityBelow, rankProbabilities } from '../../../../src/domain/uncertainty/ranking/probabilities'

/** A calibration on Gaussian errors of standard deviation 0.1 d. */
const stream = random(1)
const distances = Array.from({ length: 5000 }, () => 0.5 + 2 * stream.next())
const model = calibrate(makeErrorTable({ errors: distances.map((d) => 0.1 * d * stream.normal()), uncertainties: distances }), {
  potential: 'test', truth: 'teacher', source: 'synthetic', method: 'locally-weighted-0.67',
})
const entry = (energy: number, distance = 1): SpreadEnergy => ({ energy, spread: errorSpread(model, distance)! })
const total = (x: readonly number[]): number => x.reduce((a, b) => a + b, 0)

describe('probabilities', () => {
  it('obey the sum rules and the energy order', () => {
    const entries = [entry(-1), entry(-0.9), entry(-0.7), entry(0)]
    const p = rankProbabilities(entries, { seed: 2, k: 2, window: [-10, 10] })
    expect(total(p.best)).toBeCloseTo(1, 12)
    expect(total(p.topK)).toBeCloseTo(2, 12)
    expect(p.window).toEqual([1, 1, 1, 1])
    expect(p.best.toSorted((a, b) => b - a)).toEqual(p.best)
    expect(p.minimum.mean).toBeLessThan(-1)
  })
  it('of two equal Gaussians is Phi of the difference over sqrt 2 sigma', () => {
    const draws = drawEnergies([entry(-0.1), entry(0)], { seed: 3, samples: 20_000 })
    // sampling 0.003, the scale fitted from 5000 points 0.015, at sigma = 0.1
    expect(Math.abs(probabilityBelow(draws, 0, 1) - normalCdf(1 / Math.SQRT2))).toBeLessThan(0.03)
  })
  it('of equals are equal', () => {
    const p = rankProbabilities([entry(0), entry(0), entry(0), entry(0)], { seed: 4, k: 1 })
    // binomial sd 0.007 at 4096 draws, four of it
    for (const v of p.best) expect(Math.abs(v - 0.25)).toBeLessThan(0.028)
    expect(p.topK).toEqual(p.best)
  })
  it('a common error does not change an order: correlation sharpens it', () => {
    const p = (correlation: number): number => rankProbabilities([entry(-0.1), entry(0)], { seed: 5, correlation }).best[0]!
    expect(p(0.9)).toBeGreaterThan(p(0.5))
    expect(p(0.5)).toBeGreaterThan(p(0))
  })
  it('are true: over drawn truths the one called best with p is best in a share p of cases', () => {
    const truth = random(6)
    let stated = 0
    let found = 0
    const cases = 400
    for (let c = 0; c < cases; c++) {
      // true energies and errors drawn as the calibration says: prediction = truth - error
      const energies = Array.from({ length: 5 }, () => 0.15 * truth.normal())
      const d = Array.from({ length: 5 }, () => 0.6 + 1.5 * truth.next())
      // a flat prior on the truth is what the draws assume; the prior's width, 0.15, is put on the prediction
      const actual = energies.map((e, i) => e + 0.1 * d[i]! * truth.normal())
      const p = rankProbabilities(energies.map((e, i) => entry(e, d[i])), { seed: c, samples: 500 })
      const best = p.best.indexOf(Math.max(...p.best))
      stated += p.best[best]! / cases
      if (actual[best] === Math.min(...actual)) found++
    }
    // binomial sd 0.024 at 400 cases, three of it
    expect(Math.abs(found / cases - stated)).toBeLessThan(0.075)
  })
  it('repeat for a seed', () => expect(rankProbabilities([entry(0), entry(0.1)], { seed: 9 })).toEqual(rankProbabilities([entry(0), entry(0.1)], { seed: 9 })))
  it('one configuration is the best', () => expect(rankProbabilities([entry(3)], { seed: 1 })).toMatchObject({ best: [1], topK: [1] }))
})

describe('groups', () => {
  it('hold together what cannot be told apart, and nothing else', () => {
    expect(indistinguishableGroups([entry(5), entry(-1), entry(-0.98), entry(0.5), entry(0.49)], 0.9, { seed: 1 })).toEqual([[1, 2], [4, 3], [0]])
  })
  it('do not grow by chains: every member is undecided against its leader', () => {
    const entries = Array.from({ length: 12 }, (_, i) => entry(0.1 * i))
    const groups = indistinguishableGroups(entries, 0.9, { seed: 1 })
    expect(groups.length).toBeGreaterThan(2)
    expect(groups.flat()).toHaveLength(12)
  })
})

describe('the choice for DFT', () => {
  it('takes the uncertain one before a certain one of nearly the same energy', () => {
    const entries = [entry(-1, 0.6), entry(-0.99, 0.6), entry(-0.9, 2.4)]
    const chosen = chooseForDft(drawEnergies(entries, { seed: 1 }), 2)
    expect(chosen.map((c) => c.index)).toEqual([0, 2])
    expect(chosen[1]!.expectedMinimum).toBeLessThan(chosen[0]!.expectedMinimum)
  })
  it('never asks for more than there are', () => expect(chooseForDft(drawEnergies([entry(0)], { seed: 1, samples: 10 }), 5)).toHaveLength(1))
})

describe('refusals', () => {
  const other = calibrate(makeErrorTable({ errors: distances.map((d) => d / 5), uncertainties: distances }), { potential: 'other', truth: 'teacher', source: 'x', method: 'split-conformal' })
  it.each([
    ['nothing', () => drawEnergies([], { seed: 1 })],
    ['two calibrations', () => drawEnergies([entry(0), { energy: 0, spread: errorSpread(other, 1)! }], { seed: 1 })],
    ['an energy that is not a number', () => drawEnergies([entry(NaN)], { seed: 1 })],
    ['no draws', () => drawEnergies([entry(0)], { seed: 1, samples: 0 })],
    ['a correlation of one', () => drawEnergies([entry(0)], { seed: 1, correlation: 1 })],
    ['an empty window', () => rankProbabilities([entry(0)], { seed: 1, window: [1, 0] })],
    ['no k', () => rankProbabilities([entry(0)], { seed: 1, k: 0 })],
    ['a level below one half', () => indistinguishableGroups([entry(0)], 0.4, { seed: 1 })],
  ])('%s', (_, run) => expect(run).toThrow())
})
