/** The search on an analytic landscape whose minima are known. */
import { describe, expect, it } from 'vitest'
import { relaxingWith } from '../../../../src/domain/adsorbml/search/relaxing'
import { callsOf, DEFAULT_SEARCH, PLAIN_RECIPE, RACE, search, searched } from '../../../../src/domain/adsorbml/search/search'
import { slabSymmetry } from '../../../../src/domain/adsorbml/search/slab-symmetry'
import type { Fate, Relaxing, SearchResult } from '../../../../src/domain/adsorbml/search/types'
import { AdatomError, unsupported } from '../../../../src/domain/errors'
import { random } from '../../../../src/domain/math/random'
import { clean, HOLLOWS, landscape, randomStarts, WELL } from './landscape'

const symmetry = slabSymmetry(clean)
const starts = randomStarts(120, 1)
const relax = relaxingWith(landscape, { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 300 }, () => [])
/** every means at once */
const FULL = { ...DEFAULT_SEARCH, sameStart: 0.1, race: RACE }
const plain = await searched(starts, symmetry, relax, { ...PLAIN_RECIPE, seed: 1 })
const whole = await searched(starts, symmetry, relax, { ...FULL, level: null, seed: 1 })
const finalOf = (id: string): number => {
  const fate = plain.fates.find((f) => f.id === id)!
  if (fate.kind !== 'relaxed') throw new TypeError(`${id} is ${fate.kind}`)
  return fate.end.energy
}
const of = <K extends Fate['kind']>(result: SearchResult, kind: K): Extract<Fate, { kind: K }>[] => result.fates.filter((f): f is Extract<Fate, { kind: K }> => f.kind === kind)
/** eV: what fmax 0.02 eV/Å leaves above the minimum on the softest mode here, and the well's tail */
const RESIDUE = 4e-3

describe('the plain recipe', () => {
  it('relaxes every start to its end and finds the minima there are', () => {
    expect(of(plain, 'relaxed')).toHaveLength(120)
    expect(plain.forceCalls).toBe(of(plain, 'relaxed').reduce((s, f) => s + f.end.forceCalls, 0))
    expect(plain.promised).toBe(1)
    // the well above gold, and both hollows beside gold and away from it: five places, of three energies
    const energies = plain.basins.map((b) => b.energy)
    const known = [WELL, HOLLOWS[0], HOLLOWS[0], HOLLOWS[1], HOLLOWS[1]]
    known.forEach((energy, k) => expect(Math.abs(energies[k]! - energy), `basin ${k + 1}`).toBeLessThan(RESIDUE))
    // L-BFGS may end on a saddle, where forces vanish too: all of those lie above every minimum, and few starts end there
    for (const energy of energies.slice(5)) expect(energy).toBeGreaterThan(HOLLOWS[1] + 0.02)
    expect(plain.basins.slice(5).flatMap((b) => b.members).length).toBeLessThan(0.05 * 120)
  })
})

describe('every means, without the stopping rule', () => {
  it('finds the same minimum with fewer force calls', () => {
    expect(whole.basins[0]!.energy).toBeCloseTo(plain.basins[0]!.energy, 2)
    expect(whole.forceCalls).toBeLessThan(0.8 * plain.forceCalls)
  })
  it('uses each of its means, and each start has one fate', () => {
    for (const kind of ['relaxed', 'merged', 'cannot-win', 'same-start'] as const) expect(of(whole, kind).length, kind).toBeGreaterThan(0)
    expect(whole.fates.map((f) => f.id)).toEqual(starts.map((s) => s.id))
  })
  it('a merged start would have ended in the minimum it was merged into', () => {
    for (const fate of of(whole, 'merged')) expect(Math.abs(finalOf(fate.id) - finalOf(fate.into)), fate.id).toBeLessThan(RESIDUE)
  })
  it('what could not win would have ended above the threshold', () => {
    for (const fate of of(whole, 'cannot-win')) expect(finalOf(fate.id), fate.id).toBeGreaterThan(plain.basins[0]!.energy + 0.1)
  })
  it('a start on the place of another would have ended as that one, but for those on a watershed', () => {
    const twins = of(whole, 'same-start')
    const parted = twins.filter((fate) => Math.abs(finalOf(fate.id) - finalOf(fate.of)) > RESIDUE)
    // 0.1 Å about the edges of cells 1.5 Å wide is a seventh of the area
    expect(parted.length).toBeLessThanOrEqual(Math.ceil(twins.length / 7))
  })
  it('counts every valid draw once', () => {
    expect(whole.tally.placements).toBe(120)
    expect(plain.tally).toEqual({ placements: 120, best: starts.filter((s) => finalOf(s.id) < plain.basins[0]!.energy + 0.1).length })
  })
  it('spends the force calls that its fates say', () => expect(whole.fates.reduce((s, f) => s + callsOf(f), 0)).toBe(whole.forceCalls))
})

describe('the same whatever runs at once', () => {
  it('one relaxation at a time, or all of a round in random turns', async () => {
    let turn = Promise.resolve()
    const inTurn: Relaxing = async function* (start) {
      const mine = turn
      let free = (): void => undefined
      turn = new Promise((resolve) => { free = resolve })
      await mine
      try {
        return yield* relax(start)
      } finally {
        free()
      }
    }
    const stream = random(8, 'turns')
    const mixed: Relaxing = async function* (start) {
      const inner = relax(start)
      for (;;) {
        for (let k = stream.integer(5); k > 0; k--) await Promise.resolve()
        const next = await inner.next()
        if (next.done) return next.value
        yield next.value
      }
    }
    const settings = { ...FULL, seed: 1, level: null }
    expect(await searched(starts, symmetry, inTurn, settings)).toEqual(whole)
    expect(await searched(starts, symmetry, mixed, settings)).toEqual(whole)
  })
  it('another seed takes the starts in another order and ends in the same minimum', async () => {
    const other = await searched(starts, symmetry, relax, { ...FULL, level: null, seed: 5 })
    expect(other.fates.map((f) => f.kind)).not.toEqual(whole.fates.map((f) => f.kind))
    expect(Math.abs(other.basins[0]!.energy - whole.basins[0]!.energy)).toBeLessThan(RESIDUE)
  })
})

describe('the stopping rule', () => {
  it('ends the search at its level and says so of every start not needed', async () => {
    const rounds = search(starts, symmetry, relax, { ...FULL, level: 0.8, seed: 2 })
    const promises: number[] = []
    let last = await rounds.next()
    for (; !last.done; last = await rounds.next()) promises.push(last.value.promised)
    const result = last.value
    expect(promises.at(-1)).toBeGreaterThanOrEqual(0.8)
    for (const p of promises.slice(0, -1)) expect(p).toBeLessThan(0.8)
    expect(of(result, 'not-needed').length).toBeGreaterThan(0)
    for (const fate of of(result, 'not-needed')) expect(fate.promised).toBe(result.promised)
    expect(result.forceCalls).toBeLessThan(whole.forceCalls)
  })
  it('against a wider horizon the same draws promise less', async () => {
    const [near, far] = await Promise.all([60, 300].map((horizon) => searched(starts.slice(0, 12), symmetry, relax, { ...DEFAULT_SEARCH, seed: 1, level: null, horizon })))
    expect(far!.promised).toBeLessThan(near!.promised)
    expect(near!.promised).toBeLessThan(1)
  })
  it('no starts, no promise', async () => expect(await searched([], symmetry, relax, { ...DEFAULT_SEARCH, seed: 1 })).toEqual({ fates: [], basins: [], tally: { placements: 0, best: 0 }, promised: 0, forceCalls: 0 }))
})

describe('what goes wrong', () => {
  it('a start that cannot be relaxed fails alone, with its reason', async () => {
    const broken: Relaxing = async function* (start) {
      if (start.id === 'rand0003') throw unsupported('No such element', { what: 'Xx' })
      return yield* relax(start)
    }
    const result = await searched(starts.slice(0, 10), symmetry, broken, { ...DEFAULT_SEARCH, seed: 1, level: null, sameStart: null })
    expect(result.fates[3]).toEqual({ kind: 'failed', id: 'rand0003', reason: 'No such element' })
    expect(result.tally.placements).toBe(9)
  })
  it('anomalies end in no basin and count as no draw', async () => {
    const judged = relaxingWith(landscape, { optimiser: 'lbfgs', fmax: 0.02, maxSteps: 300 }, (_, final) => (final.positions.at(-1)! > 0 ? [{ kind: 'desorbed', evidence: [] }] : []))
    const result = await searched(starts.slice(0, 6), symmetry, judged, { ...DEFAULT_SEARCH, seed: 1, level: null, sameStart: null })
    expect(of(result, 'anomalous')).toHaveLength(6)
    expect(result.basins).toEqual([])
    expect(result.tally).toEqual({ placements: 0, best: 0 })
  })
  it('what concerns the whole work ends it, after every relaxation of the round has stopped', async () => {
    let open = 0
    const lost: Relaxing = async function* (start) {
      open++
      try {
        if (start.id === 'rand0004') throw new AdatomError('ComputeLost', 'The compute process ended', { exitCode: 9 })
        return yield* relax(start)
      } finally {
        open--
      }
    }
    await expect(searched(starts.slice(0, 6), symmetry, lost, { ...PLAIN_RECIPE, seed: 1 })).rejects.toThrow('The compute process ended')
    expect(open).toBe(0)
  })
  it.each([
    [{ round: 0 }, /round/], [{ level: 1.5 }, /level/], [{ horizon: 3 }, /fewer/], [{ race: { learnFrom: 8, safety: 0.5, keepWithin: 0.1, fromStep: 5 } }, /race/], [{ race: { learnFrom: 8, safety: 1.5, keepWithin: 0.05, fromStep: 5 } }, /race/],
  ])('refuses %j', async (wrong, message) => expect(searched(starts, symmetry, relax, { ...DEFAULT_SEARCH, seed: 1, ...wrong })).rejects.toThrow(message))
  it('refuses two starts of one id', async () => expect(searched([starts[0]!, starts[0]!], symmetry, relax, { ...DEFAULT_SEARCH, seed: 1 })).rejects.toThrow(/same id/))
})
