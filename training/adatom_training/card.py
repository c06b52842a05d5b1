"""The release of a model: ONNX graph, model card and self-test values, all from one checkpoint and its evaluation."""

import json
from pathlib import Path

import torch
from ase.build import molecule
from ase.data import atomic_numbers, chemical_symbols

from . import datasets, export, selftest, splits
from .evaluator import Evaluator
from .model import FIDELITIES
from .probes import load_json
from .structures import PLUS_U
from .train import restore

#: elements of OC20, slabs and adsorbates together (SCIENCE.md C.1)
OC20 = (
    "Ag Al As Au B Bi C Ca Cd Cl Co Cr Cs Cu Fe Ga Ge H Hf Hg In Ir K Mn Mo N Na Nb Ni O Os P Pb Pd Pt Rb Re Rh Ru S Sb Sc Se Si Sn Sr Ta Tc Te Ti Tl V W Y Zn Zr"
).split()
REFERENCE_MOLECULES = ("H2", "H2O", "CO", "N2")
FEWEST = 30  # training samples below which the card does not name an element
#: per exported fidelity: the published gas references, and the DFT sets of that theory
THEORIES = {
    "rpbe-oc20": {
        "mu": datasets.GAS_REFERENCES,
        "from": "OC20",
        "scheme": "OC20's per-atom references (RPBE H2, H2O, CO, N2)",
        "dft": ("oc20-dft", "alcohol", "gaspy-oh", "gaspy-h", "same-structure"),
        "counted": "rpbe_dft_samples_per_element",
    },
    "pbe-omat": {
        "mu": datasets.OC22_REFERENCES,
        "from": "OC22",
        "scheme": "OC22's per-atom references (PBE H2, H2O, CO, N2)",
        "dft": ("oxide",),
        "counted": "pbe_u_dft_samples_per_element",
    },
}
SETS = {
    "nequix-broad-1": (
        "our own structures over 55 elements, labelled by nequix-omat-1 (OMat24 PBE, no +U pairs drawn)",
        "ours; teacher weights CC-BY-4.0",
    ),
    "nequix-broad-2": ("as nequix-broad-1, another seed", "ours; teacher weights CC-BY-4.0"),
    "tensornet-5k": ("our own structures over 14 elements, labelled by TensorNet-MatPES-PBE", "ours; teacher weights BSD-3-Clause"),
    "tensornet-broad": (
        "our own broad structures (55 elements, +U metals with oxygen among them, adsorbates with their bare slabs), labelled by TensorNet-MatPES-PBE",
        "ours; teacher weights BSD-3-Clause",
    ),
    "adatoms-nequix": (
        "our own structures: O, C, N, H, CO, OH, CHx, NHx, NO and H2O on elements and intermetallics, labelled by nequix-omat-1 (no +U metal with O); "
        "their adsorption energies moved to RPBE (functionals.py)",
        "ours; teacher weights CC-BY-4.0; functionals: CMR, CC-BY-SA",
    ),
    "adatoms-tensornet": (
        "the same with +U metals, La and others, labelled by TensorNet-MatPES-PBE",
        "ours; teacher weights BSD-3-Clause; functionals: CMR, CC-BY-SA",
    ),
    "metals-nequix": (
        "our own structures: O, CO, C, N, H, OH, CH and NO on metals and intermetallics, late ones most, relaxed by the student, labelled by nequix-omat-1 (no +U metal with O); "
        "their adsorption energies moved to RPBE",
        "ours; teacher weights CC-BY-4.0; functionals: CMR, CC-BY-SA",
    ),
    "metals-tensornet": (
        "our own structures: small adsorbates on metals, late ones most, labelled by TensorNet-MatPES-PBE; their adsorption energies moved to RPBE",
        "ours; teacher weights BSD-3-Clause; functionals: CMR, CC-BY-SA",
    ),
    "wide-nequix": (
        "our own structures: OC20's adsorbates on crystals of 26 prototypes at the student's minimum, seven of ten without a non-metal, frames along the student's relaxations, "
        "labelled by nequix-omat-1 (no +U metal with O); their adsorption energies moved to RPBE",
        "ours; teacher weights CC-BY-4.0; functionals: CMR, CC-BY-SA",
    ),
    "wide-tensornet": (
        "the same with +U metals and up to 44 atoms, labelled by TensorNet-MatPES-PBE; their adsorption energies moved to RPBE",
        "ours; teacher weights BSD-3-Clause; functionals: CMR, CC-BY-SA",
    ),
    "wider-nequix": ("as wide-nequix, half with non-metals, along the relaxations of a later student", "ours; teacher weights CC-BY-4.0; functionals: CMR, CC-BY-SA"),
    "wider-tensornet": (
        "as wide-tensornet, four of ten with non-metals, along the relaxations of a later student",
        "ours; teacher weights BSD-3-Clause; functionals: CMR, CC-BY-SA",
    ),
    "compounds-nequix": (
        "our own structures: H, OH, O and N, mostly on pnictides, silicides, sulfides, selenides and nitrides of 20 metals, made as wide-nequix, labelled by nequix-omat-1 (no +U metal with O); "
        "their adsorption energies moved to RPBE",
        "ours; teacher weights CC-BY-4.0; functionals: CMR, CC-BY-SA",
    ),
    "nonmetals": ("our own structures: small adsorbates on crystals of B, C, Si, P, Ge, As, Se, Sb and Te, labelled by TensorNet-MatPES-PBE", "ours; teacher weights BSD-3-Clause"),
    "same-structure": ("our own RPBE single points (GPAW) of small adslabs with their slabs", "ours"),
    "active": ("frames of the student's own relaxations far from its training set, labelled by TensorNet-MatPES-PBE", "ours; teacher weights BSD-3-Clause"),
    "short-range": ("dimers from contact into each other, GFN2-xTB: H with every metal, nine light elements with each other", "ours"),
    "oc20-dft": ("complete OC20 DFT relaxations (VASP RPBE)", "CC-BY-4.0 (Open Catalyst Project)"),
    "alcohol": ("relaxations of C3 to C6 alcohols on OC20-type slabs (VASP RPBE, from the FINETUNA work)", "none stated"),
    "gaspy-oh": ("relaxed OH adslabs with adsorption energies (VASP RPBE, GASpy)", "none stated"),
    "gaspy-h": ("relaxed H adslabs with adsorption energies (VASP RPBE, GASpy)", "none stated"),
    "nrr": ("H and NNH relaxations on alloys, forces of an OC20 model (OCP tutorial data)", "OCP tutorial"),
    "oxide": ("oxide relaxations (VASP PBE+U, OC22-like settings, from the FINETUNA work)", "none stated"),
    "gas-anchors": ("total energies of H2, H2O, CO and N2 that follow from OC20's atomic references", "facts"),
}


def covered(counts):
    """Symbols of OC20's elements with at least FEWEST training samples, by atomic number."""
    return sorted((s for s in OC20 if counts[atomic_numbers[s]] >= FEWEST), key=lambda s: atomic_numbers[s])


def without_plus_u(elements, samples, theory):
    """The elements less the metals that PBE+U treats with a U, of which the theory's training samples with oxygen are fewer than FEWEST."""
    own = [s for s in samples if s.part == "train" and FIDELITIES[s.fidelity] == theory]
    with_oxygen = datasets.element_counts([s for s in own if any(8 in frame.numbers for frame in s.frames)])
    counts = datasets.element_counts(own)
    known = lambda s: counts[atomic_numbers[s]] >= FEWEST and (s not in PLUS_U or with_oxygen[atomic_numbers[s]] >= FEWEST)
    return [s for s in elements if known(s)]


def split_keys(samples):
    """Held-out keys of every source with few keys; for the others the rule stands in splits.py."""
    keys = {}
    for sample in samples:
        if sample.part != "train" and (sample.source in splits.COUNTS):
            keys.setdefault(sample.source, {}).setdefault(sample.part, set()).add(sample.key)
    return {source: {part: sorted(k) for part, k in parts.items()} for source, parts in keys.items()}


def accuracy(results):
    """The card's short list of measured errors, from an evaluation file."""
    rows = []

    def row(on, **values):
        rows.append({"on": on, **{k: v for k, v in values.items() if v is not None}})

    for source, name in (
        ("oc20-dft", "5 held-out OC20 DFT relaxations, free atoms"),
        ("alcohol", "alcohol relaxations on 2 held-out crystals, free atoms"),
        ("oxide", "PBE+U relaxations of 1 held-out oxide system (MnAuO2; no training sample has Mn with O and +U)"),
        ("oxide-calibration", "PBE+U relaxations of another held-out oxide system (RbIrO3)"),
    ):
        if source in results and (source != "oxide" or results.get("fidelity") == "pbe-omat"):
            r = results[source]
            row(
                name,
                force_mae_eV_A=r["forces_eV_A"]["mae"],
                mean_abs_force_eV_A=r["forces_eV_A"]["mean_abs"],
                force_cosine=r["forces_eV_A"]["cosine"],
                relaxation_energy_mae_eV=r["relaxation_energy_eV"].get("mae"),
            )
    for source in ("nequix-oxides", "nequix-broad-1", "nequix-broad-2", "tensornet-5k", "tensornet-broad"):
        if source not in results:
            continue
        r = results[source]["all"]
        row(
            f"held-out groups of {source}, against the teacher",
            force_mae_eV_A=r["forces_eV_A"]["mae"],
            force_cosine=r["forces_eV_A"]["cosine"],
            energy_mae_eV_per_atom=r["energy_eV_per_atom"]["mae"],
        )
    for source, what in (("gaspy-oh", "OH on unseen crystals"), ("gaspy-h", "H on unseen compositions")):
        for geometry, title in (
            ("dft_geometry_relaxed_slab", "adslab at the DFT geometry, slab relaxed by the model"),
            ("own_minimum", "both relaxed by the model"),
        ):
            if source in results:
                r = results[source][geometry]["all"]
                row(f"{what}, {title}", adsorption_mae_eV=r["mae"], bias_eV=r["bias"], n=r["n"])
    return rows


def release(checkpoint, name, notes, data, results, models):
    """Write models/NAME.onnx (unless it holds these weights), .json and .selftest.json; `notes` holds the words of the card, and which fidelity speaks."""
    models = Path(models)
    net, refs, saved = restore(checkpoint)
    words, measured = load_json(notes), load_json(results)
    fidelity = words.get("fidelity", FIDELITIES[0])
    theory, index = THEORIES[fidelity], FIDELITIES.index(fidelity)
    graph, counts = models / f"{name}.onnx", saved["elements"]
    if not export.is_export_of(str(graph), net, fidelity):
        export.export(net, str(graph), fidelity, name)
    samples = datasets.load(data, saved["config"]["sources"])
    elements = covered(counts) if index == 0 else without_plus_u(covered(counts), samples, fidelity)
    used = {s: [x for x in samples if x.source == s and x.part == "train"] for s in saved["config"]["sources"]}
    molecules = measured["molecules"]
    card = {
        "name": name,
        "contract_version": export.CONTRACT,
        "file": graph.name,
        "sha256": export.sha256(graph),
        **words["head"],
        "trained_on": [
            {
                "set": s,
                "what": f"{len(used[s])} training samples of {sum(x.source == s for x in samples)}: {SETS[s][0]}",
                "licence": SETS[s][1],
            }
            for s in used
        ],
        "parameters": sum(p.numel() for p in net.folded(0).parameters()) - sum(p.numel() for n, p in net.named_parameters() if "fid" in n),
        "opset": export.OPSET,
        "cutoff_A": net.cutoff,
        "fidelity": fidelity,
        "elements": elements,
        "training_samples_per_element": {s: int(counts[atomic_numbers[s]]) for s in elements},
        theory["counted"]: dft_counts(samples, elements, theory["dft"]),
        "reference_energy_eV": {s: round(float(refs[index][atomic_numbers[s]]), 9) for s in elements},
        "energy_rule": "total energy = sum_i (e_i + reference_energy[Z_i]); e is float32 per atom, sum in float64",
        "accuracy": accuracy(measured),
        **words["tail"],
        "latents": {
            "dim": 3 * net.width,
            "what": "final scalar features and squared norms of the l = 1 and l = 2 features, per atom; invariant under rotation, translation and permutation",
            "index_file": None,
        },
        "calibration": None,
        "selftest_file": f"{name}.selftest.json",
        "splits": {
            "rule": "training/adatom_training/splits.py",
            "salt": splits.SALT,
            "counts_test_calibration": splits.COUNTS,
            "fractions_test_calibration": splits.FRACTIONS,
            "held_out_keys": split_keys(samples),
        },
        "gas_references": {
            "scheme": f"{theory['scheme']}: H = E(H2)/2, O = E(H2O) - E(H2), C = E(CO) - O, N = E(N2)/2",
            "computed": f"{theory['from']}'s published values; the model was trained towards the four molecules that they follow from. "
            "What the model itself gives stands in gas_references_of_the_model",
            "molecules_eV": {m: published(m, theory["mu"]) for m in REFERENCE_MOLECULES},
            "atoms_eV": {chemical_symbols[z]: e for z, e in theory["mu"].items()},
        },
        "gas_references_of_the_model": {
            "molecules_eV": {m: v["model_eV"] for m, v in molecules["energies"].items()},
            "atoms_eV": molecules["gas_references_eV"],
        },
    }
    keep_calibration(card, models / f"{name}.json")
    (models / f"{name}.json").write_text(json.dumps(card, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    selftest.write(selftest.reference(Evaluator(net, refs, fidelity, torch.float64), name, elements), models / f"{name}.selftest.json")
    return card


def keep_calibration(card, path):
    """Carry over what bench/calibrate-model.ts named in an earlier card of the same weights: the calibration and the index of latents."""
    if path.exists():
        old = load_json(path)
        if old["sha256"] == card["sha256"]:
            card["calibration"], card["latents"]["index_file"] = old["calibration"], old["latents"]["index_file"]


def published(name, mu):
    """eV: the total energy of a molecule that the atomic references `mu` follow from."""
    return round(sum(mu[z] for z in molecule(name).numbers), 4)


def dft_counts(samples, elements, sources):
    """Training samples of DFT of the exported theory per element; elements with none are known from teachers only."""
    counts = datasets.element_counts([s for s in samples if s.part == "train" and s.source in sources])
    return {s: int(counts[atomic_numbers[s]]) for s in elements}
