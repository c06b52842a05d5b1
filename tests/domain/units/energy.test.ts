/** Against CODATA 2018: 1 eV in kJ/mol is the Faraday constant / 1000 (96485.33212 C/mol, exact by definition), and 23.0605 kcal/mol. */
import { expect, test } from 'vitest'
import { decimalsIn, ENERGY_UNITS, PER_EV } from '../../../src/domain/units/energy'

test('the factors', () => {
  expect(PER_EV['kJ/mol']).toBeCloseTo(96.48533212, 8)
  expect(PER_EV['kcal/mol']).toBeCloseTo(23.06054783, 8)
  expect(PER_EV.eV).toBe(1)
})

test('as many digits as say the same: the last one is worth between a tenth and ten times 0.01 eV', () => {
  for (const unit of ENERGY_UNITS) {
    const last = 10 ** -decimalsIn(unit, 2) / PER_EV[unit]
    expect(last).toBeGreaterThan(0.001)
    expect(last).toBeLessThan(0.1)
  }
})
