/** A project file on the command line. */
import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { invalidInput } from '../../domain/errors'
import type { Session } from './session'

export interface OpenedRun {
  /** the project's path, its id on the host */
  readonly project: string
  readonly run: string
}

/** The project file itself, or project.adatom in the folder that `adatom screen` wrote. */
export async function projectFile(path: string): Promise<string> {
  const info = await stat(path).catch(() => null)
  if (info === null) throw invalidInput(`There is no file or folder ${path}`, { at: { file: path }, expected: 'a project (*.adatom), or the folder of `adatom screen`' })
  return resolve(info.isDirectory() ? join(path, 'project.adatom') : path)
}

/** Opens a project and finds the run: the last one where none is named. Throws InvalidInput where there is none. */
export async function openRun({ handlers, signal }: Session, path: string, run?: string): Promise<OpenedRun> {
  const project = await projectFile(path)
  const { runs } = await handlers.openProject({ path: project }, signal)
  const found = run === undefined ? runs.at(-1) : runs.find(({ id }) => id === run)
  if (!found) throw invalidInput(run === undefined ? `${path} has no run` : `${path} has no run ${run}`, { at: { file: path }, ...(runs.length === 0 ? {} : { expected: runs.map(({ id }) => id).join(', ') }) })
  return { project, run: found.id }
}
