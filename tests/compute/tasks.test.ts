/** The tasks of a compute process by themselves: what they yield, when they stop, what they refuse. */
import { copyFileSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { RelaxEvent, WatchInput } from '../../src/contract/compute-api'
import { cut } from '../../src/compute/tasks/cut'
import { createLoader, type Held } from '../../src/compute/tasks/load'
import { adsorbate } from '../../src/compute/tasks/place'
import { relaxTask } from '../../src/compute/tasks/relax'
import { isError } from '../../src/domain/errors'
import type { Potential } from '../../src/domain/potentials/potential'
import { makeStructure } from '../../src/domain/structure/structure'
import { clean, landscape, randomStarts } from '../domain/adsorbml/search/landscape'

const ROOT = resolve(import.meta.dirname, '../..')

/** E = sum k |r|^2 / 2 over all atoms, each call taking `delayMs`: its minimum is known. */
const harmonic = (delayMs = 0): Potential => ({
  id: 'harmonic',
  cutoff: 5,
  elements: new Set([29]),
  latentDim: 0,
  evaluate: async (structures) => {
    if (delayMs > 0) await new Promise((done) => setTimeout(done, delayMs))
    return structures.map(({ positions }) => ({ energy: positions.reduce((sum, x) => sum + x * x, 0) / 2, forces: positions.map((x) => -x) }))
  },
})
const held = (potential: Potential): Held => ({ potential: potential as Held['potential'], meter: null })
const atom = makeStructure({ numbers: [29, 29], positions: [3, -2, 1, 0.5, 0, 0], cell: [20, 0, 0, 0, 20, 0, 0, 0, 20], fixed: [0, 1] })
const never = new AbortController().signal

describe('relax', () => {
  test('ends with the whole relaxation: at the minimum, one frame a force call, fixed atoms where they were', async () => {
    const events: RelaxEvent[] = []
    for await (const event of relaxTask(held(harmonic()), { structure: atom, settings: { optimiser: 'lbfgs', fmax: 0.01, maxSteps: 200 } }, never)) events.push(event)
    const done = events.at(-1)!
    if (done.kind !== 'done') throw new Error('no result')
    const { relaxation } = done
    expect(relaxation.outcome).toBe('converged')
    expect(relaxation.fmax).toBeLessThan(0.01)
    expect(relaxation.trajectory.frames).toBe(relaxation.forceCalls)
    expect(relaxation.trajectory.positions).toHaveLength(6 * relaxation.forceCalls)
    expect(relaxation.structure.positions.slice(3)).toEqual(atom.positions.slice(3))
    // |F| = |r| for k = 1: converged means within 0.01 Å of the minimum, and E = 0.5^2 / 2 of the fixed atom
    expect(relaxation.energy).toBeCloseTo(0.125, 3)
    expect(relaxation.distance).toBeNull()
  })

  test('ends as merged in a minimum that it is told of, at the step that depends on its input alone; without one it runs to its end', async () => {
    const [start] = randomStarts(1, 4)
    const run = async (targets: WatchInput['targets']): Promise<RelaxEvent> => {
      const events: RelaxEvent[] = []
      for await (const event of relaxTask(held(landscape), { structure: start!.structure, settings: { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 300 }, watch: { clean, targets } }, never)) events.push(event)
      return events.at(-1)!
    }
    const whole = await run([])
    if (whole.kind !== 'done') throw new Error('no result')
    const { structure, energy, trajectory } = whole.relaxation
    const merged = await run([{ id: 'known', energy, structure }])
    if (merged.kind !== 'merged') throw new Error('not merged')
    const { into, above, step, forceCalls } = merged.merged
    expect(into).toBe('known')
    expect(forceCalls).toBeLessThan(whole.relaxation.forceCalls)
    // the frames up to there are those of the whole relaxation
    expect(merged.merged.trajectory.frames).toBe(forceCalls)
    expect(merged.merged.trajectory.positions).toEqual(trajectory.positions.slice(0, forceCalls * structure.positions.length))
    expect(above).toBeCloseTo(trajectory.energies[step]! - energy, 12)
    expect(await run([{ id: 'known', energy, structure }])).toEqual(merged)
    // a minimum elsewhere, or far below, is not this one
    expect((await run([{ id: 'lower', energy: energy - 1, structure }])).kind).toBe('done')
  })

  test('reports steps at most ten a second, and the first at once', async () => {
    const start = performance.now()
    const steps: RelaxEvent[] = []
    for await (const event of relaxTask(held(harmonic(4)), { structure: atom, settings: { optimiser: 'fire', fmax: 1e-9, maxSteps: 100 } }, never)) if (event.kind === 'step') steps.push(event)
    const seconds = (performance.now() - start) / 1000
    expect(steps[0]).toMatchObject({ step: 0, forceCalls: 1 })
    expect(steps.length).toBeLessThanOrEqual(10 * seconds + 1)
    expect(steps.map((event) => event.kind === 'step' && event.step)).toEqual(steps.map((event) => event.kind === 'step' && event.forceCalls - 1))
  })

  test('is cancelled between two force calls', async () => {
    const stop = new AbortController()
    let calls = 0
    const counting: Potential = {
      ...harmonic(),
      evaluate: (structures) => {
        if (++calls === 5) stop.abort()
        return harmonic().evaluate(structures)
      },
    }
    const work = (async () => {
      for await (const event of relaxTask(held(counting), { structure: atom, settings: { optimiser: 'fire', fmax: 1e-9, maxSteps: 10_000 } }, stop.signal)) void event
    })()
    expect(isError(await work.catch((error: unknown) => error), 'Cancelled')).toBe(true)
    expect(calls).toBe(5)
  })
})

describe('models', () => {
  test('nothing is loaded at first; a provider that does not exist is refused by name', async () => {
    const loader = createLoader()
    expect(() => loader.current()).toThrow('No model is loaded')
    await expect(loader.load({ model: join(ROOT, 'models/adatom-0.json'), provider: 'abacus' })).rejects.toThrow('No execution provider has this name')
    expect(await loader.load({ model: join(ROOT, 'models/adatom-0.json') })).toMatchObject({ name: 'adatom-0', provider: 'cpu', fallback: null, calibration: null })
    expect(loader.current().potential.card.name).toBe('adatom-0')
  })

  test('a model that cannot be used leaves the one before in place', async () => {
    const loader = createLoader()
    await loader.load({ model: join(ROOT, 'models/adatom-0.json') })
    const folder = mkdtempSync(join(tmpdir(), 'adatom-model-'))
    copyFileSync(join(ROOT, 'models/adatom-0.json'), join(folder, 'adatom-0.json'))
    writeFileSync(join(folder, 'adatom-0.onnx'), 'not a model')
    await expect(loader.load({ model: join(folder, 'adatom-0.json') })).rejects.toThrow('not the ones that its card describes')
    expect(loader.current().potential.card.name).toBe('adatom-0')
  })
})

describe('adsorbates by name', () => {
  test('the library first, then SMILES', () => {
    expect(adsorbate({ id: 'CO' }).structure.numbers).toEqual(Uint8Array.from([6, 8]))
    expect(adsorbate({ id: '*CO' }).id).toBe('CO')
    expect(adsorbate({ id: '*CCO' }).structure.numbers.length).toBeGreaterThan(2)
    expect(adsorbate({ id: '*C(F)(F)F' }).structure.numbers).toContain(9)
  })

  test('a word gets the list of the library, a broken SMILES its reason', () => {
    expect(() => adsorbate({ id: 'Unobtainium' })).toThrow('no adsorbate Unobtainium')
    expect(() => adsorbate({ id: 'C(C(' })).toThrow(/SMILES/)
  })
})

test('errors of cutting name the material', async () => {
  await expect(cut({ id: 'Brass', structure: atom, role: 'slab', facets: { kind: 'all', maxIndex: 1 }, preset: 'oc20' })).rejects.toThrow(/^Brass: /)
})
