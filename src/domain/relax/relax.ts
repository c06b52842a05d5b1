/** The driver: relaxes one structure, yielding after every force call so that it can be paused or stopped between two. */
import { cancelled } from '../errors'
import type { Potential } from '../potentials/potential'
import type { Structure } from '../structure/structure'
import { RelaxRun } from './run-state'
import type { Relaxation, RelaxSettings, RelaxStep } from './types'

export interface RelaxHooks {
  /** asked before every force call; true ends the relaxation with a Cancelled error */
  readonly isCancelled?: () => boolean
}

/** A step with where it was taken: [3n] Å, not to be changed. */
export interface FrameStep extends RelaxStep {
  readonly positions: Float64Array
}

/**
 * Relaxes the free atoms of a structure; the cell and fixed atoms stay. Yields one step per force call and returns the relaxation.
 * A potential that fails after the first frame gives the outcome `exploded` with the last sane frame.
 * Throws InvalidInput (settings), Unsupported (elements), NumericalFailure (the start itself cannot be evaluated), Cancelled.
 */
export async function* relax(structure: Structure, potential: Potential, settings: RelaxSettings, hooks: RelaxHooks = {}): AsyncGenerator<FrameStep, Relaxation, void> {
  return yield* relaxRun(new RelaxRun(structure, settings), potential, hooks)
}

/** Takes a run to its end, a new one or one that was saved: between two steps its owner may save it. As `relax` else. */
export async function* relaxRun(run: RelaxRun, potential: Potential, hooks: RelaxHooks = {}): AsyncGenerator<FrameStep, Relaxation, void> {
  while (run.outcome === null) {
    if (hooks.isCancelled?.()) throw cancelled('The relaxation was cancelled')
    const step = await oneCall(run, potential)
    if (step !== null) yield step
  }
  return run.result()
}

async function oneCall(run: RelaxRun, potential: Potential): Promise<FrameStep | null> {
  const { structure } = run
  try {
    const [evaluation] = await potential.evaluate([structure], { latents: potential.latentDim > 0 })
    return { ...run.absorb(evaluation!), positions: structure.positions }
  } catch (error) {
    run.fail(error)
    return null
  }
}

/** Runs a relaxation to its end, for callers that need no steps. */
export async function relaxed(structure: Structure, potential: Potential, settings: RelaxSettings, hooks: RelaxHooks = {}): Promise<Relaxation> {
  const steps = relax(structure, potential, settings, hooks)
  for (;;) {
    const next = await steps.next()
    if (next.done) return next.value
  }
}
