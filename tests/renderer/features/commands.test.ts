import { expect, test } from 'vitest'
import type { Adsorbate } from '../../../src/domain/chemistry/types'
import { makeStructure } from '../../../src/domain/structure/structure'
import { searchAdsorbates } from '../../../src/renderer/features/adsorbates/adsorbate-search'
import { search } from '../../../src/renderer/features/app/command-search'
import { isMac, keyText, matches, type KeyPress } from '../../../src/renderer/features/app/keys'
import { stepStates } from '../../../src/renderer/features/app/steps'
import { EMPTY_SETUP } from '../../../src/renderer/state/setup'

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({ key, ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more })

test('mod is Ctrl, and Cmd on a Mac', () => {
  expect(matches('mod+k', press('k', { ctrlKey: true }), false)).toBe(true)
  expect(matches('mod+k', press('k', { metaKey: true }), false)).toBe(false)
  expect(matches('mod+k', press('k', { metaKey: true }), true)).toBe(true)
  expect(matches('mod+k', press('k', { ctrlKey: true }), true)).toBe(false)
  expect([isMac('darwin'), isMac('MacIntel'), isMac('win32'), isMac('linux')]).toEqual([true, true, false, false])
})

test('shift counts for letters, not for signs', () => {
  expect(matches('mod+z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(false)
  expect(matches('mod+shift+z', press('Z', { ctrlKey: true, shiftKey: true }), false)).toBe(true)
  expect(matches('?', press('?', { shiftKey: true }), false)).toBe(true)
  expect(matches('b', press('b', { altKey: true }), false)).toBe(false)
})

test('keys as they are printed', () => expect([keyText('mod+shift+z', false), keyText('mod+shift+z', true), keyText('mod+enter', false)]).toEqual(['Ctrl+Shift+Z', '⌘⇧Z', 'Ctrl+Enter']))

test('commands are found by words in any order', () => {
  const list = [{ title: 'Start the run', section: 'Run' as const }, { title: 'Undo: remove Cu', section: 'Set-up' as const }]
  expect(search(list, 'RUN st')).toEqual([list[0]])
  expect(search(list, '')).toEqual(list)
  expect(search(list, 'xyz')).toEqual([])
})

test('adsorbates: the exact name first, then names that start so, then formulas and SMILES', () => {
  const make = (id: string, smiles: string, numbers: number[]): Adsorbate => ({ id, smiles, bindingAtoms: [0], structure: makeStructure({ numbers, cell: new Float64Array(9), pbc: [false, false, false], positions: numbers.flatMap((_, i) => [i, 0, 0]) }) })
  const library = [make('CHO', '*CHO', [6, 1, 8]), make('CO', '*CO', [6, 8]), make('COH', '*COH', [6, 8, 1]), make('N', '*N', [7])]
  expect(searchAdsorbates(library, 'co').map((a) => a.id)).toEqual(['CO', 'COH'])
  expect(searchAdsorbates(library, '*N').map((a) => a.id)).toEqual(['N'])
  expect(searchAdsorbates(library, '')).toBe(library)
})

test('the steps say what is needed', () => {
  const states = stepStates(EMPTY_SETUP, null, null)
  expect([states.materials.state, states.surfaces.state, states.adsorbates.state, states.run.summary]).toEqual(['needed', 'needed', 'needed', 'not ready'])
})
