"""How far a PBE teacher, moved to RPBE as functionals.py says, lies from our own RPBE at the same structures: what TEACHER_BIAS rests on beside OH and H."""

from collections import defaultdict

import numpy as np
from ase.data import chemical_symbols

from ..functionals import PBE_GAS, shifts
from ..structures import PLUS_U
from .samples import samples


def taken(sample):
    """Atomic numbers of the adsorbate, in ascending order."""
    adslab, slab = (np.bincount(frame.numbers, minlength=100) for frame in sample.frames)
    return np.repeat(np.arange(100), adslab - sample.info["copies"] * slab)


def errors(predict, path, shift, plus_u):
    """{adsorbate: [teacher's adsorption energy moved to RPBE - RPBE, eV]}; with `plus_u`, systems of O with a metal that the teacher treats with +U are left out."""
    out = defaultdict(list)
    for sample in samples(path):
        (adslab, slab), guest = sample.frames, taken(sample)
        name = "".join(sorted(chemical_symbols[z] for z in guest))
        trapped = plus_u and 8 in guest and PLUS_U & {chemical_symbols[z] for z in slab.numbers}
        if name in shift and not trapped:
            total = lambda frame: predict(frame.numbers, frame.positions, frame.cell, frame.pbc)[0]
            energy = total(adslab) - sample.info["copies"] * total(slab) - sum(PBE_GAS[int(z)] for z in guest)
            out[sample.info["adsorbate"]].append(energy + shift[name] - sample.info["adsorption_energy"])
    return out


def main(path, teachers, data, log=print):
    """Print mean and scatter (eV) by adsorbate for each teacher (label.teacher)."""
    from ..label import teacher

    for spec in teachers:
        found = errors(teacher(spec), path, shifts(f"{data}/functional-errors-cmr.json"), plus_u=spec.startswith("nequix"))
        log(spec.split(":")[0])
        for name, values in [*sorted(found.items()), ("all", sum(found.values(), []))]:
            log(f"  {name:4s} n {len(values):3d}  mean {np.mean(values):+.2f}  std {np.std(values):.2f} eV")
