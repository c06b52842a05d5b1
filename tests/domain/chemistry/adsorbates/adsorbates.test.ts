import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { adsorbateFromStructure, adsorbateLibrary, findAdsorbate, guessBindingAtoms, molecule } from '../../../../src/domain/chemistry/adsorbates'
import { connectedGroups, findBonds } from '../../../../src/domain/chemistry/connectivity'
import { atomicNumberOf, symbolOf } from '../../../../src/domain/structure/elements'
import { hillFormula } from '../../../../src/domain/structure/formula'
import { type Structure, assertStructure, makeStructure } from '../../../../src/domain/structure/structure'
import { SHARED } from '../fixtures'

const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i)

const distance = (s: Structure, i: number, j: number): number => Math.hypot(...[0, 1, 2].map((k) => s.positions[3 * i + k]! - s.positions[3 * j + k]!))

test('the library has 86 different adsorbates, each one molecule, tagged, free and upright', () => {
  const library = adsorbateLibrary()
  expect(library).toHaveLength(86)
  expect(new Set(library.map((a) => a.id)).size).toBe(86)
  expect(new Set(library.map((a) => a.smiles)).size).toBe(86)
  for (const { id, structure, bindingAtoms } of library) {
    const n = structure.numbers.length
    assertStructure(structure)
    expect([...structure.tags], id).toEqual(Array(n).fill(2))
    expect([...structure.fixed], id).toEqual(Array(n).fill(0))
    expect(structure.pbc).toEqual([false, false, false])
    expect(connectedGroups(findBonds(structure), all(n)), id).toHaveLength(1)
    // the binding atoms' centroid is the origin, and they are level
    for (const k of [0, 1, 2]) expect(bindingAtoms.reduce((sum, b) => sum + structure.positions[3 * b + k]!, 0), id).toBeCloseTo(0, 9)
    for (const b of bindingAtoms) expect(structure.positions[3 * b + 2], id).toBeCloseTo(0, 9)
    // no molecule hangs below its binding atoms: heavy atoms stay within a covalent radius of the level of the binding atoms
    for (const i of all(n)) if (structure.numbers[i]! > 1) expect(structure.positions[3 * i + 2], id).toBeGreaterThan(-0.5)
  }
})

test('the names are those of the formulas they spell', () => {
  for (const { id, structure } of adsorbateLibrary()) {
    const spelled = [...id.replaceAll(/\((\w+)\)2/g, '$1$1').matchAll(/([A-Z])(\d*)/g)].flatMap(([, s, n]) => Array<number>(Number(n || 1)).fill(atomicNumberOf(s!)!))
    expect(hillFormula({ numbers: Uint8Array.from(spelled) }), id).toBe(hillFormula(structure))
  }
})

test('adsorbates are found by name, by label, and by a formula only one of them has', () => {
  expect(findAdsorbate('CO').id).toBe('CO')
  expect(findAdsorbate('*CO').id).toBe('CO')
  expect(findAdsorbate(' CH2OH ').id).toBe('CH2OH')
  expect(findAdsorbate('H2O').id).toBe('OH2')
  expect(findAdsorbate('HO').id).toBe('OH')
  expect(findAdsorbate('C2').id).toBe('CC')
  expect(findAdsorbate('CO*COH').id).toBe('COCOH')
  // CHO is a name, though *COH has the same formula
  expect(findAdsorbate('CHO').id).toBe('CHO')
})

test('an ambiguous or unknown name lists the candidates', () => {
  expect(() => findAdsorbate('CH3O')).toThrow(expect.objectContaining({ kind: 'InvalidInput', fields: { found: 'CH3O', expected: 'one of OCH3, CH2OH' } }))
  for (const name of ['', 'Xy', 'H9', 'co', '**', 'C9999', 'CH3O!', 'OC', 'OC*', '*C*', 'O**']) expect(() => findAdsorbate(name)).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
})

test.each([
  // r_e or r_0, Å: Huber & Herzberg, Constants of Diatomic Molecules (1979), and the CRC Handbook's tables of molecular structures
  ['CO', 'C', 'O', 1.128], ['N2', 'N', 'N', 1.098], ['OH', 'O', 'H', 0.97], ['CN', 'C', 'N', 1.172], ['NH', 'N', 'H', 1.036],
  ['OH2', 'O', 'H', 0.957], ['NH3', 'N', 'H', 1.012], ['CH4', 'C', 'H', 1.087], ['OHCH3', 'C', 'O', 1.421], 
  ['NH2NH2', 'N', 'N', 1.449], ['NNO', 'N', 'N', 1.128],
])('%s has the %s-%s bond of experiment', (name, a, b, expected) => {
  const { structure } = findAdsorbate(name)
  const key = (p: number, q: number): number => 200 * Math.min(p, q) + Math.max(p, q)
  const pair = key(atomicNumberOf(a)!, atomicNumberOf(b)!)
  const lengths = findBonds(structure).filter(({ i, j }) => key(structure.numbers[i]!, structure.numbers[j]!) === pair).map((bond) => bond.distance)
  expect(lengths.length).toBeGreaterThan(0)
  // GFN2-xTB's own error for bonds of main-group molecules is 0.01 to 0.05 Å
  for (const length of lengths) expect(Math.abs(length - expected)).toBeLessThan(0.06)
})

test.each([
  // Pauling's radii (N 0.70, O 0.66, C 0.772, H 0.30) and d = r_i + r_j - 0.71 log10 n, for the bonds that scripts/adsorbate-table.mjs gives a bond number
  ['NO', 'N', 'O', 1.077], ['NO2', 'N', 'O', 1.36], ['OHNH2', 'N', 'O', 1.36], ['NHNH', 'N', 'N', 1.061], ['NO2NO2', 'N', 'N', 1.525], ['CH2', 'C', 'H', 1.161],
])('%s starts with a conventional %s-%s bond of %f Å', (name, a, b, expected) => {
  const { structure: s } = findAdsorbate(name)
  const pair = [atomicNumberOf(a), atomicNumberOf(b)].toSorted((p, q) => p! - q!).join()
  const lengths = findBonds(s).filter(({ i, j }) => [s.numbers[i]!, s.numbers[j]!].toSorted((p, q) => p - q).join() === pair).map((bond) => bond.distance)
  // the table is written with five decimals
  expect(Math.min(...lengths.map((length) => Math.abs(length - expected)))).toBeLessThan(6e-4)
})

interface Row {
  readonly id: number
  readonly smiles: string
  readonly binding_indices: readonly number[]
  readonly atoms: readonly string[]
  readonly positions: readonly (readonly number[])[]
}

const table = join(SHARED, 'adsorbates-reference.json')
describe.skipIf(!existsSync(table))('against the reference table (skipped where ../shared is missing)', () => {
  const rows = existsSync(table) ? (JSON.parse(readFileSync(table, 'utf8')) as Row[]) : []

  test.each(rows.map((row) => [row.smiles, row] as const))('%s: same bonds, binding atoms, and lengths within 0.05 Å', (label, row) => {
    const ours = adsorbateLibrary()[row.id]!
    expect(ours.smiles).toBe(label)
    const theirs = molecule(row.atoms.map((symbol) => atomicNumberOf(symbol)!), row.positions.flat())
    const worst = matchMolecules(ours.structure, ours.bindingAtoms, theirs, row.binding_indices)
    expect(worst, 'the bond graphs differ').toBeDefined()
    expect(worst).toBeLessThan(0.05)
  })
})

/**
 * The largest difference of bond lengths under the best isomorphism of the two bond graphs that keeps elements and binding atoms;
 * undefined when there is none. Plain backtracking: molecules have at most 12 atoms.
 */
function matchMolecules(a: Structure, aBinds: readonly number[], b: Structure, bBinds: readonly number[]): number | undefined {
  const n = a.numbers.length
  if (b.numbers.length !== n) return undefined
  const graph = (s: Structure): Set<number> => new Set(findBonds(s).flatMap(({ i, j }) => [i * n + j, j * n + i]))
  const [ga, gb] = [graph(a), graph(b)]
  let best: number | undefined
  const extend = (image: number[], worst: number): void => {
    if (best !== undefined && worst >= best) return
    const i = image.length
    if (i === n) { best = worst; return }
    for (const j of all(n)) {
      if (image.includes(j) || a.numbers[i] !== b.numbers[j] || aBinds.includes(i) !== bBinds.includes(j)) continue
      if (!image.every((jk, k) => ga.has(i * n + k) === gb.has(j * n + jk))) continue
      const bonds = image.flatMap((jk, k) => (ga.has(i * n + k) ? [Math.abs(distance(a, i, k) - distance(b, j, jk))] : []))
      extend([...image, j], Math.max(worst, ...bonds))
    }
  }
  extend([], 0)
  return best
}

test('a molecule from a file stands on its binding atom, wherever it was', () => {
  const { structure } = findAdsorbate('CH2OH')
  const c = 0.6
  const turned = structure.positions.map((_, q) => {
    const [x, y, z] = [...structure.positions.subarray(q - (q % 3), q - (q % 3) + 3)] as [number, number, number]
    return [x, y * Math.cos(c) - z * Math.sin(c), y * Math.sin(c) + z * Math.cos(c)][q % 3]! + 4
  })
  const made = adsorbateFromStructure(makeStructure({ numbers: structure.numbers, positions: turned, cell: [10, 0, 0, 0, 10, 0, 0, 0, 10] }), { bindingAtoms: [0] })
  expect(made.id).toBe('CH3O')
  for (const i of all(5)) {
    for (const j of all(5)) expect(distance(made.structure, i, j)).toBeCloseTo(distance(structure, i, j), 9)
    expect(made.structure.positions[3 * i + 2]).toBeCloseTo(structure.positions[3 * i + 2]!, 9)
  }
  const kept = adsorbateFromStructure(makeStructure({ numbers: structure.numbers, positions: turned, cell: new Float64Array(9), pbc: [false, false, false] }), { keepOrientation: true, id: 'mine' })
  expect([...kept.structure.positions]).toEqual([...turned])
  expect(kept.id).toBe('mine')
})

test('the binding atom of a molecule is guessed from open valences, then lone pairs', () => {
  const guess = (name: string): string => {
    const { structure } = findAdsorbate(name)
    return symbolOf(structure.numbers[guessBindingAtoms(structure)[0]!]!)
  }
  expect(guess('CO')).toBe('C')
  expect(guess('OHCH3')).toBe('O')
  expect(guess('NH3')).toBe('N')
  expect(guess('CH3')).toBe('C')
  expect(guess('OCH3')).toBe('O')
  expect(guessBindingAtoms(molecule([1, 1], [0, 0, 0, 0, 0, 0.74]))).toEqual([0])
})

test('what is no single molecule is refused, and so are binding atoms that are not there', () => {
  const { structure } = findAdsorbate('CO')
  expect(() => adsorbateFromStructure(molecule([], []))).toThrow(/no atoms/)
  expect(() => adsorbateFromStructure(molecule([6, 8], [0, 0, 0, 0, 0, 5]))).toThrow(/not one molecule/)
  for (const bindingAtoms of [[], [2], [-1], [0.5], [0, 0]]) expect(() => adsorbateFromStructure(structure, { bindingAtoms })).toThrow(/binding atoms/)
})
