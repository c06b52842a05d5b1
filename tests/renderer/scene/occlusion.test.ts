import { describe, expect, test, vi } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { lobe, occlusionAt, occlusionInSlices, Occluders, OCCLUSION_SIZE, REACH } from '../../../src/renderer/scene/occlusion'
import { OcclusionWork, occlusionShown, occlusionStrength } from '../../../src/renderer/scene/occlusion-work'

type Vec = readonly [number, number, number]

/** What one sphere takes from a point of a sphere of radius r at the origin, as the definition of g in occlusion.ts has it, without harmonics. */
function taken(centre: Vec, R: number, r: number, n: Vec): number {
  const v = centre.map((c, a) => c - r * n[a]!)
  const d = Math.hypot(...v)
  const D = Math.hypot(...centre)
  const fade = 1 - (D / REACH) ** 2
  return Math.max(0, v.reduce((sum, c, a) => sum + c * n[a]!, 0) / d) * ((R * R) / (d * d)) * fade * fade
}

/** Evenly spread normals (Fibonacci lattice). */
const NORMALS: readonly Vec[] = Array.from({ length: 2000 }, (_, k) => {
  const z = 1 - (2 * k + 1) / 2000
  const phi = k * Math.PI * (3 - Math.sqrt(5))
  return [Math.sqrt(1 - z * z) * Math.cos(phi), Math.sqrt(1 - z * z) * Math.sin(phi), z]
})

function at(spheres: readonly number[], point: Vec, r: number): Float32Array {
  const out = new Float32Array(OCCLUSION_SIZE)
  new Occluders(spheres, spheres.length / 4).at(...point, r, out, 0)
  return out
}

const cloud = (n: number, seed: number, size: number): number[] => {
  const stream = random(seed)
  return Array.from({ length: 4 * n }, (_, k) => (k % 4 === 3 ? 0.3 + 0.5 * stream.next() : size * stream.next()))
}

describe('the lobe of one occluder', () => {
  test('far away it is the clamped cosine: 1/4, 1/2, 5/16 (Ramamoorthi & Hanrahan 2001, eq. 8)', () => {
    const [a, b, c] = lobe(0)
    expect(a).toBeCloseTo(1 / 4, 12)
    expect(b).toBeCloseTo(1 / 2, 12)
    expect(c).toBeCloseTo(5 / 16, 12)
  })

  test.each([0.2, 0.5, 0.8])('near by (q = %f) as its integrals by the midpoint rule', (q) => {
    const n = 200_000
    const legendre = [() => 1, (x: number) => x, (x: number) => 1.5 * x * x - 0.5]
    const sums = [0, 0, 0]
    for (let k = 0; k < n; k++) {
      const x = q + ((k + 0.5) * (1 - q)) / n
      legendre.forEach((p, l) => (sums[l]! += ((2 * l + 1) / 2) * p(x) * ((x - q) / (1 - 2 * q * x + q * q) ** 1.5) * ((1 - q) / n)))
    }
    // eight points of Gauss against a function that is steep where spheres nearly touch
    lobe(q).forEach((value, l) => expect(Math.abs(value / sums[l]! - 1)).toBeLessThan(2e-4))
  })
})

describe('what neighbours take', () => {
  test('one far sphere: nine harmonics miss the clamped cosine by 3/32 of its height at most (at its horizon)', () => {
    const packed = at([3, 2, 4, 0.6], [0, 0, 0], 0.1)
    const height = Math.max(...NORMALS.map((n) => taken([3, 2, 4], 0.6, 0.1, n)))
    for (const n of NORMALS) expect(Math.abs(occlusionAt(packed, 0, n) - taken([3, 2, 4], 0.6, 0.1, n))).toBeLessThan(0.1 * height)
  })

  test('the mean over a whole atom is exact for near ones, too', () => {
    const mean = (f: (n: Vec) => number): number => NORMALS.reduce((sum, n) => sum + f(n), 0) / NORMALS.length
    const packed = at([0, 1.2, 2.1, 0.77], [0, 0, 0], 0.77)
    // 2,000 normals, and a table of 96 steps
    expect(mean((n) => occlusionAt(packed, 0, n)) / mean((n) => taken([0, 1.2, 2.1], 0.77, 0.77, n))).toBeCloseTo(1, 2)
  })

  test('the grid finds every pair: the sum over spheres one by one', () => {
    const spheres = cloud(400, 5, 30)
    const grid = new Occluders(spheres, 400)
    for (const k of [0, 57, 399]) {
      const point: Vec = [spheres[4 * k]!, spheres[4 * k + 1]!, spheres[4 * k + 2]!]
      const out = new Float32Array(OCCLUSION_SIZE)
      grid.at(...point, 0.5, out, 0)
      const single = Array.from({ length: 400 }, (_, j) => at(spheres.slice(4 * j, 4 * j + 4), point, 0.5))
      for (let c = 0; c < OCCLUSION_SIZE; c++) expect(out[c]).toBeCloseTo(single.reduce((sum, one) => sum + one[c]!, 0), 5)
    }
  })

  test('turned with the atoms, and the same wherever they are', () => {
    const spheres = cloud(40, 9, 6)
    // a third of a turn about (1, 1, 1), and a shift
    const turned = spheres.map((_, i) => (i % 4 === 3 ? spheres[i]! : spheres[i - (i % 4) + ((i % 4) + 2) % 3]! + 12.5))
    const [a, b] = [at(spheres, [3, 2, 1], 0.4), at(turned, [13.5, 15.5, 14.5], 0.4)]
    for (const [x, y, z] of NORMALS.slice(0, 50)) expect(occlusionAt(b, 0, [z, x, y])).toBeCloseTo(occlusionAt(a, 0, [x, y, z]), 5)
  })

  test('nothing from itself, from beyond the reach, or from a sphere that holds the receiver inside', () => {
    for (const spheres of [[1, 1, 1, 0.7], [1 + REACH, 1, 1, 0.7], [1.2, 1, 1, 0.7]]) expect([...at(spheres, [1, 1, 1], 0.5)]).toEqual(Array.from({ length: OCCLUSION_SIZE }, () => 0))
  })

  test('in a layer the tops are open, below an adsorbate less, inside a crystal no side is', () => {
    const crystal = Array.from({ length: 9 * 9 * 5 }, (_, k) => [2.5 * (k % 9), 2.5 * (Math.floor(k / 9) % 9), -2.5 * Math.floor(k / 81), 0.8]).flat()
    const up: Vec = [0, 0, 1]
    const [top, inside] = [at(crystal, [10, 10, 0], 0.8), at(crystal, [10, 10, -5], 0.8)]
    const covered = at([...crystal, 10, 10, 2, 0.4], [10, 10, 0], 0.8)
    expect(occlusionAt(top, 0, up)).toBeLessThan(0.15 * occlusionAt(inside, 0, up))
    expect(occlusionAt(covered, 0, up)).toBeGreaterThan(occlusionAt(top, 0, up) + 0.02)
    // a centre of symmetry: no direction is preferred
    for (const c of [1, 2, 3]) expect(Math.abs(inside[c]!)).toBeLessThan(1e-6)
  })
})

describe('who computes it', () => {
  const work = (count: number) => {
    const apply = vi.fn<(o: { atoms: Float32Array }) => void>()
    const redraw = vi.fn<() => void>()
    const spheres = Float32Array.from(cloud(count, 3, Math.cbrt(20 * count)))
    return { apply, redraw, spheres, job: new OcclusionWork(apply, redraw), subject: (positions: unknown, of: readonly unknown[] = ['atoms']) => ({ spheres, count, ends: new Float32Array(16), of, positions }) }
  }

  test('a small scene at once, and again only for other positions', () => {
    const { job, apply, subject, spheres } = work(60)
    job.want(subject('a'))
    job.want(subject('a'))
    expect(job.ready).toBe(true)
    expect(apply).toHaveBeenCalledTimes(1)
    const slices = occlusionInSlices(spheres, 60, new Float32Array(16))
    let step = slices.next()
    while (!step.done) step = slices.next()
    expect(apply.mock.calls[0]![0].atoms).toEqual(step.value.atoms)
    job.want(subject('b'))
    expect(apply).toHaveBeenCalledTimes(2)
  })

  test('a large one between frames; the last positions count, and settling waits for none', async () => {
    vi.useFakeTimers()
    try {
      const { job, apply, redraw, subject } = work(2_500)
      job.want(subject('a', ['a']))
      expect(job.ready).toBe(false)
      job.want(subject('b', ['b']))
      await vi.runAllTimersAsync()
      expect(apply).toHaveBeenCalledTimes(1)
      expect(redraw).toHaveBeenCalledTimes(1)
      job.want(subject('c', ['c']))
      job.settle()
      expect(job.ready).toBe(true)
      await vi.runAllTimersAsync()
      expect(apply).toHaveBeenCalledTimes(2)
      job.want(subject('d', ['d']))
      job.stop()
      await vi.runAllTimersAsync()
      expect(apply).toHaveBeenCalledTimes(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test('while the same atoms move, their last shading stays until the next is ready', async () => {
    vi.useFakeTimers()
    try {
      const { job, apply, redraw, subject } = work(2_100)
      job.want(subject(1))
      job.settle()
      job.want(subject(2))
      expect([job.ready, apply.mock.calls.length]).toEqual([true, 1])
      await vi.runAllTimersAsync()
      expect([apply.mock.calls.length, redraw.mock.calls.length]).toEqual([2, 1])
      job.want(subject(2, ['others']))
      expect(job.ready).toBe(false)
      job.stop()
    } finally {
      vi.useRealTimers()
    }
  })

  test('by default on a graphics card, and in small scenes; weaker where colours are numbers', () => {
    expect(occlusionShown('automatic', false, 100_000)).toBe(true)
    expect(occlusionShown('automatic', true, 100_000)).toBe(false)
    expect(occlusionShown('automatic', true, 200)).toBe(true)
    expect(occlusionShown('on', true, 100_000)).toBe(true)
    expect(occlusionShown('off', false, 1)).toBe(false)
    expect(occlusionStrength('ball', true)).toBeLessThan(occlusionStrength('ball', false) / 2)
  })
})
