/** Energies and forces are shown, and typed, in the unit that the user has chosen. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { ENERGY_UNITS, PER_EV } from '../../src/domain/units/energy'
import { plainContent } from '../../src/renderer/scene/content'
import { atomColours } from '../../src/renderer/scene/atom-values'
import { atomFacts } from '../../src/renderer/scene/tooltip'
import { dataName, columnOf, shownName } from '../../src/renderer/features/results/columns'
import { rejectionLines } from '../../src/renderer/features/reliability/charts'
import { energyAmount, forceText, forceUnit, fromUnit, givenEnergy, showEnergiesIn, typedIn } from '../../src/renderer/ui/format'
import { makeStructure } from '../../src/domain/structure/structure'

const ROOT = join(import.meta.dirname, '../../src/renderer')

/** Where a unit may stand as it is: what defines it, and what leaves the window, which is always in eV. */
const ALLOWED: Readonly<Record<string, readonly RegExp[]>> = {
  'ui/format.ts': [/let unit: EnergyUnit = 'eV'/, /unit === 'eV' \? 'eV\/Å'/],
  'state/view.ts': [/energyUnit: 'eV',/],
  'features/app/preferences.tsx': [/exported files are always in eV/],
  'features/results/columns.ts': [/HOUSE_UNITS = \{ energy: 'eV', force: 'eV\/Å' \}/],
  'features/reliability/charts.ts': [/plotCsvOf\(\['label', 'adsorbate', 'elements', 'part', 'energy \(eV\)'/, /plotCsvOf\(\['kept', 'mae \(eV\)', 'oracle \(eV\)'\]/],
}

/** Without comments: there a unit says what a number is. */
const code = (text: string): string => text.replaceAll(/\/\*[\s\S]*?\*\//g, (c) => c.replaceAll(/[^\n]/g, '')).replaceAll(/(^|\s)\/\/.*$/gm, '$1')

function fixedUnits(path: string, text: string): string[] {
  const lines = code(text).split('\n')
  return lines.flatMap((line, k) => (/\b(?:eV|kJ|kcal)\b/.test(line) && !(ALLOWED[path] ?? []).some((allowed) => allowed.test(line)) ? [`${path}:${k + 1} ${line.trim()}`] : []))
}

const files = readdirSync(ROOT, { recursive: true, encoding: 'utf8' }).map((path) => path.replaceAll('\\', '/')).filter((path) => /\.tsx?$/.test(path))

describe('in the source', () => {
  test('no unit of an energy or a force stands in a text of the page', () => {
    expect(files.length).toBeGreaterThan(100)
    expect(files.flatMap((path) => fixedUnits(path, readFileSync(join(ROOT, path), 'utf8')))).toEqual([])
  })

  test('one that did would be found, a comment would not', () => {
    expect(fixedUnits('a.tsx', "const a = <p>{fixed(e, 2)} eV</p>")).toHaveLength(1)
    expect(fixedUnits('a.tsx', "const a = `${x} eV/Å`")).toHaveLength(1)
    expect(fixedUnits('a.tsx', "/** eV */\nconst a = 'energy_eV' // eV")).toEqual([])
  })

  test('every exception is one that exists', () => {
    for (const [path, allowed] of Object.entries(ALLOWED)) for (const one of allowed) expect(readFileSync(join(ROOT, path), 'utf8')).toMatch(one)
  })
})

describe('in the chosen unit', () => {
  afterEach(() => showEnergiesIn('eV'))

  test('energies and forces, with digits that say about as much', () => {
    expect([energyAmount(0.25), givenEnergy(0.1), forceText(0.05), forceUnit()]).toEqual(['0.250 eV', '0.1 eV', '0.050 eV/Å', 'eV/Å'])
    showEnergiesIn('kJ/mol')
    expect([energyAmount(0.25), givenEnergy(0.1), forceText(0.05), forceUnit()]).toEqual(['24.1 kJ/mol', '9.65 kJ/mol', '4.8 kJ/(mol\u00a0Å)', 'kJ/(mol\u00a0Å)'])
    showEnergiesIn('kcal/mol')
    expect([givenEnergy(0.1), forceUnit()]).toEqual(['2.31 kcal/mol', 'kcal/(mol\u00a0Å)'])
  })

  test.each(ENERGY_UNITS)('what is typed in %s comes back as it was', (unit) => {
    showEnergiesIn(unit)
    for (const typed of [0.05, 2.9, -61.3, 250]) expect(typedIn(fromUnit(typed))).toBe(typed)
    expect(fromUnit(PER_EV[unit])).toBe(1)
  })

  test('columns on the screen, and in what is copied', () => {
    showEnergiesIn('kcal/mol')
    expect([shownName(columnOf('energy')), shownName(columnOf('fmax')), shownName(columnOf('rank'))]).toEqual(['E_ads (kcal/mol)', 'Largest force (kcal/(mol\u00a0Å))', 'Rank'])
    expect([dataName(columnOf('energy')), dataName(columnOf('fmax'))]).toEqual(['E_ads (eV)', 'Largest force (eV/Å)'])
  })

  test('the scale of forces, the tooltip, the curves of the reliability page', () => {
    showEnergiesIn('kJ/mol')
    const h2 = makeStructure({ numbers: [1, 1], positions: [0, 0, 0, 0, 0, 0.74], cell: [9, 0, 0, 0, 9, 0, 0, 0, 9] })
    const forces = Float64Array.of(0, 0, 0.5, 0, 0, -0.25)
    const { scale } = atomColours(h2, 'force', forces, 'cividis')
    expect([scale!.high, scale!.unit]).toEqual([0.5 * PER_EV['kJ/mol'], 'kJ/(mol\u00a0Å)'])
    expect(atomFacts({ ...plainContent('h2', h2), forces }, 0).lines).toContainEqual(['Force', '48.2 kJ/(mol\u00a0Å)'])
    const version = { judgement: { rejection: [{ kept: 0.5, mae: 0.1, oracle: 0.05 }] } } as unknown as Parameters<typeof rejectionLines>[0]
    expect(rejectionLines(version).map(({ points }) => points[0]!.y)).toEqual([0.1 * PER_EV['kJ/mol'], 0.05 * PER_EV['kJ/mol']])
  })
})
