/** The tasks of a compute process, by their names in the contract. */
import type { ComputeContract } from '../../contract/compute-api'
import type { Handlers } from '../../contract/define'
import { anomalies } from './anomalies'
import { cut } from './cut'
import { evaluate } from './evaluate'
import { explain } from './explain'
import { createLoader } from './load'
import { adsorbate, place } from './place'
import { describe, read } from './read'
import { relaxTask } from './relax'

export function tasks(): Handlers<ComputeContract> {
  const loader = createLoader()
  return {
    load: loader.load,
    read,
    describe: ({ materials }) => describe(materials),
    cut,
    place,
    adsorbate,
    anomalies,
    evaluate: (input) => evaluate(loader.current().potential, input),
    explain: (input) => explain(loader.current(), input),
    relax: (input, signal) => relaxTask(loader.current(), input, signal),
  }
}
