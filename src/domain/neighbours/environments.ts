/** Local environments cut out of a structure: an atom with all neighbours and images of neighbours within a radius. */
import type { Environment } from '../structure/environment'
import type { Structure } from '../structure/structure'
import { neighbourList } from './cell-list'

/** The environments of the given atoms, neighbours by distance. Throws as `neighbourList` does. */
export function environments(s: Structure, atoms: readonly number[], radius: number): Environment[] {
  const list = neighbourList(s, radius)
  return atoms.map((atom) => {
    const [from, to] = [list.offsets[atom]!, list.offsets[atom + 1]!]
    const numbers = new Uint8Array(to - from + 1)
    const positions = new Float32Array(3 * numbers.length)
    numbers[0] = s.numbers[atom]!
    for (let e = from; e < to; e++) numbers[e - from + 1] = s.numbers[list.indices[e]!]!
    positions.set(list.vectors.subarray(3 * from, 3 * to), 3)
    return { numbers, positions }
  })
}
