/** How an adsorbate stands before it is placed: binding atoms down, the open valence towards the surface. */
import { type Vec3, add, cross, dot, norm, normalise, scale, sub, vec3 } from '../math/vec3'
import type { Structure } from '../structure/structure'
import { findBonds } from './connectivity'
import { anyNormal, rotateAbout, rotationOnto } from './placements-rotation'

/**
 * Turns a molecule so that its bonds point away from the surface (up, +z): the sum of the unit vectors from the binding atoms to their
 * neighbours goes to +z, which leaves the open valence (VSEPR) pointing down. With several binding atoms their axis lies level, along x, so
 * that both reach the surface. The binding atoms' centroid becomes the origin. Where the bonds cancel (planar CH3, CH4, a lone atom pair),
 * the normal of the plane of the bonds goes to +z.
 */
export function orientUpright(structure: Structure, bindingAtoms: readonly number[]): Structure {
  const at = (i: number): Vec3 => vec3(structure.positions, 3 * i)
  const centroid = scale(bindingAtoms.map(at).reduce(add, [0, 0, 0]), 1 / bindingAtoms.length)
  const centred = rotateAbout(structure.positions, centroid, [1, 0, 0, 0, 1, 0, 0, 0, 1])
  if (structure.numbers.length === 1) return { ...structure, positions: centred }
  const arms = bondDirections(structure, bindingAtoms)
  const axis = levelAxis(bindingAtoms.map(at))
  const up = upDirection(arms, axis)
  const raised = rotateAbout(centred, [0, 0, 0], rotationOnto(up, [0, 0, 1]))
  if (axis === undefined) return { ...structure, positions: raised }
  const turned = rotateAbout(Float64Array.from(axis), [0, 0, 0], rotationOnto(up, [0, 0, 1]))
  return { ...structure, positions: rotateAbout(raised, [0, 0, 0], rotationOnto(vec3(turned), [1, 0, 0])) }
}

/** Unit vectors from the binding atoms to their bonded neighbours that do not bind themselves; to any other atom where there are none. */
function bondDirections(structure: Structure, bindingAtoms: readonly number[]): Vec3[] {
  const binds = new Set(bindingAtoms)
  const towards = (i: number, j: number): Vec3 => normalise(sub(vec3(structure.positions, 3 * j), vec3(structure.positions, 3 * i)))
  const directed = findBonds({ ...structure, pbc: [false, false, false] }).flatMap(({ i, j }) => [[i, j], [j, i]] as const)
  return directed.filter(([i, j]) => binds.has(i) && !binds.has(j)).map(([i, j]) => towards(i, j))
}

/** The direction through the binding atoms furthest apart; undefined for one binding atom. */
function levelAxis(points: readonly Vec3[]): Vec3 | undefined {
  let best: Vec3 | undefined
  for (const [k, p] of points.entries()) {
    for (const q of points.slice(k + 1)) {
      const d = sub(q, p)
      if (best === undefined || norm(d) > norm(best) + 1e-9) best = d
    }
  }
  return best === undefined ? undefined : normalise(best)
}

/** Shorter sums of bond vectors than this give no direction. */
const CANCELLED = 0.15

function upDirection(arms: readonly Vec3[], axis: Vec3 | undefined): Vec3 {
  const level = (v: Vec3): Vec3 => (axis === undefined ? v : sub(v, scale(axis, dot(v, axis))))
  const sum = level(arms.reduce(add, [0, 0, 0]))
  if (norm(sum) > CANCELLED) return normalise(sum)
  const [first, ...rest] = axis === undefined ? arms : [axis, ...arms]
  if (first === undefined) return [0, 0, 1]
  const normal = rest.map((arm) => cross(first, arm)).find((n) => norm(n) > CANCELLED)
  return normal === undefined ? anyNormal(first) : normalise(normal)
}
