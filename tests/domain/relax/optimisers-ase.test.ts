import { describe, expect, it } from 'vitest'
import { lennardJones } from '../../../src/domain/potentials/lennard-jones'
import { relaxed } from '../../../src/domain/relax/relax'
import { lennardJonesRuns, structureOf } from './fixtures'

/**
 * ASE sums in numpy's pairwise order, we sum in a row: differences of 1e-16 per step, which the optimisation itself amplifies.
 * 1e-7 Å after 60 steps is three orders below anything that a different algorithm would show in its second step.
 */
const TOLERANCE = 1e-7

describe('L-BFGS and FIRE, step by step as ASE', () => {
  it.each(lennardJonesRuns().map((run) => [run.name, run] as const))('%s', async (_, run) => {
    const { sigma, epsilon, rc } = run.lj
    const result = await relaxed(structureOf(run.start), lennardJones({ sigma, epsilon, cutoff: rc }), { optimiser: run.optimiser, fmax: run.fmax, maxSteps: run.max_steps })
    expect(result.forceCalls).toBe(run.steps.length)
    expect(result.outcome).toBe(run.steps.at(-1)!.fmax < run.fmax ? 'converged' : 'max-steps')
    run.steps.forEach((step, k) => {
      expect(Math.abs(result.trajectory.energies[k]! - step.energy)).toBeLessThan(TOLERANCE)
      expect(Math.abs(result.trajectory.fmax[k]! - step.fmax)).toBeLessThan(1e-5)
      // frames are float32: 20 Å are kept to 1e-6 Å
      step.positions.forEach((v, c) => expect(Math.abs(result.trajectory.frames[k]![c]! - v)).toBeLessThan(2e-6))
    })
    run.steps.at(-1)!.positions.forEach((v, c) => expect(Math.abs(result.structure.positions[c]! - v)).toBeLessThan(TOLERANCE))
  })
})
