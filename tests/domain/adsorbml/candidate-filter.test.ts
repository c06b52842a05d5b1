import { describe, expect, it } from 'vitest'
import { filterCandidates, type CandidateFilter } from '../../../src/domain/adsorbml/candidate-filter'
import type { RankedRow } from '../../../src/domain/catalogue/records'
import { uncalibrated } from '../../../src/domain/uncertainty/interval'

const row = (slab: string, formula: string, rank: number | null, energy: number): RankedRow => ({
  rank, formula, miller: '111', relative: null,
  configuration: {
    id: `${slab}/CO/${rank ?? 'x'}`, material: slab, slab, adsorbate: 'CO', placement: 'p', state: 'done',
    result: { outcome: 'converged', energy, reference: { kind: 'adsorption', gas: '', functional: '', model: '' }, interval: uncalibrated(''), anomalies: [], steps: 1, forceCalls: 1, fmax: 0, inDomain: true },
  },
})
const rows = [row('a', 'NiPt3', 1, -1), row('a', 'NiPt3', 2, 5), row('b', 'Pt', 1, -0.5), row('c', 'Cu3Pt', 1, 0.5), row('d', 'O2Ti', null, -1), row('e', 'NiPt', 1, -2)]
const passing = (filter: CandidateFilter): string[] => [...new Set(filterCandidates(rows, filter).map(({ configuration }) => configuration.slab))]

describe('candidates', () => {
  it('by elements held and not held', () => {
    expect(passing({ elements: ['Pt'] })).toEqual(['a', 'b', 'c', 'e'])
    expect(passing({ elements: ['Pt', 'Ni'] })).toEqual(['a', 'e'])
    expect(passing({ elements: ['Pt'], without: ['Ni'] })).toEqual(['b', 'c'])
  })
  it('by proportions, of named elements in any order and multiple, or of any', () => {
    expect(passing({ stoichiometry: 'Pt3Ni' })).toEqual(['a'])
    expect(passing({ stoichiometry: 'Ni2Pt6' })).toEqual(['a'])
    expect(passing({ stoichiometry: 'AB3' })).toEqual(['a', 'c'])
    expect(passing({ stoichiometry: 'A' })).toEqual(['b'])
    expect(passing({ stoichiometry: 'AB2' })).toEqual(['d'])
  })
  it('by the lowest energy of the candidate; what has none does not pass; all rows of one that does are kept', () => {
    expect(passing({ window: [-1, 0] })).toEqual(['a', 'b'])
    expect(filterCandidates(rows, { window: [-1.2, -0.9] })).toHaveLength(2)
  })
  it('without a filter, all', () => expect(passing({})).toEqual(['a', 'b', 'c', 'd', 'e']))
  it.each([[{ elements: ['Xx'] }, /no such element/], [{ stoichiometry: 'pt3' }, /no stoichiometry/], [{ stoichiometry: 'Xx2' }, /no stoichiometry/], [{ window: [1, 0] as const }, /empty/]])('refuses %j', (filter, message) => expect(() => filterCandidates(rows, filter)).toThrow(message))
})
