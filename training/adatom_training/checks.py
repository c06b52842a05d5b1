"""Checks of selfcheck.py for active learning, PaiNN and the figures; `check(name, error, tolerance)` raises on failure."""

import json
import xml.etree.ElementTree as xml

import numpy as np
import torch
from ase.build import bulk
from ase.spacegroup import crystal
from scipy.optimize import minimize_scalar

from . import active, datasets, figures, label, speed, structures
from .evaluator import Evaluator
from .neighbours import edges
from .painn import PaiNN, by_edges


def learning(check, student, samples, chemistry, folder):
    """A few relaxations by the student, labelled by EMT: what is taken is far from the index, then known to it, and read back as it was labelled."""
    for n, sample in enumerate(samples):
        sample.part = "calibration" if n % 4 == 0 else "train"
    index, threshold = active.index_of(student, samples, count=12, quantile=0.0)
    frame = next(s.frames[0] for s in samples if s.part == "train" and len(s.frames[0].numbers) > 4)
    latents = next(active.latents_of(student, [frame]))
    index.add(latents, frame.numbers)
    check("latent distance of a frame in the index", index.distance(latents, frame.numbers, frame.free), 1e-9)
    check("an element outside the index is not infinitely far", float(np.isfinite(index.distances(latents[:1], np.array([79]))).sum()), 0)
    rows, predict = sum(map(len, index.rows.values())), label.emt()
    records = active.mine(student, predict, chemistry, index, threshold, seed=5, count=6, metallic=1.0, steps=12)
    taken = [r for r in records if r[0] == "active"]
    check("frames that active learning did not find", float(len(taken) < 3), 0)
    check("taken atoms that the index did not learn", float(sum(map(len, index.rows.values())) <= rows), 0)
    check("labels against the teacher, eV", max(abs(predict(a.numbers, a.positions, a.cell.array, a.pbc)[0] - e) for _, _, a, e, _ in records), 1e-9)
    check("groups that do not end in their bare slab", float(records[-1][0] != "stripped" or len(records[-1][2]) >= len(records[-2][2])), 0)
    label.write(records, folder / "active.npz")
    read = list(datasets.labelled(folder / "active.npz", "pbe-matpes"))
    check("energies read back, eV", max(abs(s.targets[0].value - r[3]) for s, r in zip(read, records, strict=True)), 0)
    step = lambda shift: (np.zeros((2, 3)), np.full((2, latents.shape[1]), 1e3 * shift))
    again = active.novel(index, [step(1 + n // active.APART) for n in range(4 * active.APART)], np.array([46, 46]), np.ones(2, bool), threshold)
    check("frames taken of a path with four distinct places, and its end, less 5", float(abs(len(again) - 5)), 0)


#: Pearson symbols' numbers of atoms in the conventional cell (W. B. Pearson, 1972)
ATOMS = (
    {"D0_3, Heusler": 16, "half-Heusler": 12, "D0_19": 8, "D0_22": 8, "C11_b": 6, "C14": 12, "C15": 24, "C32": 3, "D2_d": 6}
    | {"B8_1": 4, "B20": 8, "B27": 8, "B33": 8, "B3": 8, "C2": 12, "C6": 3, "TiNiSi": 12, "ThCr2Si2": 10}
)


class EmtEnergies:
    """Energies of EMT, asked for as of an Evaluator."""

    def energies(self, tried):
        return np.array([label.emt()(*one)[0] for one in tried])


def crystals(check):
    """The prototypes by space group hold the atoms that their Pearson symbols say, apart; a crystal comes to EMT's own minimum."""
    wrong, near = [], []
    for name, (group, (b, c, gamma), orbits, _) in structures.GROUP_PROTOTYPES.items():
        whole = crystal(["X"] * len(orbits), [site for _, site in orbits], spacegroup=group, cellpar=(1, b, c, 90, 90, gamma))
        wrong += [name] * bool(len(whole) != ATOMS[name])
        whole.set_cell(whole.cell.array * (16 * len(whole) / whole.get_volume()) ** (1 / 3), scale_atoms=True)  # 16 A^3 an atom, as Ti
        near += [name] * bool(structures.neighbor_list("d", whole, 4.0).min() < 2.1)
    check("prototypes without their Pearson symbol's number of atoms", float(len(wrong)), 0)
    check("prototypes with atoms nearer than 2.1 A at 16 A^3 an atom", float(len(near)), 0)
    copper = bulk("Cu", a=3.75)

    def energy(a):
        atoms = bulk("Cu", a=a)
        return label.emt()(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc)[0]

    best = minimize_scalar(energy, bounds=(3.4, 3.8), method="bounded", options={"xatol": 1e-6}).x
    found = active.lowest(EmtEnergies(), [copper.cell.array * scale for scale in active.SCALES], copper)
    # a parabola through three points 2 % apart leaves out the cubic term: some 0.1 % of the length
    check("lattice constant of copper against EMT's own, A", abs(found.get_volume() ** (1 / 3) * 4 ** (1 / 3) - best), 0.005)


def painn(check, slab, physics):
    """Our PaiNN against the paper's equations on a list of edges, and the laws of physics (`physics` takes a predictor)."""
    torch.manual_seed(1)
    net = PaiNN(width=8, layers=2, radial=6, cutoff=4.0)
    predict = Evaluator(net, np.zeros((5, 100)), dtype=torch.float64)
    i, j, shift = edges(slab.positions, slab.cell.array, slab.pbc, net.cutoff)
    vectors = torch.as_tensor(slab.positions[j] + shift @ slab.cell.array - slab.positions[i])
    plain = by_edges(net, torch.as_tensor(slab.numbers), vectors, torch.as_tensor(i), torch.as_tensor(j)).item()
    # the square roots hold 1e-12 against division by zero, hence not 1e-12 itself
    check("PaiNN against its equations edge by edge, eV", abs(predict.atoms(slab)[0] - plain), 1e-8)
    physics(predict)


def drawings(check, folder):
    """Both figures are XML, and the faster engine of the latest run is the one drawn."""
    table, result, curve = folder / "speed.csv", folder / "adatom-s.json", folder / "curve.json"
    for ms in (9.0, 12.5):
        speed.write({("adatom-s", "ONNX Runtime"): ms, ("adatom-s", "PyTorch"): 2 * ms, ("PaiNN", "PyTorch"): 30.0}, 3, table)
    check("time of the latest run, ms", abs(figures.times(table)["adatom-s"][0] - 12.5), 0)
    result.write_text(json.dumps({"oc20-dft": {"forces_eV_A": {"mae": 0.15}}}))
    stage = {"curve": [{"step": n, "minutes": n, "force": 1 / n, "energy": 2 / n} for n in (1, 2, 4)]}
    curve.write_text(json.dumps({"stages": [stage, stage], "held_out": [{"stage": 2, "step": 3, "oh_mae": 0.2}]}))
    figures.accuracy_over_time(table, [result], folder / "a.svg")
    figures.learning_curve(curve, folder / "b.svg")
    circles = [len(xml.parse(folder / name).getroot().findall(".//{http://www.w3.org/2000/svg}circle")) for name in ("a.svg", "b.svg")]
    check("points in the figures, off 1 and 1", float(circles != [1, 1]), 0)
