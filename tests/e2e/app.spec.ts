/** The app around the campaign: the tour, preferences, the order of a run, and a project that is opened again; the same under both shells. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { accessible } from './accessible'
import { openDesktop, openInBrowser, type RunningApp } from './open-app'

const SHELLS = [['the desktop window', openDesktop], ['a browser, through adatom serve', openInBrowser]] as const
const step = (page: Page, name: string): Promise<void> => page.getByRole('navigation', { name: 'Steps of the campaign' }).getByRole('button', { name: new RegExp(`^${name}`) }).click()
const command = async (page: Page, words: string): Promise<void> => {
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search commands' }).fill(words)
  await page.keyboard.press('Enter')
}

for (const [name, open] of SHELLS) {
  test.describe.serial(name, () => {
    const data = mkdtempSync(join(tmpdir(), 'adatom-e2e-app-'))
    let app: RunningApp
    let project: string
    test.beforeAll(async () => {
      app = await open({ data, tour: 'kept' })
    })
    test.afterAll(async () => {
      await app.close()
      rmSync(data, { recursive: true, force: true })
    })

    test('the first start begins with the tour; it is walked by keyboard and loads the example', async () => {
      const { page } = app
      const card = page.getByRole('dialog', { name: 'Bring your crystals' })
      await expect(card.getByRole('button', { name: 'Next' })).toBeFocused()
      await accessible(page, 'tour')
      await page.keyboard.press('Enter')
      await expect(page.getByRole('dialog', { name: 'Cut surfaces' }).getByRole('button', { name: 'Next' })).toBeFocused()
      await expect(page.getByRole('heading', { level: 1, name: 'Surfaces' })).toBeVisible()
      await expect(page.getByRole('navigation', { name: 'Steps of the campaign' })).toContainText('Cu, Pt', { timeout: 90_000 })
      await page.keyboard.press('ArrowRight')
      await expect(page.getByRole('dialog', { name: 'Choose adsorbates' })).toBeVisible()
      await expect(page.getByRole('navigation', { name: 'Steps of the campaign' })).toContainText('CO')
      await page.keyboard.press('ArrowLeft')
      await expect(page.getByRole('dialog', { name: 'Cut surfaces' })).toBeVisible()
      await page.keyboard.press('Escape')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    })

    test('a skipped tour stays away after a reload, and comes again when it is asked for', async () => {
      const { page } = app
      await page.waitForTimeout(900)
      if (name.startsWith('a browser')) {
        await page.reload()
        await expect(page.getByRole('heading', { level: 1, name: 'Materials' })).toBeVisible()
        await expect(page.getByRole('dialog')).toHaveCount(0)
      }
      await command(page, 'tour')
      await expect(page.getByRole('dialog', { name: 'Bring your crystals' })).toBeVisible()
      await page.getByRole('button', { name: 'Skip the tour' }).press('Enter')
      await expect(page.getByRole('dialog')).toHaveCount(0)
    })

    test('structures are dropped on the window; a dropped project says how it is opened where its place is not known', async () => {
      const { page } = app
      const before = await page.getByRole('navigation', { name: 'Steps of the campaign' }).innerText()
      await drop(page, 'dropped.vasp', 'Ni fcc\n1.0\n0 1.76 1.76\n1.76 0 1.76\n1.76 1.76 0\nNi\n1\nDirect\n0 0 0\n')
      await expect(page.getByRole('button', { name: 'Remove dropped', exact: true })).toBeVisible({ timeout: 60_000 })
      await page.getByRole('button', { name: /^Undo: add dropped/ }).click()
      await expect(page.getByRole('button', { name: 'Remove dropped', exact: true })).toHaveCount(0)
      expect((await page.getByRole('navigation', { name: 'Steps of the campaign' }).innerText()).includes('dropped')).toBe(before.includes('dropped'))
      await drop(page, 'somewhere.adatom', 'a project')
      await expect(page.getByText('somewhere.adatom cannot be opened from here')).toBeVisible()
      await page.getByRole('button', { name: 'Dismiss' }).last().click()
    })

    test('preferences: every section is accessible, the self-test prints both errors, units and processes are kept', async () => {
      const { page } = app
      await page.keyboard.press('Control+,')
      const dialog = page.getByRole('dialog', { name: 'Preferences' })
      await accessible(page, 'preferences: appearance')
      await dialog.getByLabel('Energies in').selectOption('kJ/mol')
      await dialog.getByRole('button', { name: 'Compute', exact: true }).click()
      await dialog.getByLabel('Number').selectOption('1')
      await dialog.getByRole('button', { name: 'Test it' }).click()
      const report = dialog.getByTestId('selftest')
      await expect(report).toContainText('Passed', { timeout: 120_000 })
      for (const row of [/^Against float64/, /^In batches/]) await expect(report.getByRole('row', { name: row })).toContainText(/\d × 10|0/)
      await expect(dialog.getByTestId('cache')).toContainText('0 relaxations')
      await accessible(page, 'preferences: compute')
      await dialog.getByRole('button', { name: 'New campaigns' }).click()
      await accessible(page, 'preferences: new campaigns')
      await dialog.getByRole('button', { name: 'Installation' }).click()
      await expect(dialog.getByText('Execution provider cpu')).toBeVisible({ timeout: 120_000 })
      await accessible(page, 'preferences: installation')
      await page.keyboard.press('Escape')
    })

    test('a run: a pair is moved to the front; the set-up that it had is given back when its project is opened', async () => {
      const { page } = app
      if ((await page.getByRole('navigation', { name: 'Steps of the campaign' }).getByText('Cu, Pt').count()) === 0) {
        for (const example of ['Cu', 'Pt']) {
          await page.getByRole('button', { name: new RegExp(`^${example}( |$)`) }).click()
          await page.getByRole('button', { name: `Remove ${example}`, exact: true }).waitFor()
        }
      }
      await step(page, 'Adsorbates')
      const list = page.getByRole('list', { name: 'Adsorbates', exact: true })
      for (const id of ['CO', 'H']) {
        const button = list.getByRole('button', { name: id, exact: true })
        if ((await button.getAttribute('aria-pressed')) !== 'true') await button.click()
      }
      await step(page, 'Settings')
      await page.getByLabel('Placements', { exact: true }).fill('3')
      await page.getByLabel('Steps at most').fill('15')
      await step(page, 'Run')
      await page.getByRole('button', { name: 'Start the run' }).click()
      const pairs = page.getByRole('table', { name: 'Surfaces and adsorbates' })
      await expect(pairs.getByRole('row')).toHaveCount(5, { timeout: 60_000 })
      await page.getByRole('button', { name: 'Move H on Pt(111) to the front' }).click()
      await expect(pairs.getByRole('row', { name: /Pt\(111\) H/ })).toContainText(/next|running|done/)
      await accessible(page, 'run with pairs')
      await expect(page.getByTestId('run-state')).toHaveText('Done', { timeout: 150_000 })
      await step(page, 'Results')
      await expect(page.getByRole('grid').locator('.grid-body [role=row]').first()).toBeVisible()
      await expect(page.getByText('kJ/mol').first()).toBeVisible()

      await command(page, 'close the project')
      await command(page, 'empty set-up')
      await expect(page.getByRole('navigation', { name: 'Steps of the campaign' })).toContainText('none yet')
      const recent = page.getByRole('button', { name: /^Cu, Pt with CO, H|^campaign/ }).first()
      project = (await recent.getAttribute('title')) ?? ''
      await recent.click()
      await expect(page.getByRole('heading', { level: 1, name: 'Results' })).toBeVisible()
      await restored(page)
      await page.getByRole('button', { name: /^Undo: take over/ }).click()
      await expect(page.getByRole('navigation', { name: 'Steps of the campaign' })).toContainText('none yet')
      await page.getByRole('button', { name: /^Redo: take over/ }).click()
      await restored(page)
    })

    test('started with the project on the command line, it is there with its set-up; preferences were kept', async () => {
      await app.close()
      app = await open({ data, project, tour: 'kept' })
      const { page } = app
      await expect(page.getByRole('heading', { level: 1, name: 'Results' })).toBeVisible({ timeout: 30_000 })
      await expect(page.getByRole('dialog')).toHaveCount(0)
      await restored(page)
      await expect(page.getByText('kJ/mol').first()).toBeVisible()
      await step(page, 'Run')
      await expect(page.getByRole('list', { name: 'Runs of this project' }).getByRole('listitem')).toHaveCount(1)
      await accessible(page, 'run of an opened project')
    })

    test('nothing broke the security policy, and nothing went wrong unseen', () => {
      expect(app.complaints).toEqual([])
    })
  })
}

/** A file let go over the window. */
const drop = (page: Page, name: string, text: string): Promise<void> =>
  page.evaluate(
    ({ name, text }) => {
      const dataTransfer = new DataTransfer()
      dataTransfer.items.add(new File([text], name))
      document.querySelector('.app')!.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }))
    },
    { name, text },
  )

/** Materials, facets, adsorbates and settings as they were run. */
async function restored(page: Page): Promise<void> {
  const steps = page.getByRole('navigation', { name: 'Steps of the campaign' })
  await expect(steps).toContainText('Cu, Pt')
  await expect(steps).toContainText('111')
  await expect(steps).toContainText('CO, H')
  await expect(steps).toContainText('3 placements')
  await step(page, 'Settings')
  await expect(page.getByLabel('Steps at most')).toHaveValue('15')
  await step(page, 'Results')
}
