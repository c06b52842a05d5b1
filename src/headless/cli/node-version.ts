/** Adatom's own Node, where the one that was called is too old. This file and index.ts use nothing that Node 18 lacks. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'

export const MINIMUM: readonly [major: number, minor: number] = [22, 12]

export function isOldNode(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return major < MINIMUM[0] || (major === MINIMUM[0] && minor < MINIMUM[1])
}

/** The Node that scripts/ensure-node.mjs puts beside the project, at or above a folder; undefined where there is none. */
export function ownNode(from: string): string | undefined {
  for (let folder = from; ; folder = dirname(folder)) {
    const node = join(folder, 'node_modules', '.bin', 'node')
    if (existsSync(node)) return node
    if (dirname(folder) === folder) return undefined
  }
}

export const tooOld = (version: string): string =>
  `Adatom needs Node ${MINIMUM.join('.')} or newer; this is ${version}. Run \`npm ci\` in its folder once (on Linux x64 that brings a Node along), or start it as \`npm run adatom -- COMMAND\` with a newer Node.`

/** The same command under another Node; its exit code. Ctrl-C reaches the child with the rest of the group; other signals are passed on. */
export function rerun(node: string, args: readonly string[]): Promise<number> {
  const child = spawn(node, args, { stdio: 'inherit' })
  process.on('SIGINT', () => undefined)
  process.on('SIGTERM', () => child.kill('SIGTERM'))
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 1)))
  })
}
