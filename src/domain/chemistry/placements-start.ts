/** Where the first adsorbate of placement k begins: the site, the quarter turn, the binding atom that its number chooses; nothing where they are drawn. */
import { invalidInput } from '../errors'
import { random } from '../math/random'
import { distinctSites, sitesOf } from './sites'
import type { Surface } from './sites-surface'
import { mvkSites, mxSites, shortestOxideBond } from './surfaces/oxide-sites'
import type { Adsorbate, PlacementMode, Site, Slab } from './types'

export interface Start {
  readonly site?: Site
  /** of 90 degrees about the normal; OC22 turns adsorbates by quarters */
  readonly quarter?: number
  readonly binding?: number
}

/** The sites of a mode; none for the random ones. */
export interface SiteChoice {
  /** one of every symmetry-equivalent set, for the first adsorbate */
  readonly distinct: readonly Site[]
  /** every site, for further adsorbates */
  readonly all: readonly Site[]
  /** Å: least distance of two sites taken, beside the rule for covalent radii */
  readonly separation: number
}

/** OC22: adsorbates keep 1.1 times the shortest bond of metal and oxygen apart. */
const OXIDE_SEPARATION = 1.1

/** Throws InvalidInput where an oxide's sites are asked for and the slab has none. */
export function siteChoice(slab: Slab, surface: Surface, mode: PlacementMode, { given, several }: { readonly given?: readonly Site[] | undefined; readonly several: boolean }): SiteChoice {
  if (mode === 'mx' || mode === 'mvk') {
    const all = mode === 'mx' ? mxSites(slab) : mvkSites(slab)
    if (all.length === 0) throw noSites(slab, mode)
    return { distinct: distinctSites(all, surface), all, separation: OXIDE_SEPARATION * (shortestOxideBond(slab) ?? 0) }
  }
  if (mode !== 'heuristic') return { distinct: [], all: [], separation: 0 }
  if (given) return { distinct: given, all: given, separation: 0 }
  const distinct = sitesOf(surface)
  return { distinct, all: several ? sitesOf(surface, { reduce: false }) : distinct, separation: 0 }
}

function noSites(slab: Slab, mode: 'mx' | 'mvk'): Error {
  const isOxide = slab.structure.numbers.includes(8)
  if (!isOxide) return invalidInput(`${mode === 'mx' ? 'MX' : 'MvK'} sites are those of oxides`, { found: `${slab.id}, without oxygen`, expected: 'an oxide, or another kind of placement' })
  if (mode === 'mx') return invalidInput('The surface has no MX sites: none of its metal atoms has lost an oxygen atom', { found: slab.id, expected: 'another termination, one with oxygen vacancies, or another kind of placement' })
  return invalidInput('The surface has no MvK sites: no oxygen atom of it can be touched from above', { found: slab.id, expected: 'another termination, or another kind of placement' })
}

/** How many placements differ before sites, quarter turns and binding atoms begin anew; Infinity where something is drawn. */
export function distinctStarts(mode: PlacementMode, sites: number, adsorbates: readonly Adsorbate[]): number {
  const [first] = adsorbates
  if (first === undefined || adsorbates.length > 1) return Infinity
  const isAtom = first.structure.numbers.length === 1
  if (mode === 'mx' || mode === 'mvk') return sites * (isAtom ? 1 : 4 * first.bindingAtoms.length)
  return mode === 'heuristic' && isAtom ? sites : Infinity
}

/** Placement k of each request: the sites in an order drawn from the seed; on an oxide's, then the quarter turns, then the binding atoms. */
export function starts(mode: PlacementMode, { distinct }: SiteChoice, adsorbate: Adsorbate, seed: number): (k: number) => Start {
  const n = distinct.length
  if (n === 0) return () => ({})
  const order = random(seed, 'site-order').shuffle(distinct.map((_, k) => k))
  const siteOf = (k: number): Site => distinct[order[k % n]!]!
  if (mode === 'heuristic') return (k) => ({ site: siteOf(k) })
  return (k) => ({ site: siteOf(k), quarter: Math.floor(k / n) % 4, binding: adsorbate.bindingAtoms[Math.floor(k / (4 * n)) % adsorbate.bindingAtoms.length]! })
}
