/** Saved views: read back as written, whole or in part, and a default that nothing can take away. */
import { describe, expect, it } from 'vitest'
import { COLUMN_IDS } from '../../../src/renderer/features/results/columns'
import { useResultsView } from '../../../src/renderer/features/results/results-store'
import { NO_FILTER } from '../../../src/renderer/features/results/rows'
import { DEFAULT_VIEW, nameError, NO_VIEWS, parseViews, settingsOf, writeViews, type KeptViews } from '../../../src/renderer/features/results/saved-views'

const settings = { columns: DEFAULT_VIEW.columns.toReversed(), sort: { column: 'best', descending: true }, filter: { ...NO_FILTER, adsorbate: 'OH', window: [-1, 0.5], onlyWindow: true } } as const
const kept: KeptViews = { views: [{ name: 'For DFT', settings }], current: 'For DFT', left: null }

describe('views in the file', () => {
  it('come back as they were written', () => {
    expect(parseViews(writeViews(kept))).toEqual(kept)
    expect(parseViews(null)).toEqual(NO_VIEWS)
  })
  it('are not taken from what is none of ours', () => {
    expect([parseViews('{'), parseViews('[]'), parseViews('{"version": 2, "views": []}')]).toEqual([null, null, null])
  })
  it('lose only what this version does not know', () => {
    const text = JSON.stringify({
      version: 1, current: 'gone', left: null,
      views: [
        { name: 'A', settings: { columns: [{ id: 'energy', shown: true }, { id: 'from-the-future', shown: true }], sort: { column: 'no such', descending: false }, filter: { text: 'x', show: 'no such', window: [1, 0] } } },
        { name: 'broken' },
        17,
      ],
    })
    const { views, current } = parseViews(text)!
    expect(current).toBeNull()
    expect(views.map((v) => v.name)).toEqual(['A'])
    const [{ settings: a }] = views as [(typeof views)[number]]
    expect(a.columns).toHaveLength(COLUMN_IDS.length)
    expect(a.columns.filter((c) => c.shown).map((c) => c.id)).toEqual(['energy'])
    expect([a.sort, a.filter.text, a.filter.show, a.filter.window]).toEqual([DEFAULT_VIEW.sort, 'x', 'all', null])
  })
})

describe('the default view', () => {
  it('cannot be saved over, and its name cannot be taken', () => {
    expect(nameError('default ', [])).toMatch(/stays as it is/)
    expect(nameError('for dft', kept.views)).toMatch(/already/)
    expect([nameError('  ', []), nameError('x'.repeat(61), [])]).toEqual(['A view needs a name', 'At most 60 characters'])
    expect(nameError('Mine', kept.views)).toBeNull()
  })
  it('comes back after changes, after a view of one\'s own, and when that is deleted', () => {
    const store = useResultsView
    store.getState().setFilter({ text: 'Pt' })
    store.getState().setSort({ column: 'best', descending: true })
    store.getState().saveView('Default')
    expect(store.getState().views).toEqual([])
    store.getState().saveView(' Mine ')
    expect(store.getState()).toMatchObject({ view: 'Mine', views: [{ name: 'Mine', settings: { filter: { text: 'Pt' } } }] })
    store.getState().setFilter({ text: '' })
    store.getState().updateView()
    expect(store.getState().views[0]!.settings.filter.text).toBe('')
    store.getState().chooseView(null)
    expect(store.getState()).toMatchObject({ ...DEFAULT_VIEW, view: null })
    store.getState().updateView()
    expect(settingsOf(store.getState().views, null)).toEqual(DEFAULT_VIEW)
    store.getState().chooseView('Mine')
    store.getState().deleteView('Mine')
    expect(store.getState()).toMatchObject({ view: null, views: [] })
    store.getState().chooseView(null)
    expect(store.getState()).toMatchObject(DEFAULT_VIEW)
  })
})
