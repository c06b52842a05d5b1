/** A relaxation saved between any two force calls, as bytes, and gone on with: to the last bit what it would have been. */
import { deflateSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { RelaxEvent, WatchInput } from '../../src/contract/compute-api'
import { encode } from '../../src/contract/codec'
import type { Held } from '../../src/compute/tasks/load'
import { relaxTask, type Going } from '../../src/compute/tasks/relax'
import { lennardJones } from '../../src/domain/potentials/lennard-jones'
import type { Potential } from '../../src/domain/potentials/potential'
import { OPTIMISER_NAMES } from '../../src/domain/relax/optimisers'
import type { Structure } from '../../src/domain/structure/structure'
import { clean, landscape, randomStarts } from '../domain/adsorbml/search/landscape'
import { lennardJonesRuns, structureOf } from '../domain/relax/fixtures'

const never = new AbortController().signal
const copper = lennardJones({ sigma: 2.277, epsilon: 0.415, cutoff: 6 })
const withFixed = structureOf(lennardJonesRuns().find((run) => run.name === 'LBFGS slab with fixed atoms')!.start)
const allFree = { ...withFixed, fixed: withFixed.fixed.map(() => 0) }

interface Input {
  readonly structure: Structure
  readonly settings: { readonly optimiser: string; readonly fmax: number; readonly maxSteps: number }
  readonly watch?: WatchInput
  readonly from?: Uint8Array
}

/** Runs to the end; `saved[c]`: the bytes between call c and the next. */
async function run(potential: Potential, input: Input): Promise<{ readonly last: RelaxEvent; readonly calls: number; readonly saved: readonly Uint8Array[] }> {
  const going: Going = { save: null }
  const saved: Uint8Array[] = []
  const saving: Potential = {
    ...potential,
    evaluate: (structures, options) => {
      saved.push(going.save!()!)
      return potential.evaluate(structures, options)
    },
  }
  const held: Held = { potential: saving as Held['potential'], meter: null }
  let last: RelaxEvent | undefined
  for await (const event of relaxTask(held, input, never, going)) {
    last = event
    if (event.kind === 'done') expect(going.save!()).toBeNull()
  }
  expect(going.save).toBeNull()
  return { last: last!, calls: saved.length, saved }
}

describe.each(OPTIMISER_NAMES)('by %s', (optimiser) => {
  test.each([['with fixed atoms', withFixed], ['all free', allFree]])('%s', async (_, structure) => {
    const input = { structure, settings: { optimiser, fmax: 0.02, maxSteps: 80 } }
    const whole = await run(copper, input)
    expect(whole.calls).toBeGreaterThan(3)
    for (let at = 0; at < whole.calls; at += at < 3 ? 1 : 7) {
      const rest = await run(copper, { ...input, from: whole.saved[at]! })
      expect(rest.last).toEqual(whole.last)
      expect(rest.calls).toBe(whole.calls - at)
    }
  })
})

test('on its way into a known minimum it is merged at the same step, wherever it was cut', async () => {
  const input = { structure: randomStarts(1, 4)[0]!.structure, settings: { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 300 } }
  const { last } = await run(landscape, input)
  if (last.kind !== 'done') throw new Error('no result')
  const watch: WatchInput = { clean, targets: [{ id: 'known', energy: last.relaxation.energy, structure: last.relaxation.structure }] }
  const merged = await run(landscape, { ...input, watch })
  expect(merged.last.kind).toBe('merged')
  for (let at = 0; at < merged.calls; at++) expect((await run(landscape, { ...input, watch, from: merged.saved[at]! })).last).toEqual(merged.last)
})

test('what cannot be read, or is of another version, is ignored: it begins at its start and ends the same', async () => {
  const input = { structure: withFixed, settings: { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 80 } }
  const whole = await run(copper, input)
  for (const from of [new Uint8Array(0), whole.saved[2]!.slice(0, 40), new Uint8Array(deflateSync(encode({ version: 99 })))]) {
    const again = await run(copper, { ...input, from })
    expect(again.calls).toBe(whole.calls)
    expect(again.last).toEqual(whole.last)
  }
})

test('is small: less than three frames of bytes for each that it holds', async () => {
  const whole = await run(copper, { structure: withFixed, settings: { optimiser: 'precon-bfgs', fmax: 0.02, maxSteps: 80 } })
  const frame = 12 * withFixed.numbers.length
  // what does not grow with the frames: twelve gradient changes, two evaluations, the structure
  const rest = 40 * frame
  expect(whole.saved.at(-1)!.length).toBeLessThan(3 * frame * whole.calls + rest)
})
