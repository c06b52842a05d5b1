/** A search for the lowest configuration: what goes in, what became of every start, what comes out. */
import type { Anomaly } from '../../chemistry/types'
import type { RelaxOutcome, RelaxStep } from '../../relax/types'
import type { Structure } from '../../structure/structure'
import type { Basin, BasinTolerance } from './basins'
import type { Frame } from './coincide'
import type { Tally } from './stopping'

/** A configuration to start from; a Placement is one. */
export interface SearchStart {
  readonly id: string
  readonly structure: Structure
}

/** One force call of a relaxation under way. */
export interface SearchStep extends RelaxStep {
  readonly positions: Frame
}

/** A relaxation that ran to its end. */
export interface SearchEnd {
  readonly outcome: RelaxOutcome
  /** eV; one reference for the whole search */
  readonly energy: number
  readonly structure: Structure
  readonly forceCalls: number
  readonly anomalies: readonly Anomaly[]
}

/** Relaxes a start, yielding after every force call; `return()` stops it between two. */
export type Relaxing = (start: SearchStart) => AsyncGenerator<SearchStep, SearchEnd, void>

/** What became of a start, with the reason. */
export type Fate =
  /** ran to its end without anomaly: takes part in the ranking */
  | { readonly kind: 'relaxed'; readonly id: string; readonly end: SearchEnd }
  /** ran to its end, which is an anomaly or no sane number */
  | { readonly kind: 'anomalous'; readonly id: string; readonly end: SearchEnd }
  /** not started: `of` starts from the same place, up to the symmetry of the slab */
  | { readonly kind: 'same-start'; readonly id: string; readonly of: string }
  /** stopped on its way into the minimum that `into` had reached, `above` eV above it */
  | { readonly kind: 'merged'; readonly id: string; readonly into: string; readonly above: number; readonly step: number; readonly forceCalls: number }
  /** stopped: even the largest drop seen from such forces, times a factor, would leave it above the best by more than `keepWithin` */
  | { readonly kind: 'cannot-win'; readonly id: string; readonly energy: number; readonly largestDrop: number; readonly best: number; readonly step: number; readonly forceCalls: number }
  /** could not be relaxed */
  | { readonly kind: 'failed'; readonly id: string; readonly reason: string }
  /** not started: the stopping rule had ended the search with this promise */
  | { readonly kind: 'not-needed'; readonly id: string; readonly promised: number }

export interface MergeSettings {
  /** eV/Å: a frame is compared with known minima once its forces are below this */
  readonly fmax: number
  /** eV: and its energy this close above one */
  readonly energy: number
  /** frames in a row that must coincide with the same minimum */
  readonly frames: number
  /** relaxations that must have ended in a basin before others are merged into it: ends on saddles are rare, and seldom met twice */
  readonly visits: number
}

export interface RaceSettings {
  /** finished relaxations before any is stopped */
  readonly learnFrom: number
  /** the largest drop seen is multiplied by this */
  readonly safety: number
  /** eV: what may end this close to the best is never stopped; at least the threshold of success, more where error bars are wider */
  readonly keepWithin: number
  /** steps before a relaxation may be stopped */
  readonly fromStep: number
}

export interface SearchSettings {
  /** order in which the starts are taken */
  readonly seed: number
  /** starts relaxed between two decisions: they know nothing of each other, so that the number of processes changes nothing */
  readonly round: number
  /** promise at which the search ends; null: never before the last start */
  readonly level: number | null
  /** placements in all that the promise is measured against; default: the starts given */
  readonly horizon?: number
  /** Å: starts closer than this are one; null: all are started */
  readonly sameStart: number | null
  readonly merge: MergeSettings | null
  readonly race: RaceSettings | null
  readonly tolerance: BasinTolerance
}

/** What is known after a round. */
export interface SearchRound {
  readonly number: number
  /** of this round, in the order of their ids */
  readonly fates: readonly Fate[]
  readonly tally: Tally
  /** stated probability that the best found lies within the threshold of the best of the horizon */
  readonly promised: number
}

export interface SearchResult {
  /** one for every start, in the order given */
  readonly fates: readonly Fate[]
  /** of the relaxed ones, lowest first */
  readonly basins: readonly Basin[]
  readonly tally: Tally
  readonly promised: number
  /** force calls of all starts together */
  readonly forceCalls: number
}
