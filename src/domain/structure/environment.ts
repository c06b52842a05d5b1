/** The surroundings of one atom, as something that can be drawn and laid beside another. */
export interface Environment {
  /** [m] atomic numbers, the central atom first, then by distance */
  readonly numbers: Uint8Array
  /** [3m] Å, counted from the central atom, the axes of the structure they were cut from */
  readonly positions: Float32Array
}

/** Å: the second shell of every metal, and an adsorbate whole. */
export const ENVIRONMENT_RADIUS = 4.5

const TURNS = 72
/** Å²: a neighbour without a partner of its element within 1.5 Å counts as one at 1.5 Å */
const UNMATCHED = 2.25

/**
 * An environment turned about z (the surface normal) to lie as much like another as whole steps of 5 degrees allow, mirrored where that is nearer: slabs of one
 * surface differ in how they are turned, and a potential cannot tell the difference. Lengths and angles within it stay as they were.
 */
export function turnedToMatch(known: Environment, like: Environment): Environment {
  let best: { readonly cost: number; readonly positions: Float32Array } = { cost: Infinity, positions: known.positions }
  for (const mirror of [1, -1]) {
    for (let k = 0; k < TURNS; k++) {
      const positions = turned(known.positions, (2 * Math.PI * k) / TURNS, mirror)
      const cost = mismatch({ numbers: known.numbers, positions }, like) + mismatch(like, { numbers: known.numbers, positions })
      if (cost < best.cost - 1e-9) best = { cost, positions }
    }
  }
  return { numbers: known.numbers, positions: best.positions }
}

function turned(positions: Float32Array, angle: number, mirror: number): Float32Array {
  const [c, s] = [Math.cos(angle), Math.sin(angle)]
  const out = new Float32Array(positions.length)
  for (let i = 0; i + 2 < positions.length; i += 3) {
    const [x, y] = [positions[i]!, mirror * positions[i + 1]!]
    out.set([c * x - s * y, s * x + c * y, positions[i + 2]!], i)
  }
  return out
}

/** Mean squared distance from each atom of `a` to the nearest of its element in `b`, Å². */
function mismatch(a: Environment, b: Environment): number {
  let sum = 0
  for (let i = 0; i < a.numbers.length; i++) {
    let nearest = UNMATCHED
    for (let j = 0; j < b.numbers.length; j++) {
      if (a.numbers[i] !== b.numbers[j]) continue
      const d = (a.positions[3 * i]! - b.positions[3 * j]!) ** 2 + (a.positions[3 * i + 1]! - b.positions[3 * j + 1]!) ** 2 + (a.positions[3 * i + 2]! - b.positions[3 * j + 2]!) ** 2
      if (d < nearest) nearest = d
    }
    sum += nearest
  }
  return sum / a.numbers.length
}
