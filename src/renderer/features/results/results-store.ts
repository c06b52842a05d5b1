/** How the results are looked at. */
import { create } from 'zustand'
import type { Preset } from '../../scene/camera'
import type { ColumnChoice, Sort } from './columns'
import type { Filter } from './rows'
import { DEFAULT_VIEW, nameError, sameSettings, settingsOf, type SavedView, type ViewSettings } from './saved-views'
import { markRange, toggleMark } from './selection'

export type ResultsTab = 'table' | 'gallery' | 'plot'
export type PlotKind = 'ranked' | 'success'
export type GalleryPreset = Extract<Preset, 'oblique' | 'top' | 'side'>

export interface ResultsView extends ViewSettings {
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
  /** where a range of marks starts: the last row marked or clicked */
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
  readonly setAnchor: (id: string) => void
  /** marks from the anchor to `id`, in the order shown */
  readonly markTo: (ids: readonly string[], id: string) => void
  readonly markAll: (ids: readonly string[]) => void
  readonly unmarkAll: () => void
  readonly chooseView: (name: string | null) => void
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
  setAnchor: (anchor) => set({ anchor }),
  markTo: (ids, id) => set(({ marked, anchor }) => ({ marked: markRange(marked, ids, anchor, id), anchor: anchor ?? id })),
  markAll: (ids) => set(({ marked }) => ({ marked: new Set([...marked, ...ids]) })),
  unmarkAll: () => set({ marked: new Set(), anchor: null }),
  chooseView: (name) => set(({ views }) => ({ view: name, ...settingsOf(views, name) })),
  saveView: (name) => set(({ views, columns, sort, filter }) => (nameError(name, views) === null ? { views: [...views, { name: name.trim(), settings: { columns, sort, filter } }], view: name.trim() } : {})),
  updateView: () => set(({ views, view, columns, sort, filter }) => ({ views: views.map((v) => (v.name === view ? { name: v.name, settings: { columns, sort, filter } } : v)) })),
  deleteView: (name) => set(({ views, view }) => ({ views: views.filter((v) => v.name !== name), view: view === name ? null : view })),
}))

/** Whether what is shown differs from the view in use. */
export const isChanged = (s: ResultsView): boolean => !sameSettings(s, settingsOf(s.views, s.view))
