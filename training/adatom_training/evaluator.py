"""A trained net as a function of one structure: the total energy and forces of one fidelity, in float32 or float64."""

import numpy as np
import torch
from ase.calculators.calculator import Calculator, all_changes

from .batches import collate
from .datasets import Frame, Sample
from .model import FIDELITIES, DensityNet, energy_forces
from .neighbours import table
from .train import restore, warm_start


class Evaluator:
    """`refs` [fidelities, species] eV; `fidelity` names the level of theory that speaks."""

    def __init__(self, net, refs, fidelity=FIDELITIES[0], dtype=torch.float32):
        self.net = net.to(dtype).requires_grad_(False)
        self.refs, self.fidelity, self.dtype = refs, FIDELITIES.index(fidelity), dtype

    def __call__(self, numbers, positions, cell, pbc, latents=False):
        """Energy (eV), forces [N, 3] (eV/A) and, if asked for, latents [N, D]."""
        nbr, rev, shift, mask = table(positions, cell, pbc, self.net.cutoff, np.float64)
        whole, real = (
            (lambda a: torch.as_tensor(np.asarray(a, np.int64))),
            (lambda a: torch.as_tensor(np.asarray(a, np.float64)).to(self.dtype)),
        )
        fid = np.full(len(numbers), self.fidelity)
        e, forces, _, latent = energy_forces(
            self.net, whole(numbers), real(positions), whole(nbr), whole(rev), real(shift), real(mask), whole(fid)
        )
        energy = float(e.detach().double().sum()) + float(self.refs[self.fidelity][np.asarray(numbers)].sum())
        return (
            (energy, forces.detach().double().numpy(), latent.detach().numpy()) if latents else (energy, forces.detach().double().numpy())
        )

    def forward(self, structures):
        """(energies per atom, latents, batch) of many structures (numbers, positions, cell, pbc) in one pass, without forces."""
        unknown = lambda n: np.full((n, 3), np.nan, np.float32)
        frames = [Frame(np.asarray(z), np.asarray(x, float), c, p, unknown(len(z)), np.ones(len(z), bool)) for z, x, c, p in structures]
        batch = collate([Sample([frame], [], "", self.fidelity, "", "") for frame in frames], self.refs, self.net.cutoff, self.dtype)
        typ, pos, nbr, rev, shift, mask, fid = batch.inputs
        vec = pos[nbr] + shift - pos[:, None, :]
        with torch.no_grad():
            return *self.net(typ, vec, nbr, rev, mask, fid), batch

    def energies(self, structures):
        """Total energies [M] (eV) of many structures."""
        e, _, batch = self.forward(structures)
        total = torch.zeros(len(structures), dtype=torch.float64).index_add(0, batch.structure, e.double()).numpy()
        return total + np.array([self.refs[self.fidelity][np.asarray(numbers)].sum() for numbers, *_ in structures])

    def latents(self, structures):
        """Latents [sum of N, D] of many structures, one after another."""
        return self.forward(structures)[1].double().numpy()

    def atoms(self, atoms):
        return self(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc)


class NetCalculator(Calculator):
    """ASE calculator around an Evaluator; `latents` puts them into the results beside energy and forces."""

    implemented_properties = ["energy", "forces"]

    def __init__(self, evaluator, latents=False):
        super().__init__()
        self.evaluator, self.latents = evaluator, latents

    def calculate(self, atoms=None, properties=("energy",), system_changes=all_changes):
        super().calculate(atoms, properties, system_changes)
        atoms = self.atoms
        found = self.evaluator(atoms.numbers, atoms.positions, atoms.cell.array, atoms.pbc, latents=self.latents)
        self.results = dict(zip(("energy", "forces", "latents"), found))


def load_checkpoint(path, dtype=torch.float32, fidelity=FIDELITIES[0]):
    net, refs, _ = restore(path)
    return Evaluator(net, refs, fidelity, dtype)


def load_spike(path, dtype=torch.float32):
    """The starting model adatom-0 from its own checkpoint (no wall, one theory: PBE)."""
    net = DensityNet(wall=False)
    warm_start(net, path)
    refs = np.repeat(np.asarray(torch.load(path, weights_only=False)["ref"])[None], len(FIDELITIES), 0)
    return Evaluator(net, refs, FIDELITIES[0], dtype)
