/** The width of all for an adsorbate that has no points: only where leaving each known one out shows that it holds; and several truths beside each other. */
import { describe, expect, it } from 'vitest'
import { errorBar, type BarInput } from '../../../src/domain/adsorbml/error-bar'
import { random } from '../../../src/domain/math/random'
import { calibrate } from '../../../src/domain/uncertainty/calibrate'
import { describeCalibration, errorQuantile, errorSpread, intervalFor, parseCalibration, serialiseCalibration, withAlso } from '../../../src/domain/uncertainty/calibrated-model'
import { makeErrorTable, type ErrorTable } from '../../../src/domain/uncertainty/error-table'
import { basisText, readInterval } from '../../../src/domain/uncertainty/interval'
import { isWithinRule, leaveOneAdsorbateOut, pooling } from '../../../src/domain/uncertainty/leave-one-out'

const ADSORBATES = ['O', 'CO', 'N', 'C', 'NO', 'CH', 'CH3', 'NH2']
const options = { level: 0.9, clip: 5, seed: 1 }
const METHOD = 'locally-weighted-0.67'

/** `wrong` has ten times the error of the others. */
function tableOf(perAdsorbate: number, wrong?: string, names: readonly string[] = ADSORBATES): ErrorTable {
  const stream = random(7, 'leave one out')
  const rows = names.flatMap((adsorbate) => Array.from({ length: perAdsorbate }, () => ({ adsorbate, distance: 10 + 90 * stream.next(), error: (adsorbate === wrong ? 2 : 0.2) * stream.normal() })))
  return makeErrorTable({ errors: rows.map(({ error }) => error), uncertainties: rows.map(({ distance }) => distance), groups: rows.map(({ adsorbate }) => adsorbate) })
}

describe('leaving each adsorbate out', () => {
  it('covers as promised where adsorbates are alike: 8 x 40 points, so the share is known to 0.017, three times that is 0.05', () => {
    const left = leaveOneAdsorbateOut(tableOf(40), METHOD, options)
    expect(left.map(({ adsorbate, n }) => [adsorbate, n])).toEqual(ADSORBATES.toSorted().map((name) => [name, 40]))
    expect(Math.abs(left.reduce((sum, { successes }) => sum + successes, 0) / 320 - 0.9)).toBeLessThan(0.05)
  })
  it('makes a rule of them: their elements, and no more atoms than they have', () => {
    const rule = pooling(tableOf(40), METHOD, options).rule!
    expect([rule.elements, rule.maxAtoms, rule.adsorbates]).toEqual([['C', 'H', 'N', 'O'], 4, 8])
    expect(['CH2', 'OCH', 'NHNH', 'OH', 'H'].map((name) => isWithinRule(rule, name))).toEqual([true, true, true, true, true])
    // too large, another element, names that are no formula
    expect(['CH2CH3', 'SH', 'Cl', 'my-guess', '', 'constructor', '2 O', 'ch3'].map((name) => isWithinRule(rule, name))).toEqual(Array.from({ length: 8 }, () => false))
  })
  it('makes none where one adsorbate is unlike the others, where there are few, and of names that are no formula', () => {
    expect(pooling(tableOf(20, 'CO'), METHOD, options).rule).toBeUndefined()
    expect(pooling(tableOf(40, undefined, ADSORBATES.slice(0, 5)), METHOD, options).rule).toBeUndefined()
    expect(pooling(tableOf(40, undefined, [...ADSORBATES.slice(0, 6), 'guess one']), METHOD, options).rule).toBeUndefined()
  })
})

describe('adsorbates with few points of their own', () => {
  // eight is one fewer than 90 % needs
  const fit = (wrong?: string): ReturnType<typeof calibrate> => calibrate(tableOf(8, wrong), { potential: 'ab', truth: 'same-structure', source: 'x', byAdsorbate: true, pool: true, method: 'mondrian-group-constant' })
  it('get the width of all where it covers them, left out; one that it does not cover gets none, nor does any unknown one', () => {
    expect(Object.keys(fit().adsorbates!)).toEqual(ADSORBATES.toSorted())
    const odd = fit('CO')
    expect(Object.keys(odd.adsorbates!)).toEqual(ADSORBATES.filter((name) => name !== 'CO').toSorted())
    expect([fit().pooled?.maxAtoms, odd.pooled]).toEqual([4, undefined])
    expect(odd.warnings.join()).toMatch(/C \(8\), CH \(8\).*rest on all adsorbates together/)
  })
})

describe('two truths of one potential', () => {
  const shared = { potential: 'ab', byAdsorbate: true, index: 'cd' } as const
  const main = calibrate(tableOf(30, undefined, ['OH', 'H']), { ...shared, truth: 'own-minimum', source: 'adslabs of others' })
  const other = calibrate(tableOf(12), { ...shared, truth: 'same-structure', source: 'single points', pool: true, method: 'mondrian-group-constant' })
  const both = withAlso(main, [other])
  const input: BarInput = { energy: -1, distance: 50, adsorbate: 'CO', anomalies: [], inDomain: true, name: 'm', calibration: both }
  const bar = (adsorbate: string, change: Partial<BarInput> = {}): ReturnType<typeof errorBar> => errorBar({ ...input, adsorbate, ...change })

  it('each speaks for its own adsorbates, the first where both could', () => {
    expect(bar('OH')).toMatchObject({ kind: 'calibrated', calibrationId: main.id, basis: { truth: 'own-minimum', own: 30, all: 60 } })
    expect(bar('CO')).toMatchObject({ kind: 'calibrated', calibrationId: other.id, basis: { truth: 'same-structure', own: 12, all: 96 } })
    expect(bar('H')).toEqual(intervalFor(main, -1, 50, { group: 'H' }))
    expect(bar('CO')).toEqual(intervalFor(other, -1, 50, { group: 'CO' }))
  })
  it('an adsorbate of neither has the width of all where the rule speaks for it, and no bar elsewhere', () => {
    expect(bar('CH2')).toMatchObject({ kind: 'calibrated', calibrationId: other.id, basis: { truth: 'same-structure', own: 0, all: 96 } })
    for (const name of ['SH', 'CH2CH2OH', 'my-guess']) {
      const none = bar(name)
      expect(none.kind === 'uncalibrated' && none.reason).toMatch(new RegExp(`^No DFT reference data for ${name} yet: .*for C and CH and CH3 and CO and H and N`))
    }
  })
  it('without the rule it stays uncalibrated', () => {
    const strict = calibrate(tableOf(12), { ...shared, truth: 'same-structure', source: 'single points' })
    expect(errorBar({ ...input, adsorbate: 'CH2', calibration: withAlso(main, [strict]) }).kind).toBe('uncalibrated')
  })
  it('a width without the distance is one width, for probabilities too', () => {
    const width = (distance: number): number => { const one = bar('CO', { distance }); return one.kind === 'calibrated' ? one.high - one.low : NaN }
    expect(width(11)).toBe(width(89))
    expect(errorSpread(both, 11, 'CO')!.scale).toBe(1)
    // nine tenths of the errors of CO lie within the quantile of nine tenths
    expect(errorQuantile(errorSpread(both, 11, 'CO')!, 0.95)).toBeLessThanOrEqual(Math.max(...tableOf(12).errors.map(Math.abs)))
  })
  it('distances beyond the points of the one that speaks are out of domain', () => {
    const far = other.threshold + 1
    expect(bar('CO', { distance: far })).toEqual({ kind: 'out-of-domain', distance: far, threshold: other.threshold })
    expect(bar('CO', { inDomain: false })).toEqual({ kind: 'out-of-domain', distance: 50, threshold: other.threshold })
    expect(errorSpread(both, far, 'CO')).toBeUndefined()
    expect(errorSpread(both, 50, 'CO')!.calibrationId).toBe(other.id)
    expect(errorSpread(both, 50, 'OH')!.calibrationId).toBe(main.id)
  })
  it('are kept in one file, each sealed by itself', () => {
    const text = serialiseCalibration(both)
    expect(parseCalibration(text)).toEqual(both)
    expect(both.id).toBe(main.id)
    expect(() => parseCalibration(text.replace('"CO": 12', '"CO": 13'))).toThrow(/changed after it was made/)
    expect(describeCalibration(both)).toMatch(/truth: own-minimum.*Further: .*truth: same-structure.*other adsorbates of up to 4 atoms of C, H, N, O/)
  })
  it('are not put together across potentials, distances, or for one truth', () => {
    const make = (change: object): typeof other => calibrate(tableOf(12), { ...shared, truth: 'same-structure', source: 'x', ...change })
    expect(() => withAlso(main, [make({ potential: 'zz' })])).toThrow(/same potential/)
    expect(() => withAlso(main, [make({ index: 'zz' })])).toThrow(/same latent distance/)
    expect(() => withAlso(main, [make({ truth: 'own-minimum' })])).toThrow(/one truth are one calibration/)
  })
  it('a bar says what it rests on, also after the project file', () => {
    const one = bar('CO')
    const read = readInterval(JSON.parse(JSON.stringify(one)))
    expect(read).toEqual(one)
    expect(read.kind === 'calibrated' && basisText(read.basis!, 'CO')).toBe('12 points of CO (96 in all) against DFT at the same structure')
    expect(basisText({ truth: 'same-structure', own: 0, all: 96 }, 'CH2')).toBe('96 points of other adsorbates (none of CH2) against DFT at the same structure')
    // a damaged basis costs the words, not the bar
    expect(readInterval({ kind: 'calibrated', low: 0, high: 1, level: 0.9, calibrationId: 'c', basis: { truth: 'guess', own: 1, all: 2 } })).toEqual({ kind: 'calibrated', low: 0, high: 1, level: 0.9, calibrationId: 'c' })
  })
})
