/** What a run shows of itself: counts, speed, time left, snapshots. */
import { describe, expect, test } from 'vitest'
import { random } from '../../src/domain/math/random'
import { remaining, throughput } from '../../src/host/runs/estimate'
import { createTracker } from '../../src/host/runs/tracker'

const tracker = (clock: () => number = () => 0): ReturnType<typeof createTracker> => createTracker('run-1', { state: 'preparing', counts: { total: 0, done: 0, failed: 0, skipped: 0, anomalies: 0 }, messages: [] }, clock)

describe('throughput', () => {
  test('force calls a second, over the time since the start and then over the window', () => {
    const speed = throughput(10_000)
    expect(speed.rate(0)).toBe(0)
    speed.add(0, 0)
    speed.add(30, 1000)
    expect(speed.rate(2000)).toBe(15)
    for (let t = 3000; t <= 30_000; t += 1000) speed.add(20, t)
    expect(speed.rate(30_000)).toBeCloseTo(22, 0)
  })
})

describe('time left', () => {
  test('nothing is said before three relaxations are known, or without speed', () => {
    expect(remaining([10, 20], 5, 0, 1)).toBeNull()
    expect(remaining([10, 20, 30], 5, 0, 0)).toBeNull()
    expect(remaining([], 0, 0, 0)).toEqual({ seconds: 0, uncertainty: 0 })
  })

  test('mean calls of the rest at the present rate, less what is spent', () => {
    expect(remaining([10, 20, 30], 6, 15, 2)!.seconds).toBe((6 * 20 - 15) / 2)
  })

  test('its standard error is that of the sums it estimates', () => {
    // 4,000 repetitions: the standard deviation of a standard deviation is 1 / sqrt(2 * 4000) = 1.1 %, so 6 % is five of them
    const stream = random(11, 'remaining')
    const [n, left] = [8, 20]
    const calls = (): number => 40 + 12 * stream.normal()
    const errors: number[] = []
    let stated = 0
    for (let k = 0; k < 4000; k++) {
      const estimate = remaining(Array.from({ length: n }, calls), left, 0, 1)!
      const truth = Array.from({ length: left }, calls).reduce((a, b) => a + b, 0)
      errors.push(estimate.seconds - truth)
      stated += estimate.uncertainty ** 2 / 4000
    }
    const actual = errors.reduce((sum, e) => sum + e * e, 0) / errors.length
    expect(Math.sqrt(stated / actual)).toBeGreaterThan(0.94)
    expect(Math.sqrt(stated / actual)).toBeLessThan(1.06)
  })
})

describe('snapshots', () => {
  test('counts, steps of what runs, speed; what has ended is gone', () => {
    let now = 0
    const t = tracker(() => now)
    t.setState('running')
    t.count({ total: 4 })
    t.step('a', { step: 0, energy: -1, fmax: 2, forceCalls: 1 })
    now = 1000
    t.step('a', { step: 9, energy: -2, fmax: 1, forceCalls: 11 })
    expect(t.snapshot()).toMatchObject({ total: 4, done: 0, throughput: 11, running: [{ configuration: 'a', step: 9, energy: -2, fmax: 1 }] })
    t.ended('a', 12)
    t.count({ done: 1, anomalies: 1 })
    expect(t.snapshot()).toMatchObject({ total: 4, done: 1, anomalies: 1, running: [] })
    t.setState('paused')
    expect(t.snapshot()).toMatchObject({ throughput: 0, remaining: null })
  })

  test('a watcher sees the newest, at most ten a second, and the end once', async () => {
    const t = tracker()
    t.setState('running')
    const seen: number[] = []
    const watching = (async () => {
      for await (const { done } of t.watch(new AbortController().signal)) seen.push(done)
    })()
    for (let k = 0; k < 200; k++) {
      t.count({ done: 1 })
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    t.setState('done')
    await watching
    expect(seen.at(-1)).toBe(200)
    // 200 changes; each snapshot is followed by a pause of 100 ms
    expect(seen.length).toBeLessThan(20)
    expect(seen).toEqual(seen.toSorted((a, b) => a - b))
  })

  test('a watcher that goes away is let go', async () => {
    const t = tracker()
    t.setState('running')
    const gone = new AbortController()
    const watching = t.watch(gone.signal)
    await watching.next()
    const next = watching.next()
    gone.abort()
    expect((await next).done).toBe(true)
  })

  test('a run that has ended shows itself once', async () => {
    const t = tracker()
    t.setState('done')
    const all = []
    for await (const snapshot of t.watch(new AbortController().signal)) all.push(snapshot.state)
    expect(all).toEqual(['done'])
  })
})
