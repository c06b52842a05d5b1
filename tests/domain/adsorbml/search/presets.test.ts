/** The published recipes, and what a run is expected to take. */
import { describe, expect, it } from 'vitest'
import { expectedPlacements, searchOf, searchPreset, SEARCH_PRESETS } from '../../../../src/domain/adsorbml/search/presets'
import { detectAnomalies } from '../../../../src/domain/chemistry/anomalies'
import { startOptimiser } from '../../../../src/domain/relax/optimisers'
import { makeStructure } from '../../../../src/domain/structure/structure'

const atom = makeStructure({ numbers: [29], positions: [0, 0, 0], cell: [20, 0, 0, 0, 20, 0, 0, 0, 20] })
/** Å: the first step along a force, eV/Å */
const firstStep = (optimiser: string, force: number): number => startOptimiser(optimiser, atom).next({ positions: atom.positions, energy: 0, forces: new Float64Array([force, 0, 0]) })![0]!

describe('the published recipes', () => {
  it('fix the settings of SCIENCE.md B.1', () => {
    expect(searchPreset('adsorbml-2023').fixes).toEqual({ relax: { optimiser: 'lbfgs-adsorbml-2023', fmax: 0.02, maxSteps: 300 }, placement: 'mixed', configurations: 100 })
    expect(searchPreset('uma-era').fixes).toEqual({ relax: { optimiser: 'lbfgs-uma-era', fmax: 0.02, maxSteps: 300 }, placement: 'random-site-heuristic', configurations: 100 })
  })
  it('L-BFGS starts with force / alpha times damping, and no atom goes further than the longest step times damping', () => {
    expect(firstStep('lbfgs-adsorbml-2023', 0.7)).toBeCloseTo(0.7 / 70, 12)
    expect(firstStep('lbfgs-adsorbml-2023', 70)).toBeCloseTo(0.04, 12)
    expect(firstStep('lbfgs-uma-era', 0.8)).toBeCloseTo((1.2 * 0.8) / 80, 12)
    expect(firstStep('lbfgs-uma-era', 80)).toBeCloseTo(1.2 * 0.2, 12)
    expect(firstStep('lbfgs', 70)).toBeCloseTo(0.2, 12)
  })
  it('that of 2023 does not judge intercalation, the later one does', () => {
    // copper over copper over hydrogen, which touches the lower, tag 0
    const final = makeStructure({ numbers: [29, 29, 1], positions: [0, 0, 5, 1.8, 0, 6.8, 0, 0, 6.6], cell: [8, 0, 0, 0, 8, 0, 0, 0, 30], tags: [0, 1, 2] })
    const kinds = (method: 'adsorbml-2023' | 'uma-era'): string[] => detectAnomalies({ initial: final, final, rules: searchPreset(method).rules }).map(({ kind }) => kind)
    expect(kinds('uma-era')).toEqual(['intercalated'])
    expect(kinds('adsorbml-2023')).toEqual([])
  })
})

describe('what a run does', () => {
  it('runs of before there was a choice relax every placement', () => expect(searchOf({})).toEqual({ method: 'every', stopAt: null }))
  it('expects fewer placements only where the rule may stop it, more of them for a higher level, never more than there are', () => {
    for (const { search } of SEARCH_PRESETS.filter(({ method }) => method !== 'adatom')) expect(expectedPlacements({ search, configurations: 80, placement: 'mixed' })).toBe(80)
    const taken = [0.7, 0.9, 0.95, 0.99].map((stopAt) => expectedPlacements({ search: { method: 'adatom', stopAt }, configurations: 80, placement: 'random' }))
    expect(taken).toEqual(taken.toSorted((a, b) => a - b))
    expect(taken[0]).toBeLessThan(30)
    expect(taken.at(-1)).toBeLessThanOrEqual(80)
    expect(expectedPlacements({ search: { method: 'adatom', stopAt: 0.95 }, configurations: 10, placement: 'random' })).toBe(10)
    expect(expectedPlacements({ search: { method: 'adatom', stopAt: null }, configurations: 80, placement: 'random' })).toBe(80)
    // a list of sites is gone through to its end: nothing can be promised of it
    expect(expectedPlacements({ search: { method: 'adatom', stopAt: 0.8 }, configurations: 80, placement: 'heuristic' })).toBe(80)
  })
})
