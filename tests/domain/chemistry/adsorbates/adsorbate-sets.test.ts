import { expect, test } from 'vitest'
import { adsorbateSet, setNames, setSize, setText } from '../../../../src/domain/chemistry/adsorbate-sets'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { connectedGroups, findBonds } from '../../../../src/domain/chemistry/connectivity'
import { bindingOf, moleculeName, readMolecule, writeMolecule } from '../../../../src/domain/chemistry/molecule-files'
import { OC20_GAS_REFERENCES, gasEnergy } from '../../../../src/domain/chemistry/references'

test.each([
  ['CO', ['CO']], ['3O', ['O', 'O', 'O']], ['CO+2O', ['CO', 'O', 'O']], [' CO + OH ', ['CO', 'OH']], ['2*CO', ['*CO', '*CO']], ['[O-][N+](=O)C+H', ['[O-][N+](=O)C', 'H']], ['C(*)([NH3+])[O-]+2H', ['C(*)([NH3+])[O-]', 'H', 'H']],
])('%j names %j', (text, names) => {
  expect(setNames(text)).toEqual(names)
  expect(setSize(text)).toBe(names.length)
})

test.each(['', '+', 'CO+', '0O', '3', '65O', '40O+40H', 'CO++H'])('%j is refused', (text) => {
  expect(() => setNames(text)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
})

test('the text counts repeats and reads back to the same members', () => {
  expect(setText(['O', 'CO', 'O'])).toBe('2O+CO')
  expect(setNames(setText(['O', 'CO', 'O'])).toSorted()).toEqual(['CO', 'O', 'O'])
})

test('a set has its members beside each other, unbonded, and their gas energies add up', () => {
  const [co, o] = [findAdsorbate('CO'), findAdsorbate('O')]
  const set = adsorbateSet([co, o, o])
  expect(set.id).toBe('CO+2O')
  expect([...set.structure.numbers]).toEqual([6, 8, 8, 8])
  expect(set.bindingAtoms).toEqual([0, 2, 3])
  expect(connectedGroups(findBonds(set.structure), [0, 1, 2, 3])).toHaveLength(3)
  const energy = (numbers: Uint8Array): number => gasEnergy(numbers, OC20_GAS_REFERENCES)
  expect(energy(set.structure.numbers)).toBeCloseTo(energy(co.structure.numbers) + 2 * energy(o.structure.numbers), 12)
  expect(adsorbateSet([co])).toMatchObject({ id: 'CO', smiles: co.smiles, members: [co] })
})

test('a molecule of a file keeps its atoms and what binds, under a name that a list can hold', () => {
  const { structure } = findAdsorbate('CH2CH2')
  const text = writeMolecule('mine', structure, [1, 2])
  const read = readMolecule('mine', text)
  expect(read.id).toBe('mine')
  expect(read.bindingAtoms).toEqual([0, 1])
  expect([...read.structure.numbers]).toEqual([...structure.numbers])
  expect(readMolecule('co', writeMolecule('co', findAdsorbate('CO').structure, undefined)).bindingAtoms).toEqual([0])
  expect(() => writeMolecule('mine', structure, [9])).toThrow(/binding atoms/)
  expect([bindingOf('1 4'), bindingOf(2), bindingOf([1, 4]), bindingOf(undefined)]).toEqual([[0, 3], [1], [0, 3], undefined])
  expect(['2-propanol', 'a+b', 'x, y', 'été', '.hidden'].map(moleculeName)).toEqual(['m2-propanol', 'a-b', 'x-y', 't-', 'hidden'])
})
