/** What a configuration is compared with: the training data, for the distance of each of its atoms, and its own clean surface. */
import type { HostContract, UncertaintyEvidence } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import { invalidInput } from '../../domain/errors'
import { describeCalibration, speaking } from '../../domain/uncertainty/calibrated-model'
import { calibrationOf } from '../../platform/models/uncertainty'
import type { Context } from '../context'
import { record, sameModel } from './runs'

export const explainHandlers = (context: Context): Pick<Handlers<HostContract>, 'explain' | 'surface'> => ({
  explain: async ({ project, run: id, configuration }, signal): Promise<UncertaintyEvidence> => {
    const open = context.projects.get(project)
    const run = record(open, id)
    const found = open.store.configuration(id, configuration)
    if (!found) throw invalidInput('The run has no such configuration', { found: configuration })
    if (!found.final) throw invalidInput('This configuration has no relaxed structure to measure yet', { found: configuration })
    const { card, cardPath } = await sameModel(context, run)
    const calibration = calibrationOf(card)
    const structure = found.final
    if (!calibration) return { kind: 'unmeasured', reason: `${card.name} has no calibration, and with it no measure of how far a structure is from its training data` }
    const provider = context.options.provider
    const explained = await context.desk.submit({ model: { model: cardPath, ...(provider === undefined ? {} : { provider }) }, signal, run: (client) => client.explain({ structure }) })
    if (!explained) return { kind: 'unmeasured', reason: `${card.name} has no index of its training environments to measure distances with` }
    return { kind: 'measured', ...explained, threshold: (speaking(calibration, found.configuration.adsorbate) ?? calibration).threshold, aggregate: calibration.distance?.aggregate ?? 'mean', metric: calibration.distance?.metric ?? 'squared', bars: describeCalibration(calibration) }
  },
  surface: ({ project, run, slab }) => {
    const found = context.projects.get(project).store.surfaces(run).find((surface) => surface.slab.id === slab)
    if (!found) throw invalidInput('The run has no such surface', { found: slab })
    return { initial: found.slab.structure, relaxed: found.relaxed ?? null }
  },
})
