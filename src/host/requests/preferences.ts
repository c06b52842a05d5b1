/** Preferences, the self-test of a provider, and what is kept to be used again. */
import { availableParallelism } from 'node:os'
import type { HostContract } from '../../contract/host-api'
import type { Handlers } from '../../contract/define'
import type { ProviderSelftest } from '../../contract/preferences'
import { createPool } from '../compute/pool'
import type { Context, HostOptions } from '../context'

type PreferenceHandlers = Pick<Handlers<HostContract>, 'preferences' | 'setPreferences' | 'selftest' | 'cache' | 'clearCache'>

/** `given`: the options that the host was started with, before preferences. */
export function preferenceHandlers(context: Context, given: Pick<HostOptions, 'provider' | 'processes'>): PreferenceHandlers {
  const { preferences, cache } = context
  return {
    preferences: () => ({
      preferences: preferences.current,
      fixed: { ...(given.provider === undefined ? {} : { provider: given.provider }), ...(given.processes === undefined ? {} : { processes: given.processes }) },
      cores: availableParallelism(),
      problem: preferences.problem,
    }),
    setPreferences: (patch) => preferences.change(Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined))),
    selftest: ({ provider, model }, signal) => selftest(context, provider, model, signal),
    cache: () => cache.state(),
    clearCache: async () => {
      await cache.clear()
      return cache.state()
    },
  }
}

/** In a process of its own, which a bad driver may end: then it rejects with ComputeLost. */
async function selftest({ options, models, providers }: Context, asked: string, name: string | undefined, signal: AbortSignal): Promise<ProviderSelftest> {
  const { card, cardPath } = await models.find(name)
  const { provider, fallback } = await providers.resolve({ model: cardPath, provider: asked })
  const pool = createPool({ spawn: options.spawnCompute, processes: 1, maxDeaths: 1 })
  try {
    const report = await pool.submit({ signal, quietMs: 300_000, run: (client) => client.selftest({ model: cardPath, provider, threads: options.threads ?? 1 }) })
    return { ...report, model: card.name, fallback: fallback ?? report.fallback }
  } finally {
    pool.close()
  }
}
