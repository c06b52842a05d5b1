/**
 * Slabs per second over the batch size, on any provider; on a machine with a GPU this is the row to add:
 *   [MODEL=models/adatom-0.onnx] [PROVIDER=cpu|cuda|tensorrt|dml|coreml|webgpu] [SIZES=1,2,4,8,16,32] [ROUNDS=5] npx node bench/run.mjs throughput
 * A provider that is not there, or errs, is left out, and said so: no row is written. Each slab is evaluated whole: neighbours, inputs, run, outputs. The sizes take turns.
 */
import { makeStructure, type Structure } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { PROVIDERS } from '../src/platform/onnx/providers'
import { interleaved, median, record } from './record'

/** fcc(111) Pt, 4 x 4 atoms a layer, 5 layers, every atom a little off its place; different for each seed. */
function slab(seed: number): Structure {
  const d = 2.8, height = d * Math.sqrt(2 / 3)
  const positions: number[] = []
  for (let l = 0; l < 5; l++) for (let j = 0; j < 4; j++) for (let i = 0; i < 4; i++) positions.push((i + j / 2 + (l % 3) / 2) * d, (j * Math.sqrt(3) / 2 + (l % 3) / Math.sqrt(12)) * d, 6 + l * height)
  return makeStructure({ numbers: Array<number>(80).fill(78), positions: positions.map((v, k) => v + 0.05 * Math.sin(12.9898 * k + seed)), cell: [4 * d, 0, 0, 2 * d, 2 * Math.sqrt(3) * d, 0, 0, 0, 4 * height + 15] })
}

const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-0.onnx')
const provider = PROVIDERS.find((name) => name === process.env['PROVIDER']) ?? 'cpu'
const sizes = (process.env['SIZES'] ?? '1,2,4,8,16,32').split(',').map(Number)
const rounds = Number(process.env['ROUNDS'] ?? 5)
const contestants: Record<string, () => Promise<number>> = {}
const potentials = []
for (const size of sizes) {
  const potential = await openPotential(modelPath, card, { provider, structuresPerRun: size })
  if (potential.fallback !== null) {
    console.log(`SKIPPED: ${potential.fallback}, so there is nothing to measure`)
    await Promise.all([...potentials, potential].map((one) => one.close()))
    process.exit(0)
  }
  potentials.push(potential)
  const structures = Array.from({ length: size }, (_, seed) => slab(seed))
  contestants[size] = async () => {
    const from = performance.now()
    await potential.evaluate(structures, { latents: true })
    return (performance.now() - from) / size
  }
}
await interleaved(1, contestants)
const times = await interleaved(rounds, contestants)
const alone = median(times.get(String(sizes[0])) ?? [])
record('throughput', sizes.map((size) => {
  const ms = median(times.get(String(size)) ?? [])
  return { model: card.name, provider, atoms: 80, structures_per_run: size, rounds, ms_per_slab: ms, slabs_per_s: 1000 / ms, speed_over_first: alone / ms }
}))
await Promise.all(potentials.map((potential) => potential.close()))
