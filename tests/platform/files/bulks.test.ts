/** The bundled crystals are what their README says. */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'
import { reducedFormula } from '../../../src/domain/structure/formula'
import { readStructureFile } from '../../../src/platform/files'
import { loadSymmetryFinder } from '../../../src/platform/symmetry'

const folder = fileURLToPath(new URL('../../../resources/bulks/', import.meta.url))

/** Space group (International Tables) and atoms of the conventional cell. */
const EXPECTED: Readonly<Record<string, readonly [formula: string, spaceGroup: number, atoms: number]>> = {
  'Ag.cif': ['Ag', 225, 4], 'Au.cif': ['Au', 225, 4], 'Cu.cif': ['Cu', 225, 4], 'Ni.cif': ['Ni', 225, 4], 'Pd.cif': ['Pd', 225, 4], 'Pt.cif': ['Pt', 225, 4],
  'Fe.vasp': ['Fe', 229, 2], 'Ru.vasp': ['Ru', 194, 2], 'IrO2.cif': ['IrO2', 136, 6], 'RuO2.cif': ['O2Ru', 136, 6], 'TiO2.cif': ['O2Ti', 136, 6],
  'Cu3Au.extxyz': ['AuCu3', 221, 4], 'NiAl.cif': ['AlNi', 221, 2], 'Pt3Ni.cif': ['NiPt3', 221, 4],
}

it('holds the crystals that are documented, and no others', () => {
  expect(readdirSync(folder).filter((name) => !['README.md', 'titles.json'].includes(name)).toSorted()).toEqual(Object.keys(EXPECTED).toSorted())
  const titles = JSON.parse(readFileSync(`${folder}titles.json`, 'utf8')) as Record<string, string>
  expect(Object.keys(titles).toSorted()).toEqual(Object.keys(EXPECTED).map((name) => name.replace(/\.\w+$/, '')).toSorted())
})

it.each(Object.entries(EXPECTED))('%s', async (name, [formula, spaceGroup, atoms]) => {
  const frames = await readStructureFile(folder + name)
  expect(frames).toHaveLength(1)
  const s = frames[0]!.structure
  const found = (await loadSymmetryFinder())(s)
  expect([reducedFormula(s), s.numbers.length, found.spaceGroup, found.conventional.numbers.length]).toEqual([formula, atoms, spaceGroup, atoms])
})
