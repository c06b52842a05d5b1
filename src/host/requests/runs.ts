/** Runs: started, watched, stopped, gone on with. */
import type { HostContract, RunProgress } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import type { Provenance, ScreenSettings } from '../../domain/catalogue/records'
import { invalidInput, modelUnusable } from '../../domain/errors'
import type { Model } from '../../platform/models/registry'
import type { RunRecord } from '../../platform/store/project-store'
import { cachedPool } from '../cache'
import { createPool } from '../compute/pool'
import type { Context } from '../context'
import { defaultProcesses } from '../desk'
import { gasReferencesOf } from '../models'
import { calibrationOf } from '../../platform/models/uncertainty'
import type { Project } from '../projects'
import { pairProgress, prioritise } from '../runs/pairs'
import { SAVE_EVERY_MS } from '../runs/relax-job'
import { startRun } from '../runs/run'
import { hasEnded } from '../runs/tracker'
import { runSummary } from './projects'

type RunHandlers = Pick<Handlers<HostContract>, 'startRun' | 'pauseRun' | 'resumeRun' | 'cancelRun' | 'pairs' | 'prioritise' | 'watchRun'>

export function runHandlers(context: Context): RunHandlers {
  const { projects, models, now } = context
  return {
    startRun: async ({ project: path, materials, settings, model: name, processes }) => {
      const project = projects.get(path)
      const twice = materials.find(({ id }, k) => materials.findIndex((other) => other.id === id) !== k)
      if (twice) throw invalidInput(`Two materials are called ${twice.id}`, { found: twice.id, expected: 'ids that differ' })
      const model = await models.find(name)
      gasReferencesOf(model.card)
      const run = project.store.addRun({ created: now(), settings, provenance: provenance(context, model, settings) }, materials)
      go(context, project, run, model, processes)
      return { run: run.id }
    },
    resumeRun: async ({ project: path, run: id }) => {
      const project = projects.get(path)
      const run = record(project, id)
      const live = project.controls.get(id)
      if (live && !hasEnded(live.state)) return
      await live?.ended
      if (run.state === 'done') throw invalidInput('This run is done; there is nothing to go on with', { found: id })
      go(context, project, run, await sameModel(context, run))
    },
    pauseRun: async ({ project, run }) => control(projects.get(project), run)?.pause(),
    cancelRun: async ({ project: path, run }) => {
      const project = projects.get(path)
      const live = control(project, run)
      if (live) return live.cancel()
      if (record(project, run).state !== 'done') project.store.setState(run, 'cancelled')
    },
    pairs: ({ project, run }) => pairProgress(projects.get(project), record(projects.get(project), run)),
    prioritise: ({ project, run, slab, adsorbate }) => prioritise(projects.get(project), record(projects.get(project), run), slab, adsorbate),
    watchRun: ({ project, run }, signal) => watch(projects.get(project), run, signal),
  }
}

function go(context: Context, project: Project, run: RunRecord, model: Model, processes = defaultProcesses(context)): void {
  const { options, now, measurements, providers, cache } = context
  const { threads = 1 } = options
  let taken = 0
  const fresh = createPool({ spawn: options.spawnCompute, processes, threads: () => threads, resolve: providers.resolve })
  const maker = { software: options.version, threads }
  const pool = cachedPool(fresh, cache, maker, () => taken++)
  const control = startRun({
    store: project.store,
    run,
    pool,
    maker,
    saveEveryMs: options.saveEveryMs ?? SAVE_EVERY_MS,
    card: model.card,
    model: { model: model.cardPath, provider: options.provider ?? 'cpu' },
    gas: gasReferencesOf(model.card),
    calibration: calibrationOf(model.card),
    now,
  }, project.controls.get(run.id)?.front())
  void control.ended.then(() => {
    const cost = control.cost()
    // what was not computed says nothing about what computing costs
    if (cost && taken === 0) void measurements.add(cost)
  })
  project.controls.set(run.id, control)
}

function provenance({ options }: Context, { card }: Model, settings: ScreenSettings): Provenance {
  const calibration = calibrationOf(card)
  return {
    software: `adatom ${options.version}`,
    model: { name: card.name, sha256: card.sha256, functional: card.functional },
    calibration: calibration?.id ?? null,
    ...(calibration?.also === undefined ? {} : { otherCalibrations: calibration.also.map(({ id }) => id) }),
    settings,
    provider: options.provider ?? 'cpu',
  }
}

/** The model a run was begun with: going on with another would mix two energies. */
export async function sameModel({ models }: Context, { provenance: { model: begun } }: RunRecord): Promise<Model> {
  const found = (await models.list()).models.find(({ card }) => card.sha256 === begun.sha256)
  if (found) return found
  throw modelUnusable(`The model ${begun.name} that this run was begun with is not installed`, { model: begun.name, reason: `no model has the SHA-256 ${begun.sha256}` })
}

/** Throws InvalidInput for a run that the project does not have. */
export function record(project: Project, id: string): RunRecord {
  const found = project.store.run(id)
  if (!found) throw invalidInput('The project has no such run', { found: id, expected: project.store.runs().map((run) => run.id).join(', ') })
  return found
}

function control(project: Project, id: string): ReturnType<typeof startRun> | undefined {
  record(project, id)
  return project.controls.get(id)
}

async function* watch(project: Project, id: string, signal: AbortSignal): AsyncGenerator<RunProgress> {
  const live = control(project, id)
  if (live) yield* live.watch(signal)
  else yield standing(project, record(project, id))
}

/** A run that this host has not touched: as the file has it. */
function standing(project: Project, run: RunRecord): RunProgress {
  const { total, done, failed, skipped } = runSummary(project, run)
  const { anomalies } = project.store.counts(run.id)
  return { run: run.id, state: run.state, total, done, failed, skipped, anomalies, throughput: 0, remaining: null, running: [], messages: project.store.messages(run.id, 50) }
}
