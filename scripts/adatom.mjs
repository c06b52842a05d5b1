#!/usr/bin/env node
// The command line `adatom`: brings the build up to date, then hands over to it. Works from any folder.
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { ensureBuilt, ensureInstalled, environment, ROOT } from './lib.mjs'

// A packaged or frozen installation has no sources to build from.
if (existsSync(join(ROOT, 'src')) && process.env.ADATOM_NO_BUILD !== '1') {
  ensureInstalled()
  ensureBuilt()
}
const child = spawn('node', [join(ROOT, 'out', 'main', 'adatom.js'), ...process.argv.slice(2)], { stdio: 'inherit', env: environment() })
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
