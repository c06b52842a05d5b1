/** The answers of a run, pair by pair. */
import { setImmediate } from 'node:timers/promises'
import type { RunResults } from '../../contract/host-api'
import { pairAnswer, type PairAnswer } from '../../domain/adsorbml/answer'
import type { CalibratedModel } from '../../domain/uncertainty/calibrated-model'

export async function runAnswers({ rows, provenance }: Pick<RunResults, 'rows' | 'provenance'>, calibration: CalibratedModel | undefined): Promise<PairAnswer[]> {
  const answers: PairAnswer[] = []
  for (const pair of Map.groupBy(rows, ({ configuration: { slab, adsorbate } }) => JSON.stringify([slab, adsorbate])).values()) {
    answers.push(pairAnswer(pair, provenance.settings, calibration))
    // a turn for everything else: a run can have many pairs
    await setImmediate()
  }
  return answers
}
