/** The second structure of an overlay, as spheres and bonds: only what is not where the first one has it. */
import { bondThreshold } from '../../domain/chemistry/connectivity'
import { norm, sub, vec3, type Vec3 } from '../../domain/math/vec3'
import { SMALLEST_MOVE } from './atom-values'
import type { Ghost } from './content'
import { DRAWN_BOND, drawList, type DrawList } from './draw-list'
import { elementColour, type Rgb } from './element-colours'
import { drawnRadius, type AtomStyle } from './pack'

export interface GhostBond {
  readonly from: Vec3
  readonly to: Vec3
  readonly colours: readonly [Rgb, Rgb]
}

export interface GhostPack {
  /** [4g] centres and radii */
  readonly spheres: Float32Array
  /** [4g] colours, flags 0 */
  readonly tints: Uint8Array
  /** bonds of ghosts, with ghosts and with atoms that are where they were: both ends and their colours */
  readonly bonds: readonly GhostBond[]
  /** [g] */
  readonly colours: readonly Rgb[]
}

/** Above this many pairs bonds of ghosts are left out: every pair is looked at. */
const MAX_PAIRS = 400_000
/** the least smaller, so that a ghost never flickers through an atom of the same place */
const SHRINK = 0.97

/** Partners are drawn beside the image of their atom; atoms without a partner where their own structure has them. */
export function ghostPack(ghost: Ghost, list: DrawList, spheres: ArrayLike<number>, style: AtomStyle, images: 1 | 2 | 3): GhostPack {
  const at: number[] = []
  const numbers: number[] = []
  const put = (z: number, x: number, y: number, w: number): void => {
    at.push(x, y, w, SHRINK * drawnRadius(z, style))
    numbers.push(z)
  }
  for (let k = 0; k < list.atoms.length; k++) {
    const i = 3 * list.atoms[k]!
    const [x, y, z] = [ghost.vectors[i]!, ghost.vectors[i + 1]!, ghost.vectors[i + 2]!]
    if (Math.hypot(x, y, z) >= SMALLEST_MOVE) put(list.structure.numbers[list.atoms[k]!]!, spheres[4 * k]! + x, spheres[4 * k + 1]! + y, spheres[4 * k + 2]! + z)
  }
  const known = new Set(ghost.pairs.map(([, b]) => b))
  const other = drawList(ghost.structure, { images, bulk: false })
  other.atoms.forEach((atom, k) => {
    if (known.has(atom)) return
    const r = [0, 1, 2].map((x) => ghost.structure.positions[3 * atom + x]! + other.offsets[3 * k + x]!)
    put(ghost.structure.numbers[atom]!, r[0]!, r[1]!, r[2]!)
  })
  const colours = numbers.map(elementColour)
  const own = numbers.map((z, g): Place => ({ z, at: vec3(at, 4 * g), colour: colours[g]! }))
  return { spheres: Float32Array.from(at), tints: Uint8Array.from(colours.flatMap((c) => [...c, 0])), bonds: ghostBonds(own, stayed(ghost, list, spheres)), colours }
}

interface Place {
  readonly z: number
  readonly at: Vec3
  readonly colour: Rgb
}

/** Atoms that both structures have in the same place: what ghosts may be bonded to. */
function stayed({ vectors }: Ghost, list: DrawList, spheres: ArrayLike<number>): Place[] {
  const places: Place[] = []
  list.atoms.forEach((atom, k) => {
    const z = list.structure.numbers[atom]!
    if (norm(vec3(vectors, 3 * atom)) < SMALLEST_MOVE) places.push({ z, at: vec3(spheres, 4 * k), colour: elementColour(z) })
  })
  return places
}

function ghostBonds(ghosts: readonly Place[], others: readonly Place[]): GhostBond[] {
  const bonds: GhostBond[] = []
  if (ghosts.length * (ghosts.length + others.length) > MAX_PAIRS) return bonds
  ghosts.forEach((a, i) => {
    for (const b of [...ghosts.slice(0, i), ...others]) if (norm(sub(a.at, b.at)) < bondThreshold(a.z, b.z, DRAWN_BOND)) bonds.push({ from: a.at, to: b.at, colours: [a.colour, b.colour] })
  })
  return bonds
}
