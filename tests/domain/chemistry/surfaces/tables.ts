/** The tables that tests/fixtures/make_slabs.py wrote: what pymatgen makes of each crystal with OC20's parameters. */
import { readFileSync, readdirSync } from 'node:fs'
import { atomicNumberOf } from '../../../../src/domain/structure/elements'
import { toCartesian } from '../../../../src/domain/structure/cell'
import { type Structure, makeStructure } from '../../../../src/domain/structure/structure'

export interface Row {
  readonly atoms: number
  readonly formula: string
  readonly area: number
  readonly shift: number
  readonly symmetric: boolean
  readonly invertible: boolean
  readonly a: number
  readonly b: number
  readonly gamma: number
  readonly repeat: readonly [number, number]
}

export interface PlaneTable {
  readonly hkl: readonly [number, number, number]
  readonly height: number
  /** whether pymatgen's c vector points to the positive side of the plane: shifts count along it */
  readonly up: boolean
  readonly shifts: readonly number[]
  /** strict class of each shift */
  readonly classes: readonly number[]
  /** survivors of OC20's loose matcher */
  readonly slabs: readonly Row[]
  /** survivors of a strict matcher */
  readonly strict: readonly Row[]
}

export interface TaggedSlab {
  readonly hkl: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly symbols: readonly string[]
  readonly positions: readonly (readonly number[])[]
  readonly tags: readonly number[]
  readonly coordination: readonly (number | null)[]
}

export interface Table {
  readonly name: string
  readonly spaceGroup: number
  readonly cell: readonly (readonly number[])[]
  readonly symbols: readonly string[]
  readonly fractional: readonly (readonly number[])[]
  readonly coordination: Readonly<Record<string, readonly number[]>>
  readonly planes: readonly PlaneTable[]
  readonly tagged: readonly TaggedSlab[]
}

const FOLDER = new URL('../../../fixtures/slabs/', import.meta.url)

export const tables: readonly Table[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .sort()
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Table)

export const tableOf = (name: string): Table => {
  const found = tables.find((t) => t.name === name)
  if (found === undefined) throw new Error(`no table of ${name}`)
  return found
}

export const numbersOf = (symbols: readonly string[]): number[] => symbols.map((s) => atomicNumberOf(s)!)

/** The conventional cell that pymatgen worked in. */
export const bulkOf = (t: Table): Structure =>
  makeStructure({ numbers: numbersOf(t.symbols), positions: toCartesian(t.fractional.flat(), t.cell.flat()), cell: t.cell.flat() })
