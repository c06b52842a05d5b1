/** Relaxes one structure: progress at most ten times a second, the newest wins; cancellation is seen between two force calls. */
import { setImmediate } from 'node:timers/promises'
import type { RelaxationData, RelaxEvent } from '../../contract/compute-api'
import type { TrajectoryData } from '../../contract/host-api'
import { relax } from '../../domain/relax/relax'
import type { Relaxation, RelaxSettings } from '../../domain/relax/types'
import type { Structure } from '../../domain/structure/structure'
import { structureDistance } from '../../domain/uncertainty/latent/latent-index'
import type { DistanceMeter } from '../../platform/models/uncertainty'
import type { Held } from './load'

const MIN_INTERVAL_MS = 100

export async function* relaxTask({ potential, meter }: Held, input: { readonly structure: Structure; readonly settings: RelaxSettings }, signal: AbortSignal): AsyncGenerator<RelaxEvent, void> {
  const steps = relax(input.structure, potential, input.settings, { isCancelled: () => signal.aborted })
  let told = -Infinity
  for (let forceCalls = 1; ; forceCalls++) {
    const next = await steps.next()
    if (next.done) {
      yield { kind: 'done', relaxation: relaxationData(next.value, meter) }
      return
    }
    if (performance.now() - told < MIN_INTERVAL_MS) {
      // A turn of the event loop, so that a cancellation that has arrived is seen.
      await setImmediate()
      continue
    }
    told = performance.now()
    yield { kind: 'step', ...next.value, forceCalls }
  }
}

function relaxationData({ outcome, structure, evaluation, steps, forceCalls, trajectory }: Relaxation, meter: DistanceMeter | null): RelaxationData {
  return {
    outcome, structure, steps, forceCalls,
    energy: evaluation.energy,
    forces: evaluation.forces,
    fmax: trajectory.fmax.at(-1) ?? 0,
    distance: meter && evaluation.latents ? structureDistance(meter.index, structure, evaluation.latents, meter.settings).distance : null,
    trajectory: trajectoryData(structure, trajectory),
  }
}

function trajectoryData(structure: Structure, { frames, energies, fmax }: Relaxation['trajectory']): TrajectoryData {
  const positions = new Float32Array(frames.length * structure.positions.length)
  frames.forEach((frame, k) => positions.set(frame, k * structure.positions.length))
  return { structure, positions, frames: frames.length, energies: Float64Array.from(energies), fmax: Float64Array.from(fmax) }
}
