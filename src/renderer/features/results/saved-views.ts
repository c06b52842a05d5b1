/** Named ways of looking at the results, kept by the host for its user. The default is not among them: it cannot be changed or lost. */
import { z } from 'zod'
import { COLUMN_IDS, completeColumns, DEFAULT_COLUMNS, RANKING, type ColumnChoice, type Sort } from './columns'
import { NO_FILTER, SHOWN, type Filter } from './rows'

export interface ViewSettings {
  readonly columns: readonly ColumnChoice[]
  readonly sort: Sort
  readonly filter: Filter
}

export interface SavedView {
  readonly name: string
  readonly settings: ViewSettings
}

export const DEFAULT_NAME = 'Default'
export const DEFAULT_VIEW: ViewSettings = { columns: DEFAULT_COLUMNS, sort: RANKING, filter: NO_FILTER }

export interface KeptViews {
  readonly views: readonly SavedView[]
  /** name of the view last used; null: the default */
  readonly current: string | null
  /** columns and sort as they were left, where they differ from the view; a filter is not kept: it would hide rows unasked */
  readonly left: Pick<ViewSettings, 'columns' | 'sort'> | null
}

export const NO_VIEWS: KeptViews = { views: [], current: null, left: null }

const columnId = z.enum(COLUMN_IDS)
const columns = z
  .array(z.unknown())
  // a column of another version is left out, not the whole view
  .transform((list) => completeColumns(list.flatMap((one) => columnChoice.safeParse(one).data ?? [])))
const columnChoice = z.object({ id: columnId, shown: z.boolean() })
const sort = z.object({ column: columnId, descending: z.boolean() }).catch(RANKING)
const energy = z.number()
const filter = z.object({
  text: z.string().catch(''),
  surface: z.string().catch(''),
  adsorbate: z.string().catch(''),
  element: z.string().catch(''),
  show: z.enum(SHOWN).catch('all'),
  window: z.tuple([energy, energy]).refine(([low, high]) => low <= high).nullable().catch(null),
  onlyWindow: z.boolean().catch(false),
})
const settings = z.object({ columns, sort, filter })
const view = z.object({ name: z.string().min(1).max(60), settings })
const kept = z.object({
  version: z.literal(1),
  views: z.array(z.unknown()).transform((list) => list.flatMap((one) => view.safeParse(one).data ?? [])),
  current: z.string().nullable().catch(null),
  left: z.object({ columns, sort }).nullable().catch(null),
})

/** The views that a text holds; null where it is none of ours. */
export function parseViews(text: string | null): KeptViews | null {
  if (text === null) return NO_VIEWS
  try {
    const { data } = kept.safeParse(JSON.parse(text))
    if (!data) return null
    const current = data.views.some(({ name }) => name === data.current) ? data.current : null
    return { views: data.views, current, left: data.left }
  } catch {
    return null
  }
}

export const writeViews = ({ views, current, left }: KeptViews): string => JSON.stringify({ version: 1, views, current, left })

/** What is wrong with a name for a new view; null when nothing is. */
export function nameError(name: string, views: readonly SavedView[]): string | null {
  const plain = name.trim()
  if (plain === '') return 'A view needs a name'
  if (plain.length > 60) return 'At most 60 characters'
  if (plain.toLowerCase() === DEFAULT_NAME.toLowerCase()) return 'The default view stays as it is: choose another name'
  return views.some((v) => v.name.toLowerCase() === plain.toLowerCase()) ? 'There is a view of this name already' : null
}

export const settingsOf = (views: readonly SavedView[], name: string | null): ViewSettings => views.find((v) => v.name === name)?.settings ?? DEFAULT_VIEW

export const sameSettings = (a: ViewSettings, b: ViewSettings): boolean => JSON.stringify([a.columns, a.sort, a.filter]) === JSON.stringify([b.columns, b.sort, b.filter])
