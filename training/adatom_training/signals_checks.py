"""The statistics of signals.py against what they must be: closed forms, a planted signal, and the symmetries of the descriptors."""

import numpy as np
import torch
from ase.build import add_adsorbate, fcc111

from . import signals
from .evaluator import Evaluator


def run(check, net, refs):
    rng = np.random.default_rng(0)
    statistics(check, rng)
    regressions(check, rng)
    symmetries(check, Evaluator(net, refs, dtype=torch.float64))


def statistics(check, rng):
    signal, size = rng.random(40).round(1), rng.random(40)  # rounded: ties count a half
    wrong, pairs = size > 0.5, 0.0
    for a in signal[wrong]:
        pairs += (a > signal[~wrong]).sum() + 0.5 * (a == signal[~wrong]).sum()
    check("AUROC against counting pairs", abs(signals.auroc(signal, wrong) - pairs / (wrong.sum() * (~wrong).sum())), 1e-12)
    crystals = np.repeat(np.arange(40), 10)
    quality = rng.standard_normal(400)
    noise = [rng.standard_normal(400) for _ in range(9)]
    check("held-out crystals find a planted signal: 1 - Spearman", 1 - signals.combined([quality, *noise], np.exp(quality), crystals), 0.1)
    check("held-out crystals find nothing in noise: |Spearman|", abs(signals.combined(noise, np.exp(quality), crystals)), 0.15)
    check("ceiling without spread", abs(signals.ceiling(0.0)), 0.0)
    error = np.exp(0.5 * rng.standard_normal(400_000)) * rng.standard_normal(400_000)
    check("width of ln(sigma) from the kurtosis (heavy tails: a tenth)", abs(signals.width_of(error) - 0.5), 0.05)


def regressions(check, rng):
    """Laplace variance against the leave-one-out identity of ridge regression, GP variance at a training point against (K + s)^-1."""
    x, groups = rng.standard_normal((30, 4)), (np.array(["H"] * 30), np.array(["H"] * 30))
    y = rng.standard_normal(30)
    out = signals.from_labels(x, x, y, y, y, groups)
    leverage = out["Laplace variance"]
    fit = x @ np.linalg.solve(x.T @ x + np.eye(4), x.T @ y)
    keep = np.arange(30) != 7
    without = x[7] @ np.linalg.solve(x[keep].T @ x[keep] + np.eye(4), x[keep].T @ y[keep])
    check(
        "Laplace variance is the leverage: residual of a point left out", abs((y[7] - fit[7]) / (1 - leverage[7]) - (y[7] - without)), 1e-10
    )
    inverse = np.linalg.inv(np.exp(-signals.squared(x, x) / (2 * np.median(signals.squared(x, x)))) + signals.NOISE * np.eye(30))
    expected = signals.NOISE - signals.NOISE**2 * inverse[7, 7]
    check("GP variance at a training point", abs(out[f"GP variance, {signals.LENGTHS[-1]}"][7] - expected), 1e-10)
    check("nearest of a training point is itself", float(out["nearest"].max()), 1e-10)


def symmetries(check, predict):
    """Turned, moved across the boundary and renumbered, an adslab has the same descriptors and adsorption energy (cell shifts of neighbours are float32: 1e-7 of 10 Å)."""
    atoms = fcc111("Cu", (2, 2, 3), vacuum=6)
    add_adsorbate(atoms, "O", 1.3, "fcc")
    add_adsorbate(atoms, "H", 2.2, "fcc")
    atoms.pbc = True
    atoms.rattle(0.05, seed=1)
    atoms.set_tags([0] * 12 + [signals.ADSORBATE] * 2)
    other = atoms[np.random.default_rng(2).permutation(len(atoms))]
    other.translate([1.7, -0.4, 0.3])
    other.wrap()
    other.rotate(40, (1, 2, 3), rotate_cell=True)
    (energy, one), (moved, two) = described(predict, atoms), described(predict, other)
    check("adsorption energy of a moved adslab, eV", abs(energy - moved), 1e-6)
    check("descriptors of a moved adslab, relative", max(np.abs(one[k] - two[k]).max() / (1 + np.abs(one[k]).max()) for k in one), 1e-6)


def described(predict, atoms):
    energy, latents, slabs = signals.adsorption(predict, atoms)
    return energy, signals.descriptors([atoms], {"latents": latents, "slabs": slabs})
