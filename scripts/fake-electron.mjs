// `npm run pack:check` packs without Electron's binary: a folder that has what electron-builder asks of one. Nothing in it runs.
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { ROOT } from './lib.mjs'

/** electron-builder's beforePack hook. */
export default function makeFakeElectron() {
  const folder = join(ROOT, 'fakedist')
  const { version } = JSON.parse(readFileSync(join(ROOT, 'node_modules', 'electron', 'package.json'), 'utf8'))
  for (const path of ['locales', 'resources']) mkdirSync(join(folder, path), { recursive: true })
  const files = { electron: '#!/bin/sh\nexit 1\n', 'chrome-sandbox': '', version, LICENSE: '', 'LICENSES.chromium.html': '', 'locales/en-US.pak': '' }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  for (const name of ['electron', 'chrome-sandbox']) chmodSync(join(folder, name), 0o755)
}
