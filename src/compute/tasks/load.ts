/** The potential that this process holds: one at a time. */
import type { ProbeData } from '../../contract/compute-api'
import type { ModelSummary } from '../../contract/host-api'
import { invalidInput, modelUnusable } from '../../domain/errors'
import { symbolOf } from '../../domain/structure/elements'
import { loadCard } from '../../platform/models/registry'
import { calibrationOf, loadDistanceMeter, type DistanceMeter } from '../../platform/models/uncertainty'
import { openPotential, type OnnxPotential, type OpenOptions } from '../../platform/onnx/potential'
import { PROVIDERS, type Provider } from '../../platform/onnx/providers'

export interface Loaded extends ModelSummary {
  readonly provider: string
  readonly fallback: string | null
}

/** `meter`: null for a model that is not calibrated */
export interface Held {
  readonly potential: OnnxPotential
  readonly meter: DistanceMeter | null
}

export interface Loader {
  readonly load: (input: { readonly model: string; readonly provider?: string | undefined; readonly threads?: number | undefined; readonly probes?: readonly ProbeData[] | undefined }) => Promise<Loaded>
  /** Throws ModelUnusable before anything was loaded. */
  readonly current: () => Held
}

export function createLoader(): Loader {
  let held: Held | null = null
  return {
    load: async ({ model, provider = 'cpu', threads = 1, probes }) => {
      const found = await loadCard(model)
      const { card, modelPath } = found
      const meter = await loadDistanceMeter(found)
      const next = await openPotential(modelPath, card, { provider: knownProvider(provider), threads, ...(probes ? { probes: probes.map((probe) => ({ ...probe, provider: singleProvider(probe.provider) })) } : {}) })
      await held?.potential.close()
      held = { potential: next, meter }
      return {
        name: card.name, sha256: card.sha256, functional: card.functional, elements: card.elements.map(symbolOf),
        trainedOn: card.trainedOn.map(({ set, what }) => `${set}: ${what}`).join('; '), calibration: calibrationOf(card)?.id ?? null, notes: card.notFor,
        provider: next.provider, fallback: next.fallback,
      }
    },
    current: () => {
      if (!held) throw modelUnusable('No model is loaded', { model: '', reason: 'this compute process was asked for an energy before it was given a model' })
      return held
    },
  }
}

/** A provider that can be tried: any but 'auto'. */
export function singleProvider(name: string): Provider {
  const provider = knownProvider(name)
  if (provider === 'auto') throw invalidInput('Only one provider at a time can be tried', { found: name })
  return provider
}

export function knownProvider(name: string): NonNullable<OpenOptions['provider']> {
  const found = (['auto', ...PROVIDERS] as const).find((provider) => provider === name)
  if (!found) throw invalidInput('No execution provider has this name', { found: name, expected: ['auto', ...PROVIDERS].join(', ') })
  return found
}
