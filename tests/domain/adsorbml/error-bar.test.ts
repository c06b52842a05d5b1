/** Which energies get a bar, which are out of domain, which have none and why; and probabilities of rank only where there are bars. */
import { describe, expect, it } from 'vitest'
import { errorBar, type BarInput } from '../../../src/domain/adsorbml/error-bar'
import { probabilityGroups, rowProbabilities } from '../../../src/domain/adsorbml/rank-probabilities'
import type { RankedRow } from '../../../src/domain/catalogue/records'
import { random } from '../../../src/domain/math/random'
import { calibrate } from '../../../src/domain/uncertainty/calibrate'
import { errorSpread, parseCalibration, serialiseCalibration } from '../../../src/domain/uncertainty/calibrated-model'
import { makeErrorTable } from '../../../src/domain/uncertainty/error-table'
import { uncalibrated, type Interval } from '../../../src/domain/uncertainty/interval'

const FARTHEST = 2
const stream = random(3, 'error bar')
const distances = Array.from({ length: 120 }, (_, i) => (FARTHEST * (i + 1)) / 120)
const table = makeErrorTable({ errors: distances.map((d) => 0.2 * (0.2 + d) * stream.normal()), uncertainties: distances, groups: distances.map((_, i) => (i < 5 ? 'N' : i % 4 === 0 ? 'H' : 'OH')) })
const options = { potential: 'ab', truth: 'own-minimum', source: 'a test', byAdsorbate: true } as const
const calibration = calibrate(table, options)
const input: BarInput = { energy: -0.5, distance: 0.5, adsorbate: 'OH', anomalies: [], inDomain: true, name: 'm', calibration }

describe('the error bar of a configuration', () => {
  it('is calibrated for an adsorbate the points hold, near them', () => {
    const bar = errorBar(input)
    expect(bar).toMatchObject({ kind: 'calibrated', level: 0.9, calibrationId: calibration.id })
    if (bar.kind !== 'calibrated') return
    expect([bar.low < -0.5, bar.high > -0.5]).toEqual([true, true])
    // the points' errors grow with the distance
    const far = errorBar({ ...input, distance: FARTHEST })
    expect(far.kind === 'calibrated' && far.high - far.low > bar.high - bar.low).toBe(true)
  })
  it('is out of domain beyond the farthest point, where there is no finite distance, and where the model was not made for the system', () => {
    expect(errorBar({ ...input, distance: FARTHEST + 1e-9 })).toEqual({ kind: 'out-of-domain', distance: FARTHEST + 1e-9, threshold: FARTHEST })
    expect(errorBar({ ...input, distance: Infinity })).toMatchObject({ kind: 'out-of-domain' })
    expect(errorBar({ ...input, inDomain: false })).toEqual({ kind: 'out-of-domain', distance: 0.5, threshold: FARTHEST })
  })
  it('is none, with the reason, for another adsorbate, an anomaly, no calibration, no index', () => {
    const reason = (change: Partial<BarInput>): string => {
      const bar = errorBar({ ...input, ...change })
      return bar.kind === 'uncalibrated' ? bar.reason : bar.kind
    }
    expect(reason({ adsorbate: 'CO' })).toBe("No DFT reference data for CO yet: this model's bars are measured for H and OH")
    // the reason of the adsorbate stands before that of the distance
    expect(reason({ adsorbate: 'CO', distance: Infinity })).toMatch(/^No DFT reference data for CO/)
    expect(reason({ anomalies: [{ kind: 'desorbed', evidence: [] }] })).toMatch(/without anomalies; this one is desorbed/)
    expect(reason({ calibration: undefined })).toBe('m has no calibration')
    expect(reason({ distance: null })).toMatch(/no latent index/)
  })
  it('is none for an adsorbate with fewer points than the level needs, and for the names of object members', () => {
    // five points of N: 90 % needs nine
    expect(calibration.adsorbates).toEqual({ H: 28, OH: 87 })
    for (const adsorbate of ['N', 'constructor', '__proto__']) expect(errorBar({ ...input, adsorbate }).kind).toBe('uncalibrated')
  })
})

describe('the calibration', () => {
  it('keeps its adsorbates in the file, and they cannot be added to', () => {
    const text = serialiseCalibration(calibration)
    expect(parseCalibration(text)).toEqual(calibration)
    expect(() => parseCalibration(text.replace('"OH": 87', '"OH": 87, "CO": 40'))).toThrow(/changed after it was made/)
  })
  it('counts independent sources where rows are alike', () => {
    expect(calibrate(table, { ...options, sources: 20 }).warnings.join()).toMatch(/With 20 independent sources of points the true coverage/)
    expect(() => calibrate(makeErrorTable({ errors: [...table.errors], uncertainties: [...table.uncertainties] }), options)).toThrow(/does not name the adsorbates/)
  })
  it('gives no spread, so no probability, to what it does not speak for', () => {
    expect(errorSpread(calibration, 0.5, 'OH')).toBeDefined()
    expect([errorSpread(calibration, 0.5, 'CO'), errorSpread(calibration, 0.5), errorSpread(calibration, 3, 'OH')]).toEqual([undefined, undefined, undefined])
  })
})

describe('probabilities of rank', () => {
  const row = (id: string, energy: number, interval: Interval, rank: number | null = 1): RankedRow => ({
    rank, miller: '111', formula: 'Pt', relative: null,
    configuration: {
      id, material: 'Pt', slab: 's', adsorbate: 'OH', placement: id, state: 'done',
      result: { outcome: 'converged', energy, reference: { kind: 'adsorption', gas: 'OC20', functional: 'RPBE', model: 'ab' }, interval, distance: 0.5, anomalies: [], steps: 1, forceCalls: 2, fmax: 0, inDomain: true },
    },
  })
  const bar = errorBar(input)
  const rows = [row('a', -3, bar), row('b', -0.5, bar), row('c', -0.499, bar), row('d', -9, uncalibrated('none')), row('e', -8, bar, null)]
  const [group, ...others] = probabilityGroups(rows, calibration)
  it('are of the ranked, calibrated configurations alone', () => {
    expect(others).toEqual([])
    expect(group!.map(({ configuration }) => configuration.id)).toEqual(['a', 'b', 'c'])
    expect(probabilityGroups(rows, calibrate(table, { ...options, seed: 9 }))).toEqual([])
  })
  it('treat rows of one basin as one minimum', () => {
    const same = group!.map((one) => (one.configuration.id === 'a' ? one : { ...one, basin: 2 }))
    const found = rowProbabilities(same, calibration, { k: 2, seed: 1 })
    // two minima, two places
    expect([...found.values()].map(({ topK }) => topK)).toEqual([1, 1, 1])
    expect(found.get('b')).toEqual(found.get('c'))
  })
  it('decide what is decided, group what is not, and repeat with the seed', () => {
    const found = rowProbabilities(group!, calibration, { k: 2, seed: 1 })
    // a lies ten widths below: certain within 1024 draws
    expect(found.get('a')).toEqual({ best: 1, topK: 1, group: 1 })
    expect([found.get('b')!.group, found.get('c')!.group]).toEqual([2, 2])
    // two alike share the second place; 1024 draws know one half to 0.016, five times that is 0.08
    expect(found.get('b')!.topK).toBeGreaterThan(0.42)
    expect(found.get('b')!.topK + found.get('c')!.topK).toBeCloseTo(1, 12)
    expect(rowProbabilities(group!, calibration, { k: 2, seed: 1 })).toEqual(found)
  })
})
