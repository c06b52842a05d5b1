/** A relaxation that was interrupted goes on between two steps, and everything is what it would have been: real compute processes, really killed. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ComputeProcess } from '../../src/host/compute-process'
import type { Host } from '../../src/host/host'
import { createPausePoint } from '../../src/host/runs/pause-point'
import { forkProcess } from '../../src/platform/process/fork'
import { computeEntry, ended, never, settings, smallSlab, startRun, temporary, testHost, type Ran } from './fixtures'

const OPTIMISERS = ['precon-bfgs', 'lbfgs', 'fire']
const chosen = (optimiser: string): ReturnType<typeof settings> => settings({ configurations: 2, relax: { optimiser, fmax: 0.03, maxSteps: 60 } })
/** Below the noise of float32: it takes all its steps, far longer than the tenth of a second between two that are told. */
const endless = (optimiser: string): ReturnType<typeof settings> => settings({ configurations: 1, relax: { optimiser, fmax: 1e-7, maxSteps: 250 } })

let entry: string
/** by optimiser: all of undisturbed runs */
const undisturbed = new Map<string, unknown>()
const undisturbedEndless = new Map<string, unknown>()

beforeAll(async () => {
  entry = await computeEntry()
  const host = testHost(entry)
  for (const optimiser of OPTIMISERS) {
    const ran = await startRun(host, [smallSlab()], chosen(optimiser))
    expect(await ended(host, ran)).toMatchObject({ state: 'done', done: 2 })
    undisturbed.set(optimiser, await everything(host, ran))
    const long = await startRun(host, [smallSlab()], endless(optimiser))
    expect(await ended(host, long)).toMatchObject({ state: 'done', done: 1 })
    undisturbedEndless.set(optimiser, await everything(host, long))
  }
  await host.close()
}, 600_000)

/** Results, structures, forces and trajectories. */
async function everything(host: Host, ran: Ran): Promise<unknown> {
  const { rows, surfaces } = (await host.handlers.results(ran, never)) as { readonly rows: readonly { readonly configuration: { readonly id: string } }[]; readonly surfaces?: unknown }
  const details = rows.map(async ({ configuration: { id } }) => [await host.handlers.configuration({ ...ran, configuration: id }, never), await host.handlers.trajectory({ ...ran, configuration: id }, never)])
  return [rows, surfaces, await Promise.all(details)]
}

interface Watched {
  readonly spawn: () => ComputeProcess
  /** how many relaxations were asked for, and how many of them from where they had been saved */
  readonly asked: { relaxations: number; goneOn: number }
}

/** Compute processes whose messages are looked at; `saved`: after a relaxation was saved for the k-th time, counted over all processes. */
function watched(saved: (k: number, child: ComputeProcess) => void = () => undefined, step: () => void = () => undefined): Watched {
  const asked = { relaxations: 0, goneOn: 0 }
  let saves = 0
  const spawn = (): ComputeProcess => {
    const child = forkProcess(entry)
    return {
      ...child,
      send: (message) => {
        const { method, input } = message as { readonly method?: string; readonly input?: { readonly from?: unknown } }
        if (method === 'relax') asked.relaxations++
        if (method === 'relax' && input?.from) asked.goneOn++
        child.send(message)
      },
      onMessage: (listen) =>
        child.onMessage((message) => {
          listen(message)
          const { value } = message as { readonly value?: unknown }
          if (value instanceof Uint8Array) saved(++saves, child)
          else if (typeof value === 'object' && value !== null && 'fmax' in value) step()
        }),
    }
  }
  return { spawn, asked }
}

describe.each(OPTIMISERS)('by %s', (optimiser) => {
  test.each([1, 3])('its process killed after it was saved for the %d. time', async (at) => {
    const killed: number[] = []
    const { spawn, asked } = watched((k, child) => {
      if (k !== at) return
      // once the host has had its turn to keep it
      setImmediate(() => {
        killed.push(child.pid()!)
        process.kill(child.pid()!, 'SIGKILL')
      })
    })
    const host = testHost(entry, { spawnCompute: spawn, saveEveryMs: 0 })
    const ran = await startRun(host, [smallSlab()], chosen(optimiser))
    expect(await ended(host, ran)).toMatchObject({ state: 'done', done: 2, failed: 0 })
    expect([killed.length, asked.goneOn]).toEqual([1, 1])
    expect(await everything(host, ran)).toEqual(undisturbed.get(optimiser))
    await host.close()
  }, 300_000)

  test('paused in the middle, closed, opened by another host and gone on with', async () => {
    const dataDir = temporary()
    let pausing: (() => void) | null = null
    // never saved on its way: only for the pause
    const one = testHost(entry, { dataDir, saveEveryMs: 1e9, spawnCompute: watched(undefined, () => pausing?.()).spawn })
    const ran = await startRun(one, [smallSlab()], endless(optimiser))
    pausing = () => {
      pausing = null
      void one.handlers.pauseRun(ran, never)
    }
    const { state } = await ended(one, ran)
    await one.close()
    const { spawn, asked } = watched()
    const two = testHost(entry, { dataDir, spawnCompute: spawn })
    await two.handlers.openProject({ path: ran.project }, never)
    expect(state).toBe('paused')
    await two.handlers.resumeRun(ran, never)
    expect(await ended(two, ran)).toMatchObject({ state: 'done', done: 1 })
    expect(asked.goneOn).toBe(1)
    expect(await everything(two, ran)).toEqual(undisturbedEndless.get(optimiser))
    await two.close()
  }, 300_000)
})

describe('a pause', () => {
  test('waits for those that run, but not for ever', async () => {
    const point = createPausePoint()
    expect(point.isAsked).toBe(false)
    const leave = point.enter()
    await point.ask(1)
    expect(point.isAsked).toBe(true)
    const patient = createPausePoint()
    const goes = patient.enter()
    let isOver = false
    const over = patient.ask(1e9).then(() => (isOver = true))
    await Promise.resolve()
    expect(isOver).toBe(false)
    goes()
    goes()
    await over
    leave()
  })
})

afterAll(() => undisturbed.clear())
