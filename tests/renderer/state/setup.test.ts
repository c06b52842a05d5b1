import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ReadMaterial } from '../../../src/contract/host-api'
import { screenSettingsSchema } from '../../../src/contract/wire'
import { makeStructure } from '../../../src/domain/structure/structure'
import { HISTORY_LIMIT, record, redo, startHistory, undo } from '../../../src/renderer/state/history'
import { applyEdit, describeEdit, EMPTY_SETUP, mergeKey, missing, restored, toSettings, type Setup, type SetupEdit } from '../../../src/renderer/state/setup'

const material = (id: string): ReadMaterial => ({
  material: { id, source: `${id}.cif`, role: 'bulk', structure: makeStructure({ numbers: [29], cell: [2, 0, 0, 0, 2, 0, 0, 0, 2], positions: [0, 0, 0] }) },
  formula: id,
  spaceGroup: null,
  warnings: [],
})
const ids = (setup: Setup): string[] => setup.materials.map((m) => m.material.id)
const commit = (history: ReturnType<typeof startHistory<Setup>>, edit: SetupEdit) => record(history, applyEdit(history.present, edit), describeEdit(edit), mergeKey(edit))

const edits: fc.Arbitrary<SetupEdit> = fc.oneof(
  fc.constantFrom('Cu', 'Pt').map((id): SetupEdit => ({ kind: 'add-materials', materials: [material(id)] })),
  fc.constantFrom('Cu', 'Pt', 'Cu-2').map((id): SetupEdit => ({ kind: 'remove-material', id })),
  fc.constantFrom('CO', 'H', 'O').map((id): SetupEdit => ({ kind: 'toggle-adsorbate', id })),
  fc.integer({ min: 1, max: 50 }).map((configurations): SetupEdit => ({ kind: 'knobs', patch: { configurations } })),
  fc.string().map((name): SetupEdit => ({ kind: 'name', name })),
  fc.constant<SetupEdit>({ kind: 'clear' }),
)

test('several at once, own molecules and vacancies reach the settings, and only while they mean something', () => {
  const after = (...list: SetupEdit[]): Setup => list.reduce(applyEdit, EMPTY_SETUP)
  const own: SetupEdit = { kind: 'add-molecule', name: 'mine', text: '1\n\nH 0 0 0\n' }
  const chosen = after(own, { kind: 'adsorbates', adsorbates: ['3O', 'CO+2mine', '3O'] }, { kind: 'knobs', patch: { vacancies: 2 } })
  expect(chosen.adsorbates).toEqual(['3O', 'CO+2mine'])
  expect(toSettings(chosen).molecules).toEqual({ mine: '1\n\nH 0 0 0\n' })
  // vacancies belong to OC22's slabs
  expect(toSettings(chosen)).not.toHaveProperty('vacancies')
  const oxide = applyEdit(chosen, { kind: 'knobs', patch: { surfacePreset: 'oc22' } })
  expect(screenSettingsSchema.parse(toSettings(oxide))).toMatchObject({ vacancies: 2, adsorbates: ['3O', 'CO+2mine'] })
  // a molecule that is no longer chosen does not decide about the run
  expect(toSettings(applyEdit(oxide, { kind: 'adsorbates', adsorbates: ['H'] }))).not.toHaveProperty('molecules')
  const turned = makeStructure({ numbers: [29], cell: [2, 0, 0, 0, 2, 0, 0, 0, 9], positions: [0, 0, 4] })
  expect(applyEdit(after({ kind: 'add-materials', materials: [material('Cu')] }), { kind: 'stand', id: 'Cu', structure: turned }).materials[0]!.material.structure).toBe(turned)
})

test('undoing everything gives the empty set-up back, redoing everything the last one', () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 40 }), (list) => {
      const done = list.reduce(commit, startHistory(EMPTY_SETUP))
      let back = done
      for (let i = 0; i < list.length; i++) back = undo(back)
      expect(back.present).toBe(EMPTY_SETUP)
      expect(undo(back)).toBe(back)
      let again = back
      for (let i = 0; i < list.length; i++) again = redo(again)
      expect(again.present).toBe(done.present)
      expect(again.past.map((e) => e.label)).toEqual(done.past.map((e) => e.label))
    }),
  )
})

test('material ids stay unique whatever is loaded', () => {
  fc.assert(
    fc.property(fc.array(edits, { maxLength: 30 }), (list) => {
      const setup = list.reduce(applyEdit, EMPTY_SETUP)
      expect(new Set(ids(setup)).size).toBe(setup.materials.length)
    }),
  )
  const twice = applyEdit(applyEdit(EMPTY_SETUP, { kind: 'add-materials', materials: [material('Cu')] }), { kind: 'add-materials', materials: [material('Cu'), material('Cu')] })
  expect(ids(twice)).toEqual(['Cu', 'Cu-2', 'Cu-3'])
})

test('typing a name is one undo step, two different fields are two', () => {
  let history = startHistory(EMPTY_SETUP)
  for (const name of ['C', 'Cu', 'Cu s']) history = commit(history, { kind: 'name', name })
  expect(history.past).toHaveLength(1)
  history = commit(history, { kind: 'knobs', patch: { seed: 2 } })
  history = commit(history, { kind: 'knobs', patch: { seed: 23 } })
  history = commit(history, { kind: 'knobs', patch: { configurations: 5 } })
  expect(history.past.map((e) => e.label)).toEqual(['rename the project', 'change seed', 'change configurations'])
  expect(undo(undo(history)).present.name).toBe('Cu s')
})

test('a new edit forgets what could be redone; the past is bounded', () => {
  let history = commit(startHistory(EMPTY_SETUP), { kind: 'toggle-adsorbate', id: 'CO' })
  history = commit(undo(history), { kind: 'toggle-adsorbate', id: 'H' })
  expect(history.future).toEqual([])
  expect(redo(history)).toBe(history)
  for (let i = 0; i < HISTORY_LIMIT + 50; i++) history = commit(history, { kind: 'toggle-adsorbate', id: `x${i}` })
  expect(history.past).toHaveLength(HISTORY_LIMIT)
})

test('what is missing is named, and nothing once the settings pass the contract', () => {
  expect(missing(EMPTY_SETUP)).toEqual(['materials', 'adsorbates'])
  const ready = [{ kind: 'add-materials', materials: [material('Cu')] }, { kind: 'toggle-adsorbate', id: 'CO' }] satisfies SetupEdit[]
  const setup = (ready as SetupEdit[]).reduce(applyEdit, EMPTY_SETUP)
  expect(missing(setup)).toEqual([])
  expect(screenSettingsSchema.parse(toSettings(setup))).toEqual(toSettings(setup))
  const none = applyEdit(setup, { kind: 'facets', patch: { miller: [] } })
  expect(missing(none)).toEqual(['facets'])
  expect(missing(applyEdit(none, { kind: 'facets', patch: { kind: 'all' } }))).toEqual([])
  expect(missing(applyEdit(none, { kind: 'role', id: 'Cu', role: 'slab' }))).toEqual([])
})

test.each([
  { kind: 'indices', miller: [[1, 1, 1], [2, -1, 0]] },
  { kind: 'all', maxIndex: 2 },
] as const)('the set-up of a run with $kind facets gives its settings again, and undo gives back what was there', (facets) => {
  const before = applyEdit(EMPTY_SETUP, { kind: 'toggle-adsorbate', id: 'NO' })
  const settings = { ...toSettings(EMPTY_SETUP), facets, adsorbates: ['CO', '*OH'], configurations: 7, seed: 99, placement: 'random' as const, relax: { optimiser: 'fire', fmax: 0.02, maxSteps: 77 } }
  const setup = restored({ materials: [material('Pt')], settings, model: 'adatom-0', missing: [] }, 'Campaign')
  const history = commit(commit(startHistory(EMPTY_SETUP), { kind: 'toggle-adsorbate', id: 'NO' }), { kind: 'restore', setup, from: 'Campaign' })
  expect(toSettings(history.present)).toEqual(settings)
  expect(history.present).toMatchObject({ name: 'Campaign', model: 'adatom-0' })
  expect(ids(history.present)).toEqual(['Pt'])
  expect(undo(history).present).toEqual(before)
})
