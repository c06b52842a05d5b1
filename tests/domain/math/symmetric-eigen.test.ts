import { expect, it } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { symmetricEigen } from '../../../src/domain/math/symmetric-eigen'

it('solves A v = value v with orthonormal vectors, for matrices of any scale and with equal eigenvalues', () => {
  for (const [seed, n, scale] of [[1, 1, 1], [2, 2, 1], [3, 4, 1e-6], [4, 6, 1e6]] as const) {
    const stream = random(seed, 'eigen')
    const half = Array.from({ length: n }, () => Array.from({ length: n }, () => scale * stream.normal()))
    const a = half.map((r, i) => r.map((v, j) => v + half[j]![i]!))
    const { values, vectors } = symmetricEigen(a)
    for (let k = 0; k < n; k++) {
      const v = vectors.map((r) => r[k]!)
      a.forEach((r, i) => expect(r.reduce((sum, x, j) => sum + x * v[j]!, 0) / scale).toBeCloseTo((values[k]! * v[i]!) / scale, 10))
      for (let l = 0; l <= k; l++) expect(vectors.reduce((sum, r) => sum + r[k]! * r[l]!, 0)).toBeCloseTo(Number(k === l), 12)
    }
  }
  expect(symmetricEigen([[2, 0], [0, 2]]).values).toEqual([2, 2])
  // the eigenvalues of [[2, 1], [1, 2]] are 1 and 3
  expect(symmetricEigen([[2, 1], [1, 2]]).values.toSorted((p, q) => p - q)).toEqual([expect.closeTo(1, 14), expect.closeTo(3, 14)])
})
