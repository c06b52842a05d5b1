/**
 * All atoms of a cell from the sites of its asymmetric unit.
 *
 * A site on a symmetry element (a special position) is given in files to a few digits: 0.3333 for 1/3. The images of such a site that
 * should coincide are a little apart. Images within MERGE are taken as one atom, and the site is moved to their mean, which lies
 * exactly on the symmetry element. Atoms of different sites, or images, that are closer than OVERLAP but not within MERGE are an error.
 */
import { mulVec, norm } from '../../math/vec3'
import { perpendicularWidths, wrapFraction } from '../cell'
import { MAX_ATOMS } from '../structure'
import type { SymmetryOperation } from '../symmetry'
import type { CifSite } from './cif-sites'
import { malformed, notHandled } from './text'

/** Å. Three digits of a coordinate in a cell of 30 Å are 0.03 Å. */
export const MERGE = 0.05
/** Å. Shorter than any bond (H-H: 0.74 Å). */
export const OVERLAP = 0.5

/** Products of sites and operations: a bound on the work. */
const MOST_IMAGES = 2 * MAX_ATOMS

type Fraction = readonly [number, number, number]

export interface CellAtoms {
  readonly numbers: number[]
  /** [3n] fractional, in [0, 1) */
  readonly fractional: number[]
}

export function expandSites(sites: readonly CifSite[], operations: readonly SymmetryOperation[], cell: ArrayLike<number>, file: string): CellAtoms {
  if (sites.length * operations.length > MOST_IMAGES) throw notHandled(file, sites[0]!.line, 'The block has too many atoms', `${sites.length} sites x ${operations.length} operations`)
  const grid = new Grid(cell)
  for (const site of sites) addSite(site, operations, cell, grid, file)
  if (grid.numbers.length > MAX_ATOMS) throw notHandled(file, sites[0]!.line, 'The cell has too many atoms', `${grid.numbers.length} atoms, at most ${MAX_ATOMS}`)
  return grid
}

function addSite(site: CifSite, operations: readonly SymmetryOperation[], cell: ArrayLike<number>, grid: Grid, file: string): void {
  const centre = onSpecialPosition(site.position, operations, cell)
  const before = grid.numbers.length
  for (const [k, operation] of operations.entries()) {
    const image = apply(operation, centre)
    const near = grid.nearest(image)
    if (near === undefined || near.distance >= OVERLAP) {
      // In a group, all images of a site coincide with atoms of an earlier site, or none does.
      if (k > 0 && grid.numbers.length === before) throw notAGroup(site, operations, 'some images coincide with another site, some do not', file)
      grid.add(image, site)
      continue
    }
    const other = near.owner
    if (near.distance > MERGE) throw overlap(site, other, near.distance, file)
    if (other.z !== site.z) throw notHandled(file, site.line, `The sites ${other.label} and ${site.label} share a position; Adatom needs an ordered structure`, `${site.label} on ${other.label}`)
  }
  const added = grid.numbers.length - before
  if (added > 0 && operations.length % added !== 0) throw notAGroup(site, operations, `${added} images`, file)
}

const notAGroup = (site: CifSite, operations: readonly SymmetryOperation[], images: string, file: string): Error =>
  malformed(file, site.line, `The symmetry operations do not form a group, as the site ${site.label} shows`, `${operations.length} operations, ${images}`, 'a complete list of operations')

const overlap = (site: CifSite, other: CifSite, distance: number, file: string): Error =>
  malformed(file, site.line, site === other ? `Two images of ${site.label} nearly coincide` : `The sites ${other.label} and ${site.label} nearly coincide`, `${distance.toFixed(3)} Å apart`, `atoms at least ${OVERLAP} Å apart, or at most ${MERGE} Å where they are one`)

/** The mean of the images that coincide with the site. A few rounds, since the first mean may bring in a last image. */
function onSpecialPosition(position: Fraction, operations: readonly SymmetryOperation[], cell: ArrayLike<number>): Fraction {
  let centre = position
  for (let round = 0; round < 4; round++) {
    const here = centre
    const sum = [0, 0, 0]
    let count = 0
    for (const operation of operations) {
      const image = apply(operation, here)
      const d = [0, 1, 2].map((i) => image[i]! - here[i]! - Math.round(image[i]! - here[i]!)) as [number, number, number]
      if (norm(mulVec(d, cell)) > MERGE) continue
      for (let i = 0; i < 3; i++) sum[i]! += d[i]!
      count++
    }
    centre = [here[0] + sum[0]! / count, here[1] + sum[1]! / count, here[2] + sum[2]! / count]
  }
  return centre
}

function apply({ rotation: r, translation: t }: SymmetryOperation, x: Fraction): Fraction {
  const at = (i: number): number => r[3 * i]! * x[0] + r[3 * i + 1]! * x[1] + r[3 * i + 2]! * x[2] + t[i]!
  return [at(0), at(1), at(2)]
}

/** Å. Most atoms are further than OVERLAP from the walls of such a bin, so that one bin is looked at, and it holds a few atoms. */
const BIN = 4

/** The atoms so far, in bins, so that neighbours are found without looking at every atom. */
class Grid implements CellAtoms {
  readonly numbers: number[] = []
  readonly fractional: number[] = []
  readonly #owners: CifSite[] = []
  readonly #bins = new Map<number, number[]>()
  readonly #cell: ArrayLike<number>
  /** bins along each axis */
  readonly #size: Fraction
  /** OVERLAP as a fraction of each axis */
  readonly #reach: Fraction
  constructor(cell: ArrayLike<number>) {
    const [a, b, c] = perpendicularWidths(cell)
    // 200 000 bins a side: the number of a bin stays below 2^53
    const bins = (width: number): number => Math.max(1, Math.min(200_000, Math.floor(width / BIN)))
    this.#size = [bins(a), bins(b), bins(c)]
    this.#reach = [OVERLAP / a, OVERLAP / b, OVERLAP / c]
    this.#cell = cell
  }

  add(position: Fraction, site: CifSite): void {
    const [x, y, z] = [wrapFraction(position[0]), wrapFraction(position[1]), wrapFraction(position[2])]
    const key = this.#keyOf(this.#binOf(x, 0), this.#binOf(y, 1), this.#binOf(z, 2))
    const bin = this.#bins.get(key)
    if (bin === undefined) this.#bins.set(key, [this.numbers.length])
    else bin.push(this.numbers.length)
    this.numbers.push(site.z)
    this.fractional.push(x, y, z)
    this.#owners.push(site)
  }

  /** The nearest atom within OVERLAP. */
  nearest(position: Fraction): { owner: CifSite; distance: number } | undefined {
    const [x, y, z] = [wrapFraction(position[0]), wrapFraction(position[1]), wrapFraction(position[2])]
    const along = [this.#around(x, 0), this.#around(y, 1), this.#around(z, 2)] as const
    let [nearest, shortest] = [-1, OVERLAP]
    for (const a of along[0]) for (const b of along[1]) for (const c of along[2]) {
      for (const i of this.#bins.get(this.#keyOf(a, b, c)) ?? NOTHING) {
        const distance = this.#distance(x - this.fractional[3 * i]!, y - this.fractional[3 * i + 1]!, z - this.fractional[3 * i + 2]!)
        if (distance < shortest) [nearest, shortest] = [i, distance]
      }
    }
    return nearest < 0 ? undefined : { owner: this.#owners[nearest]!, distance: shortest }
  }

  /** Å. Right for distances below half a width of the cell, and OVERLAP is what matters here. */
  #distance(x: number, y: number, z: number): number {
    return norm(mulVec([x - Math.round(x), y - Math.round(y), z - Math.round(z)], this.#cell))
  }

  #binOf(wrapped: number, axis: 0 | 1 | 2): number {
    return Math.min(this.#size[axis] - 1, Math.floor(wrapped * this.#size[axis]))
  }

  #keyOf(a: number, b: number, c: number): number { return (a * this.#size[1] + b) * this.#size[2] + c }

  /** The bins within reach of a coordinate, each once. */
  #around(wrapped: number, axis: 0 | 1 | 2): number[] {
    const [size, reach] = [this.#size[axis], this.#reach[axis]]
    const first = Math.floor((wrapped - reach) * size)
    const count = Math.min(size, Math.floor((wrapped + reach) * size) - first + 1)
    const bins: number[] = []
    for (let k = first; k < first + count; k++) bins.push(((k % size) + size) % size)
    return bins
  }
}

const NOTHING: readonly number[] = []
