"""Teachers that label structures, and labelled sets written in the `.npz` form of POTENTIAL.md section 4.

A teacher is a predictor f(numbers, positions, cell, pbc) -> (energy eV, forces [N, 3] eV/A):
- `emt`: ASE's effective medium theory (Al Ni Cu Pd Ag Pt Au, and crudely H C N O), for tests;
- `nequix:PATH`: a Nequix weight file in its authors' own torch code, found through NEQUIX_PATHS, a colon-separated list of
  checkouts of atomicarchitects/nequix, e3nn/e3nn, Linux-cpp-lisp/opt_einsum_fx and dgasmith/opt_einsum (nequix first);
- `tensornet:FOLDER`: TensorNet-MatPES-PBE in our own torch code (tensornet.py): plain PBE, so that O on Fe or Ni is no +U trap;
- `adatom:PATH`: one of our own checkpoints, for active learning and for comparisons.
"""

import json
import os
import sys
import time
import types

import numpy as np
import torch
from ase import Atoms

from .structures import Rejected, draw
from .tensornet import TensorNet

MAX_FORCE = 30.0  # eV/A


def emt():
    from ase.calculators.emt import EMT

    def predict(numbers, positions, cell, pbc):
        atoms = Atoms(numbers, positions=positions, cell=cell, pbc=pbc, calculator=EMT())
        return float(atoms.get_potential_energy()), atoms.get_forces()

    return predict


def adatom(path):
    from .evaluator import load_checkpoint

    return load_checkpoint(path)


def nequix_network(path):
    """(network, card) with the weights of a `.nqx` file put into the authors' torch modules, leaf by leaf."""
    paths = os.environ["NEQUIX_PATHS"].split(":")
    sys.path[:0] = paths
    package = types.ModuleType("nequix")  # its __init__ imports jax
    package.__path__ = [os.path.join(paths[0], "nequix")]
    sys.modules["nequix"] = package
    from nequix.torch_impl.model import NequixTorch

    with open(path, "rb") as file:
        card, arrays = json.loads(file.readline()), []
        while file.peek(1):
            arrays.append(np.load(file, allow_pickle=False))
    keys = (
        "hidden_irreps",
        "lmax",
        "cutoff",
        "n_layers",
        "radial_basis_size",
        "radial_mlp_size",
        "radial_mlp_layers",
        "radial_polynomial_p",
        "mlp_init_scale",
        "index_weights",
        "layer_norm",
        "shift",
        "scale",
        "avg_n_neighbors",
    )
    net = NequixTorch(
        n_species=len(card["atomic_numbers"]),
        atom_energies=[card["atom_energies"][str(n)] for n in card["atomic_numbers"]],
        **{k: card[k] for k in keys},
    )
    leaves = iter([a for a in arrays if a.ndim > 0] if len(arrays) > 63 else arrays)

    def fill(target, shape=None):
        leaf = torch.tensor(next(leaves))
        if tuple(leaf.shape) != tuple(target.shape if shape is None else shape):
            raise ValueError(f"{path}: a leaf of shape {tuple(leaf.shape)} where {tuple(target.shape if shape is None else shape)} belongs")
        target.copy_(leaf if shape is None else leaf.reshape(-1))

    with torch.no_grad():
        fill(net.atom_energies)
        for layer in net.layers:
            for linear in layer.radial_mlp.layers:
                fill(linear.weights)
            for linear in (layer.linear_1, layer.linear_2, layer.skip):
                for part, shape in linear.weight_index_slices:
                    fill(linear.weight[part], shape)
            for weight in layer.layer_norm.affine_weight:
                fill(weight)
        for part, shape in net.readout.weight_index_slices:
            fill(net.readout.weight[part], shape)
    if next(leaves, None) is not None:
        raise ValueError(f"{path}: leaves left over")
    return net.eval(), card


def nequix(path):
    from ase.neighborlist import primitive_neighbor_list

    net, card = nequix_network(path)
    index = {z: n for n, z in enumerate(card["atomic_numbers"])}
    real = lambda a: torch.tensor(np.asarray(a), dtype=torch.float32)

    def predict(numbers, positions, cell, pbc):
        i, j, shift = primitive_neighbor_list("ijS", pbc, np.asarray(cell), np.asarray(positions), card["cutoff"])
        edges = torch.tensor(np.stack([j, i]))  # senders, receivers
        energy, forces, _ = net(
            torch.tensor([index[int(z)] for z in numbers]),
            real(positions),
            real(shift),
            edges,
            real(cell)[None],
            None,
            None,
            torch.zeros(len(numbers), dtype=torch.long),
        )
        return float(energy.detach().sum()), forces.detach().double().numpy()

    return predict


def teacher(spec):
    """A predictor from `emt`, `nequix:PATH`, `tensornet:FOLDER` or `adatom:PATH`."""
    name, _, path = spec.partition(":")
    makers = {"emt": lambda: emt(), "nequix": lambda: nequix(path), "tensornet": lambda: TensorNet(path), "adatom": lambda: adatom(path)}
    if name not in makers or (name != "emt" and not path):
        raise ValueError(f"teacher {spec!r}: want emt, nequix:PATH, tensornet:FOLDER or adatom:PATH")
    return makers[name]()


def descent(atoms, forces, predict, rng, steps):
    """Frames along a short damped descent of the upper half; about a third are kept."""
    free = (atoms.positions[:, 2] > np.median(atoms.positions[:, 2]))[:, None]
    velocity, dt = np.zeros_like(forces), 0.08
    for _ in range(steps):
        power = (velocity * forces).sum()
        velocity = (
            0.9 * velocity + 0.1 * forces * np.linalg.norm(velocity) / (np.linalg.norm(forces) + 1e-9) if power > 0 else 0
        ) + dt * forces
        move = dt * velocity * free
        atoms.positions += move * min(1, 0.12 / (np.abs(move).max() + 1e-9))
        dt = min(1.1 * dt, 0.3)
        energy, forces = predict(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc)
        if not np.isfinite(energy) or np.abs(forces).max() > MAX_FORCE:
            return
        if rng.random() < 0.35:
            yield atoms.copy(), energy, forces


def cleaned(group, adslab, predict):
    """The record before this one without its adsorbate, of kind "stripped": the pair says what the adsorbate is worth (one or no record)."""
    slab = adslab[: adslab.info["slab_atoms"]]
    energy, forces = predict(slab.numbers, slab.positions, slab.cell.array, slab.pbc)
    return [("stripped", group, slab, energy, forces)] if np.isfinite(energy) and np.abs(forces).max() <= MAX_FORCE else []


def generate(chemistry, predict, seed, count=None, seconds=None, log=print):
    """Records (kind, group, atoms, energy, forces): `count` structures, or as many as fit into `seconds`."""
    if count is None and seconds is None:
        raise ValueError("generate: give a count or a time")
    rng, records, group, start = np.random.default_rng(seed), [], 0, time.monotonic()
    done = lambda: (count is not None and len(records) >= count) or (seconds is not None and time.monotonic() - start > seconds)
    while not done():
        group += 1
        try:
            kind, atoms = draw(chemistry, rng)
        except Rejected:
            continue
        energy, forces = predict(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc)
        if not np.isfinite(energy) or np.abs(forces).max() > MAX_FORCE:
            continue
        records.append((kind, group, atoms.copy(), energy, forces))
        if kind == "adslab":
            frames = list(descent(atoms, forces, predict, rng, int(rng.choice([4, 8, 14]))))
            records += [("descent", group, *frame) for frame in frames]
            records += cleaned(group, frames[-1][0] if frames else atoms, predict)
        if len(records) % 200 == 0:
            log(f"{len(records)} records, {time.monotonic() - start:.0f} s")
    return records


def write(records, path):
    """One `.npz`: atom_offsets, numbers, positions, forces, cell, pbc, energy, kind, kinds, group."""
    kinds = sorted({r[0] for r in records})
    atoms = [r[2] for r in records]
    np.savez_compressed(
        path,
        atom_offsets=np.concatenate([[0], np.cumsum([len(a) for a in atoms])]).astype(np.int32),
        numbers=np.concatenate([a.numbers for a in atoms]).astype(np.uint8),
        positions=np.concatenate([a.positions for a in atoms]).astype(np.float32),
        forces=np.concatenate([r[4] for r in records]).astype(np.float32),
        cell=np.stack([a.cell.array for a in atoms]),
        pbc=np.stack([a.pbc for a in atoms]),
        energy=np.array([r[3] for r in records]),
        kind=np.array([kinds.index(r[0]) for r in records], np.uint8),
        kinds=np.array(kinds),
        group=np.array([r[1] for r in records], np.int32),
    )
