/** GPAW decks: one script that runs as it is (`python3 run.py`, GPAW >= 22.8 with its data sets). */
import { invalidInput } from '../../errors'
import type { Structure } from '../../structure/structure'
import { GAMMA, oc20Mesh, originFile, rightHanded, type Calculation, type DeckFile, type DeckOrigin } from './deck'

export interface GpawOptions {
  readonly calculation: Calculation
  /** hold the atoms that the structure holds; default true */
  readonly freeze?: boolean
  /** eV, plane waves; default 500: OC20's 350 belongs to VASP's PAW files, with GPAW's O it leaves 0.2 eV (docs/uncertainty.md, O on Ag(100)) */
  readonly cutoff?: number
}

/**
 * run.py and adatom-deck.json. PW(500 eV), RPBE, OC20's Monkhorst-Pack mesh (Gamma for a molecule), no spin, Fermi-Dirac 0.1 eV (energies extrapolated to
 * 0 K). Relaxation by BFGS to 0.03 eV/Å. Writes result.extxyz (energy, forces), gpaw.txt, and relax.traj where it relaxes. Atom order
 * is the candidate's own. Throws InvalidInput on no atoms or a cut-off that is not positive.
 */
export function gpawDeck(input: Structure, origin: DeckOrigin, options: GpawOptions): DeckFile[] {
  const { calculation, freeze = true, cutoff = 500 } = options
  const n = input.numbers.length
  if (n === 0) throw invalidInput('A structure without atoms has no DFT deck')
  if (!(cutoff > 0)) throw invalidInput('The plane-wave cut-off must be positive', { found: String(cutoff) })
  const structure = rightHanded(input)
  const held = freeze ? Array.from(structure.fixed.keys()).filter((i) => structure.fixed[i] === 1) : []
  const rows = (x: Float64Array): string => Array.from({ length: x.length / 3 }, (_, i) => `    [${Array.from(x.subarray(3 * i, 3 * i + 3), (v) => v.toFixed(10)).join(', ')}],`).join('\n')
  const relax = calculation === 'relaxation'
  const script = `"""${docstring(origin.id)}: RPBE/PW(${cutoff} eV) ${calculation}, written by Adatom. Run: python3 run.py"""
from ase import Atoms
from ase.calculators.singlepoint import SinglePointCalculator
from ase.constraints import FixAtoms
from ase.io import write
${relax ? 'from ase.optimize import BFGS\n' : ''}from gpaw import GPAW, PW, FermiDirac

atoms = Atoms(
    numbers=[${Array.from(structure.numbers).join(', ')}],
    positions=[
${rows(structure.positions)}
    ],
    cell=[
${rows(structure.cell)}
    ],
    pbc=True,
)
atoms.set_constraint(FixAtoms(indices=[${held.join(', ')}]))
atoms.calc = GPAW(
    mode=PW(${cutoff}),
    xc='RPBE',
    kpts={'size': (${(origin.role === 'gas' ? GAMMA : oc20Mesh(structure.cell)).join(', ')})},
    occupations=FermiDirac(0.1),
    convergence={'energy': 1e-4},
    maxiter=300,
    txt='gpaw.txt',
)
${relax ? "BFGS(atoms, trajectory='relax.traj', logfile='relax.log').run(fmax=0.03, steps=2000)\n" : ''}energy = atoms.get_potential_energy()
forces = atoms.get_forces(apply_constraint=False)
result = atoms.copy()
result.calc = SinglePointCalculator(result, energy=energy, forces=forces)
write('result.extxyz', result, format='extxyz')
print('energy (eV, extrapolated to 0 K):', energy)
`
  return [{ path: 'run.py', text: script }, originFile(input, origin, Array.from(structure.numbers.keys()), `gpaw-${calculation}`)]
}

const docstring = (text: string): string => text.replaceAll(/[^\w .+\-/]/g, '_')
