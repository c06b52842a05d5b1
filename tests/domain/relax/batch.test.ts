import { array, assert, asyncProperty, integer, nat } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AdatomError } from '../../../src/domain/errors'
import { lennardJones } from '../../../src/domain/potentials/lennard-jones'
import type { Potential } from '../../../src/domain/potentials/potential'
import { relaxBatch, type BatchEvent } from '../../../src/domain/relax/batch'
import { OPTIMISER_NAMES } from '../../../src/domain/relax/optimisers'
import { relaxed } from '../../../src/domain/relax/relax'
import type { Relaxation } from '../../../src/domain/relax/types'
import type { Structure } from '../../../src/domain/structure/structure'
import { lennardJonesRuns, structureOf } from './fixtures'

const copper = lennardJones({ sigma: 2.277, epsilon: 0.415, cutoff: 6 })
const SETTINGS = { optimiser: 'lbfgs', fmax: 0.05, maxSteps: 25 } as const

/** Eight structures of three sizes, each with its own displacement and its own fixed atoms. */
const pool: readonly Structure[] = Array.from({ length: 8 }, (_, k) => {
  const base = structureOf(lennardJonesRuns().filter((run) => run.optimiser === 'lbfgs')[k % 3]!.start)
  return { ...base, positions: base.positions.map((v, c) => v + 0.1 * Math.sin(7 * c + 3 * k)), fixed: base.fixed.map((_, i) => (i % (k + 2) === 0 ? 1 : 0)) }
})

async function collect(structures: readonly Structure[], settings: Parameters<typeof relaxBatch>[2], potential: Potential = copper): Promise<{ results: Map<number, Relaxation>; events: BatchEvent[] }> {
  const events: BatchEvent[] = []
  for await (const event of relaxBatch(structures, potential, settings)) events.push(event)
  return { events, results: new Map(events.flatMap((e) => (e.kind === 'done' ? [[e.index, e.relaxation] as const] : []))) }
}

describe('a batch with in-flight refill', () => {
  it.each(OPTIMISER_NAMES)('gives by %s what one at a time gives, whatever the company, the order and the refill', async (optimiser) => {
    const alone = await Promise.all(pool.map((s) => relaxed(s, copper, { ...SETTINGS, optimiser })))
    const company = array(nat(pool.length - 1), { minLength: 1, maxLength: 10 })
    await assert(
      asyncProperty(company, integer({ min: 1, max: 6 }), async (picks, batchSize) => {
        const { results } = await collect(picks.map((k) => pool[k]!), { ...SETTINGS, optimiser, batchSize })
        expect(results.size).toBe(picks.length)
        picks.forEach((k, index) => expect(results.get(index)).toEqual(alone[k]))
      }),
      { numRuns: 12, seed: 11 },
    )
  })

  it('keeps the batch full and never above its size', async () => {
    const sizes: number[] = []
    const watching: Potential = { ...copper, evaluate: (structures, options) => (sizes.push(structures.length), copper.evaluate(structures, options)) }
    const { results } = await collect(pool, { ...SETTINGS, batchSize: 3 }, watching)
    expect(results.size).toBe(pool.length)
    expect(Math.max(...sizes)).toBe(3)
    const calls = [...results.values()].reduce((sum, r) => sum + r.forceCalls, 0)
    expect(sizes.reduce((sum, n) => sum + n, 0)).toBe(calls)
    const firstShort = sizes.findIndex((n) => n < 3)
    expect(sizes.slice(firstShort).every((n, k, rest) => n <= (rest[k - 1] ?? 3))).toBe(true)
  })

  it('reports steps of each structure in order and its end last', async () => {
    const { events } = await collect(pool, { ...SETTINGS, batchSize: 4 })
    for (const index of pool.keys()) {
      const mine = events.filter((e) => e.index === index)
      expect(mine.at(-1)!.kind).toBe('done')
      expect(mine.slice(0, -1).map((e) => (e.kind === 'step' ? e.step.step : -1))).toEqual(mine.slice(0, -1).map((_, k) => k))
    }
  })

  it('lets one bad structure fail alone', async () => {
    const bad = 3
    const picky: Potential = {
      ...copper,
      evaluate: (structures, options) => (structures.some((s) => s.numbers === pool[bad]!.numbers)
        ? Promise.reject(new AdatomError('Unsupported', 'no such element', { what: 'Xx' }))
        : copper.evaluate(structures, options)),
    }
    const { events, results } = await collect(pool, { ...SETTINGS, batchSize: 4 }, picky)
    expect(events.filter((e) => e.kind === 'failed').map((e) => e.index)).toEqual([bad])
    expect(results.size).toBe(pool.length - 1)
    expect(results.get(4)).toEqual(await relaxed(pool[4]!, copper, SETTINGS))
  })

  it('does nothing for nothing', async () => {
    expect((await collect([], SETTINGS)).events).toEqual([])
  })

  it('can be cancelled', async () => {
    let calls = 0
    const batch = relaxBatch(pool, copper, { ...SETTINGS, batchSize: 2 }, { isCancelled: () => ++calls > 3 })
    await expect((async () => { for await (const event of batch) expect(event.kind).toBe('step') })()).rejects.toMatchObject({ kind: 'Cancelled' })
  })
})
