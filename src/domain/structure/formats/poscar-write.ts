/** Writes VASP 5 POSCAR: Cartesian coordinates with every digit, so that reading gives the same doubles back. */
import { invalidInput } from '../../errors'
import { volume } from '../cell'
import { symbolOf } from '../elements'
import { hillFormula } from '../formula'
import type { Structure } from '../structure'

/**
 * The atoms keep their order, so an element may come more than once (Cu O Cu). Selective dynamics is written when an atom is fixed.
 * POSCAR knows neither tags nor directions that are not periodic: both are lost. Throws InvalidInput for a structure without a cell.
 */
export function writePoscar(s: Structure, comment = hillFormula(s)): string {
  if (s.numbers.length === 0) throw invalidInput('A POSCAR needs at least one atom')
  if (!(volume(s.cell) > 1e-6)) throw invalidInput('A POSCAR needs a cell of three vectors', { found: `a volume of ${volume(s.cell)} Å^3` })
  const runs = runsOf(s.numbers)
  const selective = s.fixed.some((x) => x !== 0)
  const vector = (a: ArrayLike<number>, i: number): string => `${a[3 * i]} ${a[3 * i + 1]} ${a[3 * i + 2]}`
  const lines = [
    comment.replaceAll(/\s+/g, ' ').trim(),
    '1.0',
    ...[0, 1, 2].map((i) => `  ${vector(s.cell, i)}`),
    runs.map(({ z }) => symbolOf(z)).join(' '),
    runs.map(({ count }) => count).join(' '),
    ...(selective ? ['Selective dynamics'] : []),
    'Cartesian',
    ...Array.from(s.numbers, (_, i) => `  ${vector(s.positions, i)}${selective ? (s.fixed[i] === 0 ? ' T T T' : ' F F F') : ''}`),
  ]
  return `${lines.join('\n')}\n`
}

/** Runs of one element in a row. */
function runsOf(numbers: Uint8Array): { z: number; count: number }[] {
  const runs: { z: number; count: number }[] = []
  for (const z of numbers) {
    const last = runs.at(-1)
    if (last?.z === z) last.count++
    else runs.push({ z, count: 1 })
  }
  return runs
}
