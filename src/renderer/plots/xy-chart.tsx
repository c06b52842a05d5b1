/** A small chart: lines, a band, dots that can be read and chosen with the mouse and by keyboard. Axes are linear or logarithmic; SVG, PNG and data can be saved. */
import { useMemo, useRef, useState } from 'react'
import { fixed } from '../ui/format'
import { useSize } from '../ui/use-size'
import { isPointKey, nextPoint, placeOf } from './point-keys'
import { SavePlot } from './save-plot'

export interface ChartDot {
  readonly x: number
  readonly y: number
  readonly title: string
  /** chosen on a click or by Enter; null: there is nothing to choose */
  readonly id: string | null
  readonly group: 0 | 1
  readonly hollow?: boolean
}

export interface ChartLine {
  readonly name: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
  readonly look: 'main' | 'second' | 'guide'
}

export interface ChartAxis {
  readonly label: string
  readonly domain: readonly [number, number]
  readonly log?: boolean
}

interface ChartProps {
  readonly title: string
  /** what it shows, for those who do not see it */
  readonly description: string
  readonly x: ChartAxis
  readonly y: ChartAxis
  readonly lines?: readonly ChartLine[]
  readonly bands?: readonly { readonly look: 'main' | 'second'; readonly points: readonly { readonly x: number; readonly low: number; readonly high: number }[] }[]
  readonly dots?: readonly ChartDot[]
  readonly selected?: string | null
  readonly onSelect?: (id: string) => void
  /** file name without extension */
  readonly name: string
  readonly csv: () => string
  /** below the chart: what its looks mean, what it rests on */
  readonly note?: string
}

const [LEFT, RIGHT, TOP, BOTTOM, HEIGHT] = [50, 12, 10, 40, 270]

export function XyChart({ title, description, x, y, lines = [], bands = [], dots = [], selected = null, onSelect, name, csv, note = '' }: ChartProps): React.JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const { width } = useSize(frame)
  const [focused, setFocused] = useState(-1)
  const stop = focused >= 0 && focused < dots.length ? focused : Math.max(0, dots.findIndex(({ id }) => id !== null && id === selected))
  const at = useMemo(() => ({ x: scaleOf(x, LEFT, Math.max(LEFT + 10, width - RIGHT)), y: scaleOf(y, HEIGHT - BOTTOM, TOP) }), [x, y, width])
  const point = (p: { readonly x: number; readonly y: number }): string => `${at.x(p.x).toFixed(1)},${at.y(p.y).toFixed(1)}`
  return (
    <figure className="xy-chart">
      <figcaption>{title}</figcaption>
      <div ref={frame}>
        {width > 80 && (
          <svg ref={svg} width={width} height={HEIGHT} role={dots.length > 0 ? 'group' : 'img'} aria-label={dots.length > 0 ? `${description}: arrow keys go from point to point, Enter selects` : description}>
            {ticks(x).map((v) => <g key={`x${v}`}><line className="grid" x1={at.x(v)} x2={at.x(v)} y1={TOP} y2={HEIGHT - BOTTOM} /><text x={at.x(v)} y={HEIGHT - BOTTOM + 16} textAnchor="middle">{label(v)}</text></g>)}
            {ticks(y).map((v) => <g key={`y${v}`}><line className="grid" x1={LEFT} x2={width - RIGHT} y1={at.y(v)} y2={at.y(v)} /><text x={LEFT - 7} y={at.y(v) + 4} textAnchor="end">{label(v)}</text></g>)}
            <text className="axis-name" x={(LEFT + width - RIGHT) / 2} y={HEIGHT - 5} textAnchor="middle">{x.label}</text>
            <text className="axis-name" transform={`translate(12 ${(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)`} textAnchor="middle">{y.label}</text>
            {bands.map((band) => <polygon key={band.look} className={`band ${band.look}`} points={[...band.points.map((p) => point({ x: p.x, y: p.high })), ...band.points.toReversed().map((p) => point({ x: p.x, y: p.low }))].join(' ')} />)}
            {lines.map((line) => <polyline key={line.name} className={line.look} points={line.points.map(point).join(' ')}><title>{line.name}</title></polyline>)}
            {dots.map((dot, k) => (
              <Dot key={`${dot.id ?? dot.title}-${k}`} dot={dot} x={at.x(dot.x)} y={at.y(dot.y)} current={dot.id !== null && dot.id === selected} isStop={k === stop} onFocus={() => setFocused(k)} {...(onSelect ? { onSelect } : {})} />
            ))}
          </svg>
        )}
      </div>
      {lines.length > 1 && <p className="chart-key">{lines.map((line) => <span key={line.name} className={line.look}>{line.name}</span>)}</p>}
      {note !== '' && <p className="chart-note">{note}</p>}
      <SavePlot svg={() => svg.current} csv={csv} name={name} />
    </figure>
  )
}

interface DotProps {
  readonly dot: ChartDot
  readonly x: number
  readonly y: number
  readonly current: boolean
  /** the one point that the Tab key goes to; the arrow keys go on from it */
  readonly isStop: boolean
  readonly onFocus: () => void
  readonly onSelect?: (id: string) => void
}

function Dot({ dot: { id, title, group, hollow }, x, y, current, isStop, onFocus, onSelect }: DotProps): React.JSX.Element {
  const choose = id === null || !onSelect ? null : () => onSelect(id)
  const onKeyDown = (event: React.KeyboardEvent<SVGCircleElement>): void => {
    const dots = [...(event.currentTarget.ownerSVGElement?.querySelectorAll<SVGCircleElement>('circle[data-dot]') ?? [])]
    if (event.key === 'Enter' || event.key === ' ') choose?.()
    else if (isPointKey(event.key)) dots[nextPoint(dots.map(placeOf), dots.indexOf(event.currentTarget), event.key, false)]?.focus()
    else return
    event.preventDefault()
  }
  return (
    <circle
      className={`series-${group}${hollow === true ? ' hollow' : ''}${current ? ' current' : ''}${choose ? ' live' : ''}`} cx={x} cy={y} r={4} data-dot=""
      role={choose ? 'button' : 'img'} aria-label={title} {...(choose ? { 'aria-pressed': current } : {})} tabIndex={isStop ? 0 : -1} onFocus={onFocus} onKeyDown={onKeyDown} onClick={choose ?? undefined}
    >
      <title>{title}</title>
    </circle>
  )
}

function scaleOf({ domain: [low, high], log }: ChartAxis, from: number, to: number): (v: number) => number {
  const f = (v: number): number => (log === true ? Math.log10(Math.max(v, low)) : v)
  const span = f(high) - f(low) || 1
  return (v) => from + ((f(Math.min(Math.max(v, low), high)) - f(low)) / span) * (to - from)
}

/** About five round values; powers of ten (and their 3) on a logarithmic axis. */
function ticks({ domain: [low, high], log }: ChartAxis): number[] {
  if (log === true) {
    const out: number[] = []
    for (let e = Math.floor(Math.log10(low)); e <= Math.ceil(Math.log10(high)); e++) for (const m of [1, 3]) if (m * 10 ** e >= low && m * 10 ** e <= high) out.push(m * 10 ** e)
    return out
  }
  const rough = (high - low) / 5
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = power * ([1, 2, 5, 10].find((m) => m * power >= rough) ?? 10)
  const first = Math.ceil(low / step - 1e-9)
  return Array.from({ length: Math.max(0, Math.floor(high / step + 1e-9) - first + 1) }, (_, k) => (first + k) * step)
}

const label = (v: number): string => (Math.abs(v) >= 100 ? fixed(v, 0) : fixed(Number(v.toPrecision(3)), Math.min(3, Math.max(0, (String(Number(v.toPrecision(3))).split('.')[1] ?? '').length))))

/** Room around the values, so that no dot lies on the frame. */
export function domainOf(values: readonly number[], { floor }: { readonly floor?: number } = {}): readonly [number, number] {
  const finite = values.filter(Number.isFinite)
  if (finite.length === 0) return [0, 1]
  const [low, high] = [Math.min(...finite), Math.max(...finite)]
  const room = 0.06 * (high - low) || Math.max(0.1, 0.1 * Math.abs(high))
  return [floor === undefined ? low - room : Math.max(floor, Math.min(low, floor)), high + room]
}
