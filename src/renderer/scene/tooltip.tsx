/** What stands beside the pointer: which atom it is and how it fares. */
import { norm, sub, vec3 } from '../../domain/math/vec3'
import { symbolOf } from '../../domain/structure/elements'
import { minimumImage } from '../../domain/structure/minimum-image'
import type { Structure } from '../../domain/structure/structure'
import { angstrom, fixed, forceText, significant } from '../ui/format'
import type { SceneContent } from './content'
import type { DrawList } from './draw-list'
import { TAG_NAMES } from './colour-scales'

export interface AtomFacts {
  readonly title: string
  readonly lines: readonly (readonly [label: string, value: string])[]
}

/** 'Cu 3', and of another image 'Cu 3 (1 0 0)'. */
export function atomName({ structure, atoms, images }: DrawList, drawn: number): string {
  const image = [...images.subarray(3 * drawn, 3 * drawn + 3)]
  return `${symbolOf(structure.numbers[atoms[drawn]!]!)} ${atoms[drawn]}${image.some((x) => x !== 0) ? ` (${image.map((x) => fixed(x, 0)).join(' ')})` : ''}`
}

/** Index counts from 0, as in ASE and in the exported files. */
export function atomFacts({ structure, positions, forces, reference, distances, ghost }: SceneContent, atom: number): AtomFacts {
  const r = positions ?? structure.positions
  const xyz = [0, 1, 2].map((x) => fixed(r[3 * atom + x]!, 3)).join(', ')
  const force = forces ? Math.hypot(forces[3 * atom]!, forces[3 * atom + 1]!, forces[3 * atom + 2]!) : null
  const tagged = structure.tags.some((t) => t > 0)
  return {
    title: `${symbolOf(structure.numbers[atom]!)} ${atom}`,
    lines: [
      ...(tagged ? [['Layer', TAG_NAMES[structure.tags[atom]!]! + (structure.fixed[atom] ? ', fixed' : '')] as const] : structure.fixed[atom] ? [['Constraint', 'fixed'] as const] : []),
      ['Position', `${xyz} Å`],
      ...(force === null ? [] : [['Force', forceText(force)] as const]),
      ...(reference && !ghost ? [['Displaced', angstrom(displacement(structure, r, reference, atom))] as const] : []),
      ...(!distances || distances === 'on-request' ? [] : [['Distance', Number.isNaN(distances.perAtom[atom]!) ? 'held: does not count' : `${significant(distances.perAtom[atom]!)} from the training data`] as const]),
      ...(ghost ? [['Move', moveText(ghost.vectors, atom)] as const] : []),
    ],
  }
}

/** Å, from the reference by the shortest way. */
const displacement = ({ cell, pbc }: Structure, r: ArrayLike<number>, reference: ArrayLike<number>, atom: number): number => norm(minimumImage(cell, pbc)(sub(vec3(r, 3 * atom), vec3(reference, 3 * atom))))

function moveText(vectors: Float64Array, atom: number): string {
  const d = Math.hypot(vectors[3 * atom]!, vectors[3 * atom + 1]!, vectors[3 * atom + 2]!)
  return Number.isNaN(d) ? 'not in the other structure' : angstrom(d)
}

export function Tooltip({ facts, x, y }: { readonly facts: AtomFacts; readonly x: number; readonly y: number }): React.JSX.Element {
  return (
    <div className="tooltip" role="status" style={{ transform: `translate(${x + 14}px, ${y + 14}px)` }}>
      <strong>{facts.title}</strong>
      <dl>
        {facts.lines.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

export const measurementText = (kind: 'distance' | 'angle' | 'dihedral', value: number): string => (kind === 'distance' ? angstrom(value) : `${fixed(value, 1)}°`)
