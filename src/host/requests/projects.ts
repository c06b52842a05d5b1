/** Projects: made, opened, listed. */
import type { HostContract, ProjectSummary, RunSummary } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import type { RunRecord } from '../../platform/store/project-store'
import type { Context } from '../context'
import type { Project } from '../projects'

export function projectHandlers({ projects }: Context): Pick<Handlers<HostContract>, 'recentProjects' | 'createProject' | 'openProject'> {
  return {
    recentProjects: () => projects.recent(),
    createProject: async ({ name, path }) => projectSummary(await projects.create(name, path)),
    openProject: async ({ path }) => projectSummary(await projects.open(path)),
  }
}

export const projectSummary = (project: Project): ProjectSummary => ({
  path: project.store.path,
  name: project.store.name,
  created: project.store.created,
  runs: project.store.runs().map((run) => runSummary(project, run)),
})

/** The live state where this host controls the run, what the file says where it does not. */
export function runSummary({ store, controls }: Project, run: RunRecord): RunSummary {
  const live = controls.get(run.id)?.snapshot()
  const { total, done, failed, skipped } = live ?? { ...store.counts(run.id), total: Math.max(run.total, store.counts(run.id).total) }
  return { id: run.id, state: live?.state ?? run.state, created: run.created, settings: run.settings, total, done, failed, skipped }
}
