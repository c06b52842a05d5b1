/** What goes beyond one adsorbate on a metal: OC22's slabs and sites, vacancies, coverage, SMILES, a molecule and a slab of one's own. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test, type Page } from '@playwright/test'
import { accessible } from './accessible'
import { openInBrowser, type RunningApp } from './open-app'

const step = (page: Page, name: string): Promise<void> => page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) }).click()
const folder = mkdtempSync(join(tmpdir(), 'adatom-e2e-inputs-'))

test.describe.serial('oxides and coverage', () => {
  let app: RunningApp
  test.beforeAll(async () => {
    app = await openInBrowser()
  })
  test.afterAll(async () => {
    await app.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('OC22: symmetric slabs, and one more for every distinct surface oxygen atom', async () => {
    const { page } = app
    await page.getByRole('button', { name: /^RuO2/ }).click()
    await expect(page.getByRole('list', { name: 'Materials' }).getByRole('listitem')).toHaveCount(1)
    await step(page, 'Surfaces')
    await page.getByRole('textbox', { name: 'Miller indices' }).fill('110')
    await page.getByRole('combobox', { name: 'Slab rules' }).selectOption('oc22')
    const rows = page.getByRole('table', { name: 'Surfaces' }).getByRole('row')
    await expect(rows).toHaveCount(4)
    await expect(rows.nth(1)).toContainText('Tasker 2, symmetric')
    await page.getByRole('textbox', { name: 'Oxygen vacancies' }).fill('1')
    await expect(rows).not.toHaveCount(4)
    await expect(page.getByRole('cell', { name: /without O\d+/ }).first()).toBeVisible()
    await accessible(page, 'oxide surfaces')
  })

  test('three O at once, a SMILES, both together; an ion is refused with the reason', async () => {
    const { page } = app
    await step(page, 'Adsorbates')
    const chosen = page.getByRole('list', { name: 'Chosen adsorbates' })
    await page.getByLabel('Search adsorbates').fill('O')
    await page.getByRole('list', { name: 'Adsorbates', exact: true }).getByRole('button', { name: 'O', exact: true }).click()
    await page.getByRole('button', { name: 'One O more' }).click()
    await page.getByRole('button', { name: 'One O more' }).click()
    await expect(page.getByText(/^3O on RuO2/)).toBeVisible()
    await page.getByLabel('Search adsorbates').fill('*CC(F)F')
    await page.keyboard.press('Enter')
    await expect(chosen.getByRole('listitem')).toHaveCount(2)
    await page.getByRole('button', { name: 'Place all of them together' }).click()
    await expect(chosen.getByRole('listitem')).toHaveText(['3O+*CC(F)F'])
    await expect(page.getByText(/4 adsorbates, the first at/)).toBeVisible()
    await accessible(page, 'coverage')
    await page.getByLabel('Search adsorbates').fill('[OH-]')
    await page.keyboard.press('Enter')
    await expect(page.getByRole('alert')).toContainText('an adsorbate must be neutral')
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click()
    await page.getByRole('button', { name: 'Undo' }).first().click()
    await expect(chosen.getByRole('listitem')).toHaveCount(2)
  })

  test('a molecule of a file is an adsorbate; MX sites show where it goes', async () => {
    const { page } = app
    const file = join(folder, 'hydroxyl.xyz')
    writeFileSync(file, '2\nbinding=1\nO 0 0 0\nH 0 0 0.97\n')
    const chooser = page.waitForEvent('filechooser')
    await page.getByRole('button', { name: 'Open a molecule' }).click()
    await (await chooser).setFiles(file)
    await expect(page.getByRole('list', { name: 'Chosen adsorbates' }).getByText('hydroxyl')).toBeVisible()
    // the second termination leaves five-fold Ru
    await step(page, 'Surfaces')
    await page.getByRole('button', { name: 'Show RuO2-110-t1', exact: true }).click()
    await step(page, 'Settings')
    await page.getByRole('combobox', { name: 'Sites' }).selectOption('mx')
    await expect(page.getByText(/mx0000, MX site/)).toBeVisible()
  })

  test('a slab with its vacuum along x, turned over', async () => {
    const { page } = app
    await step(page, 'Materials')
    const file = join(folder, 'two-sided.extxyz')
    writeFileSync(file, `4\nLattice="20 0 0 0 2.6 0 0 0 2.6" Properties=species:S:1:pos:R:3 pbc="T T T"\nNi 1 0 0\nNi 3 1.3 1.3\nPt 5 0 0\nPt 7 1.3 1.3\n`)
    await app.open([file])
    await expect(page.getByRole('list', { name: 'Materials' }).getByRole('listitem')).toHaveCount(2)
    const turn = page.getByRole('combobox', { name: 'Vacuum and surface of two-sided' })
    await turn.selectOption('bottom')
    await step(page, 'Surfaces')
    await expect(page.getByRole('row', { name: /two-sided/ }).getByRole('cell', { name: 'Ni', exact: true })).toBeVisible()
    expect(app.complaints).toEqual([])
  })
})
