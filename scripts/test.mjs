// `npm test`: installs what is missing, builds, runs the unit and integration tests and then the end-to-end ones.
// Nothing is done twice: when nothing has changed since everything passed, the remembered counts are printed
// (`npm test -- --force`, and CI, always run all of it).
import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, fingerprint, remember, remembered, ROOT, run } from './lib.mjs'
import { findChromium, hasElectron } from './browser.mjs'

const inCi = process.env.CI === 'true'
const force = inCi || process.argv.includes('--force')
ensureInstalled()
ensureBuilt()

const chromium = findChromium()
const INPUTS = ['src', 'tests', 'scripts', 'standin', 'models', 'resources', 'training', 'bench', 'docs', 'package.json', 'package-lock.json', 'playwright.config.ts', 'vitest.config.ts', 'vitest.browser.config.ts', 'electron-builder.yml']
const state = fingerprint(INPUTS, `${chromium}/${hasElectron()}/${existsSync(join(ROOT, '..', 'shared'))}`)
const [passedState, counts] = remembered('test').split('\n')
if (!force && passedState === state) {
  console.log('Nothing has changed since all tests passed (npm test -- --force runs them again).')
  console.log(counts)
  process.exit(0)
}

const report = join(ROOT, 'test-results', 'report')
rmSync(report, { recursive: true, force: true })
const total = { passed: 0, failed: 0, skipped: 0 }
const add = (part) => Object.keys(total).forEach((key) => (total[key] += part[key]))

console.log('\n== unit and integration tests (vitest)')
const unit = run('vitest', ['run', '--reporter=default', '--reporter=json', `--outputFile.json=${join(report, 'vitest.json')}`])
add(readReport('vitest.json', unit, (json) => ({ passed: json.numPassedTests, failed: json.numFailedTests, skipped: json.numPendingTests + json.numTodoTests })))

console.log('\n== component tests (vitest in Chromium)')
if (!chromium) {
  console.log('SKIPPED: Chromium was not found. Install it (or set ADATOM_CHROMIUM) to run the component tests.')
  add({ passed: 0, failed: inCi ? 1 : 0, skipped: 1 })
} else {
  const component = run('vitest', ['run', '--config', 'vitest.browser.config.ts', '--reporter=default', '--reporter=json', `--outputFile.json=${join(report, 'component.json')}`], { env: { ADATOM_CHROMIUM: chromium } })
  add(readReport('component.json', component, (json) => ({ passed: json.numPassedTests, failed: json.numFailedTests, skipped: json.numPendingTests + json.numTodoTests })))
}

console.log('\n== end-to-end tests (playwright)')
if (!chromium && !hasElectron()) {
  console.log('SKIPPED: neither Electron nor Chromium was found. Install Chromium (or set ADATOM_CHROMIUM) to run the end-to-end tests.')
  add({ passed: 0, failed: inCi ? 1 : 0, skipped: 1 })
} else {
  const env = { PLAYWRIGHT_JSON_OUTPUT_NAME: join(report, 'playwright.json'), ...(chromium ? { ADATOM_CHROMIUM: chromium } : {}) }
  const e2e = run('playwright', ['test', '--reporter=list,json'], { env })
  add(readReport('playwright.json', e2e, ({ stats }) => ({ passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped })))
}

const line = `${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`
if (total.failed === 0) remember('test', `${state}\n${line}`)
console.log(`\n${line}`)
process.exit(total.failed === 0 ? 0 : 1)

/** The counts of a runner's JSON report; a runner that failed without naming a failed test counts as one failure. */
function readReport(name, status, pick) {
  let part
  try {
    part = pick(JSON.parse(readFileSync(join(report, name), 'utf8')))
  } catch {
    part = { passed: 0, failed: 0, skipped: 0 }
  }
  if (status !== 0 && part.failed === 0) part.failed = 1
  return part
}
