/** What the page remembers: its layout as text, and what a new campaign begins with. */
import { afterEach, expect, test } from 'vitest'
import { readInterval } from '../../../src/domain/uncertainty/interval'
import { defaultsOf, emptySetup } from '../../../src/renderer/state/defaults'
import { EMPTY_SETUP, toSettings } from '../../../src/renderer/state/setup'
import { DEFAULT_LAYOUT, parseLayout } from '../../../src/renderer/state/view'
import { energyFixed, energyText, scientific, showEnergiesIn } from '../../../src/renderer/ui/format'

afterEach(() => showEnergiesIn('eV'))

test('a layout comes back; what an older page did not write takes its default; nonsense is none', () => {
  const layout = { ...DEFAULT_LAYOUT, energyUnit: 'kcal/mol' as const, tourSeen: true, theme: 'dark' as const }
  expect(parseLayout(JSON.stringify(layout))).toEqual(layout)
  expect(parseLayout('{"theme":"light"}')).toEqual({ ...DEFAULT_LAYOUT, theme: 'light' })
  for (const text of [null, '', '{', '{"energyUnit":"Hartree"}', '[]x']) expect(parseLayout(text)).toBeNull()
})

test('the settings of a campaign become the defaults of the next one, without its materials and adsorbates', () => {
  const setup = { ...EMPTY_SETUP, adsorbates: ['CO'], knobs: { ...EMPTY_SETUP.knobs, configurations: 7, seed: 3 }, relax: { optimiser: 'fire', fmax: 0.02, maxSteps: 99 }, model: 'adatom-0' }
  const next = emptySetup(defaultsOf(setup))
  expect(next).toMatchObject({ adsorbates: [], materials: [], model: 'adatom-0', relax: setup.relax })
  expect(toSettings(next)).toMatchObject({ configurations: 7, seed: 3 })
  expect(emptySetup(null)).toBe(EMPTY_SETUP)
  // made for oxides: no default for metals
  expect(defaultsOf({ ...setup, knobs: { ...setup.knobs, placement: 'mvk' } })).toBeNull()
})

test('energies in the chosen unit, with digits that say as much', () => {
  const interval = readInterval({ kind: 'uncalibrated', reason: 'no bars' })
  expect([energyText(-0.5, interval), energyFixed(0.013, 3)]).toEqual(['−0.50 eV', '0.013'])
  showEnergiesIn('kJ/mol')
  expect([energyText(-0.5, interval), energyFixed(0.013, 3)]).toEqual(['−48 kJ/mol', '1.3'])
  showEnergiesIn('kcal/mol')
  expect([energyText(-0.5, interval), energyFixed(0.013, 3)]).toEqual(['−11.5 kcal/mol', '0.30'])
})

test('powers of ten', () => {
  expect([scientific(2.94e-7), scientific(0), scientific(1234), scientific(-5e-12)]).toEqual(['2.9 × 10⁻⁷', '0', '1.2 × 10³', '−5.0 × 10⁻¹²'])
})
