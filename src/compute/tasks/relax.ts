/** Relaxes one structure: progress at most ten times a second, the newest wins; cancellation is seen between two force calls. */
import { setImmediate } from 'node:timers/promises'
import type { MergedData, RelaxationData, RelaxEvent, WatchInput } from '../../contract/compute-api'
import type { TrajectoryData } from '../../contract/host-api'
import { intoKnown, type Streak } from '../../domain/adsorbml/search/knowledge'
import { DEFAULT_SEARCH } from '../../domain/adsorbml/search/search'
import { slabSymmetry, type SlabSymmetry } from '../../domain/adsorbml/search/slab-symmetry'
import { type FrameStep, relaxRun } from '../../domain/relax/relax'
import { RelaxRun } from '../../domain/relax/run-state'
import type { Relaxation, RelaxSettings } from '../../domain/relax/types'
import { withParts, type Structure } from '../../domain/structure/structure'
import { structureDistance } from '../../domain/uncertainty/latent/latent-index'
import type { DistanceMeter } from '../../platform/models/uncertainty'
import type { Held } from './load'
import { decodeSaved, encodeSaved } from './saved-run'

const MIN_INTERVAL_MS = 100

interface RelaxInput {
  readonly structure: Structure
  readonly settings: RelaxSettings
  readonly watch?: WatchInput | undefined
  readonly from?: Uint8Array | undefined
}

/** The relaxation of this process that can be saved, if there is one. */
export interface Going {
  save: (() => Uint8Array | null) | null
}

export async function* relaxTask(held: Held, input: RelaxInput, signal: AbortSignal, going: Going = { save: null }): AsyncGenerator<RelaxEvent, void> {
  const saved = input.from ? decodeSaved(input.from) : null
  const run = new RelaxRun(input.structure, input.settings, saved?.run)
  const streak = saved?.streak ?? { into: '', frames: 0 }
  const save = (): Uint8Array | null => (run.outcome === null ? encodeSaved({ run: run.save(), streak }) : null)
  going.save = save
  try {
    yield* stepsOf(held, run, input, streak, signal)
  } finally {
    // one that was cancelled may end after the next has begun
    if (going.save === save) going.save = null
  }
}

async function* stepsOf({ potential, meter }: Held, run: RelaxRun, input: RelaxInput, streak: Streak, signal: AbortSignal): AsyncGenerator<RelaxEvent, void> {
  const steps = relaxRun(run, potential, { isCancelled: () => signal.aborted })
  const isKnown = watcherOf(input.watch, streak)
  let told = -Infinity
  for (;;) {
    const next = await steps.next()
    if (next.done) {
      yield { kind: 'done', relaxation: relaxationData(next.value, meter) }
      return
    }
    const found = isKnown(next.value)
    if (found) {
      yield { kind: 'merged', merged: { ...found, ...mergedData(input.structure, run, next.value) } }
      return
    }
    if (performance.now() - told < MIN_INTERVAL_MS) {
      // A turn of the event loop, so that a cancellation that has arrived is seen.
      await setImmediate()
      continue
    }
    told = performance.now()
    const { step, energy, fmax } = next.value
    yield { kind: 'step', step, energy, fmax, forceCalls: run.forceCalls }
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

function watcherOf(watch: WatchInput | undefined, streak: Streak): (step: FrameStep) => Found | null {
  if (!watch || watch.targets.length === 0) return () => null
  return intoKnown(watch.targets, symmetryOf(watch.clean), DEFAULT_SEARCH, streak)
}

function mergedData(start: Structure, run: RelaxRun, last: FrameStep): Omit<MergedData, keyof Found> {
  const structure = withParts(start, { positions: last.positions })
  const { frames, energies, fmaxes } = run.save()
  return { step: last.step, forceCalls: run.forceCalls, structure, trajectory: trajectoryData(structure, { frames, energies, fmax: fmaxes }) }
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
