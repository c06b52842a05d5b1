import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adsorbateLibrary, findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import {
  type EnergyReference, OC20_GAS_REFERENCES, OC22_GAS_REFERENCES, adsorptionEnergy, assertSameReference, deriveGasReferences, gasEnergy, reactionString, reactionTerms, sameReference,
} from '../../../../src/domain/chemistry/references'
import { isError } from '../../../../src/domain/errors'
import { SHARED } from '../fixtures'

const METHANE = [6, 1, 1, 1, 1]
const WATER = [8, 1, 1]

test('the gas energies of CH4 and H2O are the published ones', () => {
  // OC20: C.1 of the project's science notes, -7.282 + 4 (-3.477); OC22: issue fairchem#580
  expect(gasEnergy(METHANE, OC20_GAS_REFERENCES)).toBeCloseTo(-21.19, 9)
  expect(gasEnergy(WATER, OC20_GAS_REFERENCES)).toBeCloseTo(-14.158, 9)
  expect(gasEnergy(WATER, OC22_GAS_REFERENCES)).toBeCloseTo(-14.221, 9)
  expect(gasEnergy([], OC20_GAS_REFERENCES)).toBe(0)
})

test('the adsorption energy of oxygen on Pt(111) is that of the OC20 authors', () => {
  // Pt54 + 1 O, VASP, RPBE (uqocp): E(adslab) -290.613, E(slab) -284.84308635 -> 1.434 eV against H2O and H2
  const energy = adsorptionEnergy({ adslab: -290.613, slab: -284.84308635, adsorbate: [8], references: OC20_GAS_REFERENCES })
  expect(energy).toBeCloseTo(1.434, 3)
})

test('references derived from a potential make its own molecules cost nothing', () => {
  const energies = { H2: -6.77, H2O: -14.22, CO: -14.43, N2: -16.6 }
  const references = deriveGasReferences(energies, 'test')
  expect(gasEnergy([1, 1], references)).toBeCloseTo(energies.H2, 12)
  expect(gasEnergy(WATER, references)).toBeCloseTo(energies.H2O, 12)
  expect(gasEnergy([6, 8], references)).toBeCloseTo(energies.CO, 12)
  expect(gasEnergy([7, 7], references)).toBeCloseTo(energies.N2, 12)
})

test("OC20's own references follow from the energies of its molecules", () => {
  // mu of H and O give E(H2) and E(H2O); with E(CO) = mu_C + mu_O the derivation must return the published four
  const { H, O, C, N } = OC20_GAS_REFERENCES.mu as Record<string, number>
  const derived = deriveGasReferences({ H2: 2 * H!, H2O: 2 * H! + O!, CO: C! + O!, N2: 2 * N! }, 'OC20')
  for (const symbol of ['H', 'O', 'C', 'N']) expect(derived.mu[symbol]).toBeCloseTo(OC20_GAS_REFERENCES.mu[symbol]!, 12)
})

test('an element without reference is named', () => {
  const attempt = (): number => gasEnergy([16, 1], OC20_GAS_REFERENCES)
  expect(attempt).toThrow(/for S in OC20/)
  try {
    attempt()
  } catch (error) {
    expect(isError(error, 'Unsupported')).toBe(true)
  }
  expect(() => reactionTerms({ numbers: Uint8Array.of(17) })).toThrow(/Cl/)
})

test('energies that are no numbers are refused', () => {
  expect(() => adsorptionEnergy({ adslab: Number.NaN, slab: 0, adsorbate: [], references: OC20_GAS_REFERENCES })).toThrow(/not a number/)
  expect(() => deriveGasReferences({ H2: 1, H2O: 1, CO: Number.POSITIVE_INFINITY, N2: 1 }, 'x')).toThrow(/CO/)
})

test('only energies of the same reference may be compared', () => {
  const reference: EnergyReference = { kind: 'adsorption', gas: 'OC20', functional: 'RPBE', model: 'a' }
  const others: EnergyReference[] = [{ ...reference, kind: 'total' }, { ...reference, gas: 'OC22' }, { ...reference, functional: 'PBE' }, { ...reference, model: 'b' }]
  expect(sameReference(reference, { ...reference })).toBe(true)
  for (const other of others) {
    expect(sameReference(reference, other)).toBe(false)
    expect(() => assertSameReference(reference, other)).toThrow(/cannot be compared/)
  }
})

const ELEMENTS: Readonly<Record<string, Readonly<Record<number, number>>>> = { CO: { 6: 1, 8: 1 }, H2: { 1: 2 }, H2O: { 1: 2, 8: 1 }, N2: { 7: 2 } }

test('every reaction is balanced, and its energy is that of the gas references', () => {
  for (const adsorbate of adsorbateLibrary()) {
    const made = new Map<number, number>()
    let energy = 0
    for (const { species, coefficient } of reactionTerms(adsorbate.structure)) {
      for (const [z, n] of Object.entries(ELEMENTS[species]!)) {
        made.set(Number(z), (made.get(Number(z)) ?? 0) + n * coefficient)
        energy += n * coefficient * OC20_GAS_REFERENCES.mu[{ 1: 'H', 6: 'C', 7: 'N', 8: 'O' }[Number(z)]!]!
      }
    }
    for (const z of [1, 6, 7, 8]) expect(made.get(z) ?? 0, `${adsorbate.id}, Z = ${z}`).toBeCloseTo(adsorbate.structure.numbers.filter((x) => x === z).length, 12)
    expect(energy).toBeCloseTo(gasEnergy(adsorbate.structure.numbers, OC20_GAS_REFERENCES), 10)
  }
})

test('the reactions read as in OC20', () => {
  const reaction = (name: string): string => reactionString(findAdsorbate(name).structure, findAdsorbate(name).smiles)
  expect(reaction('OH')).toBe('H2O - 0.5 H2 + * -> *OH')
  expect(reaction('H')).toBe('0.5 H2 + * -> *H')
  expect(reaction('CO')).toBe('CO + * -> *CO')
  expect(reaction('CH2')).toBe('CO + 2 H2 - H2O + * -> *CH2')
  expect(reaction('N')).toBe('0.5 N2 + * -> *N')
})

const table = join(SHARED, 'adsorbates-reference.json')
describe.skipIf(!existsSync(table))('against the reference table (skipped where ../shared is missing)', () => {
  test('gas references agree to 1e-3 eV for all 86', () => {
    const rows = JSON.parse(readFileSync(table, 'utf8')) as { id: number; gas_reference_eV_OC20: number }[]
    expect(rows).toHaveLength(86)
    for (const row of rows) expect(gasEnergy(adsorbateLibrary()[row.id]!.structure.numbers, OC20_GAS_REFERENCES)).toBeCloseTo(row.gas_reference_eV_OC20, 3)
  })
})
