"""Slabs and adslabs of `systems`, relaxed with an exported model as a user's would be, and queued for DFT."""

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from ase.calculators.calculator import Calculator, all_changes
from ase.constraints import FixAtoms
from ase.data import covalent_radii
from ase.optimize import LBFGS

from . import systems as listed
from .kpoints import mesh, unfolded
from .sites import placed, sites
from .symmetry import symmetrised

FMAX = 0.03  # eV/A
LOOSE = 0.06  # eV/A, after symmetry was made exact
GASES = ("H2", "H2O", "CO", "N2")


class OnnxCalculator(Calculator):
    """A model of the ONNX contract (docs/models.md), one thread."""

    implemented_properties = ["energy", "forces"]

    def __init__(self, path):
        import onnxruntime

        super().__init__()
        path = Path(path)
        self.card = json.loads(path.with_suffix(".json").read_text())
        self.sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        self.session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        from ..neighbours import table

        super().calculate(atoms, properties, system_changes)
        a = self.atoms
        nbr, rev, shift, mask = table(a.positions, a.cell.array, a.pbc, self.card["cutoff_A"])
        inputs = {"typ": a.numbers.astype(np.int32), "pos": a.positions.astype(np.float32), "nbr": nbr, "rev": rev, "shift": shift, "mask": mask}
        e, f = self.session.run(["e", "f"], inputs)
        references = sum(self.card["reference_energy_eV"][symbol] for symbol in a.get_chemical_symbols())
        self.results = {"energy": float(e.astype(float).sum() + references), "forces": f.astype(float)}


def hold(atoms):
    """Everything but tags 1 and 2 is fixed."""
    atoms.set_constraint(FixAtoms(mask=atoms.get_tags() == 0))


def descend(atoms, calculator, steps):
    """(energy eV, largest force on a free atom eV/A) after at most `steps` steps; the atoms are moved."""
    hold(atoms)
    atoms.calc = calculator
    LBFGS(atoms, logfile=None, maxstep=0.1).run(fmax=FMAX, steps=steps)
    return float(atoms.get_potential_energy()), largest_force(atoms)


def largest_force(atoms):
    return float(np.linalg.norm(atoms.get_forces(), axis=1).max())


def relaxed_slab(surface, calculator):
    """The primitive clean slab: relaxed, its symmetry exact, centred on its highest atom."""
    atoms = listed.slab(surface)
    descend(atoms, calculator, 100)
    return finished(atoms, int(np.argmax(atoms.positions[:, 2])), calculator)


def finished(atoms, anchor, calculator):
    """(atoms with exact symmetry, energy, largest force, number of operations)."""
    exact, count = symmetrised(atoms, anchor)
    hold(exact)
    exact.calc = calculator
    return exact, float(exact.get_potential_energy()), largest_force(exact), count


def relaxed_adslab(system, slab, calculator, short=18, long=150):
    """Every site for `short` steps, the lowest two to the end, the lower of them kept: (result of `finished`, sites tried)."""
    clean = listed.repeated(slab, system.surface.cell)
    guest = listed.adsorbate(system.adsorbate, slab.cell.array[0, :2] + slab.cell.array[1, :2])
    starts = [placed(clean, guest, point) for point in sites(clean)]
    ends = sorted(((descend(atoms, calculator, short)[0], n) for n, atoms in enumerate(starts)))
    best = sorted((descend(starts[n], calculator, long)[0], n) for _, n in ends[:2])[0][1]
    return finished(starts[best], len(clean), calculator), len(starts)


def fault(atoms, clean, force):
    """Why the end is no adsorbed state of this slab, or None. `clean` is the relaxed slab in the same cell, in any order."""
    guest = atoms.get_tags() == 2
    within = lambda a, b, factor: atoms.get_distances(a, b, mic=True) < factor * (covalent_radii[atoms.numbers[a]] + covalent_radii[atoms.numbers[b]])
    members, metal = np.flatnonzero(guest), np.flatnonzero(~guest)
    bonded, todo = {members[0]}, [members[0]]
    while todo:
        a = todo.pop()
        new = [b for b in members[within(a, members, 1.25)] if b not in bonded]
        bonded.update(new)
        todo += new
    top = atoms.positions[atoms.get_tags() == 1, 2].mean()
    if len(bonded) < len(members):
        return "dissociated"
    if not any(within(a, metal, 1.4).any() for a in members):
        return "desorbed"
    if atoms.positions[members, 2].min() < top - 0.7:
        return "intercalated"
    if shifted(atoms[~guest], clean) > 1.2:
        return "surface changed"
    return f"unconverged, {force:.3f} eV/A" if force > LOOSE else None


def shifted(slab, clean):
    """Largest displacement of a slab atom from its place in the clean slab, A, after the in-plane shift of the lowest layer is taken out."""
    lowest = lambda a: a.positions[np.argmin(a.positions[:, 2])]
    best = np.inf
    bottom = np.flatnonzero(slab.positions[:, 2] < slab.positions[:, 2].min() + 0.3)
    for n in bottom:
        moved = clean.positions - lowest(clean) + slab.positions[n]
        difference = slab.positions[:, None] - moved[None]
        scaled = difference @ np.linalg.inv(slab.cell.array)
        scaled[..., :2] -= np.round(scaled[..., :2])
        best = min(best, float(np.linalg.norm(scaled @ slab.cell.array, axis=-1).min(1).max()))
    return best


def record(identity, kind, atoms, **more):
    return {
        "id": identity,
        "kind": kind,
        "numbers": atoms.numbers.tolist(),
        "positions": np.round(atoms.positions, 10).tolist(),
        "cell": np.round(atoms.cell.array, 10).tolist(),
        "tags": atoms.get_tags().tolist(),
        **more,
    }


def queue(calculator, model, wanted, log=print):
    """Records to be computed, slabs just before the first adslab that needs them, and what was rejected, as [(system, why)].

    `wanted` systems; `calculator` ASE's; `model` the hash that names it.
    """
    records = [{"id": f"gas:{name}", "kind": "gas", "gas": name} for name in GASES]
    slabs, queued, rejected = {}, set(), []
    for system in wanted:
        surface = system.surface
        if surface not in slabs:
            slabs[surface] = relaxed_slab(surface, calculator)
        atoms, _, force, _ = slabs[surface]
        if force > LOOSE:
            rejected.append((system.name, f"clean slab unconverged, {force:.3f} eV/A"))
            continue
        clean = listed.repeated(atoms, surface.cell)
        (end, own, force, operations), tried = relaxed_adslab(system, atoms, calculator)
        if why := fault(end, clean, force):
            rejected.append((system.name, why))
            continue
        if surface not in queued:
            queued.add(surface)
            points = unfolded(mesh(clean.cell.array), surface.cell).tolist()
            records.append(record(f"slab:{surface.name}", "slab", atoms, model=model, energy_model=slabs[surface][1], kpoints=points, operations=slabs[surface][3]))
        records.append(
            record(
                f"adslab:{system.name}", "adslab", end, model=model, energy_model=own, slab=f"slab:{surface.name}", copies=len(clean) // len(atoms),
                adsorbate=system.adsorbate, metal=surface.metal, facet=surface.facet, supercell=surface.cell,
                kpoints=list(mesh(end.cell.array)), operations=operations, fmax=round(force, 4), sites=tried,
            )
        )
        log(f"{system.name}: {own:.3f} eV, {operations} operations, {tried} sites")
    return records, rejected


def main(model, out, count=110, log=print):
    calculator = OnnxCalculator(model)
    header = {"name": calculator.card["name"], "sha256": calculator.sha256, "seed": listed.SEED, "fmax": FMAX}
    records, rejected = queue(calculator, header["sha256"], listed.systems(count), log)
    Path(out).write_text("".join(json.dumps(r) + "\n" for r in records))
    for name, why in rejected:
        log(f"REJECTED {name}: {why}")
    log(f"{header}: {dict(Counter(r['kind'] for r in records))} in {out}, {len(rejected)} rejected")
