/**
 * One energy-and-forces call on an 80-atom slab: the whole step (neighbours, inputs, run, outputs) against the bare session.run, in turn:
 *   [MODEL=models/adatom-0.onnx] [PROVIDER=cpu] [TEACHER_PYTHON=python3 with torch and ase, SHARED=../shared] npx node bench/run.mjs call
 * With TEACHER_PYTHON the teacher (TensorNet-MatPES-PBE, plain PyTorch, one thread) takes its turn too.
 */
import { InferenceSession } from 'onnxruntime-node'
import { neighbourList } from '../src/domain/neighbours/cell-list'
import { graphInputs } from '../src/domain/potentials/graph-inputs'
import { makeStructure, withParts, type Structure } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { feedsOf, openPotential } from '../src/platform/onnx/potential'
import { PROVIDERS, type Provider } from '../src/platform/onnx/providers'
import { sessionOptions } from '../src/platform/onnx/session'
import { interleaved, lineServer, median, record } from './record'

const TEACHER = `
import sys, time, json, numpy as np, torch
torch.set_num_threads(1)
sys.path.insert(0, sys.argv[1] + '/tools/potential-spike')
from ase import Atoms
from teacher import Teacher
s = json.loads(sys.stdin.readline()); a = Atoms(numbers=s['numbers'], positions=np.array(s['positions']).reshape(-1, 3), cell=np.array(s['cell']).reshape(3, 3), pbc=True)
t = Teacher()
for line in sys.stdin:
    start = time.perf_counter(); t.calc(a); print((time.perf_counter() - start) * 1e3, flush=True)
`

/** Pt(111), 4 x 5 atoms a layer, 4 layers. */
function slab(): Structure {
  const d = 2.8, height = d * Math.sqrt(2 / 3)
  const positions: number[] = []
  for (let l = 0; l < 4; l++) for (let j = 0; j < 5; j++) for (let i = 0; i < 4; i++) {
    positions.push((i + j / 2 + (l % 3) / 2) * d, (j * Math.sqrt(3) / 2 + (l % 3) / Math.sqrt(12)) * d, 6 + l * height)
  }
  return makeStructure({ numbers: Array<number>(80).fill(78), positions: positions.map((v, k) => v + 0.05 * Math.sin(12.9898 * k)), cell: [4 * d, 0, 0, 2.5 * d, 2.5 * Math.sqrt(3) * d, 0, 0, 0, 3 * height + 15] })
}

const modelPath = process.env['MODEL'] ?? 'models/adatom-0.onnx'
const provider = PROVIDERS.find((name) => name === process.env['PROVIDER']) ?? ('cpu' satisfies Provider)
const { card } = await loadCard(modelPath)
const potential = await openPotential(modelPath, card, { provider })
if (potential.fallback !== null) console.log(potential.fallback)
const session = await InferenceSession.create(modelPath, sessionOptions(potential.provider, 1))
const start = slab()
const feeds = feedsOf(graphInputs([start], (s) => neighbourList(s, card.cutoff)))
const teacherPython = process.env['TEACHER_PYTHON']
const teacher = teacherPython === undefined ? null : await lineServer(teacherPython, ['-c', TEACHER, process.env['SHARED'] ?? '../shared'], `${JSON.stringify({ numbers: [...start.numbers], positions: [...start.positions], cell: [...start.cell] })}\n`)
if (teacher === null) console.log('the teacher is left out: TEACHER_PYTHON names no Python')

const clock = async (work: () => Promise<unknown>): Promise<number> => {
  const from = performance.now()
  await work()
  return performance.now() - from
}
let call = 0
const contestants = {
  whole: () => {
    call++
    const moved = withParts(start, { positions: start.positions.map((v, k) => v + 0.02 * Math.sin(k + call)) })
    return clock(() => potential.evaluate([moved], { latents: true }))
  },
  bare: () => clock(() => session.run(feeds)),
  ...(teacher && { teacher: async () => Number(await teacher.ask('go')) }),
}
await interleaved(10, contestants)
const rounds = 80
const times = await interleaved(rounds, contestants)
const ms = (who: string): number => median(times.get(who) ?? [])
// a busy machine disturbs single calls: the ratio is the median of the ratios of neighbouring calls
const pairs = times.get('whole')!.map((v, k) => v / times.get('bare')![k]!)
record('call', [{ model: card.name, provider: potential.provider, atoms: 80, rounds, whole_ms: ms('whole'), bare_run_ms: ms('bare'), whole_over_bare: median(pairs), teacher_ms: ms('teacher'), teacher_over_whole: ms('teacher') / ms('whole') }])
teacher?.close()
await session.release()
await potential.close()
