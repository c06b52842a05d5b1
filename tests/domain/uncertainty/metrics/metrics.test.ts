/** The metrics of A.5 against scipy's versions of them, and against what must hold for any table. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../../src/domain/math/random'
import { normalQuantile } from '../../../../src/domain/math/special'
import { clipTable, makeErrorTable, selectRows } from '../../../../src/domain/uncertainty/error-table'
import { coverage } from '../../../../src/domain/uncertainty/metrics/coverage'
import { auroc, rejectionCurve, spearmanOfErrors } from '../../../../src/domain/uncertainty/metrics/discrimination'
import { errorBasedCalibration } from '../../../../src/domain/uncertainty/metrics/error-based'
import { gaussianReliability, meanSquareZ, miscalibrationArea, negativeLogLikelihood, sharpness, simulateGaussian, varZ } from '../../../../src/domain/uncertainty/metrics/gaussian'
import { uncertaintyReport } from '../../../../src/domain/uncertainty/metrics/report'
import oracle from '../../../fixtures/uncertainty/statistics.json'

const m = oracle.metrics
const table = makeErrorTable({ errors: m.err, uncertainties: m.unc })

/** n draws with the stated Gaussian errors: every Gaussian metric knows its value for these. */
function calibratedTable(n: number, seed = 5): ReturnType<typeof makeErrorTable> {
  const stream = random(seed)
  const uncertainties = Float64Array.from({ length: n }, () => 0.05 + 0.4 * stream.next())
  return makeErrorTable({ errors: uncertainties.map((u) => u * stream.normal()), uncertainties })
}

describe('metrics equal scipy', () => {
  it('miscalibration area', () => expect(miscalibrationArea(table)).toBeCloseTo(m.miscalibrationArea, 10))
  it('NLL', () => expect(negativeLogLikelihood(table)).toBeCloseTo(m.nll, 10))
  it('Spearman', () => expect(spearmanOfErrors(table)).toBeCloseTo(m.spearman, 10))
  it('AUROC', () => {
    for (const [threshold, value] of Object.entries(m.auroc)) expect(auroc(table, Number(threshold))).toBeCloseTo(value, 10)
  })
  it('error-based calibration', () => {
    const { slope, intercept, r2Fit, r2Parity } = errorBasedCalibration(table)
    expect([slope, intercept, r2Fit, r2Parity].map((v, i) => Math.abs(v - [m.ebc.slope, m.ebc.intercept, m.ebc.r2Fit, m.ebc.r2Parity][i]!) < 1e-9)).toEqual([true, true, true, true])
  })
  it('Var(Z) and sharpness', () => {
    expect(varZ(table, { seed: 1, resamples: 10 }).value).toBeCloseTo(m.varZ, 10)
    expect(sharpness(table)).toBeCloseTo(m.sharpness, 10)
  })
})

describe('a calibrated Gaussian', () => {
  const t = calibratedTable(20_000)
  it('has no miscalibration, Z of variance one, slope one, and the simulated NLL', () => {
    // standard errors at n = 20,000: area ~0.002, Var(Z) 0.01, NLL 0.005, slope 0.01; five of each
    expect(miscalibrationArea(t)).toBeLessThan(0.01)
    expect(Math.abs(varZ(t, { seed: 1, resamples: 20 }).value - 1)).toBeLessThan(0.05)
    expect(Math.abs(meanSquareZ(t, { seed: 1, resamples: 20 }).value - 1)).toBeLessThan(0.05)
    expect(Math.abs(errorBasedCalibration(t).slope - 1)).toBeLessThan(0.05)
    const simulated = simulateGaussian(t, { seed: 2, draws: 20 })
    expect(Math.abs(simulated.nll - negativeLogLikelihood(t))).toBeLessThan(0.025)
    expect(Math.abs(simulated.spearman - spearmanOfErrors(t))).toBeLessThan(0.04)
  })
  it('covers what its quantiles promise, in every decile', () => {
    const z = normalQuantile(0.95)
    const c = coverage(t, t.uncertainties.map((u) => z * u), 0.9)
    expect(c.overall.low).toBeLessThan(0.9)
    expect(c.overall.high).toBeGreaterThan(0.9)
    // binomial sd 0.0067 a decile, four of them
    expect(c.worst).toBeGreaterThan(0.873)
    expect(c.deciles).toHaveLength(10)
    expect(c.halfWidth).toBeLessThan(c.constantHalfWidth)
  })
})

describe('edges', () => {
  it('one row is a table', () => {
    const one = makeErrorTable({ errors: [0.1], uncertainties: [0.2] })
    expect(uncertaintyReport(one, { seed: 1, draws: 2, resamples: 2 })).toMatchObject({ n: 1, spearman: NaN, errors: { mae: 0.1 } })
  })
  it('an AUROC without both sides is not a number', () => expect(auroc(table, 1e9)).toBeNaN())
  it('no rows, unequal rows and impossible values are refused with the row', () => {
    expect(() => makeErrorTable({ errors: [], uncertainties: [] })).toThrow(/no rows/)
    expect(() => makeErrorTable({ errors: [1], uncertainties: [1, 2] })).toThrow(/same number/)
    expect(() => makeErrorTable({ errors: [1, NaN], uncertainties: [1, 2] })).toThrow(/row 2/)
    expect(() => makeErrorTable({ errors: [1, 2], uncertainties: [1, -2] })).toThrow(/row 2/)
    expect(() => makeErrorTable({ errors: [1], uncertainties: [1], groups: [] })).toThrow(/group/)
  })
  it('a zero uncertainty with an error is outside every level below one', () => {
    const points = gaussianReliability(makeErrorTable({ errors: [0.5, 0], uncertainties: [0, 0] }), 3)
    expect(points.map((p) => p.observed)).toEqual([0.5, 0.5, 1])
  })
  it('groups and fewer cells than ten', () => {
    const t = makeErrorTable({ errors: [1, 2, 3], uncertainties: [1, 2, 3], groups: ['b', 'a', 'b'] })
    const c = coverage(t, [1, 1, Infinity], 0.9)
    expect(c.deciles).toHaveLength(1)
    expect(c.groups.map((g) => [g.name, g.successes, g.n])).toEqual([['a', 0, 1], ['b', 2, 2]])
    expect(selectRows(t, [2, 0]).groups).toEqual(['b', 'b'])
  })
  it('the rejection curve ends at the full MAE and never beats the oracle', () => {
    const curve = rejectionCurve(table)
    for (const point of curve) expect(point.mae).toBeGreaterThanOrEqual(point.oracle)
    expect(curve.at(-1)!.mae).toBeCloseTo(curve.at(-1)!.oracle, 12)
  })
  it('a bias is stated only where signs are known', () => {
    const bias = (errors: number[]): number | undefined => uncertaintyReport(makeErrorTable({ errors, uncertainties: [1, 1] }), { seed: 1, draws: 1, resamples: 1 }).errors.bias
    expect([bias([-1, 3]), bias([1, 3])]).toEqual([1, undefined])
  })
  it('clipping keeps the sign', () => expect([...clipTable(makeErrorTable({ errors: [-9, 9, 1], uncertainties: [9, 1, 1] }), 5).errors]).toEqual([-5, 5, 1]))
})
