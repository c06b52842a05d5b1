/** The set-up of a run, given back as it was run. */
import type { HostContract, RunSetup } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import type { Context } from '../context'
import type { Project } from '../projects'
import { record } from './runs'

export function setupHandlers(context: Context): Pick<Handlers<HostContract>, 'runSetup'> {
  return { runSetup: ({ project, run }, signal) => runSetup(context, context.projects.get(project), run, signal) }
}

async function runSetup({ desk, models }: Context, project: Project, id: string, signal: AbortSignal): Promise<RunSetup> {
  const { settings, provenance } = record(project, id)
  const kept = project.store.materials(id)
  const materials = kept.length === 0 ? [] : await desk.submit({ signal, run: (client) => client.describe({ materials: [...kept] }) })
  const { models: installed } = await models.list()
  const model = installed.find(({ card }) => card.sha256 === provenance.model.sha256)?.card.name ?? null
  return {
    materials,
    settings,
    model,
    missing: [
      ...(kept.length === 0 ? ['The project holds no materials of this run: open their files again to run it anew'] : []),
      ...(model === null ? [`The potential ${provenance.model.name} (${provenance.model.functional}) of this run is not installed: another run would use the default one`] : []),
    ],
  }
}
