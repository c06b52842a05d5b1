"""DFT-relaxed adslabs with adsorption energies as extXYZ, for measuring error bars:  python -m adatom_training.adslabs DATA OUT

Writes OUT/calibration.extxyz, OUT/test.extxyz and OUT/train.extxyz: every usable entry of gaspy-oh and gaspy-h in the part that its
crystal (OH) or slab composition (H) has in splits.py. Tags as everywhere in Adatom: 0 fixed, 1 free slab atom, 2 adsorbate. Within a
part entries stand in the order of the SHA-256 of "SALT:adslabs:ID", so that the first n of a part are a choice that nobody made.
The files are for one measurement; they hold data of others and are not kept.
"""

import argparse
import hashlib
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms
from ase.data import chemical_symbols
from ase.io import write

from . import datasets, splits

SOURCES = ("gaspy-oh", "gaspy-h")


def identity(sample):
    return f"{sample.source}-{sample.group.removeprefix(sample.kind)}"


def order(sample):
    return hashlib.sha256(f"{splits.SALT}:adslabs:{identity(sample)}".encode()).hexdigest()


def atoms_of(sample):
    """The adslab as ASE's Atoms; the adsorbate is what `datasets.gaspy` strips."""
    adslab, slab = sample.frames
    adsorbate = adsorbate_mask(adslab, slab)
    atoms = Atoms(adslab.numbers, positions=adslab.positions, cell=adslab.cell, pbc=True)
    atoms.set_tags(np.where(adsorbate, 2, np.where(adslab.free, 1, 0)))
    atoms.set_constraint(FixAtoms(mask=~adslab.free))
    miller = "".join(map(str, sample.info["miller"])) if "miller" in sample.info else "unknown"
    atoms.info = {
        "id": identity(sample),
        "adsorbate": sample.kind,
        "key": sample.key,
        "miller": f"({miller})",
        "dft_adsorption_energy": float(sample.info["adsorption_energy"]),
    }
    return atoms


def adsorbate_mask(adslab, slab):
    """[N] bool: atoms of the adslab that are not in the stripped slab; both hold the others in the same order."""
    mask, at = np.ones(len(adslab.numbers), bool), 0
    for n, position in enumerate(adslab.positions):
        if at < len(slab.positions) and np.array_equal(position, slab.positions[at]):
            mask[n], at = False, at + 1
    if at != len(slab.positions):
        raise ValueError("the stripped slab is not part of the adslab")
    return mask


def whole(sample):
    """The atoms taken for the adsorbate are the adsorbate, and can move; an entry that is otherwise has its atoms in another order."""
    adslab, slab = sample.frames
    adsorbate = adsorbate_mask(adslab, slab)
    symbols = sorted(chemical_symbols[z] for z in adslab.numbers[adsorbate])
    return symbols == sorted(sample.kind) and bool(adslab.free[adsorbate].all())


def main(data, out):
    loaded = sorted(datasets.load(data, SOURCES), key=order)
    samples = [sample for sample in loaded if whole(sample)]
    print("left out, adsorbate fixed or not found:", [identity(s) for s in loaded if not whole(s)])
    Path(out).mkdir(parents=True, exist_ok=True)
    for part in splits.PARTS:
        own = [atoms_of(s) for s in samples if s.part == part]
        write(Path(out) / f"{part}.extxyz", own, format="extxyz", columns=["symbols", "positions", "tags", "move_mask"])
        print(part, {a: sum(x.info["adsorbate"] == a for x in own) for a in ("OH", "H")})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", help="folder that holds rpbe-adslabs/")
    parser.add_argument("out", help="folder for the three files")
    args = parser.parse_args()
    main(args.data, args.out)
