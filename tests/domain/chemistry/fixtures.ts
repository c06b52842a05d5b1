/** Slabs and fixtures shared by the tests of sites, placements and anomalies. */
import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Structure, makeStructure } from '../../../src/domain/structure/structure'
import { atomicNumberOf } from '../../../src/domain/structure/elements'
import type { Slab } from '../../../src/domain/chemistry/types'

/** From the repository's root, where tests and benchmarks run: a bundled benchmark has no folder of its own. */
const FIXTURES = resolve('tests/fixtures')

export const readFixture = (path: string): unknown => JSON.parse(readFileSync(join(FIXTURES, path), 'utf8'))

export const asSlab = (id: string, structure: Structure): Slab => {
  const c = structure.cell
  return { id, structure, origin: { kind: 'custom', source: id }, area: Math.abs(c[0]! * c[4]! - c[1]! * c[3]!) }
}

interface AseSurface {
  readonly name: string
  readonly symbol: string
  readonly numbers: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly positions: readonly (readonly number[])[]
  readonly tags: readonly number[]
  readonly sites: Readonly<Record<string, readonly [number, number]>>
}

/** Textbook surfaces with ASE's tables of sites (tests/fixtures/make_sites.py). */
export const aseSurfaces = (readFixture('sites/ase.json') as AseSurface[]).map((row) => ({
  name: `${row.symbol} ${row.name}`,
  sites: row.sites,
  slab: asSlab(
    `${row.symbol}-${row.name}`,
    makeStructure({ numbers: row.numbers, positions: row.positions.flat(), cell: row.cell.flat(), tags: row.tags, fixed: row.tags.map((t) => 1 - t) }),
  ),
}))

export const aseSurface = (name: string): Slab => aseSurfaces.find((s) => s.name === name)!.slab

interface TaggedSlab {
  readonly hkl: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly symbols: readonly string[]
  readonly positions: readonly (readonly number[])[]
  readonly tags: readonly number[]
}

/** Slabs of many crystals, cut and tagged by pymatgen for the surface tests; only those narrow enough to need their images are left as cut. */
export function crystalSlabs(): Slab[] {
  const folder = join(FIXTURES, 'slabs')
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .flatMap((file) => {
      const { name, tagged = [] } = readFixture(`slabs/${file}`) as { name: string; tagged?: TaggedSlab[] }
      return tagged.map((t) =>
        asSlab(`${name}-${t.hkl.join('')}`, makeStructure({ numbers: t.symbols.map((s) => atomicNumberOf(s)!), positions: t.positions.flat(), cell: t.cell.flat(), tags: t.tags })),
      )
    })
    .filter((slab) => slab.structure.tags.includes(1))
}

/** a x b copies of a slab. */
export function tiled(slab: Slab, a: number, b: number): Slab {
  const s = slab.structure
  const shifts = Array.from({ length: a * b }, (_, k) => [Math.floor(k / b), k % b] as const)
  const positions = shifts.flatMap(([m, n]) => Array.from(s.positions, (x, q) => x + m * s.cell[q % 3]! + n * s.cell[3 + (q % 3)]!))
  const cell = Array.from(s.cell, (x, q) => (q < 3 ? a * x : q < 6 ? b * x : x))
  return asSlab(slab.id, makeStructure({ numbers: shifts.flatMap(() => [...s.numbers]), tags: shifts.flatMap(() => [...s.tags]), fixed: shifts.flatMap(() => [...s.fixed]), positions, cell, pbc: s.pbc }))
}

/** The slab moved by `by`, all atoms together. */
export function moved(slab: Slab, by: readonly [number, number, number]): Slab {
  return asSlab(slab.id, { ...slab.structure, positions: slab.structure.positions.map((x, q) => x + by[q % 3]!) })
}

/** Third-party reference data beside the checkout; absent on other machines. */
export const SHARED = resolve('../shared/data')
export const hasShared = existsSync(SHARED)
