/**
 * Many relaxations at once with in-flight refill: a structure that is done leaves the batch and the next one takes its place.
 * Each structure has its own run and optimiser state, and a potential answers for each independently of its company: so its
 * relaxation is the one it would have had alone.
 */
import { cancelled, isError, type AdatomError } from '../errors'
import type { Evaluation, Potential } from '../potentials/potential'
import type { Structure } from '../structure/structure'
import type { RelaxHooks } from './relax'
import { RelaxRun } from './run-state'
import type { Relaxation, RelaxSettings, RelaxStep } from './types'

export interface BatchSettings extends RelaxSettings {
  /** structures in flight at once; default 1. On the CPU more gives earlier first results, not more speed; on a GPU it fills the device. */
  readonly batchSize?: number
}

/** `index` is the structure's place in the list given. */
export type BatchEvent =
  | { readonly kind: 'step'; readonly index: number; readonly step: RelaxStep }
  | { readonly kind: 'done'; readonly index: number; readonly relaxation: Relaxation }
  /** this structure could not even start: its elements are unknown, or its first evaluation failed; the others go on */
  | { readonly kind: 'failed'; readonly index: number; readonly error: AdatomError<'Unsupported'> | AdatomError<'NumericalFailure'> | AdatomError<'InvalidInput'> }

interface Flight {
  readonly index: number
  readonly run: RelaxRun
}

/**
 * Relaxes every structure; events of one structure come in order, those of different ones interleave. Structures enter by size, so
 * that those in flight together are alike and little of a padded batch is padding; equal sizes keep their order.
 * Throws InvalidInput (settings), Cancelled.
 */
export async function* relaxBatch(structures: readonly Structure[], potential: Potential, settings: BatchSettings, hooks: RelaxHooks = {}): AsyncGenerator<BatchEvent, void, void> {
  const batchSize = Math.max(1, Math.floor(settings.batchSize ?? 1))
  const waiting = structures.map((structure, index) => ({ structure, index }))
  if (batchSize > 1) waiting.sort((a, b) => a.structure.numbers.length - b.structure.numbers.length || a.index - b.index)
  let next = 0
  let flying: Flight[] = []
  while (next < waiting.length || flying.length > 0) {
    while (flying.length < batchSize && next < waiting.length) {
      const { structure, index } = waiting[next++]!
      flying.push({ index, run: new RelaxRun(structure, settings) })
    }
    if (hooks.isCancelled?.()) throw cancelled('The relaxations were cancelled')
    const answers = await evaluateEach(potential, flying.map(({ run }) => run.structure))
    for (const [k, flight] of flying.entries()) yield* absorb(flight, answers[k]!)
    flying = flying.filter(({ run }, k) => run.outcome === null && !(answers[k] instanceof Error))
  }
}

function* absorb({ index, run }: Flight, answer: Evaluation | Error): Generator<BatchEvent, void, void> {
  if (answer instanceof Error) {
    try {
      run.fail(answer)
    } catch (error) {
      if (!isError(error, 'Unsupported') && !isError(error, 'NumericalFailure') && !isError(error, 'InvalidInput')) throw error
      yield { kind: 'failed', index, error }
      return
    }
  } else yield { kind: 'step', index, step: run.absorb(answer) }
  if (run.outcome !== null) yield { kind: 'done', index, relaxation: run.result() }
}

/** Evaluates all together; when that fails, one by one, so that only the structure at fault has the error. */
async function evaluateEach(potential: Potential, structures: readonly Structure[]): Promise<(Evaluation | Error)[]> {
  const options = { latents: potential.latentDim > 0 }
  try {
    return await potential.evaluate(structures, options)
  } catch (error) {
    if (structures.length === 1) return [asError(error)]
  }
  const answers: (Evaluation | Error)[] = []
  for (const structure of structures) answers.push(...(await potential.evaluate([structure], options).catch((error: unknown) => [asError(error)])))
  return answers
}

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))
