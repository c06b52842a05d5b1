/** Space groups of structures, by moyo (https://github.com/spglib/moyo). */
import type { MoyoCell, MoyoDataset } from '@spglib/moyo-wasm'
import { invalidInput } from '../../domain/errors'
import { toCartesian, toFractional, wrapFraction } from '../../domain/structure/cell'
import { type Structure, makeStructure } from '../../domain/structure/structure'
import type { SymmetryDataset, SymmetryFinder } from '../../domain/structure/symmetry'
import { loadMoyo, operationOf } from './moyo'

/** Å. Coordinates in files carry four to six digits; relaxed crystals stray about as much. */
const DEFAULT_SYMPREC = 0.01

/** Loads the library and returns the finder; later calls are free. The finder itself is synchronous. */
export async function loadSymmetryFinder(): Promise<SymmetryFinder> {
  const { analyze_cell: analyse } = await loadMoyo()
  return (structure, symprec = DEFAULT_SYMPREC) => {
    refuseWhatHasNoSpaceGroup(structure, symprec)
    let found: MoyoDataset
    try {
      found = analyse(JSON.stringify(moyoCellOf(structure)), symprec, 'Standard')
    } catch (error) {
      throw invalidInput('No space group could be assigned: two atoms may share a position, or the tolerance does not suit the structure', {
        found: typeof error === 'string' ? `${error} at symprec ${symprec} Å` : `symprec ${symprec} Å`,
        expected: 'atoms further apart than the tolerance',
      })
    }
    return datasetOf(found)
  }
}

/** moyo aborts on such input, or answers nonsense; it must not see it. */
function refuseWhatHasNoSpaceGroup(s: Structure, symprec: number): void {
  if (s.numbers.length === 0) throw invalidInput('A structure without atoms has no space group')
  if (!s.pbc.every(Boolean)) throw invalidInput('Only a structure that is periodic in three directions has a space group', { found: `pbc ${s.pbc.join(' ')}` })
  if (!(symprec > 0 && Number.isFinite(symprec))) throw invalidInput('The symmetry tolerance must be a positive length', { found: `${symprec} Å` })
}

const moyoCellOf = (s: Structure): MoyoCell => ({
  lattice: { basis: Array.from(s.cell) as MoyoCell['lattice']['basis'] },
  positions: triples(toFractional(s.positions, s.cell).map(wrapFraction)),
  numbers: Array.from(s.numbers),
})

const datasetOf = (found: MoyoDataset): SymmetryDataset => ({
  spaceGroup: found.number,
  symbol: found.hm_symbol.replaceAll(' ', ''),
  operations: found.operations.map(operationOf),
  orbits: found.orbits,
  wyckoffs: found.wyckoffs,
  conventional: structureOf(found.std_cell),
  primitive: structureOf(found.prim_std_cell),
})

function structureOf(cell: MoyoCell): Structure {
  const fractional = cell.positions.flat().map(wrapFraction)
  return makeStructure({ numbers: cell.numbers, positions: toCartesian(fractional, cell.lattice.basis), cell: cell.lattice.basis })
}

function triples(flat: ArrayLike<number>): [number, number, number][] {
  return Array.from({ length: flat.length / 3 }, (_, i) => [flat[3 * i]!, flat[3 * i + 1]!, flat[3 * i + 2]!])
}
