/** Heads of the columns: one stop of the Tab key, Left and Right go along, Enter sorts, Alt with Left or Right moves the column. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useRef, useState } from 'react'
import type { EnergyReference } from '../../../domain/chemistry/references'
import { ReferenceChip } from '../../ui/reference-chip'
import { shiftShown, shownName, type Column, type ColumnId } from './columns'
import { ScaleAxis } from './energy-bar'
import type { EnergyScale } from './energy-scale'
import { energyUnit } from '../../ui/format'
import { useResultsView } from './results-store'

export interface HeadFocus {
  readonly at: ColumnId
  readonly register: (id: ColumnId, element: HTMLElement | null) => void
  readonly go: (id: ColumnId, by: -1 | 1) => void
  readonly enter: (id: ColumnId) => void
}

export function useHeadFocus(ids: readonly ColumnId[]): HeadFocus {
  const elements = useRef(new Map<ColumnId, HTMLElement>())
  const [focused, setFocused] = useState<ColumnId | null>(null)
  return {
    at: focused !== null && ids.includes(focused) ? focused : ids[0]!,
    register: (id, element) => void (element ? elements.current.set(id, element) : elements.current.delete(id)),
    go: (id, by) => {
      const next = ids[Math.max(0, Math.min(ids.length - 1, ids.indexOf(id) + by))]!
      setFocused(next)
      elements.current.get(next)?.focus()
    },
    enter: setFocused,
  }
}

interface HeadCellProps {
  readonly column: Column
  readonly focus: HeadFocus
  /** of the row at the top: what the energies and their scale below count from */
  readonly reference: EnergyReference | undefined
  readonly scale: EnergyScale | undefined
}

export function HeadCell({ column, focus, reference, scale }: HeadCellProps): React.JSX.Element {
  const { sort, setSort } = useResultsView()
  const { id, title, hint, right } = column
  const active = sort.column === id
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const by = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : null
    if (by === null) return
    event.preventDefault()
    event.stopPropagation()
    const { columns, setColumns } = useResultsView.getState()
    if (event.altKey) setColumns(shiftShown(columns, id, by))
    else focus.go(id, by)
  }
  const Arrow = sort.descending ? ArrowDown : ArrowUp
  return (
    <div role="columnheader" className={`${id} ${right ? 'right' : ''}`} aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : 'none'} title={hint ? `${shownName(column)}: ${hint}` : shownName(column)}>
      <button
        type="button" ref={(element) => focus.register(id, element)} tabIndex={focus.at === id ? 0 : -1} onFocus={() => focus.enter(id)} onKeyDown={onKeyDown}
        onClick={() => setSort({ column: id, descending: active && !sort.descending })}
      >
        <Title id={id} title={title} />
        {active && <Arrow size={12} aria-hidden="true" />}
      </button>
      {id === 'energy' && reference && <small className="head-note">{energyUnit()}</small>}
      {id === 'bar' && reference && <span className="head-reference"><ReferenceChip reference={reference} /></span>}
      {id === 'bar' && scale && <ScaleAxis scale={scale} />}
    </div>
  )
}

function Title({ id, title }: { readonly id: ColumnId; readonly title: string }): React.JSX.Element {
  return id === 'energy' ? <span>E<sub>ads</sub></span> : <span>{title}</span>
}
