/** Adsorption energies per (surface, adsorbate), best first; a click selects the configuration. SVG, PNG and data can be saved. */
import * as Plot from '@observablehq/plot'
import { useEffect, useMemo, useRef } from 'react'
import type { RankedRow } from '../../domain/catalogue/records'
import { select, useCampaign } from '../state/campaign'
import { EmptyState } from '../ui/controls'
import { useSize } from '../ui/use-size'
import { plotCsv, plotPoints, referencesOf, type PlotPoint } from './plot-points'
import { energyUnit, inUnit } from '../ui/format'
import { SavePlot } from './save-plot'

const BAND = 34

export function RankedPlot({ rows }: { readonly rows: readonly RankedRow[] }): React.JSX.Element {
  const frame = useRef<HTMLDivElement>(null)
  const { width } = useSize(frame)
  const selected = useCampaign((s) => s.selected)
  const points = useMemo(() => plotPoints(rows), [rows])
  const references = useMemo(() => referencesOf(rows), [rows])
  const svg = useMemo(() => (points.length > 0 && width > 100 ? drawPlot(points, width, references.length === 1 ? references[0]! : null) : null), [points, width, references])
  useEffect(() => {
    const parent = frame.current
    if (!parent || !svg) return undefined
    parent.append(svg)
    const click = (event: MouseEvent): void => {
      const id = (event.target as Element).getAttribute('data-id')
      if (id) select(id)
    }
    svg.addEventListener('click', click as EventListener)
    return () => svg.remove()
  }, [svg])
  useEffect(() => {
    svg?.querySelectorAll('circle[data-id]').forEach((dot) => dot.classList.toggle('current', dot.getAttribute('data-id') === selected))
  }, [svg, selected])

  if (points.length === 0) return <EmptyState title="Nothing to plot yet"><p>Points appear as configurations finish.</p></EmptyState>
  return (
    <div className="plot-panel">
      {references.length > 1 && <p className="warning">Energies with different references are plotted apart: the axis of each group counts from its own zero.</p>}
      <div className="ranked-plot" ref={frame} role="group" aria-label="Adsorption energies of the configurations" />
      <SavePlot svg={() => svg} csv={() => plotCsv(points)} name="ranked-energies" />
    </div>
  )
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
    dot.setAttribute('role', 'img')
    dot.classList.add(point.anomalous ? 'anomalous' : 'normal')
    if (point.best) dot.classList.add('best')
  })
  return plot
}
