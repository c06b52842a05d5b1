/** How fast a run goes and how long it still takes, from what has been counted. Times are milliseconds of one clock that the caller reads. */

export interface Remaining {
  readonly seconds: number
  /** standard error of `seconds` */
  readonly uncertainty: number
}

/** Force calls a second over the last `windowMs`. */
export interface Throughput {
  add(calls: number, now: number): void
  rate(now: number): number
}

export function throughput(windowMs = 10_000): Throughput {
  let started: number | null = null
  const events: { readonly at: number; readonly calls: number }[] = []
  return {
    add: (calls, now) => {
      started ??= now
      events.push({ at: now, calls })
    },
    rate: (now) => {
      while (events.length > 0 && events[0]!.at < now - windowMs) events.shift()
      const span = Math.min(windowMs, now - (started ?? now))
      return span > 0 ? (events.reduce((sum, event) => sum + event.calls, 0) * 1000) / span : 0
    },
  }
}

/** Below this many finished relaxations their spread is not known. */
const ENOUGH = 3

/**
 * The time left: R relaxations of the mean number of force calls m, at the present rate. Its standard error follows from the spread s of the
 * n finished ones: s sqrt(R + R^2/n), the error of a sum of R draws around an estimated mean.
 * `begun`: force calls already spent on relaxations that are not finished. null while nothing can be said.
 */
export function remaining(finishedCalls: readonly number[], left: number, begun: number, rate: number): Remaining | null {
  const n = finishedCalls.length
  if (left === 0) return { seconds: 0, uncertainty: 0 }
  if (n < ENOUGH || rate <= 0) return null
  const mean = finishedCalls.reduce((a, b) => a + b, 0) / n
  const variance = finishedCalls.reduce((sum, calls) => sum + (calls - mean) ** 2, 0) / (n - 1)
  return { seconds: Math.max(0, left * mean - begun) / rate, uncertainty: Math.sqrt(variance * (left + left ** 2 / n)) / rate }
}
