/** adatom relax FILE */
import { writeFile } from 'node:fs/promises'
import type { Command } from 'commander'
import { writeExtxyz } from '../../domain/structure/formats/extxyz-write'
import { withParts, type Structure } from '../../domain/structure/structure'
import type { TrajectoryData } from '../../contract/host-api'
import { startBar } from '../cli/bar'
import { withModel, withRelax, type ModelOptions, type RelaxOptions } from '../cli/options'
import { note, print, printJson } from '../cli/output'
import { readStructures, withSession } from '../cli/session'

interface Options extends ModelOptions, RelaxOptions {
  readonly out?: string
}

export function register(program: Command): void {
  withModel(withRelax(program.command('relax <file>').description('Relax every structure of a file; fixed atoms stay').option('--out <file>', 'write the trajectories as extXYZ'))).action(relax)
}

async function relax(file: string, options: Options): Promise<void> {
  const settings = { optimiser: options.optimiser, fmax: options.fmax, maxSteps: options.maxSteps }
  await withSession(options, async (session) => {
    const results: object[] = []
    const frames: Parameters<typeof writeExtxyz>[0][number][] = []
    for (const { material } of await readStructures(session, file)) {
      const bar = startBar(`relaxing ${material.source}`, settings.maxSteps)
      const input = { structure: material.structure, settings, ...(options.model === undefined ? {} : { model: options.model }) }
      for await (const event of session.handlers.relaxStructure(input, session.signal)) {
        if (event.kind === 'step') {
          bar.update(event.step, `E ${event.energy.toFixed(4)} eV, fmax ${event.fmax.toFixed(4)} eV/Å`)
          continue
        }
        bar.stop()
        const { trajectory, outcome, energy } = event
        const steps = trajectory.frames - 1
        const fmax = trajectory.fmax.at(-1) ?? 0
        results.push({ id: material.id, source: material.source, outcome, steps, forceCalls: trajectory.frames, energy, initialEnergy: trajectory.energies[0], fmax, structure: trajectory.structure })
        frames.push(...framesOf(trajectory, material.id))
        if (!options.json) print(`${material.source}: ${outcome} after ${steps} steps; energy ${energy.toFixed(6)} eV (${(energy - trajectory.energies[0]!).toFixed(6)} from the start), fmax ${fmax.toFixed(4)} eV/Å`)
      }
    }
    if (options.out !== undefined) {
      await writeFile(options.out, writeExtxyz(frames))
      note(`${frames.length} frames written to ${options.out}`)
    }
    if (options.json) printJson({ units: { energy: 'eV', fmax: 'eV/Å' }, reference: 'total energy', settings, results })
  })
}

/** Every frame with its energy; positions of the last one in full precision. */
function framesOf({ structure, positions, frames, energies }: TrajectoryData, id: string): { structure: Structure; energy: number; info: { id: string; step: number } }[] {
  const width = structure.positions.length
  return Array.from({ length: frames }, (_, k) => ({
    structure: k === frames - 1 ? structure : withParts(structure, { positions: Float64Array.from(positions.subarray(k * width, (k + 1) * width)) }),
    energy: energies[k]!,
    info: { id, step: k },
  }))
}
