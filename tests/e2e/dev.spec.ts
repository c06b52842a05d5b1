/** `npm run dev`: the development server's page runs under its content security policy, which lets in the server's own scripts and styles and no others. */
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { chromium, expect, test } from '@playwright/test'
import { createServer, type UserConfig } from 'vite'
import config from '../../electron.vite.config'

const ROOT = resolve(import.meta.dirname, '../..')

test('the page of the development server runs and is styled; an inline script of somebody else is refused', async () => {
  const made = config({ command: 'serve', mode: 'development' })
  const server = await createServer({ ...(made.renderer as UserConfig), configFile: false, root: resolve(ROOT, 'src/renderer'), logLevel: 'error', server: { port: 0, host: 'localhost' }, cacheDir: resolve(ROOT, 'node_modules/.cache/adatom-dev-test') })
  const executablePath = process.env['ADATOM_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)
  const browser = await chromium.launch(executablePath ? { executablePath } : {})
  try {
    await server.listen()
    const page = await browser.newPage()
    const complaints: string[] = []
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    page.on('pageerror', (error) => complaints.push(error.message))
    await page.goto(server.resolvedUrls!.local[0]!)
    // No host is behind this page; that its modules ran shows in the styles that they brought.
    await expect.poll(() => page.locator('style[data-vite-dev-id]').count(), { timeout: 90_000 }).toBeGreaterThan(3)
    await expect(page.locator('body')).toHaveCSS('overflow', 'hidden')
    expect(complaints.filter((text) => /security policy|Content Security/i.test(text))).toEqual([])
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'window.intruder = true'
      document.body.append(script)
      return 'intruder' in window
    })
    expect(ran).toBe(false)
  } finally {
    await browser.close()
    await server.close()
  }
})
