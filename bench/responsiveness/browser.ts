/** Tasks of the page's main thread while a campaign is watched in Chromium. Needs `npm run build`. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium, type Page } from '@playwright/test'
import { LONG_MS } from './delays'

const WATCH_MS = 15_000

type Row = Readonly<Record<string, string | number>>

export async function longTasks(root: string, data: string): Promise<Row[]> {
  const executablePath = process.env['ADATOM_CHROMIUM'] ?? '/usr/bin/chromium'
  if (!existsSync(executablePath)) throw new Error(`Chromium was not found at ${executablePath}`)
  const server = spawn(process.execPath, [join(root, 'out/main/adatom.js'), 'serve'], { env: { ...process.env, ADATOM_DATA: data }, stdio: ['ignore', 'pipe', 'inherit'] })
  const url = await new Promise<string>((found, failed) => {
    server.stdout.on('data', (text: Buffer) => {
      const address = /http:\S+/.exec(text.toString())
      if (address) found(address[0])
    })
    server.once('exit', () => failed(new Error('adatom serve ended')))
  })
  const browser = await chromium.launch({ executablePath })
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
    page.setDefaultTimeout(120_000)
    await page.goto(url)
    await begin(page)
    return [await watched(page, 'page: run view'), await watched(page, 'page: results', 'Results')]
  } finally {
    await browser.close()
    const ended = new Promise((done) => server.once('exit', done))
    server.kill('SIGTERM')
    await ended
  }
}

async function begin(page: Page): Promise<void> {
  const step = (name: string): Promise<void> => page.getByRole('navigation', { name: 'Steps of the campaign' }).getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await page.getByRole('button', { name: 'Skip the tour' }).click()
  for (const name of ['Cu', 'Pt']) {
    await page.getByRole('button', { name: new RegExp(`^${name}( |$)`) }).click()
    await page.getByRole('button', { name: `Remove ${name}`, exact: true }).waitFor()
  }
  await step('Adsorbates')
  for (const id of ['H', 'OH']) await page.getByRole('list', { name: 'Adsorbates', exact: true }).getByRole('button', { name: id, exact: true }).click()
  await step('Settings')
  await page.getByLabel('Placements', { exact: true }).fill('200')
  await page.getByLabel('Steps at most').fill('3')
  await step('Run')
  await page.getByRole('button', { name: 'Start the run' }).click()
  await page.getByTestId('run-state').filter({ hasText: 'Running' }).waitFor()
}

interface TraceEvent {
  readonly name: string
  readonly pid: number
  readonly tid: number
  /** microseconds by the clock, and of the thread's CPU time */
  readonly dur?: number
  readonly tdur?: number
  readonly args: { readonly name?: string }
}

async function watched(page: Page, where: string, go?: string): Promise<Row> {
  if (go) await page.getByRole('navigation', { name: 'Steps of the campaign' }).getByRole('button', { name: new RegExp(`^${go}`) }).click()
  // the first picture of a view is drawn once, and drawing is apart
  await page.waitForTimeout(5000)
  const browser = page.context().browser()!
  await browser.startTracing(page, { categories: ['devtools.timeline', 'disabled-by-default-devtools.timeline', 'toplevel'] })
  await page.waitForTimeout(WATCH_MS)
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString()) as { traceEvents: readonly TraceEvent[] }
  const main = new Set(traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain').map(({ pid, tid }) => `${pid}/${tid}`))
  const tasks = traceEvents.filter(({ name, pid, tid }) => name === 'RunTask' && main.has(`${pid}/${tid}`))
  const clock = tasks.map(({ dur = 0 }) => dur / 1000).toSorted((x, y) => x - y)
  // where Chromium does not say the thread's time, the clock's, which is never less: no task goes uncounted
  const cpu = tasks.map(({ tdur, dur = 0 }) => (tdur ?? dur) / 1000)
  const done = Number(/(\d+) of \d+/.exec(await page.locator('.statusbar').innerText())?.[1] ?? 0)
  return { where, relaxations: done, seconds: WATCH_MS / 1000, p99_ms: clock[Math.floor(0.99 * (clock.length - 1))] ?? 0, longest_ms: clock.at(-1) ?? 0, longest_cpu_ms: Math.max(0, ...cpu), above_50_cpu_ms: cpu.filter((ms) => ms > LONG_MS).length }
}
