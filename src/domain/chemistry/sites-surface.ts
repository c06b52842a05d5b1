/** The surface of a slab as placements see it: the slab in one piece, the atoms a probe can touch from above, their Delaunay cells. */
import { invalidInput } from '../errors'
import { type DelaunayCell, type Vec2, delaunayCells } from '../math/delaunay'
import { completeCell, toFractional } from '../structure/cell'
import { covalentRadius } from '../structure/elements'
import { SURFACE, type Structure, atomsWhere } from '../structure/structure'
import type { Slab } from './types'

/** Å: the probe that decides which atoms are exposed is a carbon atom at the placement gap: 0.76 + 0.1. */
const PROBE_RADIUS = 0.86

/** Å: triangles whose circumcentres are closer than this are one polygon (a four-fold hollow of a relaxed slab is never exact). */
const COCIRCULAR_TOLERANCE = 0.1

export interface Surface {
  readonly structure: Structure
  /** in-plane lattice vectors, Å */
  readonly lattice: readonly [Vec2, Vec2]
  /** [3n] Å: the slab's atoms in one piece along c; equal to the stored positions unless the slab lies across the cell's boundary */
  readonly positions: Float64Array
  /** exposed tag-1 atoms, ascending */
  readonly exposed: readonly number[]
  /** [exposed] projected positions */
  readonly points: readonly Vec2[]
  /** vertices index `exposed` */
  readonly cells: readonly DelaunayCell[]
}

/**
 * Throws InvalidInput when a or b is not periodic or not perpendicular to z, when no atom has tag 1, or when surface atoms coincide in projection.
 */
export function surfaceOf(slab: Pick<Slab, 'structure'>): Surface {
  const s = slab.structure
  const lattice = inPlaneLattice(s)
  const positions = inOnePiece(s)
  const surfaceAtoms = atomsWhere(s, (i) => s.tags[i] === SURFACE)
  if (surfaceAtoms.length === 0) throw invalidInput('The slab has no surface atoms', { expected: 'at least one atom with tag 1' })
  const exposed = exposedAtoms(s, positions, lattice, surfaceAtoms)
  const points = exposed.map((i): Vec2 => [positions[3 * i]!, positions[3 * i + 1]!])
  return { structure: s, lattice, positions, exposed, points, cells: delaunayCells(points, lattice, COCIRCULAR_TOLERANCE) }
}

function inPlaneLattice(s: Structure): [Vec2, Vec2] {
  if (!s.pbc[0] || !s.pbc[1]) throw invalidInput('A slab must be periodic along a and b', { found: s.pbc.map((p) => (p ? 'T' : 'F')).join(' ') })
  const [a, b] = [s.cell.subarray(0, 3), s.cell.subarray(3, 6)]
  if (Math.abs(a[2]!) > 1e-3 || Math.abs(b[2]!) > 1e-3) throw invalidInput('The surface normal must lie along z', { found: `a_z = ${a[2]}, b_z = ${b[2]} Å`, expected: 'a and b in the xy plane' })
  return [[a[0]!, a[1]!], [b[0]!, b[1]!]]
}

/** Moves atoms by whole c vectors so that the largest empty stretch along c, the vacuum, lies outside the slab. */
function inOnePiece(s: Structure): Float64Array {
  const positions = s.positions.slice()
  const n = s.numbers.length
  if (!s.pbc[2] || n === 0) return positions
  const cell = completeCell(s.cell)
  const fractional = toFractional(s.positions, cell)
  const along = Array.from({ length: n }, (_, i) => fractional[3 * i + 2]!)
  const sorted = along.map((w) => w - Math.floor(w)).sort((p, q) => p - q)
  let [start, widest] = [sorted[0]!, 1 - sorted.at(-1)! + sorted[0]!]
  for (let k = 1; k < n; k++) {
    const gap = sorted[k]! - sorted[k - 1]!
    if (gap > widest + 1e-9) [start, widest] = [sorted[k]!, gap]
  }
  const shifts = along.map((w) => Math.floor(w - start + 1e-9))
  // the commonest shift stays where it is, so that a slab stored in one piece is not moved at all
  const mean = Math.round(shifts.reduce((sum, k) => sum + k, 0) / n)
  shifts.forEach((k, i) => {
    for (let q = 0; q < 3; q++) positions[3 * i + q]! += (mean - k) * cell[6 + q]!
  })
  return positions
}

/** The surface atoms on which a probe, let down above them, comes to rest: those that no higher atom shadows. */
function exposedAtoms(s: Structure, positions: Float64Array, lattice: readonly [Vec2, Vec2], surfaceAtoms: readonly number[]): number[] {
  const images = lateralImages(positions, lattice, 2.6 + PROBE_RADIUS)
  const reach = (i: number): number => covalentRadius(s.numbers[i]!) + PROBE_RADIUS
  return surfaceAtoms.filter((i) => {
    const rest = positions[3 * i + 2]! + reach(i)
    let shadowed = false
    images.visit([positions[3 * i]!, positions[3 * i + 1]!], (atom, lateral2) => {
      const height2 = reach(atom) ** 2 - lateral2
      if (atom !== i && height2 > 0 && positions[3 * atom + 2]! + Math.sqrt(height2) > rest + 1e-6) shadowed = true
    })
    return !shadowed
  })
}

/** The images of a slab's atoms along the surface, around any point of the plane. */
export interface LateralImages {
  /** Calls `see` for every image within `reach` of the point, laterally, with the squared lateral distance in Å^2. */
  visit(point: Vec2, see: (atom: number, lateral2: number) => void): void
}

/** @param positions [3n]; @param reach Å, of every later visit */
export function lateralImages(positions: Float64Array, lattice: readonly [Vec2, Vec2], reach: number): LateralImages {
  const [a, b] = lattice
  const det = a[0] * b[1] - a[1] * b[0]
  const along = (x: number, y: number): Vec2 => [(x * b[1] - y * b[0]) / det, (a[0] * y - a[1] * x) / det]
  // reach in fractions of the cell: over the distance between its opposite sides
  const ra = (reach * Math.hypot(...b)) / Math.abs(det)
  const rb = (reach * Math.hypot(...a)) / Math.abs(det)
  const found: number[][] = []
  for (let i = 0; 3 * i < positions.length; i++) {
    const [x, y] = [positions[3 * i]!, positions[3 * i + 1]!]
    const [u, v] = along(x, y)
    for (let m = Math.ceil(-ra - u); m + u <= 1 + ra; m++) {
      for (let n = Math.ceil(-rb - v); n + v <= 1 + rb; n++) {
        found.push([i, x + m * a[0] + n * b[0], y + m * a[1] + n * b[1]])
      }
    }
  }
  const atoms = Int32Array.from(found, (row) => row[0]!)
  const xs = Float64Array.from(found, (row) => row[1]!)
  const ys = Float64Array.from(found, (row) => row[2]!)
  return {
    visit: ([x, y], see) => {
      const [u, v] = along(x, y)
      const [m, n] = [Math.floor(u), Math.floor(v)]
      const hx = x - m * a[0] - n * b[0]
      const hy = y - m * a[1] - n * b[1]
      for (let k = 0; k < atoms.length; k++) {
        const dx = xs[k]! - hx
        const dy = ys[k]! - hy
        const lateral2 = dx * dx + dy * dy
        if (lateral2 <= reach * reach) see(atoms[k]!, lateral2)
      }
    },
  }
}
