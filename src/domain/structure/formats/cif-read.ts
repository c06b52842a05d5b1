/** Reads CIF: each data block with atoms is a frame, in the cell of the file, expanded by its symmetry operations. */
import { type CellParameters, cellFromParameters, toCartesian, volume } from '../cell'
import type { SpaceGroupLookup } from '../symmetry'
import { type CifBlock, readBlocks } from './cif-blocks'
import { expandSites } from './cif-expand'
import { hasSites, sitesOf } from './cif-sites'
import { nameOf, operationsOf } from './cif-symmetry'
import { cifNumber } from './cif-values'
import { type InfoValue, type ReadFrame, type Source, stemOf } from './frame'
import { malformed, quoted, structureAt } from './text'

/** `lookup` supplies the operations of a block that only names its space group. */
export function readCif({ text, file }: Source, lookup?: SpaceGroupLookup): ReadFrame[] {
  const blocks = readBlocks(text, file)
  const withAtoms = blocks.filter(hasSites)
  if (withAtoms.length === 0) throw malformed(file, blocks[0]?.line ?? 1, 'The file has no structure', `${blocks.length} data block${blocks.length === 1 ? '' : 's'} without atoms`, 'a data block with _atom_site_fract_x')
  return withAtoms.map((block) => readBlock(block, file, lookup))
}

function readBlock(block: CifBlock, file: string, lookup: SpaceGroupLookup | undefined): ReadFrame {
  const sites = sitesOf(block, file)
  const cell = cellOf(block, file)
  const { numbers, fractional } = expandSites(sites, operationsOf(block, cell, file, lookup), cell, file)
  return {
    structure: structureAt({ numbers, positions: toCartesian(fractional, cell), cell }, file, block.line),
    label: block.name === '' ? stemOf(file) : quoted(block.name),
    info: infoOf(block, file),
  }
}

/** Å and degrees. */
const LARGEST_LENGTH = 1e5
/** Volume over the product of the lengths: 0.10 for a rhombohedral cell of 20 degrees. */
const FLATTEST = 0.05

function cellOf(block: CifBlock, file: string): Float64Array {
  const number = (name: string, fallback?: number): number => {
    const value = block.items.get(`_cell_${name}`)
    if (value === undefined && fallback !== undefined) return fallback
    if (value === undefined) throw malformed(file, block.line, `The block ${quoted(block.name)} has no _cell_${name}`, 'nothing', 'a length in Å')
    const parameter = cifNumber(value, `_cell_${name}`, file)
    if (!(parameter > 0 && parameter <= LARGEST_LENGTH)) throw malformed(file, value.line, `_cell_${name} is out of bounds`, value.text, `a positive number up to ${LARGEST_LENGTH}`)
    return parameter
  }
  // 90 degrees is the default of the CIF core dictionary.
  const parameters: CellParameters = {
    a: number('length_a'), b: number('length_b'), c: number('length_c'), alpha: number('angle_alpha', 90), beta: number('angle_beta', 90), gamma: number('angle_gamma', 90),
  }
  try {
    const cell = cellFromParameters(parameters)
    // No lattice needs such a basis, and neighbours in it could not be found by wrapping fractions.
    const { a, b, c } = parameters
    if (volume(cell) < FLATTEST * a * b * c) throw new RangeError('flat')
    return cell
  } catch {
    const { alpha, beta, gamma } = parameters
    throw malformed(file, block.items.get('_cell_angle_alpha')?.line ?? block.line, 'No cell has these angles', `${alpha}, ${beta}, ${gamma}`, 'angles below 180 degrees, each smaller than the sum of the other two, of a cell that is not almost flat')
  }
}

const INFO_ITEMS: Readonly<Record<string, string>> = {
  chemical_name: '_chemical_name_common', mineral: '_chemical_name_mineral', systematic_name: '_chemical_name_systematic',
  formula: '_chemical_formula_sum', cod_code: '_cod_database_code', icsd_code: '_database_code_icsd',
}

function infoOf(block: CifBlock, file: string): Record<string, InfoValue> {
  const info: Record<string, InfoValue> = {}
  for (const [key, item] of Object.entries(INFO_ITEMS)) {
    const text = block.items.get(item)?.text.trim()
    if (text !== undefined && text !== '') info[key] = text
  }
  const { hermannMauguin, number } = nameOf(block, file)
  if (hermannMauguin !== undefined) info['space_group'] = hermannMauguin
  if (number !== undefined) info['space_group_number'] = number
  return info
}
