/**
 * The structure: n atoms in a periodic cell, held flat.
 * Conventions: Å; rows of `cell` are the lattice vectors a, b, c; a Cartesian position is fractional . cell.
 */
import { invalidInput } from '../errors'
import { MAX_ATOMIC_NUMBER } from './elements'

export const SUBSURFACE = 0
export const SURFACE = 1
export const ADSORBATE = 2

/** The largest structure that is read or built: far above what a potential can relax, and well within memory. */
export const MAX_ATOMS = 1_000_000

export interface Structure {
  /** [n] atomic number Z */
  readonly numbers: Uint8Array
  /** [3n] Cartesian, Å */
  readonly positions: Float64Array
  /** [9] ROWS are a, b, c, Å */
  readonly cell: Float64Array
  readonly pbc: readonly [boolean, boolean, boolean]
  /** [n] OC20 tags: 0 subsurface, 1 surface, 2 adsorbate */
  readonly tags: Uint8Array
  /** [n] 1 = held during relaxation */
  readonly fixed: Uint8Array
}

export interface StructureParts {
  readonly numbers: ArrayLike<number>
  readonly positions: ArrayLike<number>
  readonly cell: ArrayLike<number>
  readonly pbc?: readonly [boolean, boolean, boolean]
  readonly tags?: ArrayLike<number>
  readonly fixed?: ArrayLike<number>
}

/**
 * Builds a structure from plain parts and checks every invariant.
 * Throws InvalidInput on mismatched lengths, unknown elements, values that are not finite, or a periodic direction without volume.
 */
export function makeStructure(parts: StructureParts): Structure {
  const n = parts.numbers.length
  const structure: Structure = {
    numbers: Uint8Array.from(parts.numbers),
    positions: Float64Array.from(parts.positions),
    cell: Float64Array.from(parts.cell),
    pbc: parts.pbc ?? [true, true, true],
    tags: parts.tags === undefined ? new Uint8Array(n) : Uint8Array.from(parts.tags),
    fixed: parts.fixed === undefined ? new Uint8Array(n) : Uint8Array.from(parts.fixed),
  }
  assertStructure(structure)
  return structure
}

/** Checks every invariant of a structure; used at each door and in every test. Throws InvalidInput. */
export function assertStructure(s: Structure): void {
  const n = s.numbers.length
  if (s.positions.length !== 3 * n) throw invalidInput(`${n} atoms need ${3 * n} coordinates`, { found: String(s.positions.length), expected: String(3 * n) })
  if (s.tags.length !== n || s.fixed.length !== n) throw invalidInput('Tags and fixed flags must have one entry per atom')
  if (s.cell.length !== 9) throw invalidInput('A cell has nine components', { found: String(s.cell.length), expected: '9' })
  for (let i = 0; i < n; i++) {
    const z = s.numbers[i]!
    if (z < 1 || z > MAX_ATOMIC_NUMBER) throw invalidInput(`Atom ${i + 1} is not a known element`, { found: `Z = ${z}` })
    if (s.tags[i]! > ADSORBATE) throw invalidInput(`Atom ${i + 1} has an unknown tag`, { found: String(s.tags[i]), expected: '0, 1 or 2' })
  }
  if (!s.positions.every(Number.isFinite)) throw invalidInput('A coordinate is not a finite number')
  if (!s.cell.every(Number.isFinite)) throw invalidInput('A cell component is not a finite number')
  if (s.pbc.some(Boolean) && Math.abs(periodicVolume(s)) < 1e-6) throw invalidInput('The periodic cell has no volume')
}

/** The same structure with some parts replaced; not re-checked (for hot loops and trusted code). */
export const withParts = (s: Structure, parts: Partial<Structure>): Structure => ({ ...s, ...parts })

/** Indices of the atoms that satisfy `keep`, in order. */
export function atomsWhere(s: Structure, keep: (i: number) => boolean): number[] {
  const out: number[] = []
  for (let i = 0; i < s.numbers.length; i++) if (keep(i)) out.push(i)
  return out
}

/** A structure of the chosen atoms, in the order given. */
export function selectAtoms(s: Structure, indices: readonly number[]): Structure {
  const positions = new Float64Array(3 * indices.length)
  indices.forEach((i, k) => positions.set(s.positions.subarray(3 * i, 3 * i + 3), 3 * k))
  const pick = (a: Uint8Array): Uint8Array => Uint8Array.from(indices, (i) => a[i]!)
  return { ...s, positions, numbers: pick(s.numbers), tags: pick(s.tags), fixed: pick(s.fixed) }
}

/** Volume spanned by the periodic directions (length, area or volume), Å, Å^2 or Å^3. */
function periodicVolume(s: Structure): number {
  const rows = [0, 1, 2].filter((k) => s.pbc[k]).map((k) => s.cell.subarray(3 * k, 3 * k + 3))
  const dot = (a: Float64Array, b: Float64Array): number => a[0]! * b[0]! + a[1]! * b[1]! + a[2]! * b[2]!
  const g = rows.map((a) => rows.map((b) => dot(a, b)))
  if (g.length === 1) return Math.sqrt(g[0]![0]!)
  if (g.length === 2) return Math.sqrt(Math.max(0, g[0]![0]! * g[1]![1]! - g[0]![1]! ** 2))
  const [a, b, c] = rows as [Float64Array, Float64Array, Float64Array]
  return a[0]! * (b[1]! * c[2]! - b[2]! * c[1]!) - a[1]! * (b[0]! * c[2]! - b[2]! * c[0]!) + a[2]! * (b[0]! * c[1]! - b[1]! * c[0]!)
}
