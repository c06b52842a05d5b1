/** The plan of a screen and its ranking: what they depend on, and what they must not depend on. */
import { describe, expect, test } from 'vitest'
import { domainNote, materialClass, unknownElements, type ModelDomain } from '../../../src/domain/adsorbml/model-domain'
import { initialPlacements } from '../../../src/domain/adsorbml/mix'
import { isRanked, millerText, rankConfigurations } from '../../../src/domain/adsorbml/rank'
import { pairSeed, planScreen, plannedConfigurations } from '../../../src/domain/adsorbml/screen'
import type { Configuration, ConfigurationResult, ScreenSettings } from '../../../src/domain/catalogue/records'
import { findAdsorbate } from '../../../src/domain/chemistry/adsorbates'
import type { Miller, Slab } from '../../../src/domain/chemistry/types'
import { random } from '../../../src/domain/math/random'
import { atomicNumberOf } from '../../../src/domain/structure/elements'
import { makeStructure } from '../../../src/domain/structure/structure'
import { uncalibrated } from '../../../src/domain/uncertainty/interval'

const numbers = (...symbols: string[]): { numbers: Uint8Array } => ({ numbers: Uint8Array.from(symbols, (s) => atomicNumberOf(s)!) })

/** A square layer of 3 x 3 atoms over another, 2.6 Å apart, in a box of 25 Å. */
function squareSlab(symbol: string, id = `${symbol}-100-t0`, miller: Miller = [1, 0, 0]): Slab {
  const d = 2.6
  const sites = Array.from({ length: 18 }, (_, i) => ({ x: i % 3, y: Math.floor(i / 3) % 3, layer: Math.floor(i / 9) }))
  const structure = makeStructure({
    numbers: sites.map(() => atomicNumberOf(symbol)!),
    positions: sites.flatMap(({ x, y, layer }) => [d * (x + layer / 2), d * (y + layer / 2), 10 + 1.84 * layer]),
    cell: [3 * d, 0, 0, 0, 3 * d, 0, 0, 0, 25],
    tags: sites.map(({ layer }) => layer),
    fixed: sites.map(({ layer }) => 1 - layer),
  })
  return { id, structure, area: 9 * d * d, origin: { kind: 'cut', bulk: symbol, miller, shift: 0, top: true, termination: 0, repeat: [3, 3] } }
}

const settings: ScreenSettings = {
  facets: { kind: 'indices', miller: [[1, 0, 0]] },
  surfacePreset: 'oc20',
  adsorbates: ['CO', 'H'],
  configurations: 9,
  placement: 'mixed',
  seed: 5,
  relax: { optimiser: 'lbfgs', fmax: 0.03, maxSteps: 100 },
}
const domain: ModelDomain = { model: 'adatom-x', elements: new Set(numbers('H', 'C', 'O', 'Cu', 'Pt').numbers), classes: ['metal'], maxAdsorbateAtoms: 4 }
const adsorbates = [findAdsorbate('CO'), findAdsorbate('H')]
const surface = (slab: Slab): { slab: Slab; material: string } => ({ slab, material: slab.id.split('-')[0]! })

describe('the plan', () => {
  const plan = planScreen([surface(squareSlab('Cu')), surface(squareSlab('Al')), surface(squareSlab('Pt'))], [...adsorbates, findAdsorbate('N')], settings, domain)

  test('refuses what the model does not know, by name, and plans the rest', () => {
    expect(plan.surfaces.map(({ refused }) => refused)).toEqual([undefined, 'adatom-x does not know Al', undefined])
    expect(plan.pairs.map(({ slab, adsorbate, refused }) => [slab, adsorbate, refused])).toEqual([
      ['Cu-100-t0', 'CO', undefined],
      ['Cu-100-t0', 'H', undefined],
      ['Cu-100-t0', 'N', 'adatom-x does not know N'],
      ['Pt-100-t0', 'CO', undefined],
      ['Pt-100-t0', 'H', undefined],
      ['Pt-100-t0', 'N', 'adatom-x does not know N'],
    ])
    expect(plannedConfigurations(plan, settings)).toBe(4 * 9)
  })

  test('gives every configuration its own place in the order', () => {
    const starts = plan.pairs.map(({ firstOrder }) => firstOrder)
    expect(new Set(starts).size).toBe(starts.length)
    expect(starts).toEqual(starts.toSorted((a, b) => a - b))
    expect(Math.min(...starts.slice(1).map((start, k) => start - starts[k]!))).toBeGreaterThanOrEqual(settings.configurations)
  })

  test('a pair keeps its seed whatever else is screened; pairs and seeds differ', () => {
    const alone = planScreen([surface(squareSlab('Pt'))], [findAdsorbate('H')], settings, domain)
    expect(alone.pairs[0]!.seed).toBe(plan.pairs.find(({ slab, adsorbate }) => slab === 'Pt-100-t0' && adsorbate === 'H')!.seed)
    expect(new Set(plan.pairs.map(({ seed }) => seed)).size).toBe(plan.pairs.length)
    expect(pairSeed(1, 'a', 'b')).not.toBe(pairSeed(2, 'a', 'b'))
    expect(pairSeed(1, 'a', 'b')).toBeLessThan(2 ** 32)
  })

  test('two surfaces of one name are refused', () => {
    expect(() => planScreen([surface(squareSlab('Cu')), surface(squareSlab('Cu'))], adsorbates, settings, domain)).toThrow('Two surfaces are called Cu-100-t0')
  })
})

describe('the domain of a model', () => {
  test.each([
    ['metal', ['Cu', 'Pt']],
    ['oxide', ['Ni', 'O']],
    ['oxide', ['Ti', 'O', 'H']],
    ['nitride', ['Ti', 'N']],
    ['carbide', ['W', 'C']],
    ['hydride', ['Pd', 'H']],
    ['halide', ['Na', 'Cl']],
    ['chalcogenide', ['Mo', 'S']],
    ['metalloid', ['Ga', 'As']],
  ] as const)('%s: %j', (kind, symbols) => expect(materialClass(numbers(...symbols))).toBe(kind))

  test('remarks on other materials and on large adsorbates, not on what it was made for', () => {
    expect(domainNote(numbers('Cu'), numbers('C', 'O'), domain)).toBeUndefined()
    expect(domainNote(numbers('Cu', 'O'), numbers('C', 'O'), domain)).toBe('adatom-x was not made for oxides')
    expect(domainNote(numbers('Ga', 'As'), numbers('H'), domain)).toBe('adatom-x was not made for compounds with metalloids')
    expect(domainNote(numbers('Cu'), numbers('C', 'C', 'H', 'H', 'H'), domain)).toMatch(/more than 4 atoms/)
    expect(domainNote(numbers('Cu'), numbers('C', 'C', 'H', 'H', 'H'), { ...domain, maxAdsorbateAtoms: null })).toBeUndefined()
  })

  test('unknown elements, by atomic number', () => expect(unknownElements(numbers('Zn', 'Al', 'Cu', 'Al'), domain.elements)).toEqual(['Al', 'Zn']))
})

describe('initial placements', () => {
  const slab = squareSlab('Cu')
  const modes = (adsorbate: string, placement: ScreenSettings['placement'], count: number): string[] => initialPlacements(slab, [findAdsorbate(adsorbate)], { placement, count, seed: 1 }).map(({ mode }) => mode)

  test('mixed: a third heuristic at most, and as many as asked for', () => {
    for (const count of [1, 2, 3, 9, 30]) {
      const all = modes('CO', 'mixed', count)
      expect(all).toHaveLength(count)
      expect(all.filter((mode) => mode === 'heuristic').length).toBe(Math.floor(count / 3))
    }
  })

  test('a single atom is set on each distinct site once: a square layer has a top, a bridge and a four-fold hollow', () => {
    expect(modes('H', 'heuristic', 50)).toHaveLength(3)
    expect(modes('H', 'mixed', 30).filter((mode) => mode === 'heuristic')).toHaveLength(3)
    expect(modes('CO', 'heuristic', 50)).toHaveLength(50)
  })

  test('ids are unique, and the first placements do not depend on how many follow', () => {
    const few = initialPlacements(slab, [findAdsorbate('CO')], { placement: 'random', count: 3, seed: 1 })
    const many = initialPlacements(slab, [findAdsorbate('CO')], { placement: 'random', count: 12, seed: 1 })
    expect(many.slice(0, 3)).toEqual(few)
    const mixed = initialPlacements(slab, [findAdsorbate('CO')], { placement: 'mixed', count: 30, seed: 1 })
    expect(new Set(mixed.map(({ id }) => id)).size).toBe(30)
  })
})

describe('the ranking', () => {
  const reference = { kind: 'adsorption', gas: 'H2', functional: 'PBE', model: 'a' } as const
  const result = (energy: number, change: Partial<ConfigurationResult> = {}): ConfigurationResult => ({
    outcome: 'converged', energy, reference, interval: uncalibrated('no'), anomalies: [], steps: 1, forceCalls: 2, fmax: 0.01, inDomain: true, ...change,
  })
  const configuration = (slab: string, adsorbate: string, placement: string, found: ConfigurationResult | undefined, state: Configuration['state'] = 'done'): Configuration => ({
    id: `${slab}/${adsorbate}/${placement}`, material: slab, slab, adsorbate, placement, state, ...(found ? { result: found } : {}),
  })
  const all = [
    configuration('A', 'CO', 'p3', result(-1)),
    configuration('A', 'CO', 'p1', result(-2)),
    configuration('A', 'CO', 'p2', result(-2)),
    configuration('A', 'CO', 'p4', result(-9, { anomalies: [{ kind: 'dissociated', evidence: [] }] })),
    configuration('A', 'CO', 'p5', result(-99, { outcome: 'exploded' })),
    configuration('A', 'CO', 'p6', undefined, 'failed'),
    configuration('A', 'CO', 'p0', undefined, 'queued'),
    configuration('A', 'CO', 'p7', result(-1.5, { outcome: 'max-steps' })),
    configuration('A', 'H', 'p1', result(-0.1)),
    configuration('B', 'CO', 'p1', result(-5)),
  ]
  const surfaces = new Map([['A', { miller: '111', formula: 'Cu' }]])
  const rows = rankConfigurations(all, surfaces)

  test('best first within each slab and adsorbate; equal energies by id; the rest follow, unranked and kept', () => {
    expect(rows.map(({ rank, configuration: c }) => [c.id, rank])).toEqual([
      ['A/CO/p1', 1], ['A/CO/p2', 2], ['A/CO/p7', 3], ['A/CO/p3', 4],
      ['A/CO/p0', null], ['A/CO/p4', null], ['A/CO/p5', null], ['A/CO/p6', null],
      ['A/H/p1', 1], ['B/CO/p1', 1],
    ])
    expect(rows.map(({ relative }) => relative)).toEqual([0, 0, 0.5, 1, null, null, null, null, 0, 0])
    expect(rows[0]).toMatchObject({ miller: '111', formula: 'Cu' })
    expect(rows.at(-1)).toMatchObject({ miller: '', formula: '' })
  })

  test('does not depend on the order in which the work finished', () => {
    const stream = random(3)
    for (let k = 0; k < 20; k++) {
      const shuffled = stream.shuffle([...all])
      // groups follow their first configuration; the list of each group must not change
      const of = (list: typeof rows, slab: string, adsorbate: string): typeof rows => list.filter(({ configuration: c }) => c.slab === slab && c.adsorbate === adsorbate)
      for (const [slab, adsorbate] of [['A', 'CO'], ['A', 'H'], ['B', 'CO']] as const) expect(of(rankConfigurations(shuffled, surfaces), slab, adsorbate)).toEqual(of(rows, slab, adsorbate))
    }
  })

  test('energies of two references are never one list', () => {
    const other = rankConfigurations([configuration('A', 'CO', 'p1', result(-1)), configuration('A', 'CO', 'p2', result(-3, { reference: { ...reference, model: 'b' } }))], surfaces)
    expect(other.map(({ rank, relative }) => [rank, relative])).toEqual([[1, 0], [1, 0]])
  })

  test('nothing in, nothing out; what is not done is not ranked', () => {
    expect(rankConfigurations([], surfaces)).toEqual([])
    expect(isRanked(all[6]!)).toBe(false)
  })

  test('Miller indices as text', () => {
    expect(millerText(squareSlab('Cu', 'x', [1, -1, 0]))).toBe('1-10')
    expect(millerText({ origin: { kind: 'custom', source: 'mine.cif' } })).toBe('custom')
  })
})
