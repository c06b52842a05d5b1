"""Trials of a potential in use: known adsorption sites, random placements relaxed, and conservation of energy."""

import numpy as np
from ase import Atoms, units
from ase.build import add_adsorbate, fcc111, molecule
from ase.constraints import FixAtoms
from ase.md.velocitydistribution import MaxwellBoltzmannDistribution, Stationary
from ase.md.verlet import VelocityVerlet
from ase.neighborlist import neighbor_list
from ase.optimize import FIRE

from .datasets import GAS_REFERENCES
from .evaluator import NetCalculator
from .structures import Rejected, draw

LATTICE = {"Cu": 3.66, "Pt": 3.98, "Ni": 3.53, "Pd": 3.96, "Ag": 4.16, "Au": 4.17}  # A, near the PBE and RPBE minima
SITES, HEIGHTS = ("ontop", "bridge", "fcc", "hcp"), {"ontop": 1.6, "bridge": 1.4, "fcc": 1.2, "hcp": 1.2}
GUESTS = {"H": Atoms("H"), "O": Atoms("O"), "CO": Atoms("CO", [[0, 0, 0], [0, 0, 1.15]])}
DRIFT_WARM_UP = 0.2  # ps


def settle(evaluator, atoms, fixed, fmax=0.05, steps=300):
    """(relaxed copy, energy eV, converged, steps); `fixed` [N] bool."""
    own = atoms.copy()
    own.set_constraint(FixAtoms(mask=fixed))
    own.calc = NetCalculator(evaluator)
    optimiser = FIRE(own, logfile=None, maxstep=0.1)
    converged = bool(optimiser.run(fmax=fmax, steps=steps))
    return own, float(own.get_potential_energy()), converged, optimiser.get_number_of_steps()


def fcc111_sites(evaluator, metals=("Cu", "Pt", "Ni"), references=GAS_REFERENCES):
    """Adsorption energies (eV, `references` per atom) of H, O and CO relaxed from four sites of (2 x 2 x 4) fcc(111) slabs.

    `site_kept` tells the metal atoms within 1.3 times the shortest bond: 1 ontop, 2 bridge, 3 hollow.
    """
    found = {}
    for metal in metals:
        slab = fcc111(metal, (2, 2, 4), a=LATTICE[metal], vacuum=8)
        slab.pbc = True
        fixed = np.array([atom.tag > 2 for atom in slab])
        _, bare, converged, _ = settle(evaluator, slab, fixed)
        for name, guest in GUESTS.items():
            gas = sum(references[z] for z in guest.numbers)
            row = {}
            for site in SITES:
                both = fcc111(metal, (2, 2, 4), a=LATTICE[metal], vacuum=8)
                add_adsorbate(both, guest, HEIGHTS[site] + (0.3 if name == "CO" else 0), site)
                both.pbc = True
                mask = np.concatenate([fixed, np.zeros(len(guest), bool)])
                end, energy, ok, steps = settle(evaluator, both, mask)
                distance = end.get_distances(len(slab), range(len(slab)), mic=True)
                row[site] = {
                    "adsorption_eV": round(energy - bare - gas, 3),
                    "bonds": int((distance < 1.3 * distance.min()).sum()),
                    "shortest_A": round(float(distance.min()), 2),
                    "converged": ok,
                    "steps": steps,
                }
            found[f"{name}/{metal}(111)"] = {"best": min(row, key=lambda s: row[s]["adsorption_eV"]), "sites": row}
    return found


def random_relaxations(evaluator, chemistry, count, seed=0, fmax=0.05, steps=300, largest=45, accept=lambda atoms: True):
    """Relaxes random adslabs that `accept` takes: how many converge, explode (drop > 60 eV or a move > 8 A) or collapse (a pair under 0.55 A)."""
    rng, done, result = (
        np.random.default_rng(seed),
        0,
        {"count": count, "converged": 0, "exploded": [], "collapsed": [], "unbound": 0, "steps": []},
    )
    while done < count:
        try:
            kind, atoms = draw(chemistry, rng)
        except Rejected:
            continue
        if kind != "adslab" or len(atoms) > largest or not accept(atoms):
            continue
        done += 1
        fixed = atoms.positions[:, 2] < np.median(atoms.positions[:, 2])
        before, _ = evaluator.atoms(atoms)
        end, after, converged, taken = settle(evaluator, atoms, fixed, fmax, steps)
        moved = np.linalg.norm(end.positions - atoms.positions, axis=1).max()
        result["converged"] += converged
        result["steps"].append(taken)
        if not np.isfinite(after) or before - after > 60:
            result["exploded"].append(str(atoms.symbols))
        if moved > 8:
            result["unbound"] += 1
        if len(neighbor_list("i", end, 0.55)):
            result["collapsed"].append(str(atoms.symbols))
    result["median_steps"] = int(np.median(result.pop("steps")))
    return result


def drift(evaluator, picoseconds=2.0, timestep=0.5, kelvin=300, seed=0):
    """Drift of the total energy (meV per atom and ps) of a Pt(111) slab with one water molecule in the NVE ensemble.

    A line is fitted after the first DRIFT_WARM_UP ps, in which an unrelaxed start turns into heat.
    """
    slab = fcc111("Pt", (2, 2, 3), a=LATTICE["Pt"], vacuum=6)
    add_adsorbate(slab, molecule("H2O"), 2.4, "ontop")
    slab.pbc = True
    slab, *_ = settle(evaluator, slab, np.zeros(len(slab), bool), fmax=0.1, steps=100)
    slab.set_constraint()
    slab.calc = NetCalculator(evaluator)
    MaxwellBoltzmannDistribution(slab, temperature_K=2 * kelvin, rng=np.random.default_rng(seed))
    Stationary(slab)
    run, time, energy = VelocityVerlet(slab, timestep * units.fs), [], []
    run.attach(lambda: (time.append(run.nsteps * timestep / 1000), energy.append(slab.get_total_energy() / len(slab))), interval=20)
    run.run(int(1000 * picoseconds / timestep))
    time, energy = np.array(time), np.array(energy)
    late = time > DRIFT_WARM_UP
    slope = np.polyfit(time[late], energy[late], 1)[0]
    return {
        "drift_meV_per_atom_ps": round(1000 * float(slope), 3),
        "noise_meV_per_atom": round(1000 * float(energy[late].std()), 3),
        "picoseconds": picoseconds,
        "timestep_fs": timestep,
    }
