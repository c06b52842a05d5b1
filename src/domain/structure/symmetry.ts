/**
 * What the domain asks of a space-group library. The library itself (moyo, compiled to WebAssembly) is reached through
 * platform/symmetry: pure code receives a `SymmetryFinder` as an argument.
 */
import type { Structure } from './structure'

/** One space-group operation on fractional coordinates (column vectors): x' = R x + t. */
export interface SymmetryOperation {
  /** [9] integers, row-major */
  readonly rotation: readonly number[]
  /** [3] fractional */
  readonly translation: readonly [number, number, number]
}

export interface SymmetryDataset {
  /** ITA space-group number, 1-230 */
  readonly spaceGroup: number
  /** Hermann-Mauguin symbol, short */
  readonly symbol: string
  /** Operations in the basis of the INPUT cell. */
  readonly operations: readonly SymmetryOperation[]
  /** [n] smallest index of an equivalent atom of the input */
  readonly orbits: readonly number[]
  /** [n] Wyckoff letter of each input atom */
  readonly wyckoffs: readonly string[]
  /** The standardised conventional cell, in the standard orientation. Tags and fixed flags are zero. */
  readonly conventional: Structure
  /** The standardised primitive cell. */
  readonly primitive: Structure
}

/**
 * Finds the space group of a structure that is periodic in three directions.
 * `symprec` is the tolerance in Å (0.01 suits structures from files). Throws InvalidInput when no symmetry can be assigned.
 */
export type SymmetryFinder = (structure: Structure, symprec?: number) => SymmetryDataset

/** One setting of a space group: a choice of axes and origin, with its operations in that setting (centring included). */
export interface SpaceGroupSetting {
  /** what a person calls it: 'F d -3 m :2' */
  readonly label: string
  /** ITA number, 1-230 */
  readonly number: number
  readonly operations: readonly SymmetryOperation[]
}

/** What a file says about its space group when it lists no operations. */
export interface SpaceGroupName {
  /** Hall symbol: names a setting exactly */
  readonly hall?: string
  /** Hermann-Mauguin symbol, short or full, with or without spaces and a setting such as ':2', ':H' */
  readonly hermannMauguin?: string
  readonly number?: number
}

/** Every setting that the name fits: none when it is unknown, several when it leaves the axes or the origin open. */
export type SpaceGroupLookup = (name: SpaceGroupName) => readonly SpaceGroupSetting[]
