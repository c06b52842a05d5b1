"""A tiny end-to-end run: EMT labels -> data set -> training with a stop in the middle -> export -> ONNX against the laws of physics.

Every check raises AssertionError with the value it saw. Needs no file from outside and about half a minute.
"""

import tempfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import torch
from ase import Atoms
from ase.build import add_adsorbate, fcc111

from . import checks, datasets, export, label, selftest, signals_checks, splits, train
from .evaluator import Evaluator
from .model import FIDELITIES, DensityNet, energy_forces
from .neighbours import table
from .probes import wall
from .same_structure import checks as same_structure
from .structures import Chemistry

GUESTS = (
    {"atoms": ["O"], "positions": [[0, 0, 0]], "binding_indices": [0]},
    {"atoms": ["C", "O"], "positions": [[0, 0, 0], [0, 0, 1.15]], "binding_indices": [0]},
)
CHEMISTRY = Chemistry(metals=("Cu", "Pd"), nonmetals=(), adsorbates=GUESTS, avoid_plus_u=False)
CONFIG = {
    "steps": 80,
    "seed": 3,
    "lr": 1e-2,
    "muon": 2.0,
    "warmup": 5,
    "energy_weight": 0.1,
    "late_energy_weight": 0.1,
    "atoms": 120,
    "pool": 20,
    "checkpoint_seconds": 1e9,
    "ema": 0.9,
    "net": {"width": 8, "radial": 4, "layers": 2, "cutoff": 4.0, "narrow": 4},
}


def check(name, error, tolerance):
    print(f"{'ok  ' if error <= tolerance else 'FAIL'} {name}: {error:.2e} (allowed {tolerance:.0e})", flush=True)
    assert error <= tolerance, f"{name}: {error} > {tolerance}"


def data(folder):
    """A self-made set, written and read back; its energies and positions survive (positions are float32)."""
    records = label.generate(CHEMISTRY, label.emt(), seed=1, count=24)
    label.write(records, folder / "emt.npz")
    samples = [
        datasets.Sample([frame], [datasets.total(frame, energy)], "emt", 0, str(info["group"]), str(n), info["kind"])
        for n, (frame, energy, info) in enumerate(datasets.frames_of(folder / "emt.npz"))
    ]
    check("round trip of energies, eV", max(abs(s.targets[0].value - r[3]) for s, r in zip(samples, records)), 0)
    check("round trip of positions, A", max(np.abs(s.frames[0].positions - r[2].positions).max() for s, r in zip(samples, records)), 2e-6)
    pairs = datasets.paired([replace(s, source="emt", group=s.key) for s in samples], seed=0)
    check("frames lost by pairing", abs(sum(len(s.frames) for s in pairs) - len(samples)), 0)
    difference = lambda s: s.targets[0].value - s.targets[1].value - s.targets[2].value
    check("a pair's difference, eV", max(abs(difference(s)) for s in pairs if len(s.frames) == 2), 0)
    return pairs, datasets.references(pairs, len(FIDELITIES))


def training(folder, samples_refs):
    """The force error falls, and a run stopped and resumed equals an uninterrupted one bit for bit."""
    quiet = lambda message: None
    whole, refs, state = train.run(CONFIG, folder / "whole.pt", samples_refs, quiet)
    train.run(CONFIG, folder / "parts.pt", samples_refs, quiet, stop=lambda s: s["step"] >= 13)
    parts, _, _ = train.run(CONFIG, folder / "parts.pt", samples_refs, quiet)
    check(
        "stopped and resumed against uninterrupted",
        max((a - b).abs().max().item() for a, b in zip(whole.parameters(), parts.parameters())),
        0,
    )
    start, _, _ = train.run({**CONFIG, "steps": 1, "lr": 0.0, "last_lr": 0.0}, folder / "start.pt", samples_refs, quiet)
    errors = []
    for net in (start, whole):
        predict = Evaluator(net, refs)
        errors.append(
            np.mean(
                [
                    np.abs(predict(f.numbers, f.positions, f.cell, f.pbc)[1] - f.forces).mean()
                    for f in (s.frames[0] for s in samples_refs[0])
                ]
            )
        )
    check("force error after training, as a part of that before", errors[1] / errors[0], 0.9)
    return folder / "whole.pt"


def structure():
    slab = fcc111("Pd", (2, 2, 3), vacuum=5)
    slab.numbers[0] = 29
    add_adsorbate(slab, Atoms("CO", [[0, 0, 0], [0.2, 0, 1.15]]), 1.6, "bridge")
    slab.pbc = True
    slab.rattle(0.08, seed=4)
    return slab


def physics(predict):
    """Forces against central differences, and invariance to rotation, translation, permutation and supercell, in float64."""
    slab = structure()
    energy, forces = predict.atoms(slab)
    step, worst = 1e-4, 0.0
    for atom, axis in ((0, 0), (7, 2), (12, 1), (13, 0), (13, 2)):
        pair = []
        for sign in (1, -1):
            moved = slab.copy()
            moved.positions[atom, axis] += sign * step
            pair.append(predict.atoms(moved)[0])
        worst = max(worst, abs(-(pair[0] - pair[1]) / (2 * step) - forces[atom, axis]))
    check("forces against finite differences, eV/A", worst, 2e-6)
    turned = slab.copy()
    turned.rotate(37, (1, 2, 3), rotate_cell=True)
    check("rotation: energy, eV", abs(predict.atoms(turned)[0] - energy), 1e-9)
    check(
        "rotation: norms of forces, eV/A",
        np.abs(np.linalg.norm(predict.atoms(turned)[1], axis=1) - np.linalg.norm(forces, axis=1)).max(),
        1e-9,
    )
    shifted = slab.copy()
    shifted.positions += (0.3, 1.7, -0.4)
    shifted.wrap()
    check("translation and wrapping: forces, eV/A", np.abs(predict.atoms(shifted)[1] - forces).max(), 1e-9)
    order = np.random.default_rng(0).permutation(len(slab))
    check("permutation: forces, eV/A", np.abs(predict.atoms(slab[order])[1] - forces[order]).max(), 1e-9)
    check("supercell: energy per copy, eV", abs(predict.atoms(slab * (2, 1, 1))[0] / 2 - energy), 1e-8)
    check("sum of forces, eV/A", np.abs(forces.sum(0)).max(), 1e-9)


def deeper(checkpoint, predict):
    """A third layer changes nothing at first, and keeps the laws of physics once its update is not zero."""
    net = DensityNet(**{**CONFIG["net"], "layers": 3})
    train.warm_start(net, checkpoint)
    grown, slab = Evaluator(net, predict.refs, dtype=torch.float64), structure()
    energy = predict.atoms(slab)[0]
    check("a grown net against the net it grew from, eV", abs(grown.atoms(slab)[0] - energy), 1e-9)
    torch.nn.init.normal_(net.L[2].f2.weight, std=0.1)
    check("updates of a third layer that change nothing", float(abs(grown.atoms(slab)[0] - energy) < 1e-4), 0)
    physics(grown)


def graph(net, refs, path):
    """The ONNX graph in ONNX Runtime against torch in float64 (float32 rounding), with extra padding, and its virial."""
    export.export(net, path)
    session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
    predict = Evaluator(net, refs, dtype=torch.float64)
    slab = structure()
    inputs = export.inputs_of(slab.numbers, slab.positions, slab.cell.array, slab.pbc, net.cutoff)
    e, f, virial, latent = session.run(None, dict(zip(export.INPUTS, inputs)))
    energy, forces = predict.atoms(slab)
    offset = refs[0][slab.numbers].sum()
    check("ONNX energy against float64 torch, eV/atom", abs(e.astype(float).sum() + offset - energy) / len(slab), 2e-6)
    check("ONNX forces against float64 torch, eV/A", np.abs(f - forces).max(), 1e-4)
    padded = session.run(None, dict(zip(export.INPUTS, padded_inputs(inputs, net.cutoff))))
    check("padding: forces, eV/A", np.abs(padded[1] - f).max(), 2e-5)
    check("latents are finite, count of others", float((~np.isfinite(latent)).sum()), 0)
    strain, tensor = 1e-4, np.zeros((3, 3))
    tensor[0, 0] = strain
    stretched = [predict.atoms(deformed(slab, sign * tensor))[0] for sign in (1, -1)]
    check("virial xx against finite strain, eV", abs((stretched[0] - stretched[1]) / (2 * strain) - virial.sum(0)[0, 0]), 2e-3)


def deformed(atoms, strain):
    copy = atoms.copy()
    copy.set_cell(atoms.cell.array @ (np.eye(3) + strain), scale_atoms=True)
    return copy


def padded_inputs(inputs, cutoff, extra=3):
    """The same table with `extra` more pad columns."""
    typ, pos, nbr, rev, shift, mask = inputs
    n, k = nbr.shape
    wide = k + extra
    own = np.arange(n * wide, dtype=np.int32).reshape(n, wide)
    own[:, :k] = (rev // k) * wide + rev % k
    pad = np.zeros((n, extra, 3), np.float32)
    pad[..., 0] = 2 * cutoff
    return (
        typ,
        pos,
        np.concatenate([nbr, np.repeat(np.arange(n, dtype=np.int32)[:, None], extra, 1)], 1),
        own,
        np.concatenate([shift, pad], 1),
        np.concatenate([mask, np.zeros((n, extra), np.float32)], 1),
    )


def parts():
    keys = [f"mp-{n}" for n in range(2000)]
    part = splits.parts_of("gaspy-oh", keys)
    check("share of test keys against 0.15", abs(sum(p == "test" for p in part.values()) / 2000 - 0.15), 0.025)
    check("a key's part does not depend on the others", float(splits.parts_of("gaspy-oh", keys[:7]) != {k: part[k] for k in keys[:7]}), 0)
    counted = splits.parts_of("oc20-dft", keys[:20])
    check(
        "counted split, keys off",
        float(sum(p == "test" for p in counted.values()) != 5 or sum(p == "calibration" for p in counted.values()) != 3),
        0,
    )


def main():
    """Run every check; returns nothing, raises at the first failure."""
    torch.set_num_threads(1)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        parts()
        same_structure.run(check)
        checks.crystals(check)
        samples = data(folder)
        checkpoint = training(folder, samples)
        net, refs, _ = train.restore(checkpoint)
        predict = Evaluator(net, refs, dtype=torch.float64)
        physics(predict)
        deeper(checkpoint, predict)
        check(
            "folded fidelity against the full net, eV",
            abs(predict.atoms(structure())[0] - folded_energy(net.folded(0), refs, structure())),
            1e-9,
        )
        check("pairs without a monotonic wall", wall(predict, [6, 8, 29, 46])["failures"], 0)
        check(
            "self-test structures whose forces are not finite",
            float(sum(not np.isfinite(s["forces"]).all() for s in selftest.reference(predict, "tiny")["structures"])),
            0,
        )
        graph(train.restore(checkpoint)[0], refs, folder / "tiny.onnx")
        checks.learning(check, Evaluator(net.float(), refs), [replace(s) for s in samples[0]], CHEMISTRY, folder)
        checks.painn(check, structure(), physics)
        checks.drawings(check, folder)
        signals_checks.run(check, *train.restore(checkpoint)[:2])
    print("selfcheck passed")


def folded_energy(net, refs, atoms):
    """Total energy (eV) from a folded net, which takes no fidelity."""
    nbr, rev, shift, mask = (torch.as_tensor(a) for a in table(atoms.positions, atoms.cell.array, atoms.pbc, net.cutoff, np.float64))
    e = energy_forces(net, torch.as_tensor(atoms.numbers), torch.as_tensor(atoms.positions), nbr, rev, shift, mask, None)[0]
    return e.sum().item() + float(refs[0][atoms.numbers].sum())
