/** The tasks of a compute process, by their names in the contract. */
import type { ComputeContract } from '../../contract/compute-api'
import type { Handlers } from '../../contract/define'
import { tryProvider } from '../../platform/onnx/try-provider'
import { anomalies } from './anomalies'
import { cut, planSurfaces, standUp } from './cut'
import { evaluate } from './evaluate'
import { explain } from './explain'
import { createLoader, singleProvider } from './load'
import { molecule } from './molecule'
import { adsorbate, place } from './place'
import { describe, read } from './read'
import { relaxTask, type Going } from './relax'
import { selftestTask } from './selftest'

export function tasks(): Handlers<ComputeContract> {
  const loader = createLoader()
  const going: Going = { save: null }
  return {
    load: loader.load,
    probe: (task) => tryProvider({ ...task, provider: singleProvider(task.provider) }),
    selftest: selftestTask,
    read,
    describe: ({ materials }) => describe(materials),
    cut,
    planSurfaces,
    standUp,
    place,
    adsorbate,
    molecule,
    anomalies,
    evaluate: (input) => evaluate(loader.current().potential, input),
    explain: (input) => explain(loader.current(), input),
    relax: (input, signal) => relaxTask(loader.current(), input, signal, going),
    saved: () => going.save?.() ?? null,
  }
}
