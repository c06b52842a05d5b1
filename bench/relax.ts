/**
 * Random placements relaxed to fmax 0.02 eV/Å, start to end: Adatom (its default optimiser, ONNX Runtime, one thread) against ASE's L-BFGS
 * with the same weights in PyTorch (one thread), structure by structure in turn:
 *   TEACHER_PYTHON=python3-with-torch-and-ase [MODEL=models/adatom-s.onnx WEIGHTS=training/state/adatom-s.pt] [COUNT=100] [SHARD=0/1] npx node bench/run.mjs relax
 * CO and CH2OH on Pt(211) and RuO2(110), COUNT of each pair, the pairs in turn. It may be stopped at any time and goes on: each side's runs are kept
 * by model (and optimiser) in node_modules/.cache/adatom-bench/relax, and the row of a pair is written once it has COUNT. SHARD=0/2 and SHARD=1/2
 * share the work between two processes. CPU time is that of each side's process, so that what else runs on the machine counts for little.
 * That WEIGHTS are those of MODEL is checked: both must give the first frame of every placement the same energy.
 */
import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { findAdsorbate } from '../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../src/domain/chemistry/placements'
import { cutSlabs } from '../src/domain/chemistry/surfaces/cut'
import { OC20 } from '../src/domain/chemistry/surfaces/options'
import { DEFAULT_OPTIMISER } from '../src/domain/relax/optimisers'
import { relaxed } from '../src/domain/relax/relax'
import { makeStructure, type Structure } from '../src/domain/structure/structure'
import { loadCard } from '../src/platform/models/registry'
import { openPotential } from '../src/platform/onnx/potential'
import { loadSymmetryFinder } from '../src/platform/symmetry'
import { lineServer, median, record } from './record'

const MAX_STEPS = 300
/** eV: final energies closer than this are the same */
const SAME_ENERGY = 1e-3
const PYTHON = `
import sys, time, json, numpy as np, torch
torch.set_num_threads(1)
sys.path.insert(0, 'training')
from ase import Atoms
from ase.constraints import FixAtoms
from ase.optimize import LBFGS
from adatom_training.evaluator import NetCalculator, load_checkpoint, load_spike
weights = sys.argv[1]
net = (load_spike if 'sd' in torch.load(weights, weights_only=False) else load_checkpoint)(weights)
class Counted(NetCalculator):
    calls, first = 0, None
    def calculate(self, *args, **options):
        super().calculate(*args, **options)
        self.calls += 1
        self.first = self.results['energy'] if self.first is None else self.first
for line in sys.stdin:
    s = json.loads(line); atoms = Atoms(numbers=s['numbers'], positions=np.array(s['positions']).reshape(-1, 3), cell=np.array(s['cell']).reshape(3, 3), pbc=True)
    atoms.set_constraint(FixAtoms(mask=np.array(s['fixed'], bool))); atoms.calc = Counted(net)
    wall, cpu = time.perf_counter(), time.process_time()
    LBFGS(atoms, logfile=None).run(fmax=0.02, steps=${MAX_STEPS})
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps(dict(wall=wall, cpu=cpu, calls=atoms.calc.calls, first=atoms.calc.first, energy=atoms.get_potential_energy())), flush=True)
`

const fcc = (a: number, z: number): Structure => makeStructure({ numbers: [z, z, z, z], positions: [0, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0], cell: [a, 0, 0, 0, a, 0, 0, 0, a] })

/** Rutile: metal at 0 and 1/2, oxygen at +-(u, u, 0) and (1/2 + u, 1/2 - u, 1/2). */
function rutile(metal: number, a: number, c: number, u: number): Structure {
  const fractional = [[0, 0, 0], [0.5, 0.5, 0.5], [u, u, 0], [1 - u, 1 - u, 0], [0.5 + u, 0.5 - u, 0.5], [0.5 - u, 0.5 + u, 0.5]] as const
  return makeStructure({ numbers: [metal, metal, 8, 8, 8, 8], positions: fractional.flatMap(([x, y, z]) => [x * a, y * a, z * c]), cell: [a, 0, 0, 0, a, 0, 0, 0, c] })
}

/** One side's relaxation of placement k of a pair. */
interface Run {
  readonly pair: string
  readonly k: number
  /** s */
  readonly wall: number
  /** s, of the side's process */
  readonly cpu: number
  readonly calls: number
  /** eV, of the first and of the final frame */
  readonly first: number
  readonly energy: number
}

const python = process.env['TEACHER_PYTHON']
if (python === undefined) throw new Error('TEACHER_PYTHON names no Python with torch and ase')
const count = Number(process.env['COUNT'] ?? 100)
const [shard, shards] = (process.env['SHARD'] ?? '0/1').split('/').map(Number) as [number, number]
const { card, modelPath } = await loadCard(process.env['MODEL'] ?? 'models/adatom-s.onnx')
const potential = await openPotential(modelPath, card)
const symmetry = await loadSymmetryFinder()
const folder = 'node_modules/.cache/adatom-bench/relax'
mkdirSync(folder, { recursive: true })
const ours = `${folder}/${card.sha256.slice(0, 12)}-${DEFAULT_OPTIMISER}.jsonl`
const theirs = `${folder}/${card.sha256.slice(0, 12)}-ase.jsonl`

/** What is kept; the last line of a process that was ended may be half a line. */
function readRuns(file: string): Map<string, Run> {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  const runs = lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Run]
    } catch {
      return []
    }
  })
  return new Map(runs.map((run) => [`${run.pair} ${run.k}`, run]))
}

async function relaxHere(structure: Structure): Promise<Omit<Run, 'pair' | 'k'>> {
  const [from, used] = [performance.now(), process.cpuUsage()]
  const r = await relaxed(structure, potential, { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: MAX_STEPS })
  const { user, system } = process.cpuUsage(used)
  return { wall: (performance.now() - from) / 1e3, cpu: (user + system) / 1e6, calls: r.forceCalls, first: r.trajectory.energies[0]!, energy: r.evaluation.energy }
}

const ase = await lineServer(python, ['-c', PYTHON, process.env['WEIGHTS'] ?? 'training/state/adatom-s.pt'])
if (ase === null) throw new Error(`${python} cannot be started`)

async function relaxThere(structure: Structure): Promise<Omit<Run, 'pair' | 'k'>> {
  const plain = { numbers: [...structure.numbers], positions: [...structure.positions], cell: [...structure.cell], fixed: [...structure.fixed] }
  return JSON.parse(await ase!.ask(JSON.stringify(plain))) as Run
}

/** Runs what is not kept yet, ours and then theirs. */
async function race(pair: string, k: number, structure: Structure): Promise<void> {
  for (const [file, run] of [[ours, relaxHere], [theirs, relaxThere]] as const) {
    if (!readRuns(file).has(`${pair} ${k}`)) appendFileSync(file, `${JSON.stringify({ pair, k, ...(await run(structure)) })}\n`)
  }
  const [mine, other] = [ours, theirs].map((file) => readRuns(file).get(`${pair} ${k}`)!) as [Run, Run]
  if (!(Math.abs(mine.first - other.first) < SAME_ENERGY)) throw new Error(`WEIGHTS are not those of ${modelPath}: ${mine.first} and ${other.first} eV for the first frame of ${pair}, ${k}`)
}

/** Writes the row of a pair if both sides have all of it. */
function recordPair(pair: string, atoms: number): void {
  const of = (file: string): Run[] => [...readRuns(file).values()].filter((run) => run.pair === pair && run.k < count).toSorted((a, b) => a.k - b.k)
  const [mine, other] = [of(ours), of(theirs)]
  if (mine.length < count || other.length < count) return
  const sum = (runs: readonly Run[], what: 'wall' | 'cpu'): number => runs.reduce((total, run) => total + run[what], 0)
  record('relax', [{
    case: pair, atoms, placements: count, adatom_s: sum(mine, 'wall'), ase_torch_s: sum(other, 'wall'), ase_over_adatom: sum(other, 'wall') / sum(mine, 'wall'),
    median_calls: median(mine.map((r) => r.calls)), ase_median_calls: median(other.map((r) => r.calls)), equal_or_lower: mine.filter((r, k) => r.energy - other[k]!.energy <= SAME_ENERGY).length,
    model: card.name, sha256: card.sha256.slice(0, 12), adatom_cpu_s: sum(mine, 'cpu'), ase_torch_cpu_s: sum(other, 'cpu'), ase_over_adatom_cpu: sum(other, 'cpu') / sum(mine, 'cpu'),
  }])
}

const surfaces = [['Pt(211)', fcc(3.97, 78), [2, 1, 1]], ['RuO2(110)', rutile(44, 4.53, 3.12, 0.306), [1, 1, 0]]] as const
const pairs = surfaces.flatMap(([surface, bulk, miller]) => {
  const slab = cutSlabs(bulk, symmetry, { ...OC20, millers: { kind: 'list', indices: [miller] } }).slabs[0]!
  return ['CO', 'CH2OH'].map((adsorbate) => ({ pair: `${adsorbate} on ${surface}`, placements: placeAdsorbate(slab, findAdsorbate(adsorbate), { mode: 'random', count, seed: 1 }) }))
})
for (let k = shard; k < count; k += shards) for (const { pair, placements } of pairs) await race(pair, k, placements[k]!.structure)
for (const { pair, placements } of pairs) recordPair(pair, placements[0]!.structure.numbers.length)
ase.close()
await potential.close()
