"""Which signal ranks a net's adsorption-energy errors? Measured on the calibration part; what was found stands in docs/uncertainty.md.

    python -m adatom_training.signals FOLDER CHECKPOINT [MEMBER ...]

FOLDER holds the adslabs (`python -m adatom_training.adslabs`) and the relaxations of CHECKPOINT's ONNX file (`bench/run.mjs measure-errors`),
whose points `bench/run.mjs calibrate-model` left in results/errors-adatom-s/calibration.csv. MEMBER are other checkpoints. Single points of
the training part (at the DFT minimum) and of the calibration points (at the net's own) are kept in FOLDER, so that a second call takes a
minute. A signal is any number computable without DFT; its rank is compared with that of |error|. Intervals draw crystals with replacement:
rows of one crystal are not independent. The test part is not read.
"""

import argparse
import csv
import hashlib
import json
from pathlib import Path

import numpy as np
import torch
from ase.io import read
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import rankdata, spearmanr

from .batches import collate
from .datasets import GAS_REFERENCES, Frame, Sample
from .evaluator import load_checkpoint
from .model import FIDELITIES

ADSORBATE = 2  # tag
POINTS = Path(__file__).parent.parent / "results" / "errors-adatom-s" / "calibration.csv"
MODEL = Path(__file__).parent.parent.parent / "models" / "adatom-s.json"
COMPONENTS = 24  # principal components of the latents kept
RESAMPLES, PARTITIONS, PERMUTATIONS = 1000, 20, 1000
LENGTHS = (0.3, 1.0)  # of the Gaussian kernels, squared, in medians of the squared distance
NOISE = 0.15  # of the kernel regressions, variance of the noise over that of the signal


# Single points


def single_point(evaluator, numbers, positions, cell):
    """Total energy (eV) and latents [N, D] without forces."""
    unknown, free = np.full((len(numbers), 3), np.nan, np.float32), np.ones(len(numbers), bool)
    frame = Frame(numbers.astype(np.int32), positions, cell, np.ones(3, bool), unknown, free)
    batch = collate([Sample([frame], [], "", evaluator.fidelity, "", "")], evaluator.refs, evaluator.net.cutoff, evaluator.dtype)
    typ, pos, nbr, rev, shift, mask, fid = batch.inputs
    with torch.no_grad():
        e, latent = evaluator.net(typ, pos[nbr] + shift - pos[:, None, :], nbr, rev, mask, fid)
    return float(e.double().sum()) + float(evaluator.refs[evaluator.fidelity][numbers].sum()), latent.numpy()


def adsorption(evaluator, atoms):
    """(adsorption energy eV over the stripped slab, latents of the adslab [N, D], latents of the slab alone [N, D] with zeros for the adsorbate)."""
    adsorbate = atoms.get_tags() == ADSORBATE
    slab = atoms[~adsorbate]
    whole, latent = single_point(evaluator, atoms.numbers, atoms.positions, atoms.cell.array)
    bare, own = single_point(evaluator, slab.numbers, slab.positions, slab.cell.array)
    spread = np.zeros_like(latent)
    spread[~adsorbate] = own
    return whole - bare - sum(GAS_REFERENCES[z] for z in atoms.numbers[adsorbate]), latent, spread


def evaluated(folder, name, checkpoint, atoms):
    """Single points of one checkpoint on one list of adslabs, from the file in `folder` or made and kept there."""
    digest = hashlib.sha256(Path(checkpoint).read_bytes())
    for a in atoms:
        digest.update(a.positions.round(6).tobytes())
    path = Path(folder) / f"signals-{name}-{digest.hexdigest()[:12]}.npz"
    if not path.exists():
        evaluator = load_checkpoint(checkpoint)
        energies, latents, slabs = zip(*(adsorption(evaluator, a) for a in atoms))
        np.savez(path, energy=energies, latents=np.concatenate(latents), slabs=np.concatenate(slabs))
    return dict(np.load(path))


# Points


def measured(folder):
    with open(MODEL) as file:
        sha256 = json.load(file)["sha256"]
    with open(Path(folder) / f"measured-{sha256[:12]}.jsonl") as file:
        return {row["id"]: row for row in map(json.loads, file)}


def calibration_points(folder):
    """(adslabs at the net's own minimum, error [n] eV, adsorption energy [n] eV, latent distance [n]) of the calibration's points."""
    with open(POINTS) as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    by_id, own = {a.info["id"]: a for a in read(Path(folder) / "calibration.extxyz", ":")}, measured(folder)
    atoms = [by_id[row["id"]] for row in rows]
    for a in atoms:
        a.set_constraint()
        a.positions = np.array(own[a.info["id"]]["positions"]).reshape(-1, 3)
    error = [float(row["error (eV)"]) for row in rows]
    return atoms, np.array(error), np.array([own[row["id"]]["energy"] for row in rows]), np.array([float(row["distance"]) for row in rows])


def of(atoms, name):
    return np.array([str(a.info[name]) for a in atoms])


# Features


def descriptors(atoms, data):
    """{name: [n, D]} of the adsorption: sums and local parts of latents of the adslab and of the slab alone."""
    rows, start = [], 0
    for a in atoms:
        part = slice(start, start := start + len(a))
        rows.append(descriptor(a, data["latents"][part].astype(float), data["slabs"][part].astype(float)))
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}


def descriptor(a, latent, slab):
    """The anchor is the heaviest atom of the adsorbate; slab atoms are weighted by a Gaussian of 2.5 Å about it."""
    adsorbate = np.flatnonzero(a.get_tags() == ADSORBATE)
    anchor = adsorbate[np.argmax(a.numbers[adsorbate])]
    distance = a.get_distances(anchor, range(len(a)), mic=True)
    weight = np.exp(-((distance / 2.5) ** 2))
    weight[adsorbate] = 0
    weight /= weight.sum()
    distance[adsorbate] = np.inf
    return {
        "sum": latent.sum(0) - slab.sum(0),
        "anchor": latent[anchor],
        "site": weight @ slab,
        "change": weight @ (latent - slab),
        "shell": latent[distance < distance.min() + 0.4].mean(0),
        "site and anchor": np.r_[weight @ slab, latent[anchor]],
        "bond": [distance.min()],
        "coordination": [(distance < distance.min() + 0.4).sum()],
        "disturbance": [np.linalg.norm(latent - slab, axis=1)[a.get_tags() != ADSORBATE].max()],
    }


def compositions(atoms):
    """[n, 100] fractions of the slab."""
    slabs = [a.numbers[a.get_tags() != ADSORBATE] for a in atoms]
    return np.array([np.bincount(z, minlength=100) / len(z) for z in slabs])


def principal(train, query, is_oh, query_is_oh):
    """Standardised, halfway whitened, COMPONENTS components, with the adsorbate as one more: (train, query)."""
    mean, scale = train.mean(0), train.std(0) + 1e-9
    train, query = (train - mean) / scale, (query - mean) / scale
    _, s, v = np.linalg.svd(train, full_matrices=False)
    basis = v[:COMPONENTS].T / np.sqrt(s[:COMPONENTS] / np.sqrt(len(train)))
    return np.c_[train @ basis, 2.0 * is_oh], np.c_[query @ basis, 2.0 * query_is_oh]


def squared(a, b):
    return np.maximum((a * a).sum(1)[:, None] + (b * b).sum(1) - 2 * a @ b.T, 0)


# Signals


def from_labels(train, query, residual, dft_train, energy, groups):
    """{name: [n]} of signals that know the training part's DFT labels, for one descriptor; `groups` are the adsorbates (train, query).

    Distance, density, errors of the neighbours, last-layer Laplace variance phi^T H^-1 phi, and two Gaussian-process regressions: of the DFT
    adsorption energy (a second opinion: its disagreement with the net, its variance) and of the net's residual.
    """
    apart, between = squared(query, train), squared(train, train)
    order, nearest = np.argsort(apart, 1, kind="stable"), np.sort(apart, 1)
    hessian = train.T @ train + np.eye(train.shape[1])
    out = {
        "nearest": nearest[:, 0],
        "10 nearest": nearest[:, :10].mean(1),
        "|residual| of 10 nearest": np.abs(residual)[order[:, :10]].mean(1),
        "|residual| of 30 nearest": np.abs(residual)[order[:, :30]].mean(1),
        "Laplace variance": (query * np.linalg.solve(hessian, query.T).T).sum(1),
    }
    means = {g: dft_train[groups[0] == g].mean() for g in set(groups[0])}
    target, offset = dft_train - [means[g] for g in groups[0]], np.array([means[g] for g in groups[1]])
    for length in LENGTHS:
        width = 2 * length * np.median(apart)
        solve, kernel = cho_factor(np.exp(-between / width) + NOISE * np.eye(len(train))), np.exp(-apart / width)
        out[f"|net - GP|, {length}"] = np.abs(kernel @ cho_solve(solve, target) + offset - energy)
        out[f"GP variance, {length}"] = 1 - (kernel * cho_solve(solve, kernel.T).T).sum(1)
        out[f"|GP of the residual|, {length}"] = np.abs(kernel @ cho_solve(solve, residual))
    return out


def second_opinions(train, query, target, groups, truth, net_error):
    """MAE (eV) of the GP of DFT energies, of its mean with the net, and the correlation of their errors, at LENGTHS[-1]."""
    means = {g: target[groups[0] == g].mean() for g in set(groups[0])}
    centre, offset = np.array([means[g] for g in groups[0]]), np.array([means[g] for g in groups[1]])
    width = 2 * LENGTHS[-1] * np.median(squared(query, train))
    solve = cho_factor(np.exp(-squared(train, train) / width) + NOISE * np.eye(len(train)))
    error = np.exp(-squared(query, train) / width) @ cho_solve(solve, target - centre) + offset - truth
    return np.abs(error).mean(), np.abs((error + net_error) / 2).mean(), np.corrcoef(error, net_error)[0, 1]


# Judgement


def auroc(signal, wrong):
    ranks, n = rankdata(signal), wrong.sum()
    return (ranks[wrong].sum() - n * (n + 1) / 2) / (n * (~wrong).sum())


def spearman(signal, size):
    return spearmanr(signal, size).statistic if np.ptp(signal) else 0.0


def judged(signal, size, crystals, seed=0):
    """Spearman with its 95 % interval (crystals drawn with replacement), AUROC(0.1 eV), MAE of the best half over that of all."""
    rng, names = np.random.default_rng(seed), np.unique(crystals)
    members = {name: np.flatnonzero(crystals == name) for name in names}
    draws = [np.concatenate([members[n] for n in rng.choice(names, len(names))]) for _ in range(RESAMPLES)]
    low, high = np.quantile([spearman(signal[d], size[d]) for d in draws], [0.025, 0.975])
    best = np.argsort(signal, kind="stable")[: len(size) // 2]
    return {
        "spearman": spearman(signal, size),
        "low": low,
        "high": high,
        "auroc": auroc(signal, size > 0.1),
        "half": size[best].mean() / size.mean(),
    }


def combined(signals, size, crystals, seed=0):
    """Ridge regression of the rank of |error| on the ranks of all signals, predicted for folds of crystals it was not fitted on: mean Spearman."""
    x = np.array([rankdata(s) for s in signals]).T / len(size)
    y, x = rankdata(size) / len(size), x - x.mean(0)
    rng, names, found = np.random.default_rng(seed), np.unique(crystals), []
    for _ in range(PARTITIONS):
        fold_of = dict(zip(rng.permutation(names), np.arange(len(names)) % 5))
        fold, predicted = np.array([fold_of[c] for c in crystals]), np.zeros(len(size))
        for f in range(5):
            a, b = x[fold != f], y[fold != f]
            predicted[fold == f] = x[fold == f] @ np.linalg.solve(a.T @ a + 5 * np.eye(x.shape[1]), a.T @ (b - b.mean()))
        found.append(spearman(predicted, size))
    return float(np.mean(found))


def largest_by_chance(signals, size, seed=0):
    """Median and 95 % point of the largest Spearman of all signals when the errors are dealt out at random."""
    rng = np.random.default_rng(seed)
    ranks = np.array([rankdata(s) for s in signals])
    ranks = (ranks - ranks.mean(1, keepdims=True)) / (ranks.std(1, keepdims=True) + 1e-12)
    y = rankdata(size)
    y = (y - y.mean()) / y.std()
    return np.quantile([(ranks @ rng.permutation(y)).max() / len(y) for _ in range(PERMUTATIONS)], [0.5, 0.95])


def ceiling(width, n=200_000, seed=0):
    """Spearman of a perfectly known standard deviation with |error|, errors Gaussian, ln(sigma) Gaussian of this width."""
    rng = np.random.default_rng(seed)
    sigma = np.exp(width * rng.standard_normal(n))
    return spearman(sigma, np.abs(sigma * rng.standard_normal(n))) if width else 0.0


def width_of(error):
    """Width of ln(sigma) that the kurtosis of the errors speaks for: 3 exp(4 w^2) for Gaussian errors of lognormal sigma."""
    z = error - error.mean()
    return float(np.sqrt(max(0.0, np.log(np.mean(z**4) / np.mean(z**2) ** 2 / 3) / 4)))


def widths(error, crystals, seed=0):
    """[estimate, 2.5 %, 97.5 %] of width_of, crystals drawn with replacement."""
    rng, names = np.random.default_rng(seed), np.unique(crystals)
    members = {name: np.flatnonzero(crystals == name) for name in names}
    drawn = [width_of(error[np.concatenate([members[n] for n in rng.choice(names, len(names))])]) for _ in range(RESAMPLES)]
    return [width_of(error), *np.quantile(drawn, [0.025, 0.975])]


def main(folder, checkpoint, members):
    torch.set_num_threads(1)
    train = list(read(Path(folder) / "train.extxyz", ":"))
    atoms, error, energy, distance = calibration_points(folder)
    crystals = np.char.add(of(atoms, "adsorbate"), of(atoms, "key"))
    labelled, own = evaluated(folder, "train", checkpoint, train), evaluated(folder, "calibration", checkpoint, atoms)
    groups = of(train, "adsorbate"), of(atoms, "adsorbate")
    dft = np.array([float(a.info["dft_adsorption_energy"]) for a in train])
    residual = labelled["energy"] - dft
    for g in set(groups[0]):  # the stripped slab lies above the relaxed one (datasets.STRIP_SHIFT)
        residual[groups[0] == g] -= np.median(residual[groups[0] == g])

    signals = {"latent distance (the product's)": distance, "rise of the stripped slab": energy - own["energy"]}
    signals["adsorption energy, low is worse"] = -energy
    signals["adsorption energy, far from the median is worse"] = np.abs(energy - np.median(energy))
    for member in members:
        signals[f"|net - {Path(member).stem}|"] = np.abs(own["energy"] - evaluated(folder, Path(member).stem, member, atoms)["energy"])
    for fidelity in FIDELITIES[1:3]:
        other = load_checkpoint(checkpoint, fidelity=fidelity)
        gap = own["energy"] - np.array([adsorption(other, a)[0] for a in atoms])
        for g in set(groups[1]):
            gap[groups[1] == g] -= np.median(gap[groups[1] == g])
        signals[f"|readout {FIDELITIES[0]} - {fidelity}|"] = np.abs(gap)
    known, new = compositions(train), compositions(atoms)
    held = (known > 0).sum(0)
    signals["rarest element in training"] = np.array([-held[x > 0].min() for x in new], float)
    signals["nearest training composition"] = np.array([np.abs(known - x).sum(1).min() for x in new])
    trained, asked = descriptors(train, labelled), descriptors(atoms, own)
    for name in ("bond", "coordination", "disturbance"):
        signals[name] = asked[name][:, 0].astype(float)
    is_oh = [(g == "OH").astype(float) for g in groups]
    for name in ("sum", "anchor", "site", "change", "shell", "site and anchor"):
        a, b = principal(trained[name], asked[name], *is_oh)
        alone, mean, correlation = second_opinions(a, b, dft, groups, energy - error, error)
        print(
            f"{name}: MAE of the second opinion {alone:.3f}, of its mean with the net {mean:.3f}; net {np.abs(error).mean():.3f} eV; errors correlate {correlation:.2f}"
        )
        signals.update({f"{name}: {key}": value for key, value in from_labels(a, b, residual, dft, energy, groups).items()})

    print(f"{len(set(crystals))} crystals; training residuals at the DFT minimum: mean |.| {np.abs(residual).mean():.3f} eV")
    report(signals, error, crystals)


def report(signals, error, crystals):
    """The table of docs/uncertainty.md, what chance alone would have given, and the ceiling."""
    size = np.abs(error)
    print(f"{len(size)} points, {len(signals)} signals\n| signal | Spearman [95 %] | AUROC(0.1 eV) | best half / all |\n|---|---|---|---|")
    for name, signal in signals.items():
        j = judged(signal, size, crystals)
        print(f"| {name} | {j['spearman']:.2f} [{j['low']:.2f}, {j['high']:.2f}] | {j['auroc']:.2f} | {j['half']:.2f} |")
    every = list(signals.values())
    print(f"all together, ridge of ranks, crystals held out: Spearman {combined(every, size, crystals):.2f}")
    median, high = largest_by_chance(every, size)
    print(f"largest of all by chance: median {median:.2f}, 95 % {high:.2f}")
    for width, what in zip(widths(error, crystals), ("estimate", "2.5 %", "97.5 %")):
        print(f"width of ln(sigma), {what}: {width:.2f}; a perfect sigma would have Spearman {ceiling(width):.2f}")
    print("the same by width:", {w: round(float(ceiling(w)), 2) for w in (0.1, 0.25, 0.5, 0.75, 1.0)})


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder")
    parser.add_argument("checkpoint")
    parser.add_argument("members", nargs="*")
    args = parser.parse_args()
    main(args.folder, args.checkpoint, args.members)
