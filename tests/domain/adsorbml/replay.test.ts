/** Replay against combinatorics done by hand, against drawing, and against the public evaluation code run on the same files. */
import { existsSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { expectedSuccess, parseDenseTable, parseModelTables, POOLS, sampledSuccess, topKSuccess, type DenseSystem } from '../../../src/domain/adsorbml/replay'
import { bestOfTopK, oneSided, twoSidedMl, validatedMl } from '../../../src/domain/adsorbml/success'
import publicCode from '../../fixtures/adsorbml/dense_eval.json'

const folder = `${import.meta.dirname}/../../../../shared/data/oc20dense`
const present = existsSync(`${folder}/val100_dft_targets.json.gz`)
const read = (name: string): unknown => JSON.parse(gunzipSync(readFileSync(`${folder}/${name}.json.gz`)).toString())

/** Minimum -1.00; rand1 and heur0 within 0.1 of it, so 2 of 4 succeed, 1 of 3 random, 1 of 1 heuristic. */
const small = parseDenseTable({ s: [['rand0', 0], ['rand1', -0.95], ['rand2', -0.5], ['heur0', -1]] }, 'small')

describe('expected success', () => {
  it('is the hypergeometric probability', () => {
    expect(expectedSuccess(small, 1, 'all')).toBeCloseTo(1 / 2, 12)
    // two of four without a good one: C(2,2)/C(4,2) = 1/6
    expect(expectedSuccess(small, 2, 'all')).toBeCloseTo(5 / 6, 12)
    expect(expectedSuccess(small, 1, 'random')).toBeCloseTo(1 / 3, 12)
    expect(expectedSuccess(small, 9, 'random')).toBe(1)
    expect(expectedSuccess(small, 1, 'heuristic')).toBe(1)
  })
  it('an empty pool never succeeds', () => expect(expectedSuccess(parseDenseTable({ s: [['heur0', 1]] }, 'x'), 5, 'random')).toBe(0))
})

describe('success', () => {
  it('is one-sided with DFT, so lower also counts', () => {
    expect(oneSided(-0.9, -1)).toEqual({ success: true, muchBetter: false })
    expect(oneSided(-0.89, -1)).toEqual({ success: false, muchBetter: false })
    expect(oneSided(-1.2, -1)).toEqual({ success: true, muchBetter: true })
    expect(oneSided(undefined, -1)).toEqual({ success: false, muchBetter: false })
  })
  it('without DFT it must agree with DFT first, or be near on both sides', () => {
    expect(validatedMl(-1, -0.95, -1).success).toBe(true)
    expect(validatedMl(-1, -0.85, -1).success).toBe(false)
    expect(twoSidedMl(-1.2, -1).success).toBe(false)
    expect(twoSidedMl(-1.05, -1).success).toBe(true)
  })
  it('takes the best DFT energy of the first k', () => expect([bestOfTopK([3, 1, -2], 2), bestOfTopK([], 2), bestOfTopK([1], 0)]).toEqual([1, undefined, undefined]))
})

describe('reading', () => {
  it('keeps the order of an ML table and leaves out what DFT did not give', () => {
    expect(parseDenseTable({ s: { rand9: -1, rand1: null, heur0: -2 } }, 'f')[0]!.configurations.map((c) => c.id)).toEqual(['rand9', 'heur0'])
  })
  it.each([[[]], [{}], [{ s: 3 }], [{ s: [['rand0', 'x']] }], [{ s: [[3, 1]] }], [null]])('refuses %j', (bad) => expect(() => parseDenseTable(bad, 'f')).toThrow())
  it('refuses an empty set of models', () => expect(() => parseModelTables({}, 'f')).toThrow(/models/))
})

describe.skipIf(!present)('OC20-Dense (needs ../shared/data/oc20dense)', () => {
  const systems: DenseSystem[] = present ? parseDenseTable(read('val100_dft_targets'), 'targets') : []
  it('random placement lands near B.6, which used 200 systems', () => {
    const published = { all: [27.8, 61.4, 77, 89.6, 98.3, 99.8], random: [28.9, 62.2, 75.7, 86.5, 93, 93.5], heuristic: [24.4, 49.8, 59.3, 64.6, 67.6, 68.5] }
    for (const pool of POOLS) {
      ;[1, 5, 10, 20, 50, 100].forEach((n, i) => {
        // 100 of the 200: the standard error of a share p over 100 of 200 systems is at most 3.5 points; three of it
        expect(Math.abs(100 * expectedSuccess(systems, n, pool) - published[pool][i]!)).toBeLessThan(10.5)
      })
    }
  })
  it('the sampler agrees with the formula', () => {
    for (const pool of POOLS) {
      for (const n of [1, 5, 20]) {
        const sampled = sampledSuccess(systems, n, pool, { seed: 11, draws: 300 })
        expect(Math.abs(sampled.value - expectedSuccess(systems, n, pool)), `${pool} ${n}`).toBeLessThan(4 * sampled.standardError + 1e-9)
      }
    }
  })
  it('top-k success equals the public dense_eval.py on the same files', () => {
    const models = parseModelTables(read('val100_mlrelaxed_dft'), 'ml')
    expect([...models.keys()].sort()).toEqual(Object.keys(publicCode).sort())
    for (const [model, table] of models) {
      const ours = topKSuccess(systems, new Map(table.map((s) => [s.id, s])))
      const theirs = publicCode[model as keyof typeof publicCode]
      expect(ours.map((r) => r.success)).toEqual(theirs.success.map((v) => expect.closeTo(v, 12)))
      expect(ours.map((r) => r.muchBetter)).toEqual(theirs.muchBetter.map((v) => expect.closeTo(v, 12)))
    }
  })
})
