/** Which columns the table has, and in which order. */
import { ChevronDown, ChevronUp, Columns3, GripVertical } from 'lucide-react'
import { useRef, useState } from 'react'
import { IconButton } from '../../ui/controls'
import { Popover } from '../../ui/popover'
import { columnOf, DEFAULT_COLUMNS, moveColumn, shownName, type ColumnChoice, type ColumnId } from './columns'
import { useResultsView } from './results-store'

export function ColumnChooser(): React.JSX.Element {
  const shown = useResultsView((s) => s.columns.filter((c) => c.shown).length)
  return (
    <Popover label="Columns" icon={Columns3} button={<span>Columns <small className="muted num">{shown}</small></span>}>
      {() => <ColumnList />}
    </Popover>
  )
}

function ColumnList(): React.JSX.Element {
  const { columns, setColumns } = useResultsView()
  const list = useRef<HTMLUListElement>(null)
  const [dragged, setDragged] = useState<ColumnId | null>(null)
  const toggle = (id: ColumnId): void => setColumns(columns.map((c) => (c.id === id ? { ...c, shown: !c.shown } : c)))
  const move = (id: ColumnId, by: number): void => setColumns(moveColumn(columns, id, by))
  const onKeyDown = (event: React.KeyboardEvent, id: ColumnId): void => {
    const by = event.key === 'ArrowUp' ? -1 : event.key === 'ArrowDown' ? 1 : null
    if (by === null) return
    event.preventDefault()
    if (event.altKey) return move(id, by)
    const boxes = [...(list.current?.querySelectorAll<HTMLInputElement>('input') ?? [])]
    return boxes[boxes.indexOf(event.target as HTMLInputElement) + by]?.focus()
  }
  const dropOn = (target: ColumnId): void => {
    if (dragged !== null && dragged !== target) move(dragged, indexOf(columns, target) - indexOf(columns, dragged))
  }
  return (
    <>
      <p className="muted">Space shows or hides a column; <kbd>Alt</kbd> with <kbd>↑</kbd> <kbd>↓</kbd> moves it.</p>
      <ul className="column-list" ref={list}>
        {columns.map(({ id, shown }, k) => {
          const name = shownName(columnOf(id))
          return (
            <li key={id} draggable onDragStart={() => setDragged(id)} onDragEnd={() => setDragged(null)} onDragOver={(e) => { e.preventDefault(); dropOn(id) }} className={dragged === id ? 'dragged' : ''}>
              <GripVertical size={14} aria-hidden="true" />
              <label>
                <input type="checkbox" checked={shown} disabled={shown && columns.filter((c) => c.shown).length === 1} onChange={() => toggle(id)} onKeyDown={(event) => onKeyDown(event, id)} />
                <span>{name}</span>
              </label>
              <IconButton label={`Move ${name} up`} icon={ChevronUp} disabled={k === 0} onClick={() => move(id, -1)} />
              <IconButton label={`Move ${name} down`} icon={ChevronDown} disabled={k === columns.length - 1} onClick={() => move(id, 1)} />
            </li>
          )
        })}
      </ul>
      <footer className="popover-foot">
        <button type="button" className="button quiet" onClick={() => setColumns(DEFAULT_COLUMNS)}>Default columns</button>
      </footer>
    </>
  )
}

const indexOf = (columns: readonly ColumnChoice[], id: ColumnId): number => columns.findIndex((c) => c.id === id)
