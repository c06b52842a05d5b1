/**
 * DFT energies as a table. CSV with a header (comma, semicolon or tab; # comments; a unit in brackets after a name):
 *   id        configuration id, `slab:NAME` or `gas:H2` (H2O, CO, N2)
 *   energy    eV, total energy; or adsorption_energy: eV, with the gas references H2, H2O, CO, N2
 *   calculation (optional)  single-point or relaxation;   converged (optional)  yes or no
 */
import { invalidInput } from '../errors'
import type { Calculation, DeckRole } from '../export/dft/deck'

export interface EnergyRow {
  readonly role: DeckRole
  readonly target: string
  readonly zero: 'total' | 'adsorption'
  readonly energy: number
  readonly calculation: Calculation
  readonly converged: boolean | null
  readonly line: number
}

/** Throws InvalidInput with file and line. */
export function parseEnergyTable(text: string, file: string): EnergyRow[] {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/).map((content, i) => ({ content, line: i + 1 })).filter(({ content }) => content.trim() !== '' && !content.trimStart().startsWith('#'))
  const header = lines[0]
  if (header === undefined) throw invalidInput(`${file} is empty`, { at: { file } })
  const separator = ['\t', ';', ','].find((s) => header.content.includes(s)) ?? ','
  const names = header.content.split(separator).map((name) => name.replace(/[[(].*$/, '').replaceAll('"', '').trim().toLowerCase())
  const [id, total, adsorption, calculation, converged] = ['id', 'energy', 'adsorption_energy', 'calculation', 'converged'].map((name) => names.indexOf(name)) as [number, number, number, number, number]
  if (id < 0 || (total < 0) === (adsorption < 0)) {
    throw invalidInput(`${file} is not a table of DFT energies`, { at: { file, line: header.line }, found: names.join(', '), expected: 'the columns id and either energy (total) or adsorption_energy, in eV' })
  }
  return lines.slice(1).map(({ content, line }) => {
    const cells = content.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'))
    const at = { file, line }
    const word = cells[total < 0 ? adsorption : total] ?? ''
    const energy = Number(word)
    if (word === '' || !Number.isFinite(energy)) throw invalidInput('An energy is not a number', { at, found: word, expected: 'eV' })
    const { role, target } = targetOf(cells[id] ?? '', at)
    if (role !== 'adslab' && total < 0) throw invalidInput('Only a configuration has an adsorption energy', { at, found: cells[id] ?? '' })
    return { role, target, zero: total < 0 ? 'adsorption' : 'total', energy, calculation: calculationOf(cells[calculation], at), converged: yesNo(cells[converged], at), line }
  })
}

type At = { readonly file: string; readonly line: number }

function targetOf(id: string, at: At): { role: DeckRole; target: string } {
  const reference = /^(slab|gas):(.+)$/.exec(id)
  if (reference) return { role: reference[1] as DeckRole, target: reference[2]! }
  if (id === '') throw invalidInput('A row has no id', { at, expected: 'the id of a configuration, slab:NAME or gas:H2' })
  return { role: 'adslab', target: id }
}

function calculationOf(word: string | undefined, at: At): Calculation {
  if (word === undefined || word === '') return 'single-point'
  if (word === 'single-point' || word === 'relaxation') return word
  throw invalidInput('The kind of a calculation could not be read', { at, found: word, expected: 'single-point or relaxation' })
}

function yesNo(word: string | undefined, at: At): boolean | null {
  if (word === undefined || word === '') return null
  if (/^(yes|true|1|y)$/i.test(word)) return true
  if (/^(no|false|0|n)$/i.test(word)) return false
  throw invalidInput('Whether it converged could not be read', { at, found: word, expected: 'yes or no' })
}
