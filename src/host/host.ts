/** The host: projects, runs and compute processes, behind one contract. No Electron, no terminal, no network here. */
import { join } from 'node:path'
import { version as sqliteVersion } from '../platform/store/version'
import type { About, HostContract } from '../contract/host-api'
import type { Handlers } from '../contract/define'
import { createPool } from './compute/pool'
import type { Context, HostOptions } from './context'
import { deskHandlers } from './desk'
import { doctor } from './doctor'
import { libraryHandlers } from './library'
import { createMeasurements } from './measurements'
import { createModels, summarise } from './models'
import { createProjects } from './projects'
import { explainHandlers } from './requests/explain'
import { projectHandlers } from './requests/projects'
import { resultHandlers } from './requests/results'
import { runHandlers } from './requests/runs'
import { setupHandlers } from './requests/setup'
import { viewHandlers } from './views'

export interface Host {
  readonly handlers: Handlers<HostContract>
  /** Pauses every run, closes every project, ends every compute process. */
  close(): Promise<void>
}

export type { HostOptions } from './context'

export function createHost(options: HostOptions): Host {
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const context: Context = {
    options,
    now,
    models: createModels(options.modelsDir),
    projects: createProjects(options.dataDir, now),
    measurements: createMeasurements(join(options.dataDir, 'measurements.json')),
    desk: createPool({ spawn: options.spawnCompute, processes: 2 }),
  }
  return {
    handlers: {
      about: () => about(context),
      doctor: () => doctor(context),
      ...libraryHandlers(context),
      ...deskHandlers(context),
      ...projectHandlers(context),
      ...runHandlers(context),
      ...resultHandlers(context),
      ...explainHandlers(context),
      ...viewHandlers(context),
      ...setupHandlers(context),
    },
    close: async () => {
      await context.projects.close()
      context.desk.close()
    },
  }
}

async function about({ options, models }: Context): Promise<About> {
  return {
    version: options.version,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    sqlite: sqliteVersion(),
    models: (await models.list()).models.map(({ card }) => summarise(card)),
    defaultModel: await models.defaultName(),
  }
}
