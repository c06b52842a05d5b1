/** The second structure of an overlay, as spheres and bonds: only what is not where the first one has it. */
import { bondThreshold } from '../../domain/chemistry/connectivity'
import { SMALLEST_MOVE } from './atom-values'
import type { Ghost } from './content'
import { DRAWN_BOND, drawList, type DrawList } from './draw-list'
import { elementColour, type Rgb } from './element-colours'
import { drawnRadius, type AtomStyle } from './pack'

export interface GhostPack {
  /** [4g] centres and radii */
  readonly spheres: Float32Array
  /** [4g] colours, flags 0 */
  readonly tints: Uint8Array
  /** pairs of ghost atoms that are bonded */
  readonly bonds: readonly (readonly [number, number])[]
  /** [g] */
  readonly colours: readonly Rgb[]
}

/** Above this many ghost atoms their bonds are left out: every pair is looked at. */
const MAX_BONDED = 600
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
  return { spheres: Float32Array.from(at), tints: Uint8Array.from(colours.flatMap((c) => [...c, 0])), bonds: bondsAmong(numbers, at), colours }
}

function bondsAmong(numbers: readonly number[], at: readonly number[]): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = []
  if (numbers.length > MAX_BONDED) return pairs
  for (let i = 0; i < numbers.length; i++) {
    for (let j = 0; j < i; j++) {
      const d = Math.hypot(at[4 * i]! - at[4 * j]!, at[4 * i + 1]! - at[4 * j + 1]!, at[4 * i + 2]! - at[4 * j + 2]!)
      if (d < bondThreshold(numbers[i]!, numbers[j]!, DRAWN_BOND)) pairs.push([i, j])
    }
  }
  return pairs
}
