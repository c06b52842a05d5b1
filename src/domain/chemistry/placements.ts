/**
 * Placements: adsorbates set on a slab as OC20 and AdsorbML do (sites, rotations, height), each from a random stream of its own.
 *
 * | mode | site | set on the site | rotation |
 * |---|---|---|---|
 * | random | uniform over the surface | centre of mass | uniform over all rotations |
 * | heuristic | top, bridge, hollow, four-fold; symmetry-reduced | a random binding atom | azimuth uniform, tilt within 20 degrees |
 * | random-site-heuristic | uniform over the surface | a random binding atom | azimuth uniform, tilt within 20 degrees |
 *
 * Placement k of a mode depends on the slab, the adsorbates, the seed and k alone, never on how many were asked for.
 */
import { invalidInput, assertNever } from '../errors'
import { type Random, random } from '../math/random'
import { type Vec3, add, vec3 } from '../math/vec3'
import { minimumImage } from '../structure/minimum-image'
import { covalentRadius } from '../structure/elements'
import { ADSORBATE, type Structure, makeStructure } from '../structure/structure'
import { bondThreshold } from './connectivity'
import { type ContactField, type Rigid, contactField } from './placements-height'
import { HEURISTIC_CONE, type Orientation, UPRIGHT, centreOfMass, randomOrientation, rotateAbout } from './placements-rotation'
import { randomSite, sitesOf } from './sites'
import { type Surface, surfaceOf } from './sites-surface'
import type { Adsorbate, PlacedAdsorbate, Placement, PlacementMode, Site, Slab } from './types'

/** Å beyond the sum of covalent radii at the closest contact of adsorbate and slab. OC20. */
export const DEFAULT_GAP = 0.1

export interface PlacementOptions {
  readonly mode: PlacementMode
  /** how many; default in heuristic mode: one per distinct site, otherwise 100 as in OC20's `num_sites` */
  readonly count?: number
  readonly seed: number
  /** Å, default 0.1 */
  readonly gap?: number
  /** Å: with several adsorbates, the least distance between a site and a placed binding atom beyond their covalent radii; default 0.1 */
  readonly spacing?: number
}

/** Sites or rotations tried before a place is given up. */
const ATTEMPTS = 100

const PREFIX: Record<PlacementMode, string> = { random: 'rand', heuristic: 'heur', 'random-site-heuristic': 'rsh' }

/** Sets one adsorbate on the slab; see `placeAdsorbates`. */
export const placeAdsorbate = (slab: Slab, adsorbate: Adsorbate, options: PlacementOptions): Placement[] => placeAdsorbates(slab, [adsorbate], options)

/**
 * Sets all the adsorbates on each of `count` copies of the slab, one after the other.
 * Throws InvalidInput for a count, gap or seed that cannot be, a slab without surface atoms, a cell too small for the adsorbate or its
 * vacuum too thin, and where an adsorbate finds no room beside the others.
 */
export function placeAdsorbates(slab: Slab, adsorbates: readonly Adsorbate[], options: PlacementOptions): Placement[] {
  const { mode, seed, gap = DEFAULT_GAP, spacing = DEFAULT_GAP } = options
  checkRequest(slab, adsorbates, options)
  const surface = surfaceOf(slab)
  const radius = Math.max(...adsorbates.flatMap((a) => Array.from(a.structure.numbers, covalentRadius)))
  const bench: Bench = { surface, field: contactField(surface, radius, gap), gap, spacing, mode, adsorbates, distinct: mode === 'heuristic' ? sitesOf(surface) : [], all: mode === 'heuristic' && adsorbates.length > 1 ? sitesOf(surface, { reduce: false }) : [] }
  const count = options.count ?? (mode === 'heuristic' ? bench.distinct.length : 100)
  const order = random(seed, 'site-order').shuffle(bench.distinct.map((_, k) => k))
  return Array.from({ length: count }, (_, k) => {
    const first = order.length > 0 ? bench.distinct[order[k % order.length]!] : undefined
    return makePlacement(bench, `${PREFIX[mode]}${String(k).padStart(4, '0')}`, seed, random(seed, mode, k), first)
  })
}

/** What all placements of a request share. */
interface Bench {
  readonly surface: Surface
  readonly field: ContactField
  readonly gap: number
  readonly spacing: number
  readonly mode: PlacementMode
  readonly adsorbates: readonly Adsorbate[]
  readonly distinct: readonly Site[]
  readonly all: readonly Site[]
}

interface Placed extends PlacedAdsorbate, Rigid {
  /** indices of the binding atoms, of this adsorbate */
  readonly binding: readonly number[]
}

function checkRequest(slab: Slab, adsorbates: readonly Adsorbate[], { count, gap = DEFAULT_GAP, spacing = DEFAULT_GAP, seed }: PlacementOptions): void {
  if (count !== undefined && (!Number.isInteger(count) || count < 0)) throw invalidInput('The number of placements must be a whole number', { found: String(count) })
  if (!Number.isFinite(gap) || gap < 0) throw invalidInput('The gap between adsorbate and slab must be a distance', { found: String(gap), expected: '0 Å or more' })
  if (!Number.isFinite(spacing) || spacing < 0) throw invalidInput('The spacing of adsorbates must be a distance', { found: String(spacing), expected: '0 Å or more' })
  if (!Number.isFinite(seed)) throw invalidInput('The seed must be a number', { found: String(seed) })
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

function makePlacement(bench: Bench, id: string, seed: number, rng: Random, first: Site | undefined): Placement {
  const placed: Placed[] = []
  bench.adsorbates.forEach((adsorbate, m) => {
    placed.push(placeNext(bench, adsorbate, rng, placed, m === 0 ? first : undefined))
  })
  const [one, ...others] = placed.map(({ adsorbate, site, anchor, azimuth, tilt }): PlacedAdsorbate => ({ adsorbate, site, anchor, azimuth, tilt }))
  const { site, anchor, azimuth, tilt } = one!
  const structure = joined(bench.surface.structure, placed)
  return { id, structure, mode: bench.mode, site, seed, anchor, azimuth, tilt, gap: bench.gap, ...(others.length === 0 ? {} : { more: others }) }
}

/** One adsorbate beside those already there: sites and rotations are drawn until it runs into nothing. */
function placeNext(bench: Bench, adsorbate: Adsorbate, rng: Random, placed: readonly Placed[], fixedSite: Site | undefined): Placed {
  const shuffled = fixedSite === undefined && bench.mode === 'heuristic' ? rng.shuffle([...bench.all]) : []
  let clash: Clash | undefined
  for (let attempt = 0; attempt < Math.max(ATTEMPTS, shuffled.length); attempt++) {
    const site = fixedSite ?? (bench.mode === 'heuristic' ? shuffled[attempt % shuffled.length]! : randomSite(bench.surface, rng))
    const binding = adsorbate.bindingAtoms[rng.integer(adsorbate.bindingAtoms.length)]!
    if (!isAllowed(bench, site, adsorbate.structure.numbers[binding]!, placed)) {
      clash ??= { with: 'an adsorbate already placed' }
      continue
    }
    const candidate = setOnSite(bench, adsorbate, site, binding, rng)
    const found = clashOf(candidate, placed, bench.surface)
    if (found === undefined) return candidate
    clash = found
  }
  throw invalidInput(`There is no room for ${adsorbate.id} on the surface: it runs into ${clash!.with}`, {
    found: `${bench.adsorbates.length} adsorbate${bench.adsorbates.length === 1 ? '' : 's'} on ${bench.surface.structure.numbers.length} slab atoms`,
    expected: clash!.with === 'the slab above it' ? 'a thicker vacuum' : 'a wider surface cell or fewer adsorbates',
  })
}

/** OC20's rule for several adsorbates: |site - placed binding atom| - r_placed >= spacing + r_new, over periodic images. */
function isAllowed(bench: Bench, site: Site, z: number, placed: readonly Placed[]): boolean {
  if (placed.length === 0) return true
  const nearest = minimumImage(bench.surface.structure.cell, bench.surface.structure.pbc)
  return placed.every((other) =>
    other.binding.every((b) => {
      const d = nearest([site.position[0] - other.positions[3 * b]!, site.position[1] - other.positions[3 * b + 1]!, site.position[2] - other.positions[3 * b + 2]!])
      return Math.hypot(...d) - covalentRadius(other.numbers[b]!) >= bench.spacing + covalentRadius(z)
    }),
  )
}

function setOnSite(bench: Bench, adsorbate: Adsorbate, site: Site, binding: number, rng: Random): Placed {
  const { numbers, positions } = adsorbate.structure
  const isRandom = bench.mode === 'random'
  const centre: Vec3 = isRandom ? centreOfMass(numbers, positions) : vec3(positions, 3 * binding)
  const orientation = numbers.length === 1 ? UPRIGHT : drawOrientation(bench.mode, rng)
  const moved = translate(rotateAbout(positions, centre, orientation.matrix), site.position)
  const lift = bench.field.lift({ numbers, positions: moved }, bench.gap)
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

function drawOrientation(mode: PlacementMode, rng: Random): Orientation {
  switch (mode) {
    case 'random':
      return randomOrientation(rng, Math.PI)
    case 'heuristic':
    case 'random-site-heuristic':
      return randomOrientation(rng, HEURISTIC_CONE)
    default:
      return assertNever(mode)
  }
}

function translate(positions: Float64Array, by: Vec3): Float64Array {
  const out = new Float64Array(positions.length)
  for (let q = 0; q < positions.length; q += 3) out.set(add(vec3(positions, q), by), q)
  return out
}

interface Clash {
  readonly with: 'its own periodic image' | 'the slab above it' | 'an adsorbate already placed'
}

/**
 * What the adsorbate runs into, if anything. Adsorbates start as separate molecules: no atom of one is bonded to another or to its own
 * image (fairchem asks for d >= r_i + r_j only, under which two C atoms may start 1.52 Å apart, as ethane).
 */
function clashOf(candidate: Placed, placed: readonly Placed[], surface: Surface): Clash | undefined {
  const { structure } = surface
  if (overlapsImages(candidate, structure)) return { with: 'its own periodic image' }
  if (structure.pbc[2] && overlapsSlabAbove(candidate, surface)) return { with: 'the slab above it' }
  const nearest = minimumImage(structure.cell, structure.pbc)
  const clashes = placed.some((other) => anyPair(candidate, other, (d, limit) => Math.hypot(...nearest(d)) < limit))
  return clashes ? { with: 'an adsorbate already placed' } : undefined
}

/** True when `test` holds for any pair of atoms: d = r_other - r_one in Å, limit = the length below which they are bonded. */
function anyPair(one: Rigid, other: Rigid, test: (d: Vec3, limit: number) => boolean): boolean {
  for (let i = 0; i < one.numbers.length; i++) {
    for (let j = 0; j < other.numbers.length; j++) {
      const d: Vec3 = [0, 1, 2].map((k) => other.positions[3 * j + k]! - one.positions[3 * i + k]!) as [number, number, number]
      if (test(d, bondThreshold(one.numbers[i]!, other.numbers[j]!))) return true
    }
  }
  return false
}

function overlapsImages(candidate: Placed, { cell, pbc }: Structure): boolean {
  const span = extent(candidate.positions)
  // two cells each way: enough for surface cells as skewed as 30 degrees
  const shifts = [-2, -1, 0, 1, 2]
  for (const m of pbc[0] ? shifts : [0]) {
    for (const n of pbc[1] ? shifts : [0]) {
      if (m === 0 && n === 0) continue
      const t: Vec3 = [m * cell[0]! + n * cell[3]!, m * cell[1]! + n * cell[4]!, m * cell[2]! + n * cell[5]!]
      // images further apart than the molecule's own size and the longest bond cannot touch
      if (Math.hypot(...t) > span + 6) continue
      if (anyPair(candidate, candidate, (d, limit) => Math.hypot(d[0] + t[0], d[1] + t[1], d[2] + t[2]) < limit)) return true
    }
  }
  return false
}

/** Å: diagonal of the box around the atoms. */
function extent(positions: Float64Array): number {
  const sizes = [0, 1, 2].map((k) => {
    const values = positions.filter((_, q) => q % 3 === k)
    return Math.max(...values) - Math.min(...values)
  })
  return Math.hypot(...sizes)
}

/** Å of vacuum that must be left over the adsorbate. */
const CLEARANCE = 1

/** Does the adsorbate reach the next image of the slab along c? That slab counts as a wall at the height of its lowest atom. */
function overlapsSlabAbove(candidate: Placed, { structure, positions }: Surface): boolean {
  const lowest = positions.reduce((low, z, q) => (q % 3 === 2 ? Math.min(low, z) : low), Infinity) + structure.cell[8]!
  const highest = candidate.positions.reduce((high, z, q) => (q % 3 === 2 ? Math.max(high, z) : high), -Infinity)
  return highest + CLEARANCE > lowest
}

/** The slab's atoms, then those of the adsorbates: tag 2, free. */
function joined(slab: Structure, placed: readonly Rigid[]): Structure {
  const added = placed.reduce((sum, p) => sum + p.numbers.length, 0)
  return makeStructure({
    numbers: [...slab.numbers, ...placed.flatMap((p) => Array.from(p.numbers))],
    positions: [...slab.positions, ...placed.flatMap((p) => Array.from(p.positions))],
    cell: slab.cell,
    pbc: slab.pbc,
    tags: [...slab.tags, ...Array<number>(added).fill(ADSORBATE)],
    fixed: [...slab.fixed, ...Array<number>(added).fill(0)],
  })
}
