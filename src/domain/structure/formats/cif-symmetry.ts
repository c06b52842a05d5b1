/** The symmetry operations of a CIF block: as listed, or by the name of the space group. */
import type { SpaceGroupLookup, SpaceGroupName, SymmetryOperation } from '../symmetry'
import type { CifBlock } from './cif-blocks'
import { cifNumber, parseOperation } from './cif-values'
import { malformed, notHandled } from './text'

const IDENTITY: SymmetryOperation = { rotation: [1, 0, 0, 0, 1, 0, 0, 0, 1], translation: [0, 0, 0] }

/** The largest group has 192 operations in its conventional cell; more come from larger, unconventional cells. */
const MOST_OPERATIONS = 1024

/** Relative difference of the metric before and after an operation, above which the operation cannot belong to the cell. */
const METRIC_TOLERANCE = 0.02

/** The operations with the identity first and none twice. Without operations and without a name the block is P 1. */
export function operationsOf(block: CifBlock, cell: ArrayLike<number>, file: string, lookup: SpaceGroupLookup | undefined): SymmetryOperation[] {
  if (block.operations.length === 0) return distinct(operationsByName(block, cell, file, lookup))
  if (block.operations.length > MOST_OPERATIONS) throw notHandled(file, block.operations[0]!.line, 'The block lists too many symmetry operations', `${block.operations.length} operations, at most ${MOST_OPERATIONS}`)
  const operations = block.operations.map((value) => {
    const operation = parseOperation(value, file)
    if (!fits(operation, cell)) throw malformed(file, value.line, 'A symmetry operation does not fit the cell: it changes lengths or angles', value.text, 'operations and cell parameters of one space group')
    return operation
  })
  const all = distinct([IDENTITY, ...operations])
  if (!isGroup(all)) throw malformed(file, block.operations[0]!.line, 'The symmetry operations do not form a group: two of them, one after the other, give one that is not listed', `${operations.length} operations`, 'a complete list of operations')
  return all
}

function operationsByName(block: CifBlock, cell: ArrayLike<number>, file: string, lookup: SpaceGroupLookup | undefined): readonly SymmetryOperation[] {
  const name = nameOf(block, file)
  if (isP1(name)) return [IDENTITY]
  const line = lineOf(block)
  const called = describe(name)
  if (lookup === undefined) throw notHandled(file, line, `The block names the space group ${called} but lists no symmetry operations`, called)
  const known = lookup(name)
  if (known.length === 0) throw notHandled(file, line, `The space group ${called} is not known, and the block lists no symmetry operations`, called)
  if (name.number !== undefined && !known.some((s) => s.number === name.number)) {
    throw malformed(file, line, 'The symbol and the number of the space group disagree', `${called}, number ${name.number}`, `number ${known[0]!.number}`)
  }
  const fitting = known.filter((setting) => setting.operations.every((operation) => fits(operation, cell)))
  const keys = new Set(fitting.map((setting) => setting.operations.map(keyOf).toSorted().join(';')))
  if (fitting.length === 0) throw malformed(file, line, `The cell does not have the symmetry of the space group ${called}`, called, 'cell parameters of that space group')
  if (keys.size > 1) {
    throw notHandled(file, line, `The space group ${called} has several settings that fit (${fitting.map((s) => s.label).join(', ')}); the block must list its symmetry operations`, called)
  }
  return fitting[0]!.operations
}

const ITEMS = {
  hall: ['_space_group_name_hall', '_symmetry_space_group_name_hall'],
  hermannMauguin: ['_space_group_name_h-m_alt', '_symmetry_space_group_name_h-m', '_space_group_name_h-m_full', '_space_group_name_h-m_ref'],
  number: ['_space_group_it_number', '_symmetry_int_tables_number'],
} as const

const first = (block: CifBlock, names: readonly string[]) => names.map((n) => block.items.get(n)).find((value) => value !== undefined)

/** What the block calls its space group. */
export function nameOf(block: CifBlock, file: string): SpaceGroupName {
  const [hall, hermannMauguin, number] = [first(block, ITEMS.hall), first(block, ITEMS.hermannMauguin), first(block, ITEMS.number)]
  const z = number === undefined ? undefined : cifNumber(number, 'The number of the space group', file)
  if (z !== undefined && (!Number.isInteger(z) || z < 1 || z > 230)) throw malformed(file, number!.line, 'The number of the space group could not be read', number!.text, 'a whole number from 1 to 230')
  return {
    ...(hall === undefined ? {} : { hall: hall.text.trim() }),
    ...(hermannMauguin === undefined ? {} : { hermannMauguin: hermannMauguin.text.trim() }),
    ...(z === undefined ? {} : { number: z }),
  }
}

const lineOf = (block: CifBlock): number => first(block, [...ITEMS.hermannMauguin, ...ITEMS.hall, ...ITEMS.number])?.line ?? block.line

const describe = (name: SpaceGroupName): string => name.hermannMauguin ?? name.hall ?? String(name.number)

const isP1 = ({ hall, hermannMauguin, number }: SpaceGroupName): boolean =>
  [hall, hermannMauguin].every((symbol) => symbol === undefined || /^P\s*1$/i.test(symbol)) && (number ?? 1) === 1

/** R^T G R = G for the metric G of the cell. */
function fits({ rotation: r }: SymmetryOperation, cell: ArrayLike<number>): boolean {
  const g = (i: number, j: number): number => [0, 1, 2].reduce((sum, k) => sum + cell[3 * i + k]! * cell[3 * j + k]!, 0)
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j <= i; j++) {
      let image = 0
      for (let k = 0; k < 3; k++) for (let l = 0; l < 3; l++) if (r[3 * k + i] !== 0 && r[3 * l + j] !== 0) image += r[3 * k + i]! * g(k, l) * r[3 * l + j]!
      if (!(Math.abs(image - g(i, j)) <= METRIC_TOLERANCE * Math.sqrt(g(i, i) * g(j, j)))) return false
    }
  }
  return true
}

/** Fractions of the cell: what three or four digits leave of a sum of two translations. */
const TRANSLATION_TOLERANCE = 2e-3

/** Whether the product of any two operations is listed, up to lattice vectors. */
function isGroup(operations: readonly SymmetryOperation[]): boolean {
  const translations = new Map<number, (readonly [number, number, number])[]>()
  for (const { rotation, translation } of operations) {
    const key = rotationKey(rotation, IDENTITY.rotation)
    translations.set(key, [...(translations.get(key) ?? []), translation])
  }
  const same = (a: number, b: number): boolean => Math.abs(a - b - Math.round(a - b)) < TRANSLATION_TOLERANCE
  return operations.every(({ rotation: r, translation: u }) => operations.every(({ rotation: s, translation: [p, q, w] }) => {
    const at = (i: 0 | 1 | 2): number => r[3 * i]! * p + r[3 * i + 1]! * q + r[3 * i + 2]! * w + u[i]
    const [x, y, z] = [at(0), at(1), at(2)]
    return translations.get(rotationKey(r, s))?.some((t) => same(t[0], x) && same(t[1], y) && same(t[2], z)) ?? false
  }))
}

/** A number for the product of two rotations: its elements, which are small integers, as digits. Below 2^53 in size for elements up to 15. */
function rotationKey(r: readonly number[], s: readonly number[]): number {
  let key = 0
  for (let i = 0; i < 9; i += 3) for (let j = 0; j < 3; j++) key = 32 * key + (r[i]! * s[j]! + r[i + 1]! * s[3 + j]! + r[i + 2]! * s[6 + j]!)
  return key
}

const keyOf = (o: SymmetryOperation): string => `${o.rotation.join(' ')} ${o.translation.map((x) => Math.round(x * 1e5) % 1e5).join(' ')}`

const distinct = (operations: readonly SymmetryOperation[]): SymmetryOperation[] => [...new Map(operations.map((o) => [keyOf(o), o])).values()]
