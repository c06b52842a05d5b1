import { expect, test } from 'vitest'
import { fromWireError, toWireError } from '../../../src/contract/errors'
import { AdatomError, type ErrorFields, type ErrorKind } from '../../../src/domain/errors'
import { ACTION_LABELS, errorReport, errorText } from '../../../src/renderer/ui/error-text'

const EXAMPLES: { readonly [K in ErrorKind]: ErrorFields[K] } = {
  InvalidInput: { found: 'xx', expected: 'a number', at: { file: 'Cu.cif', line: 7 } },
  Unsupported: { what: 'Uuo' },
  ModelUnusable: { model: 'adatom-0', reason: 'hash' },
  NumericalFailure: { where: 'energy' },
  ComputeLost: { exitCode: 137, signal: 'SIGKILL' },
  StoreFailure: { path: '/p.adatom', reason: 'disk full' },
  Cancelled: {},
}

test.each(Object.keys(EXAMPLES) as ErrorKind[])('%s has a title, advice and a button, also after crossing a process', (kind) => {
  const error = fromWireError(JSON.parse(JSON.stringify(toWireError(new AdatomError(kind, 'What happened.', EXAMPLES[kind])))))
  const text = errorText(error)
  expect(text.title).not.toBe('')
  expect(text.advice).not.toBe('')
  expect(text.message).toBe('What happened.')
  if (kind !== 'Cancelled') expect(ACTION_LABELS[text.action]).not.toBe('')
  for (const value of Object.values(EXAMPLES[kind]).flatMap((v) => (typeof v === 'object' ? [] : [String(v)]))) expect(text.details.map(([, v]) => v)).toContain(value)
})

test('a malformed file is named with its line, what was found and what was expected', () => {
  const text = errorText(new AdatomError('InvalidInput', 'The lattice is not made of numbers', EXAMPLES.InvalidInput))
  expect(text.title).toBe('Cu.cif cannot be read')
  expect(text.details).toEqual([['File', 'Cu.cif, line 7'], ['Found', 'xx'], ['Expected', 'a number']])
  expect(text.action).toBe('choose-file')
  expect(errorReport(new AdatomError('InvalidInput', 'm', EXAMPLES.InvalidInput), 'Reading Cu.cif')).toContain('File: Cu.cif, line 7')
})

test('what is not one of our errors is shown as a fault of ours', () => {
  expect(errorText(new TypeError('x is undefined')).title).toBe('Something unexpected happened')
  expect(errorText('text').message).toBe('text')
})
