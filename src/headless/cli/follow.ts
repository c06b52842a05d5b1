/** Follows a run on the terminal until it ends; Ctrl-C pauses it, and what is finished is kept. */
import type { RunProgress } from '../../contract/host-api'
import type { RunState } from '../../domain/catalogue/records'
import type { ErrorKind } from '../../domain/errors'
import { startBar } from './bar'
import { duration } from './output'
import type { Session } from './session'

/** A terminal sends Ctrl-C to every process of the group, and `npm run` and our own launcher pass it on: repeats within this are one. */
const SAME_PRESS_MS = 1500

export interface Followed {
  readonly state: RunState
  /** of a run that failed */
  readonly failure?: ErrorKind | undefined
}

export async function follow({ handlers, signal }: Session, project: string, run: string): Promise<Followed> {
  const bar = startBar('screening', 1)
  let pressed = -Infinity
  const onInterrupt = (): void => {
    if (performance.now() - pressed < SAME_PRESS_MS) return
    // A second press: somebody does not want to wait. Everything finished is on disk already.
    if (pressed > -Infinity) process.exit(130)
    pressed = performance.now()
    bar.say('Stopping; what is finished is kept. Press Ctrl-C again to leave at once')
    void handlers.pauseRun({ project, run }, signal)
  }
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onInterrupt)
  try {
    return await watch(handlers.watchRun({ project, run }, signal), bar)
  } finally {
    bar.stop()
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onInterrupt)
  }
}

async function watch(snapshots: AsyncIterable<RunProgress>, bar: ReturnType<typeof startBar>): Promise<Followed> {
  let shown: RunProgress['messages'][number] | undefined
  let last: Followed = { state: 'preparing' }
  for await (const progress of snapshots) {
    last = progress
    for (const message of newer(progress.messages, shown)) bar.say(`${message.level === 'info' ? '' : `${message.level}: `}${message.text}`)
    shown = progress.messages.at(-1) ?? shown
    bar.update(progress.done + progress.failed + progress.skipped, line(progress), Math.max(1, progress.total))
  }
  return { state: last.state, failure: last.failure }
}

/** The messages after the last one shown; all of them when it has scrolled out. */
const newer = (messages: RunProgress['messages'], shown: RunProgress['messages'][number] | undefined): RunProgress['messages'] => messages.slice(shown ? messages.indexOf(shown) + 1 : 0)

function line({ state, remaining, throughput, anomalies, failed, skipped }: RunProgress): string {
  if (state === 'preparing') return 'cutting surfaces'
  const left = remaining ? `${duration(remaining.seconds)} left (± ${duration(remaining.uncertainty)})` : ''
  const parts = [left, throughput > 0 ? `${throughput.toFixed(0)} force calls/s` : '', anomalies > 0 ? `${anomalies} with anomalies` : '', failed > 0 ? `${failed} failed` : '', skipped > 0 ? `${skipped} skipped` : '']
  return parts.filter((part) => part !== '').join(', ')
}
