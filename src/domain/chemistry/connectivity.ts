/**
 * Which atoms are bonded: two atoms closer than a multiple of the sum of their covalent radii, plus a skin.
 *
 * The rule is ASE's `natural_cutoffs(mult)` handed to `NeighborList(cutoffs, skin)`: the neighbour list adds its skin to EACH atom's
 * cutoff, so that d < mult (r_i + r_j) + 2 skin. OC20's anomaly checks take ASE's default skin of 0.3 Å: without it a C-H bond (1.09 Å)
 * would lie outside 1.0 (r_C + r_H) = 1.07 Å and no hydrocarbon would be connected. `ASE_SKIN` is therefore the default here.
 */
import { covalentRadius } from '../structure/elements'
import { completeCell, perpendicularWidths, toFractional } from '../structure/cell'
import type { Structure } from '../structure/structure'

/** Å per atom. Default of ase.neighborlist.NeighborList. */
export const ASE_SKIN = 0.3

/** When two atoms count as bonded: d < multiplier (r_i + r_j) + 2 skin. */
export interface BondRule {
  readonly multiplier: number
  /** Å, added once for each of the two atoms */
  readonly skin: number
}

export const NATURAL_BOND: BondRule = { multiplier: 1, skin: ASE_SKIN }

/** A bond between atom i and the image of atom j in cell `shift`; i <= j, each bond once. */
export interface Bond {
  readonly i: number
  readonly j: number
  /** integer cell shift S: the vector is r_j - r_i + S . cell, with r as stored */
  readonly shift: readonly [number, number, number]
  /** Å */
  readonly distance: number
}

/** Å: the distance below which elements zi and zj count as bonded. */
export const bondThreshold = (zi: number, zj: number, rule: BondRule = NATURAL_BOND): number =>
  rule.multiplier * (covalentRadius(zi) + covalentRadius(zj)) + 2 * rule.skin

/** Key of an unordered pair of atoms of a structure of n atoms. */
export const pairKey = (i: number, j: number, n: number): number => Math.min(i, j) * n + Math.max(i, j)

/**
 * All bonds of a structure, periodic images included, sorted by (i, j, distance, shift).
 * `among` limits the atoms considered. The cost is linear in the number of atoms at a given density (cells of the size of the longest bond).
 */
export function findBonds(s: Structure, rule: BondRule = NATURAL_BOND, among?: readonly number[]): Bond[] {
  const atoms = among ?? Array.from(s.numbers, (_, i) => i)
  const longest = 2 * Math.max(0, ...new Set(atoms.map((i) => covalentRadius(s.numbers[i]!)))) * rule.multiplier + 2 * rule.skin
  if (atoms.length === 0 || longest <= 0) return []
  const grid = makeGrid(s, atoms, longest)
  const { positions, cell, numbers } = s
  const bonds: Bond[] = []
  for (const i of atoms) {
    visitNear(grid, i, (j, a, b, c) => {
      if (j < i || (j === i && !isPositive(a, b, c))) return
      const x = positions[3 * j]! - positions[3 * i]! + a * cell[0]! + b * cell[3]! + c * cell[6]!
      const y = positions[3 * j + 1]! - positions[3 * i + 1]! + a * cell[1]! + b * cell[4]! + c * cell[7]!
      const z = positions[3 * j + 2]! - positions[3 * i + 2]! + a * cell[2]! + b * cell[5]! + c * cell[8]!
      const d2 = x * x + y * y + z * z
      if (d2 >= longest * longest) return
      const distance = Math.sqrt(d2)
      if (distance < bondThreshold(numbers[i]!, numbers[j]!, rule)) bonds.push({ i, j, shift: [a, b, c], distance })
    })
  }
  return bonds.sort((p, q) => p.i - q.i || p.j - q.j || p.distance - q.distance || compareShifts(p.shift, q.shift))
}

const compareShifts = (a: Bond['shift'], b: Bond['shift']): number => a[0] - b[0] || a[1] - b[1] || a[2] - b[2]

/** One of each pair S, -S: the first component that is not zero is positive. */
const isPositive = (a: number, b: number, c: number): boolean => a > 0 || (a === 0 && (b > 0 || (b === 0 && c > 0)))

interface Grid {
  readonly pbc: Structure['pbc']
  /** boxes along each direction */
  readonly count: Bond['shift']
  /** boxes to look at on each side */
  readonly reach: Bond['shift']
  /** atoms of a box, by its flat index */
  readonly boxes: ReadonlyMap<number, readonly number[]>
  /** [3n] box of each atom */
  readonly box: Int32Array
  /** [3n] whole cells by which an atom lies outside the home cell */
  readonly image: Int32Array
}

/** Sorts atoms into boxes no thinner than `reach` where the cell allows it. Fractional coordinates of open directions are shifted to start at 0. */
function makeGrid(s: Structure, atoms: readonly number[], cutoff: number): Grid {
  const cell = completeCell(s.cell)
  const widths = perpendicularWidths(cell)
  const fractional = toFractional(s.positions, cell)
  const box = new Int32Array(fractional.length)
  const image = new Int32Array(fractional.length)
  const count: [number, number, number] = [1, 1, 1]
  const reach: [number, number, number] = [0, 0, 0]
  for (const k of [0, 1, 2] as const) {
    const values = atoms.map((i) => fractional[3 * i + k]!)
    const start = s.pbc[k] ? 0 : values.reduce((a, b) => Math.min(a, b), Infinity)
    const extent = s.pbc[k] ? 1 : values.reduce((a, b) => Math.max(a, b), -Infinity) - start + 1e-9
    // a zero vector was completed by a unit vector
    const length = extent * (Number.isFinite(widths[k]) ? widths[k] : 1)
    // no more boxes than atoms: a huge, thin cell must not cost memory or time
    count[k] = Math.max(1, Math.min(Math.floor(length / cutoff), Math.ceil(Math.cbrt(atoms.length)) * 4))
    reach[k] = Math.ceil(cutoff / (length / count[k]) - 1e-12)
    if (!s.pbc[k]) reach[k] = Math.min(reach[k], count[k] - 1)
    for (const i of atoms) {
      const x = (fractional[3 * i + k]! - start) / extent
      image[3 * i + k] = s.pbc[k] ? Math.floor(x) : 0
      box[3 * i + k] = Math.min(count[k] - 1, Math.floor((x - image[3 * i + k]!) * count[k]))
    }
  }
  const boxes = new Map<number, number[]>()
  for (const i of atoms) {
    const key = (box[3 * i]! * count[1] + box[3 * i + 1]!) * count[2] + box[3 * i + 2]!
    const members = boxes.get(key)
    if (members === undefined) boxes.set(key, [i])
    else members.push(i)
  }
  return { pbc: s.pbc, count, reach, boxes, box, image }
}

/** Calls `visit` with atom and cell shift for every atom image in the boxes around atom i, itself included. */
function visitNear(grid: Grid, i: number, visit: (j: number, a: number, b: number, c: number) => void): void {
  const [nx, ny, nz] = grid.count
  const [rx, ry, rz] = grid.reach
  for (let x = grid.box[3 * i]! - rx; x <= grid.box[3 * i]! + rx; x++) {
    if (!grid.pbc[0] && (x < 0 || x >= nx)) continue
    const sx = Math.floor(x / nx)
    for (let y = grid.box[3 * i + 1]! - ry; y <= grid.box[3 * i + 1]! + ry; y++) {
      if (!grid.pbc[1] && (y < 0 || y >= ny)) continue
      const sy = Math.floor(y / ny)
      for (let z = grid.box[3 * i + 2]! - rz; z <= grid.box[3 * i + 2]! + rz; z++) {
        if (!grid.pbc[2] && (z < 0 || z >= nz)) continue
        const sz = Math.floor(z / nz)
        const members = grid.boxes.get(((x - sx * nx) * ny + (y - sy * ny)) * nz + (z - sz * nz))
        for (const j of members ?? []) {
          visit(j, sx - grid.image[3 * j]! + grid.image[3 * i]!, sy - grid.image[3 * j + 1]! + grid.image[3 * i + 1]!, sz - grid.image[3 * j + 2]! + grid.image[3 * i + 2]!)
        }
      }
    }
  }
}

/** Groups of atoms connected by bonds, each ascending, in order of their smallest atom. Atoms not in `among` are left out. */
export function connectedGroups(bonds: readonly Bond[], among: readonly number[]): number[][] {
  const parent = new Map(among.map((i) => [i, i]))
  const find = (i: number): number => {
    let root = i
    while (parent.get(root)! !== root) root = parent.get(root)!
    parent.set(i, root)
    return root
  }
  for (const { i, j } of bonds) {
    if (parent.has(i) && parent.has(j)) parent.set(Math.max(find(i), find(j)), Math.min(find(i), find(j)))
  }
  const groups = new Map<number, number[]>()
  for (const i of among.toSorted((a, b) => a - b)) groups.set(find(i), [...(groups.get(find(i)) ?? []), i])
  return [...groups.values()]
}
