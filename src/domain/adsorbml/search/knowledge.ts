/** What the finished relaxations of a search tell about those under way. */
import type { SlabSymmetry } from './slab-symmetry'
import type { Final } from './basins'
import { adsorbateNumbers, coincidence } from './coincide'
import type { Fate, SearchSettings, SearchStep } from './types'

/** How far the energy still fell after a frame with these forces. */
interface Drop {
  /** eV/Å */
  readonly fmax: number
  /** eV */
  readonly drop: number
}

/** A relaxation that has been followed: its fate and the frames it showed. */
export interface Followed {
  readonly fate: Fate
  readonly steps: readonly { readonly energy: number; readonly fmax: number }[]
}

/** Fixed while a round runs. */
export interface Knowledge {
  /** relaxed, by energy */
  readonly finals: readonly Final[]
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

export function knowledgeOf(followed: readonly Followed[]): Knowledge {
  const finals = followed
    .flatMap(({ fate }): Final[] => (fate.kind === 'relaxed' ? [{ id: fate.id, energy: fate.end.energy, structure: fate.end.structure }] : []))
    .sort((a, b) => a.energy - b.energy || (a.id < b.id ? -1 : 1))
  const ended = followed.filter(({ fate }) => (fate.kind === 'relaxed' || fate.kind === 'anomalous') && fate.end.outcome === 'converged')
  const envelope = envelopeOf(ended.flatMap(dropsOf))
  return { finals, best: finals[0]?.energy ?? Infinity, finished: ended.length, largestDrop: (fmax) => dropBelow(envelope, fmax) }
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
  let streak = { into: '', frames: 0 }
  return (step) => {
    const into = enteredBasin(step, knowledge, symmetry, settings)
    streak = { into: into?.id ?? '', frames: into === null ? 0 : into.id === streak.into ? streak.frames + 1 : 1 }
    if (into !== null && streak.frames >= settings.merge!.frames) return { kind: 'merged', into: into.id, above: step.energy - into.energy }
    return cannotWin(step, knowledge, settings)
  }
}

/** The lowest known minimum in which the frame lies already: small forces, an energy little above it, the same place. */
function enteredBasin(step: SearchStep, { finals }: Knowledge, symmetry: SlabSymmetry, { merge, tolerance }: SearchSettings): Final | null {
  if (merge === null || step.fmax > merge.fmax) return null
  for (const final of finals) {
    const above = step.energy - final.energy
    if (above < -tolerance.energy) break
    if (above > merge.energy) continue
    if (coincidence(step.positions, final.structure.positions, adsorbateNumbers(final.structure, symmetry), symmetry, tolerance) !== null) return final
  }
  return null
}

function cannotWin({ step, energy, fmax }: SearchStep, { best, finished, largestDrop }: Knowledge, { race }: SearchSettings): StopReason | null {
  if (race === null || finished < race.learnFrom || step < race.fromStep) return null
  const drop = race.safety * largestDrop(fmax)
  return energy - drop > best + race.keepWithin ? { kind: 'cannot-win', energy, largestDrop: drop, best } : null
}
