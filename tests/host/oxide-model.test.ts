/** The second shipped potential speaks PBE+U with OC22's references, and only of what it knows. */
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { domainNote } from '../../src/domain/adsorbml/model-domain'
import { domainOf, gasReferencesOf } from '../../src/host/models'
import { loadCard } from '../../src/platform/models/registry'

const models = join(import.meta.dirname, '..', '..', 'models')
const card = async (name: string) => (await loadCard(join(models, `${name}.json`))).card

it('has the references that OC22 publishes, and is never ranked with adatom-s', async () => {
  const [oxide, metal] = [await card('adatom-s-oxide'), await card('adatom-s')]
  const references = gasReferencesOf(oxide)
  // SCIENCE.md C.2, fairchem issue 580
  expect(references.mu).toEqual({ H: -3.38, C: -7.345, N: -8.309, O: -7.461 })
  expect(references.scheme).toBe('H2, H2O, CO, N2 of OC22')
  expect(gasReferencesOf(metal).scheme).toBe('H2, H2O, CO, N2 of OC20')
  expect([oxide.functional, metal.functional]).toEqual(['PBE+U', 'RPBE'])
  expect(oxide.sha256).not.toBe(metal.sha256)
})

it('takes oxides, remarks metals, and does not know the +U metals that it never saw with oxygen', async () => {
  const domain = domainOf(await card('adatom-s-oxide'))
  const oh = { numbers: Uint8Array.from([8, 1]) }
  expect(domainNote({ numbers: Uint8Array.from([44, 8, 8]) }, oh, domain)).toBeUndefined()
  expect(domainNote({ numbers: Uint8Array.from([78]) }, oh, domain)).toMatch(/not made for metals/)
  expect([24, 25, 26, 28, 42, 23, 74].filter((z) => domain.elements.has(z))).toEqual([])
})
