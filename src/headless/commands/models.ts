/** adatom models */
import type { Command } from 'commander'
import { createModels, summarise } from '../../host/models'
import { findInstallation } from '../paths'
import { withJson, type JsonOption } from '../cli/options'
import { print, printJson, table } from '../cli/output'

export function register(program: Command): void {
  withJson(program.command('models').description('List the models that are installed, and those that cannot be used, with the reason')).action(models)
}

async function models({ json }: JsonOption): Promise<void> {
  const registry = createModels(findInstallation().modelsDir)
  const { models: usable, unusable } = await registry.list()
  const defaultModel = await registry.defaultName()
  const summaries = usable.map(({ card }) => summarise(card))
  if (json) return printJson({ defaultModel, models: summaries, unusable })
  const rows = summaries.map((m) => [m.name === defaultModel ? `${m.name} (default)` : m.name, m.functional, m.elements.join(' '), m.calibration ?? 'uncalibrated', m.sha256.slice(0, 12)])
  print(table(['model', 'functional', 'elements', 'error bars', 'sha256'], rows))
  for (const { name, bars } of summaries) if (bars !== undefined) print(`Error bars of ${name}: ${bars}`)
  for (const { name, notes } of summaries) for (const text of notes) print(`${name} is not for ${text}`)
  for (const { path, reason } of unusable) print(`Not usable: ${path}: ${reason}`)
}
