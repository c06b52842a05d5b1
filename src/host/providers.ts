/**
 * Which execution provider runs a model here. Each is tried in a compute process of its own: a driver that crashes takes only that process along,
 * and a packaged desktop app has no other way to start one.
 */
import { PROBE_TIMEOUT_MS, probeProviders, type ProbeRunner, type ProviderProbe } from '../platform/onnx/providers'
import { chooseProvider, probeOf } from '../platform/onnx/choose-provider'
import { loadCard } from '../platform/models/registry'
import { invalidInput } from '../domain/errors'
import { PROVIDER_CHOICES } from '../contract/preferences'
import { createPool, type ModelRequest, type Resolved } from './compute/pool'
import type { ComputeProcess } from './compute-process'

export interface Providers {
  /** What each provider does with the smallest model. */
  probe(): Promise<readonly ProviderProbe[]>
  /** The provider that will run the model; each model and provider is tried once while the host lives. Throws InvalidInput for a name that is none. */
  readonly resolve: (request: ModelRequest) => Promise<Resolved>
}

export function createProviders(spawn: () => ComputeProcess): Providers {
  const known = new Map<string, Promise<Resolved>>()
  const run: ProbeRunner = async ({ provider, model, feeds, output }) => {
    const pool = createPool({ spawn, processes: 1, maxDeaths: 1 })
    try {
      const tensors = Object.fromEntries(Object.entries(feeds).map(([name, { type, dims, data }]) => [name, { type, dims: [...dims], data: [...data] }]))
      return await pool.submit({ quietMs: PROBE_TIMEOUT_MS, run: (client) => client.probe({ provider, model, feeds: tensors, output }) })
    } finally {
      pool.close()
    }
  }
  const choose = async ({ model, provider: asked = 'cpu' }: ModelRequest): Promise<Resolved> => {
    const wanted = PROVIDER_CHOICES.find((each) => each === asked)
    if (!wanted) throw invalidInput('No execution provider has this name', { found: asked, expected: PROVIDER_CHOICES.join(', ') })
    if (wanted === 'cpu') return { provider: 'cpu', fallback: null }
    const { card, modelPath } = await loadCard(model)
    const probes = await probeProviders({ model: probeOf(modelPath, card), run, ...(wanted === 'auto' ? {} : { providers: [wanted] }) })
    return chooseProvider(modelPath, card, wanted, probes)
  }
  return {
    probe: () => probeProviders({ run }),
    resolve: (request) => {
      const key = JSON.stringify([request.model, request.provider])
      const found = known.get(key) ?? choose(request)
      known.set(key, found)
      found.catch(() => known.delete(key))
      return found
    },
  }
}
