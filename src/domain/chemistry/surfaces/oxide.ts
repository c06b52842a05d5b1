/**
 * Oxide surfaces as OC22 makes them (Tran et al., ACS Catal. 13, 3066 (2023), doi:10.1021/acscatal.2c05426): symmetric slabs, the one richest in
 * oxygen first, and oxygen vacancies on both sides alike; its sites are in oxide-sites.ts. Where OC22 removes atoms from a slab by trial until it
 * is symmetric, the lower cut is put where a symmetry operation of the crystal maps the upper one: exact, and no slab is missed.
 */
import { invalidInput } from '../../errors'
import { random } from '../../math/random'
import { type Vec3, mulVec, norm, sub, vec3 } from '../../math/vec3'
import { toFractional } from '../../structure/cell'
import { minimumImage } from '../../structure/minimum-image'
import { SURFACE, type Structure, atomsWhere, selectAtoms } from '../../structure/structure'
import type { SymmetryFinder, SymmetryOperation } from '../../structure/symmetry'
import type { Slab } from '../types'
import { type SlabCut, cutSlabs } from './cut'
import { OC22, oc22Options } from './options'
import { OXYGEN, missingAnionSites, mxSites, takenSites } from './oxide-sites'
import type { PlannedSlab } from './plan'
import { surfaceTags } from './tags'

/** Å: tolerance when an atom is mapped on its partner on the other side */
const PARTNER_TOLERANCE = 0.2

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

/** A slab of an oxide with the places of oxygen that its surface metals have lost to the cut; any other slab as it is. */
export function withMissingAnions(slab: Slab, planned: PlannedSlab, { crystal }: Pick<SlabCut, 'crystal'>): Slab {
  if (slab.origin.kind !== 'cut' || !slab.structure.numbers.includes(OXYGEN)) return slab
  return { ...slab, origin: { ...slab.origin, missing: missingAnionSites(crystal, planned, slab) } }
}

/**
 * The slab with `count` surface oxygen atoms removed on each side: one slab for every distinct oxygen atom of the surface, that one always among the
 * removed and the others drawn. None where the surface has not so many, or its sides are not alike.
 */
export function vacancySlabs(slab: Slab, symmetry: SymmetryFinder, count: number, seed: number): Slab[] {
  const surface = surfaceOxygen(slab.structure)
  const flip = surface.length < count ? undefined : turningOver(slab.structure, symmetry)
  if (flip === undefined) return []
  const { orbits } = symmetry(slab.structure, OC22.symprec)
  const distinct = surface.filter((i, k) => surface.findIndex((j) => orbits[j] === orbits[i]) === k)
  return distinct.map((i) => {
    const others = random(seed, 'vacancies', slab.id, i).shuffle(surface.filter((j) => j !== i)).slice(0, count - 1)
    return without(slab, [i, ...others], flip)
  })
}

/** Surface oxygen atoms of the upper half. */
const surfaceOxygen = (s: Structure): number[] => atomsWhere(s, (i) => s.numbers[i] === OXYGEN && s.tags[i] === SURFACE && s.positions[3 * i + 2]! > s.cell[8]! / 2)

/** An operation of order two that maps the top of a slab on its bottom. */
const turningOver = (s: Structure, symmetry: SymmetryFinder): SymmetryOperation | undefined => symmetry(s, OC22.symprec).operations.find((op) => op.rotation[8] === -1 && isInvolution(op))

/** Removes surface atoms and their partners. What lay below them is surface now; their places are MX sites. */
function without(slab: Slab, atoms: readonly number[], operation: SymmetryOperation): Slab {
  const s = slab.structure
  const chosen = atoms.toSorted((p, q) => p - q)
  const removed = new Set(chosen.flatMap((i) => [i, partnerOf(s, i, operation)]))
  const staying = atomsWhere(s, (i) => !removed.has(i))
  const kept = selectAtoms(s, staying)
  const below = surfaceTags(kept, OC22.surfaceDepth, null)
  const structure = { ...kept, tags: kept.tags.map((tag, i) => Math.max(tag, below[i]!)) }
  const { origin } = slab
  const missing = [...mxSites(slab), ...takenSites(s, chosen)].map((site) => ({ ...site, atoms: site.atoms.map((i) => staying.indexOf(i)) }))
  return { ...slab, id: `${slab.id}-v${chosen.join('.')}`, structure, origin: origin.kind === 'cut' ? { ...origin, vacancies: chosen, missing } : origin }
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
