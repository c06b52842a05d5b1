/**
 * The surface/adsorbate pairs of the dense benchmark: metals, intermetallics and oxides with adsorbates from single atoms to C2 molecules. None
 * of them was used to choose a setting of the search (those are the six of ../search-pairs.ts). The cells are small, so that the ground truth
 * of all of them is affordable on two cores; a repeated adsorbate 5 Å away changes energies, not what a search for the lowest has to do.
 * Lattice parameters: experiment, rounded (CRC Handbook; Pearson's Crystal Data for the alloys). The potential does not relax the cell.
 */
import { cutSlabs } from '../../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../../src/domain/chemistry/surfaces/options'
import type { Miller, Slab } from '../../src/domain/chemistry/types'
import { invalidInput } from '../../src/domain/errors'
import { atomicNumberOf } from '../../src/domain/structure/elements'
import { makeStructure, type Structure } from '../../src/domain/structure/structure'
import type { SymmetryFinder } from '../../src/domain/structure/symmetry'

export interface DensePair {
  readonly id: string
  readonly kind: 'metal' | 'intermetallic' | 'oxide'
  readonly crystal: () => Structure
  readonly miller: Miller
  readonly adsorbate: string
}

type Atom = readonly [symbol: string, x: number, y: number, z: number]

/** Fractional coordinates in an orthogonal or hexagonal cell. */
function crystal(a: number, c: number, atoms: readonly Atom[], hexagonal = false): Structure {
  const cell = hexagonal ? [a, 0, 0, -a / 2, (a * Math.sqrt(3)) / 2, 0, 0, 0, c] : [a, 0, 0, 0, a, 0, 0, 0, c]
  const positions = atoms.flatMap(([, x, y, z]) => [0, 1, 2].map((k) => x * cell[k]! + y * cell[3 + k]! + z * cell[6 + k]!))
  return makeStructure({ numbers: atoms.map(([symbol]) => atomicNumberOf(symbol)!), positions, cell })
}

const fcc = (m: string, a: number) => (): Structure => crystal(a, a, [[m, 0, 0, 0], [m, 0, 0.5, 0.5], [m, 0.5, 0, 0.5], [m, 0.5, 0.5, 0]])
const bcc = (m: string, a: number) => (): Structure => crystal(a, a, [[m, 0, 0, 0], [m, 0.5, 0.5, 0.5]])
const hcp = (m: string, a: number, c: number) => (): Structure => crystal(a, c, [[m, 1 / 3, 2 / 3, 0.25], [m, 2 / 3, 1 / 3, 0.75]], true)
/** L1_2: `m` at the corner */
const cu3au = (m: string, three: string, a: number) => (): Structure => crystal(a, a, [[m, 0, 0, 0], [three, 0, 0.5, 0.5], [three, 0.5, 0, 0.5], [three, 0.5, 0.5, 0]])
const cscl = (m: string, n: string, a: number) => (): Structure => crystal(a, a, [[m, 0, 0, 0], [n, 0.5, 0.5, 0.5]])
const l10 = (m: string, n: string, a: number, c: number) => (): Structure => crystal(a, c, [[m, 0, 0, 0], [m, 0.5, 0.5, 0], [n, 0.5, 0, 0.5], [n, 0, 0.5, 0.5]])
const rutile = (m: string, a: number, c: number, u: number) => (): Structure =>
  crystal(a, c, [[m, 0, 0, 0], [m, 0.5, 0.5, 0.5], ['O', u, u, 0], ['O', 1 - u, 1 - u, 0], ['O', 0.5 + u, 0.5 - u, 0.5], ['O', 0.5 - u, 0.5 + u, 0.5]])
const rocksalt = (m: string, a: number) => (): Structure =>
  crystal(a, a, [[m, 0, 0, 0], [m, 0, 0.5, 0.5], [m, 0.5, 0, 0.5], [m, 0.5, 0.5, 0], ['O', 0.5, 0, 0], ['O', 0, 0.5, 0], ['O', 0, 0, 0.5], ['O', 0.5, 0.5, 0.5]])

const of = (kind: DensePair['kind'], name: string, make: () => Structure, ...pairs: readonly (readonly [Miller, string])[]): DensePair[] =>
  pairs.map(([miller, adsorbate]) => ({ id: `${name}-${miller.join('')}-${adsorbate}`, kind, crystal: make, miller, adsorbate }))

export const DENSE_PAIRS: readonly DensePair[] = [
  ...of('metal', 'Cu', fcc('Cu', 3.61), [[1, 0, 0], 'N'], [[1, 1, 0], 'CHO'], [[1, 1, 1], 'CHCH']),
  ...of('metal', 'Pt', fcc('Pt', 3.92), [[1, 0, 0], 'CO'], [[1, 1, 1], 'CH2'], [[1, 1, 0], 'CCH3']),
  ...of('metal', 'Ni', fcc('Ni', 3.52), [[1, 0, 0], 'C'], [[1, 1, 0], 'OH2']),
  ...of('metal', 'Rh', fcc('Rh', 3.8), [[1, 1, 1], 'NH2'], [[1, 0, 0], 'CH']),
  ...of('metal', 'Ir', fcc('Ir', 3.84), [[1, 1, 1], 'COH'], [[1, 0, 0], 'NO']),
  ...of('metal', 'Au', fcc('Au', 4.08), [[1, 1, 1], 'H'], [[1, 0, 0], 'CH3']),
  ...of('metal', 'Fe', bcc('Fe', 2.87), [[1, 1, 0], 'N'], [[1, 0, 0], 'CO']),
  ...of('metal', 'W', bcc('W', 3.16), [[1, 1, 0], 'OH']),
  ...of('metal', 'Mo', bcc('Mo', 3.15), [[1, 0, 0], 'NH']),
  ...of('metal', 'Ru', hcp('Ru', 2.71, 4.28), [[0, 0, 1], 'CH2OH'], [[1, 0, 0], 'O']),
  ...of('metal', 'Co', hcp('Co', 2.51, 4.07), [[0, 0, 1], 'CHCH2']),
  ...of('metal', 'Ti', hcp('Ti', 2.95, 4.68), [[0, 0, 1], 'H']),
  ...of('intermetallic', 'Pt3Ni', cu3au('Ni', 'Pt', 3.83), [[1, 1, 1], 'OH'], [[1, 0, 0], 'CO']),
  ...of('intermetallic', 'Cu3Au', cu3au('Au', 'Cu', 3.74), [[1, 1, 1], 'CO'], [[1, 0, 0], 'CHO']),
  ...of('intermetallic', 'Ni3Al', cu3au('Al', 'Ni', 3.57), [[1, 1, 1], 'CH3'], [[1, 0, 0], 'O']),
  ...of('intermetallic', 'Pt3Sn', cu3au('Sn', 'Pt', 4), [[1, 1, 1], 'CHCH']),
  ...of('intermetallic', 'NiAl', cscl('Ni', 'Al', 2.89), [[1, 1, 0], 'OH'], [[1, 1, 0], 'CH2']),
  ...of('intermetallic', 'CuZn', cscl('Cu', 'Zn', 2.95), [[1, 1, 0], 'OCH3']),
  ...of('intermetallic', 'FeAl', cscl('Fe', 'Al', 2.91), [[1, 1, 0], 'H']),
  ...of('intermetallic', 'FePt', l10('Fe', 'Pt', 3.85, 3.71), [[1, 1, 1], 'NO']),
  ...of('intermetallic', 'PdZn', l10('Pd', 'Zn', 4.1, 3.35), [[1, 1, 1], 'CCH2']),
  ...of('oxide', 'RuO2', rutile('Ru', 4.49, 3.11, 0.306), [[1, 1, 0], 'OH'], [[1, 1, 0], 'CO']),
  ...of('oxide', 'IrO2', rutile('Ir', 4.5, 3.15, 0.308), [[1, 1, 0], 'O'], [[1, 0, 0], 'NH2']),
  ...of('oxide', 'TiO2', rutile('Ti', 4.59, 2.96, 0.305), [[1, 1, 0], 'OH2']),
  ...of('oxide', 'NiO', rocksalt('Ni', 4.18), [[1, 0, 0], 'H'], [[1, 0, 0], 'CO']),
  ...of('oxide', 'CaO', rocksalt('Ca', 4.81), [[1, 0, 0], 'OH']),
]

/** The first slab of the pair: thin and narrow, two layers of vacuum. Throws InvalidInput where the crystal gives none. */
export function denseSlab({ id, crystal: make, miller }: DensePair, finder: SymmetryFinder): Slab {
  const { slabs } = cutSlabs(make(), finder, { ...OC20, millers: { kind: 'list', indices: [miller] }, minThickness: 5, minLateral: 4.9, minVacuum: 15 })
  const slab = slabs[0]
  if (!slab) throw invalidInput(`${id} has no slab`)
  return slab
}
