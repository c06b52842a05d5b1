/** The projects of this host: each file is opened once, and its runs are controlled from here. */
import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import { AdatomError, invalidInput } from '../domain/errors'
import { openProject, type ProjectStore } from '../platform/store/project-store'
import type { RunControl } from './runs/run'

export interface Project {
  readonly store: ProjectStore
  /** runs that this host has started or resumed */
  readonly controls: Map<string, RunControl>
}

export interface RecentProject {
  readonly path: string
  readonly name: string
}

export interface Projects {
  create(name: string, path?: string): Promise<Project>
  open(path: string): Promise<Project>
  /** An open project. Throws InvalidInput for a path that was not opened. */
  get(path: string): Project
  recent(): Promise<readonly RecentProject[]>
  /** Stops every run and closes every file. */
  close(): Promise<void>
}

const RECENT_KEPT = 20
const recentSchema = z.array(z.object({ path: z.string(), name: z.string() }))

export function createProjects(dataDir: string, now: () => string): Projects {
  const open = new Map<string, Project>()
  const recentFile = join(dataDir, 'recent.json')

  async function recent(): Promise<readonly RecentProject[]> {
    try {
      return recentSchema.parse(JSON.parse(await readFile(recentFile, 'utf8')))
    } catch {
      return []
    }
  }

  async function remember(project: RecentProject): Promise<void> {
    const others = (await recent()).filter(({ path }) => path !== project.path)
    await mkdir(dataDir, { recursive: true })
    await writeFile(recentFile, JSON.stringify([project, ...others].slice(0, RECENT_KEPT)))
  }

  async function take(path: string, mode: 'open' | 'create', name: string): Promise<Project> {
    const project: Project = { store: openProject(path, mode, { name, at: now() }), controls: new Map() }
    if (mode === 'open') recoverInterrupted(project.store, now)
    open.set(path, project)
    await remember({ path, name: project.store.name })
    return project
  }

  return {
    create: async (name, path) => {
      const file = path === undefined ? await freePath(join(dataDir, 'projects'), name) : resolve(withExtension(path))
      await mkdir(dirname(file), { recursive: true })
      return take(file, 'create', name)
    },
    open: async (path) => open.get(resolve(path)) ?? take(resolve(path), 'open', basename(path, '.adatom')),
    get: (path) => {
      const project = open.get(resolve(path))
      if (!project) throw invalidInput('This project is not open', { found: path })
      return project
    },
    recent: async () => {
      const there = await Promise.all((await recent()).map(async (project) => ((await exists(project.path)) ? [project] : [])))
      return there.flat()
    },
    close: async () => {
      const projects = [...open.values()]
      open.clear()
      await Promise.allSettled(projects.flatMap(({ controls }) => [...controls.values()].map((control) => control.pause('The run was paused because Adatom was closed'))))
      projects.forEach(({ store }) => store.close())
    },
  }
}

/** A run that was going on when its host ended stands still now; what it had finished is kept. */
function recoverInterrupted(store: ProjectStore, now: () => string): void {
  for (const run of store.runs()) {
    if (run.state !== 'running' && run.state !== 'preparing') continue
    store.setState(run.id, 'paused')
    store.addMessage(run.id, { at: now(), level: 'warning', text: 'Adatom ended while this run was going on; everything finished by then is kept. Resume it to go on' })
  }
}

/** DIR/NAME.adatom, or NAME-2, NAME-3, ... when that exists. */
async function freePath(folder: string, name: string): Promise<string> {
  const stem = name.trim().replaceAll(/[^\p{L}\p{N} ._-]+/gu, '-').replace(/^\.+/, '') || 'project'
  for (let k = 1; k < 10_000; k++) {
    const path = join(folder, `${stem}${k === 1 ? '' : `-${k}`}.adatom`)
    if (!(await exists(path))) return path
  }
  throw new AdatomError('StoreFailure', 'No free name was found for the project', { path: folder, reason: `${stem} exists 10,000 times` })
}

const withExtension = (path: string): string => (path.endsWith('.adatom') ? path : `${path}.adatom`)

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )
