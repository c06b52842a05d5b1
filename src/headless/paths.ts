/** Where this installation lies, and where it keeps what belongs to the user. */
import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Installation {
  readonly root: string
  readonly version: string
  readonly modelsDir: string
  readonly resourcesDir: string
  readonly rendererDir: string
  /** entry of the compute process */
  readonly compute: string
  readonly dataDir: string
}

/** Finds the folder of our package.json at or above `from`. Throws when there is none. */
export function findInstallation(from: string = import.meta.dirname): Installation {
  const root = findRoot(from)
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return {
    root,
    version,
    modelsDir: process.env['ADATOM_MODELS'] ?? join(root, 'models'),
    resourcesDir: join(root, 'resources'),
    rendererDir: join(root, 'out', 'renderer'),
    compute: join(root, 'out', 'main', 'compute.js'),
    dataDir: process.env['ADATOM_DATA'] ?? join(userData(), 'Adatom'),
  }
}

function findRoot(from: string): string {
  for (let folder = from; ; folder = dirname(folder)) {
    const file = join(folder, 'package.json')
    if (existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as { name?: unknown }).name === 'adatom') return folder
    if (dirname(folder) === folder) throw new Error(`Adatom's own folder was not found above ${from}`)
  }
}

/** The folder that the desktop app uses too (Electron's userData), so that both know the same recent projects. */
function userData(): string {
  if (process.platform === 'win32') return process.env['APPDATA'] ?? join(homedir(), 'AppData', 'Roaming')
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support')
  return process.env['XDG_CONFIG_HOME'] || join(homedir(), '.config')
}
