/** adatom selftest */
import type { Command } from 'commander'
import { selftest } from '../../domain/potentials/selftest'
import { modelUnusable, unsupported } from '../../domain/errors'
import { createModels } from '../../host/models'
import { EXIT } from '../cli/exit-codes'
import { findInstallation } from '../paths'
import { withModel, type ModelOptions } from '../cli/options'
import { note, print, printJson, table } from '../cli/output'

export function register(program: Command): void {
  withModel(program.command('selftest').description('Compare the model on this machine and provider with stored double-precision values, and batched with one at a time')).action(runSelftest)
}

async function runSelftest(options: ModelOptions): Promise<void> {
  // Only this command computes in its own process, so only it loads ONNX Runtime here.
  const [{ openPotential }, { PROVIDERS }, { loadSelftest }] = await Promise.all([
    import('../../platform/onnx/potential'),
    import('../../platform/onnx/providers'),
    import('../../platform/models/selftest-file'),
  ])
  const model = await createModels(findInstallation().modelsDir).find(options.model)
  const reference = await loadSelftest(model)
  if (!reference) throw modelUnusable(`The model ${model.card.name} has no self-test values`, { model: model.card.name, reason: 'its card has no selftest_file' })
  const provider = (['auto', ...PROVIDERS] as const).find((each) => each === (options.provider ?? 'cpu'))
  if (!provider) throw unsupported(`There is no execution provider ${options.provider}`, { what: `the provider ${options.provider}` })
  const potential = await openPotential(model.modelPath, model.card, { provider })
  const batched = await openPotential(model.modelPath, model.card, { provider: potential.provider, structuresPerRun: 16 })
  try {
    const report = await selftest(potential, reference, batched)
    if (!report.passed) process.exitCode = EXIT.failure
    if (potential.fallback !== null) note(potential.fallback)
    if (options.json) return printJson({ model: model.card.name, provider: potential.provider, fallback: potential.fallback, precision: reference.precision, ...report })
    const rows = report.structures.map(({ name, energy, forces }) => [name, energy.toExponential(2), forces.toExponential(2)])
    print(table([`structure (${potential.provider})`, 'energy error (eV/atom)', 'force error (eV/Å)'], rows))
    print(`Against ${reference.precision}: ${report.reference.energy.toExponential(2)} eV/atom, ${report.reference.forces.toExponential(2)} eV/Å`)
    print(`Batched against one at a time: ${report.batched.energy.toExponential(2)} eV/atom, ${report.batched.forces.toExponential(2)} eV/Å`)
    print(`Tolerance: ${report.tolerance.energy} eV/atom, ${report.tolerance.forces} eV/Å. ${report.passed ? 'Passed' : `FAILED: ${report.reason}`}`)
  } finally {
    await Promise.all([potential.close(), batched.close()])
  }
}
