/** What the finished relaxations of a search tell about those under way. */
import type { SlabSymmetry } from './slab-symmetry'
import { type Final, findBasins } from './basins'
import { adsorbateNumbers, coincidence, type Frame } from './coincide'
import type { Fate, SearchSettings, SearchStep } from './types'

/** How far the energy still fell after a frame with these forces. */
interface Drop {
  /** eV/Å */
  readonly fmax: number
  /** eV */
  readonly drop: number
}

/** A frame that a relaxation has shown; its positions where its forces were small enough to be merged. */
export interface SeenStep {
  readonly energy: number
  readonly fmax: number
  readonly positions?: Frame
}

/** A relaxation that has been followed: its fate and the frames it showed. */
export interface Followed {
  readonly fate: Fate
  readonly steps: readonly SeenStep[]
}

/** Fixed while a round runs. */
export interface Knowledge {
  /** relaxed, by energy */
  readonly finals: readonly Final[]
  /** those into which others may be merged: of basins visited often enough, where no relaxation is known to have passed and ended lower, as past a saddle */
  readonly targets: readonly Final[]
  /** eV; Infinity when nothing valid has been found */
  readonly best: number
  /** relaxations that `largestDrop` knows */
  readonly finished: number
  /**
   * eV: the largest fall of the energy seen after a frame whose forces were no larger than these. A flat stretch far from a minimum has
   * small forces too, and raises it for all: the bound errs towards letting a relaxation run.
   */
  readonly largestDrop: (fmax: number) => number
}

export const relaxedOf = (followed: readonly Followed[]): Final[] =>
  followed
    .flatMap(({ fate }): Final[] => (fate.kind === 'relaxed' ? [{ id: fate.id, energy: fate.end.energy, structure: fate.end.structure }] : []))
    .sort((a, b) => a.energy - b.energy || (a.id < b.id ? -1 : 1))

export function knowledgeOf(followed: readonly Followed[], symmetry: SlabSymmetry, settings: SearchSettings): Knowledge {
  const finals = relaxedOf(followed)
  const ended = followed.filter(({ fate }) => (fate.kind === 'relaxed' || fate.kind === 'anomalous') && fate.end.outcome === 'converged')
  const envelope = envelopeOf(ended.flatMap(dropsOf))
  return { finals, targets: targetsOf(finals, followed, symmetry, settings), best: finals[0]?.energy ?? Infinity, finished: ended.length, largestDrop: (fmax) => dropBelow(envelope, fmax) }
}

function targetsOf(finals: readonly Final[], followed: readonly Followed[], symmetry: SlabSymmetry, settings: SearchSettings): Final[] {
  const { merge, tolerance } = settings
  if (merge === null) return []
  const known = new Set(findBasins(finals, symmetry, tolerance).flatMap(({ members }) => (members.length >= merge.visits ? members : [])))
  return finals.filter((final) => known.has(final.id) && !isPassed(final, followed, symmetry, settings))
}

/** Has a relaxation been where this one ended, and gone on to a lower end? Relaxations end on saddles too, where forces vanish as well. */
const isPassed = (final: Final, followed: readonly Followed[], symmetry: SlabSymmetry, settings: SearchSettings): boolean =>
  followed.some(({ fate, steps }) => {
    if ((fate.kind !== 'relaxed' && fate.kind !== 'anomalous') || fate.end.energy >= final.energy - settings.tolerance.energy) return false
    return steps.some((step) => step.positions !== undefined && liesIn(step.energy, step.positions, final, symmetry, settings))
  })

/** Does a frame of small forces lie in this minimum: an energy little above it, the same place? */
function liesIn(energy: number, positions: Frame, final: Final, symmetry: SlabSymmetry, { merge, tolerance }: Pick<SearchSettings, 'merge' | 'tolerance'>): boolean {
  const above = energy - final.energy
  if (merge === null || above > merge.energy || above < -tolerance.energy) return false
  return coincidence(positions, final.structure.positions, adsorbateNumbers(final.structure, symmetry), symmetry, tolerance) !== null
}

function dropsOf({ fate, steps }: Followed): Drop[] {
  if (fate.kind !== 'relaxed' && fate.kind !== 'anomalous') return []
  return steps.map(({ energy, fmax }) => ({ fmax, drop: energy - fate.end.energy }))
}

/** Ascending in force, with the running maximum of the drop. */
function envelopeOf(drops: readonly Drop[]): Drop[] {
  let most = 0
  return drops.toSorted((a, b) => a.fmax - b.fmax).map(({ fmax, drop }) => ({ fmax, drop: (most = Math.max(most, drop)) }))
}

/** Forces larger than any seen have no bound. */
function dropBelow(envelope: readonly Drop[], fmax: number): number {
  if (!(fmax <= (envelope.at(-1)?.fmax ?? -Infinity))) return Infinity
  // the first entry with forces at least as large: its running maximum covers everything gentler
  let [low, high] = [0, envelope.length - 1]
  while (low < high) {
    const middle = (low + high) >> 1
    if (envelope[middle]!.fmax >= fmax) high = middle
    else low = middle + 1
  }
  return envelope[low]!.drop
}

/** Why a relaxation need not go on. */
export type StopReason =
  | { readonly kind: 'merged'; readonly into: string; readonly above: number }
  | { readonly kind: 'cannot-win'; readonly energy: number; readonly largestDrop: number; readonly best: number }

/** Looks at each step of one relaxation; answers with the reason to stop it, or null. Depends on its own steps and the knowledge alone. */
export function watcher(knowledge: Knowledge, symmetry: SlabSymmetry, settings: SearchSettings): (step: SearchStep) => StopReason | null {
  const entered = intoKnown(knowledge.targets, symmetry, settings)
  return (step) => {
    const into = entered(step)
    return into === null ? cannotWin(step, knowledge, settings) : { kind: 'merged', ...into }
  }
}

/** In which minimum the last frames lay, and how many in a row. */
export interface Streak {
  into: string
  frames: number
}

/**
 * Looks at each step of one relaxation; answers once it has been in one of the minima for as many frames as asked: which, and how far above it, eV.
 * `streak` is kept up to date: with it, a relaxation that was saved is looked at as if it had never stopped.
 */
export function intoKnown(
  targets: readonly Final[],
  symmetry: SlabSymmetry,
  settings: Pick<SearchSettings, 'merge' | 'tolerance'>,
  streak: Streak = { into: '', frames: 0 },
): (step: SearchStep) => { readonly into: string; readonly above: number } | null {
  return (step) => {
    const into = enteredBasin(step, targets, symmetry, settings)
    streak.frames = into === null ? 0 : into.id === streak.into ? streak.frames + 1 : 1
    streak.into = into?.id ?? ''
    return into !== null && streak.frames >= settings.merge!.frames ? { into: into.id, above: step.energy - into.energy } : null
  }
}

/** The lowest known minimum in which the frame lies already. */
const enteredBasin = (step: SearchStep, targets: readonly Final[], symmetry: SlabSymmetry, settings: Pick<SearchSettings, 'merge' | 'tolerance'>): Final | null =>
  settings.merge === null || step.fmax > settings.merge.fmax ? null : (targets.find((final) => liesIn(step.energy, step.positions, final, symmetry, settings)) ?? null)

function cannotWin({ step, energy, fmax }: SearchStep, { best, finished, largestDrop }: Knowledge, { race }: SearchSettings): StopReason | null {
  if (race === null || finished < race.learnFrom || step < race.fromStep) return null
  const drop = race.safety * largestDrop(fmax)
  return energy - drop > best + race.keepWithin ? { kind: 'cannot-win', energy, largestDrop: drop, best } : null
}
