"""The teacher TensorNet-MatPES-PBE in plain torch, on a flat list of edges: no matgl, no graph library.

G. Simeon, G. De Fabritiis, *TensorNet: Cartesian Tensor Representations for Efficient Learning of Molecular Potentials*, NeurIPS
2023; weights of MatPES (A. D. Kaplan et al., arXiv:2503.04070; BSD-3), in the layout of matgl 1.3. A tensor feature X [N, 9, C] holds the
components of a 3 x 3 matrix per channel in an orthonormal basis: 1 isotropic, 3 antisymmetric, 5 symmetric traceless.
"""

import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from ase.data import atomic_numbers

from .neighbours import complete, edges

RADIAL = 3  # smooth spherical Bessel functions


def matrices():
    """The orthonormal basis [9, 9]: row m is the m-th matrix, flattened."""
    s, t, q = math.sqrt(1 / 2), math.sqrt(1 / 3), math.sqrt(1 / 6)
    b = np.zeros((9, 3, 3))
    b[0] = np.eye(3) * t
    for m, (i, j) in enumerate(((2, 1), (0, 2), (1, 0)), 1):
        b[m, i, j], b[m, j, i] = s, -s
    for m, (i, j) in enumerate(((0, 1), (0, 2), (1, 2)), 4):
        b[m, i, j] = b[m, j, i] = s
    b[7] = np.diag([s, -s, 0])
    b[8] = np.diag([-q, -q, 2 * q])
    return torch.tensor(b.reshape(9, 9), dtype=torch.float32)


def bessel_mixture(cutoff):
    """Coefficients [3, 4] of sin(k pi r / rc) / (k pi r / rc) in the smooth Bessel functions (Kocer et al., J. Chem. Phys. 150, 154102)."""
    e = [n**2 * (n + 2) ** 2 / (4 * (n + 1) ** 4 + 1) for n in range(RADIAL)]
    d = [1.0]
    for n in range(1, RADIAL):
        d.append(1 - e[n] / d[-1])
    f = np.zeros((RADIAL, RADIAL + 1))
    for n in range(RADIAL):
        scale = (-1) ** n * math.sqrt(2) * math.pi / cutoff**1.5 * (n + 1) * (n + 2) / math.sqrt((n + 1) ** 2 + (n + 2) ** 2)
        f[n, n : n + 2] = scale
    g = [f[0]]
    for n in range(1, RADIAL):
        g.append((f[n] + math.sqrt(e[n] / d[n - 1]) * g[-1]) / math.sqrt(d[n]))
    return torch.tensor(np.array(g), dtype=torch.float32)


def geometry(u):
    """Components [E, 9] of identity, skew(u) and u u^T - 1/3 for unit vectors u [E, 3]."""
    x, y, z = u.unbind(-1)
    r = math.sqrt(2.0)
    rest = [r * x, r * y, r * z, r * x * y, r * x * z, r * y * z, (x * x - y * y) / r, (3 * z * z - 1) / math.sqrt(6)]
    return torch.stack([torch.full_like(x, math.sqrt(3.0)), *rest], -1)


def per_part(x, factors):
    """x [N, 9, C] with its isotropic, antisymmetric and symmetric parts multiplied by three factors."""
    return torch.cat([part * factor for part, factor in zip(x.split((1, 3, 5), 1), factors)], 1)


class TensorNet:
    """Energies per atom (eV, with element references apart) from edge vectors."""

    def __init__(self, folder):
        folder = Path(folder)
        card = json.loads((folder / "model.json").read_text())["kwargs"]["model"]["init_args"]
        self.state = {k.removeprefix("model."): v.float() for k, v in torch.load(folder / "state.pt", map_location="cpu", weights_only=False).items()}
        self.cutoff, self.layers = float(card["cutoff"]), int(card["nblocks"])
        self.index = np.full(120, -1)
        self.index[[atomic_numbers[symbol] for symbol in card["element_types"]]] = np.arange(len(card["element_types"]))
        self.width = self.state["tensor_embedding.emb.weight"].shape[1]
        self.basis, self.mixture = matrices(), bessel_mixture(self.cutoff)
        self.waves = torch.arange(1, RADIAL + 2) * (math.pi / self.cutoff)
        self.references = self.state["element_refs.property_offset"].double()

    def linear(self, name, x):
        return F.linear(x, self.state[name + ".weight"], self.state.get(name + ".bias"))

    def norm(self, name, x):
        return F.layer_norm(x, x.shape[-1:], self.state[name + ".weight"], self.state[name + ".bias"])

    def tensors(self, prefix, first, x):
        """A linear map of the channels for each part of x [N, 9, C]."""
        return torch.cat([self.linear(f"{prefix}linears_tensor.{first + n}", p) for n, p in enumerate(x.split((1, 3, 5), 1))], 1)

    def full(self, x):
        return torch.matmul(self.basis.T, x).view(-1, 3, 3, self.width)

    def parts(self, m):
        return torch.matmul(self.basis, m.reshape(-1, 9, self.width))

    @staticmethod
    def product(a, b):
        """Matrix product per channel of a and b [N, 3, 3, C]."""
        return (a.unsqueeze(3) * b.unsqueeze(1)).sum(2)

    def embed(self, types, rbf, cut, shape, i, j):
        """Tensor features [N, 9, C] of the atoms' surroundings."""
        n, pre = len(types), "tensor_embedding."
        table, mix = self.state[pre + "emb.weight"], self.state[pre + "emb2.weight"]
        sender, centre = table @ mix[:, : self.width].T, table @ mix[:, self.width :].T + self.state[pre + "emb2.bias"]
        pair = (sender[types][j] + centre[types][i]) * cut[:, None]
        radial = [(self.linear(f"{pre}distance_proj{k}", rbf) * pair).unsqueeze(1) for k in (1, 2, 3)]
        messages = per_part(shape.unsqueeze(-1).expand(-1, -1, self.width), radial)
        x = torch.zeros(n, 9, self.width).index_add(0, i, messages)
        gates = self.norm(pre + "init_norm", (x * x).sum(1))
        for k in range(2):
            gates = F.silu(self.linear(f"{pre}linears_scalar.{k}", gates))
        return per_part(self.tensors(pre, 0, x), gates.view(n, 1, self.width, 3).unbind(-1))

    def interact(self, layer, x, rbf, cut, i, j):
        """One interaction: X + D + D^2, with D from the products of an atom's tensor and its neighbours' messages."""
        pre, e = f"layers.{layer}.", rbf
        for k in range(3):
            e = F.silu(self.linear(f"{pre}linears_scalar.{k}", e))
        weights = (e * cut[:, None]).view(len(i), 1, self.width, 3).unbind(-1)
        x = x / ((x * x).sum(1, keepdim=True) + 1)
        y = self.tensors(pre, 0, x)
        message = torch.zeros_like(y).index_add(0, i, per_part(y[j], weights))
        a, b = self.full(message), self.full(y)
        d = self.parts(self.product(a, b) + self.product(b, a))
        d = self.tensors(pre, 3, d / ((d * d).sum(1, keepdim=True) + 1))
        return x + d + self.parts(self.product(self.full(d), self.full(d)))

    def energies(self, types, vectors, i, j):
        """Energy per atom [N] without references; vectors [E, 3] point from atom i to its neighbour j."""
        r = torch.sqrt((vectors * vectors).sum(-1) + 1e-12)
        phase = r[:, None] * self.waves
        rbf, cut = (torch.sin(phase) / phase) @ self.mixture.T, 0.5 * (torch.cos(math.pi / self.cutoff * r) + 1)
        x = self.embed(types, rbf, cut, geometry(vectors / r[:, None]), i, j)
        for layer in range(self.layers):
            x = self.interact(layer, x, rbf, cut, i, j)
        q = torch.cat([part.sum(1) for part in (x * x).split((1, 3, 5), 1)], -1)
        value = gate = self.linear("linear", self.norm("out_norm", q))
        for k in (0, 2, 4, 6):
            value, gate = self.linear(f"final_layer.gated.layers.{k}", value), self.linear(f"final_layer.gated.gates.{k}", gate)
            value, gate = (F.silu(value), F.silu(gate)) if k < 6 else (value, gate)
        return (value * torch.sigmoid(gate)).squeeze(-1) * self.state["data_std"]

    def prepared(self, numbers, positions, cell, pbc):
        """(types [N], vectors [E, 3], i, j) of a structure: everything but the network."""
        types = torch.tensor(self.index[np.asarray(numbers)])
        if (types < 0).any():
            raise ValueError("TensorNet: an element that it does not know")
        i, j, shift = edges(positions, cell, pbc, self.cutoff)
        positions = np.asarray(positions, float)
        vectors = torch.tensor(positions[j] + shift @ complete(cell, pbc) - positions[i], dtype=torch.float32)
        return types, vectors, torch.tensor(i), torch.tensor(j)

    def forces(self, types, vectors, i, j):
        """(energies per atom [N], forces [N, 3])."""
        vectors = vectors.detach().requires_grad_(True)
        per_atom = self.energies(types, vectors, i, j)
        (g,) = torch.autograd.grad(per_atom.sum(), vectors)
        return per_atom, torch.zeros(len(types), 3).index_add(0, i, g).index_add(0, j, -g)

    def __call__(self, numbers, positions, cell, pbc):
        """(energy eV, forces [N, 3] eV/A)."""
        prepared = self.prepared(numbers, positions, cell, pbc)
        per_atom, forces = self.forces(*prepared)
        return per_atom.double().sum().item() + self.references[prepared[0]].sum().item(), forces.double().numpy()
