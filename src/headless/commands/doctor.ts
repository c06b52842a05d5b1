/** adatom doctor */
import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Command } from 'commander'
import type { Doctor } from '../../contract/host-api'
import { EXIT } from '../cli/exit-codes'
import { withJson, type JsonOption } from '../cli/options'
import { print, printJson, table } from '../cli/output'
import { withSession } from '../cli/session'

export function register(program: Command): void {
  withJson(program.command('doctor').description('Say what this installation has and lacks: versions, models, execution providers, browser')).action(doctor)
}

async function doctor({ json }: JsonOption): Promise<void> {
  const { checks, providers } = await withSession({}, async ({ installation, handlers, signal }) => {
    const found = await handlers.doctor(undefined, signal)
    return { ...found, checks: [{ name: 'Adatom', ok: true, detail: installation.version }, ...found.checks, ...desktopChecks(installation.root)] }
  })
  // The desktop app is a convenience here; without the others nothing can be computed.
  if (checks.some(({ ok, name }) => !ok && name !== 'Electron' && name !== 'Chromium')) process.exitCode = EXIT.failure
  if (json) return printJson({ checks, providers })
  print(table(['', 'check', 'detail'], checks.map(({ name, ok, detail }) => [ok ? 'ok' : 'MISSING', name, detail])))
  print('')
  print(table(['', 'execution provider', 'remark'], providers.map(({ name, available, note }) => [available ? 'ok' : 'no', name, note])))
}

function desktopChecks(root: string): Doctor['checks'] {
  const electron = existsSync(join(root, 'node_modules', 'electron', 'path.txt'))
  const chromium = findProgram(['chromium', 'chromium-browser', 'google-chrome', 'chrome'])
  return [
    { name: 'Electron', ok: electron, detail: electron ? 'downloaded' : 'not downloaded yet: `npm start` does that; the command line and `adatom serve` do without' },
    { name: 'Chromium', ok: chromium !== null, detail: chromium ?? 'none found on PATH: only the end-to-end tests need it' },
  ]
}

function findProgram(names: readonly string[]): string | null {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '')
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path)) ?? null
}
