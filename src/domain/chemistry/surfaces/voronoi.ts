/**
 * Voronoi cells of atoms, and coordination numbers weighted by the solid angle of their faces (O'Keeffe, Acta Cryst. A 35, 772 (1979),
 * doi:10.1107/S0567739479001765): each neighbour counts with its face's solid angle over the largest one, faces below a tolerance not at
 * all. This is pymatgen's VoronoiNN(tol) with get_cn(use_weights=True), except that it looks as far as the cell reaches instead of 13 Å.
 *
 * The cell is carved out of a cube by the bisecting planes to the neighbours, nearest first, until no farther one can touch it.
 */
import { type Vec3, cross, dot, norm, sub, vec3 } from '../../math/vec3'
import { perpendicularWidths } from '../../structure/cell'
import type { Structure } from '../../structure/structure'

/** Å, half the edge of the cube a cell is carved from. A face of it that remains means that the cell is open: the atom faces empty space. */
const CUBE = 40

interface Face {
  /** neighbour the face belongs to; -1 for a face of the cube */
  readonly neighbour: number
  /** corners in order around the face, relative to the atom, Å */
  readonly corners: readonly Vec3[]
}

/**
 * Weighted coordination number of one atom, its periodic images counted as neighbours; null where its Voronoi cell is open (it reaches
 * more than 40 Å into empty space). `tolerance`: faces with less than this fraction of the largest solid angle do not count.
 */
export function weightedCoordination(s: Structure, atom: number, tolerance = 0.1): number | null {
  const faces = voronoiCell(s, atom)
  if (faces === null) return null
  const angles = faces.map((f) => solidAngle(f.corners))
  const largest = Math.max(...angles)
  return angles.reduce((sum, angle) => (angle > tolerance * largest ? sum + angle / largest : sum), 0)
}

/** Faces of the Voronoi cell of an atom; null where the cell is open. */
export function voronoiCell(s: Structure, atom: number): Face[] | null {
  let faces = cube()
  let inner = 0
  for (let radius = 6; ; radius *= 1.5) {
    for (const { vector, distance, neighbour } of neighboursBetween(s, atom, inner, radius)) {
      if (distance >= 2 * reach(faces)) break
      faces = cut(faces, vector, distance, neighbour)
    }
    // at the latest when the radius passes the diagonal of the cube
    if (radius >= 2 * reach(faces)) return faces.some((f) => f.neighbour < 0) ? null : faces
    inner = radius
  }
}

/** Solid angle of a flat face seen from the origin, sr: a fan of triangles (van Oosterom & Strackee, IEEE Trans. Biomed. Eng. 30, 125 (1983)). */
function solidAngle(corners: readonly Vec3[]): number {
  let total = 0
  for (let k = 2; k < corners.length; k++) {
    const [a, b, c] = [corners[0]!, corners[k - 1]!, corners[k]!]
    const [la, lb, lc] = [norm(a), norm(b), norm(c)]
    total += 2 * Math.atan2(Math.abs(dot(a, cross(b, c))), la * lb * lc + dot(a, b) * lc + dot(b, c) * la + dot(c, a) * lb)
  }
  return total
}

/** Distance of the farthest corner. */
function reach(faces: readonly Face[]): number {
  let far = 0
  for (const { corners } of faces) for (const c of corners) far = Math.max(far, dot(c, c))
  return Math.sqrt(far)
}

function cube(): Face[] {
  const at = (axis: number, sign: number): Face => {
    const corner = (u: number, v: number): Vec3 => {
      const p: [number, number, number] = [0, 0, 0]
      p[axis] = sign * CUBE
      p[(axis + 1) % 3] = u * CUBE
      p[(axis + 2) % 3] = v * CUBE
      return p
    }
    return { neighbour: -1, corners: [corner(-1, -1), corner(1, -1), corner(1, 1), corner(-1, 1)] }
  }
  return [0, 1, 2].flatMap((axis) => [at(axis, 1), at(axis, -1)])
}

/** What remains of the cell on this side of the plane half-way to a neighbour, with the new face. */
function cut(faces: Face[], vector: Vec3, distance: number, neighbour: number): Face[] {
  const limit = distance / 2
  const height = (p: Vec3): number => (p[0] * vector[0] + p[1] * vector[1] + p[2] * vector[2]) / distance - limit
  // corners within 1e-9 Å of the plane lie on it: faces that only touch at a corner (fcc, bcc) do not appear
  if (faces.every((f) => f.corners.every((p) => height(p) <= 1e-9))) return faces
  const rim: Vec3[] = []
  const kept = faces.flatMap((face): Face[] => {
    const corners = clip(face.corners, height, rim)
    return corners.length < 3 ? [] : [{ neighbour: face.neighbour, corners }]
  })
  const lid = ordered(rim, vector)
  return lid.length < 3 ? kept : [...kept, { neighbour, corners: lid }]
}

/** The part of a polygon with height <= 0 (Sutherland & Hodgman, CACM 17, 32 (1974)); points on the plane are added to `rim`. */
function clip(corners: readonly Vec3[], height: (p: Vec3) => number, rim: Vec3[]): Vec3[] {
  const out: Vec3[] = []
  const heights = corners.map(height)
  corners.forEach((p, k) => {
    const next = (k + 1) % corners.length
    const [h, g] = [heights[k]!, heights[next]!]
    if (h <= 0) out.push(p)
    if (h < 0 === g < 0 || h === 0 || g === 0) {
      if (h === 0) rim.push(p)
      return
    }
    const q = corners[next]!
    const t = h / (h - g)
    const crossing: Vec3 = [p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]), p[2] + t * (q[2] - p[2])]
    out.push(crossing)
    rim.push(crossing)
  })
  return out
}

/** The corners of a face by angle around its middle. */
function ordered(points: readonly Vec3[], normal: Vec3): Vec3[] {
  if (points.length < 3) return []
  const n = points.length
  const middle: Vec3 = [0, 1, 2].map((k) => points.reduce((sum, p) => sum + p[k]!, 0) / n) as unknown as Vec3
  const spokes = points.map((p) => sub(p, middle))
  const u = spokes.reduce((best, v) => (dot(v, v) > dot(best, best) ? v : best))
  const v = cross(normal, u)
  const scale = norm(normal)
  return points.map((p, k) => ({ p, angle: Math.atan2(dot(spokes[k]!, v) / scale, dot(spokes[k]!, u)) })).sort((p, q) => p.angle - q.angle).map(({ p }) => p)
}

interface Neighbour {
  readonly vector: Vec3
  readonly distance: number
  readonly neighbour: number
}

/** Atoms and images at a distance in (inner, outer] of an atom, nearest first. */
function neighboursBetween(s: Structure, atom: number, inner: number, outer: number): Neighbour[] {
  const widths = perpendicularWidths(s.cell)
  const spread = extent(s, atom)
  const images = widths.map((w, k) => (s.pbc[k] ? Math.ceil(outer / w + spread[k]!) : 0))
  const out: Neighbour[] = []
  const origin = vec3(s.positions, 3 * atom)
  for (let i = -images[0]!; i <= images[0]!; i++)
    for (let j = -images[1]!; j <= images[1]!; j++)
      for (let k = -images[2]!; k <= images[2]!; k++) {
        const [x, y, z] = [0, 1, 2].map((q) => i * s.cell[q]! + j * s.cell[3 + q]! + k * s.cell[6 + q]! - origin[q]!) as [number, number, number]
        for (let n = 0; n < s.numbers.length; n++) {
          const [dx, dy, dz] = [s.positions[3 * n]! + x, s.positions[3 * n + 1]! + y, s.positions[3 * n + 2]! + z]
          const d2 = dx * dx + dy * dy + dz * dz
          // an atom is no neighbour of itself; two atoms nearer than 1e-6 Å are one
          if (d2 > inner * inner && d2 <= outer * outer && d2 > 1e-12) out.push({ vector: [dx, dy, dz], distance: Math.sqrt(d2), neighbour: n })
        }
      }
  return out.sort((p, q) => p.distance - q.distance)
}

/** [3] how many cells the other atoms lie away from an atom, at most. */
function extent(s: Structure, atom: number): Vec3 {
  const widths = perpendicularWidths(s.cell)
  let [x, y, z] = [0, 0, 0]
  const normals = [cross(vec3(s.cell, 3), vec3(s.cell, 6)), cross(vec3(s.cell, 6), vec3(s.cell, 0)), cross(vec3(s.cell, 0), vec3(s.cell, 3))]
  for (let n = 0; n < s.numbers.length; n++) {
    const d = sub(vec3(s.positions, 3 * n), vec3(s.positions, 3 * atom))
    const along = normals.map((normal, k) => Math.abs(dot(d, normal)) / norm(normal) / widths[k]!)
    ;[x, y, z] = [Math.max(x, along[0]!), Math.max(y, along[1]!), Math.max(z, along[2]!)]
  }
  return [x, y, z]
}
