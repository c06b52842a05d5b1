/** What colours and arrows show of each atom: a colour, or a number on a scale. */
import { sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { minimumImage } from '../../domain/structure/minimum-image'
import type { Structure } from '../../domain/structure/structure'
import type { Colouring } from '../state/view'
import { forceUnit, inUnit, significant } from '../ui/format'
import type { LatentDistances } from './content'
import { NEUTRAL, scaleColour, TAG_COLOURS, type ScaleName } from './colour-scales'
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
  readonly scale: Scale | null
}

export interface Scale {
  readonly low: number
  readonly high: number
  readonly unit: string
  readonly title: string
  /** colours go with the root of the value */
  readonly root?: boolean
  /** a value marked on the bar */
  readonly mark?: { readonly value: number; readonly label: string }
  /** a line below the bar */
  readonly note?: string
}

/** Where a value lies on its scale, 0 to 1; NaN stays NaN. */
export function share(value: number, { high, root }: Pick<Scale, 'high' | 'root'>): number {
  const t = Math.min(1, Math.max(0, value / high))
  return root ? Math.sqrt(t) : t
}

/** `vectors` holds what the colouring needs; null where there is nothing (no forces, no reference): elements are shown instead. */
export function atomColours(s: Structure, colouring: Colouring, vectors: Float64Array | null, name: ScaleName): AtomColours {
  if (colouring === 'tag') return { colours: Array.from(s.tags, (t) => TAG_COLOURS[t]!), scale: null }
  if (colouring === 'element' || !vectors) return { colours: Array.from(s.numbers, elementColour), scale: null }
  const values = lengths(vectors)
  const high = values.reduce((a, b) => Math.max(a, b), 0) || 1e-3
  const title = colouring === 'force' ? 'Force' : 'Displacement'
  return { colours: Array.from(values, (v) => scaleColour(name, v / high)), scale: colouring === 'force' ? { low: 0, high: inUnit(high), unit: forceUnit(), title } : { low: 0, high, unit: 'Å', title } }
}

/** The threshold of a structure stands at a fixed place of the bar, so that a colour means the same in every structure that is near enough. */
const THRESHOLD_AT = 0.8

/**
 * Distances to the training data: free atoms coloured, others neutral. The threshold is one of whole structures (the mean of their atoms, with the
 * default settings), so single atoms may lie beyond it.
 */
export function distanceColours({ perAtom, structure, threshold, metric }: LatentDistances, name: ScaleName): AtomColours {
  const root = metric === 'squared'
  const largest = perAtom.reduce((a, v) => (Number.isFinite(v) && v > a ? v : a), 0)
  const scale: Scale = {
    low: 0,
    high: Math.max(largest, threshold / (root ? THRESHOLD_AT ** 2 : THRESHOLD_AT)),
    unit: '',
    title: 'Latent distance',
    root,
    mark: { value: threshold, label: 'out of domain' },
    note: `structure ${significant(structure)}; held atoms grey`,
  }
  return { colours: Array.from(perAtom, (v) => (Number.isNaN(v) ? NEUTRAL : scaleColour(name, share(v, scale)))), scale }
}

export interface Arrow {
  readonly from: Vec3
  readonly vector: Vec3
}

/** Longest drawn arrow, Å; displacements are drawn to scale. */
const LONGEST = 2.2

/** Å: moves below are not drawn: relaxations of one minimum differ by as much */
export const SMALLEST_MOVE = 0.05

/** Arrows from each drawn atom to where its partner lies, `exaggeration` times as long; atoms without a partner have none. A long one ends on the partner's surface, which it would hide. */
export function moveArrows(atoms: ArrayLike<number>, spheres: ArrayLike<number>, vectors: Float64Array, exaggeration: number): Arrow[] {
  const list: Arrow[] = []
  for (let k = 0; k < atoms.length; k++) {
    const v = vec3(vectors, 3 * atoms[k]!)
    const length = Math.hypot(...v)
    if (!(length >= SMALLEST_MOVE)) continue
    const radius = spheres[4 * k + 3]!
    const factor = exaggeration === 1 && length > 3 * radius ? 1 - radius / length : exaggeration
    list.push({ from: vec3(spheres, 4 * k), vector: [v[0] * factor, v[1] * factor, v[2] * factor] })
  }
  return list
}

/** A round factor that makes the largest move long enough to be seen beside an atom; 1 where it is. */
export const exaggerationFor = (largest: number): number => (largest < SMALLEST_MOVE ? 1 : ([1, 2, 5, 10, 20].find((f) => f * largest >= 1.1) ?? 20))

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
