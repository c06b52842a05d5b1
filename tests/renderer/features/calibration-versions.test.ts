/** Which calibrations the Reliability page draws beside which points, and what a bar's tooltip says it rests on. */
import { expect, it } from 'vitest'
import type { CalibrationVersion } from '../../../src/contract/reliability-api'
import { readInterval } from '../../../src/domain/uncertainty/interval'
import { versionsFor } from '../../../src/renderer/features/reliability/drawn-versions'
import { barTitle } from '../../../src/renderer/features/results/energy-bar'

const version = (id: string, origin: 'model' | 'project', truth: CalibrationVersion['truth']): CalibrationVersion => ({ id, origin, truth, created: null, level: 0.9, method: 'm', n: 60, bars: '', warnings: [], active: true, judgement: null, judgedOn: '' })
const versions = [version('a', 'model', 'own-minimum'), version('b', 'model', 'same-structure'), version('c', 'project', 'user')]
const drawn = (truth: CalibrationVersion['truth']): string[] => versionsFor({ truth }, versions).map(({ id }) => id)

it('of the model its calibration against the same truth, or its first; those of the project always', () => {
  expect([drawn('own-minimum'), drawn('same-structure'), drawn('user')]).toEqual([['a', 'c'], ['b', 'c'], ['a', 'c']])
})

it('a tooltip names the truth and the points', () => {
  const bar = { kind: 'calibrated', low: -0.7, high: -0.3, level: 0.9, calibrationId: 'c' }
  expect(barTitle(-0.5, readInterval({ ...bar, basis: { truth: 'same-structure', own: 11, all: 60 } }), 'CO')).toMatch(/; 11 points of CO \(60 in all\) against DFT at the same structure, calibration c$/)
  // a project of an earlier version does not know
  expect(barTitle(-0.5, readInterval(bar), 'CO')).toMatch(/; calibration c$/)
})
