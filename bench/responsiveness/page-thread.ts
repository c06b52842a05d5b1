/** A page in a thread: starts the campaign and follows it as the window does. */
import { parentPort, workerData } from 'node:worker_threads'
import { bytesChannel } from '../../src/contract/channels'
import { hostContract } from '../../src/contract/host-api'
import { connect } from '../../src/contract/rpc'
import type { Material, ScreenSettings } from '../../src/domain/catalogue/records'
import { makeStructure } from '../../src/domain/structure/structure'

export interface Ran {
  readonly seconds: number
  /** relaxations that ended */
  readonly done: number
}

const REFRESH_MS = 1500
const { placements } = workerData as { readonly placements: number }
const main = parentPort!

/** Cu(100), three layers of 2 x 2 atoms. */
function slab(): Material {
  const d = 3.61 / Math.SQRT2
  const sites = Array.from({ length: 12 }, (_, i) => ({ x: i % 2, y: Math.floor(i / 2) % 2, layer: Math.floor(i / 4) }))
  const positions = sites.flatMap(({ x, y, layer }) => [d * (x + (layer % 2) / 2), d * (y + (layer % 2) / 2), 5 + 1.805 * layer])
  const structure = makeStructure({ numbers: sites.map(() => 29), positions, cell: [2 * d, 0, 0, 0, 2 * d, 0, 0, 0, 18.61], tags: sites.map(({ layer }) => (layer === 2 ? 1 : 0)), fixed: sites.map(({ layer }) => (layer === 0 ? 1 : 0)) })
  return { id: 'Cu', source: 'Cu100', role: 'slab', structure }
}

const settings: ScreenSettings = {
  facets: { kind: 'indices', miller: [[1, 0, 0]] }, surfacePreset: 'oc20', adsorbates: ['O', 'H', 'CO', 'OH'], configurations: placements, placement: 'random', seed: 1,
  relax: { optimiser: 'fire', fmax: 0.5, maxSteps: 4 }, search: { method: 'every', stopAt: null },
}

const client = connect(
  bytesChannel({ send: (bytes) => main.postMessage(bytes), onBytes: (listen) => void main.on('message', (bytes: Uint8Array) => listen(bytes)), onClose: () => undefined }),
  hostContract,
)
const { path: project } = await client.createProject({ name: 'bench' })
const from = performance.now()
const { run } = await client.startRun({ project, materials: [slab()], settings })
const where = { project, run }
const refresh = (): Promise<unknown> => Promise.all([client.results(where), client.pairs(where), client.probabilities(where)])
let refreshed = from
let done = 0
for await (const progress of client.watchRun(where)) {
  done = progress.done
  if (performance.now() - refreshed < REFRESH_MS) continue
  refreshed = performance.now()
  void refresh()
}
await refresh()
main.postMessage({ seconds: (performance.now() - from) / 1000, done } satisfies Ran)
