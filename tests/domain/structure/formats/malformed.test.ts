/** Every malformed input names the file, the line, what was found and what was expected. */
import { describe, expect, it } from 'vitest'
import { AdatomError, type ErrorFields } from '../../../../src/domain/errors'
import { type StructureFormat, readStructures } from '../../../../src/domain/structure/formats'

const CELL = ['data_x', '_cell_length_a 4.0', '_cell_length_b 4.0', '_cell_length_c 5.0'] // lines 1-4
const LOOP = ['loop_', '_atom_site_label', '_atom_site_fract_x', '_atom_site_fract_y', '_atom_site_fract_z'] // lines 5-9
const cif = (...rows: string[]): string => [...CELL, ...LOOP, ...rows].join('\n')
const OCCUPIED = [...CELL, ...LOOP, '_atom_site_occupancy', '_atom_site_disorder_group'] // rows from line 12

const poscar = (edits: Record<number, string>): string => {
  const lines = ['Cu and O', '1.0', '4 0 0', '0 4 0', '0 0 4', 'Cu O', '1 1', 'Selective dynamics', 'Direct', '0 0 0 T T T', '0.5 0.5 0.5 F F F']
  for (const [line, text] of Object.entries(edits)) lines[Number(line) - 1] = text
  return lines.join('\n')
}
const xyz = (...lines: string[]): string => lines.join('\n')
const PROPERTIES = 'Properties=species:S:1:pos:R:3:move_mask:L:3:tags:I:1:forces:R:3'

type Case = [what: string, format: StructureFormat, text: string, line: number, found: RegExp]

const INVALID: Case[] = [
  ['no structure', 'cif', 'data_x\n_a b', 1, /1 data block without/],
  ['nothing at all', 'cif', '', 1, /0 data blocks/],
  ['a value before any block', 'cif', '# remark\nhello', 2, /hello/],
  ['a value without a name', 'cif', 'data_x\n_a b\nc', 3, /c/],
  ['a name without a value', 'cif', 'data_x\n_a\n_b c', 3, /_b/],
  ['an unclosed quote', 'cif', "data_x\n_a 'b", 2, /'b/],
  ['an unclosed text field', 'cif', 'data_x\n_a\n;text', 3, /;text/],
  ['a loop without names', 'cif', 'data_x\nloop_ 1 2', 2, /1/],
  ['a row cut short', 'cif', cif('Cu1 0 0'), 10, /3 values/],
  ['a missing length', 'cif', cif('Cu1 0 0 0').replace('_cell_length_c 5.0', '_other 1'), 1, /nothing/],
  ['a length that is no number', 'cif', cif('Cu1 0 0 0').replace('5.0', '5.0(3'), 4, /5\.0\(3/],
  ['a negative length', 'cif', cif('Cu1 0 0 0').replace('5.0', '-5.0'), 4, /-5\.0/],
  ['impossible angles', 'cif', cif('Cu1 0 0 0').replace('data_x', 'data_x _cell_angle_alpha 100 _cell_angle_beta 20 _cell_angle_gamma 20'), 1, /100, 20, 20/],
  ['a length given twice', 'cif', cif('Cu1 0 0 0').replace('data_x', 'data_x _cell_length_a 3'), 2, /4\.0/],
  ['a column given twice', 'cif', cif('Cu1 0 0 0').replace('_atom_site_fract_y', '_atom_site_fract_x'), 5, /fract_x/],
  ['an unknown element', 'cif', cif('Qq1 0 0 0'), 10, /Qq1/],
  ['a coordinate that is no number', 'cif', cif('Cu1 0 0 0', 'Cu2 0.5 half 0'), 11, /half/],
  ['an unknown coordinate', 'cif', cif('Cu1 0 ? 0'), 10, /\?/],
  ['a far coordinate', 'cif', cif('Cu1 0 1e9 0'), 10, /1e9/],
  ['sites too close', 'cif', cif('Cu1 0 0 0', 'Cu2 0.05 0 0'), 11, /0\.200 Å/],
  ['images too close', 'cif', `${cif('Cu1 0.03 0 0.1')}\n_symmetry_equiv_pos_as_xyz -x,y,z`, 10, /0\.240 Å/],
  ['an operation that is none', 'cif', `${cif('Cu1 0 0 0')}\nloop_ _symmetry_equiv_pos_as_xyz 'x,y,z'\n'x,y+,z'`, 12, /x,y\+,z/],
  ['an operation of two terms', 'cif', `${cif('Cu1 0 0 0')}\n_symmetry_equiv_pos_as_xyz 'x,y'`, 11, /x,y/],
  ['an operation that scales', 'cif', `${cif('Cu1 0 0 0')}\n_symmetry_equiv_pos_as_xyz 2x,y,z`, 11, /2x/],
  ['an operation that does not fit the cell', 'cif', `${cif('Cu1 0 0 0')}\n_symmetry_equiv_pos_as_xyz z,y,x`, 11, /z,y,x/],
  ['operations that form no group', 'cif', `${cif('Cu1 0.1 0.2 0.3')}\nloop_ _symmetry_equiv_pos_as_xyz x,y,z -x,y,z -x,-y,z -x,-y,-z y,x,z`, 11, /5 operations/],
  ['a group number out of range', 'cif', `${cif('Cu1 0 0 0')}\n_space_group_IT_number 231`, 11, /231/],
  ['an occupancy above one', 'cif', [...OCCUPIED, 'Cu1 0 0 0 1.5 .'].join('\n'), 12, /1\.5/],
  ['a site loop without rows', 'cif', [...CELL, ...LOOP].join('\n'), 1, /data_x/],

  ['nothing', 'poscar', '', 1, /end of the file/],
  ['a scale of zero', 'poscar', poscar({ 2: '0.0' }), 2, /0/],
  ['two scales', 'poscar', poscar({ 2: '1.0 2.0' }), 2, /1 2/],
  ['three scales, one negative', 'poscar', poscar({ 2: '1 -1 1' }), 2, /-1/],
  ['a short lattice vector', 'poscar', poscar({ 4: '0 4' }), 4, /2 columns/],
  ['a flat cell', 'poscar', poscar({ 5: '4 4 0' }), 5, /4 4 0/],
  ['an unknown element', 'poscar', poscar({ 6: 'Cu Qq' }), 6, /Qq/],
  ['a missing count', 'poscar', poscar({ 7: '2' }), 7, /2/],
  ['a count that is no number', 'poscar', poscar({ 7: '1 one' }), 7, /one/],
  ['no atoms', 'poscar', poscar({ 7: '0 0' }), 7, /0/],
  ['VASP 4 without symbols in the comment', 'poscar', poscar({ 1: 'my crystal', 6: '1 1' }).split('\n').filter((_, i) => i !== 6).join('\n'), 6, /my crystal/],
  ['neither direct nor Cartesian', 'poscar', poscar({ 9: '0 0 0' }), 9, /0 0 0/],
  ['a coordinate that is no number', 'poscar', poscar({ 11: '0.5 0,5 0.5 F F F' }), 11, /0,5/],
  ['columns grown together', 'poscar', poscar({ 10: '0.123-0.456 0.1' }), 10, /0\.123-0\.456/],
  ['missing flags', 'poscar', poscar({ 10: '0 0 0' }), 10, /^$/],
  ['flags that are none', 'poscar', poscar({ 10: '0 0 0 T 1 T' }), 10, /T 1 T/],
  ['a missing atom', 'poscar', poscar({}).split('\n').slice(0, 10).join('\n'), 11, /end of the file/],

  ['nothing', 'extxyz', '', 0, /end of the file/],
  ['a count that is no number', 'extxyz', xyz('two', '', 'Cu 0 0 0'), 1, /two/],
  ['no atoms', 'extxyz', xyz('0', ''), 1, /0/],
  ['a missing atom', 'extxyz', xyz('2', 'a remark that makes the file long enough', 'Cu 0 0 0'), 4, /end of the file/],
  ['an extra atom', 'extxyz', xyz('1', '', 'Cu 0 0 0', 'Cu 1 1 1'), 4, /Cu 1 1 1/],
  ['an unknown element', 'extxyz', xyz('1', '', 'Qq 0 0 0'), 3, /Qq/],
  ['an atomic number out of range', 'extxyz', xyz('1', '', '119 0 0 0'), 3, /119/],
  ['a coordinate that is no number', 'extxyz', xyz('1', '', 'Cu 0 nan 0'), 3, /nan/],
  ['a far coordinate', 'extxyz', xyz('1', '', 'Cu 0 1e8 0'), 3, /1e8/],
  ['a short row', 'extxyz', xyz('1', '', 'Cu 0 0'), 3, /3 columns/],
  ['an unclosed quote', 'extxyz', xyz('1', 'Lattice="4 0 0 0 4 0 0 0 4', 'Cu 0 0 0'), 2, /Lattice="4/],
  ['a lattice of six numbers', 'extxyz', xyz('1', 'Lattice="4 4 4 90 90 90"', 'Cu 0 0 0'), 2, /90/],
  ['a lattice without volume', 'extxyz', xyz('1', 'Lattice="4 0 0 4 0 0 0 0 4"', 'Cu 0 0 0'), 2, /4 0 0/],
  ['a periodicity that is none', 'extxyz', xyz('1', 'pbc="T T"', 'Cu 0 0 0'), 2, /T T/],
  ['columns of no type', 'extxyz', xyz('1', 'Properties=species:S:1:pos:Q:3', 'Cu 0 0 0'), 2, /pos:Q:3/],
  ['columns without positions', 'extxyz', xyz('1', 'Properties=species:S:1', 'Cu'), 2, /species/],
  ['columns announced twice', 'extxyz', xyz('1', 'Properties=species:S:1:pos:R:3:pos:R:3', 'Cu 0 0 0 0 0 0'), 2, /pos:R:3/],
  ['positions of two columns', 'extxyz', xyz('1', 'Properties=species:S:1:pos:R:2', 'Cu 0 0'), 2, /pos:R:2/],
  ['a row longer than announced', 'extxyz', xyz('1', 'Properties=species:S:1:pos:R:3', 'Cu 0 0 0 7'), 3, /5 columns/],
  ['a force that is no number', 'extxyz', xyz('1', PROPERTIES, 'Cu 0 0 0 T T T 0 0 inf 0'), 3, /inf/],
  ['a tag that is no integer', 'extxyz', xyz('1', PROPERTIES, 'Cu 0 0 0 T T T 0.5 0 0 0'), 3, /0\.5/],
  ['a flag that is none', 'extxyz', xyz('1', PROPERTIES, 'Cu 0 0 0 T T X 0 0 0 0'), 3, /X/],
]

const UNSUPPORTED: Case[] = [
  ['partial occupancy', 'cif', [...OCCUPIED, 'Cu1 0 0 0 1 .', 'Ni1 0.5 0 0 0.50(1) .'].join('\n'), 13, /Ni1/],
  ['a disorder group', 'cif', [...OCCUPIED, 'Cu1 0 0 0 1 2'].join('\n'), 12, /Cu1/],
  ['two elements on one position', 'cif', cif('Cu1 0 0 0', 'Ni1 1 0 0'), 11, /Ni1 on Cu1/],
  ['a label that can be read in two ways', 'cif', cif('CO1 0 0 0'), 10, /CO1/],
  ['Cartesian coordinates', 'cif', 'data_x\n_cell_length_a 4\n_atom_site_Cartn_x 0', 1, /Cartn/],
  ['a space group without operations', 'cif', `${cif('Cu1 0 0 0')}\n_space_group_name_H-M_alt 'P 4/m m m'`, 11, /P 4\/m m m/],
  ['too many operations', 'cif', `${cif('Cu1 0 0 0')}\nloop_ _symmetry_equiv_pos_as_xyz${'\nx,y,z'.repeat(2000)}`, 12, /2000/],
  ['an atom fixed along one axis', 'poscar', poscar({ 10: '0 0 0 T T F' }), 10, /T T F/],
  ['hydrogen of fractional charge', 'poscar', poscar({ 6: 'Cu H1.25' }), 6, /H1\.25/],
  ['an atom fixed along one axis', 'extxyz', xyz('1', PROPERTIES, 'Cu 0 0 0 T T F 0 0 0 0'), 3, /T T F/],
]

function errorOf(text: string, format: StructureFormat): AdatomError {
  try {
    readStructures(text, { name: 'folder/input', format })
  } catch (error) {
    if (error instanceof AdatomError) return error
    throw error
  }
  return expect.unreachable('the input was read')
}

describe('InvalidInput', () => {
  it.each(INVALID.map((c) => [`${c[1]}: ${c[0]}`, c] as const))('%s', (_, [, format, text, line, found]) => {
    const error = errorOf(text, format)
    expect(error.kind).toBe('InvalidInput')
    const fields = error.fields as ErrorFields['InvalidInput']
    expect(fields.at).toEqual({ file: 'folder/input', line })
    expect(fields.found).toMatch(found)
    expect(fields.expected).not.toBe('')
    expect(error.message).toContain(`folder/input, line ${line}`)
  })
})

describe('Unsupported', () => {
  it.each(UNSUPPORTED.map((c) => [`${c[1]}: ${c[0]}`, c] as const))('%s', (_, [, format, text, line, what]) => {
    const error = errorOf(text, format)
    expect(error.kind).toBe('Unsupported')
    const fields = error.fields as ErrorFields['Unsupported']
    expect(fields.at).toEqual({ file: 'folder/input', line })
    expect(fields.what).toMatch(what)
  })
})

it('shows no more of a file than a line can hold', () => {
  const { found } = errorOf('x\u0007y'.repeat(1000), 'extxyz').fields as ErrorFields['InvalidInput']
  expect(found!.length).toBeLessThan(100)
  expect(found).not.toContain('\u0007')
})
