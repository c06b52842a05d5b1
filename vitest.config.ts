import { join } from 'node:path'
import { defineConfig } from 'vitest/config'
import { pruneCache, useScratchFolder } from './tests/scratch'

useScratchFolder()
pruneCache(join(import.meta.dirname, 'node_modules/.cache/adatom-tests'), 'package.json')

export default defineConfig({ test: { include: ['tests/**/*.test.ts'], exclude: ['tests/e2e/**', 'tests/component/**'], testTimeout: 60_000, pool: 'forks', maxWorkers: 2 } })
