/** Reads VASP's POSCAR and CONTCAR (https://www.vasp.at/wiki/index.php/POSCAR), formats 4 and 5. Always periodic in three directions. */
import { mulVec, determinant } from '../../math/vec3'
import { type ReadFrame, type Source, stemOf } from './frame'
import { Lines, checkedAtomCount, coordinates, countOf, elementOf, notHandled, numberOf, quoted, structureAt, tokensOf } from './text'

export function readPoscar({ text, file }: Source): ReadFrame[] {
  const lines = new Lines(text, file)
  const comment = lines.need('a comment line').trim()
  const { cell, scale } = readCell(lines)
  const cellLine = lines.line
  const species = readSpecies(comment, lines)
  const n = checkedAtomCount(species.reduce((sum, { count }) => sum + count, 0), lines)
  const { cartesian, selective } = readMode(lines)
  const positions = new Float64Array(3 * n)
  const fixed = new Uint8Array(n)
  for (let i = 0; i < n; i++) {
    const tokens = tokensOf(lines.need(`atom ${i + 1} of ${n}`))
    const [x, y, z] = coordinates(tokens, 0, lines)
    positions.set(cartesian ? [x * scale[0], y * scale[1], z * scale[2]] : mulVec([x, y, z], cell), 3 * i)
    if (selective) fixed[i] = isFixed(tokens, lines) ? 1 : 0
  }
  const numbers = new Uint8Array(n)
  let filled = 0
  for (const { z, count } of species) numbers.fill(z, filled, (filled += count))
  const label = comment === '' ? stemOf(file) : quoted(comment)
  return [{ structure: structureAt({ numbers, positions, cell, fixed }, file, cellLine), label, info: comment === '' ? {} : { comment } }]
}

type Scale = readonly [number, number, number]

/** Lines 2-5: a scale (one number; a negative one is the volume in Å^3; or three positive ones, VASP 6) and three vectors. */
function readCell(lines: Lines): { cell: number[]; scale: Scale } {
  const expected = 'one scale that is not zero, or three positive ones'
  const scales = leadingNumbers(lines.need('the scale'))
  const scaleLine = lines.line
  const [s0] = scales
  if (s0 === undefined || s0 === 0 || scales.length === 2 || (scales.length >= 3 && scales.slice(0, 3).some((s) => s <= 0))) throw lines.fail('The scale could not be read', scales.join(' '), expected)
  const rows = ['a', 'b', 'c'].flatMap((name) => coordinates(tokensOf(lines.need(`lattice vector ${name}`)), 0, lines))
  const volume = Math.abs(determinant(rows))
  if (!(volume > 0)) throw lines.fail('The lattice vectors lie in a plane', rows.join(' '), 'three vectors that span space')
  const uniform = s0 > 0 ? s0 : Math.cbrt(-s0 / volume)
  const scale: Scale = scales.length >= 3 ? [s0, scales[1]!, scales[2]!] : [uniform, uniform, uniform]
  if (!scale.every((s) => Number.isFinite(s) && s > 1e-7 && s < 1e7)) throw lines.fail(`The scale of line ${scaleLine} is out of bounds`, scales.join(' '), expected)
  return { cell: rows.map((x, k) => x * scale[k % 3]!), scale }
}

const leadingNumbers = (line: string): number[] => {
  const values = tokensOf(line).slice(0, 3).map(numberOf)
  const end = values.indexOf(undefined)
  return (end < 0 ? values : values.slice(0, end)) as number[]
}

interface Species {
  /** atomic number */
  readonly z: number
  readonly count: number
}

/** Symbols and counts (VASP 5), or counts alone with the symbols in the comment line (VASP 4). */
function readSpecies(comment: string, lines: Lines): Species[] {
  const first = withoutRemark(lines.need('the element symbols'))
  if (first.length === 0) throw lines.fail('The elements are missing', '', 'element symbols such as "Cu O"')
  if (countOf(first[0]!) === undefined) {
    const elements = first.map((symbol) => elementAt(symbol, lines))
    return pair(elements, withoutRemark(lines.need('the number of atoms of each element')), lines)
  }
  const names = tokensOf(comment)
  const elements = names.map((name) => elementOf(rootOf(name)))
  if (elements.length !== first.length || elements.includes(undefined)) {
    throw lines.fail('A VASP 4 file names its elements in the comment line only, and this comment does not', comment, `${first.length} element symbol${first.length === 1 ? '' : 's'} in line 1, or a line of symbols above the counts (VASP 5)`)
  }
  return pair(elements as number[], first, lines)
}

function pair(elements: readonly number[], counts: readonly string[], lines: Lines): Species[] {
  if (counts.length !== elements.length) throw lines.fail('Each element needs its number of atoms', counts.join(' '), `${elements.length} whole numbers`)
  return elements.map((z, k) => {
    const count = countOf(counts[k]!)
    if (count === undefined) throw lines.fail('A number of atoms could not be read', counts[k]!, 'a whole number')
    return { z, count }
  })
}

/** 'Pt_pv/3f1c...' -> 'Pt': the names of potentials, as VASP 6 writes them into CONTCAR. */
const rootOf = (symbol: string): string => symbol.split(/[_/]/, 1)[0]!

function elementAt(symbol: string, lines: Lines): number {
  const z = elementOf(rootOf(symbol))
  if (z !== undefined) return z
  if (/^H\d*\.\d+$/.test(symbol)) throw notHandled(lines.file, lines.line, 'Hydrogen of fractional charge is not a real atom', symbol)
  throw lines.fail('An element is not known', symbol, 'an element symbol')
}

const withoutRemark = (line: string): string[] => {
  const tokens = tokensOf(line)
  const end = tokens.findIndex((token) => token.startsWith('!') || token.startsWith('#'))
  return end < 0 ? tokens : tokens.slice(0, end)
}

/** 'Selective dynamics' may come first; then Direct, or Cartesian (C or K). */
function readMode(lines: Lines): { cartesian: boolean; selective: boolean } {
  let line = lines.need('Direct or Cartesian').trim()
  const selective = /^s/i.test(line)
  if (selective) line = lines.need('Direct or Cartesian').trim()
  if (!/^[dck]/i.test(line)) throw lines.fail('The kind of coordinates could not be read', line, 'Direct or Cartesian')
  return { cartesian: /^[ck]/i.test(line), selective }
}

/** Three flags, T = moves. An atom that moves along some axes only is refused: it would be relaxed wrongly. */
function isFixed(tokens: readonly string[], lines: Lines): boolean {
  const moves = tokens.slice(3, 6).map((token) => (/^\.?t/i.test(token) ? true : /^\.?f/i.test(token) ? false : undefined))
  if (moves.length < 3 || moves.includes(undefined)) throw lines.fail('The flags of selective dynamics could not be read', tokens.slice(3).join(' '), 'three of T or F')
  if (new Set(moves).size > 1) throw notHandled(lines.file, lines.line, 'An atom is fixed along some directions only; Adatom fixes an atom wholly or not at all', tokens.join(' '))
  return !moves[0]!
}
