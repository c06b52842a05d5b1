/**
 * Electron's security checklist, the points that can be asserted from outside the app. Under the stand-in (no Electron binary) the sandbox,
 * the permission handlers and the fuses are configuration only: docs/security.md lists what only real Electron can show.
 */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { Shell } from '../../src/contract/shell'
import { _electron, expect, test, type ElectronApplication, type Page } from '@playwright/test'

const ROOT = resolve(import.meta.dirname, '../..')
let app: ElectronApplication
let page: Page

test.beforeAll(async () => {
  app = await _electron.launch({ args: [ROOT, `--user-data-dir=${mkdtempSync(join(tmpdir(), 'adatom-security-'))}`] })
  page = await app.firstWindow()
  await page.waitForFunction(() => 'shell' in window)
})
test.afterAll(() => app.close())

test('the page sees the bridge and nothing else of Electron or Node', async () => {
  const seen = await page.evaluate(() => ({
    bridge: Object.keys(window.shell ?? {}).toSorted(),
    leaks: ['require', 'process', 'module', 'ipcRenderer', 'Buffer', 'global'].filter((name) => name in window),
  }))
  const bridge: readonly (keyof Shell)[] = ['connect', 'newProject', 'openProject', 'openStructures', 'pathOf', 'platform', 'saveFiles']
  expect(seen).toEqual({ bridge, leaks: [] })
})

test('the content security policy stops inline scripts, eval and foreign connections', async () => {
  const outcome = await page.evaluate(async () => {
    const script = document.createElement('script')
    script.textContent = 'window.inlineRan = true'
    document.head.append(script)
    // In a timer: what a debugger evaluates directly is exempt from the policy.
    const evaluated = await new Promise<boolean>((resolve) => {
      setTimeout(() => {
        try {
          resolve((window as unknown as { eval: (code: string) => unknown }).eval('true') === true)
        } catch {
          resolve(false)
        }
      })
    })
    const fetched = await fetch('https://example.invalid/').then(
      () => 'fetched',
      () => 'refused',
    )
    return { inline: 'inlineRan' in window, evaluated, fetched }
  })
  expect(outcome).toEqual({ inline: false, evaluated: false, fetched: 'refused' })
})

test('files outside the page folder are not served', async () => {
  const status = await page.evaluate(async () => Promise.all(['../main/index.js', '%2e%2e/main/index.js', '..%2fmain%2findex.js'].map(async (path) => (await fetch(path)).status)))
  expect(status).toEqual([404, 404, 404])
})

test('every window asks for isolation and the sandbox', () => {
  const source = readFileSync(join(ROOT, 'src/main/window.ts'), 'utf8')
  expect(source).toMatch(/sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true/)
})

test('new windows are denied', async () => {
  test.skip(!existsSync(join(ROOT, 'node_modules/electron/path.txt')), 'the stand-in opens them: only real Electron asks the handler')
  const before = app.windows().length
  expect(await page.evaluate(() => window.open('about:blank'))).toBeNull()
  expect(app.windows().length).toBe(before)
})

test('the fuses of the packaged app are set', () => {
  const config = readFileSync(join(ROOT, 'electron-builder.yml'), 'utf8')
  for (const fuse of ['runAsNode: false', 'enableCookieEncryption: true', 'enableNodeOptionsEnvironmentVariable: false', 'enableNodeCliInspectArguments: false', 'enableEmbeddedAsarIntegrityValidation: true', 'onlyLoadAppFromAsar: true', 'grantFileProtocolExtraPrivileges: false'])
    expect(config).toContain(fuse)
})
