/** Calibration: the conformal guarantee on data whose law is known, and the doors of the calibrated model. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { mean } from '../../../src/domain/math/statistics'
import { calibrate, type CalibrateOptions } from '../../../src/domain/uncertainty/calibrate'
import { errorQuantile, errorSpread, intervalFor, parseCalibration, serialiseCalibration, sigmaFor } from '../../../src/domain/uncertainty/calibrated-model'
import { coverageSpread, conformalQuantile, folds, meaningfulCount, smallestCount } from '../../../src/domain/uncertainty/calibrators/conformal'
import { evaluateMonotone, fitMonotone } from '../../../src/domain/uncertainty/calibrators/monotone'
import { calibratorNamed, CALIBRATORS, compareCalibrators, halfWidths } from '../../../src/domain/uncertainty/calibrators/selection'
import { makeErrorTable, type ErrorTable } from '../../../src/domain/uncertainty/error-table'
import { readInterval } from '../../../src/domain/uncertainty/interval'
import { coverage } from '../../../src/domain/uncertainty/metrics/coverage'

/** Heavy-tailed errors (Student t, 3 degrees of freedom) whose scale grows with the distance, by adsorbate: nothing Gaussian. */
function heavyTailed(n: number, seed: number): ErrorTable {
  const stream = random(seed, 'heavy')
  const t3 = (): number => stream.normal() / Math.sqrt((stream.normal() ** 2 + stream.normal() ** 2 + stream.normal() ** 2) / 3)
  const uncertainties = Float64Array.from({ length: n }, () => Math.exp(0.7 * stream.normal()))
  const groups = Array.from({ length: n }, (_, i) => ['CO', 'H', 'OH'][i % 3]!)
  return makeErrorTable({ errors: uncertainties.map((d, i) => (0.02 + 0.08 * d ** 1.5) * (1 + (i % 3)) * t3()), uncertainties, groups })
}
const options: CalibrateOptions = { potential: 'test', truth: 'teacher', source: 'synthetic', seed: 3 }
const fitOptions = { level: 0.9, clip: 5, seed: 3 }

describe('the conformal guarantee', () => {
  // 40 calibration draws of 199 points: the mean coverage has a standard error of sqrt(0.09/200/40) + test noise, 0.004; four of it.
  // Methods that refit their scale on all rows after scoring held-out ones are valid to first order only: the same tolerance holds.
  const distributionFree = ['split-conformal', 'mondrian-distance', 'mondrian-group', 'mondrian-group-constant', 'locally-weighted-0.5', 'locally-weighted-0.67', 'locally-weighted-mean', 'conformalised-quantile']
  const test = heavyTailed(3000, 999)
  it.each(distributionFree)('%s covers its level on average, and not much more', (name) => {
    const covered = Array.from({ length: 40 }, (_, draw) => coverage(test, halfWidths(calibratorNamed(name).fit(heavyTailed(199, draw), fitOptions), test), 0.9).overall.value)
    expect(mean(covered)).toBeGreaterThan(0.884)
    expect(mean(covered)).toBeLessThan(0.95)
  })
  it('groups get their own width', () => {
    const fitted = calibratorNamed('mondrian-group').fit(heavyTailed(6000, 1), fitOptions)
    const c = coverage(test, halfWidths(fitted, test), 0.9)
    // 1000 rows a group: binomial sd 0.0095, and as much again from the fit
    for (const group of c.groups) expect(Math.abs(group.value - 0.9), group.name).toBeLessThan(0.04)
    const plain = coverage(test, halfWidths(calibratorNamed('locally-weighted-0.67').fit(heavyTailed(6000, 1), fitOptions), test), 0.9)
    expect(plain.groups.find((g) => g.name === 'OH')!.value).toBeLessThan(0.86)
  })
})

describe('order statistics', () => {
  it('the conformal quantile is the ceil((n+1) level)-th score', () => {
    expect(conformalQuantile([5, 1, 2, 3, 4, 6, 7, 8, 9], 0.9)).toBe(9)
    expect(conformalQuantile([1, 2, 3, 4, 5, 6, 7, 8], 0.9)).toBe(Infinity)
    expect([smallestCount(0.9), smallestCount(0.95), smallestCount(0.68)]).toEqual([9, 19, 3])
  })
  it('the spread of the coverage given the points is the Beta law', () => {
    // k = 91 of n = 100: Beta(91, 10); mean 0.901, sd 0.0296
    const { low, high } = coverageSpread(100, 0.9)
    expect(low).toBeCloseTo(0.848, 2)
    expect(high).toBeCloseTo(0.945, 2)
    // a whole tooth of the saw beyond
    for (let n = meaningfulCount(0.9); n < meaningfulCount(0.9) + 30; n++) expect(coverageSpread(n, 0.9).low).toBeGreaterThanOrEqual(0.85)
    expect(coverageSpread(meaningfulCount(0.9) - 1, 0.9).low).toBeLessThan(0.85)
  })
  it('folds are a partition, whatever n', () => {
    for (const n of [1, 2, 7, 50]) {
      const parts = folds(n, { seed: 1, folds: 5 })
      expect(parts.flatMap((f) => f.test).sort((a, b) => a - b)).toEqual(Array.from({ length: n }, (_, i) => i))
      if (n > 1) for (const f of parts) expect(f.train.filter((i) => f.test.includes(i))).toEqual([])
    }
  })
})

describe('the monotone function', () => {
  it('never falls, is constant outside, and merges equal distances', () => {
    const f = fitMonotone(heavyTailed(1000, 2), 'rms', 5)
    const y = Array.from({ length: 200 }, (_, i) => evaluateMonotone(f, i / 20))
    for (let i = 1; i < y.length; i++) expect(y[i]).toBeGreaterThanOrEqual(y[i - 1]!)
    expect(evaluateMonotone(f, 1e9)).toBe(f.y.at(-1))
    expect(fitMonotone(makeErrorTable({ errors: Array<number>(100).fill(0.2), uncertainties: Array<number>(100).fill(1) }), 'mean', 5)).toEqual({ x: [1], y: [expect.closeTo(0.2, 12)] })
  })
  it('is never zero, so nothing divides by it', () => expect(fitMonotone(makeErrorTable({ errors: [0], uncertainties: [0] }), 0.5, 5).y).toEqual([1e-4]))
})

describe('the choice', () => {
  const gaussian = ['flexible-nll', 'error-based', 'error-based-floored', 'isotonic']
  it('prefers the narrowest conformal method that holds', () => {
    const scores = compareCalibrators(heavyTailed(3000, 4), fitOptions)
    expect(scores).toHaveLength(CALIBRATORS.length)
    expect(scores[0]!.holds).toBe(true)
    for (const s of scores.filter((s) => s.holds && !gaussian.includes(s.name))) expect(s.halfWidth).toBeGreaterThanOrEqual(scores[0]!.halfWidth)
    expect(scores.slice(-4).map((s) => s.name).sort()).toEqual(gaussian.toSorted())
  })
  it('does not choose where there are too few rows to choose by', () => {
    expect(compareCalibrators(heavyTailed(199, 4), fitOptions)[0]!.name).toBe('locally-weighted-0.67')
    expect(calibrate(heavyTailed(60, 4), options).method).toBe('locally-weighted-0.67')
  })
  it('leaves the method by group out where there are no groups', () => {
    const { errors, uncertainties } = heavyTailed(200, 4)
    expect(compareCalibrators({ errors, uncertainties }, fitOptions).map((s) => s.name)).not.toContain('mondrian-group')
  })
  it('an unknown name is refused with the list', () => expect(() => calibratorNamed('magic')).toThrow(/no calibration of this name/))
})

describe('calibrate', () => {
  const model = calibrate(heavyTailed(2000, 5), options)
  it('draws symmetric intervals that grow with the level and the distance', () => {
    const width = (distance: number, level: number): number => {
      const interval = intervalFor(model, -1.5, distance, { level })
      if (interval.kind !== 'calibrated') throw new Error(interval.kind)
      expect((interval.high + interval.low) / 2).toBeCloseTo(-1.5, 12)
      expect(interval.calibrationId).toBe(model.id)
      return interval.high - interval.low
    }
    expect(width(1, 0.68)).toBeLessThan(width(1, 0.9))
    expect(width(1, 0.9)).toBeLessThan(width(1, 0.95))
    expect(width(0.2, 0.9)).toBeLessThan(width(3, 0.9))
  })
  it('says out of domain beyond the calibration distances, and for what is not a distance', () => {
    expect(intervalFor(model, 0, model.threshold * 1.01)).toEqual({ kind: 'out-of-domain', distance: model.threshold * 1.01, threshold: model.threshold })
    expect(intervalFor(model, 0, NaN)).toMatchObject({ kind: 'out-of-domain', distance: Infinity })
    expect(intervalFor(model, 0, Infinity).kind).toBe('out-of-domain')
    expect(sigmaFor(model, model.threshold * 2)).toBeUndefined()
    expect(errorSpread(model, -1)).toBeUndefined()
  })
  it('without a model the energy is uncalibrated', () => expect(intervalFor(undefined, 0, 1)).toMatchObject({ kind: 'uncalibrated' }))
  it('a level it does not have is refused', () => expect(() => intervalFor(model, 0, 1, { level: 0.5 })).toThrow(/no interval of this level/))
  it('the spread has the quantiles of the intervals', () => {
    const spread = errorSpread(model, 1)!
    const test = heavyTailed(5000, 77)
    const inside = test.errors.filter((e, i) => Math.abs(e) <= errorQuantile(errorSpread(model, test.uncertainties[i]!) ?? spread, 0.95))
    // 95 % one-sided is 90 % central; binomial sd 0.004 and the calibration's 0.007
    expect(Math.abs(inside.length / 5000 - 0.9)).toBeLessThan(0.03)
    expect(errorQuantile(spread, 0.3)).toBeCloseTo(-errorQuantile(spread, 0.7), 12)
    expect(errorQuantile(spread, 0.5)).toBe(0)
  })
  it('is a pure function of table, settings and seed', () => {
    expect(calibrate(heavyTailed(2000, 5), options).id).toBe(model.id)
    expect(calibrate(heavyTailed(2000, 5), { ...options, truth: 'user' }).id).not.toBe(model.id)
  })
  it('survives its file and nothing else does', () => {
    const text = serialiseCalibration(model)
    expect(parseCalibration(text)).toEqual(model)
    expect(() => parseCalibration(text.replace('"n": 2000', '"n": 9000'))).toThrow(/changed after it was made/)
    expect(() => parseCalibration('{}')).toThrow(/not a calibration/)
    expect(() => parseCalibration('nonsense')).toThrow(/not JSON/)
    expect(() => parseCalibration(text.replace('"version": 1', '"version": 2'))).toThrow(/another version/)
  })
  it('warns where few points cannot promise much, and refuses where they promise nothing', () => {
    const few = calibrate(heavyTailed(30, 6), options)
    expect(few.warnings.join()).toMatch(/With 30 points the true coverage of a 90 % interval lies between/)
    expect(calibrate(heavyTailed(12, 6), options).bars.map((b) => b.level)).toEqual([0.68, 0.9])
    expect(() => calibrate(heavyTailed(8, 6), options)).toThrow(/at least 9/)
  })
  it('refuses impossible settings', () => {
    expect(() => calibrate(heavyTailed(50, 6), { ...options, level: 1 })).toThrow(/between 0 and 1/)
    expect(() => calibrate(heavyTailed(50, 6), { ...options, clip: 0 })).toThrow(/clip/)
    expect(() => calibrate(heavyTailed(50, 6), { ...options, domain: 2 })).toThrow(/domain/)
  })
})

describe('a stored interval', () => {
  it('is read back as it was', () => {
    const model = calibrate(heavyTailed(100, 5), options)
    for (const interval of [intervalFor(model, 1, 1), intervalFor(model, 1, NaN), intervalFor(undefined, 1, 1)]) {
      expect(readInterval(JSON.parse(JSON.stringify(interval)))).toEqual(interval)
    }
  })
  it('is refused when damaged', () => {
    for (const bad of [null, 1, {}, { kind: 'calibrated', low: 1, high: 0, level: 0.9, calibrationId: 'x' }, { kind: 'calibrated', low: 0, high: 1, level: 0.9, calibrationId: '' }]) {
      expect(() => readInterval(bad)).toThrow(/damaged/)
    }
  })
})
