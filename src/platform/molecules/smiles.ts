/**
 * Adsorbates from SMILES, through openchemlib (conformers and MMFF94s).
 *
 * How to say what binds: '*' is a bond to the surface, so `*CO` is CH2OH bound through its carbon, `C(*)(*)(*)C` ethylidyne, and `C(*)C(*)`
 * binds with both carbons. The geometry is that of the molecule with a hydrogen atom in place of each '*', which is then taken away.
 * An atom that binds without giving up a bond (water, ammonia, CO) carries the map number 1: `[OH2:1]`, `[C-:1]#[O+]`.
 * Where neither is given, the atom with most open valence, then the best donor, is taken.
 */
import { ConformerGenerator, ForceFieldMMFF94, Molecule, Resources } from 'openchemlib'
import { adsorbateFromStructure, molecule } from '../../domain/chemistry/adsorbates'
import type { Adsorbate } from '../../domain/chemistry/types'
import { invalidInput, unsupported } from '../../domain/errors'
import { covalentRadius } from '../../domain/structure/elements'
import { selectAtoms } from '../../domain/structure/structure'

/** The same SMILES gives the same conformer, always. */
const SEED = 1

/** Conformers of larger molecules take long, and no slab is wide enough for them. */
const MAX_ATOMS = 120

export interface SmilesOptions {
  /** default: the SMILES itself */
  readonly id?: string
  /** 0-based, in the order of the molecule's atoms without '*'; instead of '*' and map numbers */
  readonly bindingAtoms?: readonly number[]
}

/**
 * A conformer of the molecule as an adsorbate, binding atoms down. Bond lengths are a force field's: within some 0.03 Å of experiment.
 * Throws InvalidInput for a SMILES that cannot be read, is empty, of several molecules, charged, with an atom of too many bonds, or with '*' where
 * no single bond is;
 * Unsupported for a molecule without conformer.
 */
export function adsorbateFromSmiles(smiles: string, options: SmilesOptions = {}): Adsorbate {
  const text = smiles.trim()
  const parsed = parse(text)
  const caps = capsOf(parsed, text)
  assertValences(parsed, caps, text)
  const marked = atomIndices(parsed).filter((i) => parsed.getAtomMapNo(i) === 1 && !caps.has(i))
  const carriers = [...caps.values()]
  const made = conformer(parsed, text)
  const kept = atomIndices(made).filter((i) => !caps.has(i))
  const binding = [...new Set([...carriers, ...marked])].map((i) => kept.indexOf(i)).sort((a, b) => a - b)
  const whole = molecule(
    atomIndices(made).map((i) => made.getAtomicNo(i)),
    atomIndices(made).flatMap((i) => [made.getAtomX(i), made.getAtomY(i), made.getAtomZ(i)]),
  )
  const chosen = options.bindingAtoms ?? (binding.length > 0 ? binding : undefined)
  const adsorbate = adsorbateFromStructure(selectAtoms(whole, kept), { id: options.id ?? text, ...(chosen === undefined ? {} : { bindingAtoms: chosen }) })
  return { ...adsorbate, smiles: text }
}

/** Slabs carry no charge, so an ion has no energy on them; and openchemlib finds no conformer for an atom with too many bonds, without saying so. */
function assertValences(m: Molecule, caps: ReadonlyMap<number, number>, text: string): void {
  const charge = atomIndices(m).reduce((sum, i) => sum + m.getAtomCharge(i), 0)
  if (charge !== 0) {
    const found = `${text}: charge ${charge > 0 ? '+' : ''}${charge}`
    throw invalidInput('The adsorbate is an ion; slabs here carry no charge, so an adsorbate must be neutral', { found, expected: "the neutral molecule or fragment, for example '*OC(C)=O' for acetate" })
  }
  const carriers = new Set(caps.values())
  for (const i of atomIndices(m)) {
    if (m.getOccupiedValence(i) <= m.getMaxValence(i)) continue
    const atom = `atom ${i + 1} (${m.getAtomLabel(i)})`
    if (!carriers.has(i)) throw invalidInput(`The SMILES gives ${atom} more bonds than it can have`, { found: text })
    throw invalidInput(`'*' hangs on ${atom}, which has no bond left for the surface`, {
      found: text, expected: "'*' beside the atom that binds, as in *C(F)(F)F or C(F)(F)(F)*; an atom that binds without giving up a bond is marked ':1', as in [O:1]=C",
    })
  }
}

const atomIndices = (m: Molecule): number[] => Array.from({ length: m.getAllAtoms() }, (_, i) => i)

/** Deuterium stands for '*': openchemlib keeps it as an explicit atom, where it would read '*' as a query. */
const CAP = '[2H]'

function parse(text: string): Molecule {
  if (text === '') throw invalidInput('The SMILES is empty', { expected: "for example '*CO'" })
  if (text.includes(CAP)) throw invalidInput('Deuterium cannot be written in the SMILES of an adsorbate', { found: text })
  if (!isBalanced(text)) throw invalidInput('A bracket of the SMILES is not closed', { found: text })
  // a hydrogen atom alone: openchemlib drops the second atom of [2H][H]
  const plain = /^(\*\[H\]|\[H\]\*)$/.test(text) ? '[H]' : text
  const parsed = readSmiles(plain.replaceAll(/\[\*(:\d+)?\]|\*/g, CAP), text)
  parsed.ensureHelperArrays(Molecule.cHelperNeighbours)
  if (parsed.getAllAtoms() === 0) throw invalidInput('The SMILES has no atoms', { found: text })
  if (parsed.getFragments().length > 1) throw invalidInput('The SMILES describes several molecules', { found: text, expected: 'one molecule, without a dot' })
  parsed.addImplicitHydrogens()
  parsed.ensureHelperArrays(Molecule.cHelperNeighbours)
  if (parsed.getAllAtoms() > MAX_ATOMS) throw unsupported('The molecule is too large for an adsorbate', { what: `${parsed.getAllAtoms()} atoms, at most ${MAX_ATOMS}` })
  return parsed
}

/** Every ( and [ closed in turn: openchemlib reads over a branch left open. */
function isBalanced(text: string): boolean {
  const open: string[] = []
  for (const c of text) {
    if (c === '(' || c === '[') open.push(c === '(' ? ')' : ']')
    else if ((c === ')' || c === ']') && open.pop() !== c) return false
  }
  return open.length === 0
}

function readSmiles(capped: string, text: string): Molecule {
  try {
    return Molecule.fromSmiles(capped)
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message.replace(/^Class\S*: /, '') : String(cause)
    throw invalidInput(`The SMILES cannot be read: ${reason}`, { found: text })
  }
}

/** Caps ('*') and the atom that carries each. */
function capsOf(m: Molecule, text: string): Map<number, number> {
  const caps = new Map<number, number>()
  for (const i of atomIndices(m).filter((k) => m.getAtomicNo(k) === 1 && m.getAtomMass(k) === 2)) {
    const carrier = m.getAllConnAtoms(i) === 1 ? m.getConnAtom(i, 0) : -1
    if (carrier < 0 || m.getConnBondOrder(i, 0) !== 1 || (m.getAtomicNo(carrier) === 1 && m.getAtomMass(carrier) === 2)) {
      throw invalidInput("Each '*' must hang on one atom by a single bond", { found: text, expected: "one '*' per bond to the surface, for example C(*)(*)C" })
    }
    caps.set(i, carrier)
  }
  return caps
}

/** The molecule with three-dimensional coordinates, minimised with MMFF94s where that force field knows its atoms; atoms keep their order. */
function conformer(parsed: Molecule, text: string): Molecule {
  registerResources()
  const copy = parsed.getCompactCopy()
  if (copy.getAllAtoms() === 1) return copy
  const made = new ConformerGenerator(SEED).getOneConformerAsMolecule(copy)
  const sameAtoms = made !== null && made.getAllAtoms() === parsed.getAllAtoms() && atomIndices(parsed).every((i) => made.getAtomicNo(i) === parsed.getAtomicNo(i) && made.getAtomMass(i) === parsed.getAtomMass(i))
  if (made === null || !sameAtoms) throw unsupported('No conformer could be made for the molecule; give its geometry in a file', { what: text })
  if (made.getAllAtoms() === 2) return stretched(made)
  const before = atomIndices(made).map((i) => [made.getAtomX(i), made.getAtomY(i), made.getAtomZ(i)] as const)
  if (!minimise(made)) before.forEach(([x, y, z], i) => { made.setAtomX(i, x); made.setAtomY(i, y); made.setAtomZ(i, z) })
  return made
}

/** False when MMFF94s does not know an atom, or gives coordinates that are no numbers. */
function minimise(made: Molecule): boolean {
  try {
    new ForceFieldMMFF94(made, ForceFieldMMFF94.MMFF94S).minimise()
    return atomIndices(made).every((i) => Number.isFinite(made.getAtomX(i) + made.getAtomY(i) + made.getAtomZ(i)))
  } catch {
    return false
  }
}

/** Å. Additive radii for single, double and triple bonds, Pyykkö & Atsumi, Chem. Eur. J. 15, 186 and 12770 (2009): MMFF94 has no diatomic molecules. */
const PYYKKO: Readonly<Record<number, readonly number[]>> = {
  1: [0.32], 5: [0.85, 0.78, 0.73], 6: [0.75, 0.67, 0.6], 7: [0.71, 0.6, 0.54], 8: [0.63, 0.57, 0.53], 9: [0.64, 0.59, 0.53],
  14: [1.16, 1.07, 1.02], 15: [1.11, 1.02, 0.94], 16: [1.03, 0.94, 0.95], 17: [0.99, 0.95, 0.93], 34: [1.16, 1.07, 1.07], 35: [1.14, 1.09, 1.1], 53: [1.33, 1.29, 1.25],
}

/** A diatomic molecule along z with the bond length of its bond order; H2 is the one bond shorter than radii tell, 0.741 Å (Huber & Herzberg 1979). */
function stretched(made: Molecule): Molecule {
  const order = made.getBondOrder(0)
  const radius = (i: number): number => PYYKKO[made.getAtomicNo(i)]?.[order - 1] ?? covalentRadius(made.getAtomicNo(i))
  const length = made.getAtomicNo(0) === 1 && made.getAtomicNo(1) === 1 ? 0.741 : radius(0) + radius(1)
  for (const i of [0, 1]) {
    made.setAtomX(i, 0)
    made.setAtomY(i, 0)
    made.setAtomZ(i, i * length)
  }
  return made
}

let registered = false

function registerResources(): void {
  if (!registered) Resources.registerFromNodejs()
  registered = true
}
