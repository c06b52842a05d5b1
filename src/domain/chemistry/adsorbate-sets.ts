/**
 * What is put on a surface together. In text: 'CO', '3O' (three oxygen atoms), 'CO+2O'; names and SMILES alike ('2*CO'). A '+' inside brackets
 * belongs to the SMILES.
 */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import { molecule } from './adsorbates'
import type { Adsorbate } from './types'

/**
 * One adsorbate, or several that go on a surface together. id: '3O', 'CO+2O'. structure: the members side by side, in the order in which a placement
 * has them, to be counted and drawn; bindingAtoms: those of all.
 */
export interface AdsorbateSet extends Adsorbate {
  /** at least one */
  readonly members: readonly Adsorbate[]
}

/** More adsorbates at once than any cell of a search holds. */
const MOST = 64

/** Names of the members, with repeats, in order. Throws InvalidInput for an empty part or more than 64 members. */
export function setNames(text: string): string[] {
  const names = partsOf(text).flatMap((part) => {
    const [, count = '', name = ''] = /^(\d*)(.*)$/s.exec(part)!
    const times = count === '' ? 1 : Number(count)
    if (name.trim() === '' || times < 1 || times > MOST) throw wrong(text)
    return Array<string>(times).fill(name.trim())
  })
  if (names.length > MOST) throw wrong(text)
  return names
}

const wrong = (text: string): Error =>
  invalidInput('Adsorbates that go on together are written CO+2O', { found: text, expected: `names or SMILES joined by +, each with a number before it or none; 1 to ${MOST} in all` })

/** The text cut at every '+' that no bracket holds. */
function partsOf(text: string): string[] {
  const parts = ['']
  let depth = 0
  for (const c of text.trim()) {
    if (c === '[' || c === '(') depth++
    else if (c === ']' || c === ')') depth--
    if (c === '+' && depth === 0) parts.push('')
    else parts[parts.length - 1] += c
  }
  return parts.map((part) => part.trim())
}

/** The text of names, repeats counted: ['O', 'CO', 'O'] -> '2O+CO'. Equal for equal sets in one order of first names. */
export function setText(names: readonly string[]): string {
  const counts = new Map<string, number>()
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1)
  return [...counts].map(([name, n]) => (n === 1 ? name : `${n}${name}`)).join('+')
}

/** Å between the members of a set as it is drawn: no bond reaches over it. */
const ASIDE = 4

export function adsorbateSet(members: readonly Adsorbate[]): AdsorbateSet {
  const [only] = members
  if (only === undefined) throw invalidInput('There is no adsorbate to place')
  if (members.length === 1) return { ...only, members }
  const id = setText(members.map((one) => one.id))
  return { id, smiles: setText(members.map(({ smiles }) => smiles)), ...sideBySide(members), members }
}

function sideBySide(members: readonly Adsorbate[]): { readonly structure: Structure; readonly bindingAtoms: readonly number[] } {
  const numbers: number[] = []
  const positions: number[] = []
  const bindingAtoms: number[] = []
  let right = 0
  for (const { structure: s, bindingAtoms: binding } of members) {
    const x = Array.from(s.numbers, (_, i) => s.positions[3 * i]!)
    const shift = numbers.length === 0 ? 0 : right + ASIDE - Math.min(...x)
    right = Math.max(...x) + shift
    bindingAtoms.push(...binding.map((i) => numbers.length + i))
    numbers.push(...s.numbers)
    s.positions.forEach((value, q) => positions.push(q % 3 === 0 ? value + shift : value))
  }
  return { structure: molecule(numbers, positions), bindingAtoms }
}

/** The structure of the member with most atoms: a potential has seen adsorbates of some size, however many lie beside each other. */
export const largestMember = ({ members }: AdsorbateSet): Structure => members.map(({ structure }) => structure).reduce((a, b) => (b.numbers.length > a.numbers.length ? b : a))

/** How many adsorbates the text names: 3 for '3O'. */
export const setSize = (text: string): number => setNames(text).length
