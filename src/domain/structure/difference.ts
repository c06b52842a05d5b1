/** What differs between two structures that share a cell: which atom became which, and how far each one went. */
import { add, norm, sub, vec3, type Vec3 } from '../math/vec3'
import { hillFormula } from './formula'
import { minimumImage } from './minimum-image'
import { ADSORBATE, type Structure } from './structure'

export interface Difference {
  /** all: every atom has a partner; slab: the atoms of the slab do, adsorbates differ or one has none */
  readonly basis: 'all' | 'slab'
  /** atom of the first structure, atom of the second */
  readonly pairs: readonly (readonly [a: number, b: number])[]
  /** [3n] Å of the first structure's atoms to their partners, minimum image, an adsorbate as a whole; NaN without a partner */
  readonly vectors: Float64Array
  /** Å over all pairs, in the common cell: nothing is shifted or turned */
  readonly rmsd: number
  /** Å; the largest move and the atom of the first structure that made it */
  readonly largest: { readonly atom: number; readonly distance: number }
  /** atoms without a partner */
  readonly onlyA: readonly number[]
  readonly onlyB: readonly number[]
}

export type Comparison = { readonly kind: 'matched'; readonly difference: Difference } | { readonly kind: 'unmatched'; readonly reason: string }

/** Å: cells that differ by less are the same cell written with fewer digits */
const SAME_CELL = 1e-3

/** Atoms are matched by their index, never by where they lie: two structures of other cells or other slabs are not compared. */
export function compareStructures(a: Structure, b: Structure): Comparison {
  if (a.cell.some((x, i) => Math.abs(x - b.cell[i]!) > SAME_CELL) || a.pbc.some((p, i) => p !== b.pbc[i])) return { kind: 'unmatched', reason: 'Their cells differ, so there is no common place to compare them in.' }
  const pairs = matched(a, b)
  if (pairs === null) {
    const [fa, fb] = [slabFormula(a), slabFormula(b)]
    return { kind: 'unmatched', reason: fa === fb ? `Both slabs are ${fa}, but their atoms stand in another order, so it is not known which atom became which.` : `Their slabs differ: ${fa} and ${fb}.` }
  }
  return { kind: 'matched', difference: difference(a, b, pairs) }
}

const isSlab = (s: Structure, i: number): boolean => s.tags[i] !== ADSORBATE
const slabAtoms = (s: Structure): number[] => Array.from(s.numbers.keys()).filter((i) => isSlab(s, i))
const slabFormula = (s: Structure): string => hillFormula({ numbers: s.numbers.filter((_, i) => isSlab(s, i)) })

function matched(a: Structure, b: Structure): readonly (readonly [number, number])[] | null {
  if (a.numbers.length === b.numbers.length && a.numbers.every((z, i) => z === b.numbers[i])) return Array.from(a.numbers, (_, i) => [i, i] as const)
  const [sa, sb] = [slabAtoms(a), slabAtoms(b)]
  if (sa.length === 0 || sa.length !== sb.length || sa.some((i, k) => a.numbers[i] !== b.numbers[sb[k]!])) return null
  return sa.map((i, k) => [i, sb[k]!] as const)
}

function difference(a: Structure, b: Structure, pairs: readonly (readonly [number, number])[]): Difference {
  const vectors = new Float64Array(a.positions.length).fill(Number.NaN)
  const moves = movesOf(a, b, pairs)
  let sum = 0
  let largest = { atom: pairs[0]?.[0] ?? 0, distance: 0 }
  for (const [k, [i]] of pairs.entries()) {
    vectors.set(moves[k]!, 3 * i)
    const distance = norm(moves[k]!)
    sum += distance * distance
    if (distance > largest.distance) largest = { atom: i, distance }
  }
  const without = (s: Structure, taken: ReadonlySet<number>): number[] => Array.from(s.numbers.keys()).filter((i) => !taken.has(i))
  const onlyA = without(a, new Set(pairs.map(([i]) => i)))
  const onlyB = without(b, new Set(pairs.map(([, j]) => j)))
  return { basis: onlyA.length + onlyB.length === 0 ? 'all' : 'slab', pairs, vectors, rmsd: Math.sqrt(sum / Math.max(1, pairs.length)), largest, onlyA, onlyB }
}

/** Shortest images; but an adsorbate that went to another site stays one molecule: its atoms go the way of the one of them that moved least. */
function movesOf(a: Structure, b: Structure, pairs: readonly (readonly [number, number])[]): Vec3[] {
  const nearest = minimumImage(a.cell, a.pbc)
  const moves = pairs.map(([i, j]) => nearest(sub(vec3(b.positions, 3 * j), vec3(a.positions, 3 * i))))
  const anchor = moves.filter((_, k) => !isSlab(a, pairs[k]![0])).reduce<Vec3 | null>((least, move) => (least === null || norm(move) < norm(least) ? move : least), null)
  return anchor === null ? moves : moves.map((move, k) => (isSlab(a, pairs[k]![0]) ? move : add(anchor, nearest(sub(move, anchor)))))
}
