/** The relaxations of a search by a potential in this process. */
import type { Anomaly } from '../../chemistry/types'
import { cancelled } from '../../errors'
import type { Potential } from '../../potentials/potential'
import { RelaxRun } from '../../relax/run-state'
import type { RelaxHooks } from '../../relax/relax'
import type { RelaxSettings } from '../../relax/types'
import type { Structure } from '../../structure/structure'
import type { Relaxing } from './types'

/** @param judge what is wrong with a final structure, given where it started; not asked about a relaxation that exploded */
export function relaxingWith(potential: Potential, settings: RelaxSettings, judge: (initial: Structure, final: Structure) => readonly Anomaly[], hooks: RelaxHooks = {}): Relaxing {
  return async function* (start) {
    const run = new RelaxRun(start.structure, settings)
    while (run.outcome === null) {
      if (hooks.isCancelled?.()) throw cancelled('The search was cancelled')
      const { structure } = run
      try {
        const [evaluation] = await potential.evaluate([structure])
        yield { ...run.absorb(evaluation!), positions: structure.positions }
      } catch (error) {
        run.fail(error)
      }
    }
    const { outcome, structure, evaluation, forceCalls } = run.result()
    return { outcome, energy: evaluation.energy, structure, forceCalls, anomalies: outcome === 'exploded' ? [] : judge(start.structure, structure) }
  }
}
