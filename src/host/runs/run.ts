/**
 * A screening run under way: cut, relax the clean slabs, place, relax, judge, keep. Every finished relaxation is committed at once, so that
 * stopping in any way (pause, cancel, a crash, a power cut) loses at most the last seconds of what was being computed, and going on gives the
 * same ranking.
 */
import { setMaxListeners } from 'node:events'
import type { RunProgress } from '../../contract/host-api'
import { createCampaignOrder, type CampaignOrder } from '../../domain/adsorbml/campaign-order'
import type { RunState } from '../../domain/catalogue/records'
import { AdatomError, type ErrorKind } from '../../domain/errors'
import type { Message, ProjectStore, RunRecord } from '../../platform/store/project-store'
import type { Measured } from '../measurements'
import { createMeter, settleAll, type RunEnvironment } from './environment'
import { createGate } from './gate'
import { createPausePoint } from './pause-point'
import { prepareSurfaces } from './prepare'
import { recallStandings } from './search'
import { screenSurface } from './surface'
import { createTracker, hasEnded } from './tracker'

type FrontPair = ReturnType<CampaignOrder['front']>[number]

export interface PlannedPair {
  readonly slab: string
  readonly adsorbate: string
  /** why nothing is placed */
  readonly refused?: string
}

export interface RunControl {
  readonly run: string
  readonly state: RunState
  readonly watch: (signal: AbortSignal) => AsyncGenerator<RunProgress>
  readonly snapshot: () => RunProgress
  /** Both settle when everything that ran has stopped; what has finished is kept. */
  pause(reason?: string): Promise<void>
  cancel(): Promise<void>
  /** The pair, with its clean slab, comes before all others from now on. */
  prioritise(slab: string, adsorbate: string): void
  /** what was prioritised, the next first */
  readonly front: () => readonly FrontPair[]
  /** every pair of the run; none while the surfaces are being prepared */
  readonly pairs: () => readonly PlannedPair[]
  /** what its relaxations cost so far */
  readonly cost: () => Measured | null
  /** settles when the run has ended in any way; never rejects */
  readonly ended: Promise<void>
}

/** How long a pause waits for relaxations to be saved between two force calls; one that takes longer goes on from where it was saved last. */
const PATIENCE_MS = 5000
/** Pairs in the rounds of a search at the same time. */
const MOST_PAIRS = 500

/** Starts, or goes on with, the run of the environment; `front`: what was prioritised before, the next first. */
export function startRun(environment: Omit<RunEnvironment, 'pausePoint' | 'tracker' | 'order' | 'gate' | 'signal' | 'say' | 'stop' | 'meter' | 'loaded'>, front: readonly FrontPair[] = []): RunControl {
  const { store, run, now } = environment
  const stopping = new AbortController()
  // every waiting relaxation listens
  setMaxListeners(0, stopping.signal)
  const tracker = createTracker(run.id, { state: 'preparing', counts: store.counts(run.id), messages: store.messages(run.id, 50) })
  let asked: Extract<RunState, 'paused' | 'cancelled'> | null = null
  const say = (level: Message['level'], text: string): void => {
    const message: Message = { at: now(), level, text }
    store.addMessage(run.id, message)
    tracker.message(message)
  }
  const setState = (state: RunState, failure?: ErrorKind): void => {
    store.setState(run.id, state, tracker.snapshot().total)
    tracker.setState(state, failure)
  }
  const meter = createMeter()
  const loaded = noteProvider(store, run, say)
  const order = createCampaignOrder()
  for (const { slab, adsorbate } of front.toReversed()) order.moveToFront(slab, adsorbate)
  let pairs: readonly PlannedPair[] = []
  const pausePoint = createPausePoint()
  const whole: RunEnvironment = { ...environment, pausePoint, meter, loaded, tracker, gate: createGate(MOST_PAIRS), order, say, signal: stopping.signal, stop: () => stopping.abort() }

  async function go(): Promise<void> {
    try {
      setState('preparing')
      const surfaces = await prepareSurfaces(whole)
      pairs = surfaces.flatMap((surface) => surface.pairs.map(({ slab, adsorbate, refused }) => ({ slab, adsorbate, ...(refused === undefined ? {} : { refused }) })))
      recallStandings(whole)
      setState('running')
      await settleAll(surfaces.map((surface) => screenSurface(whole, surface)), whole)
      endAs(asked ?? 'done')
    } catch (error) {
      if (asked) endAs(asked)
      else if (error instanceof AdatomError) endAs('failed', describe(error), (error as AdatomError).kind)
      else endAs('failed', `Internal error: ${error instanceof Error ? error.message : String(error)}`)
    } finally {
      environment.pool.close()
    }
  }

  function endAs(state: RunState, text?: string, failure?: ErrorKind): void {
    try {
      if (text !== undefined) say('error', text)
      setState(state, failure)
    } catch (error) {
      // The project file itself cannot be written (disk full): show it at least to whoever watches.
      tracker.message({ at: now(), level: 'error', text: error instanceof AdatomError ? describe(error) : String(error) })
      tracker.setState('failed')
    }
  }

  const ended = go()
  const stop = async (as: NonNullable<typeof asked>, reason?: string): Promise<void> => {
    if (hasEnded(tracker.state)) return
    if (as === 'paused') {
      await pausePoint.ask(PATIENCE_MS)
      // it has come to its end meanwhile, or was cancelled
      if (hasEnded(tracker.state) || stopping.signal.aborted) return ended
    }
    asked = as
    if (reason !== undefined) say('info', reason)
    stopping.abort()
    await ended
  }
  return {
    run: run.id,
    get state() {
      return tracker.state
    },
    watch: tracker.watch,
    snapshot: tracker.snapshot,
    prioritise: order.moveToFront,
    front: order.front,
    pairs: () => pairs,
    cost: meter.cost,
    pause: (reason) => stop('paused', reason),
    cancel: () => stop('cancelled'),
    ended,
  }
}

/** Called for every job; acts on the first. */
function noteProvider(store: ProjectStore, run: RunRecord, say: RunEnvironment['say']): RunEnvironment['loaded'] {
  let isNoted = false
  return (answer) => {
    if (isNoted || !answer) return
    isNoted = true
    if (answer.provider !== run.provenance.provider) store.setProvenance(run.id, { ...run.provenance, provider: answer.provider })
    if (answer.fallback !== null) say('warning', answer.fallback)
  }
}

/** The message with the detail that helps: a reason, what was found. */
export function describe(error: AdatomError): string {
  const fields = error.fields as { readonly reason?: string; readonly found?: string }
  const detail = fields.reason ?? (fields.found === undefined ? undefined : `found ${fields.found}`)
  return detail === undefined ? error.message : `${error.message}: ${detail}`
}
