/** How the results are looked at. */
import { create } from 'zustand'
import type { HostClient } from '../../../contract/host-api'
import type { Preset } from '../../scene/camera'
import { attempt, useView } from '../../state/view-store'
import type { ColumnChoice, Sort } from './columns'
import type { Filter } from './rows'
import { DEFAULT_VIEW, nameError, NO_VIEWS, parseViews, sameSettings, settingsOf, writeViews, type KeptViews, type SavedView, type ViewSettings } from './saved-views'
import { markRange, toggleMark } from './selection'

export type ResultsTab = 'table' | 'gallery' | 'plot'
export type PlotKind = 'ranked' | 'success'
export type GalleryPreset = Extract<Preset, 'oblique' | 'top' | 'side'>

interface ResultsView extends ViewSettings {
  readonly tab: ResultsTab
  readonly plot: PlotKind
  /** from where the gallery looks */
  readonly preset: GalleryPreset
  /** the user's own views */
  readonly views: readonly SavedView[]
  /** name of the view in use; null: the default */
  readonly view: string | null
  /** configurations marked for export, copying or comparison */
  readonly marked: ReadonlySet<string>
  /** where a range of marks starts */
  readonly anchor: string | null
  /** whose configurations are marked */
  readonly run: string | null
  /** Another run has other configurations: its marks start empty. */
  readonly openRun: (run: string) => void
  readonly setTab: (tab: ResultsTab) => void
  readonly setPlot: (plot: PlotKind) => void
  readonly setPreset: (preset: GalleryPreset) => void
  readonly setFilter: (patch: Partial<Filter>) => void
  readonly setSort: (sort: Sort) => void
  readonly setColumns: (columns: readonly ColumnChoice[]) => void
  readonly mark: (id: string) => void
  /** marks from the last mark to `id`, in the order shown */
  readonly markTo: (ids: readonly string[], id: string) => void
  readonly markAll: (ids: readonly string[]) => void
  readonly unmarkAll: () => void
  readonly useView: (name: string | null) => void
  /** Keeps what is shown under a name. Throws nothing: check `nameError` first. */
  readonly saveView: (name: string) => void
  /** Keeps what is shown under the name of the view in use. */
  readonly updateView: () => void
  readonly deleteView: (name: string) => void
}

export const useResultsView = create<ResultsView>()((set) => ({
  ...DEFAULT_VIEW,
  tab: 'table',
  plot: 'ranked',
  preset: 'oblique',
  views: [],
  view: null,
  marked: new Set(),
  anchor: null,
  run: null,
  openRun: (run) => set((s) => (s.run === run ? {} : { run, marked: new Set(), anchor: null })),
  setTab: (tab) => set({ tab }),
  setPlot: (plot) => set({ plot }),
  setPreset: (preset) => set({ preset }),
  setFilter: (patch) => set(({ filter }) => ({ filter: { ...filter, ...patch } })),
  setSort: (sort) => set({ sort }),
  setColumns: (columns) => set({ columns }),
  mark: (id) => set(({ marked }) => ({ marked: toggleMark(marked, id), anchor: id })),
  markTo: (ids, id) => set(({ marked, anchor }) => ({ marked: markRange(marked, ids, anchor, id), anchor: anchor ?? id })),
  markAll: (ids) => set(({ marked }) => ({ marked: new Set([...marked, ...ids]) })),
  unmarkAll: () => set({ marked: new Set(), anchor: null }),
  useView: (name) => set(({ views }) => ({ view: name, ...settingsOf(views, name) })),
  saveView: (name) => set(({ views, columns, sort, filter }) => (nameError(name, views) === null ? { views: [...views, { name: name.trim(), settings: { columns, sort, filter } }], view: name.trim() } : {})),
  updateView: () => set(({ views, view, columns, sort, filter }) => ({ views: views.map((v) => (v.name === view ? { name: v.name, settings: { columns, sort, filter } } : v)) })),
  deleteView: (name) => set(({ views, view }) => ({ views: views.filter((v) => v.name !== name), view: view === name ? null : view })),
}))

/** Whether what is shown differs from the view in use. */
export const isChanged = (s: ResultsView): boolean => !sameSettings(s, settingsOf(s.views, s.view))

const keptOf = (s: ResultsView): KeptViews => {
  const settings = settingsOf(s.views, s.view)
  const same = sameSettings({ ...s, filter: settings.filter }, settings)
  return { views: s.views, current: s.view, left: same ? null : { columns: s.columns, sort: s.sort } }
}

let reading: Promise<void> | null = null
let keptText = writeViews(NO_VIEWS)

/** Reads the user's views once, and from then on keeps every change of them with the host. */
export function followViews(host: HostClient): Promise<void> {
  reading ??= read(host)
  return reading
}

async function read(host: HostClient): Promise<void> {
  const text = await attempt('Reading the saved views', () => host.resultsViews())
  // where they could not be read they are not written over
  if (text === undefined) {
    reading = null
    return
  }
  const kept = parseViews(text)
  if (kept === null) useView.getState().notify({ text: 'The saved views of the results could not be understood; the default view is shown' })
  const { views, current, left } = kept ?? NO_VIEWS
  keptText = writeViews({ views, current, left })
  useResultsView.setState({ views, view: current, ...settingsOf(views, current), ...left })
  let timer: ReturnType<typeof setTimeout> | undefined
  useResultsView.subscribe((now) => {
    clearTimeout(timer)
    timer = setTimeout(() => {
      const next = writeViews(keptOf(now))
      if (next === keptText) return
      keptText = next
      void attempt('Saving the view', () => host.keepResultsViews({ text: next }))
    }, 300)
  })
}
