import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Potential } from '../../../src/domain/potentials/potential'
import { selftest, type SelftestReference } from '../../../src/domain/potentials/selftest'
import { listModels, loadCard } from '../../../src/platform/models/registry'
import { loadSelftest } from '../../../src/platform/models/selftest-file'
import { openPotential, type OnnxPotential } from '../../../src/platform/onnx/potential'
import { adatom0 } from './model'

let potential: OnnxPotential, batched: OnnxPotential
let reference: SelftestReference
beforeAll(async () => {
  const model = await adatom0()
  reference = (await loadSelftest(model))!
  potential = await openPotential(model.modelPath, model.card)
  batched = await openPotential(model.modelPath, model.card, { structuresPerRun: 8 })
})
afterAll(() => Promise.all([potential.close(), batched.close()]))

/** The potential with one of its answers changed. */
const skewed = (change: (energy: number, k: number) => number): Potential => ({
  ...potential,
  evaluate: async (structures, options) => (await potential.evaluate(structures, options)).map((e, k) => ({ ...e, energy: change(e.energy, k) })),
})

describe('the self-test', () => {
  it('passes for every shipped model, on real differences', async () => {
    const { models } = await listModels(fileURLToPath(new URL('../../../models', import.meta.url)))
    for (const model of models) {
      const stored = await loadSelftest(model)
      if (stored === null) continue
      const [alone, together] = [await openPotential(model.modelPath, model.card), await openPotential(model.modelPath, model.card, { structuresPerRun: 8 })]
      const report = await selftest(alone, stored, together)
      expect(report, report.reason).toMatchObject({ passed: true, reason: '' })
      expect(report.structures).toHaveLength(stored.structures.length)
      // float32 against float64: an error of exactly zero would mean that nothing was compared
      expect(report.reference.forces).toBeGreaterThan(0)
      await Promise.all([alone.close(), together.close()])
    }
  })

  it('fails when an energy is off, and says against what', async () => {
    const report = await selftest(skewed((e, k) => e + (k === 0 ? 1e-3 : 0)), reference, potential)
    expect([report.passed, report.reference.energy > 1e-5]).toEqual([false, true])
    expect(report.reason).toMatch(/against the stored values it errs by .* eV\/atom/)
  })

  it('fails when batches differ from one at a time', async () => {
    const report = await selftest(potential, reference, skewed((e, k) => e + 0.01 * k))
    expect(report.reference).toEqual((await selftest(potential, reference, batched)).reference)
    expect(report.reason).toMatch(/^against one at a time/)
  })

  it('counts numbers that are none as a failure', async () => {
    const { modelPath, card } = await adatom0()
    const broken = await openPotential(modelPath, { ...card, referenceEnergies: new Map([...card.referenceEnergies, [29, Number.NaN]]) })
    const report = await selftest(broken, reference)
    expect([report.passed, report.reference.energy]).toEqual([false, Infinity])
    await broken.close()
  })
})

describe('the self-test file', () => {
  let folder = ''
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'adatom-selftest-'))))
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  it.each([
    ['is missing', null, /no such file/],
    ['is not JSON', '{', /JSON/],
    ['lacks a force', JSON.stringify({ model: 'x', contract: 1, precision: 'float64', tolerance: { energy_eV_per_atom: 1, forces_eV_A: 1 }, structures: [{ name: 'H', numbers: [1], positions: [[0, 0, 0]], cell: [[1, 0, 0], [0, 1, 0], [0, 0, 1]], pbc: [true, true, true], energy_eV: 0, forces: [] }] }), /one row per atom/],
  ])('that %s is ModelUnusable', async (name, content, reason) => {
    const model = await adatom0()
    const home = mkdtempSync(join(folder, 'm-'))
    for (const file of [model.modelPath, model.cardPath]) copyFileSync(file, join(home, file.split(/[/\\]/).at(-1)!))
    if (content !== null) writeFileSync(join(home, 'adatom-0.selftest.json'), content)
    await expect(loadSelftest(await loadCard(join(home, 'adatom-0.json'))), name).rejects.toMatchObject({ kind: 'ModelUnusable', fields: { reason: expect.stringMatching(reason) as string } })
  })

  it('is optional', async () => {
    const model = await adatom0()
    expect(await loadSelftest({ ...model, card: { ...model.card, selftestFile: null } })).toBeNull()
  })
})
