/** What people really open: each gives surfaces, or one sentence that says what is wrong. */
import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { cut } from '../../src/compute/tasks/cut'
import { read } from '../../src/compute/tasks/read'

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text)

interface CifParts {
  readonly lengths: readonly (number | string)[]
  readonly angles?: readonly number[]
  readonly group?: string
  readonly sites: readonly string[]
  readonly occupancy?: boolean
}

const cif = ({ lengths, angles = [90, 90, 90], group = 'P 1', sites, occupancy = false }: CifParts): string =>
  ['data_x', ...['a', 'b', 'c'].map((k, i) => `_cell_length_${k} ${lengths[i]}`), ...['alpha', 'beta', 'gamma'].map((k, i) => `_cell_angle_${k} ${angles[i]}`),
    `_symmetry_space_group_name_H-M '${group}'`, 'loop_', '_atom_site_label', '_atom_site_type_symbol', '_atom_site_fract_x', '_atom_site_fract_y', '_atom_site_fract_z',
    ...(occupancy ? ['_atom_site_occupancy'] : []), ...sites, ''].join('\n')

const fcc = { lengths: [3.61, 3.61, 3.61], group: 'F m -3 m' }
const copper = cif({ ...fcc, sites: ['Cu1 Cu 0 0 0'] })
const poscar = (cell: readonly (readonly number[])[], symbols: string, counts: string, rows: readonly string[], comment = 'x'): string =>
  [comment, '1.0', ...cell.map((v) => v.join(' ')), ...(symbols === '' ? [] : [symbols]), counts, ...rows, ''].join('\n')
const cubic = (a: number): number[][] => [[a, 0, 0], [0, a, 0], [0, 0, a]]
const bismuth = { lengths: [4.546, 4.546, 11.862], angles: [90, 90, 120] }
const rhombohedral = { lengths: [4.746, 4.746, 4.746], angles: [57.2, 57.2, 57.2], sites: ['Bi Bi 0.2339 0.2339 0.2339'] }

/** Slabs of (111), by count and Tasker type, of the one or last structure of a file. */
async function surfaces(name: string, content: Uint8Array, miller: readonly [number, number, number] = [1, 1, 1]) {
  const last = (await read({ name, bytes: content })).at(-1)!
  const { surfaces: made } = await cut({ ...last.material, facets: { kind: 'indices', miller: [miller] }, preset: 'oc20' })
  return { read: last, made }
}

describe('gives surfaces', () => {
  test.each([
    ['occupancies of one', 'Cu.cif', cif({ ...fcc, sites: ['Cu1 Cu 0 0 0 1.0'], occupancy: true }), 'Cu', 96],
    ['oxidation labels', 'MgO.cif', cif({ lengths: [4.21, 4.21, 4.21], group: 'F m -3 m', sites: ['Mg1 Mg2+ 0 0 0', 'O1 O2- 0.5 0.5 0.5'] }), 'MgO', 54],
    ['uncertainties in brackets', 'Cu.cif', cif({ lengths: ['3.6149(3)', '3.6149(3)', '3.6149(3)'], group: 'F m -3 m', sites: ['Cu1 Cu 0.0000(1) 0 0'] }), 'Cu', 96],
    ['a P1 cell of four atoms', 'Cu.cif', cif({ lengths: [3.61, 3.61, 3.61], sites: ['Cu1 Cu 0 0 0', 'Cu2 Cu 0 .5 .5', 'Cu3 Cu .5 0 .5', 'Cu4 Cu .5 .5 0'] }), 'Cu', 96],
    ['a primitive cell', 'Cu.vasp', poscar([[0, 1.805, 1.805], [1.805, 0, 1.805], [1.805, 1.805, 0]], 'Cu', '1', ['Direct', '0 0 0']), 'Cu', 96],
    ['a P1 supercell', 'Cu.vasp', poscar([[7.22, 0, 0], [0, 3.61, 0], [0, 0, 3.61]], 'Cu', '8', ['Direct', ...[0, 0.5].flatMap((x) => [`${x} 0 0`, `${x} .5 .5`, `${x + 0.25} 0 .5`, `${x + 0.25} .5 0`])]), 'Cu', 96],
    ['a left-handed cell', 'Cu.vasp', poscar([[0, 3.61, 0], [3.61, 0, 0], [0, 0, 3.61]], 'Cu', '4', ['Direct', '0 0 0', '.5 .5 0', '.5 0 .5', '0 .5 .5']), 'Cu', 96],
    ['a cell of one atom', 'Po.vasp', poscar(cubic(3.35), 'Po', '1', ['Direct', '0 0 0']), 'Po', 24],
    ['a rhombohedral cell in its own setting', 'Bi.cif', cif({ ...rhombohedral, group: 'R -3 m :R' }), 'Bi', 48],
    ['a rhombohedral cell without its setting', 'Bi.cif', cif({ ...rhombohedral, group: 'R -3 m' }), 'Bi', 48],
    ['the hexagonal setting of the same', 'Bi.cif', cif({ ...bismuth, group: 'R -3 m :H', sites: ['Bi Bi 0 0 0.2339'] }), 'Bi', 48],
    ['line ends of Windows', 'Cu.cif', copper.replaceAll('\n', '\r\n'), 'Cu', 96],
    ['a strained cell, within the tolerance', 'Cu.vasp', poscar([[3.61, 0.01, 0], [0, 3.62, 0], [0.005, 0, 3.6]], 'Cu', '4', ['Direct', '0 0 0', '.5 .5 0', '.5 0 .5', '0 .5 .5']), 'Cu', 96],
    ['atoms written twice', 'Cu.cif', cif({ ...fcc, sites: ['Cu1 Cu 0 0 0', 'Cu2 Cu .5 .5 0'] }), 'Cu', 96],
    ['deuterium', 'LiD.cif', cif({ lengths: [4.07, 4.07, 4.07], group: 'F m -3 m', sites: ['Li Li 0 0 0', 'D D .5 .5 .5'] }), 'HLi', 54],
  ] as const)('%s', async (_what, name, text, formula, atoms) => {
    const { read: found, made } = await surfaces(name, bytes(text))
    expect(found.formula).toBe(formula)
    expect(found.material.role).toBe('bulk')
    expect(found.warnings).toEqual([])
    expect(made[0]!.summary.atoms).toBe(atoms)
  })

  test('a gzipped file', async () => expect((await surfaces('Cu.cif.gz', gzipSync(copper))).made[0]!.summary.atoms).toBe(96))

  test('every data block of a CIF, every frame of an extXYZ, by number', async () => {
    expect((await read({ name: 'two.cif', bytes: bytes(copper + copper.replace('data_x', 'data_y')) })).map(({ material }) => material.id)).toEqual(['two-1', 'two-2'])
    const frame = '1\nLattice="2.87 0 0 0 2.87 0 0 0 2.87" Properties=species:S:1:pos:R:3 pbc="T T T"\nFe 0 0 0\n'
    expect((await read({ name: 'run.extxyz', bytes: bytes(frame.repeat(3)) })).map(({ material }) => material.id)).toEqual(['run-1', 'run-2', 'run-3'])
  })

  test('a slab with selective dynamics is used as it is, its fixed atoms kept', async () => {
    const heights = [0, 2.1, 4.2, 6.3].map((z) => z / 20)
    const text = poscar([[2.55, 0, 0], [0, 2.55, 0], [0, 0, 20]], 'Cu', '4', ['Selective dynamics', 'Direct', ...heights.map((z, k) => `0 0 ${z} ${k < 2 ? 'F F F' : 'T T T'}`)])
    const { read: found, made } = await surfaces('POSCAR', bytes(text))
    expect(found.material.role).toBe('slab')
    expect(made).toHaveLength(1)
    expect([...made[0]!.slab.structure.fixed]).toEqual([1, 1, 0, 0])
  })
})

describe('is remarked, and goes on', () => {
  test.each([
    ['a molecular crystal', 'CO2.cif', cif({ lengths: [5.6, 5.6, 5.6], group: 'P a -3', sites: ['C C 0 0 0', 'O O 0.118 0.118 0.118'] }), /separate molecules/],
    ['a molecule in a box', 'CO.vasp', poscar(cubic(12), 'C O', '1 1', ['Cartesian', '6 6 6', '6 6 7.14']), /empty space: 12\.0 Å along a/],
    ['a slab with a thin vacuum', 'thin.vasp', poscar([[2.55, 0, 0], [0, 2.55, 0], [0, 0, 9.2]], 'Cu', '3', ['Cartesian', '0 0 0', '1.275 1.275 2.1', '0 0 4.2']), /empty space: 5\.0 Å along c/],
    ['an adsorbate on the slab', 'ads.extxyz', '2\nLattice="3 0 0 0 3 0 0 0 20" Properties=species:S:1:pos:R:3:tags:I:1 pbc="T T T"\nCu 0 0 0 1\nO 0 0 1.9 2\n', /holds an adsorbate/],
    ['atoms on top of each other', 'close.vasp', poscar(cubic(3.61), 'Cu', '2', ['Cartesian', '0 0 0', '0 0 0.9']), /atoms 1 and 2 are only 0\.90 Å apart/],
  ] as const)('%s', async (_what, name, text, remark) => {
    const [found] = await read({ name, bytes: bytes(text) })
    expect(found!.warnings.join('\n')).toMatch(remark)
  })
})

describe('is refused with the reason', () => {
  test.each([
    ['partial occupancy', 'CuAu.cif', cif({ ...fcc, sites: ['Cu1 Cu 0 0 0 0.5', 'Au1 Au 0 0 0 0.5'], occupancy: true }), /Cu1 is partially occupied/],
    ['an unknown element', 'x.cif', cif({ lengths: [3, 3, 3], sites: ['Xx Xx 0 0 0'] }), /element is not known/],
    ['an unknown space group', 'x.cif', cif({ lengths: [3, 3, 3], group: 'F q -3 z', sites: ['Cu Cu 0 0 0'] }), /space group F q -3 z is not known/],
    ['a cell of no length', 'x.cif', cif({ lengths: [0, 3, 3], sites: ['Cu Cu 0 0 0'] }), /_cell_length_a is out of bounds/],
    ['angles of no cell', 'x.cif', cif({ lengths: [3, 3, 3], angles: [150, 150, 150], sites: ['Cu Cu 0 0 0'] }), /No cell has these angles/],
    ['no atoms', 'x.cif', cif({ lengths: [3, 3, 3], sites: [] }), /block has no atoms/],
    ['an empty file', 'x.cif', '', /no structure/],
    ['a text that is no CIF', 'x.cif', 'hello world\n', /begins with a data block/],
    ['another format', 'x.json', '{"a":1}', /format of x\.json is not known/],
    ['a picture', 'x.png', '\u0089PNG\r\n\u001a\n\u0000\u0000', /not a text file/],
    ['a POSCAR that ends too early', 'x.vasp', poscar(cubic(3.6), 'Cu', '4', ['Direct', '0 0 0']), /too short for the atoms it announces/],
    ['a POSCAR without its elements', 'x.vasp', poscar(cubic(3.6), '', '1', ['Direct', '0 0 0'], 'my file'), /names its elements in the comment line only/],
    ['a number that is none', 'x.xyz', '1\nLattice="3 0 0 0 3 0 0 0 3"\nCu nan 0 0\n', /coordinate could not be read/],
    ['a molecule as a slab', 'x.xyz', '2\n\nC 0 0 0\nO 0 0 1.13\n', /empty space along more than one axis/],
    ['a huge cell', 'x.extxyz', `500\nLattice="60 0 0 0 60 0 0 0 30" Properties=species:S:1:pos:R:3 pbc="T T T"\n${Array.from({ length: 500 }, (_, i) => `Cu ${6 * (i % 10) + (i % 7) * 0.1} ${6 * (Math.floor(i / 10) % 10)} ${6 * Math.floor(i / 100) + (i % 3) * 0.2}`).join('\n')}\n`, /too large to cut slabs from/],
  ] as const)('%s', async (_what, name, text, reason) => {
    await expect(surfaces(name, bytes(text))).rejects.toThrow(reason)
    await expect(surfaces(name, bytes(text))).rejects.toMatchObject({ kind: expect.stringMatching(/^(InvalidInput|Unsupported)$/) })
  })
})
