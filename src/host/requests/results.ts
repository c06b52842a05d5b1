/** Results: ranked, one by one, as files. */
import type { ConfigurationDetail, HostContract, RunResults } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import { rankConfigurations, rankedSurface } from '../../domain/adsorbml/rank'
import { DECIDED } from '../../domain/adsorbml/rank-probabilities'
import type { Provenance } from '../../domain/catalogue/records'
import { invalidInput } from '../../domain/errors'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'
import { calibrationOf } from '../../platform/models/uncertainty'
import type { Context } from '../context'
import type { Models } from '../models'
import type { ProjectStore } from '../../platform/store/project-store'
import { activeCalibration, withActiveCalibration, withDft } from '../reliability/recalibrate'
import type { Project } from '../projects'
import { runAnswers } from '../runs/answers'
import { withBasins } from '../runs/basins'
import { exportFiles } from '../runs/export'
import { runProbabilities, TOP_K } from '../runs/probabilities'
import { runSummary } from './projects'
import { record } from './runs'

type ResultHandlers = Pick<Handlers<HostContract>, 'results' | 'probabilities' | 'answers' | 'configuration' | 'trajectory' | 'exportRun'>

export function resultHandlers({ models, projects }: Context): ResultHandlers {
  return {
    results: async ({ project, run }) => results(projects.get(project), run),
    probabilities: async ({ project, run, window }) => {
      const open = projects.get(project)
      const found = await results(open, run)
      const calibration = await calibrationOfRun(open.store, models, found.provenance)
      if (window !== undefined && !(window[0] <= window[1])) throw invalidInput('The window of energies is empty', { found: `${window[0]} to ${window[1]} eV`, expected: 'the lower energy first' })
      return { topK: TOP_K, decided: DECIDED, missing: calibration ? null : missingCalibration(found.provenance), rows: calibration ? Object.fromEntries(await runProbabilities(found, calibration, window)) : {} }
    },
    answers: async ({ project, run, slab, adsorbate }) => {
      const open = projects.get(project)
      const found = await results(open, run)
      const rows = found.rows.filter(({ configuration: c }) => (slab === undefined || c.slab === slab) && (adsorbate === undefined || c.adsorbate === adsorbate))
      return runAnswers({ ...found, rows }, await calibrationOfRun(open.store, models, found.provenance))
    },
    configuration: async ({ project, run, configuration }) => detail(projects.get(project), run, configuration),
    trajectory: async ({ project, run, configuration }) => {
      const found = await projects.get(project).store.trajectory(run, configuration)
      if (!found) throw invalidInput('This configuration has no relaxation to show yet', { found: configuration })
      return { structure: found.final, ...found.trajectory }
    },
    exportRun: async ({ project, run, configurations, formats, calculation }) => {
      const open = projects.get(project)
      const found = await results(open, run)
      return exportFiles(open.store, found, configurations, formats, await calibrationOfRun(open.store, models, found.provenance), calculation)
    },
  }
}

/** The calibration that the run's bars come from; undefined where the run has none, or this installation has another or none. */
async function calibrationOfRun(store: ProjectStore, models: Models, { model, calibration }: Provenance): Promise<CalibratedModel | undefined> {
  if (calibration === null) return undefined
  const active = activeCalibration(store, { model })
  if (active?.id === calibration) return active
  const found = (await models.list()).models.find(({ card }) => card.sha256 === model.sha256)
  const own = found && calibrationOf(found.card)
  return own?.id === calibration ? own : undefined
}

const missingCalibration = ({ model, calibration }: Provenance): string =>
  calibration === null ? `${model.name} had no calibration when the run was made` : `The error bars of this run come from calibration ${calibration}, which this installation does not have`

export async function results(project: Project, id: string): Promise<RunResults> {
  const run = record(project, id)
  const running = new Set(project.controls.get(id)?.snapshot().running.map(({ configuration }) => configuration))
  const configurations = project.store.configurations(id).map((c) => (running.has(c.id) ? { ...c, state: 'running' as const } : c))
  const surfaces = new Map(project.store.surfaces(id).map(({ slab }) => [slab.id, rankedSurface(slab)]))
  const ranked = withActiveCalibration(project.store, run, rankConfigurations(configurations, surfaces))
  return { run: runSummary(project, run), provenance: ranked.provenance, rows: await withBasins(project.store, id, withDft(project.store, id, ranked.rows)) }
}

function detail({ store }: Project, run: string, id: string): ConfigurationDetail {
  const found = store.configuration(run, id)
  if (!found) throw invalidInput('The run has no such configuration', { found: id })
  const { configuration, placed, final, forces } = found
  return { configuration, placed, initial: placed.placement.structure, final, forces }
}
