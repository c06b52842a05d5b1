/** The sites of a CIF block, checked: one element on each, fully occupied, with its position. */
import type { CifBlock, CifValue } from './cif-blocks'
import { cifNumber, elementOfLabel, elementOfType } from './cif-values'
import { malformed, notHandled } from './text'

export interface CifSite {
  readonly label: string
  /** atomic number */
  readonly z: number
  /** fractional */
  readonly position: readonly [number, number, number]
  readonly line: number
}

/** An occupancy this near to 1 is a rounding, not a vacancy. */
const FULL = 1e-3

/** Coordinates beyond this many cells are a mistake. */
const FARTHEST_CELL = 1000

/** Whether the block holds a structure at all. */
export const hasSites = (block: CifBlock): boolean => block.sites.has('_atom_site_fract_x') || block.sites.has('_atom_site_cartn_x')

export function sitesOf(block: CifBlock, file: string): CifSite[] {
  const column = (name: string) => block.sites.get(`_atom_site_${name}`)
  if (column('fract_x') === undefined) throw notHandled(file, block.line, 'The block gives Cartesian coordinates only; Adatom reads fractional ones', '_atom_site_Cartn_x')
  const rows = column('fract_x')!.length
  const sites: CifSite[] = []
  for (let i = 0; i < rows; i++) {
    const at = (name: string): CifValue | undefined => column(name)?.[i]
    if (at('calc_flag')?.text.toLowerCase() === 'dum') continue
    const line = (at('label') ?? at('type_symbol') ?? at('fract_x') ?? at('fract_y') ?? at('fract_z'))?.line ?? block.line
    const label = at('label')?.text ?? at('type_symbol')?.text ?? `number ${i + 1}`
    refuseDisorder(label, at, file)
    sites.push({ label, line, z: elementAt(at, line, file), position: [fraction('x', at, label, line, file), fraction('y', at, label, line, file), fraction('z', at, label, line, file)] })
  }
  if (sites.length === 0) throw malformed(file, block.line, 'The block has no atoms', `data_${block.name}`, 'at least one site')
  return sites
}

type Cell = (name: string) => CifValue | undefined

function elementAt(at: Cell, line: number, file: string): number {
  const [type, label] = [at('type_symbol'), at('label')]
  if (type !== undefined) return elementOfType(type, file)
  if (label !== undefined) return elementOfLabel(label, file)
  throw malformed(file, line, 'A site has no element', 'neither _atom_site_type_symbol nor _atom_site_label', 'one of the two')
}

function fraction(axis: 'x' | 'y' | 'z', at: Cell, label: string, line: number, file: string): number {
  const value = at(`fract_${axis}`)
  if (value === undefined) throw malformed(file, line, `The site ${label} has no ${axis} coordinate`, '? or . or nothing', 'a number')
  const x = cifNumber(value, `The ${axis} coordinate of ${label}`, file)
  if (Math.abs(x) > FARTHEST_CELL) throw malformed(file, value.line, `The ${axis} coordinate of ${label} is out of bounds`, value.text, `a fraction of the cell, at most ${FARTHEST_CELL}`)
  return x
}

/** Partial occupancy and disorder describe an average over many structures; Adatom needs one. */
function refuseDisorder(label: string, at: Cell, file: string): void {
  const occupancy = at('occupancy')
  if (occupancy !== undefined) {
    const value = cifNumber(occupancy, `The occupancy of ${label}`, file)
    if (value < 0 || value > 1 + FULL) throw malformed(file, occupancy.line, `The occupancy of ${label} is out of bounds`, occupancy.text, 'a number from 0 to 1')
    if (value < 1 - FULL) throw notHandled(file, occupancy.line, `The site ${label} is partially occupied; Adatom needs an ordered structure`, `occupancy ${occupancy.text} of ${label}`)
  }
  const group = at('disorder_group')
  if (group !== undefined && group.text !== '0') throw notHandled(file, group.line, `The site ${label} is disordered; Adatom needs an ordered structure`, `disorder group ${group.text} of ${label}`)
  const hydrogens = at('attached_hydrogens')
  if (hydrogens !== undefined && cifNumber(hydrogens, `The attached hydrogens of ${label}`, file) !== 0) {
    throw notHandled(file, hydrogens.line, `The site ${label} carries hydrogen atoms without positions`, `${hydrogens.text} attached to ${label}`)
  }
}
