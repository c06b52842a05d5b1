"""The density network of POTENTIAL.md: neighbour features times geometric tensors by batched matrix products.

One layer gathers the neighbours' features h_j, contracts them with radial functions times real spherical harmonics (l <= 2)
into a density A [N, 9, C] (as in SOAP and ACE), mixes it, and turns its invariants (linear, quadratic, one cubic) into an
update of h and into gates of the equivariant features that the next layer gathers. Nothing scatters: the adjoint of a gather
is a gather by the reverse-edge table. Three additions to that baseline:

- a Ziegler-Biersack-Littmark wall below 0.8 times the sum of covalent radii (J. F. Ziegler, J. P. Biersack, U. Littmark,
  *The Stopping and Range of Ions in Solids*, 1985), with a distance that flattens, as the network sees it,
  below 0.7 times that sum (a bounded net under an unbounded wall: pairs that no data set holds cannot become holes);
- a bias per *fidelity* (level of theory) before each non-linearity of the energy path, so that one network learns from
  several theories; the exported graph folds one fidelity in, at no cost;
- an energy shift per fidelity and element.
"""

import copy
import math

import numpy as np
import torch
from torch import nn
from ase.data import covalent_radii

SPECIES = 100
#: levels of theory the readout tells apart: the first speaks in adatom-s, pbe-omat (PBE, with +U where oxygen meets its metals) in adatom-s-oxide;
#: pbe+u-oxide is no longer used: the oxide DFT agrees with OMat24's PBE(+U) and is trained as that (datasets.oxide)
FIDELITIES = ("rpbe-oc20", "pbe-omat", "pbe-matpes", "pbe+u-oxide", "rpbe-model")
COULOMB = 14.399645  # e^2 / (4 pi eps0), eV A
BOHR = 0.529177  # A
WALL, FLAT = 0.8, 0.7  # times the sum of covalent radii
FLOOR = 0.5  # times FLAT: below it the network sees a constant distance, so that only the wall acts


class Gather(torch.autograd.Function):
    """x [N, ...] -> x[nbr] [N, K, ...]; its adjoint is RevSum."""

    @staticmethod
    def forward(ctx, x, nbr, rev):
        ctx.save_for_backward(nbr, rev)
        return x.index_select(0, nbr.reshape(-1)).view(nbr.shape[0], nbr.shape[1], *x.shape[1:])

    @staticmethod
    def backward(ctx, grad):
        nbr, rev = ctx.saved_tensors
        return RevSum.apply(grad, nbr, rev), None, None


class RevSum(torch.autograd.Function):
    """g [N, K, ...] -> sum over the edges that point at each atom [N, ...]; its adjoint is Gather."""

    @staticmethod
    def forward(ctx, g, nbr, rev):
        ctx.save_for_backward(nbr, rev)
        n, k = g.shape[0], g.shape[1]
        return g.reshape(n * k, *g.shape[2:]).index_select(0, rev.reshape(-1)).view(n, k, *g.shape[2:]).sum(1)

    @staticmethod
    def backward(ctx, grad):
        nbr, rev = ctx.saved_tensors
        return Gather.apply(grad, nbr, rev), None, None


def silu(x):
    """x * sigmoid(x), spelt out because the fused operator has no ONNX decomposition in backward graphs."""
    return x * torch.sigmoid(x)


def harmonics(u):
    """Real spherical harmonics l = 0, 1, 2 of unit vectors, normalised so that each l has squared norm 1: [..., 9]."""
    x, y, z = torch.unbind(u, -1)
    s3 = math.sqrt(3.0)
    return torch.stack(
        [torch.ones_like(x), x, y, z, s3 * x * y, s3 * y * z, s3 * x * z, s3 / 2 * (x * x - y * y), 0.5 * (3 * z * z - 1)], -1
    )


def envelope(x, mask):
    """Polynomial 1 - 21 x^5 + 35 x^6 - 15 x^7, zero with two derivatives at x = 1 (Gasteiger et al. 2020, p = 5)."""
    p = x**5
    return torch.where(x < 1, (1 - 21 * p + 35 * p * x - 15 * p * x * x) * mask, torch.zeros_like(x))


def bessel(r, weight, cutoff, count):
    """Radial Bessel functions sin(k pi r / rc) / r times a weight [...]: [..., count]."""
    k = torch.arange(1, count + 1, dtype=r.dtype) * (math.pi / cutoff)
    return torch.sin(r[..., None] * k) / r[..., None] * (weight[..., None] * (2 * math.sqrt(2 / cutoff)))


def flatten(r, r1):
    """r above r1; constant below FLOOR r1; between, the slope rises as 3 s^2 - 2 s^3: twice differentiable."""
    s = torch.clamp((r / r1 - FLOOR) / (1 - FLOOR), min=0.0)
    low = r1 * (1 - (1 - FLOOR) * (0.5 - s * s * s + 0.5 * s * s * s * s))
    return torch.where(r < r1, low, r)


def calm(x):
    """x / sqrt(1 + mean square over all but the first axis): its own size while small, of size 1 where large; equivariant where x is."""
    return x / torch.sqrt(1 + (x * x).mean(tuple(range(1, x.ndim)), keepdim=True))


class Layer(nn.Module):
    """Parameters of one interaction; `first` layers have no equivariant input."""

    def __init__(self, width, radial, narrow, first, last, fidelities):
        super().__init__()
        matrix = lambda rows: nn.ParameterList([nn.Parameter(torch.randn(rows, width) / math.sqrt(rows)) for _ in range(3)])
        self.lin = nn.Linear(width, width, bias=False)
        self.W = matrix(radial * width)
        if not first:
            self.down = nn.Linear(width, narrow, bias=False)
            self.U = matrix(radial * narrow)
        self.mix = matrix(width)
        self.f1 = nn.Linear(5 * width, 2 * width)
        self.f2 = nn.Linear(2 * width, width if last else 4 * width)
        self.fid = nn.Parameter(torch.zeros(fidelities, 2 * width))


def by_degree(a, weights):
    """a [N, 9, X] times one matrix per degree l: [N, 9, O], as plain two-dimensional products."""
    n, _, x = a.shape
    out = weights[0].shape[1]
    parts = torch.split(a, [1, 3, 5], 1)
    return torch.cat([(p.reshape(n * m, x) @ w).view(n, m, out) for p, w, m in zip(parts, weights, (1, 3, 5))], 1)


def invariants(v, p):
    """Scalars of the density v and its mixture p, both [N, 9, C]: |l=1|^2, |l=2|^2 (mixed) and v1.p2.v1, each [N, C]."""
    _, q1, q2 = torch.split(v * p, [1, 3, 5], 1)
    _, v1, _ = torch.split(v, [1, 3, 5], 1)
    ax, ay, az = torch.unbind(v1, 1)
    _, _, _, _, p4, p5, p6, p7, p8 = torch.unbind(p, 1)
    s3 = math.sqrt(3.0)
    x2, y2, z2 = ax * ax, ay * ay, az * az
    cubic = 2 * s3 * (ax * ay * p4 + ay * az * p5 + ax * az * p6) + s3 * (x2 - y2) * p7 + (2 * z2 - x2 - y2) * p8
    return [q1.sum(1), q2.sum(1), cubic]


class DensityNet(nn.Module):
    """Energies per atom [N] (eV, without element references) and latents [N, 3 width] from edge vectors [N, K, 3]."""

    def __init__(self, width=64, radial=8, layers=2, cutoff=5.0, narrow=16, wall=True, fidelities=len(FIDELITIES)):
        super().__init__()
        self.width, self.radial, self.cutoff, self.narrow, self.wall = width, radial, cutoff, narrow, wall
        self.emb = nn.Embedding(SPECIES, width)
        self.sh = nn.Embedding(SPECIES, 1)
        nn.init.zeros_(self.sh.weight)
        self.register_buffer("scale", torch.tensor(0.5))
        self.register_buffer("avgn", torch.tensor(12.0))
        self.L = nn.ModuleList([Layer(width, radial, narrow, t == 0, t == layers - 1, fidelities) for t in range(layers)])
        self.o1, self.o2 = nn.Linear(width, width), nn.Linear(width, 1)
        nn.init.zeros_(self.o2.bias)
        self.out_fid = nn.Parameter(torch.zeros(fidelities, width))
        self.shift_fid = nn.Parameter(torch.zeros(fidelities, SPECIES))
        radius = np.where(np.arange(SPECIES) > 0, covalent_radii[:SPECIES], 1.0)
        self.register_buffer("radius", torch.tensor(radius, dtype=torch.float32), persistent=False)
        self.register_buffer("charge", torch.arange(SPECIES, dtype=torch.float32), persistent=False)

    def config(self):
        return {
            "width": self.width,
            "radial": self.radial,
            "layers": len(self.L),
            "cutoff": self.cutoff,
            "narrow": self.narrow,
            "wall": self.wall,
            "fidelities": int(self.out_fid.shape[0]),
        }

    def folded(self, fidelity):
        """A copy that speaks one fidelity (index) when called with fid = None: its biases and shifts are added in."""
        net = copy.deepcopy(self)
        with torch.no_grad():
            for layer in net.L:
                layer.f1.bias += layer.fid[fidelity]
            net.o1.bias += net.out_fid[fidelity]
            net.sh.weight += net.shift_fid[fidelity][:, None]
        return net.requires_grad_(False)

    def repulsion(self, r, typ, nbr, contact, mask):
        """ZBL energy per atom [N]: half of each pair, switched off smoothly at WALL times the sum of covalent radii."""
        z = self.charge.index_select(0, typ)
        power = z**0.23
        flat, shape = nbr.reshape(-1), nbr.shape
        zj, pj = z.index_select(0, flat).view(shape), power.index_select(0, flat).view(shape)
        x = r * (power[:, None] + pj) / (0.88534 * BOHR)
        screen = (
            0.18175 * torch.exp(-3.19980 * x)
            + 0.50986 * torch.exp(-0.94229 * x)
            + 0.28022 * torch.exp(-0.40290 * x)
            + 0.02817 * torch.exp(-0.20162 * x)
        )
        pair = COULOMB * z[:, None] * zj / r * screen * envelope(r / (WALL * contact), mask)
        return 0.5 * pair.sum(1)

    def forward(self, typ, vec, nbr, rev, mask, fid):
        """typ [N], vec [N, K, 3] (A), nbr and rev [N, K], mask [N, K], fid [N] (index into FIDELITIES) or None in a folded net."""
        n, k = nbr.shape
        r = torch.sqrt((vec * vec).sum(-1) + 1e-12)
        radius = self.radius.index_select(0, typ)
        contact = radius[:, None] + radius.index_select(0, nbr.reshape(-1)).view(n, k)
        seen = flatten(r, FLAT * contact) if self.wall else r
        norm = torch.sqrt(self.avgn)
        rbf = bessel(seen, envelope(seen / self.cutoff, mask), self.cutoff, self.radial)
        basis = (harmonics(vec / r[..., None])[..., :, None] * rbf[..., None, :]).reshape(n, k, 9 * self.radial) / norm
        basis, radial = basis.transpose(1, 2), rbf.transpose(1, 2) / norm
        h, v = self.emb(typ), None
        for index, layer in enumerate(self.L):
            gathered, v = (h, v) if index < 2 else (calm(h), calm(v))  # each layer takes the cube of what it gathers: a third one explodes without
            h, v, density = self.interact(layer, h, gathered, v, basis, radial, nbr, rev, fid)
        _, v1, v2 = torch.split(density, [1, 3, 5], 1)
        latent = torch.cat([h, (v1 * v1).sum(1), (v2 * v2).sum(1)], -1)
        hidden = self.o1(h) if fid is None else self.o1(h) + self.out_fid.index_select(0, fid)
        e = self.o2(silu(hidden)).squeeze(-1) * self.scale + self.sh(typ).squeeze(-1)
        if fid is not None:
            e = e + self.shift_fid.reshape(-1).index_select(0, fid * SPECIES + typ)
        if self.wall:
            e = e + self.repulsion(r, typ, nbr, contact, mask)
        return e, latent

    def interact(self, layer, h, gathered, v, basis, radial, nbr, rev, fid):
        """One layer: new scalars [N, C], gated equivariants [N, 9, C] (None after the last) and the density [N, 9, C].

        `gathered` [N, C] are the scalars as neighbours see them.
        """
        n, c, b = h.shape[0], self.width, self.radial
        neighbours = Gather.apply(layer.lin(gathered), nbr, rev)
        density = by_degree(torch.bmm(basis, neighbours).reshape(n, 9, b * c), layer.W)
        if v is not None:
            w = Gather.apply(layer.down(v.reshape(n * 9, c)).reshape(n, 9 * self.narrow), nbr, rev)
            moved = torch.bmm(radial, w).reshape(n, b, 9, self.narrow).transpose(1, 2).reshape(n, 9, b * self.narrow)
            density = density + by_degree(moved, layer.U)
        v0, v1, v2 = torch.split(density, [1, 3, 5], 1)
        scalars = torch.cat([h, v0.squeeze(1), *invariants(density, by_degree(density, layer.mix))], -1)
        hidden = layer.f1(scalars) if fid is None else layer.f1(scalars) + layer.fid.index_select(0, fid)
        o = layer.f2(silu(hidden))
        if o.shape[1] == c:
            return h + o, None, density
        update, g0, g1, g2 = torch.split(o, [c, c, c, c], -1)
        gated = torch.cat([v0 * g0.unsqueeze(1), v1 * g1.unsqueeze(1), v2 * g2.unsqueeze(1)], 1)
        return h + update, gated, density


def energy_forces(net, typ, pos, nbr, rev, shift, mask, fid, create_graph=False):
    """Per-atom energies [N] eV, forces [N, 3] eV/A, virials [N, 3, 3] eV and latents of one or several structures.

    With g = dE/d(edge vector), F_i = sum_k g_ik - sum of g over the reverse edges, virial_i = sum_k g_ik (x) vec_ik.
    """
    n, k = nbr.shape
    vec = pos.index_select(0, nbr.reshape(-1)).view(n, k, 3) + shift - pos[:, None, :]
    vec = vec.detach().requires_grad_(True)
    e, latent = net(typ, vec, nbr, rev, mask, fid)
    (g,) = torch.autograd.grad(e.sum(), vec, create_graph=create_graph)
    return e, g.sum(1) - RevSum.apply(g, nbr, rev), torch.matmul(g.transpose(1, 2), vec), latent
