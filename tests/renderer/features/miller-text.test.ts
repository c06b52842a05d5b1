import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Miller } from '../../../src/domain/chemistry/types'
import { formatMiller, millerText, parseMiller } from '../../../src/renderer/features/surfaces/miller-text'

const ok = (text: string): readonly Miller[] => {
  const parsed = parseMiller(text)
  if (parsed.kind === 'wrong') throw new Error(parsed.why)
  return parsed.miller
}

test.each([
  ['111', [[1, 1, 1]]],
  ['111, 100;110', [[1, 1, 1], [1, 0, 0], [1, 1, 0]]],
  ['111 100', [[1, 1, 1], [1, 0, 0]]],
  ['1 1 1', [[1, 1, 1]]],
  ['1-10', [[1, -1, 0]]],
  ['(2 -1 0), [1,0,0]', [[2, -1, 0], [1, 0, 0]]],
  ['2 −1 0', [[2, -1, 0]]],
  ['11̄0', [[1, -1, 0]]],
  ['(12 1 0)', [[12, 1, 0]]],
  ['0001', [[0, 0, 1]]],
  ['10-10', [[1, 0, 0]]],
  ['(1 1 -2 0)', [[1, 1, 0]]],
  ['111, 111', [[1, 1, 1]]],
  ['', []],
  [' , ;', []],
] as const)('%s', (text, expected) => expect(ok(text)).toEqual(expected))

test.each([
  ['11', 'three indices'],
  ['abc', 'abc'],
  ['000', 'not a plane'],
  ['1010', 'third of four'],
  ['(1 2 3 4 5)', '5 indices'],
  ['(99 0 0)', 'larger than 20'],
  ['1.5 0 0', 'three indices'],
  ['()', 'three indices'],
])('%s is refused', (text) => {
  const parsed = parseMiller(text)
  expect(parsed.kind).toBe('wrong')
})

test('the text of any indices parses back to them', () => {
  const index = fc.integer({ min: -20, max: 20 })
  const plane = fc.tuple(index, index, index).filter((m) => m.some((v) => v !== 0))
  fc.assert(
    fc.property(fc.uniqueArray(plane, { maxLength: 6, selector: (m) => m.join() }), (list) => {
      expect(ok(millerText(list))).toEqual(list)
    }),
  )
})

test('no text crashes the parser', () => {
  fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void parseMiller(text)))
})

test('negative indices are written with a bar', () => {
  expect(formatMiller([1, -1, 0])).toBe('11\u03050')
  expect(formatMiller([12, 0, 1])).toBe('(12 0 1)')
})
