"""PaiNN on the same neighbour tables as the density network: the yardstick of speed, not a model that is trained here.

K. T. Schütt, O. T. Unke, M. Gastegger, *Equivariant message passing for the prediction of tensorial properties and molecular spectra*, ICML 2021
(arXiv:2102.03150). Equation numbers are the paper's. Plain: no wall, no fidelities, nothing of ours but the gather without scatter.
"""

import math

import torch
from torch import nn

from .model import SPECIES, Gather, silu


class Interaction(nn.Module):
    """Message and update blocks of one layer."""

    def __init__(self, width, radial):
        super().__init__()
        self.width = width
        self.phi1, self.phi2 = nn.Linear(width, width), nn.Linear(width, 3 * width)
        self.filter = nn.Linear(radial, 3 * width)
        self.U, self.V = nn.Linear(width, width, bias=False), nn.Linear(width, width, bias=False)
        self.a1, self.a2 = nn.Linear(2 * width, width), nn.Linear(width, 3 * width)

    def message(self, s, v, rbf, cut, unit, nbr, rev):
        """(ds [N, F], dv [N, 3, F]) by equations 7 and 8; the filter is a linear map of the radial basis times the cosine cutoff."""
        n, f = s.shape
        k = nbr.shape[1]
        phi = Gather.apply(self.phi2(silu(self.phi1(s))), nbr, rev)
        weight = self.filter(rbf.reshape(n * k, -1)).view(n, k, 3 * f) * cut[..., None]
        scalar, vector, direction = torch.split(phi * weight, f, -1)
        carried = Gather.apply(v.reshape(n, 3 * f), nbr, rev).view(n, k, 3, f)
        dv = (carried * vector.unsqueeze(2)).sum(1) + torch.bmm(unit.transpose(1, 2), direction)
        return scalar.sum(1), dv

    def update(self, s, v):
        """(ds [N, F], dv [N, 3, F]) by equations 9 and 10."""
        n, f = s.shape
        u, w = self.U(v.reshape(n * 3, f)).view(n, 3, f), self.V(v.reshape(n * 3, f)).view(n, 3, f)
        norm = torch.sqrt((w * w).sum(1) + 1e-12)
        scalar, mixed, vector = torch.split(self.a2(silu(self.a1(torch.cat([s, norm], -1)))), f, -1)
        return scalar + mixed * (u * w).sum(1), vector.unsqueeze(1) * u


class PaiNN(nn.Module):
    """Energies per atom [N] (eV) and the final scalars [N, F], called as model.DensityNet is; `fid` is not used."""

    def __init__(self, width=64, layers=3, radial=20, cutoff=5.0):
        super().__init__()
        self.width, self.radial, self.cutoff = width, radial, cutoff
        self.emb = nn.Embedding(SPECIES, width)
        self.layers = nn.ModuleList([Interaction(width, radial) for _ in range(layers)])
        self.o1, self.o2 = nn.Linear(width, width // 2), nn.Linear(width // 2, 1)

    def config(self):
        return {"painn": True, "width": self.width, "layers": len(self.layers), "radial": self.radial, "cutoff": self.cutoff}

    def folded(self, fidelity):
        """Itself, frozen: there is one fidelity (what export.export asks for)."""
        return self.requires_grad_(False)

    def radial_basis(self, r, mask):
        """sin(n pi r / rc) / r [N, K, radial] and the cosine cutoff [N, K]."""
        n = torch.arange(1, self.radial + 1, dtype=r.dtype) * (math.pi / self.cutoff)
        cut = torch.where(r < self.cutoff, 0.5 * (torch.cos(math.pi / self.cutoff * r) + 1) * mask, torch.zeros_like(r))
        return torch.sin(r[..., None] * n) / r[..., None], cut

    def forward(self, typ, vec, nbr, rev, mask, fid=None):
        r = torch.sqrt((vec * vec).sum(-1) + 1e-12)
        rbf, cut = self.radial_basis(r, mask)
        unit = vec / r[..., None]
        s = self.emb(typ)
        v = torch.zeros(s.shape[0], 3, self.width, dtype=s.dtype)
        for layer in self.layers:
            ds, dv = layer.message(s, v, rbf, cut, unit, nbr, rev)
            s, v = s + ds, v + dv
            ds, dv = layer.update(s, v)
            s, v = s + ds, v + dv
        return self.o2(silu(self.o1(s))).squeeze(-1), s


def by_edges(net, numbers, vectors, i, j):
    """The energy (eV) by the paper's equations on a list of edges i <- j with vectors [E, 3], written a second time and plainly: for tests."""
    s, v = net.emb(numbers), torch.zeros(len(numbers), net.width, 3, dtype=vectors.dtype)
    r = vectors.norm(dim=1, keepdim=True)
    n = torch.arange(1, net.radial + 1, dtype=vectors.dtype)
    rbf, cut = torch.sin(n * math.pi * r / net.cutoff) / r, 0.5 * (torch.cos(math.pi * r / net.cutoff) + 1)
    for layer in net.layers:
        x = layer.phi2(torch.nn.functional.silu(layer.phi1(s)))[j] * layer.filter(rbf) * cut
        ss, vv, vs = x.chunk(3, 1)
        s, v = (
            s.index_add(0, i, ss),
            v.index_add(0, i, v[j] * vv[..., None] + vs[..., None] * (vectors / r)[:, None, :]),
        )
        u, w = torch.einsum("nfx,gf->ngx", v, layer.U.weight), torch.einsum("nfx,gf->ngx", v, layer.V.weight)
        a_ss, a_sv, a_vv = layer.a2(torch.nn.functional.silu(layer.a1(torch.cat([s, w.norm(dim=2)], 1)))).chunk(3, 1)
        s, v = s + a_ss + a_sv * (u * w).sum(2), v + a_vv[..., None] * u
    return net.o2(torch.nn.functional.silu(net.o1(s))).sum()
