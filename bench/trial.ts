/**
 * A trial of a potential: COUNT relaxations of random placements of library adsorbates over random surfaces (7 crystal types, all metals and
 * anions that the model knows, Miller indices up to 2, at most 40 atoms), and how they ended:
 *   [MODEL=models/adatom-s.onnx] [COUNT=1000] [SEED=1] [SHARD=0/1] npx node bench/run.mjs trial
 * It may be stopped at any time and goes on; SHARD=0/2 and SHARD=1/2 share the work between two processes. What is done is kept by the
 * SHA-256 of the model and the seed in node_modules/.cache/adatom-bench/trial. When all are done the row is written, and those that went wrong are named.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { isError } from '../src/domain/errors'
import { neighbourList } from '../src/domain/neighbours/cell-list'
import { DEFAULT_OPTIMISER } from '../src/domain/relax/optimisers'
import { relaxed } from '../src/domain/relax/relax'
import { covalentRadius } from '../src/domain/structure/elements'
import type { Structure } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { loadSymmetryFinder } from '../src/platform/symmetry'
import { median, record } from './record'
import { trialStart } from './trial-systems'

const SETTINGS = { optimiser: DEFAULT_OPTIMISER, fmax: 0.05, maxSteps: 300 }
/** of the sum of covalent radii: nearer atoms have collapsed onto each other */
const TOO_CLOSE = 0.6

interface Ended {
  readonly k: number
  readonly name: string
  readonly atoms: number
  /** of the relaxation, or 'no-numbers': the potential has none for the start */
  readonly outcome: string
  readonly collapsed: boolean
  readonly forceCalls: number
  readonly fmax: number
  readonly ms: number
}

const number = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const [count, seed] = [number('COUNT', 1000), number('SEED', 1)]
const [shard = 0, shards = 1] = (process.env['SHARD'] ?? '0/1').split('/').map(Number)
const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-s.onnx')
const folder = 'node_modules/.cache/adatom-bench/trial'
const file = `${folder}/${card.sha256.slice(0, 12)}-seed${seed}.jsonl`
mkdirSync(folder, { recursive: true })
const potential = await openPotential(modelPath, card)
const symmetry = await loadSymmetryFinder()

/** What is kept; the last line of a process that was ended may be half a line. */
function readEnded(): Map<number, Ended> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return new Map(lines.flatMap((line) => {
    try {
      const one = JSON.parse(line) as Ended
      return one.k < count ? [[one.k, one] as const] : []
    } catch {
      return []
    }
  }))
}

function hasCollapsed(s: Structure): boolean {
  const list = neighbourList(s, 3)
  for (let i = 0; i < s.numbers.length; i++)
    for (let at = list.offsets[i]!; at < list.offsets[i + 1]!; at++)
      if (list.distances[at]! < TOO_CLOSE * (covalentRadius(s.numbers[i]!) + covalentRadius(s.numbers[list.indices[at]!]!))) return true
  return false
}

async function runOne(k: number): Promise<Ended> {
  const { name, structure } = await trialStart(k, seed, potential, symmetry)
  const from = performance.now()
  const atoms = structure.numbers.length
  try {
    const { outcome, structure: final, forceCalls, trajectory } = await relaxed(structure, potential, SETTINGS)
    return { k, name, atoms, outcome, collapsed: hasCollapsed(final), forceCalls, fmax: trajectory.fmax.at(-1)!, ms: performance.now() - from }
  } catch (error) {
    if (!isError(error, 'NumericalFailure')) throw error
    return { k, name, atoms, outcome: 'no-numbers', collapsed: false, forceCalls: 1, fmax: Infinity, ms: performance.now() - from }
  }
}

const known = readEnded()
for (let k = shard; k < count; k += shards) {
  if (known.has(k)) continue
  const one = await runOne(k)
  appendFileSync(file, `${JSON.stringify(one)}\n`)
  if (one.outcome !== 'converged' || one.collapsed) console.log(`${k} ${one.name}: ${one.outcome}${one.collapsed ? ', collapsed' : ''}, fmax ${one.fmax.toFixed(3)} after ${one.forceCalls} calls`)
}
await potential.close()

const all = [...readEnded().values()]
if (all.length < count) console.log(`${all.length} of ${count} are done; the row is written when all are`)
else {
  const share = (of: (one: Ended) => boolean): number => all.filter(of).length
  record('trial', [{
    model: card.name, sha256: card.sha256.slice(0, 12), seed, optimiser: SETTINGS.optimiser, fmax: SETTINGS.fmax, max_steps: SETTINGS.maxSteps, relaxations: all.length,
    converged: share(({ outcome }) => outcome === 'converged'), unconverged: share(({ outcome }) => outcome === 'max-steps'), exploded: share(({ outcome }) => outcome === 'exploded'), no_numbers: share(({ outcome }) => outcome === 'no-numbers'),
    collapsed: share(({ collapsed }) => collapsed), converged_and_whole: share(({ outcome, collapsed }) => outcome === 'converged' && !collapsed),
    median_calls: median(all.map(({ forceCalls }) => forceCalls)), median_atoms: median(all.map(({ atoms }) => atoms)), seconds: all.reduce((sum, { ms }) => sum + ms, 0) / 1e3,
  }])
}
