/** What keeps an event loop from its turns, summed up. */
import { monitorEventLoopDelay } from 'node:perf_hooks'

const RESOLUTION_MS = 2
/** what the host's thread says of itself, once a second */
export const CHANNEL = 'adatom-bench-delays'
/** what a person notices */
export const LONG_MS = 50

export interface Delays {
  /** milliseconds beyond the timer's own period, by the clock: what the rest of the machine does is in it */
  readonly p99: number
  readonly longest: number
  /** milliseconds of this thread's own CPU time between two turns: what is not in it is waiting, for the disk or for a core */
  readonly longestCpu: number
  /** how many of those above 50 ms */
  readonly above: number
}

/** Watches the event loop of the thread that calls it. */
export function watchDelays(): () => Delays {
  const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS })
  histogram.enable()
  let [longestCpu, above, before] = [0, 0, cpuMs()]
  setInterval(() => {
    const now = cpuMs()
    longestCpu = Math.max(longestCpu, now - before)
    if (now - before > LONG_MS) above++
    before = now
  }, RESOLUTION_MS).unref()
  const ms = (nanoseconds: number): number => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS)
  return () => ({ p99: ms(histogram.percentile(99)), longest: ms(histogram.max), longestCpu, above })
}

function cpuMs(): number {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}
