/** The one table of commands: every id once, every key once, each with words to find it by. */
import { beforeAll, expect, test, vi } from 'vitest'
import type { HostClient } from '../../../src/contract/host-api'
import type { Command } from '../../../src/renderer/features/app/commands'

let table: readonly Command[]
beforeAll(async () => {
  // the stores of the window remember things there
  vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => undefined })
  vi.stubGlobal('window', {})
  const { commands } = await import('../../../src/renderer/features/app/commands')
  table = commands({} as HostClient)
})

const repeated = (values: readonly string[]): readonly string[] => values.filter((value, k) => values.indexOf(value) !== k)

test('no id and no key is given twice', () => {
  expect(repeated(table.map(({ id }) => id))).toEqual([])
  expect(repeated(table.flatMap(({ keys }) => keys))).toEqual([])
  expect(repeated(table.map(({ title }) => title))).toEqual([])
})

test('single letters never act while somebody types', () => {
  expect(table.filter(({ keys, inText }) => inText && keys.some((key) => !key.includes('+')))).toEqual([])
})

test('tour, preferences, undo, redo, units and the keyboard map are among them', () => {
  const ids = table.map(({ id }) => id)
  for (const id of ['tour', 'preferences', 'undo', 'redo', 'unit', 'keys', 'open', 'open-project', 'start', 'pause', 'resume', 'cancel']) expect(ids).toContain(id)
})
