/** VASP's OUTCAR: energy, convergence, geometries. */
import { invalidInput } from '../errors'
import { elementOf } from '../structure/formats/text'
import { makeStructure, type Structure } from '../structure/structure'
import type { DftOutput } from './output'
import { vaspFunctional, vaspTheory } from './vasprun'

/** Throws InvalidInput where there is no finished ionic step. */
export function readOutcar(text: string, file: string): DftOutput {
  const at = { file }
  const numbers = numbersOf(text, file)
  const energies = numbersAfter(text, /energy\s+without entropy\s*=\s*\S+\s+energy\(sigma->0\)\s*=\s*(\S+)/g)
  // the same line stands after every electronic step, with two blanks less; the final one of an ionic step follows FREE ENERGIE
  const ionic = [...text.matchAll(/FREE ENERGIE OF THE ION-ELECTRON SYSTEM[\s\S]*?energy\(sigma->0\)\s*=\s*(\S+)/g)].map(([, x]) => Number(x))
  const geometries = [...text.matchAll(/POSITION\s+TOTAL-FORCE \(eV\/Angst\)\s*\n\s*-+\s*\n([\s\S]*?)\n\s*-+/g)].map(([, table]) => rows(table!))
  const cells = [...text.matchAll(/direct lattice vectors\s+reciprocal lattice vectors\s*\n((?:.*\n){3})/g)].map(([, table]) => rows(table!).flatMap((row) => row.slice(0, 3)))
  const last = geometries.at(-1)
  const cell = cells.at(-1)
  if (ionic.length === 0 || energies.length === 0 || last === undefined || cell === undefined) {
    throw invalidInput(`${file} holds no finished calculation: the run was stopped, or is still going on`, { at, expected: 'an OUTCAR with at least one finished ionic step' })
  }
  const structure = (table: readonly number[][], own: readonly number[]): Structure => {
    if (table.length !== numbers.length) throw invalidInput(`${file} holds a geometry that is not whole`, { at, found: `${table.length} atoms`, expected: `${numbers.length}` })
    return makeStructure({ numbers, positions: table.flatMap((row) => row.slice(0, 3)), cell: own })
  }
  const nsw = integer(text, /^\s*NSW\s*=\s*(\d+)/m) ?? 0
  return {
    code: 'vasp',
    energy: ionic.at(-1)!,
    firstEnergy: ionic[0]!,
    first: structure(geometries[0]!, cells[0]!),
    last: structure(last, cell),
    forces: Float64Array.from(last.flatMap((row) => row.slice(3, 6))),
    electronic: electronicVerdict(text),
    ionic: nsw > 1 ? text.includes('reached required accuracy') : null,
    ionicSteps: ionic.length,
    theory: vaspTheory(vaspFunctional(/^\s*GGA\s*=\s*(\S+)/m.exec(text)?.[1]?.replace('--', 'PE') ?? 'PE'), numberIn(text, /^\s*ENCUT\s*=\s*([\d.]+)/m)),
  }
}

/** The last ionic step ended because EDIFF was reached, not because NELM was (B.1). */
function electronicVerdict(text: string): boolean {
  const from = Math.max(0, text.lastIndexOf('POSITION'))
  const end = text.lastIndexOf('aborting loop because EDIFF is reached')
  const step = [...text.slice(0, from).matchAll(/-{5,}\s*Iteration\s+(\d+)\(\s*(\d+)\)/g)].at(-1)
  const nelm = integer(text, /^\s*NELM\s*=\s*(\d+)/m) ?? 60
  if (step === undefined) return end >= 0
  return Number(step[2]) < nelm || end > step.index
}

function numbersOf(text: string, file: string): number[] {
  const symbols = [...text.matchAll(/VRHFIN\s*=\s*([A-Za-z]{1,2})\s*:/g)].map(([, symbol]) => symbol!)
  const counts = /ions per type\s*=\s*([\d\s]+?)\n/.exec(text)?.[1]?.trim().split(/\s+/).map(Number) ?? []
  const found = symbols.slice(0, counts.length).map((symbol) => elementOf(symbol))
  if (counts.length === 0 || found.length !== counts.length || found.includes(undefined)) throw invalidInput(`${file} does not name its atoms`, { at: { file }, expected: 'an OUTCAR from its beginning' })
  return counts.flatMap((count, k) => Array<number>(count).fill(found[k]!))
}

const rows = (table: string): number[][] => table.trim().split('\n').map((line) => line.trim().split(/\s+/).map(Number))
const numbersAfter = (text: string, pattern: RegExp): number[] => [...text.matchAll(pattern)].map(([, x]) => Number(x))
const integer = (text: string, pattern: RegExp): number | undefined => numberIn(text, pattern)
function numberIn(text: string, pattern: RegExp): number | undefined {
  const found = pattern.exec(text)?.[1]
  return found === undefined ? undefined : Number(found)
}
