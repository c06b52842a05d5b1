/** The answer of a search, on rows whose basins, errors and fates are chosen. */
import { describe, expect, it } from 'vitest'
import { pairAnswer } from '../../../src/domain/adsorbml/answer'
import { expectedSuccess } from '../../../src/domain/adsorbml/search/stopping'
import type { Configuration, ConfigurationResult, RankedRow, SkipReason } from '../../../src/domain/catalogue/records'
import { random } from '../../../src/domain/math/random'
import { calibrate } from '../../../src/domain/uncertainty/calibrate'
import { intervalFor } from '../../../src/domain/uncertainty/calibrated-model'
import { makeErrorTable } from '../../../src/domain/uncertainty/error-table'
import { uncalibrated } from '../../../src/domain/uncertainty/interval'

const settings = { placement: 'mixed', seed: 1 } as const
const stream = random(3, 'answer')
/** errors of 0.1 eV, whatever the distance */
const calibration = calibrate(makeErrorTable({ errors: Float64Array.from({ length: 400 }, () => 0.1 * stream.normal()), uncertainties: Float64Array.from({ length: 400 }, () => 1 + stream.next()) }), { potential: 'p', truth: 'user', source: 'a test' })

const configuration = (id: string, change: Partial<Configuration>): Configuration => ({ id: `S/CO/${id}`, material: 'M', slab: 'S', adsorbate: 'CO', placement: id, state: 'done', ...change })
const result = (energy: number, change: Partial<ConfigurationResult> = {}): ConfigurationResult => ({
  outcome: 'converged', energy, reference: { kind: 'adsorption', gas: 'g', functional: 'RPBE', model: 'p' }, interval: uncalibrated('none'), anomalies: [], steps: 9, forceCalls: 10, fmax: 0.01, inDomain: true, ...change,
})
const barred = (energy: number): ConfigurationResult => result(energy, { distance: 1.5, interval: intervalFor(calibration, energy, 1.5, { group: 'CO' }) })
const row = (rank: number | null, id: string, found: ConfigurationResult | undefined, basin?: number, change: Partial<Configuration> = {}): RankedRow => ({
  rank, miller: '111', formula: 'M', relative: null, configuration: configuration(id, { ...(found ? { result: found } : {}), ...change }), ...(basin === undefined ? {} : { basin }),
})
const skipped = (id: string, reason: SkipReason, basin?: number): RankedRow => row(null, id, undefined, basin, { state: 'skipped', skipped: reason })

const rows = [
  row(1, 'a', barred(-1), 1),
  row(2, 'b', barred(-0.99), 1),
  row(3, 'c', barred(-0.95), 2),
  row(4, 'd', barred(0.5), 3),
  row(null, 'e', result(-3, { anomalies: [{ kind: 'desorbed', evidence: [{ kind: 'moved', atom: 3, displacement: 2 }] }] })),
  row(null, 'f', undefined, undefined, { state: 'failed', reason: 'it died' }),
  skipped('g', { kind: 'merged', into: 'S/CO/a', above: 0.1, step: 5, forceCalls: 6 }, 1),
  skipped('h', { kind: 'same-start', of: 'S/CO/g' }, 1),
  skipped('i', { kind: 'not-needed', promised: 0.9 }),
]
const answer = pairAnswer(rows, settings, calibration)

describe('the answer of a pair', () => {
  it('counts every placement once, and what was spent', () => {
    expect(answer.counts).toEqual({ placements: 9, relaxed: 4, anomalous: 1, failed: 1, merged: 1, sameStart: 1, notNeeded: 1, open: 0 })
    expect(answer.forceCalls).toBe(4 * 10 + 10 + 6)
  })
  it('the minimum, with its interval, and what went there by whatever way', () => {
    expect(answer.minimum).toMatchObject({ configuration: 'S/CO/a', energy: -1, basin: 1, visits: 4, interval: rows[0]!.configuration.result!.interval })
    // of two normal errors of 0.1 eV around energies 0.05 eV apart: Phi(0.05 / 0.1 sqrt 2) = 0.64; the calibrated distribution is empirical, so within 0.06
    expect(answer.minimum!.pBest).toBeGreaterThan(0.58)
    expect(answer.minimum!.pBest).toBeLessThan(0.7)
  })
  it('cannot tell it from the near minimum, and can from the far one', () => expect(answer.undecided!.map(({ configuration: id }) => id)).toEqual(['S/CO/a', 'S/CO/c']))
  it('promises as the rule that stops does: merged and same starts count with their minimum, what was not needed is still to come', () => {
    // seen: a, b, c, d, g, h; of which five within 0.1 eV; taken also e and f
    const tally = { placements: 6, best: 5 }
    expect(answer.promise).toMatchObject({ tally, horizon: 100, success: expectedSuccess(tally, 0, { more: 92 }), successAtTwice: expectedSuccess(tally, 8, { more: 92 }) })
  })
  it('anomalies with what shows the first', () => expect(answer.anomalies).toEqual([{ kind: 'desorbed', count: 1, example: { configuration: 'S/CO/e', evidence: [{ kind: 'moved', atom: 3, displacement: 2 }] } }]))
  it('sends to DFT what lowers the expected minimum most: the two near ones first, gains that grow, nothing from trusting the lowest alone', () => {
    expect(answer.dft.map(({ configuration: id }) => id)).toEqual(['S/CO/a', 'S/CO/c', 'S/CO/d'])
    const gains = answer.dft.map(({ gain }) => gain!)
    expect(gains[0]).toBeCloseTo(0, 12)
    // E[max(0, x)] of the difference of two errors of 0.1 eV, shifted by 0.05 eV: 0.035 eV
    expect(gains[1]).toBeGreaterThan(0.02)
    expect(gains[1]).toBeLessThan(0.05)
    expect(gains[2]! - gains[1]!).toBeLessThan(0.001)
  })
})

describe('where less is known', () => {
  it('without a calibration: by energy, no probabilities', () => {
    const plain = pairAnswer(rows, settings)
    expect(plain).toMatchObject({ undecided: null, minimum: { configuration: 'S/CO/a', pBest: null } })
    expect(plain.dft.map(({ configuration: id, gain }) => [id, gain])).toEqual([['S/CO/a', null], ['S/CO/c', null], ['S/CO/d', null]])
  })
  it('heuristic sites alone, or one placement, promise nothing; nothing valid has no minimum', () => {
    expect(pairAnswer(rows, { ...settings, placement: 'heuristic' }).promise).toBeNull()
    expect(pairAnswer([rows[0]!], settings).promise).toBeNull()
    expect(pairAnswer([rows[4]!, rows[5]!], settings)).toMatchObject({ minimum: null, promise: null, dft: [], undecided: null })
  })
})
