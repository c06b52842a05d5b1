/**
 * Force calls of the search against the plain recipe, with the bundled potential:
 *   [COUNT=40] [MODEL=models/adatom-0.onnx] [RECORDINGS=folder] nice -n 19 npx node bench/run.mjs search pairs
 * Each placement is relaxed to its end once, and its frames kept; both searches then see those frames, so that they differ in their
 * decisions alone; RECORDINGS keeps the frames for the next time. `wrong_merges`: merged, though its end lay more than 0.03 eV from that of the basin.
 * Energies are the potential's; the minimum is the lowest of the COUNT placements. Force calls do not depend on the machine.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { initialPlacements } from '../src/domain/adsorbml/mix'
import { DEFAULT_SEARCH, PLAIN_RECIPE, searched } from '../src/domain/adsorbml/search/search'
import { slabSymmetry } from '../src/domain/adsorbml/search/slab-symmetry'
import type { Relaxing, SearchEnd, SearchResult, SearchSettings, SearchStart, SearchStep } from '../src/domain/adsorbml/search/types'
import { relaxingWith } from '../src/domain/adsorbml/search/relaxing'
import { findAdsorbate } from '../src/domain/chemistry/adsorbates'
import { detectAnomalies } from '../src/domain/chemistry/anomalies'
import { cutSlabs } from '../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../src/domain/chemistry/surfaces/options'
import { atomicNumberOf } from '../src/domain/structure/elements'
import { makeStructure, type Structure, type StructureParts } from '../src/domain/structure/structure'
import { DEFAULT_OPTIMISER } from '../src/domain/relax/optimisers'
import { relaxed } from '../src/domain/relax/relax'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { loadSymmetryFinder } from '../src/platform/symmetry'
import { record } from './record'

const RELAX = { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: 300 }
const PAIRS = [['Cu', 3.61, [1, 1, 1], 'CO'], ['Pt', 3.92, [1, 1, 1], 'O'], ['Ni', 3.52, [1, 1, 1], 'CH3'], ['Pd', 3.89, [1, 0, 0], 'OH'], ['Ag', 4.09, [1, 1, 1], 'OH'], ['Rh', 3.8, [2, 1, 1], 'CO']] as const
const SEEDS = [1, 2, 3, 4, 5]

function fcc(symbol: string, a: number): Structure {
  const z = atomicNumberOf(symbol)!
  return makeStructure({ numbers: [z, z, z, z], positions: [0, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0], cell: [a, 0, 0, 0, a, 0, 0, 0, a] })
}

interface Recording {
  readonly steps: readonly SearchStep[]
  readonly end: SearchEnd
}

async function recordAll(starts: readonly SearchStart[], relax: Relaxing): Promise<Map<string, Recording>> {
  const recordings = new Map<string, Recording>()
  for (const start of starts) {
    const steps: SearchStep[] = []
    const relaxing = relax(start)
    for (let next = await relaxing.next(); ; next = await relaxing.next()) {
      if (next.done) {
        recordings.set(start.id, { steps, end: next.value })
        break
      }
      steps.push(next.value)
    }
  }
  return recordings
}

interface RecordedPair {
  readonly clean: Structure
  readonly starts: readonly SearchStart[]
  readonly recordings: ReadonlyMap<string, Recording>
}

/** Typed arrays as plain ones, and back. */
const plainJson = (value: unknown): string => JSON.stringify(value, (_, v: unknown) => (ArrayBuffer.isView(v) ? Array.from(v as Float64Array) : v instanceof Map ? [...v] : v))

function readPair(file: string): RecordedPair {
  const read = JSON.parse(readFileSync(file, 'utf8')) as { clean: StructureParts; starts: { id: string; structure: StructureParts }[]; recordings: [string, { steps: SearchStep[]; end: SearchEnd }][] }
  return {
    clean: makeStructure(read.clean),
    starts: read.starts.map(({ id, structure }) => ({ id, structure: makeStructure(structure) })),
    recordings: new Map(read.recordings.map(([id, { steps, end }]) => [id, { steps, end: { ...end, structure: makeStructure(end.structure) } }])),
  }
}

async function recordedPair(name: string, make: () => Promise<RecordedPair>): Promise<RecordedPair> {
  const folder = process.env['RECORDINGS']
  if (folder === undefined) return make()
  const file = `${folder}/${name}.json`
  if (existsSync(file)) return readPair(file)
  const pair = await make()
  writeFileSync(file, plainJson(pair))
  return pair
}

const played = (recordings: ReadonlyMap<string, Recording>): Relaxing =>
  async function* ({ id }) {
    const { steps, end } = recordings.get(id)!
    yield* steps
    return end
  }

export async function pairs(): Promise<void> {
  const count = Number(process.env['COUNT'] ?? 40)
  const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-0.onnx')
  const potential = await openPotential(modelPath, card)
  const finder = await loadSymmetryFinder()
  for (const [symbol, a, miller, name] of PAIRS.slice(0, Number(process.env['PAIRS'] ?? PAIRS.length))) {
    const { clean, starts, recordings } = await recordedPair(`${symbol}-${name}-${count}`, async () => {
      const slab = cutSlabs(fcc(symbol, a), finder, { ...OC20, millers: { kind: 'list', indices: [miller] } }).slabs[0]!
      const relaxedSlab = (await relaxed(slab.structure, potential, RELAX)).structure
      const placements = initialPlacements({ ...slab, structure: relaxedSlab }, [findAdsorbate(name)], { placement: 'mixed', count, seed: 1 })
      const relax = relaxingWith(potential, RELAX, (initial, final) => detectAnomalies({ initial, final, cleanFinal: relaxedSlab }))
      return { clean: relaxedSlab, starts: placements.map(({ id, structure }) => ({ id, structure })), recordings: await recordAll(placements, relax) }
    })
    const symmetry = slabSymmetry(clean)
    const run = (settings: Omit<SearchSettings, 'seed'>, seed: number): Promise<SearchResult> => searched(starts, symmetry, played(recordings), { ...settings, seed })
    const plain = await run(PLAIN_RECIPE, 1)
    const best = plain.basins[0]!.energy
    const ends = new Map(plain.fates.map((f) => [f.id, f.kind === 'relaxed' ? f.end.energy : Infinity]))
    const mean = (values: readonly number[]): number => values.reduce((s, v) => s + v, 0) / values.length
    const report = async (way: string, settings: Omit<SearchSettings, 'seed'>): Promise<void> => {
      const results = await Promise.all(SEEDS.map((seed) => run(settings, seed)))
      const share = (kind: string): number => mean(results.map((r) => r.fates.filter((f) => f.kind === kind).length))
      record('search', [{
        case: `${name} on ${symbol}(${miller.join('')})`, search: way, atoms: starts[0]!.structure.numbers.length, placements: starts.length, seeds: SEEDS.length, plain_force_calls: plain.forceCalls,
        force_calls: mean(results.map((r) => r.forceCalls)), plain_over_search: plain.forceCalls / mean(results.map((r) => r.forceCalls)),
        found: results.filter((r) => (r.basins[0]?.energy ?? Infinity) <= best + 0.1).length, promised: mean(results.map((r) => r.promised)), plain_basins: plain.basins.length, basins: mean(results.map((r) => r.basins.length)),
        relaxed: share('relaxed'), merged: share('merged'), cannot_win: share('cannot-win'), same_start: share('same-start'), not_needed: share('not-needed'), anomalous: share('anomalous'),
        wrong_merges: mean(results.map((r) => r.fates.filter((f) => f.kind === 'merged' && Math.abs(ends.get(f.id)! - ends.get(f.into)!) > 0.03).length)),
      }])
    }
    await report('all starts', { ...DEFAULT_SEARCH, level: null })
    await report('to 95 %', DEFAULT_SEARCH)
  }
  await potential.close()
}
