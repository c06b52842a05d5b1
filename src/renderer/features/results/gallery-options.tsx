/** How the pictures are taken and in which order they stand: the gallery has no heads to sort by. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { IconButton, Menu } from '../../ui/controls'
import { COLUMNS, shownName, type ColumnId } from './columns'
import { useResultsView, type GalleryPreset } from './results-store'

const PRESETS: readonly (readonly [GalleryPreset, string])[] = [['oblique', 'Oblique'], ['top', 'Top'], ['side', 'Side']]

export function GalleryOptions(): React.JSX.Element {
  const { preset, setPreset, sort, setSort } = useResultsView()
  return (
    <>
      <div className="segmented" role="group" aria-label="View of the pictures">
        {PRESETS.map(([name, title]) => <button key={name} type="button" aria-pressed={preset === name} onClick={() => setPreset(name)}>{title}</button>)}
      </div>
      <Menu<ColumnId> label="Order by" value={sort.column} options={COLUMNS.map((c) => [c.id, `By ${c.id === 'rank' ? 'rank' : shownName(c)}`, false] as const)} onChange={(column) => setSort({ column, descending: false })} />
      <IconButton label={sort.descending ? 'Descending: largest first' : 'Ascending: smallest first'} icon={sort.descending ? ArrowDown : ArrowUp} onClick={() => setSort({ ...sort, descending: !sort.descending })} />
    </>
  )
}
