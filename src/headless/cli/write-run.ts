/** The files of a run in its folder. */
import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Session } from './session'

/** ranking.csv, ranking.json and relaxed/*.extxyz; their names. */
export async function writeRun({ handlers, signal }: Session, project: string, run: string, folder: string): Promise<string[]> {
  const files = await handlers.exportRun({ project, run, formats: ['csv', 'json', 'extxyz'] }, signal)
  await mkdir(join(folder, 'relaxed'), { recursive: true })
  for (const { name, bytes } of files) {
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), bytes)
  }
  return [...files.map(({ name }) => name), 'project.adatom']
}
