/** What a comparison says in words and numbers. */
import { ADSORBATE, type Structure } from '../../../domain/structure/structure'
import type { Comparison, Difference } from '../../../domain/structure/difference'
import { symbolOf } from '../../../domain/structure/elements'
import { angstrom, plural } from '../../ui/format'

export interface ComparisonFacts {
  /** name and value, most telling first */
  readonly facts: readonly (readonly [name: string, value: string])[]
  /** one sentence each: how atoms were matched, what has no partner */
  readonly notes: readonly string[]
}

export function comparisonFacts(comparison: Comparison, a: Structure, b: Structure): ComparisonFacts {
  if (comparison.kind === 'unmatched') return { facts: [], notes: [`No overlay: ${comparison.reason}`] }
  const { difference } = comparison
  const { rmsd, largest, pairs, basis, onlyA, onlyB } = difference
  const adsorbate = partRmsd(difference, (i) => a.tags[i] === ADSORBATE)
  const slab = partRmsd(difference, (i) => a.tags[i] !== ADSORBATE)
  return {
    facts: [
      ['RMSD', `${angstrom(rmsd)} over ${plural(pairs.length, 'atom')}`],
      ...(adsorbate !== null && slab !== null ? [['Adsorbate', angstrom(adsorbate)] as const, ['Slab', angstrom(slab)] as const] : []),
      ['Largest move', `${angstrom(largest.distance)}, ${symbolOf(a.numbers[largest.atom]!)} ${largest.atom}`],
    ],
    notes: [
      basis === 'all' ? 'Atoms are matched by index, in the common cell; nothing is shifted, turned or exchanged by symmetry.' : 'The slabs are matched atom by atom.',
      ...(onlyA.length > 0 ? [`Only in A: ${named(a, onlyA)}.`] : []),
      ...(onlyB.length > 0 ? [`Only in B: ${named(b, onlyB)}.`] : []),
    ],
  }
}

const MOST_NAMED = 6

function named(s: Structure, atoms: readonly number[]): string {
  const names = atoms.slice(0, MOST_NAMED).map((i) => `${symbolOf(s.numbers[i]!)} ${i}`).join(', ')
  return atoms.length > MOST_NAMED ? `${names} and ${atoms.length - MOST_NAMED} more` : names
}

/** Å, of the matched atoms that pass; null when none does. */
function partRmsd({ pairs, vectors }: Difference, passes: (a: number) => boolean): number | null {
  const squares = pairs.filter(([i]) => passes(i)).map(([i]) => vectors[3 * i]! ** 2 + vectors[3 * i + 1]! ** 2 + vectors[3 * i + 2]! ** 2)
  return squares.length === 0 ? null : Math.sqrt(squares.reduce((sum, x) => sum + x, 0) / squares.length)
}
