"""Errors of checkpoints on these RPBE points, at the same structures: on metals that `datasets` keeps out of every training, and on the others."""

from collections import defaultdict

import numpy as np

from .. import datasets
from ..evaluator import load_checkpoint
from ..splits import parts_of
from .samples import samples


def errors(evaluator, path):
    """{(train or held out, adsorbate or "all"): [E_ads(model) - E_ads(RPBE), eV]}; a training that had the source saw the train part alone."""
    own, out = list(samples(path)), defaultdict(list)
    part = parts_of("same-structure", [sample.key for sample in own])
    for sample in own:
        total = sum(c * evaluator(f.numbers, f.positions, f.cell, f.pbc)[0] for c, f in zip(sample.targets[0].coefs, sample.frames))
        for name in (sample.info["adsorbate"], "all"):
            out["train" if part[sample.key] == "train" else "held out", name].append(total - sample.targets[0].value)
    return out


def main(checkpoints, log=print):
    """Print MAE and mean error (eV) of each checkpoint on datasets.STATE / same-structure.npz."""
    for checkpoint in checkpoints:
        log(checkpoint)
        for (part, name), values in sorted(errors(load_checkpoint(checkpoint), datasets.STATE / "same-structure.npz").items()):
            log(f"  {part:8s} {name:4s} n {len(values):3d}  MAE {np.abs(values).mean():.3f}  mean {np.mean(values):+.3f} eV")
