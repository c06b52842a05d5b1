import { existsSync } from 'node:fs'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const executablePath = process.env['ADATOM_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)

/** Components in a real browser: `npx vitest run --config vitest.browser.config.ts`. */
export default defineConfig({
  plugins: [react()],
  test: {
    include: ['tests/component/**/*.test.tsx'],
    testTimeout: 60_000,
    // a busy machine with a software renderer
    expect: { poll: { timeout: 15_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      viewport: { width: 1100, height: 800 },
      provider: playwright({ launchOptions: { ...(executablePath ? { executablePath } : {}), args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
