/** What a round may know: which minima are trusted, how far energies fall, and when a relaxation is stopped. */
import { describe, expect, it } from 'vitest'
import { type Followed, knowledgeOf, watcher } from '../../../../src/domain/adsorbml/search/knowledge'
import { DEFAULT_SEARCH, RACE } from '../../../../src/domain/adsorbml/search/search'
import { slabSymmetry } from '../../../../src/domain/adsorbml/search/slab-symmetry'
import type { SearchSettings, SearchStep } from '../../../../src/domain/adsorbml/search/types'
import type { Structure } from '../../../../src/domain/structure/structure'
import { surfaceNamed, withAtoms } from './fixtures'

const { slab, sites } = surfaceNamed('Cu fcc111')
const clean = slab.structure
const symmetry = slabSymmetry(clean)
const settings: SearchSettings = { ...DEFAULT_SEARCH, seed: 1, merge: { fmax: 0.5, energy: 0.15, frames: 2, visits: 2 } }
const at = (site: string, dx = 0): Structure => withAtoms(clean, [[8, sites[site]![0] + dx, sites[site]![1], 1.2]])
type Shown = readonly [site: string, energy: number, fmax: number, dx?: number]
const stepOf = ([site, energy, fmax, dx = 0]: Shown, step = 0): SearchStep => ({ step, energy, fmax, positions: at(site, dx).positions })
/** A relaxation that went through the frames and ended, converged, in the last. */
const ended = (id: string, ...frames: readonly Shown[]): Followed => {
  const [site, energy, , dx = 0] = frames.at(-1)!
  return { fate: { kind: 'relaxed', id, end: { outcome: 'converged', energy, structure: at(site, dx), forceCalls: frames.length, anomalies: [] } }, steps: frames.map((frame) => stepOf(frame)) }
}
const targets = (followed: readonly Followed[]): string[] => knowledgeOf(followed, symmetry, settings).targets.map(({ id }) => id)

describe('what others may be merged into', () => {
  const twice = [ended('a', ['fcc', -1, 0.01]), ended('b', ['fcc', -1, 0.01, 0.02])]
  it('a minimum reached as often as asked', () => {
    expect(targets(twice)).toEqual(['a', 'b'])
    expect(targets([...twice, ended('c', ['hcp', -0.9, 0.01])])).toEqual(['a', 'b'])
  })
  it('not a place that a relaxation has passed on its way down, however often reached', () => {
    const saddle = [ended('s', ['bridge', -0.8, 0.01]), ended('t', ['bridge', -0.8, 0.01])]
    expect(targets(saddle)).toEqual(['s', 't'])
    expect(targets([...saddle, ended('p', ['bridge', -0.78, 0.1, 0.05], ['fcc', -1, 0.01])])).toEqual([])
    // passed at large forces: that is no rest
    expect(targets([...saddle, ended('p', ['bridge', -0.5, 3], ['fcc', -1, 0.01])])).toEqual(['s', 't'])
    // and one that passed, but ended no lower, says nothing
    expect(targets([...saddle, ended('p', ['bridge', -0.78, 0.1], ['hcp', -0.7, 0.01])])).toEqual(['s', 't'])
  })
  it('nothing where merging is off', () => expect(knowledgeOf(twice, symmetry, { ...settings, merge: null }).targets).toEqual([]))
})

describe('a relaxation under way', () => {
  const knowledge = knowledgeOf([ended('a', ['fcc', -1, 0.01]), ended('b', ['fcc', -1, 0.01])], symmetry, settings)
  const verdicts = (frames: readonly Shown[]): (string | null)[] => {
    const look = watcher(knowledge, symmetry, settings)
    return frames.map((frame, k) => look(stepOf(frame, k))?.kind ?? null)
  }
  it('is merged after frames in a row on the place, little above, at small forces', () => {
    expect(verdicts([['fcc', -0.9, 0.3, 0.1], ['fcc', -0.95, 0.2, 0.05]])).toEqual([null, 'merged'])
    expect(verdicts([['fcc', -0.9, 0.3], ['fcc', -0.9, 0.6], ['fcc', -0.95, 0.2]])).toEqual([null, null, null])
    expect(verdicts([['fcc', -0.8, 0.3], ['fcc', -0.8, 0.3]])).toEqual([null, null])
    expect(verdicts([['hcp', -0.95, 0.2], ['hcp', -0.95, 0.2]])).toEqual([null, null])
  })
  it('is not merged when it is lower already: that is another minimum', () => expect(verdicts([['fcc', -1.1, 0.2], ['fcc', -1.1, 0.1]])).toEqual([null, null]))
  it('says into which, and how far above', () => {
    const look = watcher(knowledge, symmetry, settings)
    look(stepOf(['fcc', -0.95, 0.2]))
    expect(look(stepOf(['fcc', -0.97, 0.2], 1))).toEqual({ kind: 'merged', into: 'a', above: expect.closeTo(0.03, 12) as number })
  })
})

describe('the largest drop', () => {
  const finished = (id: string, ...frames: readonly (readonly [energy: number, fmax: number])[]): Followed => ended(id, ...frames.map(([energy, fmax]): Shown => ['fcc', energy, fmax]))
  const { largestDrop } = knowledgeOf([finished('a', [1, 2], [0.2, 0.5], [0, 0.01]), finished('b', [0.6, 0.3], [0.1, 0.05], [0, 0.01])], symmetry, settings)
  it('is that of any frame as gentle or gentler, and never less for larger forces', () => {
    expect(largestDrop(0.01)).toBe(0)
    expect(largestDrop(0.05)).toBeCloseTo(0.1, 12)
    // the frame at 0.5 eV/Å fell 0.2 eV, but one at 0.3 eV/Å fell 0.6
    expect(largestDrop(0.5)).toBeCloseTo(0.6, 12)
    expect(largestDrop(2)).toBeCloseTo(1, 12)
    const drops = [0.01, 0.02, 0.1, 0.3, 0.4, 1, 2].map(largestDrop)
    expect(drops).toEqual(drops.toSorted((x, y) => x - y))
  })
  it('is unbounded for forces never seen, and where nothing has ended', () => {
    expect(largestDrop(2.1)).toBe(Infinity)
    expect(knowledgeOf([], symmetry, settings).largestDrop(0.01)).toBe(Infinity)
  })
  it('stops only what stays above the best by more than is kept, after enough have ended', () => {
    const race = { ...RACE, learnFrom: 2, fromStep: 0 }
    const many = [finished('a', [1, 2], [0, 0.01]), finished('b', [0.2, 0.3], [0, 0.01])]
    const verdict = (energy: number, change: Partial<SearchSettings> = {}): string | null => {
      const now = { ...settings, merge: null, race, ...change }
      return watcher(knowledgeOf(many, symmetry, now), symmetry, now)(stepOf(['hcp', energy, 0.3], 1))?.kind ?? null
    }
    // 1.5 x 0.2 + 0.1 eV
    expect(verdict(0.41)).toBe('cannot-win')
    expect(verdict(0.39)).toBeNull()
    expect(verdict(0.41, { race: { ...race, learnFrom: 3 } })).toBeNull()
    expect(verdict(0.41, { race: { ...race, fromStep: 2 } })).toBeNull()
    expect(verdict(0.41, { race: null })).toBeNull()
  })
})
