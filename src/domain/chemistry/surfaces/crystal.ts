/** The bulk crystal, prepared once for cutting: its cell, its symmetry and one atom per lattice point of each sublattice. */
import { invalidInput } from '../../errors'
import { type Vec3, mulVec, norm, sub, vec3 } from '../../math/vec3'
import { toFractional, wrap, wrapFraction } from '../../structure/cell'
import { symbolOf } from '../../structure/elements'
import { composition } from '../../structure/formula'
import type { Structure } from '../../structure/structure'
import type { SymmetryFinder, SymmetryOperation } from '../../structure/symmetry'
import { gcd } from './miller'
import type { SurfaceOptions } from './options'
import { type TranslationLattice, translationLattice } from './plane'

export interface Crystal {
  readonly label: string
  readonly spaceGroup: number
  readonly symbol: string
  /** the cell that Miller indices refer to, with all its atoms */
  readonly cell: Structure
  /** operations in the basis of `cell`, its centring translations included */
  readonly operations: readonly SymmetryOperation[]
  readonly lattice: TranslationLattice
  /** [n] atoms of one lattice point: no two differ by a translation */
  readonly numbers: Uint8Array
  /** [3n] fractional coordinates in `cell` */
  readonly fractional: Float64Array
}

/** Largest cell that is cut: beyond it a bulk file is more likely a slab or a supercell, and every plane has hundreds of terminations. */
export const MAX_BULK_ATOMS = 400

/**
 * Finds the symmetry of a bulk and prepares it for cutting. Throws InvalidInput for a structure that is not periodic in three
 * directions, is empty, is too large or has no symmetry to be found (overlapping atoms).
 */
export function prepareCrystal(bulk: Structure, symmetry: SymmetryFinder, options: SurfaceOptions): Crystal {
  assertBulk(bulk)
  const found = symmetry(bulk, options.symprec)
  const cell = options.cell === 'conventional' ? found.conventional : wrap(bulk)
  const { operations, spaceGroup, symbol } = options.cell === 'conventional' ? symmetry(cell, options.symprec) : found
  const lattice = translationLattice(operations)
  return { label: options.label ?? chemicalLabel(bulk.numbers), spaceGroup, symbol, cell, operations, lattice, ...oneLatticePoint(cell, lattice, options.symprec) }
}

function assertBulk(bulk: Structure): void {
  const n = bulk.numbers.length
  if (n === 0) throw invalidInput('The bulk has no atoms')
  if (n > MAX_BULK_ATOMS) throw invalidInput('The bulk cell is too large to cut slabs from; give its primitive cell', { found: `${n} atoms`, expected: `at most ${MAX_BULK_ATOMS}` })
  if (!bulk.pbc.every(Boolean)) {
    throw invalidInput('A bulk must be periodic in three directions. A slab of your own goes in as a custom slab', { found: `pbc ${bulk.pbc.join(', ')}`, expected: 'pbc true, true, true' })
  }
}

/** One atom of every set that translations map on each other. */
function oneLatticePoint(cell: Structure, lattice: TranslationLattice, symprec: number): Pick<Crystal, 'numbers' | 'fractional'> {
  const fractional = toFractional(cell.positions, cell.cell)
  const translations = latticePoints(lattice)
  const kept: number[] = []
  for (let i = 0; i < cell.numbers.length; i++) {
    const copy = kept.some((k) => cell.numbers[k] === cell.numbers[i] && translations.some((t) => isCopy(vec3(fractional, 3 * k), vec3(fractional, 3 * i), t, cell.cell, symprec)))
    if (!copy) kept.push(i)
  }
  if (kept.length * lattice.points !== cell.numbers.length) {
    throw invalidInput('The atoms of the bulk do not follow its translations within the symmetry tolerance', { found: `${kept.length} distinct atoms`, expected: `${cell.numbers.length / lattice.points}` })
  }
  const out = new Float64Array(3 * kept.length)
  kept.forEach((i, k) => out.set(fractional.subarray(3 * i, 3 * i + 3), 3 * k))
  return { numbers: Uint8Array.from(kept, (i) => cell.numbers[i]!), fractional: out }
}

function isCopy(from: Vec3, to: Vec3, t: Vec3, cell: ArrayLike<number>, symprec: number): boolean {
  const d = sub(sub(to, from), t)
  const nearest: Vec3 = [d[0] - Math.round(d[0]), d[1] - Math.round(d[1]), d[2] - Math.round(d[2])]
  // two positions, each within symprec of the ideal one
  return norm(mulVec(nearest, cell)) < 2 * symprec + 1e-6
}

/** The translations of a lattice within one cell, fractional. */
function latticePoints({ points, basis }: TranslationLattice): Vec3[] {
  const found = new Map<string, Vec3>()
  const visit = (v: Vec3): void => {
    const wrapped = v.map((x) => ((x % points) + points) % points) as unknown as Vec3
    if (found.has(wrapped.join())) return
    found.set(wrapped.join(), wrapped)
    for (const b of basis) visit([wrapped[0] + b[0], wrapped[1] + b[1], wrapped[2] + b[2]])
  }
  visit([0, 0, 0])
  return [...found.values()].map((v) => [wrapFraction(v[0] / points), wrapFraction(v[1] / points), wrapFraction(v[2] / points)])
}

/** Electronegative elements, the last named last in a formula: 'RuO2', 'SrTiO3', 'GaN'. */
const LAST_IN_FORMULA = 'B C Sb As P N Te Se S I Br Cl O F'.split(' ')

/** A reduced formula as chemists write it: metals first, by symbol, anions last. */
export function chemicalLabel(numbers: ArrayLike<number>): string {
  const counts = composition(numbers)
  const divisor = [...counts.values()].reduce(gcd, 0) || 1
  const rank = (symbol: string): number => LAST_IN_FORMULA.indexOf(symbol)
  const entries = [...counts].map(([z, n]) => [symbolOf(z), n / divisor] as const)
  return entries.toSorted(([p], [q]) => rank(p) - rank(q) || (p < q ? -1 : 1)).map(([symbol, n]) => symbol + (n === 1 ? '' : String(n))).join('')
}
