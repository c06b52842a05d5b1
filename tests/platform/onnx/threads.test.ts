/** The number of threads is the user's to choose, so it must not choose the numbers: two and three threads give the bits of one. */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadCard } from '../../../src/platform/models/registry'
import { loadSelftest } from '../../../src/platform/models/selftest-file'
import { openPotential } from '../../../src/platform/onnx/potential'

const MODELS = join(import.meta.dirname, '../../../models')

test.each(['adatom-0', 'adatom-s'])('%s', async (name) => {
  const model = await loadCard(join(MODELS, `${name}.json`))
  const structures = (await loadSelftest(model))!.structures.map(({ structure }) => structure)
  const answers = []
  for (const threads of [1, 2, 3]) {
    const potential = await openPotential(model.modelPath, model.card, { threads })
    // a race shows itself in some runs only
    for (let k = 0; k < 3; k++) answers.push((await potential.evaluate(structures, { latents: true })).map(({ energy, forces, latents }) => ({ energy, forces, latents })))
    await potential.close()
  }
  for (const answer of answers) expect(answer).toEqual(answers[0])
})
