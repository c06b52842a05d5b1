/** The one grammar of Miller indices: the field of the window and the option of the command line. */
import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMillers } from '../../../../src/domain/chemistry/surfaces/miller-notation'
import { isError } from '../../../../src/domain/errors'
import { formatMiller, millerText } from '../../../../src/renderer/features/surfaces/miller-text'

const read = (text: string): readonly (readonly [number, number, number, boolean])[] => parseMillers(text).map(({ miller: [h, k, l], hexagonal }) => [h, k, l, hexagonal])

test.each([
  ['111', [[1, 1, 1, false]]],
  ['111, 100;110', [[1, 1, 1, false], [1, 0, 0, false], [1, 1, 0, false]]],
  ['111 100', [[1, 1, 1, false], [1, 0, 0, false]]],
  ['1 1 1', [[1, 1, 1, false]]],
  ['1-10', [[1, -1, 0, false]]],
  ['-1-1-1', [[-1, -1, -1, false]]],
  ['1 -1 0', [[1, -1, 0, false]]],
  ['(211), 100', [[2, 1, 1, false], [1, 0, 0, false]]],
  ['(2 -1 0), [1,0,0]', [[2, -1, 0, false], [1, 0, 0, false]]],
  ['2 −1 0', [[2, -1, 0, false]]],
  ['11̄0', [[1, -1, 0, false]]],
  ['(12 1 0)', [[12, 1, 0, false]]],
  ['10.1.0, 1.-10.0', [[10, 1, 0, false], [1, -10, 0, false]]],
  ['0001', [[0, 0, 1, true]]],
  ['10-10', [[1, 0, 0, true]]],
  ['100, 10-10', [[1, 0, 0, true]]],
  ['11-20,1 1 -2 1', [[1, 1, 0, true], [1, 1, 1, true]]],
  ['111, 111', [[1, 1, 1, false]]],
  ['111,,100', [[1, 1, 1, false], [1, 0, 0, false]]],
  ['', []],
  [' , ;', []],
] as const)('%s', (text, expected) => expect(read(text)).toEqual(expected))

test.each([
  ['11', '11', '2 indices found'],
  ['abc', 'abc', 'three indices'],
  ['1a1', '1a1', 'three indices'],
  ['111, 000', '000', 'are 0'],
  ['1010', '1010', 'third of four'],
  ['(1 2 3 4 5)', '1 2 3 4 5', '5 indices'],
  ['(99 0 0)', '99 0 0', 'larger than 20'],
  ['1.5 0 0', '1.5 0 0', 'three indices'],
  ['1--10', '1--10', 'three indices'],
  ['1,,2', '1', 'three indices'],
  ['1..2', '1..2', 'three indices'],
  ['()', '()', 'three indices'],
])('%s is refused, and the piece is named', (text, piece, why) => {
  const error = (() => {
    try {
      parseMillers(text)
    } catch (caught) {
      return caught
    }
    return undefined
  })()
  expect(isError(error, 'InvalidInput') && error.fields.found).toBe(piece)
  expect((error as Error).message).toContain(why)
})

test('the text of any indices parses back to them', () => {
  const index = fc.integer({ min: -20, max: 20 })
  const plane = fc.tuple(index, index, index).filter((m) => m.some((v) => v !== 0))
  fc.assert(
    fc.property(fc.uniqueArray(plane, { maxLength: 6, selector: (m) => m.join() }), (list) => {
      expect(parseMillers(millerText(list)).map(({ miller }) => miller)).toEqual(list)
    }),
  )
})

test('any text gives planes or InvalidInput, nothing else', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (text) => {
      try {
        parseMillers(text)
      } catch (error) {
        expect(isError(error, 'InvalidInput')).toBe(true)
      }
    }),
  )
})

test('negative indices are shown with a bar', () => {
  expect(formatMiller([1, -1, 0])).toBe('11\u03050')
  expect(formatMiller([12, 0, 1])).toBe('(12 0 1)')
})
