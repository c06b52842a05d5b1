/**
 * Adsorption sites of a slab: top, bridge, hollow and four-fold from the Delaunay cells of its exposed surface atoms, and random sites
 * uniform over the surface.
 *
 * The sites follow from the atoms and the in-plane lattice alone: they do not depend on the vacuum, on the origin, or on the choice of
 * the surface cell. Surface atoms that lie in the shadow of higher ones (the second layer of fcc(100), within 2 Å of the top) are not
 * vertices; their place is the hollow above them.
 */
import type { Random } from '../math/random'
import { type PlanarPoint, type Vec2, planarPosition } from '../math/delaunay'
import { applyPlaneOperation, planeGroup, planeWrap } from './sites-symmetry'
import { type Surface, surfaceOf } from './sites-surface'
import type { Site, Slab } from './types'

/** Å: sites closer than this, on symmetry-equivalent places, are one. */
const SAME_SITE = 0.1

/** Å: default tolerance of the slab's symmetry */
const SITE_SYMPREC = 0.05

export interface SiteOptions {
  /** one site per symmetry-equivalent set, the default; false: every site of the cell */
  readonly reduce?: boolean
  /** Å: tolerance of the slab's symmetry */
  readonly symprec?: number
}

/**
 * Top, bridge, hollow and four-fold sites, in this order, then by place.
 * Throws InvalidInput for a slab without surface atoms (tag 1) or with its normal off z.
 */
export function findSites(slab: Pick<Slab, 'structure'>, options: SiteOptions = {}): Site[] {
  return sitesOf(surfaceOf(slab), options)
}

export function sitesOf(surface: Surface, { reduce = true, symprec = SITE_SYMPREC }: SiteOptions = {}): Site[] {
  const sites = allSites(surface)
  return reduce ? distinctSites(sites, surface, symprec) : sites
}

function allSites(surface: Surface): Site[] {
  const tops = surface.exposed.map((_, k): Site => makeSite('top', [{ index: k, shift: [0, 0] }], surface))
  const bridges = new Map<string, Site>()
  const hollows: Site[] = []
  for (const { vertices } of surface.cells) {
    vertices.forEach((from, k) => {
      const to = vertices[(k + 1) % vertices.length]!
      const key = edgeKey(from, to)
      if (!bridges.has(key)) bridges.set(key, makeSite('bridge', [from, to], surface))
    })
    hollows.push(makeSite(vertices.length === 4 ? 'fourfold' : 'hollow', vertices, surface))
  }
  const ranked = (sites: Site[]): Site[] => sites.sort((p, q) => p.position[0] - q.position[0] || p.position[1] - q.position[1])
  return [...ranked(tops), ...ranked([...bridges.values()]), ...ranked(hollows.filter((h) => h.kind === 'hollow')), ...ranked(hollows.filter((h) => h.kind === 'fourfold'))]
}

/** The same for both directions of an edge, and for all its images. */
function edgeKey(p: PlanarPoint, q: PlanarPoint): string {
  const d: Vec2 = [q.shift[0] - p.shift[0], q.shift[1] - p.shift[1]]
  const forward = p.index < q.index || (p.index === q.index && (d[0] > 0 || (d[0] === 0 && d[1] > 0)))
  return forward ? `${p.index},${q.index},${d[0]},${d[1]}` : `${q.index},${p.index},${-d[0]},${-d[1]}`
}

/** The site at the mean of its atoms, moved into the surface cell. */
function makeSite(kind: Site['kind'], vertices: readonly PlanarPoint[], surface: Surface): Site {
  const weights = vertices.map(() => 1 / vertices.length)
  return { kind, position: weightedPosition(vertices, weights, surface), atoms: vertices.map((v) => surface.exposed[v.index]!) }
}

function weightedPosition(vertices: readonly PlanarPoint[], weights: readonly number[], surface: Surface): Site['position'] {
  let [x, y, z] = [0, 0, 0]
  vertices.forEach((v, k) => {
    const [px, py] = planarPosition(v, surface.points, surface.lattice)
    x += weights[k]! * px
    y += weights[k]! * py
    z += weights[k]! * surface.positions[3 * surface.exposed[v.index]! + 2]!
  })
  const [hx, hy] = intoCell([x, y], surface.lattice)
  return [hx, hy, z]
}

/** The image of a point whose fractional coordinates lie in [0, 1); within 1e-9 of 1 counts as 0. */
function intoCell([x, y]: Vec2, [a, b]: readonly [Vec2, Vec2]): Vec2 {
  const det = a[0] * b[1] - a[1] * b[0]
  const m = Math.floor((x * b[1] - y * b[0]) / det + 1e-9)
  const n = Math.floor((a[0] * y - a[1] * x) / det + 1e-9)
  return [x - m * a[0] - n * b[0], y - m * a[1] - n * b[1]]
}

/** The first site of every orbit of the slab's plane group. */
export function distinctSites(sites: readonly Site[], surface: Surface, symprec = SITE_SYMPREC): Site[] {
  const { lattice, operations } = planeGroup(surface.structure.numbers, surface.positions, surface.lattice, symprec)
  const wrap = planeWrap(lattice)
  const close = (p: Vec2, q: Vec2): boolean => {
    const d = wrap([p[0] - q[0], p[1] - q[1]])
    return d[0] ** 2 + d[1] ** 2 < SAME_SITE ** 2
  }
  const kept: Site[] = []
  for (const site of sites) {
    const here: Vec2 = [site.position[0], site.position[1]]
    const images = operations.map((op) => applyPlaneOperation(op, here))
    const known = kept.some(
      (k) => k.kind === site.kind && Math.abs(k.position[2] - site.position[2]) < SAME_SITE && images.some((image) => close(image, [k.position[0], k.position[1]])),
    )
    if (!known) kept.push(site)
  }
  return kept
}

/**
 * A site uniform in area over the surface cell: a Delaunay triangle drawn in proportion to its area, then
 * P = (1 - sqrt r1) A + sqrt r1 (1 - r2) B + sqrt r1 r2 C (OC20). Its height is that of the triangle's plane.
 */
export function randomSite(surface: Surface, rng: Random): Site {
  const triangles = trianglesOf(surface)
  const total = triangles.reduce((sum, t) => sum + t.area, 0)
  let target = rng.next() * total
  let chosen = triangles[0]!
  for (const triangle of triangles) {
    chosen = triangle
    target -= triangle.area
    if (target < 0) break
  }
  const [r1, r2] = [Math.sqrt(rng.next()), rng.next()]
  const position = weightedPosition(chosen.vertices, [1 - r1, r1 * (1 - r2), r1 * r2], surface)
  return { kind: 'random', position, atoms: chosen.vertices.map((v) => surface.exposed[v.index]!) }
}

export interface SurfaceTriangle {
  readonly vertices: readonly [PlanarPoint, PlanarPoint, PlanarPoint]
  readonly area: number
}

const triangleCache = new WeakMap<Surface, readonly SurfaceTriangle[]>()

/** The Delaunay cells cut into triangles (fans of the polygons); together they cover the surface cell once. */
export function trianglesOf(surface: Surface): readonly SurfaceTriangle[] {
  const known = triangleCache.get(surface)
  if (known !== undefined) return known
  const triangles = surface.cells.flatMap(({ vertices }) =>
    vertices.slice(1, -1).map((second, k): SurfaceTriangle => {
      const corners = [vertices[0]!, second, vertices[k + 2]!] as const
      const [p, q, r] = corners.map((v) => planarPosition(v, surface.points, surface.lattice)) as [Vec2, Vec2, Vec2]
      return { vertices: corners, area: Math.abs((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])) / 2 }
    }),
  )
  triangleCache.set(surface, triangles)
  return triangles
}
