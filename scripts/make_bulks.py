"""Writes the bulk crystals of resources/bulks from published lattice constants (see resources/bulks/README.md), with ASE 3.29.0.

    python scripts/make_bulks.py
"""
from fractions import Fraction
from pathlib import Path

import ase
import ase.io
from ase.build import bulk
from ase.spacegroup import Spacegroup, crystal

assert ase.__version__ == '3.29.0', f'this script is pinned to ASE 3.29.0, found {ase.__version__}'

HERE = Path(__file__).resolve().parents[1] / 'resources' / 'bulks'

# Experimental lattice constants near room temperature, Å. Sources in resources/bulks/README.md.
FCC = {'Cu': 3.6149, 'Ni': 3.5240, 'Pd': 3.8907, 'Ag': 4.0853, 'Pt': 3.9242, 'Au': 4.0782}
RUTILES = {'TiO2': (4.59366, 2.95868, 0.30479), 'RuO2': (4.4968, 3.1049, 0.3053), 'IrO2': (4.5051, 3.1586, 0.3077)}  # a, c, x of oxygen


def operations(number):
    for rotation, translation in Spacegroup(number).get_symop():
        terms = []
        for row, t in zip(rotation, translation):
            text = ''.join(('+' if k > 0 else '-') + 'xyz'[i] for i, k in enumerate(row) if k).lstrip('+')
            shift = Fraction(float(t) % 1).limit_denominator(24)
            terms.append(f'{text}+{shift}' if shift else text)
        yield ', '.join(terms)


def write_cif(name, cellpar, symbol, number, sites):
    """The asymmetric unit and the operations of the space group, as databases give them."""
    keys = ['_cell_length_a', '_cell_length_b', '_cell_length_c', '_cell_angle_alpha', '_cell_angle_beta', '_cell_angle_gamma']
    lines = [f'# written by scripts/make_bulks.py with ASE {ase.__version__}; sources: README.md', f'data_{name}', *[f'{k} {v}' for k, v in zip(keys, cellpar)],
             f"_space_group_name_H-M_alt '{symbol}'", f'_space_group_IT_number {number}', 'loop_', '_space_group_symop_operation_xyz', *[f"'{o}'" for o in operations(number)],
             'loop_', '_atom_site_label', '_atom_site_type_symbol', '_atom_site_fract_x', '_atom_site_fract_y', '_atom_site_fract_z', '_atom_site_occupancy',
             *[f'{element}{k + 1} {element} {x} {y} {z} 1' for k, (element, (x, y, z)) in enumerate(sites)]]
    path = HERE / f'{name}.cif'
    path.write_text('\n'.join(lines) + '\n')
    atoms = crystal([element for element, _ in sites], [p for _, p in sites], spacegroup=number, cellpar=cellpar)
    read = ase.io.read(path)
    assert sorted(read.symbols) == sorted(atoms.symbols) and abs(read.get_volume() - atoms.get_volume()) < 1e-6, name


def main():
    HERE.mkdir(parents=True, exist_ok=True)
    for element, a in FCC.items():
        write_cif(element, (a, a, a, 90, 90, 90), 'F m -3 m', 225, [(element, (0, 0, 0))])
    for name, (a, c, u) in RUTILES.items():
        write_cif(name, (a, a, c, 90, 90, 90), 'P 42/m n m', 136, [(name[:2], (0, 0, 0)), ('O', (u, u, 0))])
    pt3ni = round(0.75 * FCC['Pt'] + 0.25 * FCC['Ni'], 4)  # Vegard's law: an estimate
    write_cif('Pt3Ni', (pt3ni, pt3ni, pt3ni, 90, 90, 90), 'P m -3 m', 221, [('Ni', (0, 0, 0)), ('Pt', (0.5, 0.5, 0))])
    write_cif('NiAl', (2.887, 2.887, 2.887, 90, 90, 90), 'P m -3 m', 221, [('Ni', (0, 0, 0)), ('Al', (0.5, 0.5, 0.5))])
    cu3au = bulk('Cu', 'fcc', a=3.749, cubic=True)
    cu3au.symbols[0] = 'Au'
    ase.io.write(HERE / 'Cu3Au.extxyz', cu3au, format='extxyz')
    ase.io.write(HERE / 'Ru.vasp', bulk('Ru', 'hcp', a=2.7059, c=4.2815), format='vasp', direct=True)
    ase.io.write(HERE / 'Fe.vasp', bulk('Fe', 'bcc', a=2.8665, cubic=True), format='vasp', direct=True)


if __name__ == '__main__':
    main()
