"""Errors of a model at the structures that it relaxed itself: E_ads(model) - E_ads(DFT), as tables, structures and a labelled set.

E_ads = E(adslab) - copies E(slab) - sum of the references of the adsorbate's atoms, which both theories take from their own H2, H2O, CO and N2
(SCIENCE.md C.1; the model's are those of its card). The slab is computed in its primitive cell and counts `copies` times.
"""

import hashlib
import json
from collections import Counter
from pathlib import Path

import numpy as np
from ase import Atoms
from ase.constraints import FixAtoms
from ase.data import chemical_symbols
from ase.io import write

from .dft import GAS_ATOMS, read

#: of the hashes of the metals (elements and alloys): 77 of the 110 systems calibrate, 33 test
CALIBRATION_SHARE = 0.8
#: eV; beyond, one of the two has left the state that the other is in (as datasets.py for DFT sets)
LARGEST_ERROR = 5.0


def atom_references(energies):
    """eV per atom of H, O, C and N from the total energies (eV) of H2, H2O, CO and N2."""
    hydrogen = energies["H2"] / 2
    oxygen = energies["H2O"] - energies["H2"]
    return {"H": hydrogen, "O": oxygen, "C": energies["CO"] - oxygen, "N": energies["N2"] / 2}


def adsorption_energy(adslab, slab, copies, guest, references):
    return adslab - copies * slab - sum(references[symbol] for symbol in guest)


def card_references(card):
    """eV per atom, as the card states them for adsorption energies."""
    return {symbol: float(value) for symbol, value in card["gas_references"]["atoms_eV"].items()}


def part_of(metal):
    """calibration or test, by the hash of the metal: no crystal is in both."""
    digest = hashlib.sha256(f"same-structure-part-1:{metal}".encode()).hexdigest()
    return "calibration" if int(digest[:12], 16) / 16**12 < CALIBRATION_SHARE else "test"


def points(results, references):
    """(rows, what was left out as [(id, why)]); `references` of the model, eV per atom."""
    by_id = {r["id"]: r for r in results}
    known = lambda identity: by_id.get(identity, {}).get("energy") is not None
    missing = [name for name in GAS_ATOMS if not known(f"gas:{name}")]
    if missing:
        raise SystemExit(f"no DFT energy of {', '.join(missing)} yet")
    own = atom_references({name: by_id[f"gas:{name}"]["energy"] for name in GAS_ATOMS})
    rows, out = [], []
    for r in by_id.values():
        if r["kind"] != "adslab":
            if "error" in r:
                out.append((r["id"], r["error"]))
            continue
        if not known(r["id"]) or not known(r["slab"]):
            out.append((r["id"], r.get("error", "no energy of its slab")))
            continue
        slab = by_id[r["slab"]]
        if slab["model"] != r["model"]:
            out.append((r["id"], "slab and adslab were relaxed by different models"))
            continue
        guest = [chemical_symbols[z] for z, tag in zip(r["numbers"], r["tags"]) if tag == 2]
        dft = adsorption_energy(r["energy"], slab["energy"], r["copies"], guest, own)
        model = adsorption_energy(r["energy_model"], slab["energy_model"], r["copies"], guest, references)
        if abs(model - dft) > LARGEST_ERROR:
            out.append((r["id"], f"error of {model - dft:.2f} eV"))
            continue
        rows.append({**r, "dft": dft, "model_energy": model, "error": model - dft, "part": part_of(r["metal"]), "slab_record": slab})
    return rows, out


def atoms_of(record):
    atoms = Atoms(record["numbers"], positions=record["positions"], cell=record["cell"], pbc=True, tags=record["tags"])
    atoms.set_constraint(FixAtoms(mask=atoms.get_tags() == 0))
    return atoms


def table(rows):
    columns = "id,adsorbate,metal,facet,supercell,part,atoms,model_energy,dft_energy,error (eV),dft_fmax"
    lines = [columns]
    for r in rows:
        free = np.array(r["tags"]) > 0
        force = np.linalg.norm(np.array(r["forces"])[free], axis=1).max()
        name = r["id"].removeprefix("adslab:")
        lines.append(
            f"{name},{r['adsorbate']},{r['metal']},{r['facet']},{r['supercell']},{r['part']},{len(r['numbers'])},"
            f"{r['model_energy']:.4f},{r['dft']:.4f},{r['error']:.4f},{force:.3f}"
        )
    return "\n".join(lines) + "\n"


def extxyz(rows):
    """Adslabs with what a calibration needs, for `bench/run.mjs calibrate-same-structure`."""
    out = []
    for r in rows:
        atoms = atoms_of(r)
        atoms.info = {"id": r["id"].removeprefix("adslab:"), "adsorbate": r["adsorbate"], "key": r["metal"], "facet": r["facet"], "part": r["part"], "model_energy": round(r["model_energy"], 5), "dft_adsorption_energy": round(r["dft"], 5)}
        out.append(atoms)
    return out


def labelled(rows, path, model):
    """One `.npz` of POTENTIAL.md section 4: adslabs with their clean slabs (primitive), DFT totals and forces, one group a slab.

    Total energies are GPAW's, against its own atoms; `meta` of an adslab holds what does not depend on them: the adsorption
    energy and how many slabs are taken away for it.
    """
    slabs = {r["slab"]: r["slab_record"] for r in rows}
    groups = {identity: n for n, identity in enumerate(slabs)}
    frames = [(slab, {"id": identity, "kind": "slab"}, groups[identity]) for identity, slab in slabs.items()]
    for r in rows:
        keys = ("id", "slab", "copies", "adsorbate", "metal", "facet", "supercell", "part")
        frames.append((r, {"kind": "adslab", **{k: r[k] for k in keys}, "adsorption_energy": round(r["dft"], 5)}, groups[r["slab"]]))
    records = [f[0] for f in frames]
    flat = lambda key, kind: np.concatenate([np.asarray(r[key], kind) for r in records])
    tags = flat("tags", np.uint8)
    np.savez_compressed(
        path,
        atom_offsets=np.concatenate([[0], np.cumsum([len(r["numbers"]) for r in records])]).astype(np.int32),
        numbers=flat("numbers", np.uint8),
        positions=flat("positions", np.float32),
        forces=flat("forces", np.float32),
        tags=tags,
        fixed=(tags == 0).astype(np.uint8),
        cell=np.array([r["cell"] for r in records]),
        energy=np.array([r["energy"] for r in records]),
        group=np.array([f[2] for f in frames], np.int32),
        meta=np.array(json.dumps([f[1] for f in frames])),
        theory=np.array(f"{records[0]['code']}, {records[0]['xc']}, {records[0]['cutoff']:.0f} eV, no spin; relaxed by {model}"),
    )


def summary(rows):
    """[{adsorbate, n, mean, mae, median}] by adsorbate and over all."""
    groups = {"all": rows} | {a: [r for r in rows if r["adsorbate"] == a] for a in sorted({r["adsorbate"] for r in rows})}
    out = []
    for name, own in groups.items():
        error = np.array([r["error"] for r in own])
        out.append({"adsorbate": name, "n": len(own), "mean": float(error.mean()), "mae": float(np.abs(error).mean()), "median": float(np.median(np.abs(error)))})
    return out


def main(results, model, state, folder, log=print):
    """Write STATE (.npz) and FOLDER/{points.csv, adslabs.extxyz} from results files; `model` is the card's .json or the .onnx beside it."""
    card = json.loads(Path(model).with_suffix(".json").read_text())
    records = [r for path in results for r in read(path)]
    other = {r["model"] for r in records if "model" in r} - {card["sha256"]}
    if other:
        raise SystemExit(f"these structures were relaxed by another model than {card['name']} {card['sha256'][:12]}: {', '.join(m[:12] for m in other)}")
    rows, out = points(records, card_references(card))
    if not rows:
        raise SystemExit("no system has both its slab and its adslab yet")
    Path(folder).mkdir(parents=True, exist_ok=True)
    note = f"# {card['name']} {card['sha256']}: same structure, RPBE by {rows[0]['code']}; error = model - DFT\n"
    (Path(folder) / "points.csv").write_text(note + table(rows))
    write(Path(folder) / "adslabs.extxyz", extxyz(rows), format="extxyz", columns=["symbols", "positions", "tags", "move_mask"])
    labelled(rows, state, f"{card['name']} {card['sha256'][:12]}")
    for identity, why in out:
        log(f"left out {identity}: {why}")
    for line in summary(rows):
        log("{adsorbate:4s} n {n:3d}  mean {mean:+.3f}  MAE {mae:.3f}  median {median:.3f} eV".format(**line))
    log(f"{len(rows)} points, {dict(Counter(r['part'] for r in rows))}, {len({r['metal'] for r in rows})} metals; {len(out)} left out")
