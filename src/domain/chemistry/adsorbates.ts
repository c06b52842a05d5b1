/**
 * Adsorbates: OC20's 82 and the four later ones with our own gas-phase geometries (resources/adsorbates.json, made by
 * scripts/make-adsorbates.mjs), and those of the user, from a structure.
 */
import library from '../../../resources/adsorbates.json' with { type: 'json' }
import { invalidInput } from '../errors'
import { hillFormula } from '../structure/formula'
import { atomicNumberOf } from '../structure/elements'
import { ADSORBATE, type Structure, makeStructure } from '../structure/structure'
import { orientUpright } from './adsorbates-orientation'
import { connectedGroups, findBonds } from './connectivity'
import type { Adsorbate } from './types'

interface LibraryEntry {
  /** OC20's id */
  readonly id: number
  readonly name: string
  readonly label: string
  readonly symbols: readonly string[]
  readonly binding: readonly number[]
  readonly positions: readonly (readonly number[])[]
}

let built: readonly Adsorbate[] | undefined

/** OC20's adsorbates in the order of their ids 0-81, then 82-85; every one upright with its binding atoms at the origin. */
export function adsorbateLibrary(): readonly Adsorbate[] {
  built ??= (library as readonly LibraryEntry[]).map(fromEntry)
  return built
}

function fromEntry({ name, label, symbols, binding, positions }: LibraryEntry): Adsorbate {
  return { id: name, smiles: label, structure: orientUpright(molecule(symbols.map((s) => atomicNumberOf(s)!), positions.flat()), binding), bindingAtoms: binding }
}

/** A molecule that is not periodic, all atoms tagged as adsorbate and free. */
export function molecule(numbers: ArrayLike<number>, positions: ArrayLike<number>): Structure {
  return makeStructure({ numbers, positions, cell: new Float64Array(9), pbc: [false, false, false], tags: new Uint8Array(numbers.length).fill(ADSORBATE) })
}

/**
 * The library's adsorbate of that name: 'CO', '*CO', 'CH2OH'; else the only one of that formula, with a number or in Hill order: 'H2O', 'C2', 'HO'.
 * Throws InvalidInput, listing the candidates, when there is none or several.
 */
export function findAdsorbate(name: string): Adsorbate {
  const wanted = name.trim()
  const all = adsorbateLibrary()
  const exact = all.find((a) => a.smiles === wanted) ?? all.find((a) => a.id === wanted.replace(/^\*/, ''))
  if (exact !== undefined) return exact
  const formula = canonicalFormula(wanted)
  // 'OC' is no formula anyone writes, but methanol's SMILES
  const isFormula = formula !== undefined && (/\d/.test(wanted) || wanted === formula)
  const same = all.filter((a) => isFormula && hillFormula(a.structure) === formula)
  if (same.length === 1) return same[0]!
  if (same.length > 1) throw invalidInput(`Several adsorbates have the formula ${wanted}`, { found: wanted, expected: `one of ${same.map((a) => a.id).join(', ')}` })
  throw invalidInput(`There is no adsorbate ${wanted === '' ? 'without a name' : wanted} in the library`, { found: wanted, expected: `one of ${all.map((a) => a.id).join(', ')}, a SMILES or a file` })
}

/** 'H2O' for 'OH2'; undefined for what is no formula. */
function canonicalFormula(text: string): string | undefined {
  const tokens = [...text.matchAll(/([A-Z][a-z]?)(\d{0,3})/g)]
  if (text === '' || tokens.map((t) => t[0]).join('') !== text) return undefined
  const numbers = tokens.map(([, symbol, count]) => ({ z: atomicNumberOf(symbol!), n: count === '' ? 1 : Number(count) }))
  if (numbers.some(({ z, n }) => z === undefined || n > 200)) return undefined
  return hillFormula({ numbers: Uint8Array.from(numbers.flatMap(({ z, n }) => Array<number>(n).fill(z!))) })
}

export interface AdsorbateFromStructureOptions {
  /** default: the formula */
  readonly id?: string
  /** atoms that bind, 0-based; default: see `guessBindingAtoms` */
  readonly bindingAtoms?: readonly number[]
  /** keep the orientation of the file; default: binding atoms down */
  readonly keepOrientation?: boolean
}

/**
 * An adsorbate from the user's own molecule, e.g. a file. Its cell is dropped.
 * Throws InvalidInput for an empty structure, one that is no single molecule, or binding atoms that it does not have.
 */
export function adsorbateFromStructure(structure: Structure, { id, bindingAtoms, keepOrientation = false }: AdsorbateFromStructureOptions = {}): Adsorbate {
  const n = structure.numbers.length
  if (n === 0) throw invalidInput('The adsorbate has no atoms')
  const free = molecule(structure.numbers, structure.positions)
  const pieces = connectedGroups(findBonds(free), Array.from({ length: n }, (_, i) => i))
  if (pieces.length > 1) {
    throw invalidInput('The adsorbate is not one molecule', { found: `${pieces.length} pieces: atoms ${pieces.map((p) => p.map((i) => i + 1).join(' ')).join(' | ')}`, expected: 'one connected molecule, not split over a cell boundary' })
  }
  const binding = bindingAtoms ?? guessBindingAtoms(free)
  if (binding.length === 0 || new Set(binding).size !== binding.length || binding.some((b) => !Number.isInteger(b) || b < 0 || b >= n)) {
    throw invalidInput('The binding atoms are not atoms of the adsorbate', { found: binding.map((b) => b + 1).join(', ') || 'none', expected: `different atoms from 1 to ${n}` })
  }
  const formula = hillFormula(free)
  return { id: id ?? formula, smiles: id ?? formula, structure: keepOrientation ? free : orientUpright(free, binding), bindingAtoms: [...binding] }
}

/** Usual valences; what an atom lacks of them is what it can bind with. */
const VALENCE: Readonly<Record<number, number>> = { 1: 1, 5: 3, 6: 4, 7: 3, 8: 2, 9: 1, 14: 4, 15: 3, 16: 2, 17: 1, 34: 2, 35: 1, 53: 1 }

/** Lone-pair donors, best first: what binds in a saturated molecule. */
const DONORS = [7, 15, 16, 8, 34, 17, 35, 53, 9]

/** The heavy atom that misses most neighbours to its usual valence; among equals the better donor, then the first. A hydrogen molecule binds with its first atom. */
export function guessBindingAtoms(structure: Structure): number[] {
  const neighbours = new Int32Array(structure.numbers.length)
  for (const { i, j } of findBonds(structure)) {
    neighbours[i]!++
    neighbours[j]!++
  }
  const heavy = Array.from(structure.numbers, (_, i) => i).filter((i) => structure.numbers[i]! > 1)
  const open = (i: number): number => (VALENCE[structure.numbers[i]!] ?? 4) - neighbours[i]!
  const donor = (i: number): number => (DONORS.indexOf(structure.numbers[i]!) + DONORS.length + 1) % (DONORS.length + 1)
  const best = heavy.toSorted((i, j) => open(j) - open(i) || donor(i) - donor(j) || i - j)
  return [best[0] ?? 0]
}
