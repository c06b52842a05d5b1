/**
 * All slabs up to Miller 2 with OC20's parameters, against pymatgen's SlabGenerator, crystal by crystal in turn:
 *   [ADATOM_PYMATGEN=/usr/bin/python3] npx node bench/run.mjs slabs
 * Adatom's time is all of cutSlabs: symmetry, planes, terminations, both sides, tiling, tags. pymatgen's is fairchem's compute_slabs without its
 * tiling and tags: standard cell, planes, get_slabs, test for invertibility. Its counts differ where docs/surfaces.md says so.
 * Needs pymatgen 2022.11.7 (Debian's python3-pymatgen); without it, it is left out, and said so.
 */
import { readFileSync } from 'node:fs'
import { cutSlabs } from '../src/domain/chemistry/surfaces/cut'
import { toCartesian } from '../src/domain/structure/cell'
import { atomicNumberOf } from '../src/domain/structure/elements'
import { makeStructure } from '../src/domain/structure/structure'
import { loadSymmetryFinder } from '../src/platform/symmetry/finder'
import { interleaved, lineServer, median, record, timed } from './record'

const PYMATGEN = `
import sys, time, json, warnings
warnings.filterwarnings('ignore')
from pymatgen.core import Structure
from pymatgen.core.surface import SlabGenerator, get_symmetrically_distinct_miller_indices
from pymatgen.symmetry.analyzer import SpacegroupAnalyzer
s = json.loads(sys.stdin.readline())
bulk = Structure(s['cell'], s['symbols'], s['fractional'])
for line in sys.stdin:
    t = time.perf_counter(); n = 0
    standard = SpacegroupAnalyzer(bulk, symprec=0.1).get_conventional_standard_structure()
    for hkl in get_symmetrically_distinct_miller_indices(standard, 2):
        for slab in SlabGenerator(standard, hkl, 7.0, 20.0, lll_reduce=False, center_slab=True, primitive=True, max_normal_search=1).get_slabs(tol=0.3):
            turns = any(op.affine_matrix[2, 2] == -1 for op in SpacegroupAnalyzer(slab, symprec=0.1).get_symmetry_operations())
            n += 1 if turns else 2
    print((time.perf_counter() - t) * 1e3, n, flush=True)
`
const ROUNDS = 3

const symmetry = await loadSymmetryFinder()
for (const name of ['Cu', 'Cu3Au', 'ZnO', 'TiO2', 'CuO']) {
  const { cell, symbols, fractional } = JSON.parse(readFileSync(`tests/fixtures/slabs/${name}.json`, 'utf8')) as { cell: number[][]; symbols: string[]; fractional: number[][] }
  const bulk = makeStructure({ numbers: symbols.map((symbol) => atomicNumberOf(symbol)!), positions: toCartesian(fractional.flat(), cell.flat()), cell: cell.flat() })
  const plain = { cell, symbols, fractional }
  const pymatgen = await lineServer(process.env['ADATOM_PYMATGEN'] ?? '/usr/bin/python3', ['-c', PYMATGEN], `${JSON.stringify(plain)}\n`)
  if (pymatgen === null) console.log('pymatgen is left out: no Python')
  let theirs = Number.NaN
  const slabs = cutSlabs(bulk, symmetry).slabs.length
  for (let warm = 0; warm < 3; warm++) cutSlabs(bulk, symmetry)
  const times = await interleaved(ROUNDS, {
    adatom: () => timed(() => cutSlabs(bulk, symmetry)),
    ...(pymatgen && {
      pymatgen: async () => {
        const [ms, count] = (await pymatgen.ask('go')).split(' ').map(Number) as [number, number]
        theirs = count
        return ms
      },
    }),
  })
  pymatgen?.close()
  const ms = (who: string): number => median(times.get(who) ?? [])
  record('slabs', [{ crystal: name, atoms: bulk.numbers.length, rounds: ROUNDS, adatom_slabs: slabs, pymatgen_slabs: theirs, adatom_ms: ms('adatom'), pymatgen_ms: ms('pymatgen'), pymatgen_over_adatom: ms('pymatgen') / ms('adatom') }])
}
