/** The host: projects, runs and compute processes, behind one contract. No Electron, no terminal, no network here. */
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { version as sqliteVersion } from '../platform/store/version'
import type { About, HostContract } from '../contract/host-api'
import type { Handlers } from '../contract/define'
import { createRelaxationCache } from './cache'
import { createPool } from './compute/pool'
import type { Context, HostOptions } from './context'
import { deskHandlers } from './desk'
import { doctor } from './doctor'
import { libraryHandlers } from './library'
import { createMeasurements } from './measurements'
import { createModels, summarise } from './models'
import { createPreferences, type PreferenceKeeper } from './preferences'
import { createProjects } from './projects'
import { createProviders } from './providers'
import { explainHandlers } from './requests/explain'
import { preferenceHandlers } from './requests/preferences'
import { projectHandlers } from './requests/projects'
import { reliabilityHandlers } from './requests/reliability'
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

export function createHost(given: HostOptions): Host {
  const preferences = createPreferences(given.remembers ? join(given.dataDir, 'preferences.json') : null)
  const options = preferred(given, preferences)
  const providers = createProviders(options.spawnCompute)
  const now = (): string => (options.now?.() ?? new Date()).toISOString()
  const context: Context = {
    options,
    now,
    models: createModels(options.modelsDir),
    projects: createProjects(options.dataDir, now),
    measurements: createMeasurements(join(options.dataDir, 'measurements.json')),
    preferences,
    providers,
    cache: createRelaxationCache(join(options.dataDir, 'cache'), () => (options.remembers ? preferences.current.cacheMegabytes * 1e6 : 0)),
    desk: createPool({ spawn: options.spawnCompute, processes: 2, threads: () => options.threads ?? 1, resolve: providers.resolve }),
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
      ...reliabilityHandlers(context),
      ...explainHandlers(context),
      ...viewHandlers(context),
      ...setupHandlers(context),
      ...preferenceHandlers(context, given),
    },
    close: async () => {
      await context.projects.close()
      context.desk.close()
    },
  }
}

/** What was given wins; what the user prefers is read anew at every use. */
const preferred = (given: HostOptions, preferences: PreferenceKeeper): HostOptions => ({
  ...given,
  get provider() {
    return given.provider ?? preferences.current.provider
  },
  get processes() {
    return given.processes ?? preferences.current.processes ?? Math.min(8, Math.max(1, availableParallelism() - 1))
  },
  get threads() {
    return given.threads ?? preferences.current.threads
  },
})

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
