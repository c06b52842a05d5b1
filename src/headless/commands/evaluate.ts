/** adatom evaluate FILE */
import type { Command } from 'commander'
import type { EvaluationData } from '../../contract/compute-api'
import { createModels } from '../../host/models'
import { hillFormula } from '../../domain/structure/formula'
import { symbolOf } from '../../domain/structure/elements'
import { withModel, type ModelOptions } from '../cli/options'
import { print, printJson, table } from '../cli/output'
import { readStructures, withSession } from '../cli/session'

interface Options extends ModelOptions {
  readonly latents?: boolean
}

export function register(program: Command): void {
  withModel(program.command('evaluate <file>').description('Energy and forces of every structure of a file').option('--latents', 'the per-atom latent vectors too (with --json)')).action(evaluate)
}

async function evaluate(file: string, options: Options): Promise<void> {
  await withSession(options, async (session) => {
    const materials = await readStructures(session, file)
    const { card, cardPath } = await createModels(session.installation.modelsDir).find(options.model)
    const results: object[] = []
    for (const { material } of materials) {
      const { structure } = material
      const found = await session.pool.submit({
        model: { model: cardPath, ...(options.provider === undefined ? {} : { provider: options.provider }) },
        run: (client) => client.evaluate({ structure, latents: options.latents ?? false }),
      })
      const fmax = largest(found.forces)
      results.push({ id: material.id, source: material.source, formula: hillFormula(structure), atoms: structure.numbers.length, energy: found.energy, forces: rowsOf(found.forces), fmax, ...latents(found) })
      if (!options.json) show(material.source, structure.numbers, found, fmax)
    }
    const model = { name: card.name, sha256: card.sha256, functional: card.functional }
    if (options.json) printJson({ model, units: { energy: 'eV', forces: 'eV/Å' }, reference: 'total energy', results })
    else print(`Total energies of ${card.name} (${card.functional}); not adsorption energies, not comparable with other models. Uncalibrated.`)
  })
}

function show(source: string, numbers: Uint8Array, { energy, forces }: EvaluationData, fmax: number): void {
  print(`${source}: energy ${energy.toFixed(6)} eV, largest force ${fmax.toFixed(4)} eV/Å`)
  if (numbers.length > 200) return print(`(${numbers.length} atoms: the forces are in --json)`)
  print(table(['atom', 'element', 'Fx (eV/Å)', 'Fy', 'Fz'], rowsOf(forces).map((f, i) => [String(i + 1), symbolOf(numbers[i]!), ...f.map((x) => x.toFixed(5))])))
}

const rowsOf = (flat: Float64Array): number[][] => Array.from({ length: flat.length / 3 }, (_, i) => Array.from(flat.subarray(3 * i, 3 * i + 3)))

const latents = ({ latents: flat, latentDim }: EvaluationData): object =>
  latentDim === 0 ? {} : { latents: Array.from({ length: flat.length / latentDim }, (_, i) => Array.from(flat.subarray(i * latentDim, (i + 1) * latentDim))) }

/** eV/Å, the largest force norm over all atoms. */
const largest = (forces: Float64Array): number => rowsOf(forces).reduce((most, [x, y, z]) => Math.max(most, Math.hypot(x!, y!, z!)), 0)
