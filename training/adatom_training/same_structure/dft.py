"""RPBE single points of a queue with GPAW; resumable, several processes side by side. Run with the Python that has GPAW, one thread each.

Plane waves, Fermi smearing 0.1 eV, no spin, energies extrapolated to zero smearing: RPBE as OC20 has it, with GPAW's PAW setups in place of VASP's.
OC20's cutoff of 350 eV is not enough for them: O on Ag(100), 1/2 ML, against H2O - H2, comes to 2.339, 2.524, 2.539, 2.539 eV at 350, 425, 500, 600 eV
(coarse mesh, Ag with 11 electrons), so that adsorbed O would lie 0.20 eV too deep. 425 eV is within 15 meV, for an eighth more time. Setups are GPAW's
defaults, with semicore electrons: those with fewer save a third of the time, but O is bound less by 0.05 (Rh), 0.07 (Pt) and 0.14 eV (Ag, at 350 and 500 eV). Gas molecules are relaxed once (12 A box, Gamma, fmax 0.02 eV/A). A slab's k-points are those that its adslab's mesh unfolds into, in one cell height.
"""

import json
import os
import time
from pathlib import Path

CUTOFF = 425.0  # eV
SMEARING = 0.1  # eV
MAXITER = 120
BOX = 12.0  # A
#: looser than GPAW's defaults: total energies within 1 meV of the converged ones in the cases looked at
CONVERGENCE = {"energy": 1e-4, "density": 1e-3, "eigenstates": 1e-5}
GAS_ATOMS = {"H2": {"H": 2}, "H2O": {"H": 2, "O": 1}, "CO": {"C": 1, "O": 1}, "N2": {"N": 2}}


def gpaw_calculator(kpoints, log):
    """`kpoints`: (n1, n2, 1), a Gamma-centred mesh, or explicit fractional points [K, 3]."""
    from gpaw import GPAW, PW, FermiDirac

    explicit = hasattr(kpoints[0], "__len__")
    kpts = kpoints if explicit else {"size": tuple(kpoints), "gamma": True}
    return GPAW(
        mode=PW(CUTOFF), xc="RPBE", kpts=kpts, occupations=FermiDirac(SMEARING), convergence=CONVERGENCE, maxiter=MAXITER, txt=log
    )


def single_point(record, make_calculator, log):
    """Energies (eV) and forces (eV/A) of a slab or adslab record."""
    from ase import Atoms

    atoms = Atoms(record["numbers"], positions=record["positions"], cell=record["cell"], pbc=True)
    atoms.calc = make_calculator(record["kpoints"], log)
    return results(atoms)


def results(atoms):
    return {
        "energy": float(atoms.get_potential_energy()),
        "free_energy": float(atoms.get_potential_energy(force_consistent=True)),
        "forces": atoms.get_forces().round(5).tolist(),
    }


def relaxed_molecule(record, make_calculator, log):
    """The molecule relaxed in its box, with its geometry."""
    from ase.build import molecule
    from ase.optimize import BFGS

    atoms = molecule(record["gas"], cell=[BOX] * 3, pbc=True)
    atoms.center()
    atoms.calc = make_calculator((1, 1, 1), log)
    if not BFGS(atoms, logfile=None).run(fmax=0.02, steps=30):
        raise RuntimeError(f"{record['gas']} did not relax in 30 steps")
    return {"numbers": atoms.numbers.tolist(), "positions": atoms.positions.tolist(), "cell": atoms.cell.array.tolist(), **results(atoms)}


def units(records):
    """[M] which record belongs to which unit of work: a slab goes with the adslab after it, so that neighbouring processes need not wait."""
    unit, out = 0, []
    for record in records:
        out.append(unit)
        unit += record["kind"] != "slab"
    return out


def done(path):
    """Ids that need no other try: those with an energy, and those that failed for good (an error of the calculation)."""
    return {r["id"] for r in read(path)}


def read(path):
    """Records of a JSONL file; a half line that a killed process left is dropped."""
    records = []
    for line in Path(path).read_text().splitlines() if Path(path).exists() else []:
        try:
            records.append(json.loads(line))
        except json.JSONDecodeError:
            continue
    return records


def append(path, record):
    """One whole line at once; begins a new line after a half one."""
    data = json.dumps(record) + "\n"
    with open(path, "ab+") as file:
        if file.tell() > 0:
            file.seek(-1, os.SEEK_END)
            data = data if file.read(1) == b"\n" else "\n" + data
        file.write(data.encode())


def main(queue, out, deadline=float("inf"), part=0, of=1, make_calculator=gpaw_calculator, log=print):
    """Compute this process's share of the queue until `deadline` (Unix time, s): nothing is started after it."""
    records = read(queue)
    if not records:
        raise SystemExit(f"{queue} holds no records: make it with same_structure relax")
    own = [r for r, unit in zip(records, units(records)) if unit % of == part]
    finished, text = done(out), f"{out}.{part}.gpaw.txt"
    for n, record in enumerate(own):
        if record["id"] in finished:
            continue
        if time.time() > deadline:
            log(f"deadline: {n} of {len(own)} done")
            return
        began = time.time(), time.process_time()
        try:
            answer = (relaxed_molecule if record["kind"] == "gas" else single_point)(record, make_calculator, text)
        except Exception as error:  # GPAW's convergence errors, LAPACK's: the next structure goes on
            answer = {"error": repr(error)[:300]}
        answer.update(seconds=round(time.time() - began[0], 1), cpu_seconds=round(time.process_time() - began[1], 1))
        append(out, {**record, **answer, "xc": "RPBE", "cutoff": CUTOFF, "code": version()})
        log(f"{n + 1}/{len(own)} {record['id']}: {answer.get('energy', answer.get('error'))}, {answer['seconds']} s, {answer['cpu_seconds']} s of one core")


def version():
    try:
        import gpaw

        return f"GPAW {gpaw.__version__}"
    except ImportError:
        return "none"
