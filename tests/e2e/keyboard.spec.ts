/** The whole main job by keyboard alone: every control is reached with Tab, shows that it has the focus, and leaves the focus somewhere. */
import { readFileSync } from 'node:fs'
import { expect, test, type Locator, type Page } from '@playwright/test'
import { openInBrowser, type RunningApp } from './open-app'

/** More stops than any screen has: whoever needs so many does not find it. */
const MOST_STOPS = 120

let app: RunningApp

test.beforeAll(async () => {
  app = await openInBrowser({ tour: 'kept' })
  await app.page.evaluate(() => {
    Object.assign(window, { pointerEvents: 0 })
    for (const type of ['pointerdown', 'mousedown', 'wheel', 'touchstart']) window.addEventListener(type, () => Object.assign(window, { pointerEvents: 1 }), { capture: true })
  })
})
test.afterAll(() => app.close())

/** Goes to a control with Tab, from wherever the focus is. */
async function reach(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible({ timeout: 60_000 })
  await expect(control).toBeEnabled()
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab')
    if (await control.evaluate((element) => element === document.activeElement)) return shown(page, control)
  }
  throw new Error(`${String(control)} is not reached within ${MOST_STOPS} presses of Tab`)
}

/** The focus is in the window, and seen: taking it away changes what is drawn in or next to the control. */
async function shown(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeInViewport()
  const look = await control.evaluate((element) => {
    // a radio button or a checkbox may be drawn as its label, a grid shows the focus on its head
    const parts = [element, element.closest('label'), element.querySelector('.grid-head')].filter((part) => part instanceof HTMLElement)
    return parts.map((part) => {
      const { outlineStyle, outlineWidth, outlineColor, boxShadow } = getComputedStyle(part)
      return { outline: outlineStyle === 'none' || parseFloat(outlineWidth) < 1 ? null : outlineColor, boxShadow }
    })
  })
  const accent = await page.evaluate(() => {
    const probe = document.body.appendChild(document.createElement('i'))
    probe.style.color = 'var(--accent)'
    const { color } = getComputedStyle(probe)
    probe.remove()
    return color
  })
  expect(look.some(({ outline, boxShadow }) => outline === accent || boxShadow.includes(accent)), `${String(control)} shows its focus: ${JSON.stringify(look)}, accent ${accent}`).toBe(true)
}

/** Reaches a control and presses a key on it; afterwards the focus is at a control or a title, not lost. */
async function press(page: Page, control: Locator, key: 'Enter' | 'Space' = 'Enter'): Promise<void> {
  await reach(page, control)
  await page.keyboard.press(key)
  await expect.poll(() => page.evaluate(() => document.activeElement !== null && document.activeElement !== document.body), { message: `the focus after ${String(control)}` }).toBe(true)
}

const heading = (page: Page, name: string): Locator => page.getByRole('heading', { level: 1, name, exact: true })
const button = (page: Page, name: string | RegExp): Locator => page.getByRole('main').getByRole('button', { name, ...(typeof name === 'string' ? { exact: true } : {}) })

test('from the start page to the exported list of the best, without a mouse', async () => {
  const { page } = app
  await test.step('the tour is skipped', async () => {
    // a key pressed before the tour is there would go to the page
    await expect(page.getByRole('dialog').getByRole('button', { name: 'Next' })).toBeFocused()
    await page.keyboard.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
  })
  await test.step('an example is loaded', async () => {
    await press(page, button(page, /^Cu( |$)/))
    await expect(page.getByRole('list', { name: 'Materials' }).getByRole('listitem')).toHaveCount(1, { timeout: 60_000 })
    await press(page, button(page, 'Surfaces'))
    await expect(heading(page, 'Surfaces')).toBeFocused()
  })
  await test.step('the facet is typed, its surface looked at', async () => {
    await reach(page, page.getByRole('textbox', { name: 'Miller indices' }))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('111')
    await press(page, button(page, 'Show Cu-111-t0'))
    await press(page, button(page, 'Adsorbates'))
    await expect(heading(page, 'Adsorbates')).toBeFocused()
  })
  await test.step('the adsorbate is searched and chosen', async () => {
    await reach(page, page.getByRole('searchbox', { name: 'Search adsorbates' }))
    await page.keyboard.type('CO')
    const co = page.getByRole('list', { name: 'Adsorbates', exact: true }).getByRole('button', { name: 'CO', exact: true })
    await press(page, co, 'Space')
    await expect(co).toHaveAttribute('aria-pressed', 'true')
    await press(page, button(page, 'Next placement'))
    await expect(page.getByText(/Placement 2 of/)).toBeVisible()
    await press(page, button(page, 'Settings'))
    await expect(heading(page, 'Settings')).toBeFocused()
  })
  await test.step('numbers and menus are set', async () => {
    await reach(page, page.getByLabel('Placements', { exact: true }))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('3')
    const sites = page.getByRole('combobox', { name: 'Sites' })
    await reach(page, sites)
    await page.keyboard.type('Heur')
    await expect(sites).toHaveValue('heuristic')
    await reach(page, page.getByLabel('Steps at most'))
    await page.keyboard.press('Control+a')
    await page.keyboard.type('20')
    await press(page, button(page, 'Run'))
    await expect(heading(page, 'Run')).toBeFocused()
  })
  await test.step('the plan is read, the run named, started', async () => {
    await expect(page.getByText('Configurations', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText('3')
    await reach(page, page.getByLabel('Project name'))
    await page.keyboard.type('by keyboard')
    await press(page, button(page, 'Start the run'))
    await expect(page.getByTestId('run-state')).toHaveText(/Running|Done/, { timeout: 60_000 })
    await expect(page.getByTestId('run-state')).toHaveText('Done', { timeout: 150_000 })
    await press(page, page.locator('.panel-foot').getByRole('button', { name: 'Results' }))
    await expect(heading(page, 'Results')).toBeFocused()
  })
  const grid = page.getByRole('grid', { name: 'Ranked configurations' })
  await test.step('the best is selected, looked at and marked; its answer opened', async () => {
    await reach(page, grid)
    await page.keyboard.press('End')
    await page.keyboard.press('Home')
    await page.keyboard.press('Space')
    await expect(grid.getByRole('row').nth(1)).toHaveAttribute('aria-selected', 'true')
    await expect(page.getByText('1 marked')).toBeVisible()
    const frame = page.getByTestId('frame')
    await expect(frame).toHaveText(/^Frame (\d+) of \1$/)
    await reach(page, page.getByRole('slider'))
    await page.keyboard.press('Home')
    await expect(frame).toHaveText(/^Frame 1 of/)
    await press(page, page.locator('.answer summary'))
    await expect(page.locator('.answer')).toHaveAttribute('open', '')
  })
  await test.step('the list is exported', async () => {
    await press(page, page.getByRole('group', { name: 'Marked configurations' }).getByRole('button', { name: 'Export' }))
    const dialog = page.getByRole('dialog', { name: 'Export results' })
    await expect(dialog.getByRole('radio', { name: 'The marked ones (1)' })).toBeChecked()
    await reach(page, dialog.getByRole('checkbox', { name: /^Structures, extXYZ/ }))
    await page.keyboard.press('Space')
    await reach(page, dialog.getByRole('button', { name: 'Download' }))
    const download = page.waitForEvent('download')
    await page.keyboard.press('Enter')
    const file = await download
    expect(file.suggestedFilename()).toMatch(/\.csv$/)
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').filter((line) => !line.startsWith('#'))
    expect(lines).toEqual([expect.stringMatching(/^rank,/), expect.stringMatching(/^1,.*Cu-111-t0/)])
    await expect(dialog).toHaveCount(0)
  })
  expect(await page.evaluate(() => Reflect.get(window, 'pointerEvents') as number)).toBe(0)
  expect(app.complaints).toEqual([])
})
