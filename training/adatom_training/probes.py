"""Probes of a potential that need no labelled frames of its own theory: molecules, the repulsive wall, O on the elements."""

import json
from collections import defaultdict

import numpy as np
from ase.build import molecule
from ase.data import atomic_numbers, chemical_symbols, covalent_radii

from .datasets import GAS_REFERENCES, Frame, frames_of
from .metrics import summary
from .relaxing import relax

MOLECULES = ("H2", "H2O", "CO", "N2", "O2", "CO2", "CH4", "NH3")


def molecules(evaluator, mu=GAS_REFERENCES):
    """Energies (eV) of molecules relaxed with the model, and what the published references `mu` make of those they were derived from."""
    found = {}
    for name in MOLECULES:
        gas = molecule(name, cell=[13, 13, 13], pbc=True)
        gas.center()
        frame = Frame(gas.numbers, gas.positions, gas.cell.array, np.ones(3, bool), np.full((len(gas), 3), np.nan), np.ones(len(gas), bool))
        _, energy, converged, _ = relax(evaluator, frame, fmax=0.02, steps=100)
        found[name] = {"model_eV": round(energy, 4), "converged": converged}
        if name in ("H2", "H2O", "CO", "N2"):
            found[name]["published_eV"] = round(sum(mu[z] for z in gas.numbers), 4)
    return found


def gas_references(found):
    """eV per atom of H, O, C, N from the model's own H2, H2O, CO and N2."""
    h = found["H2"]["model_eV"] / 2
    o = found["H2O"]["model_eV"] - 2 * h
    return {"H": round(h, 4), "C": round(found["CO"]["model_eV"] - o, 4), "N": round(found["N2"]["model_eV"] / 2, 4), "O": round(o, 4)}


def wall(evaluator, numbers, low=0.25, high=0.6, points=36):
    """Pairs of elements whose energy does not rise monotonically as they approach below `high` times the sum of covalent radii."""
    failures, pairs, softest, open_box = [], 0, np.inf, np.zeros(3, bool)
    for n, a in enumerate(numbers):
        partners = numbers[n:]
        scaled = [(covalent_radii[a] + covalent_radii[b]) * np.linspace(high, low, points) for b in partners]
        dimers = [([a, b], [[0, 0, 0], [d, 0, 0]], np.eye(3), open_box) for b, distances in zip(partners, scaled) for d in distances]
        for b, energy in zip(partners, evaluator.energies(dimers).reshape(len(partners), points)):
            pairs += 1
            softest = min(softest, float(energy[-1] - energy[0]))
            if not (np.diff(energy) > 0).all():
                failures.append(f"{chemical_symbols[a]}-{chemical_symbols[b]}")
    return {
        "pairs": pairs,
        "failures": len(failures),
        "failing": failures[:40],
        "smallest_rise_eV": round(softest, 2),
        "from": low,
        "to": high,
    }


def oxygen_on_elements(predict, path, elements, anchor=None):
    """O on elemental slabs (PBE): error of E(slab + O) - E(slab) - E(O).

    `anchor` is the energy (eV) of the O atom on the predictor's own scale; by default the file's own atom, with its theory.
    The file's frames come in threes: which part is which is told by composition.
    """
    systems = defaultdict(list)
    for frame, energy, info in frames_of(path):
        systems[info["meta"]["system"]].append((frame, energy))
    errors = {}
    for name, parts in systems.items():
        both = max(parts, key=lambda p: len(p[0].numbers))
        oxygen = min(parts, key=lambda p: len(p[0].numbers))
        slab = next((p for p in parts if len(p[0].numbers) == len(both[0].numbers) - 1), None)
        if len(parts) != 3 or slab is None or len(oxygen[0].numbers) != 1 or any(int(z) not in elements for z in slab[0].numbers):
            continue
        value = [predict(p[0].numbers, p[0].positions, p[0].cell, p[0].pbc)[0] for p in (both, slab)]
        errors[name] = (value[0] - value[1] - (oxygen[1] if anchor is None else anchor)) - (both[1] - slab[1] - oxygen[1])
    centre = float(np.median(list(errors.values()))) if errors else 0.0
    aligned = {name: error - centre for name, error in errors.items()}
    return {
        "as_is": summary(list(errors.values())),
        "median_removed": summary(list(aligned.values())),
        "median_eV": round(centre, 3),
        "over_1_eV_after_median": sorted(name for name, error in aligned.items() if abs(error) > 1),
        "errors_eV": {name: round(e, 3) for name, e in errors.items()},
    }


def coverage_fcc111(predict, path, elements, coverage="0.25"):
    """Adsorption energies at 0.25 ML on fcc(111) (PBE): spread after one constant per adsorbate, and the preferred sites."""
    slabs, rows = {}, []
    for frame, energy, info in frames_of(path):
        parts = info["meta"]["path"]
        if not np.isfinite(energy):
            slabs.setdefault(parts[0], []).append(frame)
        elif parts[-1] == coverage:
            rows.append((parts, frame, energy))
    by_adsorbate = defaultdict(list)
    for (metal, adsorbate, site, _), frame, energy in rows:
        if adsorbate not in atomic_numbers or any(int(z) not in elements for z in frame.numbers):
            continue
        z = np.flatnonzero(frame.numbers == atomic_numbers[adsorbate])
        bare = np.setdiff1d(np.arange(len(frame.numbers)), z)
        found = (
            predict(frame.numbers, frame.positions, frame.cell, frame.pbc)[0]
            - predict(frame.numbers[bare], frame.positions[bare], frame.cell, frame.pbc)[0]
        )
        by_adsorbate[adsorbate].append((metal, site, found, energy))
    result = {}
    for adsorbate, values in by_adsorbate.items():
        difference = np.array([found - true for _, _, found, true in values])
        mine, theirs = best_sites(values, 2), best_sites(values, 3)
        result[adsorbate] = {
            "constant_eV": round(float(np.median(difference)), 3),
            **summary(difference - np.median(difference)),
            "same_best_site": f"{sum(mine[m] == theirs[m] for m in mine)} of {len(mine)}",
        }
    return result


def best_sites(values, column):
    """Site of lowest energy for each metal; rows are (metal, site, found, true)."""
    return {metal: min((v for v in values if v[0] == metal), key=lambda v: v[column])[1] for metal in {v[0] for v in values}}


def load_json(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)
