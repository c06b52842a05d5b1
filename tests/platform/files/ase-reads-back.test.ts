/** What Adatom writes, ASE reads the same. Needs a Python with ASE: ADATOM_PYTHON, else python3; skipped where there is none. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { norm, sub, vec3 } from '../../../src/domain/math/vec3'
import { type InfoValue, type WriteFrame, writeCif, writeExtxyz, writePoscar } from '../../../src/domain/structure/formats'
import { minimumImage } from '../../../src/domain/structure/minimum-image'
import { type Structure, atomsWhere, makeStructure } from '../../../src/domain/structure/structure'
import { expectClose } from '../../domain/structure/fixtures'

const python = process.env['ADATOM_PYTHON'] ?? 'python3'
const script = fileURLToPath(new URL('../../fixtures/read_back.py', import.meta.url))
const hasAse = ((): boolean => {
  try {
    execFileSync(python, ['-c', 'import ase'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
})()
if (!hasAse) console.warn(`SKIPPED: ${python} has no ASE, so that what Adatom writes is not read back by it (set ADATOM_PYTHON)`)

interface ReadBack {
  numbers: number[]
  positions: number[]
  cell: number[]
  pbc: boolean[]
  tags: number[]
  fixed: number[]
  energy: number | null
  forces: number[] | null
  info: Record<string, unknown>
  distances: number[]
}

const folder = mkdtempSync(join(tmpdir(), 'adatom-ase-'))
afterAll(() => { rmSync(folder, { recursive: true }) })
function readBack(format: string, text: string): ReadBack[] {
  const file = join(folder, `file.${format}`)
  writeFileSync(file, text)
  return JSON.parse(execFileSync(python, [script, format, file], { encoding: 'utf8' })) as ReadBack[]
}

const slab: Structure = makeStructure({
  numbers: [29, 29, 8, 29, 6], positions: [0.1, 1 / 3, 2, 2.5, 1e-17, 3, 1.25, 1.7, 5.123456789012345, 3.1, 2.2, 4.4, 1.25, 1.7, 6.3],
  cell: [5.1122406066225015, 0, 0, 2.5561203033112507, 4.4273302355934545, 0, 0.3, 0.2, 20.174126976187157], tags: [0, 1, 2, 1, 2], fixed: [1, 1, 0, 0, 0],
})
const info: Record<string, InfoValue> = {
  name: 'CO on Cu(111)', 'a key': 'it\'s {here} = "there" [x] \\', step: 3, ratio: 0.1 + 0.2, converged: true, failed: false, kpts: [3, 3, 1], one: [0.5], none: [], text12: '12', truth: 'T',
  empty: '', lines: 'two\nlines', virial: [0, 3, 6, 1, 4, 7, 2, 5, 8], tiny: 1e-300, 'ü': 'é',
}

describe.skipIf(!hasAse)('ASE reads back', () => {
  it('extended XYZ: everything', () => {
    const frames: WriteFrame[] = [
      { structure: slab, info, energy: -12.345678901234567, forces: slab.positions.map((x) => x / 7) },
      { structure: { ...slab, pbc: [true, true, false], tags: new Uint8Array(5), fixed: new Uint8Array(5) } },
      { structure: makeStructure({ numbers: [8, 1], positions: [0, 0, 0, 0.9, 0, 0], cell: new Float64Array(9), pbc: [false, false, false] }) },
    ]
    const read = readBack('extxyz', writeExtxyz(frames))
    expect(read).toHaveLength(3)
    frames.forEach(({ structure: s, energy, forces, info: written }, k) => {
      const ase = read[k]!
      expect([ase.numbers, ase.positions, ase.cell, ase.pbc]).toEqual([[...s.numbers], [...s.positions], [...s.cell], [...s.pbc]])
      expect([ase.tags, ase.fixed]).toEqual([[...s.tags], atomsWhere(s, (i) => s.fixed[i] === 1)])
      expect(ase.energy).toBe(energy ?? null)
      expect(ase.forces).toEqual(forces === undefined ? null : [...forces])
      expect(ase.info).toEqual(written ?? {})
    })
  })

  it('POSCAR: positions, cell, elements in their order, fixed atoms', () => {
    const [ase] = readBack('vasp', writePoscar(slab, 'a slab'))
    expect([ase!.numbers, ase!.fixed]).toEqual([[29, 29, 8, 29, 6], [0, 1]])
    expectClose(ase!.positions, slab.positions, 1e-12) // ASE passes through fractional coordinates
    expectClose(ase!.cell, slab.cell, 1e-15)
  })

  it('CIF: all interatomic distances', () => {
    const [ase] = readBack('cif', writeCif(slab, 'a slab'))
    const nearest = minimumImage(slab.cell, slab.pbc)
    const distances = [0, 1, 2, 3, 4].flatMap((i) => [0, 1, 2, 3, 4].map((j) => norm(nearest(sub(vec3(slab.positions, 3 * j), vec3(slab.positions, 3 * i))))))
    expect(ase!.numbers).toEqual([...slab.numbers])
    expectClose(ase!.distances, distances, 1e-9)
  })
})
