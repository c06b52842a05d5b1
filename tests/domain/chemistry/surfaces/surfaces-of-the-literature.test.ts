/** What every textbook of surface science says of these surfaces: terminations, Tasker types, formal charges. */
import { describe, expect, test } from 'vitest'
import { previewSlabs } from '../../../../src/domain/chemistry/surfaces/cut'
import { layersOf, taskerType } from '../../../../src/domain/chemistry/surfaces/layers'
import { OC20 } from '../../../../src/domain/chemistry/surfaces/options'
import { guessOxidationStates } from '../../../../src/domain/chemistry/surfaces/oxidation'
import type { PlannedSlab } from '../../../../src/domain/chemistry/surfaces/plan'
import { atomicNumberOf } from '../../../../src/domain/structure/elements'
import { loadSymmetryFinder } from '../../../../src/platform/symmetry/finder'
import { bulkOf, tableOf } from './tables'

const symmetry = await loadSymmetryFinder()
const facesOf = (name: string, ...indices: number[]): readonly PlannedSlab[] =>
  previewSlabs(bulkOf(tableOf(name)), symmetry, { ...OC20, cell: 'input', millers: { kind: 'list', indices: [indices] } }).planned
const words = (p: PlannedSlab): string => `${p.summary.termination} Tasker ${p.summary.tasker}`

describe('Tasker types', () => {
  // Tasker 1979; Goniakowski, Finocchi & Noguera, Rep. Prog. Phys. 71, 016501 (2008)
  test('MgO (100) is type 1, (110) type 1, (111) type 3', () => {
    expect(facesOf('MgO', 1, 0, 0).map(words)).toEqual(['MgO-terminated Tasker 1'])
    expect(facesOf('MgO', 1, 1, 0).map(words)).toEqual(['MgO-terminated Tasker 1'])
    expect(facesOf('MgO', 1, 1, 1).map(words).sort()).toEqual(['Mg-terminated Tasker 3', 'O-terminated Tasker 3'])
  })
  test('CeO2 (111) is type 2 with O outermost (O-Ce-O trilayers), or polar; (100) is type 3', () => {
    expect(facesOf('CeO2', 1, 1, 1).map(words).sort()).toEqual(['Ce-terminated Tasker 3', 'O-terminated Tasker 2', 'O-terminated Tasker 3'])
    const stable = facesOf('CeO2', 1, 1, 1).find((p) => p.summary.tasker === 2)!
    expect(stable.summary.layers).toEqual(['O', 'Ce', 'O', 'O'])
    expect(stable.summary.symmetric).toBe(true)
    expect(new Set(facesOf('CeO2', 1, 0, 0).map((p) => p.summary.tasker))).toEqual(new Set([3]))
  })
  test('SrTiO3 (100) has a SrO and a TiO2 face of type 1; (110) and (111) are type 3', () => {
    expect(facesOf('SrTiO3', 1, 0, 0).map(words).sort()).toEqual(['SrO-terminated Tasker 1', 'TiO2-terminated Tasker 1'])
    expect(new Set([...facesOf('SrTiO3', 1, 1, 0), ...facesOf('SrTiO3', 1, 1, 1)].map((p) => p.summary.tasker))).toEqual(new Set([3]))
  })
  test('corundum (0001) with one Al layer outermost is type 2 and symmetric', () => {
    const stable = facesOf('Al2O3', 0, 0, 1).filter((p) => p.summary.tasker === 2)
    expect(stable.map((p) => [p.summary.termination, p.summary.symmetric])).toEqual([['Al-terminated', true]])
  })
  test('wurtzite (0001) is type 3, (10-10) and (11-20) type 1', () => {
    expect(new Set(facesOf('ZnO', 0, 0, 0, 1).map((p) => p.summary.tasker))).toEqual(new Set([3]))
    expect(new Set(facesOf('ZnO', 1, 0, -1, 0).map((p) => p.summary.tasker))).toEqual(new Set([1]))
    expect(new Set(facesOf('ZnO', 1, 1, -2, 0).map((p) => p.summary.tasker))).toEqual(new Set([1]))
  })
  test('rutile (110): the stoichiometric face has bridging O outermost and is type 2', () => {
    const stable = facesOf('TiO2', 1, 1, 0).filter((p) => p.summary.tasker === 2)
    expect(stable.map((p) => p.summary.layers.slice(0, 3).join(' '))).toEqual(['O TiO O'])
    expect(stable[0]!.summary.symmetric).toBe(true)
  })
  test('metals are type 1, alloys unknown', () => {
    expect(facesOf('Cu', 1, 1, 1)[0]!.summary.tasker).toBe(1)
    expect(facesOf('Cu3Au', 1, 1, 1)[0]!.summary.tasker).toBe('unknown')
  })
})

describe('terminations', () => {
  test('silicon (111) has two: the shuffle and the glide set', () => {
    expect(facesOf('Si', 1, 1, 1).length).toBe(2)
  })
  test('hcp (10-10) has two: short and long first interlayer spacing; (0001) has one', () => {
    expect(facesOf('Ru', 1, 0, 0).length).toBe(2)
    expect(facesOf('Ru', 0, 0, 1).length).toBe(1)
  })
  test('B2 (100) ends in either metal, (110) in both', () => {
    expect(facesOf('NiAl', 1, 0, 0).map((p) => p.summary.termination).sort()).toEqual(['Al-terminated', 'Ni-terminated'])
    expect(facesOf('NiAl', 1, 1, 0).map((p) => p.summary.termination)).toEqual(['AlNi-terminated'])
  })
})

describe('formal charges', () => {
  const charges = (counts: Record<string, number>): Record<string, number> | string => {
    const numbers = Object.entries(counts).flatMap(([symbol, n]) => Array<number>(n).fill(atomicNumberOf(symbol)!))
    const guess = guessOxidationStates(numbers)
    return guess.kind === 'unknown' ? 'unknown' : Object.fromEntries(Object.keys(counts).map((symbol) => [symbol, guess.charges.get(atomicNumberOf(symbol)!)!]))
  }
  test.each([
    [{ Ti: 1, O: 2 }, { Ti: 4, O: -2 }],
    [{ Sr: 1, Ti: 1, O: 3 }, { Sr: 2, Ti: 4, O: -2 }],
    [{ Fe: 2, O: 3 }, { Fe: 3, O: -2 }],
    [{ Fe: 3, O: 4 }, { Fe: 8 / 3, O: -2 }],
    [{ Cu: 2, O: 1 }, { Cu: 1, O: -2 }],
    [{ Mn: 1, O: 2 }, { Mn: 4, O: -2 }],
    [{ La: 1, Co: 1, O: 3 }, { La: 3, Co: 3, O: -2 }],
    [{ Na: 1, Cl: 1 }, { Na: 1, Cl: -1 }],
    [{ Mo: 1, S: 2 }, { Mo: 4, S: -2 }],
    [{ Ga: 1, N: 1 }, { Ga: 3, N: -3 }],
    [{ Ca: 1, C: 1, O: 3 }, { Ca: 2, C: 4, O: -2 }],
    [{ Pt: 4 }, { Pt: 0 }],
  ])('%j', (counts, expected) => {
    expect(charges(counts)).toEqual(expected)
  })
  test.each([[{ Cu: 3, Au: 1 }], [{ Ni: 1, Al: 1 }], [{ O: 1, F: 2 }], [{}], [{ Na: 1, O: 5 }]])('%j has no guess', (counts) => {
    expect(charges(counts as Record<string, number>)).toBe('unknown')
  })
})

test('layers are counted from the top and chained by the tolerance; a slab that is not neutral is judged about its centroid', () => {
  const layers = layersOf([0, 1, 1.05, 2], [12, 8, 12, 8], 0.1)
  expect(layers.map((l) => l.numbers)).toEqual([[8], [8, 12], [12]])
  const guess = guessOxidationStates([12, 8])
  expect(taskerType(layersOf([0, 2, 4], [8, 12, 8], 0.1), 10, guess)).toBe(2)
  expect(taskerType(layersOf([0, 2, 4, 6], [8, 12, 8, 12], 0.1), 10, guess)).toBe(3)
  expect(taskerType(layersOf([0], [79], 0.1), 10, guess)).toBe('unknown')
})
