/** How the results are looked at. */
import { create } from 'zustand'
import { NO_FILTER, RANKING, type Filter, type Sort } from './rows'

interface ResultsView {
  readonly tab: 'table' | 'plot'
  readonly filter: Filter
  readonly sort: Sort
  /** configurations marked for export or comparison */
  readonly marked: ReadonlySet<string>
  readonly setTab: (tab: 'table' | 'plot') => void
  readonly setFilter: (patch: Partial<Filter>) => void
  readonly setSort: (sort: Sort) => void
  readonly mark: (id: string) => void
  readonly unmarkAll: () => void
}

export const useResultsView = create<ResultsView>()((set) => ({
  tab: 'table',
  filter: NO_FILTER,
  sort: RANKING,
  marked: new Set(),
  setTab: (tab) => set({ tab }),
  setFilter: (patch) => set(({ filter }) => ({ filter: { ...filter, ...patch } })),
  setSort: (sort) => set({ sort }),
  mark: (id) =>
    set(({ marked }) => {
      const next = new Set(marked)
      if (!next.delete(id)) next.add(id)
      return { marked: next }
    }),
  unmarkAll: () => set({ marked: new Set() }),
}))
