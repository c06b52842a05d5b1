/** Quantum ESPRESSO's pw.x output: energy, convergence, geometries. Ry and bohr are turned into eV and Å. */
import { invalidInput } from '../errors'
import { elementOf } from '../structure/formats/text'
import { makeStructure, type Structure } from '../structure/structure'
import { BOHR, RYDBERG, type DftOutput } from './output'

/**
 * Energy: the line that starts with `!`, as ASE reads it. With Methfessel-Paxton smearing it is the generalised free energy, which differs
 * from the energy at zero smearing only to fourth order in the width.
 * Throws InvalidInput where no self-consistency cycle ended.
 */
export function readEspresso(text: string, file: string): DftOutput {
  const at = { file }
  const energies = [...text.matchAll(/^!\s+total energy\s*=\s*(\S+)\s*Ry/gm)].map(([, x]) => Number(x) * RYDBERG)
  const failed = /convergence NOT achieved/.test(text)
  if (energies.length === 0 && !failed) throw invalidInput(`${file} holds no finished calculation: the run was stopped, or is still going on`, { at, expected: 'a pw.x output with a line "! total energy"' })
  const first = initialStructure(text, file)
  const later = [...text.matchAll(/ATOMIC_POSITIONS\s*[({]\s*(\w+)\s*[)}]\s*\n((?:\s*[A-Z][a-z]?\w*\s+[-+\d.eE]+\s+[-+\d.eE]+\s+[-+\d.eE]+.*\n)+)/g)].map(([, unit, table]) => moved(first, unit!, table!, file))
  const relaxed = /BFGS Geometry Optimization/.test(text)
  const forces = forcesOf(text, first.numbers.length)
  return {
    code: 'espresso',
    energy: energies.at(-1) ?? NaN,
    ...(energies.length === 0 ? {} : { firstEnergy: energies[0]! }),
    first,
    last: later.at(-1) ?? first,
    ...(forces === undefined ? {} : { forces }),
    // what was written last counts: a failed cycle in the middle of a relaxation ends pw.x
    electronic: !failed && /convergence has been achieved/.test(text),
    ionic: relaxed ? /bfgs converged in|End of BFGS Geometry Optimization/.test(text) && !/maximum number of steps has been reached/.test(text) : null,
    ionicSteps: Math.max(1, energies.length),
    theory: theoryOf(text),
  }
}

function initialStructure(text: string, file: string): Structure {
  const at = { file }
  const alat = Number(/lattice parameter \(alat\)\s*=\s*(\S+)\s*a\.u\./.exec(text)?.[1] ?? NaN) * BOHR
  const vectors = [...text.matchAll(/^\s*a\([123]\)\s*=\s*\(\s*(\S+)\s+(\S+)\s+(\S+)\s*\)/gm)].slice(0, 3).flatMap((m) => [m[1]!, m[2]!, m[3]!].map((x) => Number(x) * alat))
  const sites = [...text.matchAll(/^\s*\d+\s+([A-Z][a-z]?)\w*\s+tau\(\s*\d+\)\s*=\s*\(\s*(\S+)\s+(\S+)\s+(\S+)\s*\)/gm)]
  const count = Number(/number of atoms\/cell\s*=\s*(\d+)/.exec(text)?.[1] ?? NaN)
  const own = sites.slice(0, count)
  const numbers = own.map(([, symbol]) => elementOf(symbol!) ?? 0)
  if (!Number.isFinite(alat) || vectors.length !== 9 || own.length !== count || count === 0 || numbers.includes(0)) {
    throw invalidInput(`The cell and the atoms of ${file} could not be read`, { at, found: `${own.length} of ${count} atoms`, expected: 'a pw.x output from its beginning' })
  }
  return makeStructure({ numbers, positions: own.flatMap((m) => [m[2]!, m[3]!, m[4]!].map((x) => Number(x) * alat)), cell: vectors })
}

function moved(first: Structure, unit: string, table: string, file: string): Structure {
  const scale = { angstrom: 1, bohr: BOHR }[unit.toLowerCase()]
  if (scale === undefined) throw invalidInput(`${file} gives its positions in a unit that is not read`, { at: { file }, found: unit, expected: 'angstrom or bohr, as Adatom writes' })
  const positions = table.trimEnd().split('\n').flatMap((line) => line.trim().split(/\s+/).slice(1, 4).map((x) => Number(x) * scale))
  if (positions.length !== first.positions.length) throw invalidInput(`${file} holds a geometry that is not whole`, { at: { file }, found: `${positions.length / 3} atoms`, expected: String(first.numbers.length) })
  return makeStructure({ ...first, positions })
}

/** The first block after the last header: forces of the atoms, not their contributions. */
function forcesOf(text: string, n: number): Float64Array | undefined {
  const start = text.lastIndexOf('Forces acting on atoms')
  if (start < 0) return undefined
  const found = [...text.slice(start).matchAll(/atom\s+\d+\s+type\s+\d+\s+force\s*=\s*(\S+)\s+(\S+)\s+(\S+)/g)].slice(0, n)
  return found.length === n ? Float64Array.from(found.flatMap((m) => [m[1]!, m[2]!, m[3]!].map((x) => (Number(x) * RYDBERG) / BOHR))) : undefined
}

function theoryOf(text: string): string {
  const functional = /Exchange-correlation\s*=\s*([^\n(]+?)\s*(?:\(|\n)/.exec(text)?.[1]?.trim() ?? 'functional not said'
  const cutoff = /kinetic-energy cutoff\s*=\s*(\S+)\s*Ry/.exec(text)?.[1]
  return `Quantum ESPRESSO, ${functional}${cutoff === undefined ? '' : `, ${Number(cutoff)} Ry`}`
}
