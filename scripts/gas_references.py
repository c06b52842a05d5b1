"""Gas-phase reference energies of a model, with the model itself:  python scripts/gas_references.py models/NAME.onnx [--write]

Scheme of OC20 (Chanussot et al., ACS Catal. 2021, 11, 6059, SI): mu_H = E(H2) / 2, mu_O = E(H2O) - E(H2), mu_C = E(CO) - mu_O,
mu_N = E(N2) / 2. Molecules start from ASE's G2 geometries, relaxed by BFGS to 1 meV/A in a cubic box of 15 A.
Prints the block for the model card; --write puts it there. Needs ase and onnxruntime; elements the model lacks are left out.
"""
import json
import pathlib
import sys

import ase
from ase.build import molecule
from ase.optimize import BFGS

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / 'tests' / 'fixtures'))
from onnx_ase import OnnxCalculator  # noqa: E402

BOX, FMAX = 15.0, 0.001


def main(path, write):
    calculator = OnnxCalculator(path)
    molecules = {}
    for name in ('H2', 'H2O', 'CO', 'N2'):
        atoms = molecule(name, cell=[BOX] * 3, pbc=True)
        if not set(atoms.get_chemical_symbols()) <= set(calculator.card['elements']):
            continue
        atoms.center()
        atoms.calc = calculator
        assert BFGS(atoms, logfile=None).run(fmax=FMAX, steps=200), name
        molecules[name] = round(atoms.get_potential_energy(), 5)
    mu = {}
    if 'H2' in molecules:
        mu['H'] = molecules['H2'] / 2
        if 'H2O' in molecules:
            mu['O'] = molecules['H2O'] - molecules['H2']
            if 'CO' in molecules:
                mu['C'] = molecules['CO'] - mu['O']
    if 'N2' in molecules:
        mu['N'] = molecules['N2'] / 2
    block = dict(scheme='OC20: H = E(H2)/2, O = E(H2O) - E(H2), C = E(CO) - O, N = E(N2)/2',
                 computed=f'scripts/gas_references.py with the model itself: ASE {ase.__version__} BFGS to {FMAX} eV/A in a cubic box of {BOX:g} A',
                 molecules_eV=molecules, atoms_eV={k: round(v, 5) for k, v in mu.items()})
    print(json.dumps(block, indent=1))
    if write:
        card = pathlib.Path(path).with_suffix('.json')
        content = json.loads(card.read_text())
        content['gas_references'] = block
        card.write_text(json.dumps(content, indent=1) + '\n')


main(sys.argv[1], '--write' in sys.argv[2:])
