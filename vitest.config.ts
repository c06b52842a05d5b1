import { defineConfig } from 'vitest/config'

export default defineConfig({ test: { include: ['tests/**/*.test.ts'], exclude: ['tests/e2e/**', 'tests/component/**'], testTimeout: 60_000, pool: 'forks', maxWorkers: 2 } })
