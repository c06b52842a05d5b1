/** The configurations as pictures, in the order and with the filter of the table: only the cards in sight exist. */
import { ImageOff } from 'lucide-react'
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react'
import { glSupport } from '../../scene/gl'
import { select, useCampaign } from '../../state/campaign'
import { useTheme } from '../../ui/theme'
import { useSize } from '../../ui/use-size'
import { GalleryCard } from './gallery-card'
import { CARD_HEIGHT, columnsIn, GAP, linesInSight, movedInGrid, revealedLine } from './gallery-window'
import { clickRow, handleMarkKeys } from './grid-keys'
import { NothingMatches } from './results-table'
import { useResultsView } from './results-store'
import { rowReference } from './rows'
import { useRows } from './use-result-rows'

export function Gallery(): React.JSX.Element {
  const { rows, marks, scales, decided } = useRows()
  const scroll = useRef<HTMLDivElement>(null)
  const selected = useCampaign((s) => s.selected)
  const preset = useResultsView((s) => s.preset)
  const [top, setTop] = useState(0)
  const { width, height } = useSize(scroll)
  const theme = useTheme()
  const columns = columnsIn(width)
  const at = useMemo(() => rows.findIndex((row) => row.configuration.id === selected), [rows, selected])
  const reveal = useEffectEvent((id: string | null) => {
    const element = scroll.current
    const index = rows.findIndex((row) => row.configuration.id === id)
    if (element && index >= 0) element.scrollTop = revealedLine(element.scrollTop, element.clientHeight, Math.floor(index / columns))
  })
  const isMeasured = width > 0
  // Only a new selection scrolls; before the width is known there is no telling where a card stands.
  useEffect(() => {
    if (isMeasured) reveal(selected)
  }, [selected, isMeasured])
  const onKeyDown = (event: React.KeyboardEvent): void => {
    if (event.target !== scroll.current || handleMarkKeys(event, rows, selected)) return
    const to = movedInGrid(at, event.key, rows.length, columns, Math.max(1, Math.floor(height / CARD_HEIGHT)))
    const row = to === null ? undefined : rows[to]
    if (!row) return
    event.preventDefault()
    const { markTo } = useResultsView.getState()
    if (event.shiftKey) for (const id of [selected, row.configuration.id]) if (id !== null) markTo(rows.map((r) => r.configuration.id), id)
    select(row.configuration.id)
  }
  if (!glSupport().available) return <div className="empty-state"><ImageOff aria-hidden="true" /><p>This machine offers no WebGL 2, which the pictures need.</p></div>
  const [first, end] = linesInSight(top, height, rows.length, columns)
  const lines = Math.ceil(rows.length / columns)
  const cardWidth = Math.max(120, Math.floor((width - (columns - 1) * GAP) / columns))
  return (
      <div
        className="gallery" role="grid" aria-label="Pictures of the configurations" aria-rowcount={lines} aria-colcount={columns} tabIndex={0} ref={scroll}
        onScroll={(event) => setTop(event.currentTarget.scrollTop)} onKeyDown={onKeyDown} aria-activedescendant={at >= first * columns && at < end * columns ? `card-${at}` : undefined}
      >
        {rows.length === 0 && <div role="row"><div role="gridcell"><NothingMatches /></div></div>}
        <div className="gallery-body" role="rowgroup" style={{ height: Math.max(0, lines * CARD_HEIGHT) }}>
          {width > 0 && Array.from({ length: end - first }, (_, k) => first + k).map((line) => (
            <div key={line} className="gallery-line" role="row" aria-rowindex={line + 1} style={{ transform: `translateY(${line * CARD_HEIGHT}px)`, gridTemplateColumns: `repeat(${columns}, minmax(0, 1fr))` }}>
              {rows.slice(line * columns, (line + 1) * columns).map((row, k) => {
                const index = line * columns + k
                return (
                  <GalleryCard
                    key={row.configuration.id} row={row} mark={marks[index]!} decided={decided} scale={scales.get(rowReference(row))} index={index} column={k + 1} selected={index === at}
                    theme={theme} preset={preset} width={cardWidth - 2} onPick={(event) => clickRow(event, rows, row.configuration.id, select)}
                  />
                )
              })}
            </div>
          ))}
        </div>
      </div>
  )
}
