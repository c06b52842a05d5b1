/** What the two views of a comparison, or its overlay, draw. */
import { compareStructures, type Comparison } from '../../../domain/structure/difference'
import type { Structure } from '../../../domain/structure/structure'
import { exaggerationFor } from '../../scene/atom-values'
import type { SceneContent } from '../../scene/content'

/** One side: its structure, with forces where they are known. */
export interface Side {
  readonly name: string
  readonly structure: Structure
  readonly forces: Float64Array | null
}

export interface CompareContents {
  readonly comparison: Comparison
  readonly a: SceneContent
  readonly b: SceneContent
  /** null where atoms cannot be matched */
  readonly overlay: SceneContent | null
}

export function compareContents(a: Side, b: Side): CompareContents {
  const comparison = compareStructures(a.structure, b.structure)
  const difference = comparison.kind === 'matched' ? comparison.difference : null
  // colouring by displacement needs every atom of one in the other
  const whole = difference?.basis === 'all'
  const content = (side: Side, other: Side): SceneContent => ({
    key: `compare/${a.name}/${b.name}/${side.name}`,
    structure: side.structure,
    bulk: false,
    positions: null,
    forces: side.forces,
    reference: whole ? other.structure.positions : null,
    highlights: [],
    links: [],
  })
  const first = content(a, b)
  return {
    comparison,
    a: first,
    b: content(b, a),
    overlay: difference && { ...first, key: `${first.key}/overlay`, ghost: { structure: b.structure, pairs: difference.pairs, vectors: difference.vectors, exaggeration: exaggerationFor(difference.largest.distance) } },
  }
}
