/**
 * Random placements relaxed to fmax 0.02 eV/Å, start to end: Adatom (its default optimiser, ONNX Runtime, one thread) against ASE's L-BFGS
 * with the same weights in PyTorch (one thread), structure by structure in turn:
 *   [COUNT=100] TEACHER_PYTHON=python3-with-torch-and-ase SHARED=../shared npx node bench/run.mjs relax
 * CO and CH2OH on Pt(211) and RuO2(110), COUNT of each pair (100 would take some 6 hours on a busy machine, nearly all of it ASE's). It may be stopped at any time and
 * goes on: what is done is kept by model and optimiser in node_modules/.cache/adatom-bench/relax; the row of a pair is written when it is complete.
 * The weights are SHARED/potential/adatom-0.pt, from which models/adatom-0.onnx was made.
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
const PYTHON = `
import sys, time, json, numpy as np, torch
torch.set_num_threads(1)
shared = sys.argv[1]; sys.path.insert(0, shared + '/tools/potential-spike')
from ase import Atoms
from ase.calculators.calculator import Calculator, all_changes
from ase.constraints import FixAtoms
from ase.optimize import LBFGS
from model import Dens, EFL, dense
c = torch.load(shared + '/potential/adatom-0.pt', weights_only=False); a = c['args']
m = Dens(C=a['C'], T=a['T'], B=a.get('B', 8), rc=5.0); m.load_state_dict(c['sd'])
for p, e in zip(m.parameters(), c['ema']): p.data.copy_(e); p.requires_grad_(False)
net, ref = EFL(m), c['ref']
class Net(Calculator):
    implemented_properties = ['energy', 'forces']
    calls = 0
    def calculate(self, atoms=None, properties=None, system_changes=all_changes):
        super().calculate(atoms, properties, system_changes); s = self.atoms
        nbr, rev, sh, mask = dense(s.positions, np.array(s.cell), s.pbc, 5.0)
        i, f = (lambda x: torch.tensor(x, dtype=torch.int64)), (lambda x: torch.tensor(x, dtype=torch.float32))
        e, F, _, _ = net(i(s.numbers), f(s.positions), i(nbr), i(rev), f(sh), f(mask))
        self.calls += 1
        self.results = dict(energy=float(e.double().sum()) + sum(float(ref[z]) for z in s.numbers), forces=F.detach().double().numpy())
for line in sys.stdin:
    s = json.loads(line); atoms = Atoms(numbers=s['numbers'], positions=np.array(s['positions']).reshape(-1, 3), cell=np.array(s['cell']).reshape(3, 3), pbc=True)
    atoms.set_constraint(FixAtoms(mask=np.array(s['fixed'], bool))); atoms.calc = Net()
    start = time.perf_counter(); LBFGS(atoms, logfile=None).run(fmax=0.02, steps=${MAX_STEPS})
    print((time.perf_counter() - start) * 1e3, atoms.calc.calls, atoms.get_potential_energy(), flush=True)
`

const fcc = (a: number, z: number): Structure => makeStructure({ numbers: [z, z, z, z], positions: [0, 0, 0, 0, a / 2, a / 2, a / 2, 0, a / 2, a / 2, a / 2, 0], cell: [a, 0, 0, 0, a, 0, 0, 0, a] })

/** Rutile: metal at 0 and 1/2, oxygen at +-(u, u, 0) and (1/2 + u, 1/2 - u, 1/2). */
function rutile(metal: number, a: number, c: number, u: number): Structure {
  const fractional = [[0, 0, 0], [0.5, 0.5, 0.5], [u, u, 0], [1 - u, 1 - u, 0], [0.5 + u, 0.5 - u, 0.5], [0.5 - u, 0.5 + u, 0.5]] as const
  return makeStructure({ numbers: [metal, metal, 8, 8, 8, 8], positions: fractional.flatMap(([x, y, z]) => [x * a, y * a, z * c]), cell: [a, 0, 0, 0, a, 0, 0, 0, c] })
}

interface Raced {
  readonly pair: string
  readonly k: number
  /** wall time, ms */
  readonly mine: number
  readonly theirs: number
  readonly calls: number
  readonly aseCalls: number
  /** eV, Adatom's final energy minus ASE's */
  readonly gap: number
}

const python = process.env['TEACHER_PYTHON']
if (python === undefined) throw new Error('TEACHER_PYTHON names no Python with torch and ase')
const count = Number(process.env['COUNT'] ?? 100)
const ase = await lineServer(python, ['-c', PYTHON, process.env['SHARED'] ?? '../shared'])
if (ase === null) throw new Error(`${python} cannot be started`)
const { card, modelPath } = await loadCard('models/adatom-0.onnx')
const potential = await openPotential(modelPath, card)
const symmetry = await loadSymmetryFinder()
const folder = 'node_modules/.cache/adatom-bench/relax'
const file = `${folder}/${card.sha256.slice(0, 12)}-${DEFAULT_OPTIMISER}.jsonl`
mkdirSync(folder, { recursive: true })

/** What is kept; the last line of a process that was ended may be half a line. */
function readRaced(): Raced[] {
  const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  return lines.flatMap((line) => {
    try {
      return [JSON.parse(line) as Raced]
    } catch {
      return []
    }
  })
}

async function race(pair: string, k: number, structure: Structure): Promise<Raced> {
  const from = performance.now()
  const r = await relaxed(structure, potential, { optimiser: DEFAULT_OPTIMISER, fmax: 0.02, maxSteps: MAX_STEPS })
  const mine = performance.now() - from
  const plain = { numbers: [...structure.numbers], positions: [...structure.positions], cell: [...structure.cell], fixed: [...structure.fixed] }
  const [theirs, aseCalls, energy] = (await ase!.ask(JSON.stringify(plain))).split(' ').map(Number) as [number, number, number]
  return { pair, k, mine, theirs, calls: r.forceCalls, aseCalls, gap: r.evaluation.energy - energy }
}

const surfaces = [['Pt(211)', fcc(3.97, 78), [2, 1, 1]], ['RuO2(110)', rutile(44, 4.53, 3.12, 0.306), [1, 1, 0]]] as const
for (const [surface, bulk, miller] of surfaces) {
  const slab = cutSlabs(bulk, symmetry, { ...OC20, millers: { kind: 'list', indices: [miller] } }).slabs[0]!
  for (const adsorbate of ['CO', 'CH2OH']) {
    const pair = `${adsorbate} on ${surface}`
    const placements = placeAdsorbate(slab, findAdsorbate(adsorbate), { mode: 'random', count, seed: 1 })
    const done = new Set(readRaced().filter((one) => one.pair === pair).map(({ k }) => k))
    for (const [k, { structure }] of placements.entries()) if (!done.has(k)) appendFileSync(file, `${JSON.stringify(await race(pair, k, structure))}\n`)
    const rows = readRaced().filter((one) => one.pair === pair && one.k < count)
    const sum = (of: (row: Raced) => number): number => rows.reduce((total, row) => total + of(row), 0)
    record('relax', [{
      case: pair, atoms: placements[0]!.structure.numbers.length, placements: rows.length, adatom_s: sum((r) => r.mine) / 1e3, ase_torch_s: sum((r) => r.theirs) / 1e3,
      ase_over_adatom: sum((r) => r.theirs) / sum((r) => r.mine), median_calls: median(rows.map((r) => r.calls)), ase_median_calls: median(rows.map((r) => r.aseCalls)),
      equal_or_lower: rows.filter((r) => r.gap <= 1e-3).length,
    }])
  }
}
ase.close()
await potential.close()
