/**
 * The reference index of latents: what a search costs beside a force call, and what its compressed files lose.
 *   npx node bench/run.mjs latent-index
 * Index: latents of adatom-0 on rattled slabs of ten metals with OH (20,300 atoms); queries: 480 atoms of slabs rattled twice as much.
 */
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { random } from '../src/domain/math/random'
import { makeStructure, type Structure } from '../src/domain/structure/structure'
import { buildLatentIndex, type ReferenceAtoms } from '../src/domain/uncertainty/latent/build'
import { encodingLoss } from '../src/domain/uncertainty/latent/encoding-loss'
import { readLatentIndex, writeLatentIndex } from '../src/domain/uncertainty/latent/index-format'
import { latentIndex } from '../src/domain/uncertainty/latent/latent-index'
import { interleaved, median, record, timed } from './record'

const METALS = [27, 28, 29, 44, 45, 46, 47, 77, 78, 79]

/** 3 x 3 x 3 fcc(111)-like atoms at 2.5 to 2.9 Å with an OH above, every coordinate moved by `amplitude` times a normal deviate. */
function slab(metal: number, seed: number, amplitude: number): Structure {
  const stream = random(seed, metal)
  const d = 2.5 + 0.4 * stream.next()
  const positions: number[] = []
  for (let l = 0; l < 3; l++) for (let j = 0; j < 3; j++) for (let i = 0; i < 3; i++) positions.push((i + j / 2 + l / 2) * d, ((j * Math.sqrt(3)) / 2 + l / Math.sqrt(12)) * d, 5 + l * d * Math.sqrt(2 / 3))
  const top = 5 + 2 * d * Math.sqrt(2 / 3)
  positions.push(2.9, 2.4, top + 1.5, 3.5, 2.6, top + 2.25)
  return makeStructure({
    numbers: [...Array<number>(27).fill(metal), 8, 1],
    positions: positions.map((v) => v + amplitude * stream.normal()),
    cell: [3 * d, 0, 0, 1.5 * d, 1.5 * Math.sqrt(3) * d, 0, 0, 0, top + 11],
  })
}

const modelPath = process.env['MODEL'] ?? 'models/adatom-0.onnx'
const { card } = await loadCard(modelPath)
const potential = await openPotential(modelPath, card)
const latentsOf = async (s: Structure): Promise<Float32Array> => (await potential.evaluate([s], { latents: true }))[0]!.latents!

const reference: ReferenceAtoms[] = []
for (const metal of METALS) {
  for (let seed = 0; seed < 70; seed++) {
    const s = slab(metal, seed, 0.1)
    reference.push({ system: { id: `${metal}/${seed}`, title: 'bench' }, atoms: Array.from(s.numbers.keys()), elements: Array.from(s.numbers), latents: await latentsOf(s) })
  }
}
const data = buildLatentIndex(reference, { potential: card.sha256, dimension: card.latents.dim, seed: 1 })
const index = latentIndex(data)
const queries = await Promise.all(METALS.flatMap((metal) => [1000, 1001].map(async (seed) => {
  const s = slab(metal, seed, 0.2)
  // 24 of the 29 atoms: what a slab with a held layer leaves free
  return { structure: s, elements: Array.from(s.numbers.subarray(5)), latents: (await latentsOf(s)).slice(5 * card.latents.dim) }
})))

const search = (sameElement: boolean, k: number) => () => timed(() => queries.forEach((q) => index.nearest(q.latents, q.elements, { k, sameElement, metric: 'squared' }))) / queries.length
const bytes = writeLatentIndex(data, 'int8')
const times = await interleaved(9, {
  'force call of 29 atoms': async () => {
    const start = performance.now()
    for (const q of queries) await potential.evaluate([q.structure])
    return (performance.now() - start) / queries.length
  },
  'search own element k=1': search(true, 1),
  'search all elements k=1': search(false, 1),
  'search all elements k=10': search(false, 10),
  'read int8 file': () => timed(() => readLatentIndex(bytes)),
  'build searchable index': () => timed(() => latentIndex(data)),
})
record('latent-index', [...times].map(([what, t]) => ({ model: card.name, entries: data.elements.length, dimension: data.dimension, what, 'median ms': median(t) })))
for (const encoding of ['float16', 'int8'] as const) {
  console.log(encodingLoss(data, encoding, queries.flatMap((q) => Array.from(q.latents)), queries.flatMap((q) => q.elements), { k: 1, sameElement: true, metric: 'squared' }))
}
await potential.close()
