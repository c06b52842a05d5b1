import { describe, expect, it } from 'vitest'
import { cholesky, multiply, solveLower, solveUpper } from '../../../src/domain/math/cholesky'
import { random } from '../../../src/domain/math/random'
import { lennardJones } from '../../../src/domain/potentials/lennard-jones'
import type { Potential } from '../../../src/domain/potentials/potential'
import { freeAtomsOf, modelHessian } from '../../../src/domain/relax/model-hessian'
import { largestRow } from '../../../src/domain/relax/optimiser'
import { DEFAULT_OPTIMISER } from '../../../src/domain/relax/optimisers'
import { relax, relaxed } from '../../../src/domain/relax/relax'
import { trustStep } from '../../../src/domain/relax/trust-region'
import { makeStructure, selectAtoms, withParts, type Structure } from '../../../src/domain/structure/structure'
import { lennardJonesRuns, structureOf } from './fixtures'

const copper = lennardJones({ sigma: 2.277, epsilon: 0.415, cutoff: 6 })
const slab = structureOf(lennardJonesRuns().find((run) => run.name === 'LBFGS slab with fixed atoms')!.start)
const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.005, maxSteps: 300 }

/** A random symmetric positive definite matrix. */
function positiveMatrix(m: number, seed: number): Float64Array {
  const stream = random(seed, 'matrix')
  const half = Float64Array.from({ length: m * m }, () => stream.normal())
  return Float64Array.from({ length: m * m }, (_, k) => {
    const [i, j] = [Math.floor(k / m), k % m]
    return half.subarray(i * m, i * m + m).reduce((sum, v, c) => sum + v * half[j * m + c]!, i === j ? 0.1 : 0)
  })
}

const rotateZ = (angle: number) => (rows: Float64Array): Float64Array => {
  const [c, d] = [Math.cos(angle), Math.sin(angle)]
  return rows.map((v, k) => (k % 3 === 2 ? v : k % 3 === 0 ? c * v - d * rows[k + 1]! : d * rows[k - 1]! + c * v))
}

describe('the trust-region step', () => {
  it('solves the unbounded problem exactly where the step is short', () => {
    const b = positiveMatrix(12, 1)
    const g = Float64Array.from({ length: 12 }, (_, k) => 0.01 * Math.cos(k))
    const { step, predicted } = trustStep(b, g, 1e3)
    multiply(b, 12, step).forEach((v, k) => expect(v + g[k]!).toBeCloseTo(0, 10))
    expect(predicted).toBeCloseTo(0.5 * step.reduce((sum, v, k) => sum + v * g[k]!, 0), 10)
  })

  it('keeps within the radius, goes downhill, and bends towards steepest descent as the radius shrinks', () => {
    for (const seed of [2, 3, 4, 5]) {
      const b = positiveMatrix(15, seed)
      const g = Float64Array.from({ length: 15 }, (_, k) => Math.sin(seed * (k + 1)))
      const angles = [0.2, 0.02, 0.002].map((radius) => {
        const { step, length, predicted } = trustStep(b, g, radius)
        expect(largestRow(step)).toBeLessThanOrEqual(radius * (1 + 1e-12))
        expect(length).toBeGreaterThan(0.85 * radius)
        expect(predicted).toBeLessThan(0)
        return -step.reduce((sum, v, k) => sum + v * g[k]!, 0) / Math.hypot(...step) / Math.hypot(...g)
      })
      expect(angles).toEqual(angles.toSorted((p, q) => p - q))
      expect(angles[2]).toBeGreaterThan(0.99)
    }
  })

  it('factorises only what is positive definite', () => {
    const b = positiveMatrix(6, 7)
    const factor = new Float64Array(36)
    expect(cholesky(b, 6, 0, factor)).toBe(true)
    const x = Float64Array.from({ length: 6 }, (_, k) => k - 2.5)
    solveUpper(factor, 6, solveLower(factor, 6, multiply(b, 6, x))).forEach((v, k) => expect(v).toBeCloseTo(x[k]!, 8))
    expect(cholesky(b.map((v) => -v), 6, 0, factor)).toBe(false)
    expect(cholesky(b.map(() => Number.NaN), 6, 0, factor)).toBe(false)
  })
})

describe('the model Hessian', () => {
  const methanolOnCopper = makeStructure({
    numbers: [29, 29, 29, 6, 8, 1, 1, 1, 1],
    positions: [0, 0, 0, 2.56, 0, 0, 1.28, 2.2, 0, 1.1, 0.7, 3.4, 1.2, 0.8, 2.0, 0.1, 0.5, 3.7, 1.8, -0.1, 3.8, 1.4, 1.7, 3.7, 2.1, 0.9, 1.75],
    cell: [9, 0, 0, 0, 9, 0, 0, 0, 14], fixed: [1, 0, 0, 0, 0, 0, 0, 0, 0],
  })
  const free = freeAtomsOf(methanolOnCopper)
  const hessian = modelHessian(methanolOnCopper, free)
  const m = 24

  it('is symmetric and positive definite', () => {
    for (let i = 0; i < m; i++) for (let j = 0; j < i; j++) expect(hessian[i * m + j]).toBeCloseTo(hessian[j * m + i]!, 9)
    expect(cholesky(hessian, m, -0.5, new Float64Array(m * m))).toBe(true)
  })

  it('has the stiffness of known bonds, C-O and C-H, within a factor of two', () => {
    const stretch = (a: number, b: number): number => {
      const v = [0, 1, 2].map((c) => methanolOnCopper.positions[3 * b + c]! - methanolOnCopper.positions[3 * a + c]!)
      const d = Math.hypot(...v)
      return -v.reduce((sum, va, i) => sum + v.reduce((row, vb, j) => row + (va * vb * hessian[(3 * free.place[a]! + i) * m + 3 * free.place[b]! + j]!) / d / d, 0), 0)
    }
    // C-O single bond 5.0 and C-H 4.9 mdyn/Å = 31 eV/Å^2 (Wilson, Decius & Cross, Molecular Vibrations, 1955, table 8-1)
    for (const k of [stretch(3, 4), stretch(3, 5)]) {
      expect(k).toBeGreaterThan(15)
      expect(k).toBeLessThan(62)
    }
  })

  it('turns with the structure', () => {
    const turn = rotateZ(0.9)
    const turned = modelHessian(withParts(methanolOnCopper, { positions: turn(methanolOnCopper.positions), cell: turn(methanolOnCopper.cell) }), free)
    const x = Float64Array.from({ length: m }, (_, k) => Math.sin(3 * k))
    const [a, b] = [turn(multiply(hessian, m, x)), multiply(turned, m, turn(x))]
    a.forEach((v, k) => expect(b[k]).toBeCloseTo(v, 9))
  })

  it('stands atoms in one place, and no free atom at all', () => {
    const twice = withParts(methanolOnCopper, { positions: methanolOnCopper.positions.map((v, k, all) => (k >= 24 ? all[k - 3]! : v)) })
    expect(modelHessian(twice, free).every(Number.isFinite)).toBe(true)
    expect(modelHessian(methanolOnCopper, freeAtomsOf({ ...methanolOnCopper, fixed: methanolOnCopper.fixed.map(() => 1) }))).toHaveLength(0)
  })
})

describe('precon-bfgs', () => {
  it('needs fewer force calls than L-BFGS on every Lennard-Jones crystal and slab of the fixtures, for the same energy', async () => {
    for (const run of lennardJonesRuns().filter(({ name }) => /LBFGS (crystal|slab)/.test(name))) {
      const [mine, ase] = await Promise.all([DEFAULT_OPTIMISER, 'lbfgs'].map((optimiser) => relaxed(structureOf(run.start), copper, { ...SETTINGS, optimiser })))
      expect(mine!.outcome).toBe('converged')
      expect(mine!.forceCalls).toBeLessThan(ase!.forceCalls)
      expect(Math.abs(mine!.evaluation.energy - ase!.evaluation.energy)).toBeLessThan(1e-3)
    }
  })

  it('takes the same path for a structure that is turned, moved or numbered otherwise', async () => {
    const before = await relaxed(slab, copper, SETTINGS)
    const order = Array.from(slab.numbers.keys(), (i) => (5 * i + 2) % slab.numbers.length)
    const turn = rotateZ(1.1)
    const changed: Structure[] = [
      withParts(slab, { positions: turn(slab.positions), cell: turn(slab.cell) }),
      withParts(slab, { positions: slab.positions.map((v, k) => v + [3, -2, 0.5][k % 3]!) }),
      selectAtoms(slab, order),
    ]
    for (const s of changed) {
      const after = await relaxed(s, copper, SETTINGS)
      expect(after.steps).toBe(before.steps)
      expect(after.evaluation.energy).toBeCloseTo(before.evaluation.energy, 6)
    }
  })

  it('never goes on from above the lowest frame, and never ends above one that it passed', async () => {
    // 0.2 meV is the noise of float32 that the rule allows for
    for (let seed = 1; seed <= 60; seed++) {
      const start = { ...slab, positions: slab.positions.map((v, k) => v + (slab.fixed[Math.floor(k / 3)] ? 0 : 0.4 * Math.sin((9 + seed) * k + seed))) }
      const { outcome, trajectory, evaluation } = await relaxed(start, copper, { ...SETTINGS, maxSteps: 60 })
      expect(outcome).not.toBe('exploded')
      expect(evaluation.energy).toBeLessThanOrEqual(Math.min(...trajectory.energies) + 2e-4)
    }
  })

  it('does not give in, however often a step goes up', async () => {
    // forces that lie: they push along x, where the energy only rises; a rule that takes the fourth try would walk away
    const liar: Potential = { ...copper, evaluate: (structures) => Promise.resolve(structures.map(({ positions: [x = 0] }) => ({ energy: 2 * Math.abs(x), forces: Float64Array.from([1, 0, 0]) }))) }
    const atom = makeStructure({ numbers: [29], positions: [0, 0, 0], cell: [30, 0, 0, 0, 30, 0, 0, 0, 30] })
    const steps = relax(atom, liar, { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: 40 })
    let next = await steps.next()
    // every trial is a step from the start, shorter each time, down to the least radius of 0.002 Å
    for (; !next.done; next = await steps.next()) expect(next.value.positions[0]).toBeLessThanOrEqual(next.value.step < 10 ? 0.2 : 0.0021)
    const { outcome, evaluation, trajectory, forceCalls } = next.value
    expect([outcome, evaluation.energy, forceCalls, trajectory.frames.length]).toEqual(['max-steps', 0, 41, 1])
  })

  it('ends at its lowest frame when it is cut short, with that frame as the last of the trajectory', async () => {
    const rough = { ...slab, positions: slab.positions.map((v, k) => v + (slab.fixed[Math.floor(k / 3)] ? 0 : 0.4 * Math.sin(12 * k + 3))) }
    const all = (await relaxed(rough, copper, SETTINGS)).trajectory.energies
    const risen = all.findIndex((e, k) => k > 0 && e > all[k - 1]! + 1e-3)
    expect(risen).toBeGreaterThan(0)
    const cut = await relaxed(rough, copper, { ...SETTINGS, maxSteps: risen })
    expect([cut.outcome, cut.steps, cut.forceCalls]).toEqual(['max-steps', risen, risen + 1])
    expect(cut.evaluation.energy).toBe(Math.min(...all.slice(0, risen + 1)))
    expect(cut.trajectory.energies.at(-1)).toBe(cut.evaluation.energy)
    expect(cut.trajectory.frames.at(-1)).toEqual(Float32Array.from(cut.structure.positions))
  })

  it('does not stop on a plateau where fmax is met on the way, as L-BFGS does', async () => {
    // along x: a steep wall at 2.6 Å, a shelf of slope 0.015 eV/Å (fmax is 0.02), a well 0.1 eV deep at -1 Å
    const slope = (x: number): number => 0.015 + (0.05 / 0.15) * Math.exp((x - 2.6) / 0.15) + 0.4 * (x + 1) * Math.exp(-2 * (x + 1) ** 2)
    const energy = (x: number): number => 0.015 * x + 0.05 * Math.exp((x - 2.6) / 0.15) - 0.1 * Math.exp(-2 * (x + 1) ** 2)
    const shelf: Potential = { ...copper, evaluate: (structures) => Promise.resolve(structures.map(({ positions: [x = 0] }) => ({ energy: energy(x), forces: Float64Array.from([-slope(x), 0, 0]) }))) }
    const atom = makeStructure({ numbers: [29], positions: [2.6, 0, 0], cell: [30, 0, 0, 0, 30, 0, 0, 0, 30] })
    const [mine, ase] = await Promise.all([DEFAULT_OPTIMISER, 'lbfgs'].map((optimiser) => relaxed(atom, shelf, { optimiser, fmax: 0.02, maxSteps: 100 })))
    expect([mine!.outcome, ase!.outcome]).toEqual(['converged', 'converged'])
    expect(ase!.structure.positions[0]).toBeGreaterThan(1)
    expect(Math.abs(mine!.structure.positions[0]! + 1)).toBeLessThan(0.1)
  })

  it('looks at a converged start once', async () => {
    const { structure } = await relaxed(slab, copper, { ...SETTINGS, fmax: 1e-4 })
    const again = await relaxed(structure, copper, SETTINGS)
    expect([again.outcome, again.forceCalls]).toEqual(['converged', 1])
  })

  it('hands structures of more than 200 free atoms to L-BFGS', async () => {
    const positions = Array.from({ length: 216 }, (_, i) => [i % 6, Math.floor(i / 6) % 6, Math.floor(i / 36)].map((v, c) => 2.7 * v + 0.05 * Math.sin(7 * i + c))).flat()
    const large = makeStructure({ numbers: Array<number>(216).fill(29), positions, cell: [16.2, 0, 0, 0, 16.2, 0, 0, 0, 16.2] })
    const settings = { ...SETTINGS, fmax: 0.05, maxSteps: 5 }
    expect(await relaxed(large, copper, settings)).toEqual(await relaxed(large, copper, { ...settings, optimiser: 'lbfgs' }))
  })
})
