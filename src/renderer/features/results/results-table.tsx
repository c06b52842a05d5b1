/** The ranking as a table: only the rows in sight exist, arrow keys move the selection, Space marks. */
import { useEffect, useEffectEvent, useMemo, useRef, useState, type CSSProperties } from 'react'
import { select, useCampaign } from '../../state/campaign'
import { EmptyState } from '../../ui/controls'
import { useSize } from '../../ui/use-size'
import { Cell } from './cells'
import { columnOf, shownColumns, type Column } from './columns'
import type { EnergyScale } from './energy-scale'
import { clickRow, handleMarkKeys } from './grid-keys'
import type { RowMark } from './groups'
import { useResultsView } from './results-store'
import { rowReference, type ResultRow } from './rows'
import { HeadCell, useHeadFocus } from './table-head'
import { inSight, moved, revealed, ROW } from './table-window'
import { useRows } from './use-result-rows'

const HEAD = 41
const MARK = 20
const COLUMN_GAP = 8
const PADDING = 14

export function ResultsTable(): React.JSX.Element {
  const { rows, marks, scales, decided, missing, references } = useRows()
  const scroll = useRef<HTMLDivElement>(null)
  const selected = useCampaign((s) => s.selected)
  const choices = useResultsView((s) => s.columns)
  const ranked = useResultsView((s) => s.sort.column === 'rank')
  const { height } = useSize(scroll)
  const [top, setTop] = useState(0)
  const columns = useMemo(() => withReference(shownColumns(choices), references), [choices, references])
  const head = useHeadFocus(columns.map((c) => c.id))
  const at = useMemo(() => rows.findIndex((row) => row.configuration.id === selected), [rows, selected])
  const reveal = useEffectEvent((id: string | null) => {
    const element = scroll.current
    const index = rows.findIndex((row) => row.configuration.id === id)
    if (element && index >= 0) element.scrollTop = revealed(element.scrollTop, element.clientHeight - HEAD, index)
  })
  // Only a new selection scrolls; new rows under the reader's eyes do not.
  useEffect(() => reveal(selected), [selected])
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== scroll.current || handleMarkKeys(event, rows, selected)) return
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 2)
    const to = moved(at, event.key, rows.length, page)
    const row = to === null ? undefined : rows[to]
    if (!row) return
    event.preventDefault()
    const { markTo } = useResultsView.getState()
    const ids = event.shiftKey ? rows.map((r) => r.configuration.id) : []
    if (event.shiftKey && selected !== null) markTo(ids, selected)
    if (event.shiftKey) markTo(ids, row.configuration.id)
    select(row.configuration.id)
  }
  const [first, end] = inSight(top, height, rows.length)
  // the head shows the scale of the rows below it
  const shown = rows.slice(Math.floor(top / ROW), end).find((row) => row.configuration.result)
  return (
    <div
      className="grid" role="grid" aria-label="Ranked configurations" aria-rowcount={rows.length + 1} aria-colcount={columns.length + 1} tabIndex={0} ref={scroll} style={gridStyle(columns)}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={onKeyDown} aria-activedescendant={at >= first && at < end ? `row-${at}` : undefined}
    >
      <div className="grid-head" role="rowgroup">
        <div className="grid-row" role="row" aria-rowindex={1}>
          <div role="columnheader"><span className="visually-hidden">Mark</span></div>
          {columns.map((column) => <HeadCell key={column.id} column={column} focus={head} reference={shown?.configuration.result?.reference} scale={shown && scales.get(rowReference(shown))} />)}
        </div>
      </div>
      {rows.length === 0 ? (
        <div role="rowgroup"><div role="row"><div role="gridcell"><NothingMatches /></div></div></div>
      ) : (
        <div className={ranked ? 'grid-body pairs' : 'grid-body'} role="rowgroup" style={{ height: rows.length * ROW }}>
          {rows.slice(first, end).map((row, k) => (
            <Row key={row.configuration.id} row={row} mark={marks[first + k]!} scale={scales.get(rowReference(row))} columns={columns} index={first + k} decided={decided} missing={missing} selected={first + k === at} onPick={(event) => clickRow(event, rows, row.configuration.id, select)} />
          ))}
        </div>
      )}
    </div>
  )
}

/** Where energies of several references stand in one table, each row says which it has. */
const withReference = (columns: readonly Column[], references: number): readonly Column[] => (references > 1 && !columns.some((c) => c.id === 'reference') ? [...columns, columnOf('reference')] : columns)

function gridStyle(columns: readonly Column[]): CSSProperties {
  const template = [`${MARK}px`, ...columns.map(({ width, grow }) => (grow ? `minmax(${width}px, 1fr)` : `${width}px`))]
  const growing = columns.some((c) => c.grow)
  const least = MARK + columns.reduce((sum, { width }) => sum + width + COLUMN_GAP, 0) + 2 * PADDING
  return { '--columns': growing ? template.join(' ') : `${template.join(' ')} 1fr`, '--row': `${ROW}px`, '--gap': `${COLUMN_GAP}px`, '--padding': `${PADDING}px`, '--table': `${least}px` } as CSSProperties
}

export function NothingMatches(): React.JSX.Element {
  const setFilter = useResultsView((s) => s.setFilter)
  return (
    <EmptyState title="No configuration matches">
      <p>The filter hides all of them.</p>
      <button type="button" className="button plain" onClick={() => setFilter({ text: '', surface: '', adsorbate: '', element: '', show: 'all', onlyWindow: false })}>Show all</button>
    </EmptyState>
  )
}

interface RowProps {
  readonly row: ResultRow
  readonly mark: RowMark
  readonly scale: EnergyScale | undefined
  readonly columns: readonly Column[]
  readonly index: number
  readonly decided: number
  readonly missing: string | null
  readonly selected: boolean
  readonly onPick: (event: React.MouseEvent) => void
}

function Row({ row, mark, scale, columns, index, decided, missing, selected, onPick }: RowProps): React.JSX.Element {
  const { id } = row.configuration
  const marked = useResultsView((s) => s.marked.has(id))
  const facts = { row, mark, scale, decided, missing }
  const classes = ['grid-row', selected && 'current', marked && 'marked', row.rank === null && 'unranked', mark.startsPair && 'starts-pair'].filter(Boolean).join(' ')
  return (
    <div id={`row-${index}`} className={classes} role="row" aria-rowindex={index + 2} aria-selected={selected} style={{ transform: `translateY(${index * ROW}px)` }} onClick={onPick}>
      <div role="gridcell"><MarkBox id={id} marked={marked} /></div>
      {columns.map(({ id: column, right }) => <div key={column} role="gridcell" className={`${column} ${right ? 'num right' : ''}`}><Cell column={column} facts={facts} /></div>)}
    </div>
  )
}

export function MarkBox({ id, marked }: { readonly id: string; readonly marked: boolean }): React.JSX.Element {
  const mark = useResultsView((s) => s.mark)
  return <input type="checkbox" tabIndex={-1} aria-label={`Mark ${id}`} checked={marked} onChange={() => mark(id)} onClick={(event) => event.stopPropagation()} />
}
