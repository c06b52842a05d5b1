import { describe, expect, it } from 'vitest'
import { AdatomError } from '../../../src/domain/errors'
import { lennardJones } from '../../../src/domain/potentials/lennard-jones'
import type { Potential } from '../../../src/domain/potentials/potential'
import { OPTIMISER_NAMES } from '../../../src/domain/relax/optimisers'
import { relax, relaxed, relaxRun } from '../../../src/domain/relax/relax'
import { RelaxRun } from '../../../src/domain/relax/run-state'
import { makeStructure } from '../../../src/domain/structure/structure'
import { lennardJonesRuns, structureOf } from './fixtures'

const copper = lennardJones({ sigma: 2.277, epsilon: 0.415, cutoff: 6 })
const slab = structureOf(lennardJonesRuns().find((run) => run.name === 'LBFGS slab with fixed atoms')!.start)
const SETTINGS = { optimiser: 'lbfgs', fmax: 0.01, maxSteps: 200 } as const

/** A potential that fails after a number of calls. */
const failing = (calls: number, error: Error): Potential => {
  let left = calls
  return { ...copper, evaluate: (structures, options) => (left-- > 0 ? copper.evaluate(structures, options) : Promise.reject(error)) }
}
const notANumber = new AdatomError('NumericalFailure', 'not a number', { where: 'here' })

describe.each(OPTIMISER_NAMES)('a relaxation by %s', (optimiser) => {
  it('converges, with a trajectory of one frame per force call', async () => {
    const result = await relaxed(slab, copper, { ...SETTINGS, optimiser })
    expect(result.outcome).toBe('converged')
    expect(result.forceCalls).toBe(result.steps + 1)
    expect([result.trajectory.frames.length, result.trajectory.energies.length, result.trajectory.fmax.length]).toEqual([result.forceCalls, result.forceCalls, result.forceCalls])
    expect(result.trajectory.frames[0]).toEqual(Float32Array.from(slab.positions))
    expect(result.trajectory.fmax.at(-1)).toBeLessThan(0.01)
    expect(result.evaluation.energy).toBe(result.trajectory.energies.at(-1))
    const [again] = await copper.evaluate([result.structure])
    expect(again!.energy).toBe(result.evaluation.energy)
  })

  it('never moves a fixed atom, not by a bit, and does not count its force', async () => {
    const result = await relaxed(slab, copper, { ...SETTINGS, optimiser })
    let fixedForce = 0
    slab.fixed.forEach((fixed, i) => {
      if (!fixed) return
      expect(result.structure.positions.subarray(3 * i, 3 * i + 3)).toEqual(slab.positions.subarray(3 * i, 3 * i + 3))
      fixedForce = Math.max(fixedForce, Math.hypot(...result.evaluation.forces.subarray(3 * i, 3 * i + 3)))
    })
    expect(fixedForce).toBeGreaterThan(0.01)
  })

  it('is the same to the last bit each time, and leaves its input alone', async () => {
    const before = slab.positions.slice()
    const [a, b] = [await relaxed(slab, copper, { ...SETTINGS, optimiser }), await relaxed(slab, copper, { ...SETTINGS, optimiser })]
    expect(a).toEqual(b)
    expect(slab.positions).toEqual(before)
  })

  it('saved between any two steps, copied and gone on with, is to the last bit what it would have been', async () => {
    const settings = { ...SETTINGS, optimiser }
    const never = await relaxed(slab, copper, settings)
    for (let at = 0; at < never.forceCalls; at += at < 4 ? 1 : 5) {
      const first = new RelaxRun(slab, settings)
      for (let calls = 0; calls < at; calls++) first.absorb((await copper.evaluate([first.structure]))[0]!)
      const saved = structuredClone(first.save())
      // what the first run does from here on is its own
      if (first.outcome === null) first.absorb((await copper.evaluate([first.structure]))[0]!)
      const second = relaxRun(new RelaxRun(slab, settings, saved), copper)
      const steps: number[] = []
      let next = await second.next()
      for (; !next.done; next = await second.next()) steps.push(next.value.step)
      expect(next.value).toEqual(never)
      expect(steps).toEqual(Array.from({ length: never.forceCalls - at }, (_, k) => at + k))
    }
  })

  it('stops at the last step allowed', async () => {
    const result = await relaxed(slab, copper, { ...SETTINGS, optimiser, maxSteps: 3 })
    expect([result.outcome, result.steps, result.forceCalls]).toEqual(['max-steps', 3, 4])
    expect((await relaxed(slab, copper, { ...SETTINGS, optimiser, maxSteps: 0 })).forceCalls).toBe(1)
  })

  it('has nothing to do where no atom is free, or none is there', async () => {
    const held = await relaxed({ ...slab, fixed: slab.fixed.map(() => 1) }, copper, { ...SETTINGS, optimiser })
    expect([held.outcome, held.steps]).toEqual(['converged', 0])
    const empty = await relaxed(makeStructure({ numbers: [], positions: [], cell: [3, 0, 0, 0, 3, 0, 0, 0, 3] }), copper, { ...SETTINGS, optimiser })
    expect([empty.outcome, empty.evaluation.energy]).toEqual(['converged', 0])
  })

  it('survives atoms almost on top of each other', async () => {
    const positions = slab.positions.slice()
    for (let c = 0; c < 3; c++) positions[33 + c] = positions[30 + c]! + (c === 0 ? 0.9 : 0)
    const result = await relaxed({ ...slab, positions }, copper, { ...SETTINGS, optimiser, maxSteps: 40 })
    expect(result.evaluation.energy).toBeLessThan(result.trajectory.energies[0]!)
    expect(result.trajectory.energies.every(Number.isFinite)).toBe(true)
    expect(result.structure.positions.every(Number.isFinite)).toBe(true)
  })
})

describe('the driver', () => {
  it('yields every force call, and can be left in the middle', async () => {
    const seen: number[] = []
    for await (const step of relax(slab, copper, SETTINGS)) {
      seen.push(step.step)
      if (step.step === 4) break
    }
    expect(seen).toEqual([0, 1, 2, 3, 4])
  })

  it('throws Cancelled between two force calls', async () => {
    let calls = 0
    const counting: Potential = { ...copper, evaluate: (...input) => (calls++, copper.evaluate(...input)) }
    await expect(relaxed(slab, counting, SETTINGS, { isCancelled: () => calls === 3 })).rejects.toMatchObject({ kind: 'Cancelled' })
    expect(calls).toBe(3)
  })

  it('keeps the last sane frame when the numbers fail', async () => {
    const result = await relaxed(slab, failing(3, notANumber), SETTINGS)
    expect([result.outcome, result.forceCalls, result.trajectory.frames.length]).toEqual(['exploded', 4, 3])
    expect(Float32Array.from(result.structure.positions)).toEqual(result.trajectory.frames.at(-1))
    expect(Number.isFinite(result.evaluation.energy)).toBe(true)
  })

  it('passes on what is not about numbers, and a start that cannot be evaluated', async () => {
    await expect(relaxed(slab, failing(2, new Error('the disk is on fire')), SETTINGS)).rejects.toThrow('on fire')
    await expect(relaxed(slab, failing(0, notANumber), SETTINGS)).rejects.toMatchObject({ kind: 'NumericalFailure' })
  })

  it('calls it exploded when an atom is thrown out', async () => {
    const slope: Potential = { ...copper, evaluate: (structures) => Promise.resolve(structures.map((s) => ({ energy: -s.positions[0]!, forces: s.positions.map(() => 1) }))) }
    const result = await relaxed(slab, slope, { ...SETTINGS, optimiser: 'fire', maxSteps: 5000 })
    expect(result.outcome).toBe('exploded')
    expect(result.structure.positions.every(Number.isFinite)).toBe(true)
  })

  it('calls it exploded when the potential has a hole, and keeps the frame before it', async () => {
    let calls = 0
    const holed: Potential = {
      ...copper,
      evaluate: async (structures) => (await copper.evaluate(structures)).map((e) => (++calls < 5 ? e : { ...e, energy: -1e7, forces: e.forces.map(() => 1e6) })),
    }
    const result = await relaxed(slab, holed, SETTINGS)
    expect([result.outcome, result.forceCalls, result.trajectory.frames.length]).toEqual(['exploded', 5, 4])
    expect(result.evaluation.energy).toBeGreaterThan(-1e3)
  })

  it('refuses a saved run of another optimiser or structure', () => {
    const saved = new RelaxRun(slab, SETTINGS).save()
    expect(() => new RelaxRun(slab, { ...SETTINGS, optimiser: 'fire' }, saved)).toThrow('another optimiser')
    expect(() => new RelaxRun(makeStructure({ numbers: [29], positions: [0, 0, 0], cell: slab.cell }), SETTINGS, saved)).toThrow('another structure')
  })

  it('refuses settings without a meaning', async () => {
    for (const bad of [{ fmax: 0 }, { fmax: Number.NaN }, { maxSteps: -1 }, { maxSteps: 2.5 }, { optimiser: 'newton-raphson-pro' }, { optimiser: 'toString' }]) {
      await expect(relaxed(slab, copper, { ...SETTINGS, ...bad })).rejects.toMatchObject({ kind: 'InvalidInput' })
    }
  })
})
