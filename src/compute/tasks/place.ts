/** Adsorbates by name, and placements of them. */
import { initialPlacements } from '../../domain/adsorbml/mix'
import type { ScreenSettings } from '../../domain/catalogue/records'
import { findAdsorbate } from '../../domain/chemistry/adsorbates'
import type { Adsorbate, Placement, Slab } from '../../domain/chemistry/types'
import { isError } from '../../domain/errors'
import { adsorbateFromSmiles } from '../../platform/molecules/smiles'

/** The library's adsorbate of that name, else the molecule of that SMILES. Throws InvalidInput, listing the library, when it is neither. */
export function adsorbate({ id }: { readonly id: string }): Adsorbate {
  try {
    return findAdsorbate(id)
  } catch (error) {
    if (!isError(error, 'InvalidInput')) throw error
    return fromSmilesOr(id, error)
  }
}

function fromSmilesOr(id: string, unknown: Error): Adsorbate {
  try {
    return adsorbateFromSmiles(id)
  } catch (error) {
    // What looks like SMILES gets the reason why it cannot be used; a plain word gets the list of the library.
    throw /[[\]()=#@*\d]/.test(id) ? error : unknown
  }
}

export function place(input: { readonly slab: Slab; readonly adsorbate: string; readonly count: number; readonly placement: ScreenSettings['placement']; readonly seed: number }): Placement[] {
  return initialPlacements(input.slab, adsorbate({ id: input.adsorbate }), input)
}
