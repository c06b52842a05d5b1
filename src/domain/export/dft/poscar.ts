/** POSCAR of a deck: species grouped, Cartesian, selective dynamics where atoms are held. */
import type { Structure } from '../../structure/structure'
import { fixed, type DeckFile, type SpeciesOrder } from './deck'

/** `freeze` writes F F F for the atoms that the structure holds. VASP takes the periodicity of all three directions for granted. */
export function poscar(structure: Structure, species: SpeciesOrder, title: string, freeze: boolean): DeckFile {
  const selective = freeze && structure.fixed.includes(1)
  const line = (i: number): string => {
    const xyz = Array.from(structure.positions.subarray(3 * i, 3 * i + 3), (x) => fixed(x)).join(' ')
    return selective ? `${xyz} ${structure.fixed[i] === 1 ? '  F   F   F' : '  T   T   T'}` : xyz
  }
  const cell = [0, 1, 2].map((i) => Array.from(structure.cell.subarray(3 * i, 3 * i + 3), (x) => fixed(x)).join(' '))
  const lines = [
    title.replaceAll(/\s+/g, ' '),
    '1.0',
    ...cell,
    species.symbols.map((s) => s.padStart(4)).join(' '),
    species.counts.map((n) => String(n).padStart(4)).join(' '),
    ...(selective ? ['Selective dynamics'] : []),
    'Cartesian',
    ...species.order.map(line),
  ]
  return { path: 'POSCAR', text: `${lines.join('\n')}\n` }
}
