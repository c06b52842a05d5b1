/** Writes extended XYZ as ASE reads it. Numbers carry every digit: reading gives the same doubles back. */
import { invalidInput } from '../../errors'
import { symbolOf } from '../elements'
import { writePair } from './extxyz-comment'
import type { InfoValue, ReadFrame } from './frame'

/** A frame to write: a label is not needed. */
export type WriteFrame = Omit<ReadFrame, 'label' | 'info'> & { readonly info?: Readonly<Record<string, InfoValue>> }

/** Keys whose values come from the structure, not from `info`. */
const RESERVED = new Set(['Lattice', 'Properties', 'pbc'])

/**
 * Species, positions, then `move_mask` where an atom is fixed, `tags` where one is not 0, and `forces` where given; energy and info in the comment line.
 * Info keys Lattice, Properties and pbc are the structure's own and are not written twice.
 */
export function writeExtxyz(frames: readonly WriteFrame[]): string {
  const lines: string[] = []
  for (const frame of frames) writeFrame(frame, lines)
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`
}

function writeFrame({ structure: s, energy, forces, info }: WriteFrame, lines: string[]): void {
  const n = s.numbers.length
  if (forces !== undefined && forces.length !== 3 * n) throw invalidInput('Forces need three components per atom', { found: String(forces.length), expected: String(3 * n) })
  const [withFixed, withTags] = [s.fixed.some((x) => x !== 0), s.tags.some((x) => x !== 0)]
  const properties = `species:S:1:pos:R:3${withFixed ? ':move_mask:L:1' : ''}${withTags ? ':tags:I:1' : ''}${forces === undefined ? '' : ':forces:R:3'}`
  const lattice = s.cell.some((x) => x !== 0) ? [`Lattice="${s.cell.join(' ')}"`] : []
  lines.push(String(n), [...lattice, `Properties=${properties}`, ...pairsOf(info ?? {}, energy), `pbc="${s.pbc.map((p) => (p ? 'T' : 'F')).join(' ')}"`].join(' '))
  for (let i = 0; i < n; i++) {
    const columns: (string | number)[] = [symbolOf(s.numbers[i]!), s.positions[3 * i]!, s.positions[3 * i + 1]!, s.positions[3 * i + 2]!]
    if (withFixed) columns.push(s.fixed[i] === 0 ? 'T' : 'F')
    if (withTags) columns.push(s.tags[i]!)
    if (forces !== undefined) columns.push(forces[3 * i]!, forces[3 * i + 1]!, forces[3 * i + 2]!)
    lines.push(columns.join(' '))
  }
}

function pairsOf(info: Readonly<Record<string, InfoValue>>, energy: number | undefined): string[] {
  const pairs = energy === undefined ? [] : [`energy=${energy}`]
  for (const [key, value] of Object.entries(info)) {
    if (key === '') throw invalidInput('A remark without a name cannot be written', { found: String(value) })
    if (!RESERVED.has(key) && !(key === 'energy' && energy !== undefined)) pairs.push(writePair(key, value))
  }
  return pairs
}
