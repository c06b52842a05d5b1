/**
 * How long nothing else gets a turn while a campaign runs: `npx node bench/run.mjs responsiveness [placements]`.
 *   main thread       the desktop's main thread with the host in a thread of its own, as it is (src/main/host-thread)
 *   host's thread     that thread: SQLite with synchronous=FULL, rankings, answers
 *   host in main      the same thread for both, as it was
 *   page: ...         tasks of the page's main thread while such a campaign is watched in Chromium through `adatom serve`
 *   control (...)     an idle thread over the same time: what the machine's other work costs anybody
 * p99 and longest by the clock (monitorEventLoopDelay; for a page its longest task), longest_cpu the thread's own CPU time in one turn. The
 * campaign's relaxations take four steps, far fewer than real ones; a page in a thread of its own reads progress as it comes, and ranking, pairs
 * and probabilities every 1.5 s.
 */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { BroadcastChannel, Worker } from 'node:worker_threads'
import { rolldown } from 'rolldown'
import { bytesChannel } from '../src/contract/channels'
import { hostContract } from '../src/contract/host-api'
import { serve } from '../src/contract/rpc'
import { createHost } from '../src/host/host'
import { startHostThread, type PagePort } from '../src/main/host-thread/host-thread'
import { forkProcess } from '../src/platform/process/fork'
import { record } from './record'
import { CHANNEL, watchDelays, type Delays } from './responsiveness/delays'
import { longTasks } from './responsiveness/browser'
import type { Ran } from './responsiveness/page-thread'

const root = process.cwd()
const placements = Number(process.argv[2] ?? 40)
const cache = join(root, 'node_modules/.cache/adatom-bench', `responsiveness-${process.pid}`)
mkdirSync(cache, { recursive: true })

async function bundled(name: string, entry: string): Promise<string> {
  const build = await rolldown({ input: join(root, entry), platform: 'node', external: [/^[^./]/], logLevel: 'warn' })
  const file = join(cache, `${name}.mjs`)
  await build.write({ file, format: 'esm', codeSplitting: false })
  await build.close()
  return file
}

const row = (where: string, { seconds, done }: Ran, { p99, longest, longestCpu, above }: Delays): void =>
  record('responsiveness', [{ where, relaxations: done, seconds, p99_ms: p99, longest_ms: longest, longest_cpu_ms: longestCpu, above_50_cpu_ms: above }])

/** The campaign, with a page thread at the end that `connect` is given. */
async function measure(where: string, page: string, connect: (port: PagePort) => void): Promise<Ran> {
  const thread = new Worker(page, { workerData: { placements } })
  const control = new Worker(await bundled('control', 'bench/responsiveness/control.ts'))
  connect({
    post: (bytes) => thread.postMessage(bytes),
    onBytes: (listen) => void thread.on('message', (message: Uint8Array | Ran) => message instanceof Uint8Array && listen(message)),
    onClose: () => undefined,
    close: () => undefined,
  })
  const delays = watchDelays()
  const ran = await new Promise<Ran>((ended) => thread.on('message', (message: Uint8Array | Ran) => !(message instanceof Uint8Array) && ended(message)))
  const own = delays()
  const idle = new Promise<Delays>((answer) => control.once('message', answer))
  control.postMessage('stop')
  row(where, ran, own)
  row(`control (${where})`, ran, await idle)
  await Promise.all([thread.terminate(), control.terminate()])
  return ran
}

const compute = await bundled('compute', 'src/compute/index.ts')
const page = await bundled('page', 'bench/responsiveness/page-thread.ts')
const data = mkdtempSync(join(tmpdir(), 'adatom-bench-'))
const spawnCompute = (): ReturnType<typeof forkProcess> => forkProcess(compute)
const settings = (name: string): { dataDir: string; modelsDir: string; resourcesDir: string; version: string; processes: number } => ({ dataDir: join(data, name), modelsDir: join(root, 'models'), resourcesDir: join(root, 'resources'), version: '0.0.0', processes: 1 })

try {
  const delays = new BroadcastChannel(CHANNEL)
  let own: Delays | undefined
  delays.addEventListener('message', (message: unknown) => (own = (message as { data: Delays }).data))
  const threaded = startHostThread({ entry: await bundled('host', 'bench/responsiveness/host-thread.ts'), settings: settings('threaded'), spawnCompute })
  const ran = await measure('main thread', page, (port) => threaded.connect(port))
  if (own) row("host's thread", ran, own)
  delays.close()
  await threaded.close()

  const host = createHost({ ...settings('one'), spawnCompute })
  await measure('host in main', page, (port) => serve(bytesChannel({ send: (bytes) => port.post(bytes), onBytes: (listen) => port.onBytes(listen), onClose: (listen) => port.onClose(listen) }), hostContract, host.handlers))
  await host.close()

  record('responsiveness', await longTasks(root, join(data, 'browser')))
} finally {
  rmSync(cache, { recursive: true, force: true })
  rmSync(data, { recursive: true, force: true })
}
