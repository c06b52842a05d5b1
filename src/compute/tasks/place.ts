/** Adsorbates by name, and placements of them. */
import { initialPlacements } from '../../domain/adsorbml/mix'
import type { ScreenSettings } from '../../domain/catalogue/records'
import { type AdsorbateSet, adsorbateSet, setNames } from '../../domain/chemistry/adsorbate-sets'
import { findAdsorbate } from '../../domain/chemistry/adsorbates'
import { readMolecule } from '../../domain/chemistry/molecule-files'
import type { Adsorbate, Placement, Slab } from '../../domain/chemistry/types'
import { isError } from '../../domain/errors'
import { adsorbateFromSmiles } from '../../platform/molecules/smiles'

interface Asked {
  /** 'CO', '3O', 'CO+2O', '*CCO', 'mine' */
  readonly id: string
  readonly molecules?: ScreenSettings['molecules'] | undefined
}

/** What is put on together: each part a molecule of the user's own, one of the library by its name, or a SMILES. Throws InvalidInput, listing the library, for what is none. */
export const adsorbate = ({ id, molecules = {} }: Asked): AdsorbateSet => {
  const known = new Map<string, Adsorbate>()
  const members = setNames(id).map((name) => {
    const made = known.get(name) ?? oneAdsorbate(name, molecules)
    known.set(name, made)
    return made
  })
  return adsorbateSet(members)
}

function oneAdsorbate(name: string, molecules: NonNullable<ScreenSettings['molecules']>): Adsorbate {
  const own = Object.entries(molecules).find(([key]) => key === name)
  if (own) return readMolecule(own[0], own[1])
  try {
    return findAdsorbate(name)
  } catch (error) {
    if (!isError(error, 'InvalidInput')) throw error
    return fromSmilesOr(name, error)
  }
}

function fromSmilesOr(name: string, unknown: Error): Adsorbate {
  try {
    return adsorbateFromSmiles(name)
  } catch (error) {
    // What looks like SMILES gets the reason why it cannot be used; a plain word gets the list of the library.
    throw /[[\]()=#@*\d]/.test(name) ? error : unknown
  }
}

interface PlaceInput {
  readonly slab: Slab
  readonly adsorbate: string
  readonly molecules?: ScreenSettings['molecules'] | undefined
  readonly count: number
  readonly placement: ScreenSettings['placement']
  readonly seed: number
}

export const place = (input: PlaceInput): Placement[] => initialPlacements(input.slab, adsorbate({ id: input.adsorbate, molecules: input.molecules }).members, input)
