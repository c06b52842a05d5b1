"""Structure relaxation with a trained net (ASE optimisers), for slabs that data sets do not hold and for evaluation."""

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms
from ase.optimize import FIRE

from .evaluator import NetCalculator


def atoms_of(frame):
    return Atoms(frame.numbers, positions=frame.positions, cell=frame.cell, pbc=frame.pbc)


def relax(evaluator, frame, fmax=0.05, steps=60, max_step=0.1):
    """Relaxed positions [N, 3], the energy (eV), whether fmax (eV/A, free atoms) was reached, and the number of steps."""
    atoms = atoms_of(frame)
    atoms.set_constraint(FixAtoms(mask=~frame.free))
    atoms.calc = NetCalculator(evaluator)
    optimiser = FIRE(atoms, logfile=None, maxstep=max_step)
    converged = bool(optimiser.run(fmax=fmax, steps=steps))
    return atoms.positions.copy(), float(atoms.get_potential_energy()), converged, optimiser.get_number_of_steps()


def relax_slabs(evaluator, samples, path, steps=40, largest=0.5, deepest=1.0, log=print):
    """Relax the stripped slab of every pair sample and write {source-index: positions} as one `.npz`.

    Slabs that move an atom by more than `largest` A or gain more than `deepest` eV are left out: they have left the
    minimum that the adsorption energy refers to.
    """
    kept, gains = {}, []
    for n, sample in enumerate(samples):
        slab = sample.frames[1]
        before, _ = evaluator(slab.numbers, slab.positions, slab.cell, slab.pbc)
        positions, after, _, _ = relax(evaluator, slab, steps=steps)
        moved = np.linalg.norm(positions - slab.positions, axis=1).max()
        if moved <= largest and before - after <= deepest:
            kept[slab_key(sample)] = positions.astype(np.float32)
            gains.append(before - after)
        if n % 100 == 99:
            log(f"{n + 1} of {len(samples)} slabs, {len(kept)} kept, mean gain {np.mean(gains):.3f} eV")
            np.savez_compressed(path, **kept)
    np.savez_compressed(path, **kept)
    return float(np.mean(gains)) if gains else 0.0


def slab_key(sample):
    return f"{sample.source}:{sample.group}"
