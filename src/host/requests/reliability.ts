/** The user's own DFT, the calibrations made from it, and what both say about the model. */
import type { HostContract } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import { invalidInput } from '../../domain/errors'
import type { Model } from '../../platform/models/registry'
import type { ProjectStore } from '../../platform/store/project-store'
import type { Context } from '../context'
import { importDft } from '../reliability/import'
import { recalibrate, reliability } from '../reliability/recalibrate'

type ReliabilityHandlers = Pick<Handlers<HostContract>, 'importDft' | 'reliability' | 'calibrateProject' | 'chooseCalibration'>

export function reliabilityHandlers({ models, projects, now }: Context): ReliabilityHandlers {
  /** The model of the last run, where it is installed. */
  const modelOf = async (store: ProjectStore): Promise<Model> => {
    const used = store.runs().at(-1)?.provenance.model
    if (used === undefined) throw invalidInput('The project has no run yet')
    const found = (await models.list()).models.find(({ card }) => card.sha256 === used.sha256)
    return found ?? models.find(used.name)
  }
  return {
    importDft: async ({ project, files, ...options }) => importDft(projects.get(project).store, files, options, now()),
    reliability: async ({ project }) => {
      const store = project === undefined ? undefined : projects.get(project).store
      return reliability(store, store && store.runs().length > 0 ? await modelOf(store) : await models.find())
    },
    calibrateProject: async ({ project, ...options }) => {
      const { store } = projects.get(project)
      const { id, warnings } = recalibrate(store, await modelOf(store), options, now())
      return { id, warnings }
    },
    chooseCalibration: async ({ project, calibration }) => {
      const { store } = projects.get(project)
      if (calibration !== null && !store.calibrations().some(({ model }) => model.id === calibration)) throw invalidInput('The project has no such calibration', { found: calibration })
      store.activateCalibration(calibration)
    },
  }
}
