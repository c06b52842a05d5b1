/** Plots without a mouse: every point can be reached, says its values, and can be chosen. */
import axe from 'axe-core'
import { beforeEach, expect, test } from 'vitest'
import { userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { RankedPlot } from '../../src/renderer/plots/ranked-plot'
import { XyChart, type ChartDot } from '../../src/renderer/plots/xy-chart'
import { useCampaign } from '../../src/renderer/state/campaign'
import { DEFAULT_LAYOUT } from '../../src/renderer/state/view'
import { useView } from '../../src/renderer/state/view-store'
import { showEnergiesIn } from '../../src/renderer/ui/format'
import '../../src/renderer/ui/theme.css'
import '../../src/renderer/ui/base.css'
import '../../src/renderer/ui/results.css'
import '../../src/renderer/ui/reliability.css'
import { manyRows, showResults } from './fake-results'

beforeEach(() => {
  useView.setState({ layout: DEFAULT_LAYOUT })
  showEnergiesIn('eV')
})

const points = (): SVGCircleElement[] => [...document.querySelectorAll<SVGCircleElement>('circle[tabindex]')]
const stops = (): SVGCircleElement[] => points().filter((p) => p.getAttribute('tabindex') === '0')
const violations = async (): Promise<string[]> => (await axe.run(document.querySelector('main')!)).violations.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join()}`)
const place = (p: SVGCircleElement): { x: number; y: number } => ({ x: p.cx.baseVal.value, y: p.cy.baseVal.value })

test('ranked energies: Tab goes to one point, arrows to all, Enter selects', async () => {
  const rows = manyRows(20)
  showResults(rows)
  await render(<main style={{ width: 760 }}><h1>Plot</h1><RankedPlot rows={rows} /></main>)
  await expect.poll(() => points().length).toBeGreaterThan(10)
  expect(stops()).toHaveLength(1)
  stops()[0]!.focus()
  await userEvent.keyboard('{Home}')
  const seen = new Set<Element>()
  const rowsSeen = new Set(points().map((p) => place(p).y)).size
  for (let r = 0; r < rowsSeen; r++) {
    await userEvent.keyboard('{Home}')
    for (let k = 0; k < 30 && !seen.has(document.activeElement!); k++) {
      seen.add(document.activeElement!)
      await userEvent.keyboard('{ArrowRight}')
    }
    await userEvent.keyboard('{ArrowDown}')
  }
  expect(seen.size).toBe(points().length)
  const last = document.activeElement as SVGCircleElement
  await userEvent.keyboard('{Enter}')
  expect(useCampaign.getState().selected).toBe(last.dataset['id'])
  expect(last.getAttribute('aria-pressed')).toBe('true')
  expect(stops()).toEqual([last])
  // its name says what it is, its energy with the unit, and what is known of its error
  expect(last.getAttribute('aria-label')).toMatch(/ · .*: −?\d+\.\d+ eV, /)
  expect(await violations()).toEqual([])
})

test('the place of the keyboard outlives new results', async () => {
  const rows = manyRows(20)
  showResults(rows)
  const screen = await render(<main style={{ width: 760 }}><RankedPlot rows={rows} /></main>)
  await expect.poll(() => points().length).toBeGreaterThan(10)
  stops()[0]!.focus()
  await userEvent.keyboard('{ArrowRight}')
  const { id } = (document.activeElement as SVGCircleElement).dataset
  await screen.rerender(<main style={{ width: 760 }}><RankedPlot rows={rows.slice(0, -1)} /></main>)
  expect((document.activeElement as SVGCircleElement).dataset['id']).toBe(id)
})

test('a chart with dots: those that select nothing are read, too', async () => {
  const dots: ChartDot[] = Array.from({ length: 6 }, (_, k) => ({ x: k, y: (k * 5) % 7, title: `point ${k}`, id: k === 2 ? null : `id-${k}`, group: 0 }))
  const chosen: string[] = []
  await render(<main style={{ width: 500 }}><XyChart title="Chart" description="Chart" name="chart" csv={() => ''} x={{ label: 'x', domain: [0, 6] }} y={{ label: 'y', domain: [0, 7] }} dots={dots} selected="id-3" onSelect={(id) => chosen.push(id)} /></main>)
  await expect.poll(() => points().length).toBe(6)
  expect(stops().map((p) => p.getAttribute('aria-label'))).toEqual(['point 3'])
  stops()[0]!.focus()
  await userEvent.keyboard('{ArrowLeft}')
  expect(document.activeElement!.getAttribute('aria-label')).toBe('point 2')
  await userEvent.keyboard('{Enter}{ArrowRight}{ArrowRight} ')
  expect(chosen).toEqual(['id-4'])
  expect(stops()).toEqual([document.activeElement])
  await userEvent.keyboard('{ArrowDown}')
  expect(place(document.activeElement as SVGCircleElement).y).toBeGreaterThan(place(points()[4]!).y)
  expect(await violations()).toEqual([])
})
