import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { listModels, loadCard } from '../../../src/platform/models/registry'

const models = fileURLToPath(new URL('../../../models', import.meta.url))
const onnx = join(models, 'adatom-0.onnx')
const content = JSON.parse(readFileSync(join(models, 'adatom-0.json'), 'utf8')) as Record<string, unknown>

let folder = ''
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'adatom-models-'))))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
/** A folder with a copy of the weights and a changed card (undefined removes a field; a string replaces the whole card). */
function withCard(change: Record<string, unknown> | string): string {
  const home = join(folder, String(count++))
  mkdirSync(home)
  copyFileSync(onnx, join(home, 'adatom-0.onnx'))
  writeFileSync(join(home, 'adatom-0.json'), typeof change === 'string' ? change : JSON.stringify({ ...content, ...change }))
  return join(home, 'adatom-0.json')
}

describe('the model registry', () => {
  it('reads the shipped card, by the path of card or weights', async () => {
    const { card, modelPath } = await loadCard(onnx)
    expect((await loadCard(join(models, 'adatom-0.json'))).card).toEqual(card)
    expect(modelPath).toBe(onnx)
    expect([card.name, card.contract, card.cutoff, card.functional, card.latents.dim, card.elements.length]).toEqual(['adatom-0', 1, 5, 'PBE', 192, 14])
    expect(card.calibration).toBeNull()
    expect(card.notFor.length).toBeGreaterThan(0)
  })

  it('holds gas references that follow from its molecules by the scheme of OC20', async () => {
    const { molecules, atoms } = (await loadCard(onnx)).card.gasReferences!
    const [h2, h2o, co, n2] = ['H2', 'H2O', 'CO', 'N2'].map((name) => molecules.get(name)!) as [number, number, number, number]
    // values are rounded to 1e-5 eV
    expect(atoms.get(1)).toBeCloseTo(h2 / 2, 4)
    expect(atoms.get(8)).toBeCloseTo(h2o - h2, 4)
    expect(atoms.get(6)).toBeCloseTo(co - (h2o - h2), 4)
    expect(atoms.get(7)).toBeCloseTo(n2 / 2, 4)
  })

  it.each([
    ['another hash', { sha256: '0'.repeat(64) }, /SHA-256 0a338121.* the card names 0000/],
    ['no such file', { file: 'elsewhere.onnx' }, /elsewhere\.onnx/],
    ['a file in another folder', { file: '../adatom-0.onnx' }, /file: a file name without folders/],
    ['another contract', { contract_version: 2 }, /contract_version/],
    ['an element that is none', { elements: ['H', 'Qq'] }, /"Qq" is not an element/],
    ['an element without reference energy', { elements: ['H', 'Fe'] }, /reference_energy_eV: every element needs/],
    ['no cutoff', { cutoff_A: undefined }, /cutoff_A/],
    ['a cutoff in words', { cutoff_A: 'five' }, /cutoff_A/],
    ['no JSON', '{"name": ', /JSON/],
  ])('refuses a card with %s, and says so', async (_, change, reason) => {
    await expect(loadCard(withCard(change))).rejects.toMatchObject({ kind: 'ModelUnusable', fields: { reason: expect.stringMatching(reason) as string } })
  })

  it('refuses weights that were changed by one byte', async () => {
    const path = withCard({})
    const bytes = readFileSync(onnx)
    bytes[bytes.length - 1]! ^= 1
    writeFileSync(path.replace('.json', '.onnx'), bytes)
    await expect(loadCard(path)).rejects.toMatchObject({ kind: 'ModelUnusable', message: expect.stringContaining('not the ones that its card describes') as string })
  })

  it('names a missing card', async () => {
    const path = withCard({})
    rmSync(path)
    await expect(loadCard(path.replace('.json', '.onnx'))).rejects.toMatchObject({ kind: 'ModelUnusable', message: 'The model adatom-0 has no readable model card' })
  })

  it('lists what works and what does not, each with its reason', async () => {
    const home = join(folder, 'mixed')
    mkdirSync(home)
    for (const name of ['adatom-0.onnx', 'adatom-0.json']) copyFileSync(join(models, name), join(home, name))
    writeFileSync(join(home, 'bare.onnx'), 'weights')
    writeFileSync(join(home, 'adatom-0.selftest.json'), '{}')
    writeFileSync(join(home, 'lost.json'), JSON.stringify({ ...content, name: 'lost', file: 'lost.onnx' }))
    const { models: usable, unusable } = await listModels(home)
    expect(usable.map((model) => model.card.name)).toEqual(['adatom-0'])
    expect(unusable.map(({ path }) => path)).toEqual([join(home, 'bare.json'), join(home, 'lost.json')])
    expect(unusable[1]!.reason).toMatch(/lost\.onnx/)
    expect(await listModels(join(folder, 'nowhere'))).toEqual({ models: [], unusable: [] })
  })

  it('finds nothing wrong with the shipped models', async () => {
    expect((await listModels(models)).unusable).toEqual([])
  })
})
