/** Helpers of the neighbour tests. */
import { array, boolean, double, integer, oneof, record, tuple, type Arbitrary } from 'fast-check'
import { expect } from 'vitest'
import type { NeighbourList } from '../../../src/domain/neighbours/neighbour-list'
import { makeStructure, type Structure } from '../../../src/domain/structure/structure'

/** Every invariant of the documented convention. */
export function assertNeighbourList(list: NeighbourList, s: Structure): void {
  const m = list.indices.length
  expect(list.offsets.length).toBe(s.numbers.length + 1)
  expect([list.offsets[0], list.offsets.at(-1)]).toEqual([0, m])
  expect([list.shifts.length, list.vectors.length, list.distances.length, list.reverse.length]).toEqual([3 * m, 3 * m, m, m])
  for (let i = 0; i < s.numbers.length; i++) {
    for (let k = list.offsets[i]!; k < list.offsets[i + 1]!; k++) {
      const r = list.reverse[k]!
      const same = list.indices[r] === i && list.reverse[r] === k && [0, 1, 2].every((c) => list.shifts[3 * r + c] === 0 - list.shifts[3 * k + c]!)
      if (!same) throw new Error(`entry ${k} of atom ${i} has the wrong reverse ${r}`)
      if (r < list.offsets[list.indices[k]!]! || r >= list.offsets[list.indices[k]! + 1]!) throw new Error(`reverse of ${k} is not an entry of its neighbour`)
      if (list.distances[k]! >= list.cutoff) throw new Error(`entry ${k} is not within the cutoff`)
      if (k > list.offsets[i]! && compareEntries(list, k - 1, k) >= 0) throw new Error(`entries ${k - 1} and ${k} are out of order`)
    }
  }
}

function compareEntries(list: NeighbourList, a: number, b: number): number {
  const keys = (k: number): number[] => [list.distances[k]!, list.indices[k]!, ...list.shifts.subarray(3 * k, 3 * k + 3)]
  const [p, q] = [keys(a), keys(b)]
  const at = p.findIndex((v, k) => v !== q[k])
  return at < 0 ? 0 : p[at]! - q[at]!
}

/** Random structures: any periodicity, skewed or thin cells, atoms in or out of the cell, on lattice points too (ties). */
export const anyStructure = (most: number): Arbitrary<Structure> =>
  record({
      lengths: tuple(...[0, 1, 2].map(() => double({ min: 1.6, max: 9, noNaN: true }))),
      skew: array(double({ min: -0.6, max: 0.6, noNaN: true }), { minLength: 6, maxLength: 6 }),
      pbc: tuple(boolean(), boolean(), boolean()),
      fractional: array(oneof(double({ min: -3, max: 3, noNaN: true }), integer({ min: -4, max: 4 }).map((v) => v / 2)), { maxLength: 3 * most }),
    })
    .map(({ lengths, skew, pbc, fractional }) => {
      const [a, b, c] = lengths as [number, number, number]
      const cell = [a, skew[0]! * a, skew[1]! * a, skew[2]! * b, b, skew[3]! * b, skew[4]! * c * 0.5, skew[5]! * c * 0.5, c]
      const n = Math.floor(fractional.length / 3)
      const positions = Array.from({ length: 3 * n }, (_, k) => {
        const i = Math.floor(k / 3)
        return [0, 1, 2].reduce((sum, row) => sum + fractional[3 * i + row]! * cell[3 * row + (k % 3)]!, 0)
      })
      return { numbers: Array<number>(n).fill(29), positions, cell, pbc }
    })
    .filter(({ cell, pbc }) => pbc.every((p) => !p) || Math.abs(determinantOf(cell)) > 1)
    .map((parts) => makeStructure(parts))

const determinantOf = (m: readonly number[]): number =>
  m[0]! * (m[4]! * m[8]! - m[5]! * m[7]!) - m[1]! * (m[3]! * m[8]! - m[5]! * m[6]!) + m[2]! * (m[3]! * m[7]! - m[4]! * m[6]!)
