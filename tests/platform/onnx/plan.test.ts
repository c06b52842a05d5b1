import { array, assert, integer, property } from 'fast-check'
import { InferenceSession } from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { neighbourList } from '../../../src/domain/neighbours/cell-list'
import { graphInputs } from '../../../src/domain/potentials/graph-inputs'
import { makeStructure, type Structure } from '../../../src/domain/structure/structure'
import { planRuns } from '../../../src/platform/onnx/plan'
import { feedsOf } from '../../../src/platform/onnx/potential'
import { sessionOptions } from '../../../src/platform/onnx/session'
import { adatom0, adslab } from './model'

const atoms = (n: number): Structure => makeStructure({ numbers: Array<number>(n).fill(1), positions: Array.from({ length: 3 * n }, (_, k) => k), cell: [9, 0, 0, 0, 9, 0, 0, 0, 9] })

it('plans runs that keep the order, bounded in number and in atoms', () => {
  assert(
    property(array(integer({ min: 0, max: 900 }), { maxLength: 12 }), integer({ min: 1, max: 6 }), (sizes, perRun) => {
      const structures = sizes.map(atoms)
      const runs = planRuns(structures, perRun)
      expect(runs.flat()).toEqual(structures)
      for (const run of runs) {
        expect(run.length).toBeGreaterThan(0)
        expect(run.length).toBeLessThanOrEqual(perRun)
        expect(run.reduce((sum, s) => sum + s.numbers.length, 0)).toBeLessThanOrEqual(2000)
      }
    }),
    { numRuns: 50, seed: 1 },
  )
  expect(planRuns([atoms(2100), atoms(3)], 8).map((run) => run.length)).toEqual([1, 1])
})

it('gives a model the same answer however much padding it has', async () => {
  const { modelPath, card } = await adatom0()
  const session = await InferenceSession.create(modelPath, sessionOptions('cpu', 1))
  const s = adslab(78)
  const answers = []
  for (const slotMultiple of [1, 64, 100]) answers.push(await session.run(feedsOf(graphInputs([s], (each) => neighbourList(each, card.cutoff), { slotMultiple }))))
  for (const name of ['e', 'f', 'lat']) {
    const [first, ...others] = answers.map((answer) => answer[name]!.data as Float32Array)
    // zeros are added to float32 sums in another order: 1e-6 of latents up to some tens
    for (const other of others) other.forEach((v, k) => expect(Math.abs(v - first![k]!)).toBeLessThan(1e-4))
  }
  await session.release()
})
