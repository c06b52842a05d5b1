import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { symbolOf } from '../../../src/domain/structure/elements'
import { makeStructure, selectAtoms, withParts, type Structure } from '../../../src/domain/structure/structure'
import { relaxBatch } from '../../../src/domain/relax/batch'
import { OPTIMISER_NAMES } from '../../../src/domain/relax/optimisers'
import { relaxed } from '../../../src/domain/relax/relax'
import { openPotential, type OnnxPotential } from '../../../src/platform/onnx/potential'
import { onnxFixture, structureOf } from '../../domain/relax/fixtures'
import { adatom0, adslab } from './model'

let potential: OnnxPotential
const fixture = onnxFixture()
const energyAndForces = async (s: Structure): Promise<{ energy: number; forces: Float64Array }> => (await potential.evaluate([s]))[0]!

beforeAll(async () => {
  const { modelPath, card } = await adatom0()
  potential = await openPotential(modelPath, card)
})
afterAll(() => potential.close())

const largestDifference = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((most, v, k) => Math.max(most, Math.abs(v - b[k]!)), 0)

describe('a model on ONNX Runtime', () => {
  it('says what it is', () => {
    expect([potential.id, potential.cutoff, potential.latentDim, potential.provider, potential.fallback]).toEqual([fixture.sha256, 5, 192, 'cpu', null])
  })

  // 1e-4 eV: float32 sums of some 50 atoms in another order of neighbours differ by 1e-5
  it.each(fixture.evaluations.map((e) => [e.name, e] as const))('equals ASE with onnxruntime for Python: %s', async (_, e) => {
    const { energy, forces } = await energyAndForces(structureOf(e.structure))
    expect(Math.abs(energy - e.energy)).toBeLessThan(1e-4)
    expect(largestDifference(forces, e.forces)).toBeLessThan(5e-4)
  })

  it.each(fixture.relaxations.map((r) => [r.name, r] as const))('relaxes by L-BFGS to what ASE finds: %s', async (_, r) => {
    const result = await relaxed(structureOf(r.start), potential, { optimiser: 'lbfgs', fmax: r.fmax, maxSteps: 300 })
    expect(result.outcome).toBe('converged')
    expect(Math.abs(result.evaluation.energy - r.energy)).toBeLessThan(1e-4)
    // float32 forces near the threshold can make it one step more or less
    expect(Math.abs(result.steps - r.steps)).toBeLessThanOrEqual(1)
    expect(result.evaluation.latents!.length).toBe(192 * r.start.numbers.length)
  })

  it('has forces that are the slope of its energy', async () => {
    const s = adslab(78)
    const { forces } = await energyAndForces(s)
    // central differences over 0.02 Å: truncation below 1e-3 eV/Å for these bonds, noise of float32 energies 1e-5 / 0.02 = 5e-4
    for (const k of [3 * 27, 3 * 27 + 2, 3 * 28 + 1, 3 * 20 + 2, 3 * 13]) {
      const moved = [0.01, -0.01].map((h) => withParts(s, { positions: s.positions.map((v, c) => (c === k ? v + h : v)) }))
      const [plus, minus] = await potential.evaluate(moved)
      expect(Math.abs(-(plus!.energy - minus!.energy) / 0.02 - forces[k]!)).toBeLessThan(4e-3)
    }
  })

  it('has a virial that is the slope of its energy under strain', async () => {
    const s = adslab(29)
    const { virial } = (await potential.evaluate([s]))[0]!
    for (const [a, b] of [[0, 0], [2, 2], [0, 1]] as const) {
      const strained = [0.002, -0.002].map((h) => {
        const strain = (rows: Float64Array): Float64Array => rows.map((v, k) => v + (k % 3 === a ? h * rows[k - a + b]! : 0))
        return withParts(s, { positions: strain(s.positions), cell: strain(s.cell) })
      })
      const [plus, minus] = await potential.evaluate(strained)
      expect(Math.abs((plus!.energy - minus!.energy) / 0.004 - virial![3 * a + b]!)).toBeLessThan(0.03)
    }
  })

  it('does not see where, how turned, how wrapped or in which order the atoms are given', async () => {
    const s = adslab(46)
    const n = s.numbers.length
    const before = (await potential.evaluate([s], { latents: true }))[0]!
    const [c, d] = [Math.cos(0.7), Math.sin(0.7)]
    const rotate = (rows: Float64Array): Float64Array => rows.map((v, k) => (k % 3 === 2 ? v : k % 3 === 0 ? c * v - d * rows[k + 1]! : d * rows[k - 1]! + c * v))
    const order = Array.from({ length: n }, (_, i) => (7 * i + 3) % n)
    const changed: [string, Structure][] = [
      ['moved', withParts(s, { positions: s.positions.map((v, k) => v + [1.7, -3.1, 0.4][k % 3]!) })],
      ['turned', withParts(s, { positions: rotate(s.positions), cell: rotate(s.cell) })],
      ['wrapped elsewhere', withParts(s, { positions: s.positions.map((v, k) => v + (Math.floor(k / 3) % 5) * s.cell[k % 3]! - (Math.floor(k / 3) % 3) * s.cell[3 + (k % 3)]!) })],
      ['1e5 Å away', withParts(s, { positions: s.positions.map((v, k) => v + (k % 3 === 0 ? 1e5 : 0)) })],
      ['some atoms 1e5 Å away', withParts(s, { positions: s.positions.map((v, k) => v + (Math.floor(k / 3) % 2 === 0 ? 12_345 * s.cell[k % 3]! : 0)) })],
      ['reordered', selectAtoms(s, order)],
    ]
    for (const [name, other] of changed) {
      const after = (await potential.evaluate([other], { latents: true }))[0]!
      expect(Math.abs(after.energy - before.energy), name).toBeLessThan(5e-5)
      const latents = name === 'reordered' ? order.flatMap((i) => [...before.latents!.subarray(192 * i, 192 * i + 192)]) : before.latents!
      // invariant latents have values up to some tens
      expect(largestDifference(after.latents!, latents), name).toBeLessThan(2e-3)
      const forces = name === 'turned' ? rotate(before.forces) : name === 'reordered' ? order.flatMap((i) => [...before.forces.subarray(3 * i, 3 * i + 3)]) : before.forces
      expect(largestDifference(after.forces, forces), name).toBeLessThan(5e-4)
    }
  })

  it('gives a supercell twice the energy of its cell', async () => {
    const s = adslab(47)
    const n = s.numbers.length
    const double = makeStructure({
      ...s,
      numbers: [...s.numbers, ...s.numbers], tags: [...s.tags, ...s.tags], fixed: [...s.fixed, ...s.fixed],
      positions: [...s.positions, ...s.positions.map((v, k) => v + s.cell[k % 3]!)],
      cell: s.cell.map((v, k) => (k < 3 ? 2 * v : v)),
    })
    const [one, two] = await potential.evaluate([s, double])
    expect(Math.abs(two!.energy - 2 * one!.energy)).toBeLessThan(1e-4)
    expect(largestDifference(two!.forces.subarray(0, 3 * n), one!.forces)).toBeLessThan(5e-4)
  })

  it('has no net force, and energies per atom that sum to the total', async () => {
    const { energy, forces, energies } = (await potential.evaluate([adslab(45)]))[0]!
    for (let c = 0; c < 3; c++) expect(Math.abs(forces.reduce((sum, f, k) => sum + (k % 3 === c ? f : 0), 0))).toBeLessThan(1e-4)
    expect(energies!.reduce((sum, e) => sum + e, 0)).toBe(energy)
  })

  it('answers for each of many as for each alone, in one run as one by one', async () => {
    const { modelPath, card } = await adatom0()
    const together = await openPotential(modelPath, card, { structuresPerRun: 4 })
    const structures = [adslab(78, 2), adslab(29, 3), makeStructure({ numbers: [], positions: [], cell: [9, 0, 0, 0, 9, 0, 0, 0, 9] }), adslab(44, 4), makeStructure({ numbers: [1], positions: [0, 0, 0], cell: [9, 0, 0, 0, 9, 0, 0, 0, 9] }), adslab(79, 2)]
    const [batched, serial] = [await together.evaluate(structures, { latents: true }), await potential.evaluate(structures, { latents: true })]
    for (const [k, s] of structures.entries()) {
      expect(Math.abs(batched[k]!.energy - serial[k]!.energy)).toBeLessThan(1e-5)
      expect(largestDifference(batched[k]!.forces, serial[k]!.forces)).toBeLessThan(2e-5)
      expect(batched[k]!.latents!.length).toBe(192 * s.numbers.length)
      expect(serial[k]).toEqual((await potential.evaluate([s], { latents: true }))[0])
    }
    await together.close()
  })

  it('relaxes in a batch to the last bit as alone, whatever the order', async () => {
    const structures = [adslab(29, 2, 4), adslab(78, 3, 5), adslab(46, 2, 6)]
    const settings = { optimiser: 'lbfgs', fmax: 0.2, maxSteps: 12 } as const
    const alone = await Promise.all(structures.map((s) => relaxed(s, potential, settings)))
    for (const order of [[0, 1, 2], [2, 1, 0, 1]]) {
      for await (const event of relaxBatch(order.map((k) => structures[k]!), potential, { ...settings, batchSize: 2 })) {
        if (event.kind === 'done') expect(event.relaxation).toEqual(alone[order[event.index]!])
      }
    }
  })

  // a padded run sums float32 in another order: 1e-6 eV and 1e-5 eV/Å a call, which relaxations of this length do not amplify beyond 1e-5 eV
  it.each(OPTIMISER_NAMES)('relaxes by %s in padded runs to 1e-5 eV and in the same number of steps as alone, whatever the company and the refill', async (optimiser) => {
    const { modelPath, card } = await adatom0()
    const together = await openPotential(modelPath, card, { structuresPerRun: 4 })
    const structures = [adslab(29, 2, 4), adslab(78, 3, 5), adslab(46, 2, 6), adslab(79, 2, 7)]
    const settings = { optimiser, fmax: 0.25, maxSteps: 15 }
    const alone = await Promise.all(structures.map((s) => relaxed(s, potential, settings)))
    for (const [batchSize, order] of [[4, [0, 1, 2, 3]], [2, [3, 1, 0, 2, 1]], [3, [2, 0, 3]]] as const) {
      for await (const event of relaxBatch(order.map((k) => structures[k]!), together, { ...settings, batchSize })) {
        if (event.kind !== 'done') continue
        const one = alone[order[event.index]!]!
        expect([event.relaxation.outcome, event.relaxation.steps]).toEqual([one.outcome, one.steps])
        expect(Math.abs(event.relaxation.evaluation.energy - one.evaluation.energy)).toBeLessThan(1e-5)
      }
    }
    await together.close()
  })

  it('refuses elements that it does not know, by name, and nothing else', async () => {
    const s = adslab(26)
    await expect(potential.evaluate([adslab(78), { ...s, numbers: s.numbers.map((z, i) => (i === 3 ? 92 : z)) }])).rejects.toMatchObject({ kind: 'Unsupported', fields: { what: 'Fe, U' } })
    for (const z of potential.elements) await expect(potential.evaluate([makeStructure({ numbers: [z], positions: [0, 0, 0], cell: [8, 0, 0, 0, 8, 0, 0, 0, 8] })]), symbolOf(z)).resolves.toHaveLength(1)
    expect(await potential.evaluate([])).toEqual([])
  })

  it('turns a number that is none into an error that says where', async () => {
    const { modelPath, card } = await adatom0()
    const broken = await openPotential(modelPath, { ...card, referenceEnergies: new Map([...card.referenceEnergies, [8, Number.NaN]]) })
    const failure = { kind: 'NumericalFailure', fields: { where: 'the energy of atom 28 (O) by adatom-0' } }
    await expect(broken.evaluate([adslab(78)])).rejects.toMatchObject(failure)
    // in a batch only the structure at fault fails
    const outcomes: string[] = []
    const clean = selectAtoms(adslab(29), Array.from({ length: 27 }, (_, i) => i))
    for await (const event of relaxBatch([adslab(78), clean], broken, { optimiser: 'lbfgs', fmax: 0.3, maxSteps: 2, batchSize: 2 })) if (event.kind !== 'step') outcomes.push(`${event.index} ${event.kind}`)
    expect(outcomes.toSorted()).toEqual(['0 failed', '1 done'])
    await broken.close()
  })

  it('can be closed twice', async () => {
    const { modelPath, card } = await adatom0()
    const short = await openPotential(modelPath, card)
    await short.close()
    await expect(short.close()).resolves.toBeUndefined()
  })
})
