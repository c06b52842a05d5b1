/** The inputs of a search: slab, adsorbate, placement, and the verdicts on what relaxation made of them. */
import type { Structure } from '../structure/structure'

export type Miller = readonly [number, number, number]

/** How a slab came to be. `custom` slabs come from the user's own file. */
export type SlabOrigin =
  | {
      readonly kind: 'cut'
      /** label of the bulk, e.g. the file's stem */
      readonly bulk: string
      readonly miller: Miller
      /** shift of the termination along the normal, fraction of the oriented unit cell's height, as in pymatgen */
      readonly shift: number
      /** false: the flipped slab, made where no symmetry maps one side on the other */
      readonly top: boolean
      /** 0-based index of the termination among those of this Miller index */
      readonly termination: number
      /** [a, b] repeats of the primitive surface cell */
      readonly repeat: readonly [number, number]
      /** surface oxygen atoms that were removed, numbered as in the slab without vacancies, and their partners on the other side with them */
      readonly vacancies?: readonly number[]
      /** of an oxide: the places of lattice oxygen that surface metals have lost, to the cut or to a vacancy (MX sites) */
      readonly missing?: readonly Site[]
    }
  | { readonly kind: 'custom'; readonly source: string }

/** A slab with its surface normal along +z, c perpendicular to a and b, tags and fixed atoms set. Made only by chemistry/surfaces. */
export interface Slab {
  /** short and unique within a project: 'Cu-111-t0', 'RuO2-110-t1-bottom' */
  readonly id: string
  readonly structure: Structure
  readonly origin: SlabOrigin
  /** Å^2 */
  readonly area: number
}

export interface Adsorbate {
  /** stable key, e.g. 'CO', 'OH', 'CH2OH' */
  readonly id: string
  /** SMILES with '*' at the binding atoms, as in OC20's table; what the user gave otherwise */
  readonly smiles: string
  /** gas-phase geometry; not periodic, tags all 2 */
  readonly structure: Structure
  /** indices of the atoms that bind */
  readonly bindingAtoms: readonly number[]
}

/** mx, mvk: of oxides, OC22's sites (surfaces/oxide-sites.ts) */
export type PlacementMode = 'random' | 'heuristic' | 'random-site-heuristic' | 'mx' | 'mvk'

/** A site in Cartesian coordinates of the slab's own cell. */
export interface Site {
  /** MX, MvK: of oxides, a lattice anion's missing or taken place (surfaces/oxide-sites.ts) */
  readonly kind: 'top' | 'bridge' | 'hollow' | 'fourfold' | 'random' | 'MX' | 'MvK'
  /** [3] Å: on the surface plane through the atoms that make the site */
  readonly position: readonly [number, number, number]
  /** slab atoms that make the site */
  readonly atoms: readonly number[]
}

/** One initial configuration: the slab's atoms first, in their order, then the adsorbate's. */
export interface Placement {
  /** 'rand0017', 'heur0003': unique per (slab, adsorbate) */
  readonly id: string
  readonly structure: Structure
  readonly mode: PlacementMode
  readonly site: Site
  readonly seed: number
  /** index of the adsorbate atom set on the site; -1: the centre of mass */
  readonly anchor: number
  /** degrees, rotation about the surface normal */
  readonly azimuth: number
  /** degrees, angle between the molecule's original z and the surface normal after rotation */
  readonly tilt: number
  /** Å beyond the sum of covalent radii at the closest contact; 0.1 in OC20 */
  readonly gap?: number
  /** the further adsorbates of a placement with several, in the order of their atoms; absent for one */
  readonly more?: readonly PlacedAdsorbate[]
}

/** How one adsorbate of a placement was set. */
export interface PlacedAdsorbate {
  /** id of the adsorbate */
  readonly adsorbate: string
  readonly site: Site
  readonly anchor: number
  readonly azimuth: number
  readonly tilt: number
}

export type AnomalyKind = 'dissociated' | 'desorbed' | 'surface-changed' | 'intercalated'

/** What shows the anomaly, in atoms of the final structure (0-based); every number carries its threshold. */
export type AnomalyEvidence =
  | { readonly kind: 'bond-broken' | 'bond-formed'; readonly atoms: readonly [number, number]; readonly distance: number; readonly threshold: number }
  | { readonly kind: 'moved'; readonly atom: number; readonly displacement: number }
  | { readonly kind: 'nearest-contact'; readonly atoms: readonly [number, number]; readonly distance: number; readonly threshold: number }

export interface Anomaly {
  readonly kind: AnomalyKind
  readonly evidence: readonly AnomalyEvidence[]
}
