"""Evaluation on parts never trained on: forces, energies, relaxation energies, source by source.

A *predictor* is anything called as f(numbers, positions, cell, pbc) -> (energy eV, forces [N, 3] eV/A): a trained net
(evaluator.Evaluator) or a teacher (label.TEACHERS). The sampling is even in each group and holds no randomness.
"""

from collections import defaultdict

import numpy as np
from ase.data import atomic_numbers

from . import datasets
from .metrics import ForceErrors, element_group, summary
from .relaxing import relax


def thinned(samples, per_group):
    """Evenly spaced samples of each group, first and last included."""
    groups = defaultdict(list)
    for sample in samples:
        groups[sample.group].append(sample)
    for members in groups.values():
        for index in np.unique(np.linspace(0, len(members) - 1, min(per_group, len(members))).round().astype(int)):
            yield members[index]


def frames(predict, samples, largest=10**9):
    """Force errors and total-energy errors of single-frame samples, all together and by kind."""
    forces, energies = defaultdict(ForceErrors), defaultdict(list)
    for sample in samples:
        frame = sample.frames[0]
        if len(frame.numbers) > largest:
            continue
        energy, f = predict(frame.numbers, frame.positions, frame.cell, frame.pbc)
        for name in ("all", sample.kind):
            forces[name].add(f, frame)
            for target in sample.targets:
                if target.coefs[0] == 1.0 and sum(target.coefs) == 1.0:
                    energies[name].append((energy - target.value) / len(frame.numbers))
    return {name: {"forces_eV_A": forces[name].result(), "energy_eV_per_atom": summary(energies[name])} for name in forces}


def relaxation(predict, samples, per_group=15, largest=10**9):
    """Force errors and errors of E(frame) - E(last frame), trajectory by trajectory and together.

    A constant or a composition-wise shift of the energies cancels, so that teachers of another functional compare.
    """
    groups = defaultdict(list)
    for sample in thinned(samples, per_group):
        if sample.atoms <= largest:
            groups[sample.group].append(sample)
    forces, all_errors, drops, by_group, pairs = ForceErrors(), [], [], {}, []
    for name, members in groups.items():
        own, true, found = ForceErrors(), [], []
        for sample in members:
            frame = sample.frames[0]
            energy, f = predict(frame.numbers, frame.positions, frame.cell, frame.pbc)
            forces.add(f, frame)
            own.add(f, frame)
            if sample.targets:
                true.append(sample.targets[0].value)
                found.append(energy)
        errors = [(p - found[-1]) - (t - true[-1]) for p, t in zip(found[:-1], true[:-1])]
        pairs += [(t - true[-1], p - found[-1]) for p, t in zip(found[:-1], true[:-1])]
        all_errors += errors
        drops += [t - true[-1] for t in true[:-1]]
        by_group[name] = {
            "atoms": members[0].atoms,
            "key": members[0].key,
            "forces_eV_A": own.result(),
            "relaxation_energy_eV": summary(errors),
        }
    table = np.array(pairs)
    r = float(np.corrcoef(table.T)[0, 1]) if len(table) > 2 else None
    return {
        "forces_eV_A": forces.result(),
        "relaxation_energy_eV": {
            **summary(all_errors),
            "mean_abs": round(float(np.mean(np.abs(drops))), 3) if drops else None,
            "r": r and round(r, 4),
        },
        "trajectories": by_group,
    }


def relaxed_positions(predict, frame, steps=100):
    """Positions [N, 3] relaxed with a trained net (fmax 0.05 eV/A or `steps`)."""
    return relax(predict, frame, steps=steps)[0]


def adsorption_pairs(predict, samples, slab_of=None, adslab_of=None):
    """Errors of adsorption energies, all together, by the slab's element group, and with the common constant removed.

    `slab_of` and `adslab_of` map a sample to positions relaxed with the same predictor; without them the DFT geometry of the
    adslab stands, and the slab is the adslab stripped of its adsorbate (above its own minimum by the relaxation energy).
    """
    errors = defaultdict(list)
    for sample in samples:
        adslab, slab = sample.frames
        with_guest = adslab.positions if adslab_of is None else adslab_of(sample)
        bare = slab.positions if slab_of is None else slab_of(sample)
        reference = sum(datasets.GAS_REFERENCES[atomic_numbers[symbol]] for symbol in sample.kind)
        found = (
            predict(adslab.numbers, with_guest, adslab.cell, adslab.pbc)[0]
            - predict(slab.numbers, bare, slab.cell, slab.pbc)[0]
            - reference
        )
        for name in ("all", element_group(slab.numbers)):
            errors[name].append(found - sample.info["adsorption_energy"])
    result = {name: summary(values) for name, values in errors.items()}
    if errors:
        result["all, median removed"] = summary(np.array(errors["all"]) - np.median(errors["all"]))
    return result
