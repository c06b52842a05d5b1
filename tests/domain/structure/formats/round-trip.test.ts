import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cellParameters, signedVolume, toFractional } from '../../../../src/domain/structure/cell'
import { readStructures, writeCif, writeExtxyz, writePoscar } from '../../../../src/domain/structure/formats'
import { assertStructure, makeStructure } from '../../../../src/domain/structure/structure'
import { expectClose } from '../fixtures'
import { frames, structures } from './arbitrary'

const runs = { numRuns: 300, seed: 20261123 }

describe('parse(write(x)) = x', () => {
  it('extended XYZ: every digit, flag, tag, force and remark of many frames', () => {
    fc.assert(fc.property(fc.array(frames, { minLength: 1, maxLength: 4 }), (written) => {
      const read = readStructures(writeExtxyz(written), { name: 'x.extxyz' })
      expect(read).toHaveLength(written.length)
      read.forEach((frame, k) => {
        assertStructure(frame.structure)
        expect(frame.structure).toEqual(written[k]!.structure)
        expect(frame.energy).toBe(written[k]!.energy)
        expect(frame.forces).toEqual(written[k]!.forces)
        expect(frame.info).toEqual(written[k]!.info)
      })
    }), runs)
  })

  it('POSCAR: every digit, with fixed flags; tags are lost as documented', () => {
    fc.assert(fc.property(structures({ periodic: true }), (s) => {
      const [frame] = readStructures(writePoscar(s), { name: 'POSCAR' })
      expect(frame!.structure).toEqual({ ...s, tags: new Uint8Array(s.numbers.length) })
    }), runs)
  })

  it('CIF: cell parameters and fractional coordinates; atoms that share a position are refused, not merged in silence', () => {
    fc.assert(fc.property(structures({ periodic: true }), (s) => {
      const text = writeCif(s, 'a name with blanks')
      let read
      try {
        read = readStructures(text, { name: 'x.cif' })[0]!.structure
      } catch (error) {
        expect(String(error)).toMatch(/nearly coincide|share a position|no cell has these angles/i)
        return
      }
      if (read.numbers.length !== s.numbers.length) return // two equal atoms within 0.05 Å are one
      expect([...read.numbers]).toEqual([...s.numbers])
      const swap = signedVolume(s.cell) < 0 ? [1, 0, 2] : [0, 1, 2]
      const p = cellParameters(swap.flatMap((i) => [...s.cell.subarray(3 * i, 3 * i + 3)]))
      const q = cellParameters(read.cell)
      expectClose(Object.values(q), Object.values(p), 1e-9)
      const [f, g] = [toFractional(s.positions, s.cell), toFractional(read.positions, read.cell)]
      // 1e-10: what the wrapping of coordinates of up to 40 Å and the angles in degrees leave of 16 digits
      for (let i = 0; i < f.length; i += 3) for (let k = 0; k < 3; k++) expect(Math.abs(wrapped(f[i + swap[k]!]! - g[i + k]!))).toBeLessThan(1e-10)
    }), runs)
  })

  it('keeps all interatomic distances of a left-handed cell in CIF', () => {
    const s = makeStructure({ numbers: [29, 8, 6], positions: [0, 0, 0, 1, 2, 0.5, 2.2, 0.4, 1.7], cell: [0, 4, 0.3, 5, 0, 0, 0.4, 0.2, 6] })
    expect(signedVolume(s.cell)).toBeLessThan(0)
    const [frame] = readStructures(writeCif(s, 'left'), { name: 'x.cif' })
    expect(chirality(frame!.structure)).toBeCloseTo(chirality(s), 9)
  })
})

describe('writers', () => {
  const molecule = makeStructure({ numbers: [8, 1], positions: [0, 0, 0, 0.9, 0, 0], cell: new Float64Array(9), pbc: [false, false, false] })

  it('refuse what the format cannot hold', () => {
    for (const write of [() => writePoscar(molecule), () => writeCif(molecule, 'm'), () => writeExtxyz([{ structure: molecule, forces: new Float64Array(5) }]), () => writeExtxyz([{ structure: molecule, info: { '': 1 } }])]) {
      expect(write).toThrow(expect.objectContaining({ kind: 'InvalidInput' }))
    }
  })

  it('write a molecule without a lattice, and no frames as an empty file', () => {
    expect(writeExtxyz([{ structure: molecule }])).toBe('2\nProperties=species:S:1:pos:R:3 pbc="F F F"\nO 0 0 0\nH 0.9 0 0\n')
    expect(writeExtxyz([])).toBe('')
  })

  it('write elements in the order of the atoms', () => {
    const s = makeStructure({ numbers: [29, 8, 29, 29], positions: [0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 3], cell: [4, 0, 0, 0, 4, 0, 0, 0, 4], fixed: [1, 0, 0, 0] })
    expect(writePoscar(s, 'two\nlines')).toBe('two lines\n1.0\n  4 0 0\n  0 4 0\n  0 0 4\nCu O Cu\n1 1 2\nSelective dynamics\nCartesian\n  0 0 0 F F F\n  1 1 1 T T T\n  2 2 2 T T T\n  3 3 3 T T T\n')
  })
})

const wrapped = (x: number): number => x - Math.round(x)

/** Triple product of the atoms' vectors: changes sign in a mirror image. The three atoms lie within half a cell, so wrapping leaves it. */
function chirality(s: { positions: Float64Array; cell: Float64Array }): number {
  const f = toFractional(s.positions, s.cell)
  const d = (i: number, k: number): number => wrapped(f[3 * i + k]! - f[k]!)
  const at = (i: number): number[] => [0, 1, 2].map((k) => d(i, 0) * s.cell[k]! + d(i, 1) * s.cell[3 + k]! + d(i, 2) * s.cell[6 + k]!)
  const [u, v] = [at(1), at(2)]
  const w = [...s.cell.subarray(6, 9)]
  return u[0]! * (v[1]! * w[2]! - v[2]! * w[1]!) - u[1]! * (v[0]! * w[2]! - v[2]! * w[0]!) + u[2]! * (v[0]! * w[1]! - v[1]! * w[0]!)
}
