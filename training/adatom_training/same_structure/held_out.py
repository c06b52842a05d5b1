"""Errors of checkpoints on these RPBE points, at the same structures: on metals that `datasets` keeps out of every training, and on the others."""

from collections import defaultdict

import numpy as np

from .. import datasets
from ..evaluator import load_checkpoint


def errors(evaluator, samples):
    """{(train or held out, adsorbate or "all"): [E_ads(model) - E_ads(RPBE), eV]}; a training that had the source saw the train part alone."""
    out = defaultdict(list)
    for sample in samples:
        total = sum(c * evaluator(f.numbers, f.positions, f.cell, f.pbc)[0] for c, f in zip(sample.targets[0].coefs, sample.frames))
        for name in (sample.info["adsorbate"], "all"):
            out["train" if sample.part == "train" else "held out", name].append(total - sample.targets[0].value)
    return out


def main(checkpoints, log=print):
    """Print MAE and mean error (eV) of each checkpoint on datasets.STATE / same-structure.npz."""
    samples = datasets.load(datasets.STATE, ["same-structure"])
    for checkpoint in checkpoints:
        log(checkpoint)
        for (part, name), values in sorted(errors(load_checkpoint(checkpoint), samples).items()):
            log(f"  {part:8s} {name:4s} n {len(values):3d}  MAE {np.abs(values).mean():.3f}  mean {np.mean(values):+.3f} eV")
