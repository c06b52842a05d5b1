/** With another unit chosen, no screen says eV, and numbers are those of the unit. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { page } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import { PER_EV } from '../../src/domain/units/energy'
import { COLUMN_IDS } from '../../src/renderer/features/results/columns'
import { ResultsPanel } from '../../src/renderer/features/results/results-panel'
import { useResultsView } from '../../src/renderer/features/results/results-store'
import { DEFAULT_VIEW } from '../../src/renderer/features/results/saved-views'
import { RelaxationPlot } from '../../src/renderer/plots/relaxation-plot'
import { HostContext } from '../../src/renderer/state/host'
import { showEnergiesIn } from '../../src/renderer/ui/format'
import '../../src/renderer/ui/theme.css'
import '../../src/renderer/ui/base.css'
import '../../src/renderer/ui/layout.css'
import '../../src/renderer/ui/results.css'
import { fakeHost, manyRows, showResults } from './fake-results'

beforeEach(() => showEnergiesIn('kJ/mol'))
afterEach(() => showEnergiesIn('eV'))

/** All that is read or heard: text, and the attributes that hold some. */
const said = (): string => [...document.querySelectorAll('body *')].flatMap((e) => [...[...e.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && !['STYLE', 'SCRIPT'].includes(e.tagName)).map((n) => n.textContent ?? ''), ...['title', 'aria-label', 'aria-valuetext', 'placeholder'].map((name) => e.getAttribute(name) ?? '')]).filter((text) => text !== '').join('\n')

const eV = (): readonly string[] => said().split('\n').filter((line) => /\beV\b/.test(line))

test('the results: every column, the chooser, the plots, the energy window as typed', async () => {
  const rows = manyRows(20)
  const fake = fakeHost(rows)
  showResults(rows)
  useResultsView.setState({ ...DEFAULT_VIEW, tab: 'table', plot: 'ranked', views: [], view: null, marked: new Set(), anchor: null, columns: COLUMN_IDS.map((id) => ({ id, shown: true })) })
  await render(<HostContext value={fake.host}><main style={{ height: 760, width: 1090 }}><ResultsPanel /></main></HostContext>)
  await expect.poll(() => document.querySelectorAll('.grid-body [role=row]').length).toBeGreaterThan(3)
  expect(said()).toContain('E_ads (kJ/mol)')
  expect(eV()).toEqual([])
  await page.getByRole('button', { name: 'Columns' }).click()
  expect(said()).toContain('Move Largest force (kJ/(mol\u00a0Å)) up')
  expect(eV()).toEqual([])
  await page.getByRole('button', { name: 'Energy window' }).click()
  const form = page.getByRole('dialog', { name: 'Energy window' })
  await form.getByLabelText('From, kJ/mol').fill('-150')
  await form.getByLabelText('To, kJ/mol').fill('20')
  await form.getByRole('button', { name: 'Use this window' }).click()
  expect(useResultsView.getState().filter.window!.map((e) => e * PER_EV['kJ/mol'])).toEqual([expect.closeTo(-150, 9), expect.closeTo(20, 9)])
  await page.getByRole('button', { name: 'Plot', exact: true }).click()
  await page.getByRole('button', { name: 'Ranked energies' }).click()
  await expect.poll(() => document.querySelectorAll('.ranked-plot circle').length).toBeGreaterThan(8)
  expect(eV()).toEqual([])
  await page.getByRole('button', { name: 'Success over budget' }).click()
  await expect.poll(() => document.querySelectorAll('.success-plot circle').length).toBeGreaterThan(3)
  expect(said()).toContain('within 9.65 kJ/mol of')
  expect(eV()).toEqual([])
})

test('a relaxation: both axes, and what the scrubber says', async () => {
  await render(<div style={{ width: 600, height: 176, display: 'flex' }}><RelaxationPlot energies={[0, -1, -1.5]} fmax={[2, 0.4, 0.03]} frame={1} target={0.05} onFrame={() => undefined} onToggle={() => undefined} /></div>)
  await expect.poll(() => document.querySelectorAll('.relaxation-plot path').length).toBe(2)
  expect(page.getByRole('slider').element().getAttribute('aria-valuetext')).toBe('Frame 2 of 3, energy 48.2 kJ/mol above the lowest, largest force 38.6 kJ/(mol\u00a0Å)')
  expect(eV()).toEqual([])
})
