/** Brackets around neighbouring rows whose order is not decided, and where one surface and adsorbate ends. */
import { pairOf, type ResultRow } from './rows'

export interface RowMark {
  /** of a bracket around rows of one group; none around a row that stands alone */
  readonly bracket: 'first' | 'middle' | 'last' | null
  /** number of the group, in its first row of a run */
  readonly label: number | null
  /** minima and configurations of the whole group */
  readonly minima: number
  readonly configurations: number
  /** another surface or adsorbate than in the row above */
  readonly startsPair: boolean
}

/** One mark for each row, in the order shown. Groups are counted over `all` rows, whatever the filter hides. */
export function rowMarks(rows: readonly ResultRow[], all: readonly ResultRow[]): readonly RowMark[] {
  const sizes = groupSizes(all)
  const keys = rows.map(groupKey)
  return rows.map((row, i) => {
    const key = keys[i]!
    const startsPair = i > 0 && pairOf(row) !== pairOf(rows[i - 1]!)
    if (key === null) return { bracket: null, label: null, minima: 0, configurations: 0, startsPair }
    const [above, below] = [i > 0 && keys[i - 1] === key, i + 1 < rows.length && keys[i + 1] === key]
    const size = sizes.get(key) ?? { minima: new Set<string>(), configurations: 1 }
    return {
      bracket: above ? (below ? 'middle' : 'last') : below ? 'first' : null,
      label: above ? null : row.chance!.group,
      minima: Math.max(1, size.minima.size),
      configurations: size.configurations,
      startsPair,
    }
  })
}

const groupKey = (row: ResultRow): string | null => (row.chance ? `${pairOf(row)}/${row.chance.group}` : null)

export interface GroupSize {
  readonly minima: Set<string>
  configurations: number
}

function groupSizes(rows: readonly ResultRow[]): ReadonlyMap<string, GroupSize> {
  const sizes = new Map<string, GroupSize>()
  for (const row of rows) {
    const key = groupKey(row)
    if (key === null) continue
    const size = sizes.get(key) ?? { minima: new Set<string>(), configurations: 0 }
    size.minima.add(String(row.basin ?? row.configuration.id))
    size.configurations++
    sizes.set(key, size)
  }
  return sizes
}

/** What a group says, in words. */
export function groupText(group: number, { minima, configurations }: Pick<RowMark, 'minima' | 'configurations'>, decided: number): string {
  const found = configurations > minima ? ` (${configurations} configurations)` : ''
  if (minima < 2) return `Group ${group}: one minimum${found}, told apart from the others with ${Math.round(100 * decided)} % probability`
  return `Group ${group}: ${minima} minima${found} whose order the error bars do not decide at ${Math.round(100 * decided)} %`
}
