/**
 * Which part of a campaign comes next: what decides the order of the candidates soonest. A candidate is a surface, judged for one adsorbate by
 * its lowest energy.
 *
 * First every clean slab and the first round of every pair, in the planned order: no candidate can be placed before. Then the candidates still
 * in contention for their adsorbate, those whose interval reaches down to that of the best; last the others, which the ranking waits for
 * least. Within each class the pair with the fewest rounds comes first. Before all of them comes what the user moved to the front, with its
 * clean slab, the newest first. The order changes when a result comes, never what comes out of a pair.
 */

/** eV: half the interval of an energy without calibrated error bars. Differences below that may mean nothing. */
export const UNCALIBRATED_MARGIN = 0.3

/** The best of a pair so far, eV. */
export interface Standing {
  readonly energy: number
  readonly low: number
  readonly high: number
}

export interface CampaignOrder {
  /** a valid energy of a pair; its lowest is its standing */
  note(pair: string, adsorbate: string, standing: Standing): void
  /** Whose interval reaches down to the best's of its adsorbate; a pair of which nothing is known is one. */
  isContender(pair: string): boolean
  /** the smaller, the sooner; round 0 is the clean slab and its placements */
  turn(pair: string, round: number): number
  /** of a clean slab */
  slabTurn(slab: string): number
  /** The user wants this pair before all others. */
  readonly moveToFront: (slab: string, adsorbate: string) => void
  /** what was moved to the front, the next first */
  readonly front: () => readonly { readonly slab: string; readonly adsorbate: string }[]
}

/** The name of a pair in the order. */
export const pairKey = (slab: string, adsorbate: string): string => JSON.stringify([slab, adsorbate])

/** more rounds than a pair can have */
const LATER = 1e6

export function createCampaignOrder(): CampaignOrder {
  const standings = new Map<string, Standing & { readonly adsorbate: string }>()
  const best = new Map<string, Standing>()
  let first: readonly { readonly slab: string; readonly adsorbate: string }[] = []
  /** below every other turn: -1e6 for the last of those moved to the front, -2e6 for the one before, ... */
  const frontTurn = (place: number, round: number): number => -LATER * (first.length - place) + round
  const isContender = (pair: string): boolean => {
    const own = standings.get(pair)
    return own === undefined || own.low <= best.get(own.adsorbate)!.high
  }
  return {
    note: (pair, adsorbate, standing) => {
      if (!(standing.energy < (standings.get(pair)?.energy ?? Infinity))) return
      standings.set(pair, { adsorbate, ...standing })
      const leader = best.get(adsorbate)
      if (leader === undefined || standing.energy < leader.energy) best.set(adsorbate, standing)
    },
    isContender,
    turn: (pair, round) => {
      const place = first.findIndex((one) => pairKey(one.slab, one.adsorbate) === pair)
      if (place >= 0) return frontTurn(place, round)
      return round <= 1 ? Math.min(round, 0) : isContender(pair) ? round : LATER + round
    },
    slabTurn: (slab) => {
      const place = first.findIndex((one) => one.slab === slab)
      return place < 0 ? 0 : frontTurn(place, 0)
    },
    moveToFront: (slab, adsorbate) => {
      first = [{ slab, adsorbate }, ...first.filter((one) => one.slab !== slab || one.adsorbate !== adsorbate)]
    },
    front: () => first,
  }
}
