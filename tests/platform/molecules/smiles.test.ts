import { expect, test } from 'vitest'
import { findAdsorbate } from '../../../src/domain/chemistry/adsorbates'
import { findBonds } from '../../../src/domain/chemistry/connectivity'
import { hillFormula } from '../../../src/domain/structure/formula'
import type { Structure } from '../../../src/domain/structure/structure'
import { adsorbateFromSmiles } from '../../../src/platform/molecules/smiles'

/** Sorted bonds as element pairs. */
const bondKinds = (s: Structure): string[] => findBonds(s).map(({ i, j }) => [s.numbers[i]!, s.numbers[j]!].sort((p, q) => p - q).join('-')).sort()

test.each([
  ['*O', 'OH'], ['*CO', 'CH2OH'], ['C(*)(*)(*)C', 'CCH3'], ['*C=O', 'CHO'], ['[OH2:1]', 'OH2'], ['[C-:1]#[O+]', 'CO'], ['*C(*)(*)', 'CH'], ['N#[N:1]', 'N2'],
  ['[*]OC', 'OCH3'], ['*C(=O)O', 'COOH'], ['*NN', undefined], ['C(*)C(*)', 'CH2CH2'], ['*[H]', 'H'], ['CC[OH:1]', 'OHCH2CH3'], ['*C#N', 'CN'],
])('%s is the adsorbate %s of the library', (smiles, name) => {
  const made = adsorbateFromSmiles(smiles)
  if (name === undefined) {
    expect(hillFormula(made.structure)).toBe('H3N2')
    return
  }
  const known = findAdsorbate(name)
  expect(hillFormula(made.structure)).toBe(hillFormula(known.structure))
  expect(bondKinds(made.structure)).toEqual(bondKinds(known.structure))
  const elements = (binding: readonly number[], s: Structure): number[] => binding.map((b) => s.numbers[b]!)
  expect(elements(made.bindingAtoms, made.structure)).toEqual(elements(known.bindingAtoms, known.structure))
})

test('bond lengths of force-field conformers are those of experiment', () => {
  const lengths = (smiles: string, a: number, b: number): number[] => {
    const { structure } = adsorbateFromSmiles(smiles)
    return findBonds(structure).filter(({ i, j }) => (structure.numbers[i] === a && structure.numbers[j] === b) || (structure.numbers[i] === b && structure.numbers[j] === a)).map((bond) => bond.distance)
  }
  // CRC Handbook: methanol, ethylene, benzene, CO2, acetonitrile, ammonia; Huber & Herzberg: CO, N2, H2. MMFF94 keeps within 0.03 Å.
  for (const [smiles, a, b, expected] of [['CO', 6, 8, 1.421], ['C=C', 6, 6, 1.339], ['c1ccccc1', 6, 6, 1.399], ['O=C=O', 6, 8, 1.16], ['CC#N', 6, 7, 1.157], ['N', 7, 1, 1.012], ['[C-]#[O+]', 6, 8, 1.128], ['N#N', 7, 7, 1.098], ['[H][H]', 1, 1, 0.741]] as const) {
    const found = lengths(smiles, a, b)
    expect(found.length, smiles).toBeGreaterThan(0)
    for (const length of found) expect(Math.abs(length - expected), smiles).toBeLessThan(0.03)
  }
})

test('two stars make a bidentate adsorbate, both ends level', () => {
  const { structure, bindingAtoms } = adsorbateFromSmiles('*OC(=O)CN*')
  expect(bindingAtoms.map((b) => structure.numbers[b])).toEqual([8, 7])
  for (const b of bindingAtoms) expect(structure.positions[3 * b + 2]).toBeCloseTo(0, 9)
})

test.each([
  ['C(F)(F)(F)*', 'CF3', [6]], ['*C(F)(F)F', 'CF3', [6]], ['CC*', 'C2H5', [6]], ['C1CC1*', 'C3H5', [6]], ['c1ccccc1*', 'C6H5', [6]], ['F*', 'F', [9]], ['CCCCCCCC*', 'C8H17', [6]],
  ['[CH3]', 'CH3', [6]], ['[CH2]', 'CH2', [6]], ['[OH]', 'HO', [8]], ['C[CH2]', 'C2H5', [6]], ['[O][O]', 'O2', [8]],
  ['*OC=[O:1]', 'CHO2', [8, 8]], ['C(C*)*', 'C2H4', [6, 6]], ['[CH2:1]=[CH2:1]', 'C2H4', [6, 6]], ['*[N+](=O)[O-]', 'NO2', [7]], ['[O-][N+](=O)C', 'CH3NO2', [8]], ['C[Si](C)(C)*', 'C3H9Si', [14]],
] as const)('%s: star last, radicals, both ends, charges that cancel: %s', (smiles, formula, binding) => {
  const { structure, bindingAtoms } = adsorbateFromSmiles(smiles)
  expect(hillFormula(structure)).toBe(formula)
  expect(bindingAtoms.map((b) => structure.numbers[b])).toEqual(binding)
})

test('binding atoms may be given by number instead, and the id by hand', () => {
  const made = adsorbateFromSmiles('CO', { bindingAtoms: [0], id: 'methanol, C down' })
  expect(made.bindingAtoms).toEqual([0])
  expect(made.id).toBe('methanol, C down')
  expect(made.smiles).toBe('CO')
  expect(adsorbateFromSmiles('CO').structure.numbers[adsorbateFromSmiles('CO').bindingAtoms[0]!]).toBe(8)
  expect(() => adsorbateFromSmiles('CO', { bindingAtoms: [17] })).toThrow(/binding atoms/)
})

test('the same SMILES gives the same geometry', () => {
  expect(adsorbateFromSmiles('*CC(C)CCO').structure).toEqual(adsorbateFromSmiles('*CC(C)CCO').structure)
})

test('handedness is kept', () => {
  const volume = (smiles: string): number => {
    const { structure: s } = adsorbateFromSmiles(smiles)
    const centre = [...s.numbers].findIndex((_, i) => neighbourKinds(s, i) === '1,7,8,9')
    const at = (z: number): number[] => {
      const bond = findBonds(s).find((b) => (b.i === centre && s.numbers[b.j] === z) || (b.j === centre && s.numbers[b.i] === z))!
      const j = bond.i === centre ? bond.j : bond.i
      return [0, 1, 2].map((k) => s.positions[3 * j + k]! - s.positions[3 * centre + k]!)
    }
    const [a, b, c] = [at(7), at(8), at(9)] as [number[], number[], number[]]
    return a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
  }
  const [left, right] = [volume('F[C@H](O)N'), volume('F[C@@H](O)N')]
  expect(Math.abs(left)).toBeGreaterThan(0.5)
  expect(Math.sign(left)).toBe(-Math.sign(right))
})

const neighbourKinds = (s: Structure, i: number): string =>
  findBonds(s).filter((b) => b.i === i || b.j === i).map((b) => s.numbers[b.i === i ? b.j : b.i]!).sort((p, q) => p - q).join(',')

test.each([
  ['', /empty/], ['   ', /empty/], ['xx', /cannot be read/], ['C(', /not closed/], ['C)C', /not closed/], ['[CH3', /not closed/], ['C1CC', /cannot be read/], ['C.C', /several molecules/], ['*', /single bond/], ['**', /single bond/],
  ['*=C', /single bond/], ['*1CC1', /single bond/], ['[2H]C', /Deuterium/],
  ['C(F)(F)F*', /hangs on atom 4 \(F\)/], ['*OC=O*', /hangs on atom 4 \(O\)/], ['CO(C)C', /more bonds/], ['[NH4+]', /an ion/], ['[OH-]', /an ion/], ['CC(=O)[O-]', /an ion/], ['[O-]*', /an ion/],
])('%j is refused with the reason', (smiles, reason) => {
  expect(() => adsorbateFromSmiles(smiles)).toThrow(reason)
  expect(() => adsorbateFromSmiles(smiles)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
})

test('a molecule too large for a slab is refused before any work', () => {
  expect(() => adsorbateFromSmiles('C'.repeat(60))).toThrow(expect.objectContaining({ kind: 'Unsupported' }))
})
