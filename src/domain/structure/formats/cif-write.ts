/** Writes CIF in space group P 1: every atom listed, every digit of the fractional coordinates and cell parameters. */
import { invalidInput } from '../../errors'
import { cellParameters, signedVolume, toFractional, volume } from '../cell'
import { symbolOf } from '../elements'
import { hillFormula } from '../formula'
import type { Structure } from '../structure'

/**
 * A CIF holds lengths and angles, so the orientation of the cell in space is lost (a comes to lie along x when it is read), as are
 * tags, fixed flags and directions that are not periodic. A left-handed cell is written with a and b exchanged: the crystal stays
 * the same, where its mirror image would be written otherwise. Throws InvalidInput for a structure without a cell.
 */
export function writeCif(s: Structure, name: string): string {
  if (s.numbers.length === 0) throw invalidInput('A CIF needs at least one atom')
  if (!(volume(s.cell) > 1e-6)) throw invalidInput('A CIF needs a cell of three vectors', { found: `a volume of ${volume(s.cell)} Å^3` })
  const order = signedVolume(s.cell) > 0 ? [0, 1, 2] : [1, 0, 2]
  const p = cellParameters(order.flatMap((i) => [s.cell[3 * i]!, s.cell[3 * i + 1]!, s.cell[3 * i + 2]!]))
  const fractional = toFractional(s.positions, s.cell)
  const counts = new Map<string, number>()
  const sites = Array.from(s.numbers, (z, i) => {
    const symbol = symbolOf(z)
    const count = (counts.get(symbol) ?? 0) + 1
    counts.set(symbol, count)
    return `${symbol}${count} ${symbol} ${order.map((k) => fractional[3 * i + k]!).join(' ')} 1`
  })
  return `${[
    `data_${blockName(name)}`,
    `_chemical_formula_sum '${hillFormula(s).replaceAll(/(\d)(?=[A-Z])|([a-zA-Z])(?=[A-Z])/g, '$& ')}'`,
    `_cell_length_a ${p.a}`, `_cell_length_b ${p.b}`, `_cell_length_c ${p.c}`,
    `_cell_angle_alpha ${p.alpha}`, `_cell_angle_beta ${p.beta}`, `_cell_angle_gamma ${p.gamma}`,
    "_space_group_name_H-M_alt 'P 1'", '_space_group_IT_number 1',
    'loop_', '_space_group_symop_operation_xyz', "'x, y, z'",
    'loop_', '_atom_site_label', '_atom_site_type_symbol', '_atom_site_fract_x', '_atom_site_fract_y', '_atom_site_fract_z', '_atom_site_occupancy',
    ...sites,
  ].join('\n')}\n`
}

/** A block name is printable and without blanks. */
const blockName = (name: string): string => name.replaceAll(/[^\x21-\x7e]+/g, '_').slice(0, 70) || 'structure'
