import { expect, test } from 'vitest'
import { type DelaunayCell, type Vec2, delaunayCells, planarPosition } from '../../../src/domain/math/delaunay'
import { random } from '../../../src/domain/math/random'

type Lattice = readonly [Vec2, Vec2]

const area = ([a, b]: Lattice): number => Math.abs(a[0] * b[1] - a[1] * b[0])

/** Every cell's circle is empty, its vertices lie on it, and the cells tile one period. `slack` Å for merged cells. */
function expectDelaunay(cells: readonly DelaunayCell[], points: readonly Vec2[], lattice: Lattice, slack = 1e-6): void {
  expect(cells.reduce((sum, c) => sum + c.area, 0)).toBeCloseTo(area(lattice), 6)
  const edges = cells.reduce((sum, c) => sum + c.vertices.length, 0) / 2
  // Euler's formula on the torus
  expect(points.length - edges + cells.length).toBe(0)
  for (const { vertices, centre } of cells) {
    const radii = vertices.map((v) => {
      const [x, y] = planarPosition(v, points, lattice)
      return Math.hypot(x - centre[0], y - centre[1])
    })
    const radius = Math.min(...radii)
    expect(Math.max(...radii) - radius).toBeLessThan(2 * slack + 1e-6)
    let nearest = Infinity
    for (const index of points.keys()) {
      for (let m = -6; m <= 6; m++) {
        for (let n = -6; n <= 6; n++) {
          const [x, y] = planarPosition({ index, shift: [m, n] }, points, lattice)
          nearest = Math.min(nearest, Math.hypot(x - centre[0], y - centre[1]))
        }
      }
    }
    expect(nearest).toBeGreaterThan(radius - slack - 1e-6)
  }
}

const SQUARE: Lattice = [[3, 0], [0, 3]]
const HEXAGONAL: Lattice = [[3, 0], [1.5, (3 * Math.sqrt(3)) / 2]]

test('one atom of a square lattice has one square cell, of a hexagonal one two triangles', () => {
  const square = delaunayCells([[0.4, 1.1]], SQUARE)
  expect(square.map((c) => c.vertices.length)).toEqual([4])
  expectDelaunay(square, [[0.4, 1.1]], SQUARE)
  const hexagonal = delaunayCells([[0, 0]], HEXAGONAL)
  expect(hexagonal.map((c) => c.vertices.length)).toEqual([3, 3])
  expectDelaunay(hexagonal, [[0, 0]], HEXAGONAL)
})

test('random points in random cells, skewed ones too, give empty circles that tile the plane', () => {
  for (let k = 0; k < 40; k++) {
    const rng = random(7, k)
    const skew = k % 3 === 0 ? 4 : 0
    const a: Vec2 = [2 + 6 * rng.next(), rng.normal()]
    const b: Vec2 = [rng.normal() + skew * a[0], 2 + 6 * rng.next()]
    const lattice: Lattice = [a, b]
    if (area(lattice) < 2) continue
    const points = Array.from({ length: 1 + rng.integer(12) }, (): Vec2 => {
      const [u, v] = [rng.next() * 3 - 1, rng.next() * 3 - 1]
      return [u * a[0] + v * b[0], u * a[1] + v * b[1]]
    })
    const cells = delaunayCells(points, lattice)
    expect(cells.every((c) => c.vertices.length === 3)).toBe(true)
    if (skew === 0) expectDelaunay(cells, points, lattice)
    else expect(cells).toHaveLength(2 * points.length)
  }
})

test('a square lattice stays square in a repeated, rotated, skewed or slightly disturbed cell', () => {
  const points = (n: number, noise: number): Vec2[] =>
    Array.from({ length: n * n }, (_, k) => [3 * Math.floor(k / n) + noise * (random(1, k).next() - 0.5), 3 * (k % n) + noise * (random(2, k).next() - 0.5)])
  const turn = ([x, y]: Vec2): Vec2 => [x * Math.cos(0.3) - y * Math.sin(0.3), x * Math.sin(0.3) + y * Math.cos(0.3)]
  const cells3 = delaunayCells(points(3, 0), [[9, 0], [0, 9]])
  expect(cells3.map((c) => c.vertices.length)).toEqual(Array(9).fill(4))
  const turned = delaunayCells(points(3, 0).map(turn), [turn([9, 0]), turn([0, 9])])
  expect(turned.map((c) => c.vertices.length)).toEqual(Array(9).fill(4))
  const skewed = delaunayCells(points(3, 0), [[9, 0], [27, 9]])
  expect(skewed.map((c) => c.vertices.length)).toEqual(Array(9).fill(4))
  const disturbed = delaunayCells(points(3, 0.02), [[9, 0], [0, 9]], 0.1)
  expect(disturbed.map((c) => c.vertices.length)).toEqual(Array(9).fill(4))
  expectDelaunay(disturbed, points(3, 0.02), [[9, 0], [0, 9]], 0.1)
  // without merging, the disturbance shows
  expect(delaunayCells(points(3, 0.02), [[9, 0], [0, 9]])).toHaveLength(18)
})

test('a large lattice with few neighbours each is cut as its small cell is', () => {
  const n = 14
  const points = Array.from({ length: n * n }, (_, k): Vec2 => [3 * Math.floor(k / n) + 1.5 * (k % n), (3 * Math.sqrt(3) * (k % n)) / 2])
  const large: Lattice = [[3 * n, 0], [1.5 * n, (3 * n * Math.sqrt(3)) / 2]]
  const cells = delaunayCells(points, large)
  expect(cells).toHaveLength(2 * n * n)
  for (const { area: a } of cells) expect(a).toBeCloseTo((9 * Math.sqrt(3)) / 4, 9)
})

test('a wide hole in the points is one cell: narrow neighbourhoods are widened until its circle fits', () => {
  // a ring of eight points in a cell six times as wide
  const ring = Array.from({ length: 8 }, (_, k): Vec2 => [10 + 4 * Math.cos((k * Math.PI) / 4), 10 + 4 * Math.sin((k * Math.PI) / 4)])
  const lattice: Lattice = [[20, 0], [0, 20]]
  const cells = delaunayCells(ring, lattice)
  expect(Math.max(...cells.map((c) => c.vertices.length))).toBe(8)
  expectDelaunay(cells, ring, lattice)
})

test('no points, no area and points on top of each other are refused', () => {
  expect(() => delaunayCells([], SQUARE)).toThrow(/at least one point/)
  expect(() => delaunayCells([[0, 0]], [[1, 0], [2, 0]])).toThrow(/no area/)
  expect(() => delaunayCells([[0.5, 0.5], [3.5, 0.5]], SQUARE)).toThrow(/above each other/)
})
