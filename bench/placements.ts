/**
 * Sites and 1,000 placements, against pymatgen's AdsorbateSiteFinder and against the same placement rule with ASE and SciPy, in turn:
 *   [ADATOM_PYMATGEN=/usr/bin/python3] npx node bench/run.mjs placements
 * The Python placement does what OC20's code does (Delaunay triangulation of the tiled surface, ASE rotations, the height of each pair of atoms
 * by scipy's fsolve, the largest taken), for 20 placements, times 50. Needs Debian's python3-pymatgen, which brings both; without it, it is
 * left out, and said so.
 */
import { findAdsorbate } from '../src/domain/chemistry/adsorbates'
import { placeAdsorbate } from '../src/domain/chemistry/placements'
import { findSites } from '../src/domain/chemistry/sites'
import { aseSurface, tiled } from '../tests/domain/chemistry/fixtures'
import { interleaved, lineServer, median, record, timed } from './record'

const PYTHON = `
import sys, time, json, warnings
warnings.filterwarnings('ignore')
import numpy as np
from ase import Atoms
from ase.data import covalent_radii
from scipy.optimize import fsolve
from scipy.spatial import Delaunay
from pymatgen.core import Lattice
from pymatgen.core.surface import Slab
from pymatgen.analysis.adsorption import AdsorbateSiteFinder
s = json.loads(sys.stdin.readline())
slab = Atoms(numbers=s['numbers'], positions=np.array(s['positions']).reshape(-1, 3), cell=np.array(s['cell']).reshape(3, 3), pbc=True, tags=s['tags'])
molecule = Atoms(numbers=s['adsorbate'], positions=np.array(s['geometry']).reshape(-1, 3))
properties = {'surface_properties': ['surface' if t == 1 else 'subsurface' for t in s['tags']]}
pmg = Slab(Lattice(slab.cell[:]), slab.get_chemical_symbols(), slab.get_scaled_positions(), (1, 1, 1), None, 0, None, site_properties=properties)
rng = np.random.default_rng(1)

def sites():
    return len(AdsorbateSiteFinder(pmg).find_adsorption_sites(distance=0)['all'])

def placement():
    top = slab[[t == 1 for t in s['tags']]].repeat((3, 3, 1))
    triangles = Delaunay(top.positions[:, :2]).simplices
    a, b, c = top.positions[triangles[rng.integers(len(triangles))]]
    r1, r2 = np.sqrt(rng.random()), rng.random()
    site = (1 - r1) * a + r1 * (1 - r2) * b + r1 * r2 * c
    ads = molecule.copy()
    ads.rotate(rng.uniform(0, 360), 'z', center='COM')
    z, phi = rng.uniform(-1, 1), rng.uniform(0, 2 * np.pi)
    ads.rotate([0, 0, 1], [np.sqrt(1 - z * z) * np.cos(phi), np.sqrt(1 - z * z) * np.sin(phi), z], center='COM')
    ads.translate(site - ads.get_center_of_mass())
    wrapped = slab.copy()
    wrapped.translate(slab.cell.sum(0) / 2 - site)
    wrapped.wrap()
    wrapped.translate(site - slab.cell.sum(0) / 2)
    shifts = [0.0]
    for x, n in zip(ads.positions, ads.numbers):
        for y, m in zip(wrapped.positions, wrapped.numbers):
            d = covalent_radii[n] + covalent_radii[m] + 0.1
            if np.hypot(*(y - x)[:2]) <= d:
                shifts.append(fsolve(lambda h: np.linalg.norm(x + np.array([0, 0, h[0]]) - y) - d, d * 3)[0])
    ads.translate([0, 0, max(shifts)])
    return slab + ads

for line in sys.stdin:
    t = time.perf_counter()
    if line.strip() == 'sites':
        n = sites()
    else:
        n = len([placement() for _ in range(20)])
    print((time.perf_counter() - t) * 1e3, n, flush=True)
`
const ROUNDS = 9

for (const [name, adsorbate] of [['Cu fcc111', 'CH2OH'], ['Cu fcc100', 'CO'], ['Fe bcc111', 'NH2N(CH3)2']] as const) {
  const slab = tiled(aseSurface(name), 2, 2)
  const s = slab.structure
  const molecule = findAdsorbate(adsorbate)
  const plain = { numbers: [...s.numbers], positions: [...s.positions], cell: [...s.cell], tags: [...s.tags], adsorbate: [...molecule.structure.numbers], geometry: [...molecule.structure.positions] }
  const python = await lineServer(process.env['ADATOM_PYMATGEN'] ?? '/usr/bin/python3', ['-c', PYTHON], `${JSON.stringify(plain)}\n`)
  if (python === null) console.log('pymatgen is left out: no Python with it')
  const answer = async (what: string, scale: number): Promise<number> => scale * Number((await python!.ask(what)).split(' ')[0])
  const place = (): number => timed(() => placeAdsorbate(slab, molecule, { mode: 'random', count: 1000, seed: 1 }))
  const found = findSites(slab).length
  const theirs = python === null ? Number.NaN : Number((await python.ask('sites')).split(' ')[1])
  const contestants = {
    sites: () => timed(() => findSites(slab)),
    placements: place,
    ...(python && { theirSites: () => answer('sites', 1), theirPlacements: () => answer('placements', 50) }),
  }
  await interleaved(2, contestants)
  const times = await interleaved(ROUNDS, contestants)
  const ms = (who: string): number => median(times.get(who) ?? [])
  record('placements', [{
    case: `${adsorbate} on ${name}`, atoms: s.numbers.length, rounds: ROUNDS, sites: found, pymatgen_sites: theirs, sites_ms: ms('sites'), pymatgen_sites_ms: ms('theirSites'),
    placements_1000_ms: ms('placements'), ase_scipy_1000_ms: ms('theirPlacements'), ase_over_adatom: ms('theirPlacements') / ms('placements'),
  }])
  python?.close()
}
