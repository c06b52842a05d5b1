"""One evaluation run: every measure of evaluate.py, probes.py and trials.py for one predictor, as one JSON file."""

import hashlib
import json
import time
from pathlib import Path

import numpy as np
import torch

from . import datasets, evaluate, label, probes, splits, trials
from .evaluator import load_checkpoint, load_spike
from .model import FIDELITIES
from .structures import PLUS_U, Chemistry

SPIKE_ELEMENTS = frozenset((1, 6, 7, 8, 27, 28, 29, 44, 45, 46, 47, 77, 78, 79))
PAIRS, RELAXED_PAIRS, RELAXATIONS, QUICK = 500, 30, 24, 12


class Predictors:
    """Predictors of one model, by fidelity: `adatom:PATH`, `spike:PATH` (adatom-0), or a teacher of label.py."""

    def __init__(self, spec):
        self.spec, (self.kind, _, path) = spec, spec.partition(":")
        self.elements = SPIKE_ELEMENTS if self.kind == "spike" else None
        self.trained = self.kind in ("adatom", "spike")
        if self.trained:
            loaders = {"adatom": lambda fidelity: load_checkpoint(path, fidelity=fidelity), "spike": lambda fidelity: load_spike(path)}
            self.make = loaders[self.kind]
        else:
            one = label.teacher(spec)
            self.make = lambda fidelity: one

    def __call__(self, fidelity=FIDELITIES[0]):
        return self.make(fidelity)

    def covers(self, sample):
        return self.elements is None or all(int(z) in self.elements for frame in sample.frames for z in frame.numbers)


def evenly(samples, count):
    """At most `count` samples, evenly spaced in the order of a hash of their groups."""
    ordered = sorted(samples, key=lambda s: hashlib.sha256(f"{s.source}:{s.group}".encode()).hexdigest())
    return ordered[:count]


def adsorption(predictors, samples, count):
    """Pairs as they stand (stripped slab), and with slabs relaxed by the predictor itself on the first RELAXED_PAIRS."""
    predict = predictors()
    chosen = evenly([s for s in samples if predictors.covers(s)], count)
    result = {"dft_geometry_stripped_slab": evaluate.adsorption_pairs(predict, chosen)}
    if predictors.trained and count > QUICK:
        few = chosen[:RELAXED_PAIRS]
        slabs = {sample.group: evaluate.relaxed_positions(predict, sample.frames[1]) for sample in few}
        relaxed_slab = lambda sample: slabs[sample.group]
        relaxed_adslab = lambda sample: evaluate.relaxed_positions(predict, sample.frames[0])
        result["dft_geometry_relaxed_slab"] = evaluate.adsorption_pairs(predict, few, relaxed_slab)
        result["own_minimum"] = evaluate.adsorption_pairs(predict, few, relaxed_slab, relaxed_adslab)
    return result


def recorder(spec, out, part, log, **head):
    """keep(name, value): puts a measure into the file `out` at once, so that a run that is stopped leaves what it had."""
    result, start = {"predictor": spec.partition(":")[0], "part": part, "split": splits.SALT, **head}, time.monotonic()

    def keep(name, value):
        result[name] = value
        Path(out).write_text(json.dumps(result, indent=1, sort_keys=False) + "\n")
        log(f"{time.monotonic() - start:6.0f} s  {name}")

    return keep


def oxygen_share(frame):
    return float((frame.numbers == 8).mean()) if len(frame.numbers) > 8 else 0.0


def oxides(spec, data, out, part="test", quick=False, log=print):
    """What adatom-s-oxide is measured on: the PBE+U fidelity on oxides (a quarter of the atoms oxygen), its molecules, wall and relaxations."""
    torch.set_num_threads(1)
    predictors, root, theory = Predictors(spec), Path(data), "pbe-omat"
    keep, predict = recorder(spec, out, part, log, fidelity=theory), predictors(theory)
    held = lambda *sources: [s for s in datasets.load(root, sources) if s.part == part]
    keep("oxide", evaluate.relaxation(predict, held("oxide"), 4 if quick else 6))
    second = [s for s in datasets.load(root, ["oxide"]) if s.part == "calibration"]  # nothing is calibrated on it
    keep("oxide-calibration", evaluate.relaxation(predict, second, 4 if quick else 6))
    broad = [s for s in held("nequix-broad-1", "nequix-broad-2") if oxygen_share(s.frames[0]) >= 0.25]
    keep("nequix-oxides", evaluate.frames(predict, evenly(broad, QUICK if quick else 250)))
    found = probes.molecules(predict, datasets.OC22_REFERENCES)
    keep("molecules", {"energies": found, "gas_references_eV": probes.gas_references(found)})
    if not quick:
        keep("wall", probes.wall(predict, sorted(trained_elements(predictors)), points=12))
        draws = chemistry(predictors, root)
        draws.nonmetals, draws.elemental, draws.metals = ("O",), 0.0, tuple(m for m in draws.metals if m not in PLUS_U)
        oxide = lambda atoms: (atoms.numbers[: atoms.info["slab_atoms"]] == 8).mean() >= 0.25
        keep("random_relaxations", trials.random_relaxations(predict, draws, RELAXATIONS, accept=oxide))


def run(spec, data, out, part="test", quick=False, log=print):
    torch.set_num_threads(1)
    predictors, root = Predictors(spec), Path(data)
    held = lambda source: [s for s in datasets.load(root, [source]) if s.part == part]
    keep = recorder(spec, out, part, log)
    for source, fidelity, per_group, largest in (
        ("oc20-dft", "rpbe-oc20", 15, 10**9),
        ("alcohol", "rpbe-oc20", 5, 110),
        ("oxide", "pbe-omat", 6, 10**9),
    ):
        own = [s for s in held(source) if predictors.covers(s)]
        if own:
            keep(source, evaluate.relaxation(predictors(fidelity), own, 4 if quick else per_group, largest))
    for source, fidelity in (
        ("nequix-broad-1", "pbe-omat"),
        ("nequix-broad-2", "pbe-omat"),
        ("tensornet-broad", "pbe-matpes"),
        ("tensornet-5k", "pbe-matpes"),
    ):
        own = evenly([s for s in held(source) if predictors.covers(s)], QUICK if quick else 250)
        if own and (predictors.trained or quick):
            keep(source, evaluate.frames(predictors(fidelity), own))
    for source in ("gaspy-oh", "gaspy-h"):
        keep(source, adsorption(predictors, held(source), QUICK if quick else PAIRS if predictors.trained else 60))
    elements = predictors.elements or frozenset(range(1, 84))
    oxygen, coverage = root / "pbe-adslabs" / "o-on-elements.npz", root / "pbe-adslabs" / "coverage-fcc111.npz"
    if not quick and predictors.trained:
        keep("o_on_elements", probes.oxygen_on_elements(predictors(), oxygen, elements & trained_elements(predictors)))
        keep("coverage_fcc111", probes.coverage_fcc111(predictors(), coverage, SPIKE_ELEMENTS))
        found = probes.molecules(predictors())
        keep("molecules", {"energies": found, "gas_references_eV": probes.gas_references(found)})
        keep("wall", probes.wall(predictors(), sorted(trained_elements(predictors)), points=12))
        keep("fcc111_sites", trials.fcc111_sites(predictors(), references=references_of(found)))
        keep("drift", trials.drift(predictors()))
        keep("random_relaxations", trials.random_relaxations(predictors(), chemistry(predictors, root), RELAXATIONS))


def references_of(found):
    return {1: (r := probes.gas_references(found))["H"], 6: r["C"], 7: r["N"], 8: r["O"]}


def trained_elements(predictors):
    return predictors.elements or frozenset(int(z) for z in np.flatnonzero(coverage_counts(predictors)))


def coverage_counts(predictors):
    """Training frames per element [100], as stored with the checkpoint."""
    return torch.load(predictors.spec.partition(":")[2], weights_only=False)["elements"]


def chemistry(predictors, root):
    draws = Chemistry.with_adsorbates(root / "adsorbates-reference.json", avoid_plus_u=False)
    if predictors.elements:
        draws.metals, draws.nonmetals = ("Co", "Ni", "Cu", "Ru", "Rh", "Pd", "Ag", "Ir", "Pt", "Au"), ()
        draws.adsorbates = tuple(a for a in draws.adsorbates if set(a["atoms"]) <= {"H", "C", "N", "O"})
    return draws
