/** What may be chosen when slabs are cut, and the two presets: OC20 and OC22. */
import { invalidInput } from '../../errors'

export type MillerChoice =
  | { readonly kind: 'up-to'; readonly max: number }
  /** (hkl), or (hkil) in hexagonal cells; in the order given, also where symmetry makes some of them equal */
  | { readonly kind: 'list'; readonly indices: readonly (readonly number[])[] }

export interface SurfaceOptions {
  /** first part of each slab's id; the formula where it is left out */
  readonly label?: string
  readonly millers: MillerChoice
  /** the cell that Miller indices refer to: the standardised conventional cell, or the cell as the user gave it */
  readonly cell: 'conventional' | 'input'
  /**
   * 'bulk-units': whole oriented cells, as pymatgen and OC20; the two sides may differ, and then both are made.
   * 'symmetric': both sides are the same termination, related by a symmetry operation of the crystal; the composition may differ from the bulk's.
   */
  readonly kind: 'bulk-units' | 'symmetric'
  /** Å, least height of the slab: whole oriented cells */
  readonly minThickness: number
  /** Å, least height of the vacuum: whole oriented cells, as in pymatgen */
  readonly minVacuum: number
  /** Å, least length of a and b after tiling */
  readonly minLateral: number
  /** Å: planes of atoms nearer than this along the normal are one layer, never cut apart (pymatgen's ftol) */
  readonly layerTolerance: number
  /** Å: atoms this near to the topmost one are surface atoms */
  readonly surfaceDepth: number
  /** whether under-coordinated atoms of the upper half are surface atoms too (OC20's Voronoi rule) */
  readonly voronoiTags: boolean
  /** what is held during relaxation */
  readonly fix: 'subsurface' | 'none'
  /** Å, tolerance of the space-group search */
  readonly symprec: number
  /** slabs with more atoms are left out, and listed as such */
  readonly maxAtoms: number
  /** more slabs than this are refused before any is made */
  readonly maxSlabs: number
}

/** OC20's slabs (Chanussot et al., ACS Catal. 11, 6059 (2021), doi:10.1021/acscatal.0c04525; rules as in fairchem's data/oc). */
export const OC20: SurfaceOptions = {
  millers: { kind: 'up-to', max: 2 }, cell: 'conventional', kind: 'bulk-units', minThickness: 7, minVacuum: 20, minLateral: 8,
  layerTolerance: 0.1, surfaceDepth: 2, voronoiTags: true, fix: 'subsurface', symprec: 0.1, maxAtoms: 500, maxSlabs: 5000,
}

/**
 * OC22's oxide slabs (Tran et al., ACS Catal. 13, 3066 (2023), doi:10.1021/acscatal.2c05426): both sides equal, thicker, nothing fixed,
 * at most 300 atoms. Its maximum Miller index, 3, is 2 for triclinic and monoclinic crystals: see `oc22Options`.
 */
export const OC22: SurfaceOptions = {
  ...OC20, millers: { kind: 'up-to', max: 3 }, kind: 'symmetric', minThickness: 10, surfaceDepth: 1.25, voronoiTags: false, fix: 'none', maxAtoms: 300,
}

/** OC22's options for a crystal of the given space group (1-15 are triclinic and monoclinic). */
export const oc22Options = (spaceGroup: number): SurfaceOptions => (spaceGroup <= 15 ? { ...OC22, millers: { kind: 'up-to', max: 2 } } : OC22)

/** Throws InvalidInput for a setting that cannot mean anything. Miller indices are checked where the cell is known. */
export function assertOptions(o: SurfaceOptions): void {
  const positive = (name: string, value: number, max: number): void => {
    if (!(value > 0) || value > max) throw invalidInput(`The ${name} is out of range`, { found: String(value), expected: `above 0, at most ${max}` })
  }
  positive('least slab thickness (Å)', o.minThickness, 200)
  positive('least vacuum (Å)', o.minVacuum, 200)
  positive('least lateral size (Å)', o.minLateral, 200)
  positive('layer tolerance (Å)', o.layerTolerance, 2)
  positive('depth of the surface (Å)', o.surfaceDepth, 50)
  positive('symmetry tolerance (Å)', o.symprec, 0.5)
  positive('limit of atoms', o.maxAtoms, 100_000)
  positive('limit of slabs', o.maxSlabs, 1_000_000)
  if (o.millers.kind === 'list' && o.millers.indices.length === 0) throw invalidInput('No Miller indices are given')
}
