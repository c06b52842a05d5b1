/** Latents do not see where a structure is, how it is turned, in which order and in which cell its atoms are given: of every shipped model. */
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { random } from '../../../src/domain/math/random'
import { makeStructure, selectAtoms, withParts, type Structure } from '../../../src/domain/structure/structure'
import { loadCard } from '../../../src/platform/models/registry'
import { openPotential, type OnnxPotential } from '../../../src/platform/onnx/potential'
import { adslab } from './model'

const MODELS = resolve(import.meta.dirname, '../../../models')
const names = readdirSync(MODELS).filter((name) => name.endsWith('.onnx'))

/** Uniform on the sphere of unit quaternions. */
function rotation(seed: number): readonly number[] {
  const stream = random(seed, 'rotation')
  const q = Array.from({ length: 4 }, () => stream.normal())
  const length = Math.hypot(...q)
  const [w, x, y, z] = q.map((v) => v / length) as [number, number, number, number]
  return [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w), 2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w), 2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)]
}

const turn = (rows: Float64Array, r: readonly number[]): Float64Array =>
  rows.map((_, k) => [0, 1, 2].reduce((sum, c) => sum + r[3 * (k % 3) + c]! * rows[k - (k % 3) + c]!, 0))

/** Another basis of the same lattice (a, b + m a), and `copies` cells along a. */
function otherCell(s: Structure, m: number, copies: number): Structure {
  const n = s.numbers.length
  const repeat = <T>(row: ArrayLike<T>): T[] => Array.from({ length: copies * row.length }, (_, k) => row[k % row.length]!)
  return makeStructure({
    numbers: repeat(s.numbers), tags: repeat(s.tags), fixed: repeat(s.fixed),
    positions: Array.from({ length: 3 * n * copies }, (_, k) => s.positions[k % (3 * n)]! + Math.floor(k / (3 * n)) * s.cell[k % 3]!),
    cell: s.cell.map((v, k) => (k < 3 ? copies * v : k < 6 ? v + m * s.cell[k - 3]! : v)),
  })
}

/** Largest difference of two atoms' latents, relative to the length of the latent vector. */
function relativeDifference(a: Float32Array, b: Float32Array, d: number): number {
  let most = 0
  for (let i = 0; i < a.length / d; i++) {
    const [x, y] = [a.subarray(i * d, (i + 1) * d), b.subarray(i * d, (i + 1) * d)]
    most = Math.max(most, Math.hypot(...x.map((v, c) => v - y[c]!)) / Math.hypot(...x))
  }
  return most
}

describe.each(names)('%s', (name) => {
  let potential: OnnxPotential
  beforeAll(async () => {
    const { modelPath, card } = await loadCard(join(MODELS, name))
    potential = await openPotential(modelPath, card)
  })
  afterAll(() => potential.close())

  it('gives latents that are invariant', async () => {
    const d = potential.latentDim
    const latents = async (s: Structure): Promise<Float32Array> => (await potential.evaluate([s], { latents: true }))[0]!.latents!
    const metal = fc.constantFrom(27, 29, 46, 78)
    const change = fc.record({ metal, seed: fc.nat(1000), move: fc.tuple(fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true }), fc.double({ min: -50, max: 50, noNaN: true })), shear: fc.integer({ min: -1, max: 1 }), copies: fc.constantFrom(1, 2) })
    const check = fc.asyncProperty(change, async ({ metal: z, seed, move, shear, copies }) => {
      const s = adslab(z, 3, seed)
      const order = random(seed, 'order').shuffle(Array.from({ length: copies * s.numbers.length }, (_, i) => i))
      const cell = otherCell(s, shear, copies)
      const r = rotation(seed)
      const moved = withParts(cell, { positions: turn(cell.positions.map((v, k) => v + move[k % 3]!), r), cell: turn(cell.cell, r) })
      const before = await latents(s)
      const expected = Float32Array.from(order.flatMap((i) => [...before.subarray((i % s.numbers.length) * d, (i % s.numbers.length) * d + d)]))
      // issue 6: 1e-5 relative; float32 positions at 50 Å are good to 2e-6 Å
      expect(relativeDifference(expected, await latents(selectAtoms(moved, order)), d)).toBeLessThan(1e-5)
    })
    await fc.assert(check, { numRuns: 15, seed: 6 })
  })
})
