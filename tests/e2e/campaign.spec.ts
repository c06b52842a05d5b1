/** The main job with the real engine: examples, facets, adsorbate, run, ranking, relaxation, export; the same under both shells. */
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { accessible } from './accessible'
import { colours, openDesktop, openInBrowser, type RunningApp } from './open-app'

const SHELLS = [['the desktop window', openDesktop], ['a browser, through adatom serve', openInBrowser]] as const
const CANVAS = '.viewer-canvas canvas'

const step = (page: Page, name: string): Promise<void> => page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) }).click()

for (const [name, open] of SHELLS) {
  test.describe.serial(name, () => {
    let app: RunningApp
    test.beforeAll(async () => {
      app = await open()
    })
    test.afterAll(() => app.close())

    test('a malformed file is refused with its file, line and what was expected', async () => {
      const { page } = app
      const file = join(mkdtempSync(join(tmpdir(), 'adatom-bad-')), 'broken.vasp')
      writeFileSync(file, 'Cu\n1.0\n3.6 0 0\n0 three 0\n0 0 3.6\nCu\n1\nDirect\n0 0 0\n')
      await app.open([file])
      const alert = page.getByRole('alert')
      await expect(alert).toContainText('broken.vasp cannot be read')
      await expect(alert).toContainText('broken.vasp, line 4')
      await expect(alert).toContainText('three')
      await expect(alert.getByRole('button', { name: 'Choose another file' })).toBeVisible()
      await accessible(page, 'error')
      await alert.getByRole('button', { name: 'Dismiss' }).click()
    })

    test('set up: two examples, 111, CO, four placements', async () => {
      const { page } = app
      await accessible(page, 'start')
      for (const example of ['Cu', 'Pt']) {
        await page.getByRole('button', { name: new RegExp(`^${example}( |$)`) }).click()
        // the examples move when the first structure has come
        await page.getByRole('button', { name: `Remove ${example}`, exact: true }).waitFor({ timeout: 60_000 })
      }
      await expect(page.getByRole('list', { name: 'Materials' }).getByRole('listitem')).toHaveCount(2)
      await expect.poll(() => colours(page, CANVAS)).toBeGreaterThan(40)
      await accessible(page, 'materials')

      await step(page, 'Surfaces')
      await expect(page.getByRole('table', { name: 'Surfaces' }).getByRole('row')).toHaveCount(3)
      await page.getByRole('textbox', { name: 'Miller indices' }).fill('111, 10')
      await expect(page.getByText('“10” is not a plane: 2 indices found')).toBeVisible()
      await page.getByRole('textbox', { name: 'Miller indices' }).fill('111')
      await accessible(page, 'surfaces')

      await step(page, 'Adsorbates')
      await page.getByLabel('Search adsorbates').fill('CO')
      await page.getByRole('list', { name: 'Adsorbates', exact: true }).getByRole('button', { name: 'CO', exact: true }).click()
      await expect(page.getByText(/Placement 1 of/)).toBeVisible()
      await accessible(page, 'adsorbates')

      await step(page, 'Settings')
      await page.getByLabel('Placements', { exact: true }).fill('4')
      await page.getByLabel('Steps at most').fill('40')
      await accessible(page, 'settings')
      await page.keyboard.press('Escape')
    })

    test('undo and redo walk through the edits', async () => {
      const { page } = app
      const steps = page.getByLabel('Steps at most')
      await page.getByRole('button', { name: 'Undo: change maxSteps' }).click()
      await expect(steps).toHaveValue('300')
      await page.getByRole('button', { name: 'Redo: change maxSteps' }).click()
      await expect(steps).toHaveValue('40')
    })

    test('run to the end, with the plan shown before', async () => {
      const { page } = app
      await step(page, 'Run')
      await expect(page.getByText('Configurations', { exact: true }).locator('xpath=following-sibling::dd')).toHaveText('8')
      await accessible(page, 'plan')
      await page.getByRole('button', { name: 'Start the run' }).click()
      await expect(page.getByTestId('run-state')).toHaveText('Running', { timeout: 60_000 })
      await page.getByRole('button', { name: 'Pause' }).click()
      await expect(page.getByTestId('run-state')).toHaveText('Paused')
      await accessible(page, 'run')
      await page.getByRole('button', { name: 'Resume' }).click()
      await expect(page.getByTestId('run-state')).toHaveText('Done', { timeout: 150_000 })
    })

    test('the ranking, a configuration, its relaxation', async () => {
      const { page } = app
      await step(page, 'Results')
      const rows = page.getByRole('grid').locator('.grid-body [role=row]')
      await expect(rows).toHaveCount(8)
      await expect(rows.first()).toContainText(/−\d\.\d\d/)
      // CO has bars once the shipped model has points of it, against DFT at the same structure
      const { also = [] } = JSON.parse(readFileSync(join(import.meta.dirname, '../../models/adatom-s.calibration.json'), 'utf8')) as { also?: readonly { readonly adsorbates?: Readonly<Record<string, number>> }[] }
      const spoken = also.some(({ adsorbates = {} }) => Object.hasOwn(adsorbates, 'CO'))
      await expect(rows.first().locator('.energy-bar')).toHaveAttribute('title', spoken ? /points of CO .*against DFT at the same structure|out of domain/ : /uncalibrated/)
      await expect(page.getByRole('grid').locator('.grid-head .reference')).toBeVisible()
      await page.getByRole('grid').focus()
      await page.keyboard.press('End')
      await expect(rows.nth(7)).toHaveAttribute('aria-selected', 'true')
      await page.keyboard.press('Home')
      await expect(rows.first()).toHaveAttribute('aria-selected', 'true')
      await expect.poll(() => colours(page, CANVAS)).toBeGreaterThan(40)

      const frame = page.getByTestId('frame')
      await expect(frame).toHaveText(/^Frame (\d+) of \1$/)
      await page.getByRole('slider').focus()
      await page.keyboard.press('Home')
      await expect(frame).toHaveText(/^Frame 1 of/)
      await page.getByRole('button', { name: 'Play the relaxation' }).click()
      await expect(frame).toHaveText(/^Frame (\d+) of \1$/, { timeout: 60_000 })
      await accessible(page, 'results')

      await page.getByRole('button', { name: 'Plot', exact: true }).click()
      await expect(page.locator('.ranked-plot circle[data-id]')).toHaveCount(8)
      await accessible(page, 'plot')
      await page.locator('.ranked-plot circle[data-id]').last().dispatchEvent('click')
      await page.getByRole('button', { name: 'Table', exact: true }).click()
      await expect(rows.first()).toHaveAttribute('aria-selected', 'false')
    })

    // the page is the same in both shells: once is enough
    if (open === openInBrowser) test('the answer, the gallery, success over budget, columns and views, reliability, keys and about: each is accessible', async () => {
      const { page } = app
      await page.getByRole('grid').focus()
      await page.keyboard.press('Home')
      await page.locator('.answer summary').press('Enter')
      await expect(page.getByText('Not told apart from it').or(page.getByText('Spent'))).not.toHaveCount(0)
      await accessible(page, 'answer')
      await page.locator('.answer summary').press('Enter')
      for (const popover of [/^Columns$/, /^View: /]) {
        await page.getByRole('button', { name: popover }).press('Enter')
        await expect(page.getByRole('dialog', { name: popover })).toBeVisible()
        await accessible(page, String(popover))
        await page.keyboard.press('Escape')
      }
      await page.getByRole('button', { name: 'Gallery' }).click()
      await expect(page.locator('.gallery-card img')).toHaveCount(8, { timeout: 90_000 })
      await accessible(page, 'gallery')
      await page.getByRole('button', { name: 'Plot', exact: true }).click()
      await page.getByRole('button', { name: 'Success over budget' }).click()
      await expect(page.locator('.success-plot circle')).not.toHaveCount(0)
      await accessible(page, 'success over budget')
      await page.getByRole('button', { name: 'Ranked energies' }).click()
      await page.getByRole('button', { name: 'Table', exact: true }).click()
      await page.getByRole('main').getByRole('button', { name: 'Import DFT' }).click()
      await expect(page.getByRole('heading', { level: 1, name: 'Reliability' })).toBeVisible()
      await expect(page.locator('.xy-chart svg').first()).toBeVisible()
      await accessible(page, 'reliability')
      await step(page, 'Results')
      for (const [command, dialog] of [['keyboard map', 'Keyboard map'], ['about', 'About Adatom']] as const) {
        await page.keyboard.press('Control+k')
        await page.getByRole('combobox', { name: 'Search commands' }).fill(command)
        await page.keyboard.press('Enter')
        await expect(page.getByRole('dialog', { name: dialog })).toBeVisible()
        await accessible(page, dialog)
        await page.keyboard.press('Escape')
      }
    })

    test('the view is saved as picture, 3D model, ray-traced scene and film', async () => {
      const { page } = app
      for (const [hint, file] of [['PNG', /\.png$/], ['glTF', /\.glb$/], ['POV-Ray', /\.pov$/], ['GIF', /\.gif$/], ['WebM', /\.webm$/]] as const) {
        const save = async (): Promise<void> => {
          await page.getByRole('button', { name: /^Figure/ }).click()
          await page.locator('.figure-list button').filter({ hasText: hint }).click()
        }
        expect(await app.saved(save)).toEqual([expect.stringMatching(file)])
      }
      await expect.poll(() => colours(page, CANVAS)).toBeGreaterThan(40)
    })

    test('why unsure: the atoms far from the training data, each beside what it resembles, by keyboard', async () => {
      const { page } = app
      await page.getByRole('grid').focus()
      await page.keyboard.press('Home')
      await page.getByRole('button', { name: 'Why unsure' }).click()
      const atoms = page.getByRole('radiogroup', { name: /free atoms?, farthest/ })
      await atoms.getByRole('radio').first().focus()
      await page.keyboard.press('ArrowDown')
      await expect(atoms.getByRole('radio').nth(1)).toBeChecked()
      await expect(page.getByRole('img', { name: /^Nearest training environment: .* on / })).toBeVisible()
      await expect.poll(() => colours(page, '.why-beside figure:last-child canvas')).toBeGreaterThan(10)
      await accessible(page, 'why unsure')
      await page.getByLabel('Colour by').selectOption('distance')
      await expect(page.getByRole('img', { name: /^Latent distance from .* out of domain beyond/ })).toBeVisible()
      await page.getByLabel('Colour by').selectOption('element')
      await page.getByRole('button', { name: 'Relaxation', exact: true }).click()
    })

    test('two structures are compared, by keyboard: start and relaxed, two configurations, one over the other', async () => {
      const { page } = app
      await page.getByRole('grid').focus()
      await page.keyboard.press('d')
      const comparison = page.getByRole('region', { name: 'Comparison' })
      await expect(comparison.getByText(/Å over \d+ atoms/)).toBeVisible()
      await expect.poll(() => colours(page, '.compare canvas')).toBeGreaterThan(40)
      await accessible(page, 'comparison')
      await page.keyboard.press('o')
      await expect(comparison.locator('canvas')).toHaveCount(2)
      await page.getByRole('grid').focus()
      await page.keyboard.press('End')
      await page.keyboard.press('k')
      await comparison.getByLabel('First structure').selectOption({ index: 2 })
      await expect(comparison.getByRole('img', { name: /^Structure/ })).toHaveCount(2)
      await page.getByRole('button', { name: 'Close the comparison' }).click()
      await expect(comparison).toHaveCount(0)
      await page.getByRole('grid').focus()
      await page.keyboard.press('Home')
    })

    test('the command palette opens the export, which gives files', async () => {
      const { page } = app
      await page.keyboard.press('Control+k')
      await page.getByRole('combobox', { name: 'Search commands' }).fill('export')
      await accessible(page, 'palette')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog', { name: 'Export results' })).toBeVisible()
      await accessible(page, 'export')
      const names = await app.saved(() => page.getByRole('dialog').getByRole('button', { name: /Download|Choose a folder/ }).click())
      expect(names.some((n) => n.endsWith('.csv'))).toBe(true)
      expect(names.some((n) => n.endsWith('xyz'))).toBe(true)
    })

    test('nothing broke the security policy, and nothing went wrong unseen', () => {
      expect(app.complaints).toEqual([])
    })
  })
}
