/**
 * Oxide surfaces as OC22 makes them (Tran et al., ACS Catal. 13, 3066 (2023), doi:10.1021/acscatal.2c05426): symmetric slabs, the one richest in
 * oxygen first, oxygen vacancies on both sides alike, and its two kinds of sites. Where OC22 removes atoms from a slab by trial until it
 * is symmetric, the lower cut is put where a symmetry operation of the crystal maps the upper one: exact, and no slab is missed.
 */
import { invalidInput } from '../../errors'
import { type Vec3, add, mulVec, norm, scale, row, sub, vec3 } from '../../math/vec3'
import type { Random } from '../../math/random'
import { toFractional } from '../../structure/cell'
import { minimumImage } from '../../structure/minimum-image'
import { SURFACE, type Structure, atomsWhere, selectAtoms } from '../../structure/structure'
import type { SymmetryFinder, SymmetryOperation } from '../../structure/symmetry'
import type { Slab } from '../types'
import type { Crystal } from './crystal'
import { type SlabCut, cutSlabs } from './cut'
import { sitesAbove } from './frame'
import { OC22, oc22Options } from './options'
import type { PlannedSlab } from './plan'

const OXYGEN = 8

/** A bond is at most this many times the shortest one between the two elements in the bulk. */
const BOND_STRETCH = 1.25
/** Å: how far above the cut a missing anion may lie and still be bonded to the surface */
const REACH = 3.5
/** Å: tolerance when an atom is mapped on its partner on the other side */
const PARTNER_TOLERANCE = 0.2

export interface OxideSite {
  /** 'MX': the place of a lattice anion that the cut took from surface metals. 'MvK': a lattice anion of the surface that can be bonded to (Mars-van Krevelen). */
  readonly kind: 'MX' | 'MvK'
  /** Å, in the slab's coordinates */
  readonly position: Vec3
  /** MX: the metals that have lost the anion; MvK: the anion itself */
  readonly atoms: readonly number[]
}

/**
 * All slabs of an oxide by OC22's rules: symmetric, at least 10 Å, up to Miller 3 (2 for triclinic and monoclinic crystals), at most 300
 * atoms, nothing fixed; of each plane the termination richest in oxygen first. Planes that no symmetry turns over have none.
 * A symmetric slab has no dipole, so that none is polar; its composition may differ from the bulk's (`summary.stoichiometric`).
 */
export function oc22Slabs(bulk: Structure, symmetry: SymmetryFinder, label?: string): SlabCut {
  const options = oc22Options(symmetry(bulk, OC22.symprec).spaceGroup)
  return oxygenRichFirst(cutSlabs(bulk, symmetry, label === undefined ? options : { ...options, label }))
}

/** The same slabs, plane by plane as they came, the most oxygen first within each: the order in which OC22 takes them. */
export function oxygenRichFirst(cut: SlabCut): SlabCut {
  const order = richestFirst(cut.planned, cut.slabs)
  return { ...cut, planned: order.map((i) => cut.planned[i]!), slabs: order.map((i) => cut.slabs[i]!) }
}

function richestFirst(planned: readonly PlannedSlab[], slabs: readonly Slab[]): number[] {
  const share = (i: number): number => atomsWhere(slabs[i]!.structure, (k) => slabs[i]!.structure.numbers[k] === OXYGEN).length / slabs[i]!.structure.numbers.length
  const plane = (i: number): string => planned[i]!.miller.join()
  const planes = [...new Set(planned.map((_, i) => plane(i)))]
  return planned.map((_, i) => i).sort((p, q) => planes.indexOf(plane(p)) - planes.indexOf(plane(q)) || share(q) - share(p) || p - q)
}

/** MX sites of a cut slab: every anion of the bulk just above the cut that was bonded to metals of the surface. */
export function missingAnionSites(crystal: Crystal, planned: PlannedSlab, slab: Slab, anion = OXYGEN): OxideSite[] {
  const s = slab.structure
  const longest = bondLimits(crystal, anion)
  const image = minimumImage(s.cell, [true, true, false])
  const unit = [0, 1].map((k) => scale(row(s.cell, k), 1 / planned.repeat[k]!))
  return sitesAbove(crystal, planned, REACH).filter((site) => site.number === anion).flatMap(({ at }) =>
    tiles(planned.repeat).flatMap(([i, j]): OxideSite[] => {
      const position = add(at, add(scale(unit[0]!, i), scale(unit[1]!, j)))
      const metals = atomsWhere(s, (k) => norm(image(sub(vec3(s.positions, 3 * k), position))) <= (longest.get(s.numbers[k]!) ?? 0))
      return metals.length === 0 ? [] : [{ kind: 'MX', position, atoms: metals }]
    }),
  )
}

/** MvK sites of any slab: its surface anions. */
export function latticeAnionSites({ structure: s }: Slab, anion = OXYGEN): OxideSite[] {
  return atomsWhere(s, (i) => s.numbers[i] === anion && s.tags[i] === SURFACE).map((i) => ({ kind: 'MvK', position: vec3(s.positions, 3 * i), atoms: [i] }))
}

function* tileIndices([na, nb]: readonly [number, number]): Generator<[number, number]> {
  for (let i = 0; i < na; i++) for (let j = 0; j < nb; j++) yield [i, j]
}
const tiles = (repeat: readonly [number, number]): [number, number][] => [...tileIndices(repeat)]

/** Metal -> longest metal-anion bond: BOND_STRETCH times the shortest distance in the bulk, Å. */
function bondLimits({ cell }: Crystal, anion: number): Map<number, number> {
  const image = minimumImage(cell.cell, [true, true, true])
  const limits = new Map<number, number>()
  for (const i of atomsWhere(cell, (k) => cell.numbers[k] === anion))
    for (const j of atomsWhere(cell, (k) => cell.numbers[k] !== anion)) {
      const d = BOND_STRETCH * norm(image(sub(vec3(cell.positions, 3 * j), vec3(cell.positions, 3 * i))))
      if (d < (limits.get(cell.numbers[j]!) ?? Infinity)) limits.set(cell.numbers[j]!, d)
    }
  return limits
}

/**
 * The slab without `count` of its topmost oxygen atoms, drawn at random, and without their partners on the other side: both sides stay alike.
 * The id gets the removed surface atoms ('-v12.15'). Throws InvalidInput where the slab has not so many surface oxygen atoms, or
 * where no operation of order two maps its top on its bottom.
 */
export function withOxygenVacancies(slab: Slab, symmetry: SymmetryFinder, count: number, random: Random): Slab {
  const s = slab.structure
  const middle = s.cell[8]! / 2
  const surface = atomsWhere(s, (i) => s.numbers[i] === OXYGEN && s.tags[i] === SURFACE && s.positions[3 * i + 2]! > middle)
  if (!Number.isInteger(count) || count < 1 || count > surface.length) {
    throw invalidInput('So many oxygen atoms cannot be removed from this surface', { found: String(count), expected: `1 to ${surface.length}` })
  }
  const operation = symmetry(s, OC22.symprec).operations.find((op) => op.rotation[8] === -1 && isInvolution(op))
  if (operation === undefined) throw invalidInput('No operation of order two maps the top of the slab on its bottom, so vacancies cannot be made alike on both sides', { found: slab.id })
  const chosen = random.shuffle([...surface]).slice(0, count).sort((p, q) => p - q)
  const removed = new Set(chosen.flatMap((i) => [i, partnerOf(s, i, operation)]))
  const kept = selectAtoms(s, atomsWhere(s, (i) => !removed.has(i)))
  return { ...slab, id: `${slab.id}-v${chosen.join('.')}`, structure: kept }
}

/** Whether an operation applied twice is a lattice translation. */
function isInvolution({ rotation: r, translation: t }: SymmetryOperation): boolean {
  for (let i = 0; i < 3; i++) {
    let twice = t[i]!
    for (let j = 0; j < 3; j++) {
      twice += r[3 * i + j]! * t[j]!
      const square = r[3 * i]! * r[j]! + r[3 * i + 1]! * r[3 + j]! + r[3 * i + 2]! * r[6 + j]!
      if (square !== (i === j ? 1 : 0)) return false
    }
    if (Math.abs(twice - Math.round(twice)) > 1e-3) return false
  }
  return true
}

function partnerOf(s: Structure, atom: number, { rotation: r, translation: t }: SymmetryOperation): number {
  const [x, y, z] = toFractional(s.positions.subarray(3 * atom, 3 * atom + 3), s.cell)
  const mapped = [0, 1, 2].map((i) => r[3 * i]! * x! + r[3 * i + 1]! * y! + r[3 * i + 2]! * z! + t[i]!) as unknown as Vec3
  const at = mulVec(mapped, s.cell)
  const image = minimumImage(s.cell, [true, true, true])
  const found = atomsWhere(s, (i) => s.numbers[i] === s.numbers[atom] && norm(image(sub(vec3(s.positions, 3 * i), at))) < PARTNER_TOLERANCE)
  if (found.length !== 1) throw invalidInput('An atom has no partner on the other side of the slab', { found: `atom ${atom + 1}` })
  return found[0]!
}
