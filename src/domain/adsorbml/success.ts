/**
 * What counts as having found the minimum: the three forms of SCIENCE.md B.2, after `dense_eval.py` of
 * Open-Catalyst-Project/AdsorbML and fairchem's `AdsorbMLReducer`. Energies are adsorption energies in eV.
 */

/** eV, as published */
export const SUCCESS_THRESHOLD = 0.1

export interface Success {
  /** within the threshold of the best known energy, or below it */
  readonly success: boolean
  /** more than the threshold below the best known energy */
  readonly muchBetter: boolean
}

const FAILURE: Success = { success: false, muchBetter: false }

/** One-sided: found - best <= threshold. Nothing found (undefined) is a failure. */
export function oneSided(found: number | undefined, best: number, threshold = SUCCESS_THRESHOLD): Success {
  if (found === undefined) return FAILURE
  const difference = found - best
  return { success: difference <= threshold, muchBetter: difference < -threshold }
}

/** ML + DFT: the lowest DFT energy over the first k configurations, which are in the potential's order. */
export const bestOfTopK = (dftEnergies: readonly number[], k: number): number | undefined => (dftEnergies.length === 0 || k < 1 ? undefined : Math.min(...dftEnergies.slice(0, k)))

/**
 * ML only, validated (the 2023 challenge): the potential's lowest energy counts only where DFT at that structure agrees with it
 * within the threshold; it is then held against the best DFT energy, one-sided.
 */
export function validatedMl(mlEnergy: number, dftAtThatStructure: number, best: number, threshold = SUCCESS_THRESHOLD): Success {
  return Math.abs(dftAtThatStructure - mlEnergy) > threshold ? FAILURE : oneSided(mlEnergy, best, threshold)
}

/** ML only, two-sided, no DFT of its own (the UMA-era form). */
export const twoSidedMl = (mlEnergy: number, best: number, threshold = SUCCESS_THRESHOLD): Success => ({
  success: Math.abs(mlEnergy - best) <= threshold,
  muchBetter: mlEnergy - best < -threshold,
})
