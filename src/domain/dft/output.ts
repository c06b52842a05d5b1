/** What a finished DFT run says of itself, whichever code it was. */
import type { Structure } from '../structure/structure'

export type DftCode = 'gpaw' | 'vasp' | 'espresso' | 'extxyz'

export interface DftOutput {
  readonly code: DftCode
  /** eV per cell, total; extrapolated to zero smearing where the code gives that */
  readonly energy: number
  /** eV, as above, of the first geometry where there were several */
  readonly firstEnergy?: number
  /** in the file's own order of atoms; null where the file does not hold it */
  readonly first: Structure | null
  readonly last: Structure | null
  /** [3n] eV/Å of the last geometry, in the file's order */
  readonly forces?: Float64Array
  /** whether the last self-consistency cycle converged; null where the file does not say */
  readonly electronic: boolean | null
  /** the code's own verdict on the geometry; null where there is none: a single point, or a file that does not say */
  readonly ionic: boolean | null
  readonly ionicSteps: number
  /** settings that must be equal for energies to be subtracted: 'VASP, RPBE, 350 eV'; null where the file does not say */
  readonly theory: string | null
}

/** eV; CODATA 2018 (pw.x 7). ASE 3.22 uses those of 2006: 1e-7 of the energy less */
export const RYDBERG = 13.605693122994
/** Å; CODATA 2018 */
export const BOHR = 0.529177210903
