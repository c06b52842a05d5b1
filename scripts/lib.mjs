// Shared by the scripts of this folder. Plain JavaScript that runs on Node 20 and with nothing installed.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { delimiter, join, resolve } from 'node:path'

export const ROOT = resolve(import.meta.dirname, '..')
const CACHE = join(ROOT, 'node_modules', '.cache', 'adatom')
const BIN = join(ROOT, 'node_modules', '.bin')

/** The environment of every child: the project's own Node and tools come first. */
export const environment = (extra = {}) => ({ ...process.env, PATH: BIN + delimiter + process.env.PATH, ...extra })

/** Runs a command in the project folder; its exit code. */
export function run(command, args, { env = {}, quiet = false } = {}) {
  const { status, error, stdout, stderr } = spawnSync(command, args, { cwd: ROOT, encoding: 'utf8', stdio: quiet ? 'pipe' : 'inherit', env: environment(env), shell: process.platform === 'win32' })
  if (quiet && status !== 0) process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`)
  if (error) console.error(`${command}: ${error.message}`)
  return status ?? 1
}

/** SHA-256 over the names and contents of files and folders (below the root), so that "has anything changed" has one answer. */
export function fingerprint(paths, also = '') {
  const hash = createHash('sha256').update(`${process.platform}/${process.arch}/${also}`)
  const add = (path) => {
    const full = join(ROOT, path)
    if (!existsSync(full)) return
    const entries = readdirSync(full, { withFileTypes: true, recursive: false })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name === '__pycache__' || entry.name === 'node_modules') continue
      const inner = `${path}/${entry.name}`
      if (entry.isDirectory()) add(inner)
      else if (entry.isFile()) hash.update(inner).update(readFileSync(join(ROOT, inner)))
    }
  }
  for (const path of paths) {
    const full = join(ROOT, path)
    if (!existsSync(full)) continue
    try {
      hash.update(path).update(readFileSync(full))
    } catch {
      add(path)
    }
  }
  return hash.digest('hex')
}

/** What a finished step left: `remembered('build')` is the text given to `remember('build', text)`. */
export function remembered(step) {
  try {
    return readFileSync(join(CACHE, step), 'utf8')
  } catch {
    return ''
  }
}
export function remember(step, text) {
  mkdirSync(CACHE, { recursive: true })
  writeFileSync(join(CACHE, step), text)
}

const LOCKED = ['package-lock.json']

/** The dependencies are those of the lock file. */
export const rememberInstalled = () => remember('install', fingerprint(LOCKED))

/** Installs the dependencies unless they are those of the lock file already. */
export function ensureInstalled() {
  if (remembered('install') === fingerprint(LOCKED) && existsSync(BIN)) return
  console.log('Installing the dependencies (npm ci); this happens once')
  const started = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT, stdio: 'inherit', shell: process.platform === 'win32' })
  if (started.status !== 0) {
    console.error(
      '\nThe dependencies could not be installed. Adatom itself works offline, but its first installation needs the npm registry\n' +
        '(or an npm cache that holds the packages of package-lock.json). Connect, or set the registry with `npm config set registry URL`,\n' +
        'and run the same command again: it goes on from here.',
    )
    process.exit(1)
  }
  rememberInstalled()
}

const SOURCES = ['src', 'electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.base.json']

/** Builds out/ unless it was built from these very sources. */
export function ensureBuilt() {
  const want = fingerprint(SOURCES)
  if (remembered('build') === want && existsSync(join(ROOT, 'out', 'main', 'adatom.js'))) return
  console.log('Building (electron-vite build)')
  if (run('electron-vite', ['build', '--logLevel', 'warn'], { quiet: true }) !== 0) {
    console.error('The build failed; the lines above say where.')
    process.exit(1)
  }
  remember('build', want)
}
