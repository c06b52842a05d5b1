/** The optimisers by name. */
import { invalidInput } from '../errors'
import type { Structure } from '../structure/structure'
import { fire } from './fire'
import { lbfgs, lbfgsAdsorbml, lbfgsUma } from './lbfgs'
import { startStepper, type Stepper } from './optimiser'
import { preconBfgs } from './precon-bfgs'
import type { OptimiserName } from './types'

/** What `screen` and `relax` use unless told otherwise. */
export const DEFAULT_OPTIMISER: OptimiserName = preconBfgs.name

const STARTERS: Readonly<Record<string, (structure: Structure) => Stepper>> = {
  [preconBfgs.name]: (s) => startStepper(preconBfgs, s),
  [lbfgs.name]: (s) => startStepper(lbfgs, s),
  [lbfgsAdsorbml.name]: (s) => startStepper(lbfgsAdsorbml, s),
  [lbfgsUma.name]: (s) => startStepper(lbfgsUma, s),
  [fire.name]: (s) => startStepper(fire, s),
}

export const OPTIMISER_NAMES: readonly OptimiserName[] = Object.keys(STARTERS)

/** An optimiser for one structure. Throws InvalidInput for a name that it does not know. */
export function startOptimiser(name: OptimiserName, structure: Structure): Stepper {
  const start = Object.hasOwn(STARTERS, name) ? STARTERS[name] : undefined
  if (start === undefined) throw invalidInput('No optimiser has this name', { found: name, expected: OPTIMISER_NAMES.join(', ') })
  return start(structure)
}
