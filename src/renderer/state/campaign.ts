/** The open project, its run and its results, and the requests that change them. One campaign is watched at a time. */
import { create } from 'zustand'
import type { ConfigurationDetail, HostClient, PairProgress, ProjectSummary, RunProgress, RunResults, TrajectoryData, UncertaintyEvidence } from '../../contract/host-api'
import { isError } from '../../domain/errors'
import type { Structure } from '../../domain/structure/structure'
import { Lru } from './lru'
import { isUntouched, restored, toSettings, type Setup } from './setup'
import { currentSetup, editSetup } from './setup-store'
import { attempt, useView } from './view-store'

interface Campaign {
  readonly project: ProjectSummary | null
  readonly run: string | null
  readonly progress: RunProgress | null
  readonly results: RunResults | null
  /** configuration id */
  readonly selected: string | null
  /** the user chose it; else the best one so far is shown */
  readonly chosen: boolean
  /** throughput over the run, newest last */
  readonly trace: readonly { readonly done: number; readonly throughput: number }[]
  readonly pairs: readonly PairProgress[]
  /** in the order in which they were seen */
  readonly anomalous: readonly { readonly id: string; readonly kinds: readonly string[] }[]
}

const NOTHING: Campaign = { project: null, run: null, progress: null, results: null, selected: null, chosen: false, trace: [], pairs: [], anomalous: [] }
export const useCampaign = create<Campaign>()(() => NOTHING)

/** What was fetched of configurations: bounded in bytes, whatever is looked at. */
const details = new Lru<ConfigurationDetail>(200, () => 1)
const trajectories = new Lru<TrajectoryData>(192 * 1024 * 1024, (t) => t.positions.byteLength)
const explanations = new Lru<UncertaintyEvidence>(60, () => 1)

export const ENDED: ReadonlySet<RunProgress['state']> = new Set(['done', 'cancelled', 'failed'])
const REFRESH_MS = 1500
const TRACE_LENGTH = 240

export async function openProject(host: HostClient, path: string): Promise<void> {
  const project = await attempt('Opening the project', () => host.openProject({ path }))
  if (!project) return
  const run = project.runs.at(-1)?.id ?? null
  useCampaign.setState({ ...NOTHING, project, run })
  useView.getState().go(run ? 'results' : 'materials')
  if (run) await Promise.all([showRun(host, run), takeSetup(host, run)])
}

/** Puts the set-up of a run in place of the present one, as one step that undo takes back. */
export async function takeSetup(host: HostClient, run: string): Promise<void> {
  const { project } = useCampaign.getState()
  if (!project) return
  const found = await attempt('Reading the set-up of the run', () => host.runSetup({ project: project.path, run }), { retry: () => void takeSetup(host, run) })
  if (!found) return
  const { notify } = useView.getState()
  const replaced = !isUntouched(currentSetup())
  editSetup({ kind: 'restore', setup: restored(found, project.name), from: project.name })
  useView.getState().patch({ material: null, surface: null, adsorbate: null, placement: 0 })
  if (replaced) notify({ text: `The set-up of ${project.name} is in place of the one before; Undo brings that back` })
  for (const text of found.missing) notify({ text })
}

/** Shows a run of the open project, and follows it where it has not ended. */
export async function showRun(host: HostClient, run: string): Promise<void> {
  details.clear()
  trajectories.clear()
  explanations.clear()
  useCampaign.setState({ ...NOTHING, project: useCampaign.getState().project, run })
  await refresh(host)
  void watch(host, run)
}

/** Starts a run with the set-up. In the desktop app the user chooses where the project goes; a cancelled dialog starts nothing. */
export async function startRun(host: HostClient, setup: Setup): Promise<void> {
  let { project } = useCampaign.getState()
  if (!project) {
    const path = window.shell ? await attempt('Choosing the project file', () => window.shell!.newProject()) : undefined
    if (window.shell && !path) return
    const created = await attempt('Creating the project', () => host.createProject({ name: projectName(setup), ...(path ? { path } : {}) }))
    if (!created) return
    project = created
    useCampaign.setState({ ...NOTHING, project })
  }
  const { path } = project
  const started = await attempt('Starting the run', () =>
    host.startRun({
      project: path,
      materials: setup.materials.map(({ material }) => material),
      settings: toSettings(setup),
      ...(setup.model ? { model: setup.model } : {}),
    }),
  )
  if (!started) return
  useView.getState().go('run')
  // the list of runs has a new one
  const listed = await attempt('Reading the project', () => host.openProject({ path }))
  if (listed) useCampaign.setState({ project: listed })
  await showRun(host, started.run)
}

/** 'Cu, Pt with CO' where the user gave no name. */
export function projectName(setup: Setup): string {
  if (setup.name.trim()) return setup.name.trim()
  const list = (items: readonly string[]): string => (items.length > 3 ? `${items.slice(0, 3).join(', ')} and ${items.length - 3} more` : items.join(', '))
  return `${list(setup.materials.map(({ material }) => material.id))} with ${list(setup.adsorbates)}`
}

/** Follows the run until it ends or another one is shown. A pause ends the stream too: resuming watches again. */
async function watch(host: HostClient, run: string): Promise<void> {
  const project = useCampaign.getState().project?.path
  if (!project) return
  let refreshed = 0
  let seen = ''
  try {
    for await (const progress of host.watchRun({ project, run })) {
      if (useCampaign.getState().run !== run) return
      useCampaign.setState(({ trace }) => ({ progress, trace: [...trace, { done: progress.done, throughput: progress.throughput }].slice(-TRACE_LENGTH) }))
      const now = `${progress.state}/${progress.done}/${progress.skipped}/${progress.failed}`
      if (now !== seen && performance.now() - refreshed > REFRESH_MS) {
        seen = now
        refreshed = performance.now()
        void refresh(host)
      }
    }
  } catch (error) {
    if (!isError(error, 'Cancelled')) useView.getState().notify({ error, doing: 'Following the run', retry: () => void watch(host, run) })
  }
  if (useCampaign.getState().run === run) await refresh(host)
}

/** Reads the ranking anew. The selection stays; until the user chooses, the best of the first surface is selected. */
export async function refresh(host: HostClient): Promise<void> {
  const { project, run } = useCampaign.getState()
  if (!project || !run) return
  const where = { project: project.path, run }
  const [results, pairs] = await Promise.all([attempt('Reading the results', () => host.results(where)), attempt('Reading the surfaces of the run', () => host.pairs(where))])
  if (!results || useCampaign.getState().run !== run) return
  useCampaign.setState(({ selected, chosen, anomalous }) => ({
    results,
    pairs: pairs ?? [],
    anomalous: withNewAnomalies(anomalous, results),
    selected: chosen ? selected : (results.rows.find((r) => r.rank !== null)?.configuration.id ?? null),
  }))
}

function withNewAnomalies(known: Campaign['anomalous'], { rows }: RunResults): Campaign['anomalous'] {
  const ids = new Set(known.map(({ id }) => id))
  const more = rows.flatMap(({ configuration: { id, result } }) => (result && result.anomalies.length > 0 && !ids.has(id) ? [{ id, kinds: result.anomalies.map(({ kind }) => kind) }] : []))
  return more.length === 0 ? known : [...known, ...more]
}

/** Moves a surface and adsorbate to the front of the run. */
export async function prioritise(host: HostClient, slab: string, adsorbate: string): Promise<void> {
  const { project, run } = useCampaign.getState()
  if (!project || !run) return
  const where = { project: project.path, run }
  await attempt('Moving it to the front', () => host.prioritise({ ...where, slab, adsorbate }))
  const pairs = await attempt('Reading the surfaces of the run', () => host.pairs(where))
  if (pairs && useCampaign.getState().run === run) useCampaign.setState({ pairs })
}

const control = (doing: string, ask: (host: HostClient, where: { project: string; run: string }) => Promise<void>) => async (host: HostClient): Promise<void> => {
  const { project, run } = useCampaign.getState()
  if (!project || !run) return
  await attempt(doing, () => ask(host, { project: project.path, run }))
}

export const pauseRun = control('Pausing the run', (host, where) => host.pauseRun(where))
export const cancelRun = control('Cancelling the run', (host, where) => host.cancelRun(where))
export const resumeRun = control('Resuming the run', async (host, where) => {
  await host.resumeRun(where)
  void watch(host, where.run)
})

export const closeProject = (): void => useCampaign.setState(NOTHING)
export const select = (configuration: string | null): void => useCampaign.setState({ selected: configuration, chosen: configuration !== null })

const here = (configuration: string): { project: string; run: string; configuration: string } => {
  const { project, run } = useCampaign.getState()
  if (!project || !run) throw new Error('No run is open')
  return { project: project.path, run, configuration }
}

/** A configuration with its structures; finished ones are remembered. */
export const configurationDetail = (host: HostClient, id: string): Promise<ConfigurationDetail> =>
  remembered(details, id, () => host.configuration(here(id)), ({ configuration }) => configuration.state === 'done')

export const trajectory = (host: HostClient, id: string): Promise<TrajectoryData> => remembered(trajectories, id, () => host.trajectory(here(id)))

/** Why the error bar of a finished configuration is what it is: one force call in a compute process, then remembered. */
export const explanation = (host: HostClient, id: string): Promise<UncertaintyEvidence> => remembered(explanations, id, () => host.explain(here(id)))

/** What is known of `id`, else what `ask` finds, kept where it is `final`. */
async function remembered<V>(cache: Lru<V>, id: string, ask: () => Promise<V>, final: (found: V) => boolean = () => true): Promise<V> {
  const known = cache.get(id)
  if (known !== undefined) return known
  const found = await ask()
  if (final(found)) cache.set(id, found)
  return found
}

/** A clean surface of the run: relaxed where it is, as it was cut where it is not. */
export async function cleanSurface(host: HostClient, slab: string): Promise<Structure> {
  const { project, run } = useCampaign.getState()
  if (!project || !run) throw new Error('No run is open')
  const { initial, relaxed } = await host.surface({ project: project.path, run, slab })
  return relaxed ?? initial
}
