"""Dimers on their way into each other, by GFN2-xTB: what no data set holds, and where a bounded net would otherwise invent holes.

C. Bannwarth, S. Ehlert, S. Grimme, J. Chem. Theory Comput. 15, 1652 (2019). Needs the program `xtb` (Debian package). Only differences to a
distance near the minimum are used (datasets.short_range), so that neither the reference nor the depth of the bond matters.
"""

import subprocess
import tempfile
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.data import atomic_numbers, covalent_radii

from .structures import METALS

LIGHT = ("H", "B", "C", "N", "O", "Si", "P", "S", "Cl")
#: distances as parts of the sum of covalent radii; the first is the one that the others are counted from
PARTS = (1.15, 0.95, 0.85, 0.78, 0.7, 0.62, 0.54, 0.46, 0.38)
HARTREE = 27.211386


def energy(symbols, distance, folder):
    """GFN2-xTB energy (eV) of a dimer in the spin of its electron count, or nan where it does not converge."""
    (folder / "dimer.xyz").write_text(f"2\n\n{symbols[0]} 0 0 0\n{symbols[1]} 0 0 {distance}\n")
    spin = sum(atomic_numbers[s] for s in symbols) % 2
    run = subprocess.run(["xtb", "dimer.xyz", "--gfn", "2", "--uhf", str(spin), "--etemp", "5000"], cwd=folder, capture_output=True, text=True)
    lines = [line for line in run.stdout.splitlines() if "TOTAL ENERGY" in line]
    return float(lines[-1].split()[3]) * HARTREE if run.returncode == 0 and lines else float("nan")


def dimers(log=print):
    """Records of label.write: one group a pair, energies rising inwards only; H with every metal, and all pairs of LIGHT."""
    pairs = [(a, b) for n, a in enumerate(LIGHT) for b in LIGHT[n:]] + [("H", m) for m in METALS]
    records = []
    with tempfile.TemporaryDirectory() as name:
        for group, pair in enumerate(pairs):
            contact = sum(covalent_radii[atomic_numbers[s]] for s in pair)
            found = [(part * contact, energy(pair, part * contact, Path(name))) for part in PARTS]
            if not np.isfinite(found[0][1]):
                log(f"{pair}: not converged, left out")
                continue
            for distance, value in found:
                if np.isfinite(value):
                    atoms = Atoms(pair, positions=[[5, 5, 5], [5 + distance, 5, 5]], cell=[11, 10, 10], pbc=True)
                    records.append(("dimer", group, atoms, value, np.full((2, 3), np.nan)))
    return records
