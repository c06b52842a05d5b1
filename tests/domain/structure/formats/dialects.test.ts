/** What files of the wild look like, and what must be understood. */
import { describe, expect, it } from 'vitest'
import { readStructures } from '../../../../src/domain/structure/formats'
import { parseOperation } from '../../../../src/domain/structure/formats/cif-values'
import { parsePairs, parseValue } from '../../../../src/domain/structure/formats/extxyz-comment'
import { cellParameters, volume } from '../../../../src/domain/structure/cell'
import { expectClose } from '../fixtures'

const read = (text: string, name: string) => readStructures(text, { name })
const cif = (rows: string, extra = '') => read(`data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 4\n${extra}\nloop_\n_atom_site_label\n_atom_site_type_symbol\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\n${rows}\n`, 'x.cif')[0]!.structure

describe('CIF', () => {
  it.each([
    ['x,y,z', [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]],
    ['-y, x-y, z+1/3', [0, -1, 0, 1, -1, 0, 0, 0, 1], [0, 0, 1 / 3]],
    [' 1/2+X , 0.5 - Y,-Z ', [1, 0, 0, 0, -1, 0, 0, 0, -1], [0.5, 0.5, 0]],
    ['x+.25,y-1/4,z+0.3333', [1, 0, 0, 0, 1, 0, 0, 0, 1], [0.25, 0.75, 1 / 3]],
    ['-X+Y,-x,z+5/6', [-1, 1, 0, -1, 0, 0, 0, 0, 1], [0, 0, 5 / 6]],
    ['+x,+y,+1*z', [1, 0, 0, 0, 1, 0, 0, 0, 1], [0, 0, 0]],
  ])('reads the operation %s', (text, rotation, translation) => {
    const operation = parseOperation({ text, line: 1 }, 'x.cif')
    expect(operation.rotation.map((x) => x + 0)).toEqual(rotation)
    expectClose(operation.translation, translation, 1e-15)
  })

  it.each(['', ',,', 'x,y', 'x,y,z,z', 'x;y;z', 'x,y,q', 'x/0,y,z', 'x,y,/2', 'x,x,z', '1,2,3', 'x x,y,z', 'x,y,z/3', '--x,y,z'])('refuses the operation "%s"', (text) => {
    expect(() => parseOperation({ text, line: 1 }, 'x.cif')).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
  })

  it('knows elements by type or label, charges and deuterium included', () => {
    expect([...cif('a Cu 0 0 0\nb Ti4+ 0.5 0 0\nc O2- 0 0.5 0\nd D 0 0 0.5\nCu2 ? 0.5 0.5 0\nO1W . 0.5 0 0.5\nZN1 ? 0 0.5 0.5\ng CU 0.5 0.5 0.5').numbers]).toEqual([29, 22, 8, 1, 29, 8, 30, 29])
  })

  it('merges sites listed twice, and atoms listed although the symmetry makes them', () => {
    expect(cif('Cu1 Cu 0 0 0\nCu2 Cu 1 0 0').numbers.length).toBe(1)
    const extra = "loop_ _space_group_symop_operation_xyz 'x,y,z' '-x,-y,-z'"
    expect(cif('Cu1 Cu 0.1 0.2 0.3\nCu2 Cu 0.9 0.8 0.7', extra).numbers.length).toBe(2)
  })

  it('moves a site of few digits onto its special position, from both sides', () => {
    const extra = "loop_ _space_group_symop_operation_xyz 'x,y,z' '-x,-y,-z'"
    for (const x of ['0.4999', '0.5001', '0.5', '-0.4999']) expectClose(cif(`Cu1 Cu ${x} 0.0001 0`, extra).positions, [2, 0, 0], 1e-12)
  })

  it('adds an identity that the list lacks', () => {
    expect(cif('Cu1 Cu 0.1 0.2 0.3', '_space_group_symop_operation_xyz -x,-y,-z').numbers.length).toBe(2)
  })

  it('reads quotes, text fields, remarks, several blocks, names in any case and with dots', () => {
    const text = `#\\#CIF_1.1
data_first # remark
_CELL.LENGTH_A 3 _cell_length_b 3 # remark 'with a quote
_cell_length_c '3'
_chemical_name_common
;two lines;
 ; of text
;
_other 'a dog's life' _another "it""s"
loop_ _atom_site.label _atom_site.fract_x _atom_site.fract_y _atom_site.fract_z _atom_site_calc_flag
'Cu 1' 0 0 0 . Du 0.1 0 0 dum
data_without _a b
DATA_second
_cell_length_a 4 _cell_length_b 4 _cell_length_c 4
LOOP_
_atom_site_label _atom_site_fract_x _atom_site_fract_y _atom_site_fract_z Ni 0 0 0 Ni 0.5(1) .5 -0
`
    for (const version of [text, text.replaceAll('\n', '\r\n'), `\uFEFF${text}`]) {
      const frames = read(version, 'x.cif')
      expect(frames.map((f) => [f.label, [...f.structure.numbers]])).toEqual([['first', [29]], ['second', [28, 28]]])
    }
    expect(read(text.replaceAll('\n', '\r'), 'x.cif').length).toBe(2)
  })

  it('takes the operations of a symbol from the caller, in the one setting that fits the cell', () => {
    const identity = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] } as const
    const mirror = { rotation: [0, 1, 0, 1, 0, 0, 0, 0, 1], translation: [0, 0, 0] } as const
    const spaceGroups = () => [{ label: 'a', number: 99, operations: [identity, mirror] }, { label: 'b', number: 99, operations: [identity, { ...mirror, rotation: [1, 0, 0, 0, 0, 1, 0, 1, 0] }] }]
    const text = "data_x\n_cell_length_a 4\n_cell_length_b 4\n_cell_length_c 6\n_space_group_name_H-M_alt 'P q'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nCu 0.1 0.3 0.7\n"
    const s = readStructures(text, { name: 'x.cif', spaceGroups })[0]!.structure
    expectClose(s.positions, [0.4, 1.2, 4.2, 1.2, 0.4, 4.2], 1e-12)
    expect(() => readStructures(text.replace('_c 6', '_c 4'), { name: 'x.cif', spaceGroups })).toThrow(expect.objectContaining({ kind: 'Unsupported' }))
    expect(() => readStructures(text.replace('_b 4', '_b 5'), { name: 'x.cif', spaceGroups })).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
    expect(() => readStructures(`${text}_space_group_IT_number 12`, { name: 'x.cif', spaceGroups })).toThrow(/disagree/)
  })
})

describe('POSCAR', () => {
  const body = '2 0 0\n0 3 0\n0 0 4\nCu\n1\nDirect\n0.5 0.5 0.5\n'
  it('takes a negative scale as the volume, and three scales along x, y, z', () => {
    expect(volume(read(`c\n-48\n${body}`, 'POSCAR')[0]!.structure.cell)).toBeCloseTo(48, 10)
    const p = cellParameters(read(`c\n1 2 3\n${body}`, 'POSCAR')[0]!.structure.cell)
    expectClose([p.a, p.b, p.c], [2, 6, 12], 1e-12)
    expectClose(read(`c\n2.0\n${body.replace('Direct', 'kartesian')}`, 'POSCAR')[0]!.structure.positions, [1, 1, 1], 1e-12)
  })

  it('takes VASP 4 symbols from the comment, Fortran numbers, remarks after counts, and flags with dots', () => {
    const [frame] = read("Cu_pv O\n1.0D+00\n4 0 0 remark\n0 4 0\n0 0 4\n1 1 ! counts\nselective\nCart\n0 0 0 .TRUE. .TRUE. .TRUE. Cu1\n1.5d0 1 1 .F. F f O1\n\n0 0 0\n", 'POSCAR')
    expect([...frame!.structure.numbers]).toEqual([29, 8])
    expect([...frame!.structure.fixed]).toEqual([0, 1])
    expect(frame!.structure.positions[3]).toBe(1.5)
  })

  it('takes an element more than once', () => {
    const [frame] = read('c\n1\n9 0 0\n0 9 0\n0 0 9\nCu O Cu\n1 1 2\nD\n0 0 0\n.1 0 0\n.2 0 0\n.3 0 0\n', 'x.vasp')
    expect([...frame!.structure.numbers]).toEqual([29, 8, 29, 29])
  })
})

describe('extended XYZ', () => {
  it('reads the comment line as ASE does', () => {
    const pairs = parsePairs(`a=1 b="2 3" 'c d'='e f' flag g={1 2} h=[1,2] i=[[1,2],[3,4]] j="say \\"hi\\" \\\\" k=x=y l = 5 m="" n="[1 2"`)!
    expect(Object.fromEntries(pairs)).toEqual({ a: '1', b: '2 3', 'c d': 'e f', flag: 'T', g: '1 2', h: '1,2', i: '[[1,2],[3,4]]', j: 'say "hi" \\', k: 'x=y', l: '5', m: '', n: '[1 2' })
  })

  it.each([['a="b', 'an open quote'], ['a=[1', 'an open bracket'], ['a={[}', 'nothing']] as const)('%s: %s', (text, what) => {
    expect(parsePairs(text) === undefined).toBe(what !== 'nothing')
  })

  it('gives values their type, and leaves text what would change as a number', () => {
    expect(['1', '-2.5e3', '1 2 3', '1,2', 'T', 'FALSE', 'T F', 'x', '', '9007199254740993', 'nan', '_JSON "12"', '_JSON [1]', '_JSON {"a":1}', '_JSON [['].map(parseValue))
      .toEqual([1, -2500, [1, 2, 3], [1, 2], true, false, 'T F', 'x', '', '9007199254740993', 'nan', '12', [1], '_JSON {"a":1}', '_JSON [['])
  })

  it('reads rows as lattice vectors, columns in any order, and passes over what it does not know', () => {
    const [frame] = read('2\nProperties=momenta:R:3:pos:R:3:Z:I:1:name:S:1:fixed:L:1 Lattice="4 0 0 1 5 0 0 0 6" pbc=[T, T, F]\n9 9 9 1 2 3 29 a T\n9 9 9 0 0 0 8 b F\n', 'x.extxyz')
    const s = frame!.structure
    expect([[...s.numbers], [...s.positions], [...s.cell], s.pbc, [...s.fixed]]).toEqual([[29, 8], [1, 2, 3, 0, 0, 0], [4, 0, 0, 1, 5, 0, 0, 0, 6], [true, true, false], [1, 0]])
  })

  it('reads plain XYZ with any remark, further columns, blank lines between frames, and no end of line', () => {
    const frames = read('1\nenergy is "open\nC1 0 0 0 0.5 x\n\n 1 \n\ncu\t1 1 1\n\n\n1\nLattice="[[4,0,0],[0,4,0],[0,0,4]]"\n8 0 0 0', 'x.xyz')
    expect(frames.map((f) => [...f.structure.numbers][0])).toEqual([6, 29, 8])
    expect(frames[0]!.info).toEqual({ comment: 'energy is "open' })
    expect(frames.map((f) => f.structure.pbc[0])).toEqual([false, false, true])
  })
})
