import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from '@playwright/test'
import { useScratchFolder } from './tests/scratch'

useScratchFolder()

// Where Electron's binary cannot be had, the same tests run the same bundles under the stand-in (a headless Chromium behind Electron's API).
if (!existsSync(join(import.meta.dirname, 'node_modules/electron/path.txt'))) process.env['ELECTRON_OVERRIDE_DIST_PATH'] ??= join(import.meta.dirname, 'standin')
if (process.env['ADATOM_CHROMIUM']) process.env['STANDIN_CHROMIUM'] ??= process.env['ADATOM_CHROMIUM']

export default defineConfig({ testDir: 'tests/e2e', outputDir: 'test-results/e2e', workers: 1, fullyParallel: false, timeout: 180_000, expect: { timeout: 30_000 }, reporter: 'list' })
