/** The index against brute force in double precision, its file against every way of damaging it, the aggregates against A.3. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../../src/domain/math/random'
import { makeStructure } from '../../../../src/domain/structure/structure'
import { buildLatentIndex, type ReferenceAtoms } from '../../../../src/domain/uncertainty/latent/build'
import { aggregateDistance, countedAtoms, DEFAULT_DISTANCE, PAPER_DISTANCE } from '../../../../src/domain/uncertainty/latent/distance'
import { encodingLoss } from '../../../../src/domain/uncertainty/latent/encoding-loss'
import { decodeFloat16, encodeFloat16 } from '../../../../src/domain/uncertainty/latent/float16'
import { readLatentIndex, writeLatentIndex, type LatentIndexData } from '../../../../src/domain/uncertainty/latent/index-format'
import { latentIndex, structureDistance } from '../../../../src/domain/uncertainty/latent/latent-index'

const D = 13
const stream = random(8)
const vector = (scale = 1): number[] => Array.from({ length: D }, (_, c) => 3 + c + scale * (1 + c) * stream.normal())
const reference: ReferenceAtoms[] = Array.from({ length: 40 }, (_, s) => {
  const atoms = Array.from({ length: 12 }, (_, i) => i)
  return { system: { id: `train/${s}`, title: `Überstruktur ${s} — O₂` }, atoms, elements: atoms.map((i) => [8, 29, 78][i % 3]!), latents: atoms.flatMap(() => vector()) }
})
const data = buildLatentIndex(reference, { potential: 'p1', dimension: D, seed: 1 })
const index = latentIndex(data)

/** Squared distances to all entries by the definition, in double precision. */
function brute(query: readonly number[], keep: (entry: number) => boolean): { entry: number; distance: number }[] {
  const all = Array.from({ length: data.elements.length }, (_, entry) => {
    let s = 0
    for (let c = 0; c < D; c++) s += ((query[c]! - data.mean[c]!) / data.deviation[c]! - data.rows[entry * D + c]!) ** 2
    return { entry, distance: s }
  })
  return all.filter((x) => keep(x.entry)).sort((a, b) => a.distance - b.distance)
}

describe('the search', () => {
  it.each([1, 5])('finds the %i nearest that brute force finds', (k) => {
    for (const sameElement of [false, true]) {
      for (let q = 0; q < 20; q++) {
        const query = vector(1.5)
        const found = index.nearest(query, [29], { k, sameElement, metric: 'squared' })[0]!
        const expected = brute(query, (e) => !sameElement || data.elements[e] === 29).slice(0, k)
        expect(found.map((x) => x.entry)).toEqual(expected.map((x) => x.entry))
        // float32: 13 terms of order 1, so 1e-5 relative
        found.forEach((x, i) => expect(Math.abs(x.distance - expected[i]!.distance)).toBeLessThan(1e-5 * (1 + expected[i]!.distance)))
      }
    }
  })
  it('a training atom is at zero and knows its name', () => {
    const { latents } = reference[7]!
    const query = Array.from(latents).slice(4 * D, 5 * D)
    const nearest = index.nearest(query, [29], { k: 1, sameElement: false, metric: 'euclidean' })[0]![0]!
    expect(nearest.distance).toBeLessThan(1e-5)
    expect(index.describe(nearest)).toMatchObject({ system: { id: 'train/7' }, atom: 4, element: 29 })
  })
  it('an element without entries has no neighbours, nor has a latent that is not a number', () => {
    expect(index.nearest(vector(), [79], { k: 1, sameElement: true, metric: 'squared' })).toEqual([[]])
    expect(index.nearest(vector().fill(NaN), [29], { k: 1, sameElement: false, metric: 'squared' })).toEqual([[]])
  })
  it('more neighbours than entries are all of them; no atoms have none', () => {
    expect(index.nearest(vector(), [29], { k: 9999, sameElement: false, metric: 'squared' })[0]).toHaveLength(480)
    expect(index.nearest([], [], { k: 1, sameElement: false, metric: 'squared' })).toEqual([])
  })
  it('refuses latents of another width and an impossible k', () => {
    expect(() => index.nearest([1, 2], [29], { k: 1, sameElement: false, metric: 'squared' })).toThrow(/do not fit/)
    expect(() => index.nearest(vector(), [29], { k: 0, sameElement: false, metric: 'squared' })).toThrow(/positive whole/)
  })
})

describe('building', () => {
  it('standardises: every dimension has mean 0 and variance 1 over the training atoms', () => {
    for (let c = 0; c < D; c++) {
      const x = Array.from({ length: 480 }, (_, r) => data.rows[r * D + c]!)
      expect(x.reduce((a, b) => a + b) / 480).toBeCloseTo(0, 5)
      expect(x.reduce((a, b) => a + b * b, 0) / 480).toBeCloseTo(1, 4)
    }
  })
  it('a dimension that does not vary is left as it is', () => {
    const flat = [{ system: { id: 's', title: 't' }, atoms: [0, 1], elements: [1, 1], latents: [5, 1, 5, 2] }]
    expect([...buildLatentIndex(flat, { potential: 'p', dimension: 2, seed: 1 }).deviation]).toEqual([1, 0.5])
  })
  it('a limit keeps every element and the same scaler, and repeats for a seed', () => {
    const rare: ReferenceAtoms = { system: { id: 'rare', title: '' }, atoms: [0, 1], elements: [79, 79], latents: [...vector(), ...vector()] }
    const options = { potential: 'p1', dimension: D, seed: 3, limit: 120 }
    const small = buildLatentIndex([...reference, rare], options)
    expect(small.elements.length).toBeLessThanOrEqual(122)
    expect([...small.elements].filter((z) => z === 79)).toHaveLength(2)
    expect([...small.mean]).toEqual([...buildLatentIndex([...reference, rare], { ...options, limit: 9999 }).mean])
    expect(buildLatentIndex([...reference, rare], options)).toEqual(small)
  })
  it('refuses nothing, misfits and infinities', () => {
    const build = (r: ReferenceAtoms[]): LatentIndexData => buildLatentIndex(r, { potential: 'p', dimension: 2, seed: 1 })
    expect(() => build([])).toThrow(/no atoms/)
    expect(() => build([{ system: { id: 's', title: '' }, atoms: [0], elements: [1], latents: [1] }])).toThrow(/do not fit/)
    expect(() => build([{ system: { id: 's', title: '' }, atoms: [0], elements: [1], latents: [1, Infinity] }])).toThrow(/not a finite/)
  })
})

describe('the file', () => {
  it('float32 is exact, with names beyond ASCII', () => expect(readLatentIndex(writeLatentIndex(data, 'float32'))).toEqual(data))
  it.each([['float16', 2 ** -11], ['int8', 1 / 254]] as const)('%s loses no more than its rounding', (encoding, half) => {
    const back = readLatentIndex(writeLatentIndex(data, encoding))
    expect({ ...back, rows: undefined }).toEqual({ ...data, rows: undefined })
    for (let r = 0; r < 480; r++) {
      const row = data.rows.subarray(r * D, (r + 1) * D)
      const largest = row.reduce((a, v) => Math.max(a, Math.abs(v)), 0)
      row.forEach((v, c) => expect(Math.abs(v - back.rows[r * D + c]!)).toBeLessThanOrEqual(half * (encoding === 'int8' ? largest : Math.abs(v)) * 1.001 + 1e-7))
    }
  })
  it('is found out when it is another file, another version, cut short, or one bit off', () => {
    const bytes = writeLatentIndex(data, 'int8')
    const changed = (at: number, value: number): Uint8Array => bytes.with(at, value)
    expect(() => readLatentIndex(new Uint8Array(3))).toThrow(/not an index/)
    expect(() => readLatentIndex(changed(0, 66))).toThrow(/not an index/)
    expect(() => readLatentIndex(changed(8, 9))).toThrow(/another version/)
    expect(() => readLatentIndex(changed(20, 9))).toThrow(/unknown encoding/)
    expect(() => readLatentIndex(bytes.subarray(0, bytes.length - 1))).toThrow(/truncated/)
    expect(() => readLatentIndex(changed(500, bytes[500]! ^ 1))).toThrow(/checksum/)
  })
  it('is read from a view into a larger buffer', () => {
    const bytes = writeLatentIndex(data, 'int8')
    const larger = new Uint8Array(bytes.length + 5)
    larger.set(bytes, 5)
    expect(readLatentIndex(larger.subarray(5)).elements).toEqual(data.elements)
  })
})

describe('the loss of an encoding', () => {
  const queries = Array.from({ length: 50 }, () => vector(1.2))
  const loss = (encoding: 'float32' | 'float16' | 'int8') => encodingLoss(data, encoding, queries.flat(), Array<number>(50).fill(29), { k: 1, sameElement: false, metric: 'squared' })
  it('is nothing for float32, and less for float16 than for int8, which is the smallest', () => {
    expect(loss('float32')).toMatchObject({ median: 0, q99: 0, changed: 0, spearman: expect.closeTo(1, 12) as number })
    const [half, byte] = [loss('float16'), loss('int8')]
    expect(half.median).toBeLessThan(byte.median)
    expect(byte.bytes).toBeLessThan(half.bytes)
    // a step is 1/127 of the largest of 13 components: distances of order 10 move by about 1 %
    expect(byte.median).toBeLessThan(0.02)
    expect(byte.spearman).toBeGreaterThan(0.99)
  })
})

describe('half precision', () => {
  it('returns every finite half to itself', () => {
    for (let h = 0; h < 0x10000; h++) if (((h >> 10) & 31) !== 31) expect(encodeFloat16(decodeFloat16(h))).toBe(h)
  })
  it('knows the landmarks of IEEE 754', () => {
    expect([1, -2, 65504, 2 ** -24, 2 ** -14, 0.1, 1e9].map(encodeFloat16)).toEqual([0x3c00, 0xc000, 0x7bff, 1, 0x400, 0x2e66, 0x7bff])
    // ties to even: 2049 lies between 2048 and 2050
    expect(decodeFloat16(encodeFloat16(2049))).toBe(2048)
    expect(decodeFloat16(encodeFloat16(NaN))).toBeNaN()
  })
})

describe('the distance of a structure', () => {
  const structure = makeStructure({ numbers: [29, 29, 29, 8], positions: Array.from({ length: 12 }, (_, i) => i), cell: [9, 0, 0, 0, 9, 0, 0, 0, 20], tags: [0, 1, 1, 2], fixed: [1, 0, 0, 0] })
  const latents = [...vector(), ...vector(), ...vector(), ...vector()]
  it('counts free atoms of the asked part', () => {
    expect(countedAtoms(structure, 'both')).toEqual([1, 2, 3])
    expect(countedAtoms(structure, 'adsorbate')).toEqual([3])
    expect(countedAtoms(structure, 'surface')).toEqual([1, 2])
  })
  it('is the aggregate of its atoms, held ones left out', () => {
    const { distance, perAtom, nearest } = structureDistance(index, structure, latents, PAPER_DISTANCE)
    expect(perAtom[0]).toBeNaN()
    expect(nearest[0]).toBe(-1)
    expect(distance).toBeCloseTo((perAtom[1]! + perAtom[2]! + perAtom[3]!) / 3, 12)
    expect(perAtom[3]).toBeCloseTo(brute(latents.slice(3 * D), () => true)[0]!.distance, 4)
  })
  it('averages the k nearest of an atom', () => {
    const { perAtom } = structureDistance(index, structure, latents, { ...PAPER_DISTANCE, k: 3 })
    expect(perAtom[1]).toBeCloseTo(brute(latents.slice(D, 2 * D), () => true).slice(0, 3).reduce((s, x) => s + x.distance / 3, 0), 4)
  })
  it('aggregates: mean, sum, max, mean of the largest; what is not finite is dropped', () => {
    const x = [1, 4, Infinity, 2, NaN]
    const by = (aggregate: 'mean' | 'sum' | 'max' | 'top', top = 2): number => aggregateDistance(x, { aggregate, top })
    expect([by('mean'), by('sum'), by('max'), by('top'), by('top', 99)]).toEqual([7 / 3, 7, 4, 3, 7 / 3])
    expect(aggregateDistance([], { aggregate: 'sum', top: 1 })).toBe(Infinity)
    expect(() => by('top', 0)).toThrow(/positive whole/)
  })
  it('is infinite where one counted atom is of an element unknown to the index', () => {
    const gold = { ...structure, numbers: Uint8Array.from([29, 29, 79, 8]) }
    expect(structureDistance(index, gold, latents, DEFAULT_DISTANCE)).toMatchObject({ distance: Infinity })
    const heldGold = { ...structure, numbers: Uint8Array.from([79, 29, 29, 8]) }
    expect(structureDistance(index, heldGold, latents, DEFAULT_DISTANCE).distance).toBeLessThan(Infinity)
  })
  it('refuses latents that do not fit', () => expect(() => structureDistance(index, structure, latents.slice(1), PAPER_DISTANCE)).toThrow(/do not fit/))
})
