/** The whole main job by keyboard alone, in the desktop window and in a browser: every control is reached with Tab, shows its focus, and leaves it somewhere. */
import { expect, test, type Locator, type Page } from '@playwright/test'
import { openDesktop, openInBrowser, type RunningApp } from './open-app'

/** More stops than any screen has: whoever needs so many does not find it. */
const MOST_STOPS = 120

const SHELLS = [['the desktop window', openDesktop], ['a browser, through adatom serve', openInBrowser]] as const

/** Counts what only a pointing device sends; the click that Enter makes has no detail. */
const countPointer = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const count = (): void => void Object.assign(window, { pointerEvents: (Reflect.get(window, 'pointerEvents') as number) + 1 })
    Object.assign(window, { pointerEvents: 0 })
    for (const type of ['pointerdown', 'pointermove', 'mousedown', 'wheel', 'touchstart']) window.addEventListener(type, count, { capture: true })
    window.addEventListener('click', (event) => event.detail > 0 && count(), { capture: true })
  })

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

/** The parts of the window in the order in which Tab comes to them, once round. */
async function tour(page: Page): Promise<readonly string[]> {
  const parts: string[] = []
  for (let stop = 0; stop < MOST_STOPS; stop++) {
    await page.keyboard.press('Tab')
    const { part, seen } = await page.evaluate(() => {
      const element = document.activeElement
      const seen = element?.hasAttribute('data-seen') === true
      element?.setAttribute('data-seen', '')
      return { part: element?.closest('.topbar, .rail, .panel, .stage, .statusbar')?.classList[0] ?? null, seen }
    })
    if (part !== null && seen) break
    if (part !== null && parts.at(-1) !== part) parts.push(part)
  }
  await page.evaluate(() => document.querySelectorAll('[data-seen]').forEach((element) => element.removeAttribute('data-seen')))
  // it began wherever the focus was: the part where the round closes stands at both ends
  const whole = parts.length > 1 && parts[0] === parts.at(-1) ? parts.slice(1) : parts
  const first = whole.indexOf('topbar')
  return [...whole.slice(first), ...whole.slice(0, first)]
}

/** A dialog opened from a control keeps the focus inside; Escape closes it and gives the focus back to the control. */
async function openAndEscape(page: Page, control: Locator, dialog: Locator): Promise<void> {
  await press(page, control)
  await expect(dialog).toBeVisible()
  for (let stop = 0; stop < 12; stop++) {
    await page.keyboard.press('Tab')
    // a native modal dialog lets the focus go to the browser's own window, never to the page behind
    expect(await page.evaluate(() => document.activeElement === document.body || document.activeElement?.closest('dialog') != null)).toBe(true)
  }
  await page.keyboard.press('Escape')
  await expect(dialog).toHaveCount(0)
  await expect(control).toBeFocused()
}

for (const [name, open] of SHELLS) {
  test.describe(name, () => {
    let app: RunningApp
    test.beforeAll(async () => {
      app = await open({ tour: 'kept' })
    })
    test.afterAll(() => app.close())

    test('from the start page to the exported list of the best, without a mouse', async () => {
      // a whole campaign on a busy machine
      test.setTimeout(480_000)
      const { page } = app
      await test.step('the tour is skipped', async () => {
        // a key pressed before the tour is there would go to the page
        await expect(page.getByRole('dialog').getByRole('button', { name: 'Next' })).toBeFocused()
        await countPointer(page)
        await page.keyboard.press('Escape')
        await expect(page.getByRole('dialog')).toHaveCount(0)
      })
      await test.step('Tab goes through the window from top to bottom, and round again', async () => {
        expect(await tour(page)).toEqual(['topbar', 'rail', 'panel', 'stage', 'statusbar'])
      })
      await test.step('dialogs keep the focus and give it back', async () => {
        await openAndEscape(page, page.getByRole('banner').getByRole('button', { name: 'Preferences' }), page.getByRole('dialog', { name: 'Preferences' }))
        await openAndEscape(page, page.getByRole('banner').getByRole('button', { name: /^Search commands/ }), page.getByRole('dialog', { name: 'Search commands' }))
        await openAndEscape(page, page.getByRole('contentinfo').getByRole('button', { name: /^Adatom/ }), page.getByRole('dialog', { name: 'About Adatom' }))
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
        await page.keyboard.type('4')
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
      await test.step('the plan is read, the run named, started, paused and resumed', async () => {
        await expect(page.getByText('Configurations', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText('4')
        await reach(page, page.getByLabel('Project name'))
        await page.keyboard.type('by keyboard')
        await press(page, button(page, 'Start the run'))
        const state = page.getByTestId('run-state')
        await expect(state).toHaveText('Running', { timeout: 60_000 })
        await press(page, button(page, 'Pause'))
        await expect(state).toHaveText('Paused', { timeout: 60_000 })
        await press(page, button(page, 'Resume'))
        await expect(state).toHaveText('Done', { timeout: 240_000 })
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
        await press(page, page.getByRole('region', { name: 'Structure' }).getByRole('button', { name: 'Top', exact: true }))
      })
      await test.step('it is compared with the second, one over the other and side by side', async () => {
        const comparison = page.getByRole('region', { name: 'Comparison' })
        await press(page, button(page, 'Pin'))
        await reach(page, grid)
        await page.keyboard.press('ArrowDown')
        await expect(grid.getByRole('row').nth(2)).toHaveAttribute('aria-selected', 'true')
        await press(page, button(page, 'Pin'))
        await press(page, button(page, 'Compare'))
        await press(page, comparison.getByRole('button', { name: 'Side by side' }))
        await expect(comparison.locator('canvas')).toHaveCount(2, { timeout: 60_000 })
        await press(page, comparison.getByRole('button', { name: 'Close the comparison' }))
        await expect(comparison).toHaveCount(0)
      })
      await test.step('the list is exported', async () => {
        await press(page, page.getByRole('group', { name: 'Marked configurations' }).getByRole('button', { name: 'Export' }))
        const dialog = page.getByRole('dialog', { name: 'Export results' })
        await expect(dialog.getByRole('radio', { name: 'The marked ones (1)' })).toBeChecked()
        await reach(page, dialog.getByRole('checkbox', { name: /^Structures, extXYZ/ }))
        await page.keyboard.press('Space')
        await reach(page, dialog.getByRole('button', { name: /^(Download|Choose a folder)/ }))
        const files = await app.saved(() => page.keyboard.press('Enter'))
        expect(files).toEqual([expect.stringMatching(/\.csv$/)])
        const lines = app.read(files[0]!).trim().split('\n').filter((line) => !line.startsWith('#'))
        expect(lines).toEqual([expect.stringMatching(/^rank,/), expect.stringMatching(/^1,.*Cu-111-t0/)])
        await expect(dialog).toHaveCount(0)
      })
      expect(await page.evaluate(() => Reflect.get(window, 'pointerEvents') as number)).toBe(0)
      expect(app.complaints).toEqual([])
    })
  })
}
