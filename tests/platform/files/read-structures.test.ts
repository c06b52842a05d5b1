import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import * as fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AdatomError } from '../../../src/domain/errors'
import { vec3 } from '../../../src/domain/math/vec3'
import { minimumImage } from '../../../src/domain/structure/minimum-image'
import { assertStructure, atomsWhere, type Structure } from '../../../src/domain/structure/structure'
import { readStructureBytes, readStructureFile } from '../../../src/platform/files'
import { type AseFrame, aseFiles, expectClose, fixtureBytes, fixturePath } from '../../domain/structure/fixtures'

describe.each(Object.entries(aseFiles))('%s', (name, expected) => {
  it('is read as ASE reads it', async () => {
    const frames = await readStructureFile(fixturePath(name))
    expect(frames).toHaveLength(expected.length)
    frames.forEach((frame, k) => {
      const ase = expected[k]!
      const s = frame.structure
      assertStructure(s)
      expect([...s.pbc]).toEqual(ase.pbc)
      expectClose(s.cell, ase.cell, 1e-9) // both from the same digits; ASE takes sines and cosines in another order
      if (name.endsWith('.cif')) {
        sameCrystal(s, ase)
        return
      }
      expect([...s.numbers]).toEqual(ase.numbers)
      expectClose(s.positions, ase.positions, 1e-9)
      expect(atomsWhere(s, (i) => s.fixed[i] === 1)).toEqual(ase.fixed)
      expect(frame.energy).toBe(ase.energy)
      expect(frame.forces === undefined ? undefined : [...frame.forces]).toEqual(ase.forces)
    })
  })
})

describe('info and tags of extended XYZ', () => {
  it('are what ASE finds', async () => {
    const frames = await readStructureFile(fixturePath('relaxation.extxyz'))
    frames.forEach((frame, k) => {
      const ase = aseFiles['relaxation.extxyz']![k]!
      expect(frame.info).toEqual(ase.info)
      expect([...frame.structure.tags]).toEqual(ase.tags)
      expect(frame.label).toBe(`relaxation ${k + 1}`)
    })
  })

  it('keeps tags of another convention aside', async () => {
    const [frame] = await readStructureFile(fixturePath('layers.extxyz'))
    expect(frame!.info['file_tags']).toEqual(aseFiles['layers.extxyz']![0]!.tags)
    expect(frame!.structure.tags.every((tag) => tag === 0)).toBe(true)
  })
})

describe('CIF through moyo', () => {
  it('puts 0.3333 on the special position: hexagonal close packing has two atoms, at 1/3 exactly', async () => {
    const [frame] = await readStructureFile(fixturePath('ruthenium.cif'))
    const s = frame!.structure
    expect(s.numbers.length).toBe(2)
    // the x coordinate of (1/3, 2/3) is 1/3 a - 1/2 * 2/3 a = 0
    expect(Math.min(Math.abs(s.positions[0]!), Math.abs(s.positions[0]! - 2.7058))).toBeLessThan(1e-9)
  })

  it('refuses a symbol that leaves the origin open, and says which settings there are', async () => {
    const text = "data_x\n_cell_length_a 8\n_cell_length_b 8\n_cell_length_c 8\n_symmetry_space_group_name_H-M 'F d -3 m'\nloop_\n_atom_site_label\n_atom_site_fract_x\n_atom_site_fract_y\n_atom_site_fract_z\nSi1 0 0 0\n"
    await expect(readStructureBytes(new TextEncoder().encode(text), 'Si.cif')).rejects.toMatchObject({ kind: 'Unsupported', fields: { at: { file: 'Si.cif', line: 5 } } })
    await expect(readStructureBytes(new TextEncoder().encode(text), 'Si.cif')).rejects.toThrow(/:1.*:2/)
    const [frame] = await readStructureBytes(new TextEncoder().encode(text.replace('F d -3 m', 'F d -3 m S')), 'Si.cif')
    expect(frame!.structure.numbers.length).toBe(8)
  })
})

describe('files', () => {
  let folder: string
  beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'adatom-files-')) })
  afterAll(async () => { await rm(folder, { recursive: true }) })

  it.each(['missing.cif', '.', 'nul\0byte'])('says that %j cannot be read', async (name) => {
    await expect(readStructureFile(join(folder, name))).rejects.toMatchObject({ kind: 'InvalidInput' })
  })

  it('sees gzip whatever the name, and a gzip file that was cut off', async () => {
    const packed = gzipSync(fixtureBytes('rutile.cif'))
    expect((await readStructureBytes(packed, 'rutile.cif'))[0]!.structure.numbers.length).toBe(6)
    await writeFile(join(folder, 'cut.cif.gz'), packed.subarray(0, packed.length - 20))
    await expect(readStructureFile(join(folder, 'cut.cif.gz'))).rejects.toMatchObject({ kind: 'InvalidInput' })
  })

  it('refuses what unpacks to more than its limit', async () => {
    const member = gzipSync(Buffer.alloc(2 ** 24)) // gzip files may be joined end to end: 17 x 16 MiB of zeros
    const bomb = Buffer.concat(Array<Buffer>(17).fill(member))
    expect(bomb.length).toBeLessThan(1e6)
    await expect(readStructureBytes(bomb, 'bomb.xyz.gz')).rejects.toMatchObject({ kind: 'Unsupported' })
  })

  it('survives arbitrary and damaged bytes, plain and packed', async () => {
    const packed = gzipSync(fixtureBytes('rutile.cif'))
    const damaged = fc.tuple(fc.nat(packed.length - 1), fc.nat(255)).map(([at, by]) => {
      const copy = Uint8Array.from(packed)
      copy[at] = by
      return copy
    })
    await fc.assert(fc.asyncProperty(fc.oneof(fc.uint8Array({ maxLength: 200 }), fc.uint8Array({ maxLength: 200 }).map((bytes) => new Uint8Array(gzipSync(bytes))), damaged), fc.constantFrom('x', 'x.cif', 'POSCAR', 'x.xyz.gz'), async (bytes, name) => {
      try {
        await readStructureBytes(bytes, name)
      } catch (error) {
        if (!(error instanceof AdatomError)) throw error
      }
    }), { numRuns: 400, seed: 4 })
  })

  it('takes the format from the name, else from the content, else from the caller', async () => {
    const bytes = fixtureBytes('rutile.cif')
    for (const name of ['a.cif', 'A.CIF', 'unnamed', 'x.txt']) expect((await readStructureBytes(bytes, name))[0]!.structure.numbers.length).toBe(6)
    expect(await readStructureBytes(fixtureBytes('POSCAR-selective'), 'start')).toHaveLength(1)
    expect(await readStructureBytes(fixtureBytes('relaxation.extxyz'), 'frames')).toHaveLength(3)
    expect(await readStructureBytes(bytes, 'wrong.xyz', { format: 'cif' })).toHaveLength(1)
    await expect(readStructureBytes(bytes, 'wrong.xyz')).rejects.toBeInstanceOf(AdatomError)
    await expect(readStructureBytes(new Uint8Array(), 'empty')).rejects.toMatchObject({ kind: 'InvalidInput' })
    await mkdir(join(folder, 'POSCAR.d'), { recursive: true })
    await writeFile(join(folder, 'POSCAR.d', 'notes'), 'hello')
    await expect(readStructureFile(join(folder, 'POSCAR.d', 'notes'))).rejects.toMatchObject({ kind: 'InvalidInput' })
  })
})

/** The same atoms modulo lattice vectors, in any order. 0.005 Å: a coordinate of four digits in a cell of 13 Å, moved to its special position. */
function sameCrystal(s: Structure, ase: AseFrame): void {
  expect(s.numbers.length).toBe(ase.numbers.length)
  const nearest = minimumImage(s.cell, s.pbc)
  const taken = new Set<number>()
  for (let i = 0; i < ase.numbers.length; i++) {
    const at = vec3(ase.positions, 3 * i)
    const match = Array.from(s.numbers, (_, j) => j).find((j) => !taken.has(j) && s.numbers[j] === ase.numbers[i] && Math.hypot(...nearest([at[0] - s.positions[3 * j]!, at[1] - s.positions[3 * j + 1]!, at[2] - s.positions[3 * j + 2]!])) < 0.005)
    expect(match).toBeDefined()
    taken.add(match!)
  }
}
