/** The app as a user starts it: as a desktop window (Electron, or the stand-in), and in a browser through `adatom serve`. */
import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { _electron, chromium, expect, type Page } from '@playwright/test'

export const ROOT = resolve(import.meta.dirname, '../..')

export interface RunningApp {
  readonly page: Page
  /** what the page complained about: errors and refusals by the security policy */
  readonly complaints: readonly string[]
  /** chooses these files where the app asks for structures */
  open(paths: readonly string[]): Promise<void>
  /** does what makes the app save files, and gives back the names of those it had not saved before */
  saved(act: () => Promise<void>): Promise<readonly string[]>
  /** the text of a file that was saved last, not one in an archive */
  read(name: string): string
  close(): Promise<void>
}

export interface OpenOptions {
  /** folder of the user's data; default: a new one */
  readonly data?: string
  /** a project file on the command line */
  readonly project?: string
  /** 'kept': whatever the start shows stays; else the tour is skipped */
  readonly tour?: 'kept'
}

const folder = (name: string): string => mkdtempSync(join(tmpdir(), `adatom-e2e-${name}-`))

/** Removes folders that were made here; what the caller brought stays. */
const remove = (...folders: readonly string[]): void => folders.forEach((one) => rmSync(one, { recursive: true, force: true, maxRetries: 5 }))

/** Small and without multisampling: software rendering is slow. */
const VIEWPORT = { width: 1280, height: 800 }

function listen(page: Page): string[] {
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  return complaints
}

/**
 * A first start begins with the tour, which has tests of its own: here it is skipped, as a user who knows the app does, by keyboard: the card moves
 * with the control that it is about while the window is laid out, and a press of the mouse may miss it on a busy machine.
 */
async function skipTour(page: Page): Promise<void> {
  const skip = page.getByRole('button', { name: 'Skip the tour' })
  await skip.press('Enter')
  await expect(skip).toHaveCount(0)
}

export async function openDesktop(options: OpenOptions = {}): Promise<RunningApp> {
  const data = options.data ?? folder('desktop')
  const app = await _electron.launch({ args: [ROOT, `--user-data-dir=${data}`, ...(options.project ? [options.project] : [])] })
  const page = await app.firstWindow()
  await page.setViewportSize(VIEWPORT)
  if (options.tour !== 'kept') await skipTour(page)
  const project = join(data, 'campaign.adatom')
  const out = folder('export')
  await app.evaluate(
    ({ dialog }, { project, out }) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: project })
      dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [out] })
    },
    { project, out },
  )
  return {
    page,
    complaints: listen(page),
    open: async (paths) => {
      await app.evaluate(({ dialog }, filePaths) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [...filePaths] })
      }, paths)
      await page.getByRole('button', { name: 'Open files' }).click()
    },
    saved: async (act) => {
      await app.evaluate(({ dialog }, folder) => {
        dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [folder] })
      }, out)
      const list = (): string[] => readdirSync(out, { recursive: true, encoding: 'utf8' })
      const before = list()
      await act()
      await expect.poll(() => list().length).toBeGreaterThan(before.length)
      return list().filter((name) => !before.includes(name))
    },
    read: (name) => readFileSync(join(out, name), 'utf8'),
    close: async () => {
      await app.close()
      remove(out, ...(options.data ? [] : [data]))
    },
  }
}

export async function openInBrowser(options: OpenOptions = {}): Promise<RunningApp> {
  const data = options.data ?? folder('serve')
  const local = join(ROOT, 'node_modules/.bin/node')
  const server = spawn(existsSync(local) ? local : process.execPath, [join(ROOT, 'out/main/adatom.js'), 'serve', ...(options.project ? ['--project', options.project] : [])], { env: { ...process.env, ADATOM_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((found, failed) => {
    server.stdout.on('data', (data: Buffer) => {
      const address = /http:\S+/.exec(data.toString())
      if (address) found(address[0])
    })
    server.once('exit', (code) => failed(new Error(`adatom serve ended with ${code}`)))
  })
  const executablePath = process.env['ADATOM_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  const browser = await chromium.launch(executablePath ? { executablePath } : {})
  const page = await browser.newPage({ viewport: VIEWPORT, deviceScaleFactor: 1 })
  const complaints = listen(page)
  let last = ''
  await page.goto(url)
  if (options.tour !== 'kept') await skipTour(page)
  return {
    page,
    complaints,
    open: async (paths) => {
      const chooser = page.waitForEvent('filechooser')
      await page.getByRole('button', { name: 'Open files' }).click()
      await (await chooser).setFiles([...paths])
    },
    saved: async (act) => {
      const download = page.waitForEvent('download')
      await act()
      const file = await download
      last = await file.path()
      return file.suggestedFilename().endsWith('.zip') ? zipNames(readFileSync(await file.path())) : [file.suggestedFilename()]
    },
    read: () => readFileSync(last, 'utf8'),
    close: async () => {
      await browser.close()
      const ended = new Promise((done) => server.once('exit', done))
      server.kill('SIGTERM')
      await ended
      if (!options.data) remove(data)
    },
  }
}

/** Names in the central directory of a ZIP archive (APPNOTE 4.3.12). */
function zipNames(bytes: Buffer): string[] {
  const names: string[] = []
  for (let at = bytes.indexOf('PK\u0001\u0002', 0, 'latin1'); at >= 0; at = bytes.indexOf('PK\u0001\u0002', at + 46, 'latin1')) names.push(bytes.toString('utf8', at + 46, at + 46 + bytes.readUInt16LE(at + 28)))
  return names
}

/** How many different colours a part of the page shows: one or two when it is blank. */
export async function colours(page: Page, selector: string): Promise<number> {
  const png = await page.locator(selector).screenshot()
  return page.evaluate(async (bytes) => {
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(bytes)], { type: 'image/png' }))
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height)
    const context = canvas.getContext('2d')!
    context.drawImage(bitmap, 0, 0)
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height)
    return new Set(new Uint32Array(data.buffer)).size
  }, [...png])
}
