/** What colours and arrows show of each atom: a colour, or a number on a scale. */
import { sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { minimumImage } from '../../domain/structure/minimum-image'
import type { Structure } from '../../domain/structure/structure'
import type { Colouring } from '../state/view'
import { scaleColour, TAG_COLOURS, type ScaleName } from './colour-scales'
import { elementColour, type Rgb } from './element-colours'

/** [3n] Å from the reference to the given positions, minimum image. */
export function displacements(s: Structure, positions: ArrayLike<number>, reference: ArrayLike<number>): Float64Array {
  const nearest = minimumImage(s.cell, s.pbc)
  const out = new Float64Array(positions.length)
  for (let i = 0; i + 2 < positions.length; i += 3) out.set(nearest(sub(vec3(positions, i), vec3(reference, i))), i)
  return out
}

/** [n] lengths of [3n] vectors. */
export const lengths = (vectors: ArrayLike<number>): Float64Array =>
  Float64Array.from({ length: Math.floor(vectors.length / 3) }, (_, i) => Math.hypot(vectors[3 * i]!, vectors[3 * i + 1]!, vectors[3 * i + 2]!))

export interface AtomColours {
  readonly colours: readonly Rgb[]
  /** the scale bar, for colourings by number */
  readonly scale: { readonly low: number; readonly high: number; readonly unit: string; readonly title: string } | null
}

/** `vectors` holds what the colouring needs; null where there is nothing (no forces, no reference): elements are shown instead. */
export function atomColours(s: Structure, colouring: Colouring, vectors: Float64Array | null, name: ScaleName): AtomColours {
  if (colouring === 'tag') return { colours: Array.from(s.tags, (t) => TAG_COLOURS[t]!), scale: null }
  if (colouring === 'element' || !vectors) return { colours: Array.from(s.numbers, elementColour), scale: null }
  const values = lengths(vectors)
  const high = values.reduce((a, b) => Math.max(a, b), 0) || 1e-3
  const title = colouring === 'force' ? 'Force' : 'Displacement'
  return { colours: Array.from(values, (v) => scaleColour(name, v / high)), scale: { low: 0, high, unit: colouring === 'force' ? 'eV/Å' : 'Å', title } }
}

export interface Arrow {
  readonly from: Vec3
  readonly vector: Vec3
}

/** Longest drawn arrow, Å; displacements are drawn to scale. */
const LONGEST = 2.2

/** Arrows of the drawn atoms, those under 2 % of the longest left out. Forces are scaled so that the longest has a fixed length. */
export function arrows(kind: 'force' | 'displacement', atoms: ArrayLike<number>, spheres: ArrayLike<number>, vectors: Float64Array): Arrow[] {
  const longest = lengths(vectors).reduce((a, b) => Math.max(a, b), 0)
  if (longest < 1e-6) return []
  const factor = kind === 'displacement' ? 1 : LONGEST / longest
  const list: Arrow[] = []
  for (let k = 0; k < atoms.length; k++) {
    const v = vec3(vectors, 3 * atoms[k]!)
    const at = vec3(spheres, 4 * k)
    const vector: Vec3 = [v[0] * factor, v[1] * factor, v[2] * factor]
    if (Math.hypot(...v) < 0.02 * longest) continue
    list.push(kind === 'displacement' ? { from: sub(at, vector), vector } : { from: at, vector })
  }
  return list
}
