import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { checkContract, CONTRACT_INPUTS, contractOutputs } from '../../../src/platform/onnx/contract'
import { openPotential } from '../../../src/platform/onnx/potential'
import { TINY_MODEL } from '../../../src/platform/onnx/providers'
import type { Model } from '../../../src/platform/models/registry'
import { adatom0 } from './model'

let model: Model
let folder = ''
beforeAll(async () => {
  model = await adatom0()
  folder = mkdtempSync(join(tmpdir(), 'adatom-onnx-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

type Metadata = Parameters<typeof checkContract>[0]
type Value = Metadata['inputMetadata'][number]

/** Metadata of a session that follows the contract, after a change. */
function metadata(change: (values: Value[]) => Value[] = (values) => values): Metadata {
  const values = (specs: typeof CONTRACT_INPUTS): Value[] =>
    Object.entries(specs).map(([name, { type, rank, sizes }]) => ({ name, isTensor: true, type, shape: Array.from({ length: rank }, (_, axis) => sizes?.[axis] ?? 'N') }))
  return { inputMetadata: change(values(CONTRACT_INPUTS)), outputMetadata: change(values(contractOutputs(192))) }
}

const patched = (name: string, patch: object) => (values: Value[]): Value[] => values.map((v) => (v.name === name ? { ...v, ...patch } : v))

describe('the ONNX contract', () => {
  it('accepts what follows it, with further outputs too', () => {
    expect(() => checkContract(metadata(), model.card)).not.toThrow()
    const more = metadata()
    expect(() => checkContract({ ...more, outputMetadata: [...more.outputMetadata, { name: 'charges', isTensor: true, type: 'float32', shape: ['N'] }] }, model.card)).not.toThrow()
  })

  it.each([
    ['a missing input', metadata((v) => v.filter(({ name }) => name !== 'rev')), "input 'rev' is missing"],
    ['a missing output', metadata((v) => v.filter(({ name }) => name !== 'vir')), "output 'vir' is missing"],
    ['another type', metadata(patched('nbr', { type: 'int64' })), "input 'nbr' is int64, not int32"],
    ['another rank', metadata(patched('shift', { shape: ['N', 3] })), "input 'shift' has 2 axes, not 3"],
    ['latents of another width', metadata(patched('lat', { shape: ['N', 128] })), "axis 1 of output 'lat' is 128, not 192"],
    ['an input that nobody would feed', metadata((v) => [...v, { name: 'charge', isTensor: true, type: 'float32', shape: [1] }]), "input 'charge' is not part of the contract"],
  ])('refuses %s by name', (_, session, reason) => {
    expect(() => checkContract(session, model.card)).toThrow(expect.objectContaining({ kind: 'ModelUnusable', fields: { model: 'adatom-0', reason } }))
  })

  it('refuses a real ONNX file of another kind, naming all that it lacks', async () => {
    const path = join(folder, 'tiny.onnx')
    writeFileSync(path, Buffer.from((TINY_MODEL.model as { base64: string }).base64, 'base64'))
    const reason = expect.stringMatching(/input 'typ' is missing.*input 'x' is not part of the contract.*output 'e' is missing/) as string
    await expect(openPotential(path, model.card)).rejects.toMatchObject({ kind: 'ModelUnusable', fields: { reason } })
  })

  it('refuses a file that is no ONNX at all', async () => {
    const path = join(folder, 'text.onnx')
    writeFileSync(path, 'these are not weights')
    await expect(openPotential(path, model.card)).rejects.toMatchObject({ kind: 'ModelUnusable', message: 'The model adatom-0 is not a file that ONNX Runtime can read' })
  })
})
