/**
 * Verlet reuse: pairs within cutoff + skin are searched once and serve until an atom has moved half the skin
 * (Verlet, Phys. Rev. 159, 98 (1967), doi:10.1103/PhysRev.159.98). Each list is filtered by exact distances and ordered as always:
 * it is the same, to the last bit, as one made from nothing.
 */
import type { Structure } from '../structure/structure'
import { findPairs, neighbourList } from './cell-list'
import type { NeighbourList } from './neighbour-list'
import { orderedList, PairBuffer, storedDistance } from './pairs'
import type { Points } from './points'

/** Å. Near the end of a relaxation atoms move some hundredths of an Å a step. */
const SKIN = 0.6

interface Candidates {
  /** positions, cell and periodicity at which the pairs were searched */
  readonly structure: Structure
  readonly points: Points
  readonly pairs: PairBuffer
}

/**
 * Neighbour lists of structures that come again a little changed, as in a relaxation. Two structures are taken for steps of one when
 * they share their `numbers` array, as `withParts` leaves it; what is kept goes with that array. Any other structure is simply new.
 */
export class NeighbourCache {
  readonly cutoff: number
  private readonly known = new WeakMap<Uint8Array, Candidates | 'seen'>()

  constructor(cutoff: number) {
    this.cutoff = cutoff
  }

  /** The list of `neighbourList(s, cutoff)`. Throws as it does. */
  list(s: Structure): NeighbourList {
    const kept = this.known.get(s.numbers)
    if (kept === undefined) {
      // a structure that never comes again should not pay for the skin
      this.known.set(s.numbers, 'seen')
      return neighbourList(s, this.cutoff)
    }
    const candidates = kept !== 'seen' && stillHold(kept.structure, s) ? kept : { structure: { ...s, positions: s.positions.slice() }, ...findPairs(s, this.cutoff + SKIN) }
    if (candidates !== kept) this.known.set(s.numbers, candidates)
    return orderedList(s, this.cutoff, candidates.points, within(s, this.cutoff, candidates))
  }
}

function within(s: Structure, cutoff: number, { points, pairs }: Candidates): PairBuffer {
  const near = new PairBuffer(pairs.count + 1)
  for (let k = 0; k < pairs.count; k++) {
    const distance = storedDistance(s, points, pairs.atom[k]!, pairs.point[k]!)
    if (distance < cutoff) near.add(pairs.atom[k]!, pairs.point[k]!, distance)
  }
  return near
}

/** Whether no atom has moved more than half the skin in an unchanged cell. A little less than half covers rounding. */
function stillHold(before: Structure, now: Structure): boolean {
  if (before.positions.length !== now.positions.length) return false
  for (let k = 0; k < 9; k++) if (before.cell[k] !== now.cell[k]) return false
  for (let k = 0; k < 3; k++) if (before.pbc[k] !== now.pbc[k]) return false
  const limit = (0.499 * SKIN) ** 2
  const [p, q] = [before.positions, now.positions]
  for (let k = 0; k < q.length; k += 3) {
    const x = q[k]! - p[k]!, y = q[k + 1]! - p[k + 1]!, z = q[k + 2]! - p[k + 2]!
    if (!(x * x + y * y + z * z <= limit)) return false
  }
  return true
}
