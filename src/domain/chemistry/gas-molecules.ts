/** The molecules that gas references are made of, as structures to compute: experimental geometry, in a box. */
import { makeStructure, type Structure } from '../structure/structure'
import { ADSORBATE } from '../structure/structure'
import { reactionTerms, type ReferenceMolecule } from './references'

/** Å; images of a molecule are 10 Å and more apart */
const BOX = 12

/** atomic numbers and positions in Å; equilibrium geometries of the NIST Computational Chemistry Comparison and Benchmark Database, SRD 101 */
const GEOMETRIES: Readonly<Record<ReferenceMolecule, readonly (readonly [number, number, number, number])[]>> = {
  H2: [[1, 0, 0, 0], [1, 0, 0, 0.741]],
  H2O: [[8, 0, 0, 0], [1, 0, 0.757, 0.587], [1, 0, -0.757, 0.587]],
  CO: [[6, 0, 0, 0], [8, 0, 0, 1.128]],
  N2: [[7, 0, 0, 0], [7, 0, 0, 1.098]],
}

/** One molecule about the middle of a periodic box, all atoms free, tagged as adsorbate. */
export function gasMolecule(molecule: ReferenceMolecule): Structure {
  const atoms = GEOMETRIES[molecule]
  return makeStructure({
    numbers: atoms.map(([z]) => z),
    positions: atoms.flatMap(([, x, y, z]) => [x + BOX / 2, y + BOX / 2, z + BOX / 2]),
    cell: [BOX, 0, 0, 0, BOX, 0, 0, 0, BOX],
    tags: atoms.map(() => ADSORBATE),
  })
}

/** The molecules whose energies an adsorbate's reference needs. Throws Unsupported for elements without one. */
export const gasMoleculesOf = (adsorbate: Pick<Structure, 'numbers'>): ReferenceMolecule[] => reactionTerms(adsorbate).map(({ species }) => species)
