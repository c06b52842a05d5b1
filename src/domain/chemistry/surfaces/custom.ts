/**
 * The user's own slab, with no bulk behind it: relaxed, reconstructed, from another program. Any orientation, any setting of the cell, atoms
 * wrapped through the boundary: what comes out obeys the same conventions as a slab that was cut (normal +z, c perpendicular, tags, fixed).
 */
import { invalidInput } from '../../errors'
import { type Vec3, cross, dot, mulVec, norm, normalise, row, scale, vec3 } from '../../math/vec3'
import { completeCell, inverseCell, perpendicularWidths, repeat, toFractional, wrapFraction } from '../../structure/cell'
import { ADSORBATE, SUBSURFACE, SURFACE, type Structure, assertStructure, atomsWhere, makeStructure } from '../../structure/structure'
import type { Slab } from '../types'
import { bulkCoordination, surfaceTags } from './tags'

export interface CustomSlabOptions {
  /** short and unique within the project */
  readonly id: string
  /** where it comes from, e.g. the file's name */
  readonly source: string
  /** the cell vector that crosses the vacuum (0 = a); found from the atoms where left out */
  readonly axis?: 0 | 1 | 2
  /** which side is the surface, along +axis or -axis; where left out: the side away from fixed atoms, else that of the tagged surface atoms, else top */
  readonly side?: 'top' | 'bottom'
  /** Å: empty space from here on counts as vacuum. Default 6: wider than the gaps of layered crystals */
  readonly minVacuum?: number
  /** Å: sets the vacuum anew. Where left out the user's stays (20 where the slab had no cell along the normal) */
  readonly vacuum?: number
  /** Å: atoms this near to the topmost one are surface atoms. Default 2, as OC20 */
  readonly surfaceDepth?: number
  /** 'keep' (default): the user's fixed flags, or 'subsurface' where there are none; a number: all deeper than that many Å below the top */
  readonly fix?: 'keep' | 'subsurface' | 'none' | number
  /** 'keep' (default): the user's tags where they mark surface atoms; 'find': always from the slab itself */
  readonly tags?: 'keep' | 'find'
  /** Å: repeat a and b until they are at least this long. Where left out the cell stays */
  readonly minLateral?: number
}

const DEFAULT_MIN_VACUUM = 6
const DEFAULT_VACUUM = 20
/**
 * Coordination an atom must lose against the slab's interior to count as surface: more than relaxation changes it. On the first frames of 20 systems of
 * OC20 (1563 atoms) 47 atoms then differ from OC20's tags, which know the bulk: 46 missed and 1 too many; with 0.5 it is 52, and
 * with the median of the interior in place of its least value 43, but 26 too many.
 */
const LOST_COORDINATION = 0.2
/** Å: thinner slabs have no interior to compare with */
const LEAST_WITH_INTERIOR = 4.5

/**
 * Makes a Slab of a structure. Atoms keep their order; each moves only by lattice vectors and with the rotation of the whole.
 * Throws InvalidInput, with the gaps that were found, where there is no vacuum or more than one; for an adsorbate (tag 2) in the
 * structure; for an empty structure.
 */
export function customSlab(structure: Structure, options: CustomSlabOptions): Slab {
  assertStructure(structure)
  const adsorbate = atomsWhere(structure, (i) => structure.tags[i] === ADSORBATE)
  if (adsorbate.length > 0) throw invalidInput('The structure holds an adsorbate; give the clean slab', { found: `${adsorbate.length} atoms with tag 2`, expected: 'tags 0 and 1' })
  if (structure.numbers.length === 0) throw invalidInput('The slab has no atoms')
  const axis = options.axis ?? vacuumAxis(structure, options.minVacuum)
  const upright = standUp(structure, axis, options)
  const tagged = withTags(isUpsideDown(upright, options.side) ? turnOver(upright) : upright, options)
  const slab = widened(withFixed(tagged, options), options.minLateral)
  assertStructure(slab)
  return { id: options.id, structure: slab, origin: { kind: 'custom', source: options.source }, area: Math.abs(slab.cell[0]! * slab.cell[4]!) }
}

/**
 * The one cell vector that crosses a vacuum: the cheap answer to whether a structure is a slab. A direction that is not periodic counts as vacuum. In
 * an upright slab with tagged surface atoms (one that `customSlab` made, or OC20's) it is c, whatever holes the slab has.
 * Throws InvalidInput where no empty space, or more than one, is at least `least` Å wide, or there are no atoms.
 */
export function vacuumAxis(s: Structure, least = DEFAULT_MIN_VACUUM): 0 | 1 | 2 {
  if (s.numbers.length === 0) throw invalidInput('The slab has no atoms')
  const gaps = emptySpaces(s)
  const open = ([0, 1, 2] as const).filter((axis) => gaps[axis] >= least)
  const found = gaps.map((g, i) => `${'abc'[i]} ${g === Infinity ? 'not periodic' : `${g.toFixed(1)} Å`}`).join(', ')
  if (s.tags.includes(SURFACE) && isUpright(s) && (open.includes(2) || gaps[2] >= Math.max(...gaps))) return 2
  if (open.length === 0) {
    throw invalidInput('No vacuum was found: this looks like a bulk. Cut slabs from it, add vacuum, or name the axis of the vacuum', { found: `widest empty space along ${found}`, expected: `at least ${least} Å along one axis` })
  }
  if (open.length > 1) {
    throw invalidInput('There is empty space along more than one axis: a molecule, a wire, or a slab with wide holes. Name the axis of the vacuum', { found: `widest empty space along ${found}`, expected: `less than ${least} Å along two axes` })
  }
  return open[0]!
}

/** Å: the widest empty space along a, b and c; Infinity along a direction that is not periodic. */
export const emptySpaces = (s: Structure): readonly [number, number, number] => ([0, 1, 2] as const).map((axis) => (s.pbc[axis] ? emptySpace(s, axis).width : Infinity)) as unknown as [number, number, number]

/** a and b in the plane of x and y, c along z. */
const isUpright = ({ cell }: Structure): boolean => [2, 5, 6, 7].every((q) => Math.abs(cell[q]!) < 1e-6)

/** The widest empty space along a periodic axis: its width (Å, along the normal of the other two) and the fraction where it ends. */
function emptySpace(s: Structure, axis: number): { width: number; end: number } {
  const all = toFractional(s.positions, s.cell)
  const f = Array.from(s.numbers, (_, i) => wrapFraction(all[3 * i + axis]!)).sort((p, q) => p - q)
  const gaps = f.map((x, i) => ({ end: x, gap: i === 0 ? x - f.at(-1)! + 1 : x - f[i - 1]! }))
  const widest = gaps.reduce((best, g) => (g.gap > best.gap + 1e-9 ? g : best))
  return { width: widest.gap * perpendicularWidths(s.cell)[axis]!, end: widest.end }
}

/** The slab in one piece, normal along +z, a along +x, centred in a cell whose c is perpendicular. */
function standUp(s: Structure, axis: 0 | 1 | 2, options: CustomSlabOptions): Structure {
  const cell = completeCell(s.cell)
  const [u, v, w] = [row(cell, (axis + 1) % 3), row(cell, (axis + 2) % 3), row(cell, axis)]
  for (const k of [(axis + 1) % 3, (axis + 2) % 3]) {
    if (!s.pbc[k]) throw invalidInput('A slab is periodic along the surface', { found: `pbc ${s.pbc.join(' ')}, vacuum along ${'abc'[axis]}`, expected: 'two periodic directions beside the vacuum' })
  }
  const leftHanded = dot(cross(u, v), w) < 0
  const [a, b] = leftHanded ? [v, u] : [u, v]
  const normal = normalise(cross(a, b))
  const x = normalise(a)
  const y = cross(normal, x)
  const points = onePiece(s, axis).map((p): Vec3 => [dot(p, x), dot(p, y), dot(p, normal)])
  const heights = points.map((p) => p[2])
  const [low, high] = [heights.reduce((m, z) => Math.min(m, z), Infinity), heights.reduce((m, z) => Math.max(m, z), -Infinity)]
  const kept = s.pbc[axis] ? dot(w, normal) - (high - low) : DEFAULT_VACUUM
  const height = high - low + (options.vacuum ?? Math.max(kept, 0))
  if (!(height > 0)) throw invalidInput('The vacuum must be wider than nothing', { found: `${options.vacuum ?? kept} Å` })
  const frame = [norm(a), 0, 0, dot(b, x), dot(b, y), 0, 0, 0, height]
  const shift = height / 2 - (high + low) / 2
  return makeStructure({ ...s, pbc: [true, true, true], cell: frame, positions: intoCell(points.map((p): Vec3 => [p[0], p[1], p[2] + shift]), frame) })
}

/** Positions moved along the axis so that the slab does not cross the boundary of the cell. */
function onePiece(s: Structure, axis: number): Vec3[] {
  const points = Array.from(s.numbers, (_, i) => vec3(s.positions, 3 * i))
  if (!s.pbc[axis]) return points
  const { end } = emptySpace(s, axis)
  const fractional = toFractional(s.positions, s.cell)
  const along = row(s.cell, axis)
  return points.map((p, i) => {
    const f = fractional[3 * i + axis]!
    // the atom at `end` is the lowest one; a rounding error must not send it to the top
    const cells = end + wrapFraction(f - end + 1e-9) - 1e-9 - f
    const d = scale(along, Math.round(cells))
    return [p[0] + d[0], p[1] + d[1], p[2] + d[2]]
  })
}

/** Flat Cartesian coordinates, wrapped along a and b only. */
function intoCell(points: readonly Vec3[], cell: readonly number[]): number[] {
  const toCell = inverseCell(cell)
  return points.flatMap((p) => {
    const f = mulVec(p, toCell)
    return [...mulVec([wrapFraction(f[0]), wrapFraction(f[1]), f[2]], cell)]
  })
}

function isUpsideDown(s: Structure, side: 'top' | 'bottom' | undefined): boolean {
  if (side !== undefined) return side === 'bottom'
  const meanHeight = (keep: (i: number) => boolean): number => {
    const chosen = atomsWhere(s, keep)
    return chosen.reduce((sum, i) => sum + s.positions[3 * i + 2]!, 0) / chosen.length
  }
  if (s.fixed.includes(1) && s.fixed.includes(0)) return meanHeight((i) => s.fixed[i] === 1) > meanHeight((i) => s.fixed[i] === 0) + 0.1
  if (s.tags.includes(SURFACE) && s.tags.includes(SUBSURFACE)) return meanHeight((i) => s.tags[i] === SURFACE) < meanHeight((i) => s.tags[i] === SUBSURFACE) - 0.1
  return false
}

/** A rotation by 180 degrees about x, so that a chiral slab keeps its hand. */
function turnOver(s: Structure): Structure {
  const [ax, bx, by, height] = [s.cell[0]!, s.cell[3]!, s.cell[4]!, s.cell[8]!]
  const cell = [ax, 0, 0, -bx, by, 0, 0, 0, height]
  const points = Array.from(s.numbers, (_, i): Vec3 => [s.positions[3 * i]!, -s.positions[3 * i + 1]!, height - s.positions[3 * i + 2]!])
  return makeStructure({ ...s, cell, positions: intoCell(points, cell) })
}

function withTags(s: Structure, options: CustomSlabOptions): Structure {
  if (options.tags !== 'find' && s.tags.includes(SURFACE)) return s
  const interior = interiorAtoms(s)
  const reference = interior.length > 0 ? bulkCoordination(s, interior) : null
  return { ...s, tags: surfaceTags(s, options.surfaceDepth ?? 2, reference, LOST_COORDINATION) }
}

/** Atoms in the middle third of the slab: the nearest thing to a bulk that it has. */
function interiorAtoms(s: Structure): number[] {
  const z = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!)
  const [low, high] = [z.reduce((m, x) => Math.min(m, x), Infinity), z.reduce((m, x) => Math.max(m, x), -Infinity)]
  return high - low < LEAST_WITH_INTERIOR ? [] : atomsWhere(s, (i) => Math.abs(z[i]! - (low + high) / 2) <= (high - low) / 6)
}

function withFixed(s: Structure, { fix = 'keep' }: CustomSlabOptions): Structure {
  if (fix === 'keep' && s.fixed.includes(1)) return s
  if (fix === 'none') return { ...s, fixed: new Uint8Array(s.numbers.length) }
  if (typeof fix !== 'number') return { ...s, fixed: s.tags.map((tag) => (tag === SUBSURFACE ? 1 : 0)) }
  if (!(fix >= 0)) throw invalidInput('The depth below which atoms are held must not be negative', { found: `${fix} Å` })
  const top = Array.from(s.numbers, (_, i) => s.positions[3 * i + 2]!).reduce((m, x) => Math.max(m, x), -Infinity)
  return { ...s, fixed: s.fixed.map((_, i) => (s.positions[3 * i + 2]! < top - fix ? 1 : 0)) }
}

function widened(s: Structure, least: number | undefined): Structure {
  if (least === undefined) return s
  if (!(least > 0 && least <= 200)) throw invalidInput('The least lateral size is out of range', { found: `${least} Å`, expected: 'above 0, at most 200 Å' })
  return repeat(s, [Math.ceil(least / norm(row(s.cell, 0)) - 1e-9), Math.ceil(least / norm(row(s.cell, 1)) - 1e-9), 1])
}
