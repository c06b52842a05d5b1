/**
 * Placements: adsorbates set on a slab as OC20 and AdsorbML do (sites, rotations, height), each from a random stream of its own.
 *
 * | mode | site | set on the site | rotation |
 * |---|---|---|---|
 * | random | uniform over the surface | centre of mass | uniform over all rotations |
 * | heuristic | top, bridge, hollow, four-fold; symmetry-reduced | a random binding atom | azimuth uniform, tilt within 20 degrees |
 * | random-site-heuristic | uniform over the surface | a random binding atom | azimuth uniform, tilt within 20 degrees |
 * | mx, mvk | an oxide's MX or MvK sites; symmetry-reduced | each binding atom in turn | upright, quarter turns about the normal (OC22) |
 *
 * Placement k of a mode depends on the slab, the adsorbates, the seed and k alone, never on how many were asked for.
 */
import { invalidInput, assertNever, isError } from '../errors'
import { type Random, random } from '../math/random'
import { type Vec3, add, norm, vec3 } from '../math/vec3'
import { covalentRadius } from '../structure/elements'
import { ADSORBATE, type Structure, assertStructure } from '../structure/structure'
import { type Clash, type ClashField, clashField } from './placements-clash'
import { type ContactField, type Rigid, contactField } from './placements-height'
import { HEURISTIC_CONE, type Orientation, UPRIGHT, centreOfMass, quarterTurn, randomOrientation, rotateAbout } from './placements-rotation'
import { type SiteChoice, type Start, distinctStarts, siteChoice, starts } from './placements-start'
import { randomSite } from './sites'
import { type Surface, surfaceOf } from './sites-surface'
import type { Adsorbate, PlacedAdsorbate, Placement, PlacementMode, Site, Slab } from './types'

/** Å beyond the sum of covalent radii at the closest contact of adsorbate and slab. OC20. */
export const DEFAULT_GAP = 0.1

export interface PlacementOptions {
  readonly mode: PlacementMode
  /** how many; default: every start that differs (one per distinct site where those are many), otherwise 100 as in OC20's `num_sites` */
  readonly count?: number
  readonly seed: number
  /** Å, default 0.1 */
  readonly gap?: number
  /** in heuristic mode, these sites instead of the slab's own: chosen by hand; all are used, none is reduced */
  readonly sites?: readonly Site[]
  /** Å: with several adsorbates, the least distance between a site and a placed binding atom beyond their covalent radii; default 0.1 */
  readonly spacing?: number
}

/** Sites or rotations tried before a place is given up. */
const ATTEMPTS = 100
/** Times that a placement of several adsorbates begins anew where the last ones find no room: set down one by one, they may block each other. */
const RESTARTS = 20

const PREFIX: Record<PlacementMode, string> = { random: 'rand', heuristic: 'heur', 'random-site-heuristic': 'rsh', mx: 'mx', mvk: 'mvk' }

/** Sets one adsorbate on the slab; see `placeAdsorbates`. */
export const placeAdsorbate = (slab: Slab, adsorbate: Adsorbate, options: PlacementOptions): Placement[] => placeAdsorbates(slab, [adsorbate], options)

/**
 * Sets all the adsorbates on each of `count` copies of the slab, one after the other.
 * Throws InvalidInput for a count, gap or seed that cannot be, a slab without surface atoms or without the sites of the mode, a cell too small for
 * the adsorbate or its vacuum too thin, and where an adsorbate finds no room beside the others.
 */
export function placeAdsorbates(slab: Slab, adsorbates: readonly Adsorbate[], options: PlacementOptions): Placement[] {
  const { mode, seed, gap = DEFAULT_GAP, spacing = DEFAULT_GAP } = options
  checkRequest(slab, adsorbates, options)
  assertStructure(slab.structure)
  for (const { structure } of adsorbates) assertStructure(structure)
  const surface = surfaceOf(slab)
  const sites = siteChoice(slab, surface, mode, { given: options.sites, several: adsorbates.length > 1 })
  const radius = Math.max(...adsorbates.flatMap((a) => Array.from(a.structure.numbers, covalentRadius)))
  const setup: Setup = {
    surface,
    field: contactField(surface, radius, gap),
    clashes: clashField(surface),
    gap,
    spacing,
    mode,
    adsorbates,
    sites,
  }
  const start = starts(mode, sites, adsorbates[0]!, seed)
  return Array.from({ length: options.count ?? usualCount(mode, sites.distinct.length, adsorbates) }, (_, k) => makePlacement(setup, k, seed, start(k)))
}

function usualCount(mode: PlacementMode, sites: number, adsorbates: readonly Adsorbate[]): number {
  if (sites === 0) return 100
  const different = distinctStarts(mode, sites, adsorbates)
  return different === Infinity ? sites : different
}

/** What all placements of a request share. */
interface Setup {
  readonly surface: Surface
  readonly field: ContactField
  readonly clashes: ClashField
  readonly gap: number
  readonly spacing: number
  readonly mode: PlacementMode
  readonly adsorbates: readonly Adsorbate[]
  readonly sites: SiteChoice
}

interface Placed extends PlacedAdsorbate, Rigid {
  /** indices of the binding atoms, of this adsorbate */
  readonly binding: readonly number[]
}

function checkRequest(slab: Slab, adsorbates: readonly Adsorbate[], { mode, count, gap = DEFAULT_GAP, spacing = DEFAULT_GAP, seed, sites }: PlacementOptions): void {
  if (count !== undefined && (!Number.isInteger(count) || count < 0)) throw invalidInput('The number of placements must be a whole number', { found: String(count) })
  if (!Number.isFinite(gap) || gap < 0) throw invalidInput('The gap between adsorbate and slab must be a distance', { found: String(gap), expected: '0 Å or more' })
  if (!Number.isFinite(spacing) || spacing < 0) throw invalidInput('The spacing of adsorbates must be a distance', { found: String(spacing), expected: '0 Å or more' })
  if (!Number.isFinite(seed)) throw invalidInput('The seed must be a number', { found: String(seed) })
  if (sites !== undefined && mode !== 'heuristic') throw invalidInput('Given sites are used by heuristic placements only', { found: mode, expected: 'heuristic' })
  if (sites?.length === 0 || sites?.some((site) => !site.position.every(Number.isFinite))) throw invalidInput('The given sites are no places on the slab', { expected: 'at least one, with finite coordinates' })
  if (adsorbates.length === 0) throw invalidInput('There is no adsorbate to place')
  for (const { id, structure, bindingAtoms } of adsorbates) {
    const n = structure.numbers.length
    if (n === 0) throw invalidInput(`The adsorbate ${id} has no atoms`)
    if (bindingAtoms.length === 0 || bindingAtoms.some((b) => !Number.isInteger(b) || b < 0 || b >= n)) {
      throw invalidInput(`The binding atoms of ${id} are not atoms of it`, { found: bindingAtoms.join(', ') || 'none', expected: `0 to ${n - 1}` })
    }
  }
  if (slab.structure.tags.some((tag) => tag === ADSORBATE)) throw invalidInput('The slab already carries an adsorbate', { found: 'atoms with tag 2', expected: 'a clean slab' })
}

function makePlacement(setup: Setup, k: number, seed: number, start: Start): Placement {
  const placed = placeAll(setup, k, seed, start)
  const id = `${PREFIX[setup.mode]}${String(k).padStart(4, '0')}`
  const [one, ...others] = placed.map(({ adsorbate, site, anchor, azimuth, tilt }): PlacedAdsorbate => ({ adsorbate, site, anchor, azimuth, tilt }))
  const { site, anchor, azimuth, tilt } = one!
  const structure = joined(setup.surface.structure, placed)
  return { id, structure, mode: setup.mode, site, seed, anchor, azimuth, tilt, gap: setup.gap, ...(others.length === 0 ? {} : { more: others }) }
}

function placeAll(setup: Setup, k: number, seed: number, start: Start): Placed[] {
  for (let restart = 0; ; restart++) {
    const rng = restart === 0 ? random(seed, setup.mode, k) : random(seed, setup.mode, k, restart)
    try {
      const placed: Placed[] = []
      setup.adsorbates.forEach((adsorbate, m) => {
        placed.push(placeNext(setup, adsorbate, rng, placed, m === 0 ? start : {}))
      })
      return placed
    } catch (error) {
      if (setup.adsorbates.length === 1 || restart === RESTARTS || !isError(error, 'InvalidInput')) throw error
    }
  }
}

/** One adsorbate beside those already there: sites and rotations are drawn until it runs into nothing. */
function placeNext(setup: Setup, adsorbate: Adsorbate, rng: Random, placed: readonly Placed[], start: Start): Placed {
  const hasSites = setup.sites.all.length > 0
  const shuffled = start.site === undefined && hasSites ? rng.shuffle([...setup.sites.all]) : []
  let clash: Clash | undefined
  for (let attempt = 0; attempt < Math.max(ATTEMPTS, shuffled.length); attempt++) {
    const site = start.site ?? (hasSites ? shuffled[attempt % shuffled.length]! : randomSite(setup.surface, rng))
    const binding = start.binding ?? adsorbate.bindingAtoms[rng.integer(adsorbate.bindingAtoms.length)]!
    if (!isAllowed(setup, site, adsorbate.structure.numbers[binding]!, placed)) {
      clash ??= 'an adsorbate already placed'
      continue
    }
    const candidate = setOnSite(setup, adsorbate, site, binding, start.quarter, rng)
    const found = setup.clashes.clash(candidate, placed)
    if (found === undefined) return candidate
    clash = found
  }
  throw invalidInput(`There is no room for ${adsorbate.id} on the surface: it runs into ${clash!}`, {
    found: `${setup.adsorbates.length} adsorbate${setup.adsorbates.length === 1 ? '' : 's'} on ${setup.surface.structure.numbers.length} slab atoms`,
    expected: clash === 'the slab above it' ? 'a thicker vacuum' : 'a wider surface cell or fewer adsorbates',
  })
}

/**
 * OC20's rule for several adsorbates: |site - placed binding atom| - r_placed >= spacing + r_new, over periodic images. On an oxide's sites OC22's
 * too: |site - placed site| >= 1.1 times the shortest bond of metal and oxygen.
 */
function isAllowed(setup: Setup, site: Site, z: number, placed: readonly Placed[]): boolean {
  const apart = ({ position: [x, y, height] }: Site): boolean => norm(setup.clashes.nearest([site.position[0] - x, site.position[1] - y, site.position[2] - height])) >= setup.sites.separation
  return placed.every((other) => apart(other.site)) && placed.every((other) =>
    other.binding.every((b) => {
      const d = setup.clashes.nearest([site.position[0] - other.positions[3 * b]!, site.position[1] - other.positions[3 * b + 1]!, site.position[2] - other.positions[3 * b + 2]!])
      return norm(d) - covalentRadius(other.numbers[b]!) >= setup.spacing + covalentRadius(z)
    }),
  )
}

function setOnSite(setup: Setup, adsorbate: Adsorbate, site: Site, binding: number, quarter: number | undefined, rng: Random): Placed {
  const { numbers, positions } = adsorbate.structure
  const isRandom = setup.mode === 'random'
  const centre: Vec3 = isRandom ? centreOfMass(numbers, positions) : vec3(positions, 3 * binding)
  const orientation = numbers.length === 1 ? UPRIGHT : drawOrientation(setup.mode, quarter, rng)
  const moved = translate(rotateAbout(positions, centre, orientation.matrix), site.position)
  const lift = setup.field.lift({ numbers, positions: moved }, setup.gap)
  return {
    adsorbate: adsorbate.id,
    site,
    anchor: isRandom ? -1 : binding,
    azimuth: orientation.azimuth,
    tilt: orientation.tilt,
    numbers,
    positions: translate(moved, [0, 0, lift]),
    binding: adsorbate.bindingAtoms,
  }
}

function drawOrientation(mode: PlacementMode, quarter: number | undefined, rng: Random): Orientation {
  switch (mode) {
    case 'random':
      return randomOrientation(rng, Math.PI)
    case 'heuristic':
    case 'random-site-heuristic':
      return randomOrientation(rng, HEURISTIC_CONE)
    case 'mx':
    case 'mvk':
      return quarterTurn(quarter ?? rng.integer(4))
    default:
      return assertNever(mode)
  }
}

function translate(positions: Float64Array, by: Vec3): Float64Array {
  const out = new Float64Array(positions.length)
  for (let q = 0; q < positions.length; q += 3) out.set(add(vec3(positions, q), by), q)
  return out
}

/** The slab's atoms, then those of the adsorbates: tag 2, free. Slab and adsorbates have been checked; a placement is not checked again. */
function joined(slab: Structure, placed: readonly Rigid[]): Structure {
  const n = slab.numbers.length
  const total = placed.reduce((sum, p) => sum + p.numbers.length, n)
  const numbers = new Uint8Array(total)
  const positions = new Float64Array(3 * total)
  const tags = new Uint8Array(total).fill(ADSORBATE, n)
  const fixed = new Uint8Array(total)
  numbers.set(slab.numbers)
  positions.set(slab.positions)
  tags.set(slab.tags)
  fixed.set(slab.fixed)
  let at = n
  for (const p of placed) {
    numbers.set(p.numbers, at)
    positions.set(p.positions, 3 * at)
    at += p.numbers.length
  }
  return { numbers, positions, cell: slab.cell, pbc: slab.pbc, tags, fixed }
}
