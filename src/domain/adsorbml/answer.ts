/**
 * The answer of a search, for one adsorbate on one surface: the minimum with its interval, how sure it is, what it cannot be told from, whether
 * enough was searched, what went wrong with the others, and which minima to send to DFT.
 */
import type { RankedRow, ScreenSettings } from '../catalogue/records'
import type { AnomalyEvidence, AnomalyKind } from '../chemistry/types'
import type { CalibratedModel } from '../uncertainty/calibrated-model'
import type { Interval } from '../uncertainty/interval'
import { drawEnergies } from '../uncertainty/ranking/draws'
import { chooseForDft } from '../uncertainty/ranking/probabilities'
import { calibratedMinima, probabilityGroups, type RowProbability, rowProbabilities, SAMPLES } from './rank-probabilities'
import { isSample } from './search/presets'
import { forceCallsOf, standsFor } from './search/skipped'
import { HORIZON, searchPromise, type SearchPromise } from './search/summary'

export interface Minimum {
  /** the lowest configuration that ended in it */
  readonly configuration: string
  /** null where basins are not known */
  readonly basin: number | null
  /** eV, adsorption energy */
  readonly energy: number
  /** probability that it has the lowest true energy; null without a calibrated error bar */
  readonly pBest: number | null
}

export interface DftPick extends Minimum {
  /** eV: expected lowest true energy of this pick and those before it; null without calibrated error bars */
  readonly expectedMinimum: number | null
  /** eV: how much lower that is than the expected true energy of the potential's own lowest */
  readonly gain: number | null
}

export interface AnomalyCount {
  readonly kind: AnomalyKind
  readonly count: number
  /** the first of them, with what shows it; atoms are numbered from 0 in its final structure */
  readonly example: { readonly configuration: string; readonly evidence: readonly AnomalyEvidence[] }
}

/** What became of the placements. */
export interface FateCounts {
  readonly placements: number
  /** ran to a valid end */
  readonly relaxed: number
  readonly anomalous: number
  readonly failed: number
  readonly merged: number
  readonly sameStart: number
  readonly notNeeded: number
  /** waiting or running */
  readonly open: number
}

export interface PairAnswer {
  readonly slab: string
  readonly adsorbate: string
  readonly counts: FateCounts
  readonly forceCalls: number
  /** null: nothing valid was found */
  readonly minimum: (Minimum & { readonly interval: Interval; readonly visits: number }) | null
  /** minima that cannot be told from the lowest, that one first; null without calibrated error bars */
  readonly undecided: readonly Minimum[] | null
  /** of success within 0.1 eV, for the placements taken and for twice as many; null where they are no sample of all placements */
  readonly promise: SearchPromise | null
  readonly anomalies: readonly AnomalyCount[]
  /** in the order in which DFT would tell the most; by energy where there are no calibrated error bars */
  readonly dft: readonly DftPick[]
}

/** Minima proposed to DFT: the k of AdsorbML's tables */
const DFT_PICKS = 5

/** The answer for the rows of one (surface, adsorbate). */
export function pairAnswer(rows: readonly RankedRow[], { placement, seed }: Pick<ScreenSettings, 'placement' | 'seed'>, calibration?: CalibratedModel): PairAnswer {
  const { slab, adsorbate } = rows[0]!.configuration
  const ranked = rows.filter(({ rank }) => rank !== null)
  const lowest = ranked[0]
  const group = calibration === undefined ? [] : (probabilityGroups(rows, calibration)[0] ?? [])
  const probabilities = calibration === undefined || group.length === 0 ? new Map<string, RowProbability>() : rowProbabilities(group, calibration, { k: DFT_PICKS, seed })
  const own = lowest && probabilities.get(lowest.configuration.id)
  const asMinimum = (row: RankedRow): Minimum => ({ configuration: row.configuration.id, basin: row.basin ?? null, energy: row.configuration.result!.energy, pBest: probabilities.get(row.configuration.id)?.best ?? null })
  const minima = lowestOfEach(ranked)
  return {
    slab,
    adsorbate,
    counts: countsOf(rows),
    forceCalls: rows.reduce((sum, { configuration }) => sum + forceCallsOf(configuration), 0),
    minimum: lowest === undefined ? null : { ...asMinimum(lowest), interval: lowest.configuration.result!.interval, visits: visitsOf(rows, lowest) },
    undecided: own === undefined ? null : minima.filter(({ configuration: { id } }) => probabilities.get(id)?.group === own.group).map(asMinimum),
    promise: promiseOf(rows, placement),
    anomalies: anomaliesOf(rows),
    dft: own === undefined ? minima.slice(0, DFT_PICKS).map((row) => ({ ...asMinimum(row), expectedMinimum: null, gain: null })) : picks(group, calibration!, seed, new Map(ranked.map((row) => [row.configuration.id, asMinimum(row)]))),
  }
}

/** The first row of each basin; a row whose basin is not known counts by itself. */
const lowestOfEach = (ranked: readonly RankedRow[]): readonly RankedRow[] => [...Map.groupBy(ranked, ({ basin, configuration }) => basin ?? configuration.id).values()].map(([first]) => first!)

/** Placements that ended in the minimum of a row, or were found to go there. */
const visitsOf = (rows: readonly RankedRow[], { basin, configuration }: RankedRow): number => (basin === undefined ? 1 : Math.max(1, rows.filter((row) => row.basin === basin || row.configuration.id === configuration.id).length))

function countsOf(rows: readonly RankedRow[]): FateCounts {
  const count = (is: (row: RankedRow) => boolean): number => rows.filter(is).length
  const skipped = (kind: string): number => count(({ configuration }) => configuration.skipped?.kind === kind)
  const relaxed = count(({ rank }) => rank !== null)
  return {
    placements: rows.length,
    relaxed,
    anomalous: count(({ configuration }) => configuration.state === 'done') - relaxed,
    failed: count(({ configuration }) => configuration.state === 'failed'),
    merged: skipped('merged'),
    sameStart: skipped('same-start'),
    notNeeded: skipped('not-needed'),
    open: count(({ configuration: { state } }) => state === 'queued' || state === 'running' || state === 'cancelled'),
  }
}

/** As the search counts (search.ts): merged placements have the energy of their minimum, same starts that of the one that stands for them. */
function promiseOf(rows: readonly RankedRow[], placement: ScreenSettings['placement']): SearchPromise | null {
  if (!isSample(placement)) return null
  const byId = new Map(rows.map((row) => [row.configuration.id, row]))
  const energyOf = (row: RankedRow | undefined): number | null => {
    if (row === undefined) return null
    const { skipped, result } = row.configuration
    const other = skipped === undefined ? null : standsFor(skipped)
    return other !== null ? energyOf(byId.get(other)) : row.rank === null ? null : result!.energy
  }
  const energies = rows.flatMap((row) => energyOf(row) ?? [])
  const { open, notNeeded } = countsOf(rows)
  const taken = rows.length - open - notNeeded
  // one placement says nothing
  return energies.length < 2 ? null : searchPromise(energies, Math.max(HORIZON, rows.length), taken)
}

function anomaliesOf(rows: readonly RankedRow[]): AnomalyCount[] {
  const all = rows.flatMap(({ configuration: { id, result } }) => (result?.anomalies ?? []).map(({ kind, evidence }) => ({ kind, evidence, configuration: id })))
  return [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, found]) => ({ kind, count: found.length, example: { configuration: found[0]!.configuration, evidence: found[0]!.evidence } }))
}

/** Greedily, the minima that lower the expected lowest true energy the most (chooseForDft). */
function picks(group: readonly RankedRow[], calibration: CalibratedModel, seed: number, byId: ReadonlyMap<string, Minimum>): DftPick[] {
  const minima = calibratedMinima(group, calibration)
  const draws = drawEnergies(minima.map(({ entry }) => entry), { seed, samples: SAMPLES })
  const lowest = minima.reduce((best, { entry }, k) => (entry.energy < minima[best]!.entry.energy ? k : best), 0)
  let trusted = 0
  for (let s = 0; s < draws.count; s++) trusted += draws.energies[s * draws.n + lowest]! / draws.count
  return chooseForDft(draws, DFT_PICKS).map(({ index, expectedMinimum }) => ({ ...byId.get(minima[index]!.ids[0]!)!, expectedMinimum, gain: trusted - expectedMinimum }))
}
