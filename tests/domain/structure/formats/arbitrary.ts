/** Random structures for property tests: any cell, any elements, coordinates of many magnitudes. */
import * as fc from 'fast-check'
import { volume } from '../../../../src/domain/structure/cell'
import type { InfoValue, WriteFrame } from '../../../../src/domain/structure/formats'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'

const number = (min: number, max: number) => fc.double({ min, max, noNaN: true, noDefaultInfinity: true }).map((x) => x + 0) // -0 becomes 0

/** A cell with entries of up to 12 Å and a sensible volume. */
export const cells = fc.tuple(fc.array(fc.integer({ min: -3000, max: 3000 }), { minLength: 9, maxLength: 9 }), fc.tuple(number(4, 12), number(4, 12), number(4, 12)))
  .map(([skew, diagonal]) => Float64Array.from(skew, (x, i) => x / 1000 + (i % 4 === 0 ? diagonal[i / 4]! : 0)))
  .filter((cell) => volume(cell) > 20)

export const structures = ({ periodic = false } = {}): fc.Arbitrary<Structure> =>
  fc.integer({ min: 1, max: 12 }).chain((n) => fc.record({
    numbers: fc.array(fc.integer({ min: 1, max: 118 }), { minLength: n, maxLength: n }),
    positions: fc.array(fc.oneof(number(-40, 40), number(-1e-9, 1e-9)), { minLength: 3 * n, maxLength: 3 * n }),
    cell: cells,
    pbc: periodic ? fc.constant([true, true, true] as const) : fc.tuple(fc.boolean(), fc.boolean(), fc.boolean()),
    tags: fc.array(fc.integer({ min: 0, max: 2 }), { minLength: n, maxLength: n }),
    fixed: fc.array(fc.integer({ min: 0, max: 1 }), { minLength: n, maxLength: n }),
  })).map(makeStructure)

const word = fc.string({ minLength: 1, maxLength: 12, unit: 'binary' }).filter((s) => !/[\0\n\r]/.test(s))
export const infos: fc.Arbitrary<Record<string, InfoValue>> = fc.dictionary(
  word.filter((key) => !['Lattice', 'Properties', 'pbc', 'energy', 'uid', 'file_tags', '__proto__'].includes(key)),
  fc.oneof(
    fc.string({ maxLength: 30, unit: 'binary' }).filter((s) => !s.includes('\0')),
    fc.constantFrom('T', '12', '1 2 3', 'true', '_JSON {}', '', ' ', 'a=b', '"', '\\', '[1,2', 'F F', '9007199254740993', 'it\'s {here}', 'two\nlines'),
    fc.boolean(), number(-1e6, 1e6), fc.integer(), fc.array(number(-10, 10), { maxLength: 9 }),
  ),
  { maxKeys: 6 },
)

export const frames: fc.Arbitrary<WriteFrame> = fc.tuple(structures(), infos, fc.option(number(-1e4, 1e4), { nil: undefined }), fc.boolean()).map(([structure, info, energy, withForces]) => ({
  structure, info,
  ...(energy === undefined ? {} : { energy }),
  ...(withForces ? { forces: structure.positions.map((x) => x / 7 + 0) } : {}),
}))
