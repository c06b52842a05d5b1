/** Measurements against crystal geometry and against chemistry's own numbers. Tolerances: 1e-9 is rounding of a few double operations. */
import { expect, test } from 'vitest'
import * as fc from 'fast-check'
import { makeStructure } from '../../../src/domain/structure/structure'
import { drawList } from '../../../src/renderer/scene/draw-list'
import { measure, measureDrawn, measurementLine, steps } from '../../../src/renderer/scene/measure'

const A = 3.615
const fcc = makeStructure({ numbers: [29, 29, 29, 29], cell: [A, 0, 0, 0, A, 0, 0, 0, A], positions: [0, 0, 0, A / 2, A / 2, 0, A / 2, 0, A / 2, 0, A / 2, A / 2] })
const value = (atoms: number[], s = fcc): number => measure(s, s.positions, atoms)!.value

test('nearest neighbours of fcc are a / sqrt(2) apart, also through the boundary', () => {
  expect(value([0, 1])).toBeCloseTo(A / Math.SQRT2, 9)
  const moved = { ...fcc, positions: fcc.positions.map((x, i) => (i === 3 || i === 4 ? x + 7 * A : x)) }
  expect(value([0, 1], moved)).toBeCloseTo(A / Math.SQRT2, 9)
})

test('three mutual neighbours of fcc make an equilateral triangle', () => {
  expect(value([1, 0, 2])).toBeCloseTo(60, 9)
})

test('a tetrahedron of fcc has the dihedral arccos(1/3) = 70.5288 degrees', () => {
  expect(Math.abs(value([0, 1, 2, 3]))).toBeCloseTo(70.528_779_365, 6)
})

test('the sign of a dihedral follows IUPAC: clockwise is positive', () => {
  // looking along +x from the second atom: the first points up (y), the fourth to -z, which is clockwise as seen by the viewer
  const cell = [50, 0, 0, 0, 50, 0, 0, 0, 50]
  const twist = (y: number, z: number) => makeStructure({ numbers: [1, 6, 6, 1], cell, pbc: [false, false, false], positions: [0, 1, 0, 0, 0, 0, 1, 0, 0, 1, y, z] })
  expect(value([0, 1, 2, 3], twist(0, 1))).toBeCloseTo(90, 9)
  expect(value([0, 1, 2, 3], twist(0, -1))).toBeCloseTo(-90, 9)
  expect(value([0, 1, 2, 3], twist(1, 0))).toBeCloseTo(0, 9)
  expect(Math.abs(value([0, 1, 2, 3], twist(-1, 0)))).toBeCloseTo(180, 9)
})

test('degenerate selections measure nothing', () => {
  expect(measure(fcc, fcc.positions, [0])).toBeNull()
  expect(measure(fcc, fcc.positions, [])).toBeNull()
  const line = makeStructure({ numbers: [1, 1, 1, 1], cell: [50, 0, 0, 0, 50, 0, 0, 0, 50], positions: [0, 0, 0, 1, 0, 0, 2, 0, 0, 3, 0, 0] })
  expect(measure(line, line.positions, [0, 1, 2, 3])).toBeNull()
  expect(value([0, 1, 2], line)).toBeCloseTo(180, 5)
})

test('measurements do not change when atoms are moved by lattice vectors', () => {
  const shift = fc.array(fc.integer({ min: -3, max: 3 }), { minLength: 12, maxLength: 12 })
  // an oblique cell, and no atom half a cell from another: there the nearest image would be a matter of rounding
  const oblique = makeStructure({ numbers: [1, 6, 7, 8], cell: [5, 0, 0, 2.1, 4.7, 0, -1.3, 0.9, 6.2], positions: [0.3, 0.2, 0.1, 1.4, 0.5, 0.2, 1.1, 1.7, 0.6, 0.2, 1.4, 1.9] })
  fc.assert(
    fc.property(shift, (shifts) => {
      const positions = oblique.positions.map((x, q) => x + [0, 1, 2].reduce((sum, k) => sum + shifts[3 * Math.floor(q / 3) + k]! * oblique.cell[3 * k + (q % 3)]!, 0))
      for (const atoms of [[0, 1], [1, 0, 2], [0, 1, 2, 3]]) expect(measure(oblique, positions, atoms)!.value).toBeCloseTo(value(atoms, oblique), 6)
    }),
    { numRuns: 60 },
  )
})

test('the drawn line starts at the atom and follows the minimum images', () => {
  const path = steps(fcc, fcc.positions, [0, 1, 2])
  const line = measurementLine([10, 0, 0], path)
  expect(line).toHaveLength(3)
  expect(Math.hypot(line[1]![0] - line[0]![0], line[1]![1] - line[0]![1], line[1]![2] - line[0]![2])).toBeCloseTo(A / Math.SQRT2, 9)
})

test('between the images that were picked, with the nearest ones beside it where they differ', () => {
  // argon: nothing is bonded, so that nothing is moved to be whole
  const argon = { ...fcc, numbers: Uint8Array.of(18, 18, 18, 18) }
  const list = drawList(argon, { images: 2, bulk: false })
  const drawn = (atom: number, a: number, b: number): number => list.atoms.findIndex((i, k) => i === atom && list.images[3 * k] === a && list.images[3 * k + 1] === b)
  // an atom and its own image are a lattice vector apart, and have no nearest image but each other
  expect(measureDrawn(list, fcc.positions, [drawn(0, 0, 0), drawn(0, 1, 0)])).toMatchObject({ kind: 'distance', value: expect.closeTo(A, 9) as number, nearest: null })
  const [p, q] = [drawn(0, 0, 0), drawn(1, 1, 1)]
  const far = Math.hypot(...[0, 1, 2].map((x) => fcc.positions[3 + x]! + list.offsets[3 * q + x]! - fcc.positions[x]! - list.offsets[3 * p + x]!))
  expect(far).toBeGreaterThan(A)
  expect(measureDrawn(list, fcc.positions, [p, q])).toMatchObject({ value: expect.closeTo(far, 9) as number, nearest: expect.closeTo(A / Math.SQRT2, 9) as number })
  // three images of one row: a straight line
  const wide = drawList(argon, { images: 3, bulk: false })
  const row = [0, 1, 2].map((a) => wide.atoms.findIndex((i, k) => i === 0 && wide.images[3 * k] === a && wide.images[3 * k + 1] === 0))
  expect(measureDrawn(wide, fcc.positions, row)!.value).toBeCloseTo(180, 5)
})
