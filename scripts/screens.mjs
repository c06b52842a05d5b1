// `npm run screens`: every screen of the app in both themes into docs/screens, from a real campaign through `adatom serve`.
// Needs a build (npm run build) and Chromium. The pictures show no path of this machine.
import { spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { chromium } from '@playwright/test'
import { findChromium } from './browser.mjs'
import { indexedPng } from './indexed-png.mjs'
import { ROOT } from './lib.mjs'

const OUT = join(ROOT, 'docs/screens')
const MAX_BYTES = 300_000
const executablePath = findChromium()
if (!executablePath) throw new Error('Chromium is needed for the screenshots (set ADATOM_CHROMIUM)')
mkdirSync(OUT, { recursive: true })
const data = mkdtempSync(join(tmpdir(), 'adatom-screens-'))

const server = spawn(process.execPath, [join(ROOT, 'out/main/adatom.js'), 'serve'], { env: { ...process.env, ADATOM_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] })
const url = await new Promise((found, failed) => {
  server.stdout.on('data', (text) => {
    const address = /http:\S+/.exec(String(text))
    if (address) found(address[0])
  })
  server.once('exit', (code) => failed(new Error(`adatom serve ended with ${code}`)))
})
const browser = await chromium.launch({ executablePath, args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] })
const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, colorScheme: 'light' })
page.setDefaultTimeout(60_000)
// two samples per pixel and direction: edges as a graphics card would draw them
await page.addInitScript(() => localStorage.setItem('adatom.layout.1', JSON.stringify({ drawing: 'best' })))
await page.goto(url)

const decoder = await browser.newPage()

/** The picture with a palette: the browser decodes it. */
async function compact(png) {
  const { width, height, pixels } = await decoder.evaluate(async (base64) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))]))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    let text = ''
    for (let i = 0; i < data.length; i += 32_768) text += String.fromCharCode(...data.subarray(i, i + 32_768))
    return { width: bitmap.width, height: bitmap.height, pixels: btoa(text) }
  }, png.toString('base64'))
  return indexedPng(Uint8Array.from(Buffer.from(pixels, 'base64')), width, height)
}

let number = 0
/** One screen, light and dark. `until` waits for what must be on it. */
async function shot(name, until = async () => {}) {
  await until()
  number++
  for (const colorScheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme })
    await page.mouse.move(5, 895)
    await page.waitForTimeout(1800)
    const path = join(OUT, `${String(number).padStart(2, '0')}-${name}-${colorScheme}.png`)
    const bytes = await compact(await page.screenshot())
    writeFileSync(path, bytes)
    const size = bytes.length
    console.log(`${path.slice(ROOT.length + 1)}  ${Math.round(size / 1000)} kB${size > MAX_BYTES ? '  TOO LARGE' : ''}`)
    if (size > MAX_BYTES) process.exitCode = 1
  }
  await page.emulateMedia({ colorScheme: 'light' })
}
const step = (name) => page.getByRole('navigation').getByRole('button', { name: new RegExp(`^${name}`) }).click()
const visible = (locator) => () => locator.waitFor()
const canvas = page.locator('.viewer-canvas canvas')

try {
  await page.getByRole('dialog', { name: 'Bring your crystals' }).waitFor()
  await page.keyboard.press('Escape')
  await shot('start', visible(page.getByRole('button', { name: /^Cu( |$)/ })))
  const bad = join(data, 'broken.vasp')
  writeFileSync(bad, 'Cu\n1.0\n3.6 0 0\n0 three 0\n0 0 3.6\nCu\n1\nDirect\n0 0 0\n')
  const chooser = page.waitForEvent('filechooser')
  await page.getByRole('button', { name: 'Open files' }).click()
  await (await chooser).setFiles(bad)
  await shot('error', visible(page.getByRole('alert')))
  await page.getByRole('button', { name: 'Dismiss' }).click()

  for (const name of ['Cu', 'Pt', 'Pt3Ni']) {
    await page.getByRole('button', { name: new RegExp(`^${name}( |$)`) }).click()
    await page.getByRole('button', { name: `Remove ${name}`, exact: true }).waitFor()
  }
  await shot('materials', visible(canvas))
  await step('Surfaces')
  await page.getByRole('textbox', { name: 'Miller indices' }).fill('111, 100')
  await page.getByRole('button', { name: /^Show Pt-100/ }).click()
  await shot('surfaces')
  await page.getByRole('textbox', { name: 'Miller indices' }).fill('111')
  await step('Adsorbates')
  for (const name of ['OH', 'CO']) await page.getByRole('list', { name: 'Adsorbates', exact: true }).getByRole('button', { name, exact: true }).click()
  await shot('adsorbates', visible(page.getByText(/Placement 1 of/)))
  await step('Settings')
  await page.getByLabel('Placements', { exact: true }).fill('8')
  await shot('settings')
  await step('Run')
  await page.getByLabel('Project name').fill('CO and OH on Cu, Pt and Pt3Ni')
  await shot('plan', visible(page.getByText('Force calls, expected')))
  await page.getByRole('button', { name: 'Start the run' }).click()
  await page.getByText(/^([5-9]|[1-4]\d) of \d+ relaxed/).waitFor({ timeout: 300_000 })
  await shot('run')
  await page.getByTestId('run-state').filter({ hasText: 'Done' }).waitFor({ timeout: 900_000 })
  await step('Results')
  const row = (words) => page.getByRole('grid').locator('.grid-body [role=row]').filter({ hasText: words }).first()
  await row(/Pt\(.*OH/s).click()
  await shot('results', visible(page.getByTestId('frame')))
  await page.getByLabel('Colour by').selectOption('displacement')
  await page.getByLabel('Arrows').selectOption('displacement')
  await shot('displacements')
  await page.getByLabel('Colour by').selectOption('element')
  await page.getByLabel('Arrows').selectOption('none')
  await page.getByRole('button', { name: 'Why unsure' }).click()
  await page.getByLabel('Colour by').selectOption('distance')
  await shot('why-unsure', visible(page.locator('.mini-viewer canvas').nth(1)))
  await page.getByLabel('Colour by').selectOption('element')
  await page.getByRole('button', { name: 'Relaxation', exact: true }).click()
  await page.getByRole('button', { name: 'Pin', exact: true }).click()
  await page.getByRole('grid').locator('.grid-body [role=row]').filter({ hasText: /Pt\(.*OH/s }).nth(1).click()
  await page.getByRole('button', { name: 'Pin', exact: true }).click()
  await page.getByRole('button', { name: 'Compare', exact: true }).click()
  await shot('overlay', visible(page.locator('.compare canvas')))
  await page.getByRole('button', { name: 'Side by side' }).click()
  await shot('side-by-side', visible(page.locator('.compare canvas').nth(1)))
  await page.getByRole('button', { name: 'Close the comparison' }).click()
  // whether this campaign has an anomaly is the potential's affair
  if (await page.getByLabel('Outcome').locator('option[value=anomalous]').isEnabled()) {
    await page.getByLabel('Outcome').selectOption('anomalous')
    await page.getByRole('grid').locator('.grid-body [role=row]').first().click()
    await shot('anomaly', visible(page.locator('.anomaly li').first()))
  }
  await page.getByLabel('Outcome').selectOption('all')
  await row(/Pt.*CO/).click()
  await page.getByRole('button', { name: 'Columns' }).click()
  await shot('columns', visible(page.getByRole('dialog', { name: 'Columns' })))
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: 'Gallery' }).click()
  // a theme of pictures takes a software renderer some seconds
  for (const colorScheme of ['dark', 'light']) {
    await page.emulateMedia({ colorScheme })
    await page.waitForFunction(() => [...document.querySelectorAll('.gallery-card')].every((card) => card.querySelector('img')))
  }
  await shot('gallery')
  await page.getByRole('button', { name: 'Plot', exact: true }).click()
  await shot('plot', visible(page.locator('.ranked-plot circle').first()))
  await page.getByRole('button', { name: 'Success over budget' }).click()
  await shot('success', visible(page.locator('.success-plot circle').first()))
  await page.getByRole('button', { name: 'Ranked energies' }).click()
  await page.keyboard.press('Control+e')
  await shot('export', visible(page.getByRole('dialog')))
  await page.keyboard.press('Escape')
  await step('Reliability')
  await shot('reliability', visible(page.locator('.xy-chart svg').first()))
  await step('Results')
  await page.keyboard.press('Control+k')
  await shot('palette', visible(page.getByRole('listbox')))
  await page.keyboard.press('Escape')
  await page.keyboard.press('?')
  await shot('keys', visible(page.getByRole('dialog')))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+,')
  await page.getByRole('button', { name: 'Compute', exact: true }).click()
  await page.getByRole('button', { name: 'Test it' }).click()
  await shot('preferences', visible(page.getByTestId('selftest')))
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: 'Search commands' }).fill('tour')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Next' }).click()
  await shot('tour', visible(page.getByRole('dialog', { name: 'Cut surfaces' })))
} finally {
  await browser.close()
  server.kill('SIGTERM')
  await new Promise((ended) => server.once('exit', ended))
  rmSync(data, { recursive: true, force: true })
}
