/** VASP's vasprun.xml (https://www.vasp.at/wiki/index.php/Vasprun.xml): energy, convergence, geometries. */
import { invalidInput } from '../errors'
import { mulVec } from '../math/vec3'
import { elementOf } from '../structure/formats/text'
import { makeStructure, type Structure } from '../structure/structure'
import type { DftOutput } from './output'

/** eV: SCIENCE.md B.1, `converged if len(electronic steps) < nelm or last |dE| < 1e-4` */
const LAST_STEP = 1e-4

/**
 * Energy: VASP writes `e_0_energy` of an ionic step without some corrections that `e_fr_energy` has; so E0 = e_fr + (e_0 - e_fr of the
 * last electronic step), as ASE reads it. Ionic verdict: fewer steps than NSW means that VASP stopped because EDIFFG was met.
 * Throws InvalidInput for a file that ends before a finished calculation.
 */
export function readVasprun(text: string, file: string): DftOutput {
  const at = { file }
  const steps = blocks(text, 'calculation')
  const numbers = [...(blocks(text, 'atominfo')[0] ?? '').matchAll(/<rc>\s*<c>\s*([A-Za-z]{1,2})\s*<\/c>\s*<c>\s*\d+\s*<\/c>\s*<\/rc>/g)].map(([, symbol]) => elementOf(symbol!) ?? 0)
  const last = steps.at(-1)
  if (numbers.length === 0 || numbers.includes(0)) throw invalidInput(`${file} does not name its atoms`, { at, expected: 'a complete vasprun.xml' })
  if (last === undefined || !/<energy>[\s\S]*<i name="e_fr_energy">/.test(last.replace(/<scstep>[\s\S]*?<\/scstep>/g, ''))) {
    throw invalidInput(`${file} holds no finished calculation: the run was stopped, or is still going on`, { at, expected: 'a vasprun.xml with at least one complete <calculation>' })
  }
  const nelm = parameter(text, 'NELM') ?? 60
  const nsw = parameter(text, 'NSW') ?? 0
  const finished = /<structure name="finalpos"\s*>/.test(text)
  const forces = varray(last, 'forces')
  return {
    code: 'vasp',
    energy: energyOf(last, at),
    firstEnergy: energyOf(steps[0]!, at),
    first: structureOf(steps[0]!, numbers, file),
    last: structureOf(last, numbers, file),
    ...(forces.length === 3 * numbers.length ? { forces: Float64Array.from(forces) } : {}),
    electronic: isConverged(last, nelm),
    ionic: nsw > 1 ? finished && steps.length < nsw : null,
    ionicSteps: steps.length,
    theory: theoryOf(text),
  }
}

const blocks = (text: string, tag: string): string[] => [...text.matchAll(new RegExp(`<${tag}(?:\\s[^>]*)?>([\\s\\S]*?)</${tag}>`, 'g'))].map(([, inner]) => inner!)

const valueOf = (text: string, name: string): string | undefined => new RegExp(`<[iv](?: type="\\w+")? name="${name}"\\s*>([^<]*)<`).exec(text)?.[1]?.trim()

function parameter(text: string, name: string): number | undefined {
  const value = Number(valueOf(text, name) ?? NaN)
  return Number.isFinite(value) ? value : undefined
}

function energyOf(step: string, at: { readonly file: string }): number {
  const electronic = blocks(step, 'scstep')
  const own = step.replace(/<scstep>[\s\S]*?<\/scstep>/g, '')
  const free = parameter(own, 'e_fr_energy')
  const final = electronic.at(-1) ?? own
  const correction = (parameter(final, 'e_0_energy') ?? NaN) - (parameter(final, 'e_fr_energy') ?? NaN)
  const energy = (free ?? NaN) + correction
  if (!Number.isFinite(energy)) throw invalidInput('The energy of this calculation could not be read', { at, expected: 'e_fr_energy and e_0_energy' })
  return energy
}

/** B.1: fewer electronic steps than allowed, or the last changed nothing. */
function isConverged(step: string, nelm: number): boolean {
  const energies = blocks(step, 'scstep').map((one) => parameter(one, 'e_fr_energy') ?? NaN)
  if (energies.length === 0) return false
  return energies.length < nelm || (energies.length > 1 && Math.abs(energies.at(-1)! - energies.at(-2)!) < LAST_STEP)
}

function structureOf(step: string, numbers: readonly number[], file: string): Structure {
  const cell = varray(step, 'basis')
  const fractional = varray(step, 'positions')
  if (cell.length !== 9 || fractional.length !== 3 * numbers.length) throw invalidInput(`${file} holds a geometry that is not whole`, { at: { file }, found: `${fractional.length} coordinates`, expected: `${3 * numbers.length}` })
  const positions = numbers.flatMap((_, i) => mulVec([fractional[3 * i]!, fractional[3 * i + 1]!, fractional[3 * i + 2]!], cell))
  return makeStructure({ numbers, positions, cell })
}

function varray(text: string, name: string): number[] {
  const rows = new RegExp(`<varray name="${name}"\\s*>([\\s\\S]*?)</varray>`).exec(text)?.[1] ?? ''
  return [...rows.matchAll(/<v[^>]*>([^<]*)<\/v>/g)].flatMap(([, row]) => row!.trim().split(/\s+/).map(Number))
}

/** VASP's names of functionals, as OC20 and OC22 use them; others stay as they are written. */
const FUNCTIONALS: Readonly<Record<string, string>> = { RP: 'RPBE', PE: 'PBE', PS: 'PBEsol', '91': 'PW91' }

function theoryOf(text: string): string {
  const gga = (valueOf(text, 'GGA') ?? '').toUpperCase()
  const meta = valueOf(text, 'METAGGA')
  const functional = meta !== undefined && meta !== '' && meta !== '--' && meta !== 'F' ? meta : (FUNCTIONALS[gga] ?? (gga === '' || gga === '--' ? 'PBE' : gga))
  const cutoff = parameter(text, 'ENMAX') ?? parameter(text, 'ENCUT')
  return vaspTheory(functional, cutoff)
}

export const vaspTheory = (functional: string, cutoff: number | undefined): string => `VASP, ${functional}${cutoff === undefined ? '' : `, ${cutoff} eV`}`
export const vaspFunctional = (tag: string): string => FUNCTIONALS[tag.toUpperCase()] ?? tag
