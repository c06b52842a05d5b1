// `npm start`: the desktop app. The npm package electron fetches its binary at its first start; where that cannot be had,
// the same app opens in a browser, from the same engine (`adatom serve`).
import { join } from 'node:path'
import { hasElectron } from './browser.mjs'
import { ensureBuilt, ensureInstalled, ROOT, run } from './lib.mjs'

ensureInstalled()
ensureBuilt()
const standIn = process.env.ELECTRON_OVERRIDE_DIST_PATH !== undefined
if (!standIn && !hasElectron() && run('install-electron', [], { quiet: true }) !== 0) {
  console.error("\nElectron's binary could not be fetched (its download needs the internet, once). Opening the same app for the browser instead.\n")
  process.exit(run('node', [join(ROOT, 'out', 'main', 'adatom.js'), 'serve', ...process.argv.slice(2)]))
}
process.exit(run('electron', ['.', ...process.argv.slice(2)]))
