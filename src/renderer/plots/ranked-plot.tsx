/** Adsorption energies per (surface, adsorbate), best first; a click or Enter selects the configuration. SVG, PNG and data can be saved. */
import * as Plot from '@observablehq/plot'
import { useEffect, useMemo, useRef } from 'react'
import type { RankedRow } from '../../domain/catalogue/records'
import { select, useCampaign } from '../state/campaign'
import { EmptyState } from '../ui/controls'
import { useSize } from '../ui/use-size'
import { isPointKey, nextPoint, placeOf } from './point-keys'
import { plotCsv, plotPoints, referencesOf, type PlotPoint } from './plot-points'
import { energyUnit, inUnit } from '../ui/format'
import { SavePlot } from './save-plot'

const BAND = 34

export function RankedPlot({ rows }: { readonly rows: readonly RankedRow[] }): React.JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  const { width } = useSize(frame)
  const focused = useRef<string | null>(null)
  const selected = useCampaign((s) => s.selected)
  const points = useMemo(() => plotPoints(rows), [rows])
  const references = useMemo(() => referencesOf(rows), [rows])
  const svg = useMemo(() => (points.length > 0 && width > 100 ? drawPlot(points, width, references.length === 1 ? references[0]! : null) : null), [points, width, references])
  useEffect(() => {
    const parent = frame.current
    if (!parent || !svg) return undefined
    parent.append(svg)
    svg.addEventListener('click', choose)
    svg.addEventListener('keydown', onKeyDown)
    svg.addEventListener('focusin', (event) => moveStop(svg, event.target as Element))
    if (focused.current !== null) dotOf(svg, focused.current)?.focus()
    return () => {
      // a new drawing of the same points keeps the place of the keyboard
      focused.current = svg.contains(document.activeElement) ? document.activeElement!.getAttribute('data-id') : null
      svg.remove()
    }
  }, [svg])
  useEffect(() => {
    if (!svg) return
    svg.querySelectorAll('circle[data-id]').forEach((dot) => {
      const current = dot.getAttribute('data-id') === selected
      dot.classList.toggle('current', current)
      dot.setAttribute('aria-pressed', String(current))
    })
    const stop = (selected === null ? null : dotOf(svg, selected)) ?? svg.querySelector('circle[data-id]')
    if (stop && !svg.contains(document.activeElement)) moveStop(svg, stop)
  }, [svg, selected])

  if (points.length === 0) return <EmptyState title="Nothing to plot yet"><p>Points appear as configurations finish.</p></EmptyState>
  return (
    <div className="plot-panel">
      {references.length > 1 && <p className="warning">Energies with different references are plotted apart: the axis of each group counts from its own zero.</p>}
      <div className="ranked-plot" ref={frame} role="group" aria-label="Adsorption energies of the configurations: arrow keys go from point to point, Enter selects" />
      <SavePlot svg={() => svg} csv={() => plotCsv(points)} name="ranked-energies" />
    </div>
  )
}

const dotOf = (svg: SVGSVGElement, id: string): SVGCircleElement | null => svg.querySelector<SVGCircleElement>(`circle[data-id="${CSS.escape(id)}"]`)

/** The one point that the Tab key goes to. */
function moveStop(svg: SVGSVGElement, stop: Element): void {
  svg.querySelectorAll('circle[data-id]').forEach((dot) => dot.setAttribute('tabindex', dot === stop ? '0' : '-1'))
}

function choose(event: Event): void {
  const id = (event.target as Element).getAttribute('data-id')
  if (id) select(id)
}

function onKeyDown(event: KeyboardEvent): void {
  const dots = [...(event.currentTarget as SVGSVGElement).querySelectorAll<SVGCircleElement>('circle[data-id]')]
  const at = dots.indexOf(event.target as SVGCircleElement)
  if (at < 0) return
  if (event.key === 'Enter' || event.key === ' ') choose(event)
  else if (isPointKey(event.key)) dots[nextPoint(dots.map(placeOf), at, event.key, true)]!.focus()
  else return
  event.preventDefault()
}

function drawPlot(points: readonly PlotPoint[], width: number, reference: string | null): SVGSVGElement {
  const groups = [...new Set(points.map((p) => p.group))]
  const marginLeft = Math.min(220, 22 + 7 * Math.max(...groups.map((g) => g.length)))
  const shown = points.map((p) => ({ ...p, energy: inUnit(p.energy), low: p.low === null ? null : inUnit(p.low), high: p.high === null ? null : inUnit(p.high) }))
  const intervals = shown.filter((p) => p.low !== null)
  const plot = Plot.plot({
    width,
    height: groups.length * BAND + 64,
    marginLeft,
    marginBottom: 40,
    marginTop: 12,
    marginRight: 24,
    className: 'adatom-plot',
    x: { label: reference ?? `Energy (${energyUnit()})`, grid: true, nice: true, tickFormat: (v: number) => String(v).replace('-', '\u2212'), labelArrow: 'none', labelAnchor: 'center' },
    y: { domain: groups, label: null, tickSize: 0 },
    marks: [
      Plot.ruleY(groups, { className: 'band' }),
      Plot.ruleY(intervals, { x1: 'low', x2: 'high', y: 'group', strokeWidth: 2, className: 'bars' }),
      Plot.dot(shown, { x: 'energy', y: 'group', r: 4.5, className: 'dots', ariaLabel: (p: PlotPoint) => p.title, title: 'title' }),
    ],
  }) as unknown as SVGSVGElement
  // The style element that Plot puts in is not allowed by the page's security policy; ui/features.css does its work.
  plot.querySelectorAll('style').forEach((style) => style.remove())
  // Its groups carry names that ARIA does not allow on plain groups.
  plot.querySelectorAll('g[aria-label]').forEach((group) => {
    group.setAttribute('data-mark', group.getAttribute('aria-label') ?? '')
    group.removeAttribute('aria-label')
  })
  // Dots of one size stand in the order of the data.
  plot.querySelectorAll('g[data-mark="dot"] circle').forEach((dot, i) => {
    const point = points[i]
    if (!point) return
    dot.setAttribute('data-id', point.id)
    dot.setAttribute('role', 'button')
    dot.setAttribute('tabindex', '-1')
    dot.classList.add(point.anomalous ? 'anomalous' : 'normal')
    if (point.best) dot.classList.add('best')
  })
  return plot
}
