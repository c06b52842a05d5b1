/**
 * What relaxation made of a placement that makes its energy no adsorption energy of the adsorbate on the slab: OC20's four anomalies
 * (`DetectTrajAnomaly` of fairchem), each verdict with the atoms and distances that show it.
 *
 * | anomaly | rule (bonded at m: d < m (r_i + r_j) + 0.6 Å, see connectivity.ts) |
 * |---|---|
 * | dissociated | bonds of the adsorbates, at 1.0, differ between the initial and the final structure |
 * | desorbed | an adsorbate (a molecule of the initial structure) has no atom bonded, at 1.5, to the slab in the final structure |
 * | surface-changed | a bond of the final slab part at 1.0 is none of the clean relaxed slab at 1.5, or the reverse |
 * | intercalated | an adsorbate atom is bonded, at 1.0, to a subsurface atom (tag 0) in the final structure |
 *
 * As in fairchem, what counts is whether two atoms are bonded through any periodic image. With several adsorbates each is judged by itself: a
 * bond broken within one, or formed between two (O + O -> O2), makes the structure another than was asked for; fairchem calls a structure
 * desorbed only when all of them are.
 */
import { invalidInput } from '../errors'
import { type Vec3, norm } from '../math/vec3'
import { minimumImage } from '../structure/minimum-image'
import { ADSORBATE, SUBSURFACE, type Structure, atomsWhere, selectAtoms } from '../structure/structure'
import { ASE_SKIN, type Bond, type BondRule, bondThreshold, connectedGroups, findBonds, pairKey } from './connectivity'
import type { Anomaly, AnomalyEvidence } from './types'

export interface AnomalyRules {
  /** multiplier for bonds inside the adsorbate */
  readonly dissociation: number
  /** multiplier under which a contact of adsorbate and slab counts as adsorbed */
  readonly desorption: number
  /** multipliers between which a bond of the slab may stretch before the surface has changed */
  readonly surface: readonly [number, number]
  /** multiplier for contacts of the adsorbate with subsurface atoms */
  readonly intercalation: number
  /** Å per atom, added to every threshold */
  readonly skin: number
}

/** fairchem's multipliers, with the skin of ASE's neighbour list that its rules include. */
export const OC20_ANOMALY_RULES: AnomalyRules = { dissociation: 1, desorption: 1.5, surface: [1, 1.5], intercalation: 1, skin: ASE_SKIN }

export interface AnomalyInput {
  /** the placement as it was before relaxation, tags 0, 1, 2 */
  readonly initial: Structure
  /** the same atoms after relaxation */
  readonly final: Structure
  /** the clean slab, relaxed: the atoms with tag 0 and 1 of `initial`, in their order. Without it the slab part of `initial` stands in, as in fairchem. */
  readonly cleanFinal?: Structure
  /** the atoms of each adsorbate; where left out, those bonded to each other in `initial` */
  readonly molecules?: readonly (readonly number[])[]
  readonly rules?: AnomalyRules
}

/**
 * All anomalies of a relaxation; empty when there are none. A structure without adsorbate can only have changed its surface.
 * Throws InvalidInput when the structures do not have the same atoms.
 */
export function detectAnomalies({ initial, final, cleanFinal, molecules, rules = OC20_ANOMALY_RULES }: AnomalyInput): Anomaly[] {
  assertSameAtoms(initial.numbers, final.numbers, 'The relaxed structure')
  const tags = initial.tags
  const adsorbate = atomsWhere(initial, (i) => tags[i] === ADSORBATE)
  const slab = atomsWhere(initial, (i) => tags[i] !== ADSORBATE)
  const clean = cleanFinal ?? selectAtoms(initial, slab)
  assertSameAtoms(Uint8Array.from(slab, (i) => initial.numbers[i]!), clean.numbers, 'The clean slab')
  const relaxed: Structure = { ...final, tags }
  // one search for the loosest rule serves the tighter ones
  const loosest = rule(Math.max(rules.desorption, rules.intercalation, ...rules.surface), rules)
  const bonds = findBonds(relaxed, loosest)
  const found: (Anomaly | undefined)[] = [
    verdict('dissociated', dissociation(initial, relaxed, adsorbate, rules)),
    verdict('desorbed', (molecules ?? moleculesOf(initial, adsorbate, rules)).flatMap((molecule) => desorption(relaxed, bonds, molecule, slab, rules))),
    verdict('surface-changed', surfaceChange(relaxed, bonds, clean, findBonds(clean, loosest), slab, rules)),
    verdict('intercalated', intercalation(relaxed, bonds, rules)),
  ]
  return found.filter((anomaly) => anomaly !== undefined)
}

const verdict = (kind: Anomaly['kind'], evidence: readonly AnomalyEvidence[]): Anomaly | undefined => (evidence.length === 0 ? undefined : { kind, evidence })

function assertSameAtoms(expected: Uint8Array, found: Uint8Array, what: string): void {
  if (expected.length !== found.length) throw invalidInput(`${what} has other atoms than the placement`, { found: `${found.length} atoms`, expected: `${expected.length} atoms` })
  const at = expected.findIndex((z, i) => z !== found[i])
  if (at >= 0) throw invalidInput(`${what} has other atoms than the placement`, { found: `Z = ${found[at]} as atom ${at + 1}`, expected: `Z = ${expected[at]}` })
}

const rule = (multiplier: number, { skin }: AnomalyRules): BondRule => ({ multiplier, skin })

function dissociation(initial: Structure, final: Structure, adsorbate: readonly number[], rules: AnomalyRules): AnomalyEvidence[] {
  const bonded = rule(rules.dissociation, rules)
  const before = pairsOf(initial, findBonds(initial, bonded, adsorbate), bonded)
  const after = pairsOf(final, findBonds(final, bonded, adsorbate), bonded)
  return [...missing(before, after, final, bonded, 'bond-broken'), ...missing(after, before, final, bonded, 'bond-formed')]
}

/** The adsorbates: sets of atoms bonded to each other in the initial structure. */
const moleculesOf = (initial: Structure, adsorbate: readonly number[], rules: AnomalyRules): number[][] =>
  connectedGroups(findBonds(initial, rule(rules.dissociation, rules), adsorbate), adsorbate)

function desorption(final: Structure, bonds: readonly Bond[], molecule: readonly number[], slab: readonly number[], rules: AnomalyRules): AnomalyEvidence[] {
  if (slab.length === 0) return []
  const near = rule(rules.desorption, rules)
  const members = new Set(molecule)
  const isContact = ({ i, j }: Bond): boolean => (members.has(i) && final.tags[j] !== ADSORBATE) || (members.has(j) && final.tags[i] !== ADSORBATE)
  if (bonds.some((b) => isContact(b) && b.distance < thresholdOf(final, b, near))) return []
  return [nearestContact(final, near, molecule, slab)]
}

function intercalation(final: Structure, bonds: readonly Bond[], rules: AnomalyRules): AnomalyEvidence[] {
  const near = rule(rules.intercalation, rules)
  return bonds
    .map((b) => (final.tags[b.i] === ADSORBATE ? b : { ...b, i: b.j, j: b.i }))
    .filter((b) => final.tags[b.i] === ADSORBATE && final.tags[b.j] === SUBSURFACE && b.distance < thresholdOf(final, b, near))
    .map((b) => ({ kind: 'nearest-contact' as const, atoms: [b.i, b.j] as const, distance: b.distance, threshold: thresholdOf(final, b, near) }))
    .sort((p, q) => p.distance - p.threshold - (q.distance - q.threshold))
}

const thresholdOf = (s: Structure, { i, j }: Pick<Bond, 'i' | 'j'>, bonded: BondRule): number => bondThreshold(s.numbers[i]!, s.numbers[j]!, bonded)

/** The contact of adsorbate and slab that comes nearest to its threshold. */
function nearestContact(s: Structure, bonded: BondRule, adsorbate: readonly number[], slab: readonly number[]): AnomalyEvidence {
  const distance = imageDistance(s, s)
  const contacts = adsorbate.flatMap((i) => slab.map((j) => ({ kind: 'nearest-contact' as const, atoms: [i, j] as const, distance: distance(i, j), threshold: thresholdOf(s, { i, j }, bonded) })))
  return contacts.reduce((best, c) => (c.distance - c.threshold < best.distance - best.threshold ? c : best))
}

/** Compares the slab part of the final structure (atoms `slab`) with the clean slab; evidence in atoms of the final structure. */
function surfaceChange(final: Structure, bonds: readonly Bond[], clean: Structure, cleanBonds: readonly Bond[], slab: readonly number[], rules: AnomalyRules): AnomalyEvidence[] {
  const [tight, loose] = [rule(rules.surface[0], rules), rule(rules.surface[1], rules)]
  const part = selectAtoms(final, slab)
  const partBonds = renumberedBonds(bonds, slab, final.numbers.length)
  const formed = missing(pairsOf(part, partBonds, tight), pairsOf(clean, cleanBonds, loose), part, tight, 'bond-formed')
  const broken = missing(pairsOf(clean, cleanBonds, tight), pairsOf(part, partBonds, loose), part, loose, 'bond-broken')
  if (formed.length + broken.length === 0) return []
  const moved = displacements(part, clean, [...formed, ...broken])
  return [...formed, ...broken, ...moved].map((e) => renumbered(e, slab))
}

/** The bonds between the chosen atoms, which are numbered anew in their order. */
function renumberedBonds(bonds: readonly Bond[], atoms: readonly number[], n: number): Bond[] {
  const place = new Int32Array(n).fill(-1)
  atoms.forEach((i, k) => { place[i] = k })
  return bonds.filter((b) => place[b.i]! >= 0 && place[b.j]! >= 0).map((b) => ({ ...b, i: place[b.i]!, j: place[b.j]! }))
}

/** How far the atoms named in the evidence have moved from their places in the clean slab, furthest first. */
function displacements(part: Structure, clean: Structure, evidence: readonly AnomalyEvidence[]): AnomalyEvidence[] {
  const atoms = new Set(evidence.flatMap((e) => ('atoms' in e ? e.atoms : [])))
  const distance = imageDistance(clean, part)
  return [...atoms]
    .map((atom) => ({ kind: 'moved' as const, atom, displacement: distance(atom, atom) }))
    .sort((p, q) => q.displacement - p.displacement || p.atom - q.atom)
}

const renumbered = (e: AnomalyEvidence, atoms: readonly number[]): AnomalyEvidence =>
  e.kind === 'moved' ? { ...e, atom: atoms[e.atom]! } : { ...e, atoms: [atoms[e.atoms[0]]!, atoms[e.atoms[1]]!] }

type Pairs = ReadonlyMap<number, readonly [number, number]>

/** Pairs of different atoms that a rule calls bonded, through any image, by their key; `bonds` holds all of them and perhaps longer ones. */
function pairsOf(s: Structure, bonds: readonly Bond[], bonded: BondRule): Pairs {
  const n = s.numbers.length
  return new Map(bonds.filter((b) => b.i !== b.j && b.distance < thresholdOf(s, b, bonded)).map((b) => [pairKey(b.i, b.j, n), [b.i, b.j]]))
}

/** Evidence for the pairs of `of` that are not in `from`: their shortest distance in `shown`, and the threshold there. */
function missing(of: Pairs, from: Pairs, shown: Structure, bonded: BondRule, kind: 'bond-broken' | 'bond-formed'): AnomalyEvidence[] {
  const gone = [...of].filter(([key]) => !from.has(key))
  if (gone.length === 0) return []
  const distance = imageDistance(shown, shown)
  return gone.map(([, [i, j]]) => ({ kind, atoms: [i, j] as const, distance: distance(i, j), threshold: thresholdOf(shown, { i, j }, bonded) }))
}

/** Shortest distance from atom i of one structure to atom j of the other, over the periodic images of the second, Å. */
function imageDistance(from: Structure, to: Structure): (i: number, j: number) => number {
  const nearest = minimumImage(to.cell, to.pbc)
  return (i, j) => norm(nearest([0, 1, 2].map((k) => to.positions[3 * j + k]! - from.positions[3 * i + k]!) as unknown as Vec3))
}
