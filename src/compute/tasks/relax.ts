/** Relaxes one structure: progress at most ten times a second, the newest wins; cancellation is seen between two force calls. */
import { setImmediate } from 'node:timers/promises'
import type { MergedData, RelaxationData, RelaxEvent, WatchInput } from '../../contract/compute-api'
import type { TrajectoryData } from '../../contract/host-api'
import { intoKnown } from '../../domain/adsorbml/search/knowledge'
import { DEFAULT_SEARCH } from '../../domain/adsorbml/search/search'
import { slabSymmetry, type SlabSymmetry } from '../../domain/adsorbml/search/slab-symmetry'
import { type FrameStep, relax } from '../../domain/relax/relax'
import type { Relaxation, RelaxSettings } from '../../domain/relax/types'
import { withParts, type Structure } from '../../domain/structure/structure'
import { structureDistance } from '../../domain/uncertainty/latent/latent-index'
import type { DistanceMeter } from '../../platform/models/uncertainty'
import type { Held } from './load'

const MIN_INTERVAL_MS = 100

interface RelaxInput {
  readonly structure: Structure
  readonly settings: RelaxSettings
  readonly watch?: WatchInput | undefined
}

export async function* relaxTask({ potential, meter }: Held, input: RelaxInput, signal: AbortSignal): AsyncGenerator<RelaxEvent, void> {
  const steps = relax(input.structure, potential, input.settings, { isCancelled: () => signal.aborted })
  const isKnown = watcherOf(input.watch)
  const frames: FrameStep[] = []
  let told = -Infinity
  for (let forceCalls = 1; ; forceCalls++) {
    const next = await steps.next()
    if (next.done) {
      yield { kind: 'done', relaxation: relaxationData(next.value, meter) }
      return
    }
    const found = isKnown(next.value)
    if (input.watch) frames.push(next.value)
    if (found) {
      yield { kind: 'merged', merged: { ...found, ...mergedData(input.structure, frames) } }
      return
    }
    if (performance.now() - told < MIN_INTERVAL_MS) {
      // A turn of the event loop, so that a cancellation that has arrived is seen.
      await setImmediate()
      continue
    }
    told = performance.now()
    const { step, energy, fmax } = next.value
    yield { kind: 'step', step, energy, fmax, forceCalls }
  }
}

/** The symmetry of the slab that this process saw last: a process relaxes many placements on one slab. */
let known: { readonly clean: Structure; readonly symmetry: SlabSymmetry } | null = null

function symmetryOf(clean: Structure): SlabSymmetry {
  if (!known || !isSame(known.clean, clean)) known = { clean, symmetry: slabSymmetry(clean) }
  return known.symmetry
}

const isSame = (a: Structure, b: Structure): boolean => equal(a.numbers, b.numbers) && equal(a.tags, b.tags) && equal(a.positions, b.positions) && equal(a.cell, b.cell)
const equal = (a: Uint8Array | Float64Array, b: Uint8Array | Float64Array): boolean => a.length === b.length && a.every((x, k) => x === b[k])

type Found = Pick<MergedData, 'into' | 'above'>

function watcherOf(watch: WatchInput | undefined): (step: FrameStep) => Found | null {
  if (!watch || watch.targets.length === 0) return () => null
  return intoKnown(watch.targets, symmetryOf(watch.clean), DEFAULT_SEARCH)
}

function mergedData(start: Structure, frames: readonly FrameStep[]): Omit<MergedData, keyof Found> {
  const last = frames.at(-1)!
  const structure = withParts(start, { positions: last.positions })
  const trajectory = { frames: frames.map(({ positions }) => Float32Array.from(positions)), energies: frames.map(({ energy }) => energy), fmax: frames.map(({ fmax }) => fmax) }
  return { step: last.step, forceCalls: frames.length, structure, trajectory: trajectoryData(structure, trajectory) }
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
