/**
 * OC22's sites of oxides (Tran et al., ACS Catal. 13, 3066 (2023), doi:10.1021/acscatal.2c05426).
 * MX: the place of a lattice anion that surface metals have lost. MvK (Mars-van Krevelen): a lattice anion of the surface, to be bonded to.
 */
import { type Vec3, add, norm, row, scale, sub, vec3 } from '../../math/vec3'
import { neighbourList } from '../../neighbours/cell-list'
import { type MinimumImage, minimumImage } from '../../structure/minimum-image'
import { type Structure, atomsWhere } from '../../structure/structure'
import { surfaceOf } from '../sites-surface'
import type { Site, Slab } from '../types'
import type { Crystal } from './crystal'
import { sitesAbove } from './frame'
import type { PlannedSlab } from './plan'

export const OXYGEN = 8

/** A bond is at most this many times the shortest one between the two elements in the bulk. */
const BOND_STRETCH = 1.25
/** Å: how far above the cut a missing anion may lie and still be bonded to the surface */
const REACH = 3.5

/** MX sites of a cut slab, from its crystal: every anion of the bulk just above the cut that was bonded to metals of the surface. */
export function missingAnionSites(crystal: Crystal, planned: PlannedSlab, slab: Slab, anion = OXYGEN): Site[] {
  const s = slab.structure
  const longest = crystalBondLimits(crystal.cell, anion)
  const image = minimumImage(s.cell, [true, true, false])
  const unit = [0, 1].map((k) => scale(row(s.cell, k), 1 / planned.repeat[k]!))
  return sitesAbove(crystal, planned, REACH).filter((site) => site.number === anion).flatMap(({ at }) =>
    tiles(planned.repeat).flatMap(([i, j]): Site[] => {
      const position = add(at, add(scale(unit[0]!, i), scale(unit[1]!, j)))
      const isBonded = (k: number): boolean => {
        const limit = longest.get(s.numbers[k]!) ?? 0
        // most atoms lie too deep, which needs no image
        return Math.abs(s.positions[3 * k + 2]! - position[2]) <= limit && norm(image(sub(vec3(s.positions, 3 * k), position))) <= limit
      }
      const metals = atomsWhere(s, isBonded)
      return metals.length === 0 ? [] : [{ kind: 'MX', position, atoms: metals }]
    }),
  )
}

const tiles = ([na, nb]: readonly [number, number]): [number, number][] => Array.from({ length: na * nb }, (_, k) => [Math.floor(k / nb), k % nb])

const limitsOfCrystals = new WeakMap<Structure, Map<number, ReadonlyMap<number, number>>>()

/** The same for all slabs of a crystal. */
function crystalBondLimits(cell: Structure, anion: number): ReadonlyMap<number, number> {
  const known = limitsOfCrystals.get(cell) ?? new Map<number, ReadonlyMap<number, number>>()
  limitsOfCrystals.set(cell, known)
  const limits = known.get(anion) ?? bondLimits(cell, [true, true, true], anion)
  known.set(anion, limits)
  return limits
}

/** Metal -> longest metal-anion bond: BOND_STRETCH times the shortest distance of the two, Å. */
function bondLimits(s: Structure, pbc: readonly [boolean, boolean, boolean], anion: number): Map<number, number> {
  const image = minimumImage(s.cell, pbc)
  const limits = new Map<number, number>()
  for (const i of atomsWhere(s, (k) => s.numbers[k] === anion))
    for (const j of atomsWhere(s, (k) => s.numbers[k] !== anion)) {
      const d = BOND_STRETCH * norm(image(sub(vec3(s.positions, 3 * j), vec3(s.positions, 3 * i))))
      if (d < (limits.get(s.numbers[j]!) ?? Infinity)) limits.set(s.numbers[j]!, d)
    }
  return limits
}

/** Å: the shortest metal-oxygen distance of a slab; null where it has no two such atoms. OC22 spaces adsorbates by 1.1 of it. */
export function shortestOxideBond({ structure: s }: Pick<Slab, 'structure'>): number | null {
  const limits = [...bondLimits(s, [true, true, false], OXYGEN).values()]
  return limits.length === 0 ? null : Math.min(...limits) / BOND_STRETCH
}

/** MX sites of a slab: those its cut recorded, else those its own atoms tell. */
export const mxSites = (slab: Slab): readonly Site[] => (slab.origin.kind === 'cut' && slab.origin.missing ? slab.origin.missing : lostAnionSites(slab))

/** The MX sites that the given anions leave when they are removed. */
export function takenSites(s: Structure, anions: readonly number[]): Site[] {
  const arms = bondArms(s, s.numbers[anions[0]!]!)
  const image = minimumImage(s.cell, [true, true, false])
  return anions.map((anion) => {
    const position = vec3(s.positions, 3 * anion)
    const bonded = ([i, list]: [number, readonly Vec3[]]): boolean => list.some((arm) => norm(image(sub(add(vec3(s.positions, 3 * i), arm), position))) < 1e-6)
    return { kind: 'MX', position, atoms: [...arms].filter(bonded).map(([i]) => i) }
  })
}

/** MvK sites of a slab: the oxygen atoms that a probe from above can touch. */
export function mvkSites(slab: Slab, anion = OXYGEN): Site[] {
  const { structure: s, exposed, positions } = surfaceOf(slab)
  return exposed.filter((i) => s.numbers[i] === anion).map((i) => ({ kind: 'MvK', position: vec3(positions, 3 * i), atoms: [i] }))
}

/** Å: how far a bond of the surface may point beside the one of the interior that it stands for: relaxation turns bonds by less */
const SAME_BOND = 0.7
/** Å: a lost place this near to an atom is taken */
const TAKEN = 1.2
/** Å: places of two metals nearer than this are one bridging place */
const SAME_PLACE = 0.7

/**
 * MX sites of a slab without its crystal, by OC22's superposition: a metal of the upper half with less anions than the most that its element has
 * in the slab is laid on each such complete metal, turned by nothing; where all its bonds find one of theirs, the bonds that are left over,
 * and end above it on no atom, are the places it has lost.
 */
export function lostAnionSites({ structure: s }: Pick<Slab, 'structure'>, anion = OXYGEN): Site[] {
  const image = minimumImage(s.cell, [true, true, false])
  const arms = bondArms(s, anion)
  const z = (i: number): number => s.positions[3 * i + 2]!
  const middle = Array.from(s.numbers, (_, i) => z(i)).reduce((sum, h) => sum + h, 0) / s.numbers.length
  const places = [...arms].filter(([i]) => z(i) > middle).flatMap(([i, own]) => {
    const complete = completeArms(arms, s, i)
    const lost = own.length < (complete[0]?.length ?? 0) ? bestSuperposition(own, complete) : []
    return lost.filter((arm) => arm[2] > 0).map((arm) => ({ position: add(vec3(s.positions, 3 * i), arm), atoms: [i] }))
  })
  const free = places.filter(({ position }) => !s.numbers.some((_, k) => norm(image(sub(vec3(s.positions, 3 * k), position))) < TAKEN))
  return merged(free, image)
}

/** Metal -> vectors to its anions, images along the surface included, Å. */
function bondArms(s: Structure, anion: number): Map<number, Vec3[]> {
  const longest = bondLimits(s, [true, true, false], anion)
  if (longest.size === 0) return new Map()
  const list = neighbourList({ ...s, pbc: [true, true, false] }, Math.max(...longest.values()))
  return new Map(
    atomsWhere(s, (k) => s.numbers[k] !== anion).map((i) => {
      const limit = longest.get(s.numbers[i]!) ?? 0
      const near = Array.from({ length: list.offsets[i + 1]! - list.offsets[i]! }, (_, k) => list.offsets[i]! + k)
      return [i, near.filter((at) => s.numbers[list.indices[at]!] === anion && list.distances[at]! <= limit).map((at) => vec3(list.vectors, 3 * at))]
    }),
  )
}

/** Arms of the metals of i's element that have the most of them. */
function completeArms(arms: ReadonlyMap<number, readonly Vec3[]>, s: Structure, i: number): (readonly Vec3[])[] {
  const same = [...arms].filter(([k]) => s.numbers[k] === s.numbers[i]).map(([, list]) => list)
  const most = Math.max(...same.map((list) => list.length))
  return same.filter((list) => list.length === most)
}

/** The arms of the complete metal that fits best which none of `own` stands for; none where no metal fits. */
function bestSuperposition(own: readonly Vec3[], complete: readonly (readonly Vec3[])[]): readonly Vec3[] {
  let best: { readonly misfit: number; readonly left: readonly Vec3[] } = { misfit: Infinity, left: [] }
  for (const full of complete) {
    const left = [...full]
    let misfit = 0
    for (const arm of own) {
      const nearest = left.reduce((at, other, k) => (norm(sub(other, arm)) < norm(sub(left[at]!, arm)) ? k : at), 0)
      const d = norm(sub(left[nearest]!, arm))
      misfit = d > SAME_BOND ? Infinity : misfit + d
      left.splice(nearest, 1)
    }
    if (misfit < best.misfit - 1e-6) best = { misfit, left }
  }
  return best.left
}

/** One site for places that coincide: their mean, with the metals of all. */
function merged(places: readonly Pick<Site, 'position' | 'atoms'>[], image: MinimumImage): Site[] {
  const groups: { readonly first: Vec3; readonly offsets: Vec3[]; readonly atoms: number[] }[] = []
  for (const { position, atoms } of places) {
    const known = groups.find(({ first }) => norm(image(sub(position, first))) < SAME_PLACE)
    if (known === undefined) groups.push({ first: position, offsets: [[0, 0, 0]], atoms: [...atoms] })
    else {
      known.offsets.push(image(sub(position, known.first)))
      known.atoms.push(...atoms.filter((i) => !known.atoms.includes(i)))
    }
  }
  return groups.map(({ first, offsets, atoms }) => ({ kind: 'MX', position: add(first, scale(offsets.reduce(add), 1 / offsets.length)), atoms: atoms.toSorted((p, q) => p - q) }))
}
