import { expect, test } from 'vitest'
import type { PairProgress } from '../../../src/contract/host-api'
import { pairState } from '../../../src/renderer/features/run/pair-state'

const pair = (change: Partial<PairProgress> = {}): PairProgress => ({ slab: 'Cu-111-t0', material: 'Cu', miller: '111', adsorbate: 'CO', total: 4, done: 1, failed: 0, skipped: 0, anomalies: 0, running: 0, front: null, ...change })

test.each([
  [pair(), [], 'waiting'],
  [pair({ front: 1 }), [], 'next'],
  [pair(), ['Cu-111-t0/CO/rand0001'], 'running'],
  [pair({ done: 0 }), ['Cu-111-t0 (clean)'], 'running'],
  // a longer name that begins with the same letters is another pair
  [pair(), ['Cu-111-t0/COH/rand0001', 'Cu-111-t0-bottom/CO/rand0001'], 'waiting'],
  [pair({ done: 2, failed: 1, skipped: 1 }), [], 'done'],
  [pair({ refused: 'no such element' }), [], 'left out'],
  [pair(), null, 'open'],
  [pair({ done: 4 }), null, 'done'],
] as const)('%#', (given, running, state) => expect(pairState(given, running)).toBe(state))
