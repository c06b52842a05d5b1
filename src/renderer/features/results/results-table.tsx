/** The ranking as a table: only the rows in sight exist, arrow keys move the selection. */
import { ArrowDown, ArrowUp } from 'lucide-react'
import { useEffect, useEffectEvent, useRef, useState } from 'react'
import type { RankedRow } from '../../../domain/catalogue/records'
import { select, useCampaign } from '../../state/campaign'
import { EmptyState } from '../../ui/controls'
import { fixed } from '../../ui/format'
import { useSize } from '../../ui/use-size'
import { Energy, IntervalNote } from '../../ui/reference-chip'
import { useResultsView } from './results-store'
import { inSight, moved, revealed, ROW } from './table-window'
import { anomaliesOf, outcomeOf, type Column } from './rows'

const HEAD = 35
const COLUMNS: readonly { readonly column: Column | null; readonly title: string; readonly right?: boolean }[] = [
  { column: null, title: 'Mark' },
  { column: 'rank', title: 'Rank', right: true },
  { column: 'material', title: 'Material' },
  { column: 'miller', title: 'Facet' },
  { column: 'adsorbate', title: 'Adsorbate' },
  { column: 'placement', title: 'Placement' },
  { column: 'energy', title: 'E_ads' },
  { column: 'relative', title: 'Above best, eV', right: true },
  { column: null, title: 'Error bar, eV' },
  { column: 'outcome', title: 'Outcome' },
  { column: 'steps', title: 'Steps', right: true },
]

export function ResultsTable({ rows }: { readonly rows: readonly RankedRow[] }): React.JSX.Element {
  const scroll = useRef<HTMLDivElement>(null)
  const selected = useCampaign((s) => s.selected)
  const { height } = useSize(scroll)
  const [top, setTop] = useState(0)
  const at = rows.findIndex((row) => row.configuration.id === selected)
  const reveal = useEffectEvent((id: string | null) => {
    const element = scroll.current
    const index = rows.findIndex((row) => row.configuration.id === id)
    if (element && index >= 0) element.scrollTop = revealed(element.scrollTop, element.clientHeight - HEAD, index)
  })
  // Only a new selection scrolls; new rows under the reader's eyes do not.
  useEffect(() => reveal(selected), [selected])
  const onKeyDown = (event: React.KeyboardEvent): void => {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? ROW) / ROW) - 2)
    const to = moved(at, event.key, rows.length, page)
    const row = to === null ? undefined : rows[to]
    if (!row || event.target instanceof HTMLInputElement) return
    event.preventDefault()
    select(row.configuration.id)
  }
  const [first, end] = inSight(top, height, rows.length)
  return (
    <div className="grid" role="grid" aria-label="Ranked configurations" aria-rowcount={rows.length + 1} tabIndex={0} ref={scroll} onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={onKeyDown} aria-activedescendant={at >= 0 ? `row-${at}` : undefined}>
      <div className="grid-head" role="rowgroup">
        <div className="grid-row" role="row" aria-rowindex={1}>
          {COLUMNS.map((c) => <HeadCell key={c.title} {...c} />)}
        </div>
      </div>
      {rows.length === 0 ? (
        <div role="rowgroup"><div role="row"><div role="gridcell"><EmptyState title="No configuration matches"><p>Change the filter to see more.</p></EmptyState></div></div></div>
      ) : (
        <div className="grid-body" role="rowgroup" style={{ height: rows.length * ROW }}>
          {rows.slice(first, end).map((row, k) => <Row key={row.configuration.id} row={row} index={first + k} top={(first + k) * ROW} selected={first + k === at} />)}
        </div>
      )}
    </div>
  )
}

function HeadCell({ column, title, right }: (typeof COLUMNS)[number]): React.JSX.Element {
  const { sort, setSort } = useResultsView()
  const active = column !== null && sort.column === column
  const name = title === 'E_ads' ? <span>E<sub>ads</sub></span> : title
  if (column === null) return <div role="columnheader" className={right ? 'right' : ''}>{title === 'Mark' ? <span className="visually-hidden">Mark</span> : name}</div>
  return (
    <div role="columnheader" className={right ? 'right' : ''} aria-sort={active ? (sort.descending ? 'descending' : 'ascending') : 'none'}>
      <button type="button" tabIndex={-1} onClick={() => setSort({ column, descending: active && !sort.descending })}>
        {name}
        {active && (sort.descending ? <ArrowDown size={12} aria-hidden="true" /> : <ArrowUp size={12} aria-hidden="true" />)}
      </button>
    </div>
  )
}

interface RowProps {
  readonly row: RankedRow
  readonly index: number
  readonly top: number
  readonly selected: boolean
}

function Row({ row, index, top, selected }: RowProps): React.JSX.Element {
  const { configuration, rank, miller, relative } = row
  const { result } = configuration
  const marked = useResultsView((s) => s.marked.has(configuration.id))
  const mark = useResultsView((s) => s.mark)
  const anomalies = anomaliesOf(row)
  return (
    <div id={`row-${index}`} className={`grid-row ${selected ? 'current' : ''} ${rank === null ? 'unranked' : ''}`} role="row" aria-rowindex={index + 2} aria-selected={selected} style={{ transform: `translateY(${top}px)` }} onClick={() => select(configuration.id)}>
      <div role="gridcell">
        <input type="checkbox" tabIndex={-1} aria-label={`Mark ${configuration.id}`} checked={marked} onChange={() => mark(configuration.id)} onClick={(event) => event.stopPropagation()} />
      </div>
      <div role="gridcell" className="num right">{rank ?? '–'}</div>
      <div role="gridcell"><strong>{configuration.material}</strong></div>
      <div role="gridcell" className="num">{miller}</div>
      <div role="gridcell">{configuration.adsorbate}</div>
      <div role="gridcell" className="mono">{configuration.placement}</div>
      <div role="gridcell">{result ? <Energy energy={result.energy} interval={result.interval} reference={result.reference} /> : <span className="muted">–</span>}</div>
      <div role="gridcell" className="num right">{relative === null ? '–' : fixed(relative, 3)}</div>
      <div role="gridcell">{result ? <IntervalNote interval={result.interval} brief /> : null}</div>
      <div role="gridcell" className="outcome">
        {anomalies.length > 0 ? anomalies.map((a) => <span key={a} className="chip alarm">{a}</span>) : <span className={outcomeOf(row)} title={configuration.reason}>{outcomeOf(row)}</span>}
        {result && !result.inDomain && <span className="chip alarm" title={result.domainNote}>outside domain</span>}
      </div>
      <div role="gridcell" className="num right">{result?.steps ?? ''}</div>
    </div>
  )
}
