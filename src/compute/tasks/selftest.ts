/** The self-test of a model on a provider, in this process. */
import type { ComputeContract } from '../../contract/compute-api'
import type { Handlers } from '../../contract/define'
import { modelUnusable } from '../../domain/errors'
import { selftest } from '../../domain/potentials/selftest'
import { loadCard } from '../../platform/models/registry'
import { loadSelftest } from '../../platform/models/selftest-file'
import { openPotential } from '../../platform/onnx/potential'
import { knownProvider } from './load'

/** Structures in one run of the batched comparison. */
const TOGETHER = 16

export const selftestTask: Handlers<ComputeContract>['selftest'] = async ({ model, provider: asked, threads }) => {
  const found = await loadCard(model)
  const { card, modelPath } = found
  const reference = await loadSelftest(found)
  if (!reference) throw modelUnusable(`The model ${card.name} has no self-test values`, { model: card.name, reason: 'its card has no selftest_file' })
  const provider = knownProvider(asked)
  // the host has tried it
  const options = { provider, threads, ...(provider === 'auto' ? {} : { probes: [{ provider, works: true, reason: '', runMs: Number.NaN, error: Number.NaN }] }) }
  const serial = await openPotential(modelPath, card, options)
  const batched = await openPotential(modelPath, card, { ...options, provider: serial.provider, structuresPerRun: TOGETHER })
  try {
    return { ...(await selftest(serial, reference, batched)), provider: serial.provider, fallback: serial.fallback, precision: reference.precision }
  } finally {
    await Promise.all([serial.close(), batched.close()])
  }
}
