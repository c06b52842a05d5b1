/** The compare tray, what a comparison says, and an error bar in words. */
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { UncertaintyEvidence } from '../../../src/contract/host-api'
import { compareStructures } from '../../../src/domain/structure/difference'
import { makeStructure, withParts } from '../../../src/domain/structure/structure'
import { readInterval } from '../../../src/domain/uncertainty/interval'
import { compareContents } from '../../../src/renderer/features/results/compare-contents'
import { addPin, chooseBoth, choosePin, EMPTY_TRAY, MAX_PINS, pinKey, removePin, type Pin, type Tray } from '../../../src/renderer/features/results/compare-pins'
import { comparisonFacts } from '../../../src/renderer/features/results/compare-text'
import { aggregateText, atomShare, intervalStory } from '../../../src/renderer/features/results/why-text'

const pin = (configuration: string, part: Pin['part'] = 'relaxed'): Pin => ({ configuration, part })
const names = ({ pins }: Tray): string[] => pins.map(pinKey)

describe('the tray', () => {
  test('chooses the first two, and the same again is no third', () => {
    const tray = [pin('x'), pin('y'), pin('x'), pin('x', 'initial')].reduce(addPin, EMPTY_TRAY)
    expect(tray).toMatchObject({ a: 'x#relaxed', b: 'y#relaxed' })
    expect(names(tray)).toEqual(['x#relaxed', 'y#relaxed', 'x#initial'])
  })
  test('full: the oldest that is not compared makes room', () => {
    const full = ['1', '2', '3', '4'].map((c) => pin(c)).reduce(addPin, EMPTY_TRAY)
    expect(names(addPin(full, pin('5')))).toEqual(['1', '2', '4', '5'].map((c) => `${c}#relaxed`))
  })
  test('choosing what stands on the other side swaps', () => {
    const tray = [pin('x'), pin('y')].reduce(addPin, EMPTY_TRAY)
    expect(choosePin(tray, 'a', 'y#relaxed')).toMatchObject({ a: 'y#relaxed', b: 'x#relaxed' })
  })
  test('both at once, whatever was there: start on the first side', () => {
    const full = ['1', '2', '3', '4'].map((c) => pin(c)).reduce(addPin, EMPTY_TRAY)
    const tray = chooseBoth(full, pin('9', 'initial'), pin('9'))
    expect(tray).toMatchObject({ a: '9#initial', b: '9#relaxed' })
    expect(tray.pins).toHaveLength(MAX_PINS)
  })
  test('whatever is done, at most four, each once, and what is chosen is there and differs', () => {
    const act = fc.record({ what: fc.constantFrom('add', 'remove', 'a', 'b', 'both'), one: fc.integer({ min: 0, max: 6 }), two: fc.integer({ min: 0, max: 6 }) })
    fc.assert(fc.property(fc.array(act, { maxLength: 40 }), (acts) => {
      let tray = EMPTY_TRAY
      for (const { what, one, two } of acts) {
        const p = pin(String(one))
        if (what === 'add') tray = addPin(tray, p)
        else if (what === 'remove') tray = removePin(tray, pinKey(p))
        else if (what === 'both' && one !== two) tray = chooseBoth(tray, p, pin(String(two)))
        else if ((what === 'a' || what === 'b') && names(tray).includes(pinKey(p))) tray = choosePin(tray, what, pinKey(p))
        expect(new Set(names(tray)).size).toBe(tray.pins.length)
        expect(tray.pins.length).toBeLessThanOrEqual(MAX_PINS)
        for (const side of [tray.a, tray.b]) expect(side === null || names(tray).includes(side)).toBe(true)
        expect(tray.a === null ? tray.b : tray.a === tray.b).toBe(tray.a === null ? null : false)
        expect([tray.a, tray.b].filter((k) => k !== null)).toHaveLength(Math.min(2, tray.pins.length))
      }
    }))
  })
})

const slab = makeStructure({ numbers: [29, 29, 8, 1], positions: [0, 0, 0, 2, 0, 0, 1, 1, 2, 1, 1, 3], cell: [5, 0, 0, 0, 5, 0, 0, 0, 20], tags: [0, 1, 2, 2] })
const moved = withParts(slab, { positions: slab.positions.map((x, i) => x + (i === 11 ? 0.4 : i === 3 ? 0.1 : 0)) })

describe('a comparison in words', () => {
  test('all figures over hand-made moves of 0.4 Å (H) and 0.1 Å (Cu)', () => {
    const { facts, notes } = comparisonFacts(compareStructures(slab, moved), slab, moved)
    expect(Object.fromEntries(facts)).toEqual({
      RMSD: `${Math.sqrt(0.17 / 4).toFixed(3)} Å over 4 atoms`,
      Adsorbate: `${Math.sqrt(0.16 / 2).toFixed(3)} Å`,
      Slab: `${Math.sqrt(0.01 / 2).toFixed(3)} Å`,
      'Largest move': '0.400 Å, H 3',
    })
    expect(notes[0]).toMatch(/by index/)
  })
  test('names what only one of them has', () => {
    const clean = makeStructure({ numbers: [29, 29], positions: slab.positions.slice(0, 6), cell: slab.cell, tags: [0, 1] })
    expect(comparisonFacts(compareStructures(clean, slab), clean, slab).notes).toContain('Only in B: O 2, H 3.')
  })
  test('without a match there is no overlay, and the reason is said', () => {
    const other = makeStructure({ ...slab, numbers: [28, 29, 8, 1] })
    const side = (structure: typeof slab, name: string) => ({ name, structure, forces: null })
    const { overlay, comparison } = compareContents(side(slab, 'a'), side(other, 'b'))
    expect(overlay).toBeNull()
    expect(comparisonFacts(comparison, slab, other).notes).toEqual([expect.stringMatching(/^No overlay: Their slabs differ: Cu2 and CuNi/)])
  })
  test('an overlay holds the moves, and both sides can be coloured by them', () => {
    const { overlay, a, b } = compareContents({ name: 'a', structure: slab, forces: null }, { name: 'b', structure: moved, forces: null })
    expect(overlay!.ghost).toMatchObject({ exaggeration: 5, structure: moved })
    expect([a.reference, b.reference]).toEqual([moved.positions, slab.positions])
  })
})

describe('an error bar in words', () => {
  const evidence = (distance: number): UncertaintyEvidence & { kind: 'measured' } => ({
    kind: 'measured', distance, threshold: 344, aggregate: 'mean', metric: 'squared', bars: '90 % intervals', perAtom: Float64Array.of(distance / 2, distance * 1.5),
    atoms: [{ atom: 1, distance: distance * 1.5, known: [] }, { atom: 0, distance: distance / 2, known: [] }],
  })
  test('calibrated: distance, limit and what the level promises', () => {
    const story = intervalStory(readInterval({ kind: 'calibrated', low: -0.6, high: 0.8, level: 0.9, calibrationId: 'c' }), evidence(67.8))
    expect(story.title).toMatch(/^Calibrated: \[−0.6, 0.8\] eV/)
    expect(story.text).toMatch(/67\.8.*344.*100 such bars about 90/s)
  })
  test('out of domain by distance, and by kind of material: not the same words', () => {
    const far = intervalStory({ kind: 'out-of-domain', distance: 1630, threshold: 344 }, evidence(1630))
    expect(far.text).toMatch(/up to 344 only.*no bar is drawn/)
    const kind = intervalStory({ kind: 'out-of-domain', distance: 50, threshold: 344 }, evidence(50), 'adatom-s was not made for oxides')
    expect(kind.text).toMatch(/adatom-s was not made for oxides.*is within 344/)
  })
  test('uncalibrated: the reason, whatever it is', () => {
    expect(intervalStory({ kind: 'uncalibrated', reason: 'No DFT reference data for CO yet' }, evidence(80)).text).toMatch(/No DFT reference data for CO yet.*without a bar/)
    expect(intervalStory({ kind: 'uncalibrated', reason: 'x' }, { kind: 'unmeasured', reason: 'adatom-0 has no calibration' }).text).toMatch(/adatom-0 has no calibration/)
  })
  test('an atom brings its share of a mean; of a largest there are no shares', () => {
    expect(atomShare(evidence(10), 15)).toBeCloseTo(0.75, 12)
    expect(atomShare({ ...evidence(10), aggregate: 'max' }, 15)).toBeNull()
    expect(atomShare({ ...evidence(10), atoms: [{ atom: 0, distance: Infinity, known: [] }] }, Infinity)).toBeNull()
    expect(aggregateText(evidence(1))).toMatch(/mean of its free atoms: squared distances/)
  })
})
