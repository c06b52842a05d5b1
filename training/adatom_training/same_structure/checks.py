"""The pipeline in small, with ASE's EMT in GPAW's place and in the model's: what does not depend on either must come out exactly."""

import json
import tempfile
from pathlib import Path

import numpy as np
from ase.build import add_adsorbate, fcc111
from ase.calculators.emt import EMT
from ase.data import chemical_symbols, covalent_radii

from . import collect, dft, systems
from .kpoints import unfolded
from .relax import fault, queue
from .sites import placed, sites
from .symmetry import symmetrised

QUIET = lambda message: None
SMALL = (
    systems.System(systems.Surface("Cu", "fcc111", "sqrt3"), "O"),
    systems.System(systems.Surface("Pt", "fcc100", "c2x2"), "H"),
    systems.System(systems.Surface("Cu", "fcc111", "sqrt3"), "N"),
    systems.System(systems.Surface("AuCu3", "100-L12", "1x1"), "C"),
)


class Shifted(EMT):
    """EMT with a constant for each O atom: what a wrong model is."""

    def calculate(self, atoms=None, properties=("energy",), system_changes=None):
        super().calculate(atoms, list(properties), system_changes or ["positions"])
        self.results["energy"] += 0.25 * (atoms.numbers == 8).sum()


def listing(check):
    """Any prefix is balanced: each adsorbate within one of its share; all surfaces come before one comes the third time; no system twice."""
    every = systems.systems(110)
    total = sum(entry[2] for entry in systems.ADSORBATES.values())
    worst = 0.0
    for n in (12, 40, 80, 110):
        for name, (_, _, weight) in systems.ADSORBATES.items():
            worst = max(worst, abs(sum(s.adsorbate == name for s in every[:n]) - n * weight / total))
    check("share of an adsorbate in a prefix, systems", worst, 1.5)
    check("systems that come twice", len(every) - len({s.name for s in every}), 0)
    first = len(systems.surfaces())
    check("surfaces missing after one round and a half", first - len({s.surface for s in every[: first + first // 2]}), 0)
    layers, close = 0, 0
    for surface in systems.surfaces():
        slab = systems.slab(surface)
        layers += abs(systems.layers_of(slab).max() + 1 - systems.layers_in(surface.facet))
        large = systems.repeated(slab, surface.cell)
        length = large.get_all_distances(mic=True) + 10 * np.eye(len(large))
        radii = covalent_radii[large.numbers]
        close += (length < 0.8 * (radii[:, None] + radii[None])).sum()
    check("layers too many or few, all surfaces", layers, 0)
    check("slab atoms closer than 0.8 of their radii, all surfaces", close, 0)


def meshes(check):
    """Unfolded points lie on the supercell's mesh (k . A' over 2 pi = kappa M^T is a multiple of 1/n), all different, and are closed under inversion."""
    for cell, matrix in systems.CELLS.items():
        n = (4, 3, 1)
        points = unfolded(n, cell)
        on_mesh = points[:, :2] @ np.array(matrix).T * np.array(n[:2])
        check(f"{cell}: unfolded points off the mesh", np.abs(on_mesh - np.round(on_mesh)).max(), 1e-12)
        check(f"{cell}: points missing", len(points) - len(np.unique(np.round(points, 9), axis=0)), 0)
        folded = {tuple(p) for p in np.round(np.mod(points + 1e-9, 1), 6).tolist()}
        back = {tuple(p) for p in np.round(np.mod(-points + 1e-9, 1), 6).tolist()}
        check(f"{cell}: points without their inverse", len(folded ^ back), 0)


def geometry(check):
    """Pt(111) has top, bridge, fcc and hcp, (100) three; C3v of O in a hollow is found after noise and made exact."""
    clean = systems.repeated(systems.slab(systems.Surface("Pt", "fcc111", "sqrt3")), "sqrt3")
    check("sites of Pt(111), in place of 4", len(sites(clean)) - 4, 0)
    square = systems.repeated(systems.slab(systems.Surface("Pt", "fcc100", "c2x2")), "c2x2")
    check("sites of Pt(100), in place of 3", len(sites(square)) - 3, 0)
    noisy = fcc111("Pt", (2, 2, 3), vacuum=6)
    add_adsorbate(noisy, "O", 1.3, "fcc")
    noisy.pbc = True
    noisy.set_tags(np.where(np.arange(len(noisy)) == len(noisy) - 1, 2, 1))
    noisy.rattle(0.008, seed=1)
    exact, count = symmetrised(noisy, len(noisy) - 1)
    check("symmetries of O in an fcc hollow, in place of 6", count - 6, 0)
    again, _ = symmetrised(exact, len(noisy) - 1, tolerance=1e-6)
    check("made exact, A", np.abs(again.get_all_distances(mic=True) - exact.get_all_distances(mic=True)).max(), 1e-9)
    guest = systems.adsorbate("CO", (1, 0))
    start = placed(clean, guest, sites(clean)[0])
    check("a start that is no fault", float(fault(start, clean, 0.0) is not None), 0)
    away, apart = start.copy(), start.copy()
    away.positions[-2:, 2] += 2
    apart.positions[-1, 2] += 1.5
    check("desorbed is seen", float(fault(away, clean, 0.0) != "desorbed"), 0)
    check("dissociated is seen", float(fault(apart, clean, 0.0) != "dissociated"), 0)
    check("unconverged is seen", float(not str(fault(start, clean, 0.2)).startswith("unconverged")), 0)


def pipeline(check, folder):
    """Relax with EMT, compute with EMT in two interrupted processes: no error. With 0.25 eV more an O atom in the model: that, and less the references."""
    emt = EMT()
    records, rejected = queue(emt, "emt", SMALL, QUIET)
    check("systems lost", len(SMALL) - sum(r["kind"] == "adslab" for r in records) - len(rejected), 0)
    check("adslabs", float(sum(r["kind"] == "adslab" for r in records) < 3), 0)
    (folder / "queue").write_text("".join(json.dumps(r) + "\n" for r in records))
    make = lambda kpoints, log: EMT()
    dft.main(folder / "queue", folder / "0", deadline=0, part=0, of=2, make_calculator=make, log=QUIET)
    check("computed after the deadline", len(dft.read(folder / "0")), 0)
    for part in (0, 1):
        dft.main(folder / "queue", folder / str(part), part=part, of=2, make_calculator=make, log=QUIET)
    with open(folder / "1", "a") as file:
        file.write('{"id": "half a li')
    dft.main(folder / "queue", folder / "1", part=1, of=2, make_calculator=make, log=QUIET)
    results = dft.read(folder / "0") + dft.read(folder / "1")
    check("records computed twice or never", abs(len(results) - len(records)) + len(records) - len({r["id"] for r in results}), 0)
    own = collect.atom_references({r["gas"]: r["energy"] for r in results if r["kind"] == "gas"})
    rows, _ = collect.points(results, own)
    check("error of EMT against itself, eV", max(abs(r["error"]) for r in rows), 1e-6)
    shifted = Shifted()
    wrong, _ = queue(shifted, "emt", SMALL[:1], QUIET)
    energies = {r["id"]: r["energy_model"] for r in wrong if "energy_model" in r}
    rows, _ = collect.points([{**r, "energy_model": energies[r["id"]]} for r in results if r["id"] in energies] + [r for r in results if r["kind"] == "gas"], own)
    check("error of a model 0.25 eV too high for O, less that, eV", abs(rows[0]["error"] - 0.25), 1e-6)
    stored(check, folder, rows)
    as_teacher(check, folder / "set.npz", rows, own)


def stored(check, folder, rows):
    """The labelled set gives back what went into it: `meta` and the totals make the adsorption energy again."""
    for r in rows:
        r.update(code="EMT", xc="none", cutoff=0.0)
    collect.labelled(rows, folder / "set.npz", "emt")
    z = np.load(folder / "set.npz")
    meta = json.loads(str(z["meta"]))
    check("frames in the set, in place of slabs and adslabs", len(meta) - len(rows) - len({r["slab"] for r in rows}), 0)
    of = {m["id"]: float(e) for m, e in zip(meta, z["energy"])}
    difference = [of[m["id"]] - m["copies"] * of[m["slab"]] for m in meta if m["kind"] == "adslab"]
    direct = [r["energy"] - r["copies"] * r["slab_record"]["energy"] for r in rows]
    check("energies of the set, eV", np.abs(np.array(difference) - direct).max(), 1e-9)
    as_samples(check, folder / "set.npz", rows)


def as_samples(check, path, rows):
    """A training sample's target is the adsorption energy on OC20's zero: with its references taken away again, E_ads remains."""
    from ..datasets import GAS_REFERENCES
    from .samples import samples

    found = list(samples(path))
    check("samples, in place of adslabs", len(found) - len(rows), 0)
    for sample, row in zip(found, rows):
        (target,) = sample.targets
        guest = [z for z, tag in zip(row["numbers"], row["tags"]) if tag == 2]
        check("target of a sample, eV", abs(target.value - sum(GAS_REFERENCES[z] for z in guest) - row["dft"]), 1e-5)
        atoms = sum(coef * len(frame.numbers) for coef, frame in zip(target.coefs, sample.frames))
        check("atoms that do not cancel, in place of the adsorbate's", atoms - len(guest), 0)


def as_teacher(check, path, rows, own):
    """EMT as the teacher of its own single points errs by nothing but the molecules, which the shift makes up for."""
    from ..functionals import PBE_GAS
    from ..label import emt
    from .teachers import errors

    guests = [[z for z, tag in zip(row["numbers"], row["tags"]) if tag == 2] for row in rows]
    shift = {"".join(sorted(chemical_symbols[z] for z in g)): sum(PBE_GAS[z] - own[chemical_symbols[z]] for z in g) for g in guests}
    found = sum(errors(emt(), path, shift, plus_u=False).values(), [])
    check("teacher's errors, in place of adslabs", len(found) - len(rows), 0)
    check("error of a teacher against itself, eV", np.abs(found).max(), 1e-4)  # positions are kept in float32


def run(check):
    listing(check)
    meshes(check)
    geometry(check)
    with tempfile.TemporaryDirectory() as name:
        pipeline(check, Path(name))
