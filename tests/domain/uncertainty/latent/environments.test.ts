/** Environments against geometry that is known by hand, through the file and back, and laid beside each other. */
import { describe, expect, it } from 'vitest'
import { random } from '../../../../src/domain/math/random'
import { environments } from '../../../../src/domain/neighbours/environments'
import { turnedToMatch, type Environment } from '../../../../src/domain/structure/environment'
import { makeStructure } from '../../../../src/domain/structure/structure'
import { buildLatentIndex } from '../../../../src/domain/uncertainty/latent/build'
import { DEFAULT_DISTANCE } from '../../../../src/domain/uncertainty/latent/distance'
import { explainDistance } from '../../../../src/domain/uncertainty/latent/explain'
import { readLatentIndex, writeLatentIndex } from '../../../../src/domain/uncertainty/latent/index-format'
import { latentIndex } from '../../../../src/domain/uncertainty/latent/latent-index'

const A = 3.6
/** copper: one atom in the primitive fcc cell */
const copper = makeStructure({ numbers: [29], positions: [0.3, 0.1, 0.2], cell: [0, A / 2, A / 2, A / 2, 0, A / 2, A / 2, A / 2, 0] })
const lengths = ({ numbers, positions }: Environment): number[] => Array.from(numbers, (_, i) => Math.hypot(positions[3 * i]!, positions[3 * i + 1]!, positions[3 * i + 2]!))

describe('an environment', () => {
  it('of fcc copper has the shells of the lattice: 12, 6 and 24 neighbours', () => {
    const [found] = environments(copper, [0], 4.5)
    const shells = [...Map.groupBy(lengths(found!), (r) => r.toFixed(3))].map(([r, atoms]) => [r, atoms.length])
    expect(shells).toEqual([['0.000', 1], [(A / Math.SQRT2).toFixed(3), 12], [A.toFixed(3), 6], [(A * Math.sqrt(1.5)).toFixed(3), 24]])
  })
  it('of an isolated atom is the atom', () => {
    const alone = makeStructure({ numbers: [8], positions: [5, 5, 5], cell: [20, 0, 0, 0, 20, 0, 0, 0, 20] })
    expect(environments(alone, [0], 4.5)).toEqual([{ numbers: Uint8Array.of(8), positions: new Float32Array(3) }])
  })
})

describe('environments in the file', () => {
  const stream = random(4)
  const made = (m: number): Environment => ({ numbers: Uint8Array.from({ length: m + 1 }, (_, i) => (i === 0 ? 29 : 1 + (i % 90))), positions: Float32Array.from({ length: 3 * (m + 1) }, (_, i) => (i < 3 ? 0 : 9 * stream.next() - 4.5)) })
  const kept = [made(0), made(42), made(7)]
  const system = { system: { id: 's', title: 't' }, atoms: [0, 1, 2], elements: [29, 29, 29], latents: [1, 2, 3] }
  const without = { system: { id: 'u', title: 'v' }, atoms: [0], elements: [29], latents: [9] }
  const data = buildLatentIndex([{ ...system, environments: kept }, without], { potential: 'p', dimension: 1, seed: 1 })
  const back = readLatentIndex(writeLatentIndex(data, 'float32'))

  it('come back with their elements, each coordinate within half a step of 4.5 Å / 127', () => {
    expect(back.environments.map((e) => e && [...e.numbers])).toEqual([...kept.map((e) => [...e.numbers]), null])
    kept.forEach((e, r) => e.positions.forEach((x, i) => expect(Math.abs(x - back.environments[r]!.positions[i]!)).toBeLessThan(4.5 / 254 + 1e-6)))
  })
  it('a file of version 1, which had none, is still read', () => {
    const plain = buildLatentIndex([system], { potential: 'p', dimension: 1, seed: 1 })
    const bytes = writeLatentIndex(plain, 'float32')
    expect(readLatentIndex(bytes).environments).toEqual([null, null, null])
    expect(new DataView(bytes.buffer).getUint32(28, true)).toBe(0)
  })
  it('that do not belong to the atoms given are refused', () => {
    expect(() => buildLatentIndex([{ ...system, environments: [made(2)] }], { potential: 'p', dimension: 1, seed: 1 })).toThrow(/environments of s/)
  })

  it('name what an atom resembles: its own training atom first, farthest atoms leading', () => {
    const index = latentIndex(back)
    const structure = makeStructure({ numbers: [29, 29, 79, 29], positions: Array.from({ length: 12 }, (_, i) => i), cell: [9, 0, 0, 0, 9, 0, 0, 0, 20], fixed: [1, 0, 0, 0] })
    const { atoms, perAtom, distance } = explainDistance(index, structure, [0, 2, 5, 30], DEFAULT_DISTANCE, 2)
    expect(atoms.map(({ atom }) => atom)).toEqual([2, 3, 1])
    expect(perAtom[0]).toBeNaN()
    // gold is not in the index: infinitely far, and so is the structure
    expect([atoms[0]!.distance, atoms[0]!.known.length, distance]).toEqual([Infinity, 0, Infinity])
    expect(atoms[1]!.known[0]).toMatchObject({ system: { id: 'u' }, atom: 0, environment: null })
    expect(atoms[2]!).toMatchObject({ distance: 0, known: [{ system: { id: 's' }, atom: 1 }, {}] })
    expect(atoms[2]!.known[0]!.environment!.numbers).toHaveLength(43)
  })
})

describe('an environment turned to match', () => {
  // three different arms, so that neither a turn nor a mirror maps it on itself
  const arms: Environment = { numbers: Uint8Array.of(78, 8, 1, 29), positions: Float32Array.of(0, 0, 0, 2, 0, 1, 0, 1.5, -1, -1, -2, 0.5) }
  const turn = (e: Environment, degrees: number, mirror: number): Environment => {
    const [c, s] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)]
    return { numbers: e.numbers, positions: e.positions.map((_, i, p) => (i % 3 === 2 ? p[i]! : i % 3 === 0 ? c * p[i]! - s * mirror * p[i + 1]! : s * p[i - 1]! + c * mirror * p[i]!)) }
  }
  it.each([[35, 1], [-120, 1], [200, -1]])('undoes a turn of %i degrees, mirror %i', (degrees, mirror) => {
    const found = turnedToMatch(turn(arms, degrees, mirror), arms)
    found.positions.forEach((x, i) => expect(x).toBeCloseTo(arms.positions[i]!, 5))
  })
  it('stays within half a step of 5 degrees otherwise, and keeps every length', () => {
    const found = turnedToMatch(turn(arms, 32.5, 1), arms)
    found.positions.forEach((x, i) => expect(Math.abs(x - arms.positions[i]!)).toBeLessThan(2.3 * Math.sin((2.51 * Math.PI) / 180)))
    lengths(found).forEach((r, i) => expect(r).toBeCloseTo(lengths(arms)[i]!, 5))
  })
})
