/** Slabs as ASE users have them (tests/fixtures/make_custom_slabs.py): surface atoms against a count of neighbours with the bulk at hand, and the same slab however it lies. */
import { describe, expect, test } from 'vitest'
import { findAdsorbate } from '../../../../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../../../../src/domain/chemistry/placements'
import { findSites } from '../../../../src/domain/chemistry/sites'
import { customSlab } from '../../../../src/domain/chemistry/surfaces/custom'
import type { Slab } from '../../../../src/domain/chemistry/types'
import { assertStructure, makeStructure } from '../../../../src/domain/structure/structure'
import { readFixture } from '../fixtures'

interface Row {
  readonly name: string
  readonly how: string
  readonly numbers: readonly number[]
  readonly cell: readonly (readonly number[])[]
  readonly positions: readonly (readonly number[])[]
  readonly surface: readonly number[]
}

const rows = readFixture('custom-slabs/ase.json') as Row[]
const slabOf = ({ numbers, cell, positions }: Row): Slab => customSlab(makeStructure({ numbers, cell: cell.flat(), positions: positions.flat() }), { id: 'mine', source: 'ase' })

describe.each(rows.map((row) => [row.name, row.how, row] as const))('%s, %s', (name, _how, row) => {
  const slab = slabOf(row)
  const reference = slabOf(rows.find((one) => one.name === name)!)

  test('its surface atoms are those with missing neighbours; all others are fixed', () => {
    const { structure: s } = slab
    assertStructure(s)
    expect([...s.tags.keys()].filter((i) => s.tags[i] === 1)).toEqual(row.surface)
    expect([...s.fixed.keys()].filter((i) => s.fixed[i] === 0)).toEqual(row.surface)
    expect(slab.area).toBeCloseTo(reference.area, 5)
  })

  test('its sites do not depend on how it lies, and take an adsorbate', () => {
    const kinds = (one: Slab): Record<string, number> => Object.fromEntries([...Map.groupBy(findSites(one), ({ kind }) => kind)].map(([kind, sites]) => [kind, sites.length]))
    expect(kinds(slab)).toEqual(kinds(reference))
    expect(placeAdsorbate(slab, findAdsorbate('H'), { mode: 'heuristic', seed: 1 }).length).toBe(findSites(slab).length)
  })
})
