/** The results in a real browser: what exists in the page, what keys and clicks do, what a screen reader is told. */
import axe from 'axe-core'
import { beforeEach, describe, expect, test } from 'vitest'
import { page, userEvent } from 'vitest/browser'
import { render } from 'vitest-browser-react'
import type { RankedRow } from '../../src/domain/catalogue/records'
import { ResultsPanel } from '../../src/renderer/features/results/results-panel'
import { useResultsView } from '../../src/renderer/features/results/results-store'
import { DEFAULT_VIEW } from '../../src/renderer/features/results/saved-views'
import { useCampaign } from '../../src/renderer/state/campaign'
import { HostContext } from '../../src/renderer/state/host'
import '../../src/renderer/ui/theme.css'
import '../../src/renderer/ui/base.css'
import '../../src/renderer/ui/layout.css'
import '../../src/renderer/ui/features.css'
import '../../src/renderer/ui/results.css'
import { fakeHost, manyRows, showResults, type FakeHost } from './fake-results'

async function open(rows: readonly RankedRow[]): Promise<FakeHost> {
  const fake = fakeHost(rows)
  showResults(rows)
  await render(
    <HostContext value={fake.host}>
      <main style={{ height: 760, width: 1000 }}><ResultsPanel /></main>
    </HostContext>,
  )
  return fake
}

beforeEach(() => {
  useResultsView.setState({ ...DEFAULT_VIEW, tab: 'table', plot: 'ranked', views: [], view: null, marked: new Set(), anchor: null })
})

const grid = () => page.getByRole('grid', { name: 'Ranked configurations' })
const gridRows = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.grid-body [role=row]')]
const selected = (): string | null => useCampaign.getState().selected
const marked = (): number => useResultsView.getState().marked.size
const heads = (): string[] => [...document.querySelectorAll('.grid-head button')].map((b) => b.textContent)
const focusGrid = (): void => document.querySelector<HTMLElement>('[role=grid]')!.focus()

/** Everything axe knows, but for the landmarks that the window has around the panel. */
async function violations(): Promise<string[]> {
  const { violations: found } = await axe.run(document.body, { rules: { region: { enabled: false } } })
  return found.map(({ id, nodes }) => `${id}: ${nodes.map((n) => n.html).join(' | ')}`)
}

describe('a table of 10,000 rows', () => {
  const rows = manyRows(10_000)
  test('has only those in sight in the page, wherever it is scrolled', async () => {
    await open(rows)
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '10001')
    const scroller = document.querySelector('.grid')!
    for (const share of [0, 0.37, 1]) {
      scroller.scrollTop = share * scroller.scrollHeight
      await expect.poll(() => gridRows().some((r) => Math.abs(r.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 200) < 40)).toBe(true)
      expect(gridRows().length).toBeLessThan(50)
      expect(document.querySelectorAll('.panel-frame *').length).toBeLessThan(2500)
    }
    expect(gridRows().at(-1)!.getAttribute('aria-rowindex')).toBe('10001')
  })
  test('goes from end to end and marks by keys', async () => {
    await open(rows)
    focusGrid()
    await userEvent.keyboard('{End}')
    expect(selected()).toBe(rows.at(-1)!.configuration.id)
    await expect.poll(() => document.querySelector('.selected')!.textContent).toContain(rows.at(-1)!.configuration.id)
    await userEvent.keyboard('{Home}{ArrowDown} ')
    expect([selected(), marked()]).toEqual([rows[1]!.configuration.id, 1])
    await userEvent.keyboard('{Shift>}{ArrowDown}{ArrowDown}{/Shift}')
    expect(marked()).toBe(3)
    await userEvent.keyboard('{Control>}a{/Control}')
    await expect.element(page.getByText(/^10\s000 marked/)).toBeVisible()
    await userEvent.keyboard('{Escape}')
    expect(marked()).toBe(0)
  })
  test('is filtered by element, and finds nothing with a way back', async () => {
    await open(rows)
    await page.getByLabelText('Element').selectOptions('Ni')
    await expect.poll(() => gridRows().every((r) => r.textContent.includes('Pt₃Ni'))).toBe(true)
    await page.getByLabelText('Filter the results').fill('no such thing')
    await page.getByRole('button', { name: 'Show all' }).click()
    await expect.element(grid()).toHaveAttribute('aria-rowcount', '10001')
  })
})

describe('error bars and groups', () => {
  test('only calibrated energies have a bar; the others say why not', async () => {
    await open(manyRows(20))
    await expect.poll(() => gridRows().length).toBe(20)
    const kinds = [...document.querySelectorAll('.energy-bar')].map((bar) => ({ bar: bar.querySelector('.whisker') !== null, text: bar.textContent, name: bar.getAttribute('aria-label')! }))
    expect(kinds.filter((k) => k.bar)).toHaveLength(9)
    expect(kinds[8]).toMatchObject({ bar: false, text: 'out of domain' })
    expect(kinds[8]!.name).toContain('distance 9.00 to the training data exceeds 4.00')
    expect(kinds.slice(10).every((k) => !k.bar && k.text === 'uncalibrated' && k.name.includes('No DFT reference data for CO'))).toBe(true)
    expect(kinds[0]!.name).toMatch(/^−0\.9\d* eV, \[−1\.\d+, −0\.\d+\] eV, 90/)
  })
  test('neighbours that cannot be told apart stand in one bracket', async () => {
    await open(manyRows(20))
    await expect.poll(() => document.querySelectorAll('.bracket').length).toBe(8)
    const brackets = [...document.querySelectorAll('.bracket')].map((b) => b.className.replace(/bracket |best/g, '').trim())
    expect(brackets).toEqual(['first', 'middle', 'middle', 'last', 'first', 'middle', 'middle', 'last'])
    await expect.element(page.getByText('Group 1: 2 minima (4 configurations) whose order the error bars do not decide at 90 %').first()).toBeInTheDocument()
  })
})

describe('columns', () => {
  test('sort and move by keys from their heads', async () => {
    await open(manyRows(40))
    await expect.poll(() => heads()[0]).toBe('Rank')
    document.querySelector<HTMLElement>('.grid-head button')!.focus()
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{Enter}')
    await expect.element(page.getByRole('columnheader', { name: /^Adsorbate/ })).toHaveAttribute('aria-sort', 'ascending')
    expect(gridRows()[0]!.textContent).toContain('CO')
    await userEvent.keyboard('{Enter}')
    await expect.element(page.getByRole('columnheader', { name: /^Adsorbate/ })).toHaveAttribute('aria-sort', 'descending')
    await userEvent.keyboard('{Alt>}{ArrowLeft}{/Alt}')
    expect(heads().slice(0, 4)).toEqual(['Rank', 'Group', 'Adsorbate', 'Surface'])
  })
  test('are chosen and ordered in a list, and the default comes back', async () => {
    await open(manyRows(20))
    await page.getByRole('button', { name: 'Columns' }).click()
    const list = page.getByRole('dialog', { name: 'Columns' })
    await list.getByRole('checkbox', { name: 'Force calls' }).click()
    await expect.poll(() => heads().at(-1)).toBe('Calls')
    await userEvent.keyboard('{Alt>}{ArrowUp}{/Alt}')
    await list.getByRole('checkbox', { name: 'Rank', exact: true }).click()
    await expect.poll(() => heads()[0]).toBe('Group')
    expect(await violations()).toEqual([])
    await list.getByRole('button', { name: 'Default columns' }).click()
    await userEvent.keyboard('{Escape}')
    await expect.poll(() => heads()).toEqual(['Rank', 'Group', 'Surface', 'Adsorbate', 'Placement', 'Eads', 'Error bar', 'Above best', 'P(best)', 'Outcome'])
  })
  test('the energy window asks for its probabilities and brings its column', async () => {
    const { windows } = await open(manyRows(20))
    await page.getByRole('button', { name: 'Energy window' }).click()
    const form = page.getByRole('dialog', { name: 'Energy window' })
    await form.getByLabelText('From, eV').fill('2')
    await form.getByRole('button', { name: 'Use this window' }).click()
    await expect.element(form.getByText('The lower energy comes first')).toBeVisible()
    await form.getByLabelText('From, eV').fill('−0.8')
    await form.getByRole('button', { name: 'Use this window' }).click()
    await expect.poll(() => windows.at(-1)).toEqual([-0.8, 0])
    await expect.poll(() => heads()).toContain('P(window)')
  })
})

describe('saved views', () => {
  test('are kept with the host under a name; the default stays and comes back', async () => {
    const { kept } = await open(manyRows(20))
    await page.getByLabelText('Adsorbate').selectOptions('OH')
    await page.getByRole('button', { name: 'View: Default, changed' }).click()
    await page.getByLabelText('Save columns, order and filter as').fill('default')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.element(page.getByText(/The default view stays as it is/)).toBeVisible()
    await page.getByLabelText('Save columns, order and filter as').fill('Hydroxyl')
    await page.getByRole('button', { name: 'Save', exact: true }).click()
    await expect.element(page.getByRole('button', { name: 'View: Hydroxyl' })).toBeVisible()
    await expect.poll(() => kept.at(-1) ?? '').toContain('"name":"Hydroxyl"')
    await page.getByRole('button', { name: 'View: Hydroxyl' }).click()
    await page.getByRole('button', { name: /^Default/ }).click()
    await expect.poll(() => gridRows().length).toBe(20)
    await page.getByRole('button', { name: 'View: Default' }).click()
    await page.getByRole('button', { name: 'Delete the view Hydroxyl' }).click()
    await expect.poll(() => kept.at(-1)).toContain('"views":[]')
    expect(await violations()).toEqual([])
  })
})

describe('the gallery', () => {
  test('of 10,000 has only the cards in sight, draws them, and goes by keys', async () => {
    const rows = manyRows(10_000)
    await open(rows)
    await page.getByRole('button', { name: 'Gallery' }).click()
    const cards = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('.gallery-card')]
    await expect.poll(() => cards().length).toBeGreaterThan(5)
    await expect.poll(() => cards().filter((c) => c.querySelector('img')?.src.startsWith('blob:')).length, { timeout: 30_000 }).toBeGreaterThan(5)
    expect(cards().length).toBeLessThan(60)
    document.querySelector<HTMLElement>('.gallery')!.focus()
    await userEvent.keyboard('{ArrowRight}{ArrowDown} ')
    const columns = Number(document.querySelector('.gallery')!.getAttribute('aria-colcount'))
    expect([selected(), marked()]).toEqual([rows[1 + columns]!.configuration.id, 1])
    await userEvent.keyboard('{End}')
    await expect.poll(() => cards().at(-1)!.getAttribute('aria-label')).toContain('Not ranked')
    expect(cards().length).toBeLessThan(60)
    await expect.element(page.getByRole('group', { name: 'Selected configuration' }).getByText('The adsorbate left the surface')).toBeVisible()
    expect(await violations()).toEqual([])
  })
  test('pictures are not blank', async () => {
    await open(manyRows(4))
    await page.getByRole('button', { name: 'Gallery' }).click()
    await expect.poll(() => document.querySelectorAll('.gallery-card img').length, { timeout: 30_000 }).toBe(4)
    const image = document.querySelector<HTMLImageElement>('.gallery-card img')!
    await image.decode()
    const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight)
    const context = canvas.getContext('2d')!
    context.drawImage(image, 0, 0)
    const colours = new Set(new Uint32Array(context.getImageData(0, 0, canvas.width, canvas.height).data.buffer))
    // shaded spheres of three elements: far more than a flat ground
    expect(colours.size).toBeGreaterThan(200)
  })
})

describe('rows to the clipboard', () => {
  test('go as lines of tab-separated cells, pasted as they are', async () => {
    const rows = manyRows(20)
    await open(rows)
    focusGrid()
    await userEvent.keyboard('{Home} {ArrowDown} ')
    let copied = ''
    const execCommand = document.execCommand.bind(document)
    document.execCommand = (command) => {
      const data = new DataTransfer()
      document.dispatchEvent(new ClipboardEvent('copy', { clipboardData: data }))
      copied = data.getData('text/plain')
      return command === 'copy'
    }
    await userEvent.keyboard('{Control>}c{/Control}')
    document.execCommand = execCommand
    const lines = copied.trimEnd().split('\n')
    expect(lines).toHaveLength(3)
    expect(lines[0]!.split('\t').slice(0, 3)).toEqual(['Configuration', 'Rank', 'Group not told apart'])
    expect(lines[1]!.split('\t')[0]).toBe(rows[0]!.configuration.id)
  })
})

describe('success over budget', () => {
  test('has a point for every placement, which selects it', async () => {
    await open(manyRows(20))
    await page.getByRole('button', { name: 'Plot', exact: true }).click()
    await page.getByRole('button', { name: 'Success over budget' }).click()
    await expect.poll(() => document.querySelectorAll('.success-plot circle').length).toBe(10)
    const points = [...document.querySelectorAll<SVGCircleElement>('.success-plot circle')]
    points[4]!.focus()
    await userEvent.keyboard('{Enter}')
    expect(selected()).toBe(points[4]!.dataset['id'])
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowLeft}')
    expect(selected()).toBe(points[5]!.dataset['id'])
    expect(points.filter((p) => p.getAttribute('tabindex') === '0')).toEqual([points[5]])
    await page.getByLabelText('Budget').selectOptions('forceCalls')
    await expect.element(page.getByText('Force calls', { exact: true })).toBeInTheDocument()
    expect(await violations()).toEqual([])
  })
})

test('the table is clean for axe, with marks and with a view changed', async () => {
  await open(manyRows(40))
  await expect.poll(() => document.querySelectorAll('.bracket').length).toBeGreaterThan(0)
  useResultsView.getState().markAll([manyRows(1)[0]!.configuration.id])
  await expect.element(page.getByText('1 marked')).toBeVisible()
  expect(await violations()).toEqual([])
})
