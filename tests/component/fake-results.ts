/** A host with results of any length, and a campaign that shows them: what the results panel needs, without a run. */
import type { ConfigurationDetail, HostClient, RunProbabilities, RunResults } from '../../src/contract/host-api'
import type { RowProbability } from '../../src/domain/adsorbml/rank-probabilities'
import type { RankedRow } from '../../src/domain/catalogue/records'
import { makeStructure, type Structure } from '../../src/domain/structure/structure'
import { uncalibrated } from '../../src/domain/uncertainty/interval'
import { useCampaign } from '../../src/renderer/state/campaign'
import { bar, resultRow, type RowOptions } from '../renderer/features/result-rows'

/** Rows in pairs of ten: OH with error bars, CO without, every tenth anomalous. */
export function manyRows(count: number): readonly RankedRow[] {
  return Array.from({ length: count }, (_, i) => {
    const [pair, rank] = [Math.floor(i / 10), (i % 10) + 1]
    const adsorbate = pair % 2 === 0 ? 'OH' : 'CO'
    const material = ['Pt', 'Cu', 'Pt3Ni'][Math.floor(pair / 2) % 3]!
    const slab = `${material}-111-t${Math.floor(pair / 6)}`
    const energy = -1 + 0.05 * rank + 0.001 * (pair % 7)
    const isAnomalous = rank === 10
    const options: RowOptions = {
      material, slab, adsorbate, placement: `rand${String(rank).padStart(4, '0')}`, rank: isAnomalous ? null : rank, basin: Math.ceil(rank / 2),
      interval: adsorbate === 'OH' ? (rank === 9 ? { kind: 'out-of-domain', distance: 9, threshold: 4 } : bar(energy - 0.3, energy + 0.3)) : uncalibrated('No DFT reference data for CO yet'),
      ...(isAnomalous ? { anomalies: [{ kind: 'desorbed', evidence: [{ kind: 'nearest-contact', atoms: [8, 0], distance: 4.2, threshold: 2.3 }] }] } : {}),
    }
    const row = resultRow(`${slab}/${adsorbate}/${options.placement}`, energy, options)
    return { ...row, relative: isAnomalous ? null : 0.05 * (rank - 1) }
  })
}

/** As a host would: two groups in each pair with error bars. */
function chancesOf(rows: readonly RankedRow[], window: readonly [number, number] | undefined): RunProbabilities {
  const calibrated = rows.filter((r) => r.rank !== null && r.configuration.result?.interval.kind === 'calibrated')
  const chance = (row: RankedRow): RowProbability => ({ best: 1 / (row.rank! + 1), topK: row.rank! <= 5 ? 0.9 : 0.2, group: row.rank! <= 4 ? 1 : 2, ...(window ? { window: 0.5 } : {}) })
  return { topK: 5, decided: 0.9, missing: null, rows: Object.fromEntries(calibrated.map((row) => [row.configuration.id, chance(row)])) }
}

/** Cu(100), two layers of 2 x 2, with OH above it. */
export function smallAdslab(): Structure {
  const layer = (z: number, shift: number): number[] => [0, 1, 2, 3].flatMap((i) => [2.55 * ((i % 2) + shift), 2.55 * (Math.floor(i / 2) + shift), z])
  return makeStructure({
    numbers: [...Array<number>(8).fill(29), 8, 1],
    positions: [...layer(5, 0), ...layer(6.8, 0.5), 2.6, 2.5, 8, 3.3, 2.5, 8.6],
    cell: [5.1, 0, 0, 0, 5.1, 0, 0, 0, 20],
    tags: [0, 0, 0, 0, 1, 1, 1, 1, 2, 2],
  })
}

export interface FakeHost {
  readonly host: HostClient
  /** what was asked of `probabilities` and `keepResultsViews` */
  readonly windows: (readonly [number, number] | undefined)[]
  readonly kept: string[]
}

export function fakeHost(rows: readonly RankedRow[], views: string | null = null): FakeHost {
  const windows: FakeHost['windows'] = []
  const kept: string[] = []
  const detail = (id: string): ConfigurationDetail => {
    const { configuration } = rows.find((r) => r.configuration.id === id)!
    const structure = smallAdslab()
    const placement = { id: configuration.placement, structure } as ConfigurationDetail['placed']['placement']
    return { configuration, placed: { id, slab: configuration.slab, adsorbate: configuration.adsorbate, placement }, initial: structure, final: structure, forces: null }
  }
  const answers: Partial<HostClient> = {
    probabilities: ({ window }) => {
      windows.push(window)
      return Promise.resolve(chancesOf(rows, window))
    },
    configuration: ({ configuration }) => Promise.resolve(detail(configuration)),
    resultsViews: () => Promise.resolve(views),
    keepResultsViews: ({ text }) => {
      kept.push(text)
      return Promise.resolve()
    },
  }
  const host = new Proxy(answers, {
    get: (target, name) => Reflect.get(target, name) ?? (() => Promise.reject(new Error(`The test's host does not answer ${String(name)}`))),
  }) as HostClient
  return { host, windows, kept }
}

let runs = 0

/** Opens a project with these results in the window's state. */
export function showResults(rows: readonly RankedRow[]): void {
  const settings = { facets: { kind: 'all', maxIndex: 1 }, surfacePreset: 'oc20', adsorbates: ['OH', 'CO'], configurations: 10, placement: 'mixed', seed: 0, relax: { optimiser: 'lbfgs', fmax: 0.05, maxSteps: 100 } } as const
  const run = { id: `run${++runs}`, state: 'done', created: '2026-01-01T00:00:00Z', settings, total: rows.length, done: rows.length, failed: 0, skipped: 0 } as RunResults['run']
  const provenance = { software: 'test', model: { name: 'm', sha256: 'abc', functional: 'RPBE' }, calibration: 'c0ffee', settings, provider: 'cpu' } as RunResults['provenance']
  useCampaign.setState({ project: { path: '/p.adatom', name: 'p', created: run.created, runs: [run] }, run: run.id, results: { run, provenance, rows }, selected: rows[0]?.configuration.id ?? null, chosen: false })
}
