"""Reference values for `adatom selftest`: small structures with energies and forces in double precision."""

import json

import numpy as np
from ase import Atoms
from ase.build import add_adsorbate, bulk, fcc100, fcc111, hcp0001, molecule

DECIMALS = 6  # coordinates are rounded before anything is computed, so that the file holds exactly what was evaluated
#: float32 in ONNX Runtime against float64 in torch: adatom-0 gave 3e-7 eV/atom and 9e-5 eV/A at most; the margin is for
#: processors that order sums differently
TOLERANCE = {"energy_eV_per_atom": 1e-5, "forces_eV_A": 5e-4}


def structures():
    """Named structures that cover molecules, self-images, skewed cells, mixed periodicity and alloys (14 elements of adatom-0)."""
    named = {}
    co = molecule("CO", cell=[9, 9, 9], pbc=True)
    co.center()
    named["CO molecule in a periodic box"] = co
    water = molecule("H2O", cell=[12, 12, 12], pbc=False)
    water.center()
    named["H2O molecule, not periodic"] = water
    named["Pt fcc, one atom and its images"] = bulk("Pt", "fcc", a=3.98)
    alloy = bulk("Cu", "fcc", a=3.75, cubic=True)
    alloy.numbers[:2] = 46
    named["CuPd bulk, rattled"] = rattled(alloy, 1)
    slab = fcc111("Cu", (2, 2, 3), a=3.66, vacuum=6)
    add_adsorbate(slab, "O", 1.2, "fcc")
    named["O on Cu(111), skewed cell"] = rattled(slab, 2)
    slab = fcc100("Ni", (2, 2, 3), a=3.53, vacuum=6)
    add_adsorbate(slab, molecule("OH"), 1.4, "hollow")
    named["OH on Ni(100)"] = rattled(slab, 3)
    slab = hcp0001("Ru", (2, 2, 3), a=2.73, c=4.30, vacuum=6)
    add_adsorbate(slab, Atoms("NH", [[0, 0, 0], [0, 0, 1.03]]), 1.2, "hcp")
    slab.pbc = (True, True, False)
    named["NH on Ru(0001), open along c"] = rattled(slab, 4)
    slab = fcc111("Pt", (3, 3, 4), a=3.98, vacuum=7)
    add_adsorbate(slab, Atoms("CO", [[0, 0, 0], [0, 0, 1.16]]), 1.85, "ontop")
    named["CO on Pt(111), 38 atoms"] = rattled(slab, 5)
    return named


def rattled(atoms, seed):
    """The structure displaced by Gaussian noise of 0.05 A, so that forces are not zero by symmetry."""
    atoms.rattle(0.05, seed=seed)
    return atoms


def reference(evaluator, name, elements=None):
    """The content of models/<name>.selftest.json from a float64 Evaluator: of the structures whose symbols are among `elements`, if given."""
    entries = []
    for title, atoms in structures().items():
        if elements is not None and not set(atoms.symbols) <= set(elements):
            continue
        positions, cell = np.round(atoms.positions, DECIMALS), np.round(atoms.cell.array, DECIMALS)
        energy, forces = evaluator(atoms.numbers, positions, cell, atoms.pbc)
        entries.append(
            {
                "name": title,
                "numbers": atoms.numbers.tolist(),
                "positions": positions.tolist(),
                "cell": cell.tolist(),
                "pbc": atoms.pbc.tolist(),
                "energy_eV": round(energy, 8),
                "forces": np.round(forces, 8).tolist(),
            }
        )
    return {"model": name, "contract": 1, "precision": "float64 (torch)", "tolerance": TOLERANCE, "structures": entries}


def write(content, path):
    with open(path, "w", encoding="utf-8") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
