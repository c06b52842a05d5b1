/** Expected success over the budget: what the stopping rule says after each placement, and of more. A point selects its configuration. */
import { useMemo, useRef, useState } from 'react'
import type { BudgetPoint } from '../../domain/adsorbml/search/budget'
import { chanceText } from '../../domain/adsorbml/search/summary'
import { SUCCESS_THRESHOLD } from '../../domain/adsorbml/success'
import type { RankedRow } from '../../domain/catalogue/records'
import { select, useCampaign } from '../state/campaign'
import { EmptyState, Menu } from '../ui/controls'
import { count, energyFixed, energyUnit, givenEnergy } from '../ui/format'
import { useSize } from '../ui/use-size'
import { SavePlot } from './save-plot'
import { successCsv, successCurves, type Budget, type SuccessCurve } from './success-points'

const HEIGHT = 380
const EDGE = { left: 56, right: 20, top: 14, bottom: 44 }
/** the level at which the search stops by default (DEFAULT_SEARCH) */
const LEVEL = 0.95

interface SuccessPlotProps {
  readonly rows: readonly RankedRow[]
  readonly seed: number
}

export function SuccessPlot({ rows, seed }: SuccessPlotProps): React.JSX.Element {
  const box = useRef<HTMLDivElement>(null)
  const svg = useRef<SVGSVGElement>(null)
  const { width } = useSize(box)
  const [budget, setBudget] = useState<Budget>('placements')
  const [chosen, setChosen] = useState<string | null>(null)
  const selected = useCampaign((s) => s.selected)
  const curves = useMemo(() => successCurves(rows, seed), [rows, seed])
  const own = curves.find((c) => c.drawn.some((p) => p.id === selected))
  const curve = curves.find((c) => c.key === chosen) ?? own ?? curves[0]
  if (!curve) return <EmptyState title="Nothing to plot yet"><p>Points appear as configurations finish.</p></EmptyState>
  return (
    <div className="plot-panel">
      <div className="plot-options">
        <Menu label="Surface and adsorbate" value={curve.key} options={curves.map((c) => [c.key, c.pair, false] as const)} onChange={setChosen} />
        <Menu<Budget> label="Budget" value={budget} options={[['placements', 'Over placements', false], ['forceCalls', 'Over force calls', false]]} onChange={setBudget} />
      </div>
      <div ref={box} className="success-plot">
        {width > 120 && <Drawing svg={svg} curves={curves} curve={curve} budget={budget} width={width} selected={selected} onCurve={setChosen} />}
      </div>
      <p className="plot-note">{sentence(curve)} Placements in the random order of seed {seed}; the dashed line expects as many again.</p>
      <SavePlot svg={() => svg.current} csv={() => successCsv(curves)} name="success-over-budget" />
    </div>
  )
}

const percent = (p: number): string => chanceText(p).replace(' %', '\u202f%')

function sentence({ drawn, expected, horizon }: SuccessCurve): string {
  const last = drawn.at(-1)!
  if (last.lowest === null) return 'No placement ended in a valid configuration: nothing can be said of the minimum.'
  const twice = expected.at(-1)
  return `After ${count(last.placements)} placements, the lowest energy lies within ${givenEnergy(SUCCESS_THRESHOLD)} of the best of ${count(horizon)} with a probability of ${percent(last.success)}${twice ? `; after ${count(twice.placements)}, ${percent(twice.success)}` : ''}.`
}

interface DrawingProps {
  readonly svg: React.RefObject<SVGSVGElement | null>
  readonly curves: readonly SuccessCurve[]
  readonly curve: SuccessCurve
  readonly budget: Budget
  readonly width: number
  readonly selected: string | null
  readonly onCurve: (key: string) => void
}

function Drawing({ svg, curves, curve, budget, width, selected, onCurve }: DrawingProps): React.JSX.Element {
  const largest = Math.max(1, ...[curve.drawn, curve.expected].flat().map((p) => p[budget]))
  const x = (p: BudgetPoint): number => EDGE.left + (p[budget] / largest) * (width - EDGE.left - EDGE.right)
  const y = (share: number): number => EDGE.top + (1 - share) * (HEIGHT - EDGE.top - EDGE.bottom)
  const path = (points: readonly BudgetPoint[]): string => points.map((p, i) => `${i === 0 ? 'M' : 'L'}${x(p).toFixed(1)},${y(p.success).toFixed(1)}`).join('')
  const ticks = tickValues(largest)
  const others = curves.filter((c) => c !== curve)
  const tabStop = Math.max(0, curve.drawn.findIndex((p) => p.id === selected))
  return (
    <svg ref={svg} width={width} height={HEIGHT} role="group" aria-label={`Expected success over ${budget === 'placements' ? 'placements' : 'force calls'}, ${curve.pair}`}>
      {[0, 0.25, 0.5, 0.75, 1].map((share) => (
        <g key={share}>
          <line className="grid-line" x1={EDGE.left} x2={width - EDGE.right} y1={y(share)} y2={y(share)} />
          <text className="axis" x={EDGE.left - 8} y={y(share) + 4} textAnchor="end">{Math.round(100 * share)} %</text>
        </g>
      ))}
      {ticks.map((tick) => <text key={tick} className="axis" x={EDGE.left + (tick / largest) * (width - EDGE.left - EDGE.right)} y={HEIGHT - EDGE.bottom + 18} textAnchor="middle">{count(tick)}</text>)}
      <text className="axis label" x={(EDGE.left + width - EDGE.right) / 2} y={HEIGHT - 6} textAnchor="middle">{budget === 'placements' ? 'Placements' : 'Force calls'}</text>
      <line className="level" x1={EDGE.left} x2={width - EDGE.right} y1={y(LEVEL)} y2={y(LEVEL)} />
      <text className="axis level-text" x={EDGE.left + 8} y={y(LEVEL) + 15}>a search may stop at {100 * LEVEL} %</text>
      {others.map((c) => <path key={c.key} className="other" d={path(c.drawn.filter((p) => p[budget] <= largest))} onClick={() => onCurve(c.key)}><title>{c.pair}</title></path>)}
      <path className="expected" d={path([...curve.drawn.slice(-1), ...curve.expected])} />
      <path className="made" d={path(curve.drawn)} />
      {curve.drawn.map((p, k) => <Dot key={p.id} point={p} isStop={tabStop === k} x={x(p)} y={y(p.success)} current={p.id === selected} isBest={p.lowest !== null && curve.drawn[p.placements - 2]?.lowest !== p.lowest} />)}
    </svg>
  )
}

interface DotProps {
  readonly point: BudgetPoint
  readonly x: number
  readonly y: number
  readonly current: boolean
  /** the one point that the Tab key goes to; Left and Right go on from it */
  readonly isStop: boolean
  /** its placement found a new lowest energy */
  readonly isBest: boolean
}

function Dot({ point, x, y, current, isStop, isBest }: DotProps): React.JSX.Element {
  const name = `Placement ${point.placements}, ${point.id}: expected success ${percent(point.success)}${point.lowest === null ? '' : `, lowest ${energyFixed(point.lowest, 2)} ${energyUnit()}`}${isBest ? ', a new lowest energy' : ''}`
  const choose = (): void => select(point.id)
  const onKeyDown = (event: React.KeyboardEvent<SVGCircleElement>): void => {
    const dots = [...(event.currentTarget.ownerSVGElement?.querySelectorAll<SVGCircleElement>('circle[data-id]') ?? [])]
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
    const next = by === undefined ? undefined : dots[dots.indexOf(event.currentTarget) + by]
    if (event.key === 'Enter' || event.key === ' ') choose()
    else if (next) {
      next.focus()
      select(next.dataset['id']!)
    } else return
    event.preventDefault()
  }
  return (
    <circle
      cx={x} cy={y} r={isBest ? 5 : 3.6} className={`${isBest ? 'best' : ''} ${current ? 'current' : ''}`} role="button" tabIndex={isStop ? 0 : -1} aria-label={name} aria-pressed={current} data-id={point.id}
      onClick={choose} onKeyDown={onKeyDown}
    >
      <title>{name}</title>
    </circle>
  )
}

/** Whole numbers from 0, at most seven. */
function tickValues(largest: number): readonly number[] {
  const step = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000].find((s) => largest / s <= 6) ?? largest / 6
  return Array.from({ length: Math.floor(largest / step) + 1 }, (_, k) => k * step)
}
