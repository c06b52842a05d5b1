"""Adsorbate-on-slab starts for bench/force-calls.ts:  python bench/make_starts.py [SEED FILE]   (ASE 3.29.0, numpy 2.4.6)

Metals and alloys of adatom-0's 14 elements and RuO2(110), facets 111, 100, 211 and 0001, adsorbates of 1 to 8 atoms, placed as OC20
places them: over a random point or above a surface atom, turned at random, lowered until the covalent spheres of adsorbate and slab
touch. Atoms more than 2.2 A below the top are fixed. Without arguments it writes bench/starts.json, on which the optimiser's settings
were chosen; `python bench/make_starts.py 4711 starts-held-out.json` wrote a second set: other alloys, other adsorbates on each surface,
other places and turns; the search for saddles was made on both, and 20261124 starts-unseen.json is the set that nothing was chosen on.
"""
import json
import pathlib
import sys

import ase
import numpy as np
from ase import Atoms
from ase.build import fcc100, fcc111, fcc211, hcp0001, molecule, surface
from ase.constraints import FixAtoms
from ase.data import covalent_radii
from ase.spacegroup import crystal
from scipy.spatial.transform import Rotation

assert ase.__version__ == '3.29.0', ase.__version__
LATTICE = dict(Cu=3.63, Ag=4.15, Au=4.16, Ni=3.52, Pd=3.95, Pt=3.97, Rh=3.83, Ir=3.87)
RADICALS = {
    'CHO': ('CHO', [[0, 0, 0], [-0.9, 0.6, 0], [1.0, 0.7, 0]]),
    'COOH': ('COOH', [[0, 0, 0], [1.1, 0.6, 0], [-1.1, 0.75, 0], [-1.85, 0.12, 0]]),
    'CH2OH': ('COH3', [[0, 0, 0], [1.2, 0.6, 0], [1.9, 0, 0.2], [-0.55, 0.3, 0.9], [-0.55, 0.3, -0.9]]),
    'NH2': ('NH2', [[0, 0, 0], [0.8, 0.6, 0], [-0.8, 0.6, 0]]),
}
ADSORBATES = ['H', 'O', 'C', 'N', 'CO', 'OH', 'NO', 'H2O', 'NH3', 'CH3', 'CHO', 'COOH', 'CH2OH', 'NH2', 'CH4', 'CH3OH', 'C2H4', 'C2H6']


def adsorbate(name):
    if name in RADICALS:
        return Atoms(RADICALS[name][0], positions=RADICALS[name][1])
    return Atoms(name) if len(name) == 1 else molecule(name)


def slabs(rng):
    builders = {
        '111': lambda m, a: fcc111(m, (3, 3, 4), a=a, vacuum=7), '100': lambda m, a: fcc100(m, (3, 3, 4), a=a, vacuum=7),
        '211': lambda m, a: fcc211(m, (3, 3, 4), a=a, vacuum=7), '0001': lambda m, a: hcp0001(m, (3, 3, 4), a=a / 2**0.5, vacuum=7),
    }
    for metal, a in LATTICE.items():
        for facet in ('111', '100', '211'):
            yield f'{metal}({facet})', builders[facet](metal, a)
    yield 'Ru(0001)', builders['0001']('Ru', 2.72 * 2**0.5)
    yield 'Co(0001)', builders['0001']('Co', 2.50 * 2**0.5)
    for first, second, share in (('Cu', 'Pd', 0.5), ('Pt', 'Ni', 0.25), ('Au', 'Ag', 0.5), ('Rh', 'Cu', 0.25), ('Pt', 'Co', 0.5), ('Ir', 'Ru', 0.25)):
        for facet in ('111', '100'):
            slab = builders[facet](first, LATTICE[first] * (1 - share) + LATTICE.get(second, 3.6) * share)
            slab.numbers[rng.random(len(slab)) < share] = Atoms(second).numbers[0]
            yield f'{first}{second}({facet})', slab
    rutile = crystal(['Ru', 'O'], [(0, 0, 0), (0.306, 0.306, 0)], spacegroup=136, cellpar=[4.53, 4.53, 3.12, 90, 90, 90])
    oxide = surface(rutile, (1, 1, 0), 2, vacuum=7) * (2, 1, 1)
    yield 'RuO2(110)', oxide


def place(slab, molecule_, rng):
    top = slab.positions[:, 2].max()
    surface_atoms = np.flatnonzero(slab.positions[:, 2] > top - 1.0)
    xy = slab.positions[rng.choice(surface_atoms), :2] if rng.random() < 0.3 else rng.random(2) @ np.array(slab.cell)[:2, :2]
    added = molecule_.copy()
    added.positions = (added.positions - added.positions[0]) @ Rotation.random(random_state=rng).as_matrix()
    added.positions[:, :2] += xy
    images = [i * slab.cell[0] + j * slab.cell[1] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    height = -np.inf
    for atom in added:
        reach = covalent_radii[atom.number] + covalent_radii[slab.numbers]
        for shift in images:
            flat2 = ((slab.positions[:, :2] + shift[:2] - atom.position[:2]) ** 2).sum(1)
            near = flat2 < reach**2
            if near.any():
                height = max(height, (slab.positions[near, 2] + np.sqrt(reach[near] ** 2 - flat2[near]) - atom.position[2]).max())
    added.positions[:, 2] += height if np.isfinite(height) else top + 2 - added.positions[:, 2].min()
    return slab + added


def main():
    seed, file = (int(sys.argv[1]), sys.argv[2]) if len(sys.argv) == 3 else (2211, 'starts.json')
    rng = np.random.default_rng(seed)
    out = []
    for k, (name, slab) in enumerate(slabs(rng)):
        slab.pbc = True
        top = slab.positions[:, 2].max()
        for choice in range(2 if 'RuO2' not in name else 4):
            what = ADSORBATES[(2 * k + 7 * choice + k // 9 + seed - 2211) % len(ADSORBATES)]
            start = place(slab, adsorbate(what), rng)
            fixed = (np.arange(len(start)) < len(slab)) & (start.positions[:, 2] < top - 2.2)
            out.append(dict(name=f'{what} on {name}', numbers=start.numbers.tolist(), positions=[round(float(x), 6) for x in start.positions.ravel()],
                            cell=[round(float(x), 6) for x in np.array(start.cell).ravel()], fixed=fixed.astype(int).tolist(),
                            tags=[2 if i >= len(slab) else 0 if fixed[i] else 1 for i in range(len(start))]))
    lines = ',\n'.join(json.dumps(s, separators=(',', ':')) for s in out)
    (pathlib.Path(__file__).parent / file).write_text(f'[\n{lines}\n]\n')
    free = [len(s['fixed']) - sum(s['fixed']) for s in out]
    print(len(out), 'starts,', min(free), 'to', max(free), 'free atoms; adsorbates', sorted({s['name'].split()[0] for s in out}))


main()
