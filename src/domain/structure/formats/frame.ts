/** What every structure file is read into. */
import type { Structure } from '../structure'

export type StructureFormat = 'cif' | 'poscar' | 'extxyz'

export type InfoValue = string | number | boolean | readonly number[]

/** One structure of a file, with what the file says about it. */
export interface ReadFrame {
  readonly structure: Structure
  /** what to call it: the data block of a CIF, the comment of a POSCAR, the file's name (and number) otherwise */
  readonly label: string
  readonly info: Readonly<Record<string, InfoValue>>
  /** eV */
  readonly energy?: number
  /** [3n] eV/Å */
  readonly forces?: Float64Array
}

/** What a reader is given. */
export interface Source {
  readonly text: string
  /** the file's name: for messages and labels */
  readonly file: string
}

/** 'runs/Cu.cif.gz' -> 'Cu'. */
export function stemOf(file: string): string {
  const base = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1).replace(/\.gz$/i, '')
  const stem = base.replace(/\.(?:cif|vasp|poscar|contcar|xyz|extxyz)$/i, '')
  return stem === '' ? base : stem
}
