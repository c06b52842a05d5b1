/** A compute process that computes nothing: its `adsorbate` answers, fails, hangs or dies by the name it is asked for. */
import { setTimeout } from 'node:timers/promises'
import { parentEnd } from '../../src/compute/parent'
import { processChannel } from '../../src/contract/channels'
import { computeContract, type ComputeContract } from '../../src/contract/compute-api'
import type { Handlers } from '../../src/contract/define'
import { serve } from '../../src/contract/rpc'
import { invalidInput } from '../../src/domain/errors'
import { makeStructure } from '../../src/domain/structure/structure'

const structure = makeStructure({ numbers: [1], positions: [0, 0, 0], cell: new Float64Array(9), pbc: [false, false, false] })
const loads: string[] = []
let inside = 0

async function answer(name: string): Promise<string> {
  switch (name) {
    case 'pid':
      return String(process.pid)
    case 'alone': {
      inside++
      await setTimeout(20)
      return String(inside--)
    }
    case 'slow':
      await setTimeout(400)
      return name
    case 'hang':
      return new Promise(() => undefined)
    case 'fail':
      throw invalidInput('no such thing')
    case 'die':
      console.error('Error: poisoned')
      await setTimeout(20)
      return process.exit(7)
    case 'loads':
      return loads.join(',')
    default:
      return name
  }
}

const unused = (): never => {
  throw new Error('not in this test')
}

const handlers: Handlers<ComputeContract> = {
  load: ({ model }) => {
    loads.push(model)
    return { name: model, sha256: '', functional: '', elements: [], trainedOn: '', calibration: null, notes: [], provider: 'cpu', fallback: null }
  },
  adsorbate: async ({ id }) => ({ id: await answer(id), smiles: id, structure, bindingAtoms: [0], members: [] }),
  molecule: unused,
  planSurfaces: unused,
  selftest: unused,
  probe: unused,
  describe: unused,
  explain: unused,
  standUp: unused,
  read: unused,
  cut: unused,
  place: unused,
  anomalies: unused,
  evaluate: unused,
  relax: unused,
  saved: unused,
}

serve(processChannel(parentEnd()), computeContract, handlers)
