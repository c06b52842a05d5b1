/** The optimisers by name. */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import { fire } from './fire'
import { lbfgs, lbfgsAdsorbml, lbfgsUma } from './lbfgs'
import { startStepper, type Optimiser, type Stepper } from './optimiser'
import { preconBfgs } from './precon-bfgs'
import type { OptimiserName } from './types'

/** What `screen` and `relax` use unless told otherwise. */
export const DEFAULT_OPTIMISER: OptimiserName = preconBfgs.name

type Starter = (structure: Structure, state?: unknown) => Stepper

/** A state comes from a stepper of the same name, so its type is known. */
const starter = <State>(optimiser: Optimiser<State>): readonly [string, Starter] => [optimiser.name, (structure, state) => startStepper(optimiser, structure, state as State | undefined)]

const STARTERS: Readonly<Record<string, Starter>> = Object.fromEntries([starter(preconBfgs), starter(lbfgs), starter(lbfgsAdsorbml), starter(lbfgsUma), starter(fire)])

export const OPTIMISER_NAMES: readonly OptimiserName[] = Object.keys(STARTERS)

/** An optimiser for one structure, at its start or with the state that one of this name had. Throws InvalidInput for a name that it does not know. */
export function startOptimiser(name: OptimiserName, structure: Structure, state?: unknown): Stepper {
  const start = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined
  if (start === undefined) throw invalidInput('No optimiser has this name', { found: name, expected: OPTIMISER_NAMES.join(', ') })
  return start(structure, state)
}
