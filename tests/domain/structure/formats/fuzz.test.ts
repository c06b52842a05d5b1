/** No input may crash or hang the process: only AdatomError is thrown. */
import { gunzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AdatomError } from '../../../../src/domain/errors'
import { type StructureFormat, formatOfName, readStructures } from '../../../../src/domain/structure/formats'
import { assertStructure } from '../../../../src/domain/structure/structure'
import { aseFiles, fixtureBytes } from '../fixtures'

const FORMATS: readonly StructureFormat[] = ['cif', 'poscar', 'extxyz']

const samples = Object.keys(aseFiles).map((name) => {
  const bytes = fixtureBytes(name)
  return { format: formatOfName(name)!, text: new TextDecoder().decode(name.endsWith('.gz') ? gunzipSync(bytes) : bytes) }
}).filter(({ text }) => text.length < 3000)

/** Reads, or throws an error of ours; a structure that comes out is sound. */
function survives(text: string, format?: StructureFormat): void {
  try {
    for (const frame of readStructures(text, { name: 'fuzz', ...(format === undefined ? {} : { format }) })) assertStructure(frame.structure)
  } catch (error) {
    if (!(error instanceof AdatomError)) throw error
    if (format !== undefined) expect(JSON.stringify(error.fields)).toContain('fuzz')
  }
}

describe('readers', () => {
  it('survive arbitrary bytes', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(undefined, ...FORMATS), (bytes, format) => {
      survives(new TextDecoder().decode(bytes), format)
    }), { numRuns: 3000, seed: 1 })
  })

  it('survive words of the formats in any order', () => {
    const words = fc.constantFrom(
      '\n', ' ', '\n', ' ', '1', '2', '0', '-1', '999999999', '1e308', '1e-320', 'nan', 'inf', '1.5', 'Cu', 'O', '4 4', 'Direct', 'Cartesian', 'Selective', 'T T F', 'F', '"', "'", '[', ']', '{', '}', '\\', '=', ';', '\n;',
      'Lattice="4 0 0 0 4 0 0 0 4"', 'Properties=species:S:1:pos:R:3', 'pbc="T T T"', 'loop_', 'data_', 'data_x', '_cell_length_a', '_cell_length_b', '_cell_length_c', '_atom_site_fract_x', '_atom_site_fract_y',
      '_atom_site_fract_z', '_atom_site_label', '_atom_site_occupancy', '_symmetry_equiv_pos_as_xyz', "'x,y,z'", "'-x,y+1/2,z'", '?', '.', '#', 'save_', '0.5(', '0.3333(2)', 'é', '\u2028', '\uFEFF', '__proto__', 'constructor',
    )
    fc.assert(fc.property(fc.array(words, { maxLength: 60 }), fc.constantFrom(undefined, ...FORMATS), (parts, format) => survives(parts.join(' '), format)), { numRuns: 4000, seed: 2 })
  })

  it('survive every truncation of a real file', () => {
    for (const { format, text } of samples) {
      const step = Math.max(1, Math.floor(text.length / 150))
      for (let end = 0; end < text.length; end += step) survives(text.slice(0, end), format)
    }
  })

  it('survive mutations of real files: characters changed, lines dropped, doubled and exchanged', () => {
    const noise = fc.constantFrom(' ', '\n', '0', '-', '9', 'e', '.', '"', "'", '_', '#', ';', '=', 'Z', '/', '(', '\t', '\0', '[', '*')
    const edit = fc.record({ at: fc.double({ min: 0, max: 1, noNaN: true }), kind: fc.constantFrom('replace', 'insert', 'delete', 'drop', 'double', 'swap'), by: noise })
    fc.assert(fc.property(fc.constantFrom(...samples), fc.array(edit, { minLength: 1, maxLength: 5 }), ({ format, text }, edits) => {
      let mutated = text
      for (const { at, kind, by } of edits) mutated = mutate(mutated, at, kind, by)
      survives(mutated, format)
    }), { numRuns: 4000, seed: 3 })
  })
})

describe('large input', () => {
  it.each([
    ['a claim of many atoms', 'extxyz', '999999999\n\nCu 0 0 0\n'],
    ['a claim of many atoms', 'poscar', 'c\n1\n4 0 0\n0 4 0\n0 0 4\nCu\n999999999\nDirect\n0 0 0\n'],
    ['counts whose sum overflows', 'poscar', `c\n1\n4 0 0\n0 4 0\n0 0 4\n${'Cu '.repeat(20)}\n${'9007199254740991 '.repeat(20)}\nDirect\n0 0 0\n`],
    ['columns beyond any width', 'extxyz', '1\nProperties=species:S:1:pos:R:3:x:R:999999999\nCu 0 0 0\n'],
    ['supercell coordinates', 'poscar', 'c\n1e300\n4 0 0\n0 4 0\n0 0 4\nCu\n1\nDirect\n0 0 0\n'],
    ['a very long line', 'extxyz', `1\n${'a'.repeat(2_000_000)}\nCu 0 0 0\n`],
  ] as const)('%s (%s) is refused before anything is allocated', (_, format, text) => {
    expect(() => readStructures(text, { name: 'big', format })).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
  })

  // Inputs on which a quadratic reader would need more than 10^11 steps: they would run into the test's time limit.
  const size = 2_000_000
  it.each<[string, StructureFormat, string]>([
    ['digits', 'cif', `data_x _cell_length_a ${'1'.repeat(size)}`],
    ['digits', 'poscar', `c\n${'1'.repeat(900_000)}\n`],
    ['blanks', 'cif', ' '.repeat(size)],
    ['line ends', 'extxyz', '\n'.repeat(size)],
    ['quotes', 'cif', `data_x _a ${"'a".repeat(size / 2)}`],
    ['unclosed quotes on many lines', 'cif', `data_x\n${"_a 'b'c\n".repeat(10)}`],
    ['semicolons', 'cif', `data_x _a\n;${'\n ;'.repeat(size / 4)}`],
    ['brackets', 'extxyz', `1\nLattice=${'['.repeat(900_000)}\nCu 0 0 0\n`],
    ['equal signs', 'extxyz', `1\nProperties=${'='.repeat(900_000)}\nCu 0 0 0\n`],
    ['pairs', 'extxyz', `1\n${'a = b '.repeat(150_000)}\nCu 0 0 nought\n`],
    ['signs of an operation', 'cif', `data_x _cell_length_a 4 _cell_length_b 4 _cell_length_c 4 _symmetry_equiv_pos_as_xyz '${'+-'.repeat(size / 2)}' _atom_site_fract_x 0`],
    ['blocks', 'cif', 'data_x '.repeat(size / 8)],
    ['one carriage return after the other', 'extxyz', '\r'.repeat(size)],
  ])('a million %s (%s) are refused in time', (_, format, text) => {
    expect(() => readStructures(text, { name: 'long', format })).toThrow(AdatomError)
  })

  it('reads 50 000 atoms of each format', () => {
    const n = 50_000
    const atoms = Array.from({ length: n }, (_, i) => `${(i % 100) / 100} ${(Math.floor(i / 100) % 100) / 100} ${Math.floor(i / 10_000) / 5}`)
    const cif = `data_big\n_cell_length_a 300\n_cell_length_b 300\n_cell_length_c 60\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nCu1 ${atoms.join('\nCu1 ')}\n`
    for (const [format, text] of [['cif', cif], ['poscar', `c\n300\n1 0 0\n0 1 0\n0 0 0.2\nCu\n${n}\nDirect\n${atoms.join('\n')}\n`], ['extxyz', `${n}\n\nCu ${atoms.join('\nCu ')}\n`]] as const) {
      expect(readStructures(text, { name: 'big', format })[0]!.structure.numbers.length).toBe(n)
    }
  })
})

function mutate(text: string, at: number, kind: string, by: string): string {
  const i = Math.floor(at * text.length)
  if (kind === 'replace') return text.slice(0, i) + by + text.slice(i + 1)
  if (kind === 'insert') return text.slice(0, i) + by + text.slice(i)
  if (kind === 'delete') return text.slice(0, i) + text.slice(i + 1 + (i % 7))
  const lines = text.split('\n')
  const k = Math.min(lines.length - 1, Math.floor(at * lines.length))
  if (kind === 'drop') lines.splice(k, 1)
  else if (kind === 'double') lines.splice(k, 0, lines[k]!)
  else if (k > 0) [lines[k - 1], lines[k]] = [lines[k]!, lines[k - 1]!]
  return lines.join('\n')
}
