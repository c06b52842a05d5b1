import { existsSync } from 'node:fs'
import { join } from 'node:path'
import react from '@vitejs/plugin-react'
import { playwright } from '@vitest/browser-playwright'
import { defineConfig } from 'vitest/config'

const executablePath = process.env['ADATOM_CHROMIUM'] ?? ['/usr/bin/chromium', '/usr/bin/google-chrome'].find(existsSync)

/** Components in a real browser: `npx vitest run --config vitest.browser.config.ts`. */
export default defineConfig({
  plugins: [react()],
  // known beforehand: what vite finds on the way makes it load the page anew in the middle of a test
  optimizeDeps: { include: ['@observablehq/plot', '@react-three/fiber', 'axe-core', 'gifenc', 'lucide-react', 'react', 'react-dom/client', 'three', 'vitest-browser-react', 'zod', 'zustand'] },
  test: {
    include: ['tests/component/**/*.test.tsx'],
    attachmentsDir: 'test-results/component',
    testTimeout: 60_000,
    // a busy machine with a software renderer
    expect: { poll: { timeout: 15_000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      expect: {
        toMatchScreenshot: {
          comparatorName: 'pixelmatch',
          // how they were chosen: tests/README.md
          comparatorOptions: { threshold: 0.03, allowedMismatchedPixelRatio: 0.001 },
          timeout: 30_000,
          resolveScreenshotPath: ({ arg, ext, root, testFileDirectory, screenshotDirectory }) => join(root, testFileDirectory, screenshotDirectory, `${arg}${ext}`),
          resolveDiffPath: ({ arg, ext, root }) => join(root, 'test-results/pictures', `${arg}${ext}`),
        },
      },
      viewport: { width: 1100, height: 800 },
      provider: playwright({ launchOptions: { ...(executablePath ? { executablePath } : {}), args: ['--use-angle=swiftshader', '--enable-unsafe-swiftshader'] } }),
      instances: [{ browser: 'chromium' }],
    },
  },
})
