import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Vec3 } from '../../../src/domain/math/vec3'
import { pickSphere, viewBasis, viewExtent } from '../../../src/renderer/scene/pick'
import { nextSelection } from '../../../src/renderer/scene/selection'

const spheres = Float32Array.of(0, 0, 0, 1, 0, 0, 5, 1, 3, 0, 0, 0.5)
const down = (x: number, y: number, z = 20): { origin: Vec3; direction: Vec3 } => ({ origin: [x, y, z], direction: [0, 0, -1] })

test('the nearest sphere on the ray is picked', () => {
  expect(pickSphere(spheres, 3, down(0, 0))).toBe(1)
  expect(pickSphere(spheres, 3, { origin: [0, 0, -20], direction: [0, 0, 1] })).toBe(0)
  expect(pickSphere(spheres, 3, down(3.4, 0))).toBe(2)
})

test('a ray that misses, or that starts beyond, picks nothing', () => {
  expect(pickSphere(spheres, 3, down(3.6, 0))).toBe(-1)
  expect(pickSphere(spheres, 3, down(0, 0, -10))).toBe(-1)
  expect(pickSphere(spheres, 0, down(0, 0))).toBe(-1)
})

test('picking equals the definition: the ray passes within the radius', () => {
  const number = fc.double({ min: -4, max: 4, noNaN: true })
  fc.assert(
    fc.property(number, number, fc.double({ min: 0.1, max: 2, noNaN: true }), (x, y, r) => {
      const miss = Math.hypot(x, y)
      fc.pre(Math.abs(miss - r) > 1e-3) // Float32 cannot decide closer than that
      expect(pickSphere(Float32Array.of(0, 0, 0, r), 1, down(x, y)) === 0).toBe(miss < r)
    }),
  )
})

test('the view basis is right-handed and orthonormal, z up', () => {
  for (const direction of [[0, 0, -1], [0, 1, 0], [-1, 0, 0], [0.6, 0.8, 0]] as Vec3[]) {
    const [right, up] = viewBasis(direction)
    const dot = (a: Vec3, b: Vec3): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2]
    expect(dot(right, right)).toBeCloseTo(1, 9)
    expect(dot(right, up)).toBeCloseTo(0, 9)
    expect(dot(up, direction)).toBeCloseTo(0, 9)
    expect(up[2]).toBeGreaterThanOrEqual(0)
  }
})

test('the extent holds every sphere', () => {
  const extent = viewExtent(spheres, 3, [0, 1, 0])
  expect([extent.width, extent.height]).toEqual([4.5, 7])
  expect(extent.centre).toEqual([1.25, 0, 2.5])
  expect(viewExtent(spheres, 0, [0, 1, 0]).width).toBe(1)
})

test('clicks select one atom, modified clicks up to four', () => {
  expect(nextSelection([], 3, false)).toEqual([3])
  expect(nextSelection([3], 3, false)).toEqual([])
  expect(nextSelection([3, 4], 5, false)).toEqual([5])
  expect(nextSelection([3], 5, true)).toEqual([3, 5])
  expect(nextSelection([3, 5], 3, true)).toEqual([5])
  expect(nextSelection([1, 2, 3, 4], 5, true)).toEqual([5])
  expect(nextSelection([1], -1, false)).toEqual([])
  expect(nextSelection([1], -1, true)).toEqual([1])
})
