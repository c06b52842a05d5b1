import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const MARK = 'ADATOM_TEST_SCRATCH'

/**
 * One temporary folder for a whole test run: whatever tests and the programs that they start put under the system's temporary folder lies in it, and
 * goes with it when the runner ends. Called by the runners' configurations; a worker finds the folder in its environment. Folders of runners that were
 * killed go when the next one starts.
 */
export function useScratchFolder(): void {
  if (process.env[MARK]) return
  const base = tmpdir()
  for (const name of readdirSync(base)) {
    const pid = /^adatom-tests-(\d+)-/.exec(name)?.[1]
    if (pid && !isAlive(Number(pid))) remove(join(base, name))
  }
  const folder = mkdtempSync(join(base, `adatom-tests-${process.pid}-`))
  // the names on Unix and on Windows
  for (const name of [MARK, 'TMPDIR', 'TEMP', 'TMP']) process.env[name] = folder
  process.once('exit', () => remove(folder))
}

const HOUR = 3_600_000

/** Removes those folders of a cache that nothing has used for an hour; `used` is a file in each that every use writes. */
export function pruneCache(cache: string, used: string): void {
  for (const name of safeList(cache)) {
    const written = statSync(join(cache, name, used), { throwIfNoEntry: false })?.mtimeMs ?? 0
    if (Date.now() - written > HOUR) remove(join(cache, name))
  }
}

const remove = (path: string): void => rmSync(path, { recursive: true, force: true, maxRetries: 5 })

function safeList(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // somebody else's
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
