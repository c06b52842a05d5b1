// `npm run check`: types of every ring, type-aware lint, and the arrows between the rings.
import { ensureInstalled, run } from './lib.mjs'

const RINGS = ['domain', 'contract', 'platform', 'host', 'compute', 'main', 'preload', 'headless', 'renderer', 'tests']
ensureInstalled()
const failures = []
for (const ring of RINGS) if (run('tsc', ['-p', `tsconfig.${ring}.json`]) !== 0) failures.push(`types of ${ring}`)
if (run('oxlint', ['--type-aware', '--deny-warnings']) !== 0) failures.push('lint')
if (run('vitest', ['run', 'tests/architecture.test.ts'], { quiet: true }) !== 0) failures.push('arrows between the rings')
console.log(failures.length === 0 ? 'check: all good' : `check: ${failures.join(', ')}`)
process.exit(failures.length === 0 ? 0 : 1)
