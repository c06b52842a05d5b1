/** `adatom calibrate --project` and `adatom uq-report --project`: the errors of a project's potential against its imported DFT. */
import type { CalibrationVersion, Reliability } from '../../contract/reliability-api'
import { invalidInput } from '../../domain/errors'
import { note, print, printJson, table } from '../cli/output'
import { projectFile } from '../cli/project'
import { withSession, type Session } from '../cli/session'

export interface ProjectCalibration {
  readonly project: string
  readonly truth?: 'same-structure' | 'own-minimum'
  readonly theory?: string
  readonly level?: number
  readonly method?: string
  readonly seed?: number
  /** a version to make active in place of a new one; 'model': the one that ships with the potential */
  readonly use?: string
  readonly json?: boolean
}

export async function calibrateProject({ project, use, json, ...options }: ProjectCalibration): Promise<void> {
  await withSession({}, async (session) => {
    const path = await open(session, project)
    const { handlers, signal } = session
    if (use === undefined) await handlers.calibrateProject({ project: path, ...options }, signal)
    else await handlers.chooseCalibration({ project: path, calibration: use === 'model' ? null : use }, signal)
    show(await handlers.reliability({ project: path }, signal), json)
  })
}

export async function reportProject(project: string, json?: boolean): Promise<void> {
  await withSession({}, async (session) => {
    const path = await open(session, project)
    show(await session.handlers.reliability({ project: path }, session.signal), json)
  })
}

async function open({ handlers, signal }: Session, project: string): Promise<string> {
  const { path, runs } = await handlers.openProject({ path: await projectFile(project) }, signal)
  if (runs.length === 0) throw invalidInput(`${project} has no run`, { at: { file: project } })
  return path
}

const f = (x: number | null | undefined, digits = 3): string => (x === null || x === undefined || !Number.isFinite(x) ? '-' : x.toFixed(digits))

function show(found: Reliability, json: boolean | undefined): void {
  if (json) return printJson(found)
  for (const { truth, theory, points } of found.groups) {
    const imported = points[0]?.part === 'imported'
    print(`\n== ${imported ? 'Imported' : `Points of ${found.model}`}: ${points.length}, truth ${truth}, ${theory}`)
    if (imported) print(table(['configuration', 'E_ads (eV)', 'DFT (eV)', 'error (eV)', 'distance', 'no calibration point because'], points.map((p) => [p.label, f(p.energy), f(p.dft), f(p.error), f(p.distance, 1), p.excluded ?? ''])))
  }
  if (found.groups.length === 0) print('No DFT energies are known: import some with adatom import-dft')
  for (const { configuration, missing } of found.waiting) note(`${configuration} waits for: ${missing.join(', ')}`)
  for (const version of found.versions) print(`\n${versionText(version)}`)
}

function versionText({ id, origin, active, method, level, bars, judgement, judgedOn, warnings }: CalibrationVersion): string {
  const head = `== Calibration ${id} (${origin === 'model' ? 'of the model' : 'of this project'}${active ? ', active' : ''}): ${method}\n${bars}`
  const lines = [head, ...warnings.map((text) => `Warning: ${text}`)]
  if (judgement === null) return [...lines, `Not judged: ${judgedOn}`].join('\n')
  const { coverage: c } = judgement
  const cells = [{ name: 'all', value: c.overall.value, low: c.overall.low, high: c.overall.high, n: c.overall.n, halfWidth: c.halfWidth }, ...c.groups, ...judgement.elements.slice(0, 12)]
  return [
    ...lines,
    `Judged on ${judgedOn}: mean |error| ${f(judgement.mae)} eV, Spearman ${f(judgement.spearman)}, ${judgement.outOfDomain} out of domain`,
    table(['points', `coverage at ${level}`, '95 % interval', 'half-width (eV)', 'n'], cells.map((one) => [one.name, f(one.value), `${f(one.low, 2)} to ${f(one.high, 2)}`, f(one.halfWidth), String(one.n)])),
    table(['nominal', 'observed', '95 % interval'], judgement.reliability.filter((_, k) => k % 2 === 0).map((p) => [f(p.nominal, 2), f(p.observed), `${f(p.low, 2)} to ${f(p.high, 2)}`])),
  ].join('\n')
}
